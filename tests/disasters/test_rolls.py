"""Villages report, and what stands upstairs is their sum, at once and without typing again."""

from datetime import timedelta
from decimal import Decimal

import pytest

from server.core.desk.extract import Wish
from server.core.errors import (
    CannotMerge,
    FallNeedsReason,
    NotAllowed,
    NotFound,
    NothingToReport,
    NotVerifiedBelow,
    UnexpectedValue,
)
from server.disasters import merging, returns, rolls
from server.extracts.sources import source
from server.store import audit
from tests.builders.areas import DABA, DONGWAN, JINGYUAN, SANHE, WULAN, YANGLIU
from tests.builders.instances import EVENT, START, report_xml
from tests.builders.knowing import decided, event, row, sent

NOW = START + timedelta(hours=3)
VILLAGES = {SANHE: 1, DABA: 2, YANGLIU: 3}


def another(village, n):
    return f"uuid:0a1b2c3d-0009-4000-8000-{VILLAGES[village]:04d}{n:08d}"


def reported(office, village=SANHE, n=1, *, hours=0, stage="1", state=None, **figures):
    """A village's report sent so many hours after the first."""
    at = START + timedelta(hours=hours)
    xml = report_xml(
        at=at,
        instance_id=another(village, n),
        stage=stage,
        cutoff=at - timedelta(minutes=30),
        village=village,
        **figures,
    )
    sent(office, xml, at=at + timedelta(minutes=5))
    decided(office, state or "to_review", another(village, n))  # its place is not what is tested


def page(office, who, *, now=NOW, **more):
    return rolls.page(office, who, EVENT, now=now, **more)


def figures(found, *names):
    return [int(found.totals.figures[name]) for name in names]


def test_unreviewed_first_reports_stand_upstairs_at_once_and_are_marked(office, clerk, county):
    reported(office, SANHE, affected=120, resettled=12)
    reported(office, DABA, affected=80, resettled=8, state="accepted")
    for who in (clerk, county):
        found = page(office, who)
        assert figures(found, "affected", "resettled") == [200, 20]
        assert found.totals.unreviewed == (SANHE,)
        assert found.totals.missing == (YANGLIU,)
    assert [line.unit.code for line in page(office, county).lines] == [DONGWAN]
    assert [unit.code for unit in page(office, county).quiet] == [WULAN]
    assert page(office, county).totals.figures == page(office, clerk).totals.figures


def test_the_newest_cutoff_stands_whatever_came_first(office, clerk):
    reported(office, n=1, hours=0, affected=120)
    reported(office, n=2, hours=2, stage="2", affected=300)
    reported(office, n=3, hours=1, stage="2", affected=200)
    assert figures(page(office, clerk), "affected") == [300]


def test_a_nil_report_repeats_what_was_said(office, clerk):
    reported(office, n=1, affected=120)
    reported(office, n=2, hours=2, stage="2", zero="1")
    (line,) = page(office, clerk).lines
    assert line.standing.reports == 2
    assert line.totals.figures["affected"] == 120


def test_returned_reports_do_not_count(office, clerk):
    reported(office, n=1, affected=120, state="returned")
    assert page(office, clerk).totals.villages == ()


def test_what_changed_within_the_last_hour_is_told(office, clerk):
    reported(office, SANHE, hours=0, affected=120)
    reported(office, DABA, hours=2.5, affected=30)
    assert page(office, clerk).changes["affected"] == 30


def test_late_first_news_is_marked(office, clerk):
    reported(office)
    (line,) = page(office, clerk).lines
    assert line.standing.late_by_min > 0  # found a week before the builders' morning


def test_others_see_their_own_area_and_nothing_else(office, stranger, clerk):
    reported(office)
    assert page(office, stranger).totals.villages == ()
    for unit in (DONGWAN, SANHE, JINGYUAN):
        with pytest.raises(NotFound):
            page(office, stranger, unit=unit)
    with pytest.raises(NotFound):
        page(office, clerk, unit=WULAN)
    with pytest.raises(NotFound):
        rolls.page(office, clerk, "EV-620421-20300101-flood-09", now=NOW)


def check(office, number, severe, minor):
    row(
        office,
        "house_damage",
        hh_no=f"{SANHE}{number:04d}",
        event_no=EVENT,
        col_rooms="0",
        col_res_rooms="0",
        sev_rooms="9",
        min_rooms="9",
        persons="3",
        sev_res_rooms=str(severe),
        min_res_rooms=str(minor),
    )


def test_house_checks_stand_beside_the_report_and_a_household_counts_once(office, clerk):
    reported(office, sev_res_rooms=4, sev_res_hh=2, min_res_rooms=8, min_res_hh=3)
    check(office, 1, 3, 4)
    check(office, 2, 1, 4)
    check(office, 3, 0, 2)
    found = page(office, clerk)
    assert {d.indicator: (int(d.reported), int(d.checked)) for d in found.differences} == {
        "min_res_hh": (3, 1),
        "min_res_rooms": (8, 10),
    }


def issue(office, who, unit, stage, note="", *, now=NOW):
    return returns.issue(office, who, EVENT, unit=unit, stage=stage, note=note, now=now)


def test_figures_go_up_frozen_and_later_changes_are_a_report_of_their_own(office, clerk, county):
    with pytest.raises(NothingToReport):
        issue(office, clerk, DONGWAN, "1")
    reported(office, SANHE, affected=120)
    first = issue(office, clerk, DONGWAN, "1")
    assert (first.seq, int(first.figures["affected"]), first.missing) == (1, 120, (DABA, YANGLIU))
    assert first.late_by_min > 0
    reported(office, DABA, hours=1, affected=30)
    second = issue(office, clerk, DONGWAN, "2")
    kept = page(office, county).returns
    assert [int(each.figures["affected"]) for each in kept] == [120, 150]
    assert first.fingerprint != second.fingerprint
    assert kept[0] == first
    with office.store.read() as conn:
        assert [e.subject for e in audit.entries(conn, action="disaster.report")] == [EVENT] * 2


def test_a_fall_needs_a_reason(office, clerk):
    reported(office, n=1, affected=120)
    issue(office, clerk, DONGWAN, "1")
    reported(office, n=2, hours=1, stage="2", affected=100)
    with pytest.raises(FallNeedsReason, match="affected"):
        issue(office, clerk, DONGWAN, "2")
    assert issue(office, clerk, DONGWAN, "2", "复核后扣除重复统计").seq == 2


def test_verified_figures_go_up_only_when_all_below_are_verified(office, clerk, county):
    reported(office, n=1, affected=120)
    with pytest.raises(NotVerifiedBelow, match="not verified yet"):
        issue(office, clerk, DONGWAN, "3")
    reported(office, n=2, hours=1, stage="3", affected=120)
    with pytest.raises(NotVerifiedBelow, match="not reviewed yet"):
        issue(office, clerk, DONGWAN, "3")
    decided(office, "accepted", another(SANHE, 2))
    with pytest.raises(NotVerifiedBelow, match="below"):
        issue(office, county, JINGYUAN, "3")
    check(office, 1, 1, 0)
    with pytest.raises(NotVerifiedBelow, match="differ"):
        issue(office, clerk, DONGWAN, "3")
    issue(office, clerk, DONGWAN, "3", "一户已迁出，核查数为准")
    assert issue(office, county, JINGYUAN, "3", "已逐户说明").stage == "3"


def test_an_office_reports_its_own_figures_only(office, clerk, county, stranger):
    reported(office)
    for who, unit in ((county, DONGWAN), (clerk, JINGYUAN), (stranger, DONGWAN), (clerk, SANHE)):
        with pytest.raises(NotAllowed):
            issue(office, who, unit, "1")
    with pytest.raises(UnexpectedValue):
        issue(office, clerk, DONGWAN, "9")


def test_two_events_that_are_one_count_once_and_can_be_parted_again(office, clerk, county):
    other = "EV-620421-20261123-flood-02"
    event(office, event_no=other)
    reported(office, SANHE, affected=120)
    reported(office, SANHE, n=2, hours=1, event_id=other, affected=150)
    reported(office, DABA, n=2, hours=1, event_id=other, affected=30)
    assert figures(page(office, county), "affected") == [120]
    with pytest.raises(NotAllowed):
        merging.merge(office, clerk, other, EVENT, note="同一场雨", now=NOW)
    merging.merge(office, county, other, EVENT, note="同一场雨", now=NOW)
    assert figures(page(office, county), "affected") == [180]
    assert [each.event_id for each, _ in rolls.events(office, county)] == [EVENT]
    for one, into in ((other, EVENT), (EVENT, EVENT), (EVENT, other)):
        with pytest.raises(CannotMerge):
            merging.merge(office, county, one, into, note="", now=NOW)
    assert merging.unmerge(office, county, other, now=NOW)
    assert not merging.unmerge(office, county, other, now=NOW)
    assert figures(page(office, county), "affected") == [120]


def test_an_event_leaves_as_a_table_with_every_sum(office, county):
    reported(office, SANHE, affected=120, loss_house="6.4", loss_farm="11.0")
    reported(office, DABA, affected=80, loss_house="1.1", loss_farm="0")
    found = source(office, county, Wish(f"disaster:{EVENT}", "csv", "上报"), now=NOW)
    names = [column.name for column in found.table.columns]
    lines = [dict(zip(names, each, strict=True)) for each in found.rows]
    assert [line["unit"] for line in lines] == [JINGYUAN, DONGWAN, SANHE, DABA]
    assert [int(line["affected"]) for line in lines] == [200, 200, 120, 80]
    assert lines[0]["loss_total"] == Decimal("18.5")
