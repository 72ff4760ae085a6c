"""Rules speak about records where they are written; the record's page and the log say so."""

from datetime import date

import pytest

from server import standing as again
from server import thresholds
from server.core.registers import BY_NAME
from server.registers import editing, records
from server.registers.editing import Why
from server.store import record_issues
from tests.builders.areas import JINGYUAN, SANHE
from tests.builders.households import withdrawn
from tests.builders.knowing import hh_no, home, row
from tests.builders.office import AUDITOR, NOW, REVIEWER, asker, services
from tests.builders.registers import raw


@pytest.fixture
def office(settings):
    made = services(settings)
    yield made
    made.store.close()


@pytest.fixture
def clerk(office):
    return asker(office, REVIEWER)


def benefit(office, clerk, kind="农村低保", **cells):
    """A benefit as the clerk types it; its key."""
    given = {
        "hh_no": hh_no(office),
        "kind": kind,
        "level": "户",
        "person_id": "",
        "class": "",
        "persons_covered": "2",
        "amount": "200",
        "amount_reason": "按县批复",
        "start_date": "2026-11-01",
        "next_review": "2027-05-01",
        "end_date": "",
        "end_reason": "",
        "application_no": "",
        "benefit_no": "",
    } | cells
    given = raw(BY_NAME["benefit"], **given)
    return editing.create(office, clerk, "benefit", given, now=NOW).record_id


def said(office, who, key, name="benefit"):
    """Rules on the record's page, with their severity."""
    file = records.record(office, who, name, key, now=NOW)
    return {issue.rule: issue.severity for issue in file.issues}


def kept(office):
    """Rules kept beside records of the village."""
    with office.store.read() as conn:
        rows, _ = record_issues.listed(conn, [SANHE], limit=50)
    return sorted({row.rule for row in rows})


RURAL = {"hukou_type": "2", "today": "2026-11-01", "asset_items": "0"}


def test_urban_and_rural_dibao_together_is_an_error_of_both(office, clerk):
    home(office, doc=RURAL)
    first = benefit(office, clerk)
    assert (said(office, clerk, first), kept(office)) == ({}, [])
    second = benefit(office, clerk, "城市低保")
    assert said(office, clerk, second)["B-01"] == "E"
    assert "B-01" in kept(office)


def test_what_ends_takes_its_issues_along(office, clerk):
    home(office, doc=RURAL)
    benefit(office, clerk)
    second = benefit(office, clerk, "城市低保")
    version = records.record(office, clerk, "benefit", second).periods[0].row_version
    editing.end(
        office,
        clerk,
        "benefit",
        second,
        date(2026, 11, 10),
        raw={"end_reason": "收入超标"},
        why=Why(note="重复"),
        row_version=version,
        now=NOW,
    )
    assert "B-01" not in kept(office)


@pytest.mark.parametrize(
    ("cells", "rule", "severity"),
    [
        ({"persons_covered": "3"}, "B-05", "E"),
        ({"amount_reason": "", "class": "一类", "amount": "500"}, "B-17", "E"),
        ({"start_date": "2026-01-01"}, "B-15", "W"),
        ({}, None, None),
    ],
    ids=["too many persons", "off the formula", "not visited", "in order"],
)
def test_a_benefit_is_judged_when_it_is_written(office, clerk, cells, rule, severity):
    row(
        office,
        "benefit_standard",
        unit=JINGYUAN,
        kind="农村低保",
        amount="410",
        valid_from="2026-01-01",
        valid_to="",
        **{"class": "一类"},
    )
    thresholds.forget(office)
    seen = "2026-02-01" if rule == "B-15" else "2026-11-01"
    home(office, doc=RURAL | {"today": seen}, last_visit_at=None)
    key = benefit(office, clerk, **cells)
    assert said(office, clerk, key) == ({} if rule is None else {rule: severity})


def test_a_petition_is_judged_by_its_clock(office, clerk):
    key = row(
        office,
        "petition",
        unit=SANHE,
        kind="来信",
        recv_time="2026-10-20 09:00",
        check_date="",
        checkers="",
        check_result="",
        reply_date="",
        list_no="",
        item="",
        anonymous="否",
    )
    assert said(office, clerk, key, "petition") == {"O-02": "W"}
    assert again.run(office, (), now=NOW)["O-02"] == 1
    assert kept(office) == ["O-02"]


def test_a_run_finds_what_nobody_has_touched_and_the_village_as_a_whole(office, clerk):
    home(office, doc=RURAL)
    benefit(office, clerk, start_date="2026-09-01")
    withdrawn(office)
    home(office, doc=RURAL | {"asset_items": "car"})
    assert again.run(office, (), is_dry=True, now=NOW)["B-14"] == 1
    assert kept(office) == []
    found = again.run(office, (SANHE,), now=NOW)
    assert (found["B-14"], found["B-18"]) == (1, 1)  # both of the village's two receive Dibao
    assert kept(office) == ["B-14", "B-18"]


def test_the_county_reads_them_too(office, clerk):
    home(office, doc=RURAL)
    benefit(office, clerk)
    key = benefit(office, clerk, "城市低保")
    assert "B-01" in said(office, asker(office, AUDITOR), key)
