"""Moments, days and spans as people at a desk read them (mock/visual.md 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.days import local

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
SPANS = {
    "zh": (("天", 86400), ("小时", 3600), ("分", 60)),
    "en": (("d", 86400), ("h", 3600), ("min", 60)),
}


def ago(at: datetime, now: datetime, language: str) -> str:
    """How long ago, in one unit: ``3 天``, ``5 小时``, ``12 分``; under a minute ``刚刚``."""
    seconds = (now - at).total_seconds()
    for unit, size in SPANS[language]:
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return {"zh": "刚刚", "en": "now"}[language]


def span(length: timedelta, language: str) -> str:
    """A length of work: ``18 分 12 秒`` or ``1 小时 5 分``."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    hour, minute, second = {"zh": ("小时", "分", "秒"), "en": ("h", "min", "s")}[language]
    if hours:
        return f"{hours} {hour} {minutes} {minute}"
    return f"{minutes} {minute} {seconds} {second}" if minutes else f"{seconds} {second}"


def stamp(at: datetime) -> str:
    """A moment in a list of events: ``7-12 10:32``."""
    here = local(at)
    return f"{here.month}-{here.day:02} {here:%H:%M}"


def near(at: datetime, now: datetime, language: str) -> str:
    """A moment in a table: ``今天 15:12``, ``昨天 17:20``, else the day."""
    here, today = local(at), local(now).date()
    days = (today - here.date()).days
    if days not in (0, 1):
        return sentence_day(here.date(), language)
    word = {"zh": ("今天", "昨天"), "en": ("today", "yesterday")}[language][days]
    return f"{word} {here:%H:%M}"


def sentence_day(day: date, language: str) -> str:
    """A day inside a sentence: ``7 月 12 日``, ``12 Jul``."""
    if language == "en":
        return f"{day.day} {MONTHS[day.month - 1]}"
    return f"{day.month} 月 {day.day} 日"


def sentence_moment(at: datetime, language: str) -> str:
    """A moment inside a sentence: ``7 月 12 日 10:32``."""
    here = local(at)
    return f"{sentence_day(here.date(), language)} {here:%H:%M}"


def full_day(at: datetime, language: str) -> str:
    """Today at the head of a page: ``2026 年 7 月 15 日 星期三 15:40``."""
    here = local(at)
    weekday = WEEKDAYS[language][here.weekday()]
    if language == "en":
        return f"{weekday}, {sentence_day(here.date(), 'en')} {here.year}, {here:%H:%M}"
    return f"{here.year} 年 {here.month} 月 {here.day} 日 {weekday} {here:%H:%M}"


def iso_day(at: datetime) -> str:
    """A day in a column: ``2026-07-12``."""
    return f"{local(at):%Y-%m-%d}"


def short_day(at: datetime) -> str:
    """A day where there is little room: ``26-7-12``."""
    here = local(at)
    return f"{here.year % 100}-{here.month}-{here.day}"


def left(due: datetime, now: datetime, language: str) -> str:
    """What is left of a clock: ``剩 25 分``, or how long it is over: ``超 2 小时 5 分``."""
    minutes = int((due - now).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    if language == "en":
        told = f"{hours} h {rest} min" if hours else f"{rest} min"
        return f"{told} left" if minutes >= 0 else f"{told} over"
    told = f"{hours} 小时 {rest} 分" if hours else f"{rest} 分"
    return f"剩 {told}" if minutes >= 0 else f"超 {told}"
