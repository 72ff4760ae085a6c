from datetime import UTC, datetime, timedelta

import pytest

from server.console.views import times

NOW = datetime(2026, 7, 15, 7, 40, tzinfo=UTC)  # 15:40 in the office


@pytest.mark.parametrize(
    ("since", "zh", "en"),
    [
        (timedelta(days=3, hours=2), "3 天", "3 d"),
        (timedelta(hours=5), "5 小时", "5 h"),
        (timedelta(minutes=12), "12 分", "12 min"),
        (timedelta(seconds=20), "刚刚", "now"),
        (timedelta(seconds=-90), "刚刚", "now"),
    ],
    ids=["days", "hours", "minutes", "seconds", "a clock ahead"],
)
def test_age_is_told_in_one_unit(since, zh, en):
    assert times.ago(NOW - since, NOW, "zh") == zh
    assert times.ago(NOW - since, NOW, "en") == en


@pytest.mark.parametrize(
    ("at", "zh"),
    [
        (NOW - timedelta(minutes=28), "今天 15:12"),
        (NOW - timedelta(hours=22), "昨天 17:40"),
        (NOW - timedelta(days=3), "7 月 12 日"),
        (datetime(2026, 7, 14, 16, 1, tzinfo=UTC), "今天 00:01"),
    ],
    ids=["today", "yesterday", "earlier", "today begins at the office's midnight"],
)
def test_a_moment_in_a_table_is_near_or_a_day(at, zh):
    assert times.near(at, NOW, "zh") == zh


def test_the_head_of_a_page_says_the_office_time():
    assert times.full_day(NOW, "zh") == "2026 年 7 月 15 日 星期三 15:40"
    assert times.full_day(NOW, "en") == "Wednesday, 15 Jul 2026, 15:40"


@pytest.mark.parametrize(
    ("length", "zh"),
    [
        (timedelta(minutes=18, seconds=12), "18 分 12 秒"),
        (timedelta(hours=1, minutes=5, seconds=9), "1 小时 5 分"),
        (timedelta(seconds=40), "40 秒"),
    ],
    ids=["minutes", "hours", "seconds"],
)
def test_work_is_told_as_exactly_as_matters(length, zh):
    assert times.span(length, "zh") == zh
