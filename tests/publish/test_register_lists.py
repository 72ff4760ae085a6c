"""Lists that come from the registers: today's rows of a tablet's areas and no more."""

import csv
import io
from datetime import date

import pytest

from server import places
from server.core.registers import BY_NAME
from server.publish import lists
from server.store import areas
from server.store.ids import new_id
from server.store.list_keeping import register_changed
from server.store.tables.registers import TABLES
from tests.builders.areas import DABA, DONGWAN, JINGYUAN, SANHE, unit
from tests.builders.field import sender
from tests.builders.office import NOW

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The day of the lists."""
    monkeypatch.setattr(lists, "today", lambda: TODAY)


def put(office, register, unit_code, **values):
    """One row in a register, as it is stored."""
    key = new_id()
    row = {
        "county": unit_code[:6],
        "id": key,
        "record_id": key,
        "unit_code": unit_code,
        "township": unit_code[:9],
        "valid_from": date(2026, 1, 1),
        "is_last": True,
        "created_at": NOW,
        "updated_at": NOW,
        "row_version": 1,
    } | values

    def work(conn):
        conn.execute(TABLES[register].insert(), [row])
        register_changed(conn, BY_NAME[register], [row])

    office.store.write(work)


def rows(office, source, *units):
    with office.store.read() as conn:
        made = lists.content(office, conn, sender(*units), source)
    return list(csv.DictReader(io.StringIO(made.decode())))


def digest(office, source, *units):
    with office.store.read() as conn:
        return lists.digest(office, conn, sender(*units), source)


def application(office, number, village, state="appraisal"):
    put(
        office,
        "application",
        village,
        application_no=number,
        hh_no=f"{village}0001",
        applicant="李守田",
        kind="dibao_rural",
        apply_date=TODAY,
        channel="head",
        persons=2,
        state=state,
        authorised_check=True,
        checked_income_pc_month=b"sealed",
    )


def test_applications_that_wait_for_their_appraisal_come_without_an_income(office):
    application(office, "A-1", SANHE)
    application(office, "A-2", SANHE, state="list1")
    application(office, "A-3", DABA)
    (row,) = rows(office, "applications", SANHE)
    assert (row["name"], row["village"], row["head_name"], row["persons"]) == (
        "A-1",
        SANHE,
        "李守田",
        "2",
    )
    assert row["income_pc_month"] == ""


@pytest.mark.parametrize(
    ("state", "start", "is_listed"),
    [
        ("posted", date(2026, 11, 20), True),
        ("posted", date(2026, 11, 1), False),
        ("draft", date(2026, 11, 20), False),
    ],
    ids=["on the board", "over", "not yet posted"],
)
def test_lists_on_the_boards_today_come_with_their_households(office, state, start, is_listed):
    put(
        office,
        "publicity_list",
        SANHE,
        list_no="G-1",
        round="1",
        kind="dibao_rural",
        start_date=start,
        end_date=start.replace(day=start.day + 8),
        state=state,
    )
    put(
        office,
        "publicity_item",
        SANHE,
        list_no="G-1",
        application_no="A-1",
        start_date=start,
        display_name="李*田",
        masked_id="620421********1234",
        persons=2,
        result="proposed",
    )
    assert [row["name"] for row in rows(office, "publicity", SANHE)] == ["G-1"] * is_listed
    items = rows(office, "publicity_items", SANHE)
    assert [(row["name"], row["list_id"]) for row in items] == [("A-1", "G-1")] * is_listed


def test_standards_are_those_in_force_the_income_line_before_a_class(office):
    common = {"kind": "dibao_rural", "document_no": ""}
    put(office, "benefit_standard", JINGYUAN, amount=410, **common | {"class": "1"})
    put(office, "benefit_standard", JINGYUAN, amount=500, **common | {"class": None})
    put(
        office,
        "benefit_standard",
        JINGYUAN,
        amount=480,
        valid_to=date(2025, 12, 31),
        **common | {"class": None, "valid_from": date(2025, 1, 1)},
    )
    (row,) = rows(office, "standards", SANHE)
    assert (row["county"], row["kind"], row["year"], row["monthly"]) == (
        JINGYUAN,
        "rural",
        "2026",
        "500.00",
    )


def test_or_74_a_digest_is_that_of_the_bytes_and_follows_every_change(office):
    before = digest(office, "applications", SANHE)
    assert digest(office, "applications", SANHE) == before
    application(office, "A-1", SANHE)
    assert digest(office, "applications", SANHE) != before
    assert digest(office, "applications", DABA) == before


def test_a_village_that_has_ended_is_nobody_s_to_choose(office):
    ended = unit("620421102209", "旧村", valid_to=date(2026, 11, 22))
    office.store.write(lambda conn: areas.save_units(conn, [ended]))
    places.forget(office)
    names = [row["name"] for row in rows(office, "villages", DONGWAN)]
    assert SANHE in names
    assert ended.code not in names
