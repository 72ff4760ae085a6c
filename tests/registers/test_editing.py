"""Records are corrected and changed, and nothing that stood there is lost."""

from datetime import date, timedelta

import pytest

from server import ledger
from server.core.errors import (
    ChangedMeanwhile,
    NotAllowed,
    NotFound,
    PeriodsOverlap,
    ReasonNeeded,
    RecordExists,
    RecordInvalid,
)
from server.core.registers.masking import Hidden
from server.core.registers.reasons import Reason
from server.registers import editing, listing, records
from server.registers.editing import Why
from server.registers.recount import differences
from server.store import audit
from server.store.tables.registers import TABLES
from tests.builders import registers as built
from tests.builders.areas import DABA, GUAYUAN, JINGYUAN, SANHE, WULAN
from tests.builders.office import NOW, everything_in
from tests.builders.people import id_number

NUMBER = id_number(date(1980, 5, 6))
CHANGED = Why(reason=Reason.CHANGED, note="任命")
SLIP = Why(reason=Reason.ENTRY_ERROR, note="看错")


@pytest.fixture
def li_jun(office, clerk):
    return editing.create(office, clerk, "staff", built.staff(), now=NOW).record_id


def change(office, who, key, values, *, why=SLIP, row_version=1, **more):
    return editing.change(
        office, who, "staff", key, values, why=why, row_version=row_version, now=NOW, **more
    )


def periods(office, who, key, name="staff"):
    return records.record(office, who, name, key).periods


def test_a_new_record_is_read_back_with_its_history(office, clerk, li_jun):
    file = records.record(office, clerk, "staff", li_jun)
    (period,) = file.periods
    assert period.values["post"] == "assistance"
    assert period.valid_from == date(2020, 3, 1)
    assert [(act.kind, act.who) for act in file.acts] == [("created", "李军")]
    assert {change.column.name for change in file.acts[0].changes} >= {"name", "id_number"}


def test_a_change_in_life_opens_a_period_and_ends_the_one_before(office, clerk, li_jun):
    change(office, clerk, li_jun, {"post": "所长"}, why=CHANGED, since=date(2026, 1, 1))
    now, before = periods(office, clerk, li_jun)
    assert (now.values["post"], now.valid_from, now.valid_to) == ("head", date(2026, 1, 1), None)
    assert (before.values["post"], before.valid_to) == ("assistance", date(2025, 12, 31))
    assert now.values["start_date"] == date(2020, 3, 1)


def test_an_entry_error_rewrites_the_period_and_keeps_what_stood_there(office, clerk, li_jun):
    change(office, clerk, li_jun, {"birth_year": "1981"})
    (period,) = periods(office, clerk, li_jun)
    assert period.values["birth_year"] == 1981
    act = records.record(office, clerk, "staff", li_jun).acts[0]
    assert [(c.column.name, c.old, c.new) for c in act.changes] == [("birth_year", 1980, 1981)]
    assert (act.reason, act.note) == ("entry_error", "看错")


def test_an_earlier_period_can_be_corrected_without_touching_the_later_one(office, clerk, li_jun):
    change(office, clerk, li_jun, {"post": "所长"}, why=CHANGED, since=date(2026, 1, 1))
    first = periods(office, clerk, li_jun)[1]
    change(
        office,
        clerk,
        li_jun,
        {"education": "本科及以上"},
        row_version=first.row_version,
        period_id=first.id,
    )
    later, earlier = periods(office, clerk, li_jun)
    assert (later.values["education"], earlier.values["education"]) == ("college", "university")
    assert earlier.valid_from == date(2020, 3, 1)


def test_correcting_the_newest_period_leaves_the_day_it_began(office, clerk, li_jun):
    change(office, clerk, li_jun, {"post": "所长"}, why=CHANGED, since=date(2026, 1, 1))
    change(office, clerk, li_jun, {"start_date": "2020-04-01"})
    assert periods(office, clerk, li_jun)[0].valid_from == date(2026, 1, 1)


def test_an_empty_sealed_value_in_an_edit_stays_as_it_is(office, clerk, li_jun):
    change(office, clerk, li_jun, {"id_number": "", "duty": "主任科员"})
    (act, _) = records.record(office, clerk, "staff", li_jun).acts
    assert [c.column.name for c in act.changes] == ["duty"]
    shown = periods(office, clerk, li_jun)[0].values["id_number"]
    assert shown == Hidden(f"{NUMBER[:6]}********{NUMBER[-4:]}")


def test_a_corrected_id_number_is_masked_in_the_history_on_both_sides(office, clerk, li_jun):
    other = id_number(date(1981, 5, 6))
    change(office, clerk, li_jun, {"id_number": other})
    (entry,) = records.record(office, clerk, "staff", li_jun).acts[0].changes
    assert isinstance(entry.old, Hidden)
    assert isinstance(entry.new, Hidden)
    assert entry.old != entry.new


def test_two_people_cannot_change_the_same_state(office, clerk, li_jun):
    change(office, clerk, li_jun, {"duty": "一"})
    with pytest.raises(ChangedMeanwhile):
        change(office, clerk, li_jun, {"duty": "二"}, row_version=1)


def test_a_change_in_life_needs_its_day_and_a_later_one(office, clerk, li_jun):
    with pytest.raises(RecordInvalid):
        change(office, clerk, li_jun, {"post": "所长"}, why=CHANGED)
    with pytest.raises(PeriodsOverlap):
        change(office, clerk, li_jun, {"post": "所长"}, why=CHANGED, since=date(2020, 3, 1))


def test_ending_a_record_takes_it_out_of_the_list_of_the_day(office, clerk, li_jun):
    editing.end(
        office,
        clerk,
        "staff",
        li_jun,
        date(2026, 6, 30),
        why=CHANGED,
        row_version=1,
        now=NOW,
    )
    assert total(office, clerk, "staff") == 0
    assert total(office, clerk, "staff", on="2026-06-30") == 1
    assert total(office, clerk, "staff", on="all") == 1


def test_a_record_cannot_end_before_it_began(office, clerk, li_jun):
    with pytest.raises(RecordInvalid):
        editing.end(
            office,
            clerk,
            "staff",
            li_jun,
            date(2019, 1, 1),
            why=CHANGED,
            row_version=1,
            now=NOW,
        )


def test_removing_needs_words_and_the_history_keeps_all_of_it(office, clerk, li_jun):
    with pytest.raises(ReasonNeeded):
        editing.remove(office, clerk, "staff", li_jun, why=Why(), now=NOW)
    editing.remove(office, clerk, "staff", li_jun, why=SLIP, now=NOW)
    with pytest.raises(NotFound):
        records.record(office, clerk, "staff", li_jun)
    assert differences(office) == ()
    assert NUMBER not in everything_in(office, "staff", "edit_history")


def test_counters_say_the_same_as_a_recount_whatever_was_done(office, clerk, county):
    key = editing.create(office, clerk, "institution", built.institution(), now=NOW).record_id
    editing.change(
        office, county, "institution", key, {"unit": DABA}, why=SLIP, row_version=1, now=NOW
    )
    editing.change(
        office,
        county,
        "institution",
        key,
        {"unit": WULAN},
        why=CHANGED,
        since=date(2026, 5, 1),
        row_version=2,
        now=NOW,
    )
    assert differences(office) == ()
    assert [card.records for card in listing.cards(office, clerk) if card.records] == []
    assert [card.records for card in listing.cards(office, county) if card.records] == [1]


def total(office, who, name, *, pairs=(), on="", text=""):
    register = listing.readable(who, name)
    asked = listing.asked_for(register, who, pairs=pairs, on=on, text=text, now=NOW)
    return listing.page(office, who, name, asked, now=NOW).total


@pytest.mark.parametrize(
    ("days", "fits"),
    [
        pytest.param(("2026-01-01", ""), False, id="same day on"),
        pytest.param(("2025-01-01", "2026-01-01"), False, id="one common day"),
        pytest.param(("2025-01-01", "2025-12-31"), True, id="ends the day before"),
        pytest.param(("2027-01-01", ""), False, id="begins while it runs"),
    ],
)
def test_one_standard_is_in_force_per_county_kind_class_and_day(office, county, days, fits):
    editing.create(office, county, "benefit_standard", built.standard(), now=NOW)
    other = built.standard(amount="390", valid_from=days[0], valid_to=days[1])
    if fits:
        editing.create(office, county, "benefit_standard", other, now=NOW)
        return
    with pytest.raises(RecordExists):
        editing.create(office, county, "benefit_standard", other, now=NOW)


def test_a_standard_without_class_is_another_than_one_with(office, county):
    editing.create(office, county, "benefit_standard", built.standard(), now=NOW)
    other = built.standard(**{"class": ""})
    assert editing.create(office, county, "benefit_standard", other, now=NOW).record_id


def test_standards_are_set_by_the_county_and_read_below_it(office, county, clerk):
    with pytest.raises(NotAllowed):
        editing.create(office, clerk, "benefit_standard", built.standard(), now=NOW)
    key = editing.create(office, county, "benefit_standard", built.standard(), now=NOW).record_id
    assert total(office, clerk, "benefit_standard") == 1
    assert not records.record(office, clerk, "benefit_standard", key).may_write


def test_what_belongs_to_the_next_township_is_not_there(office, stranger, li_jun):
    for act in (
        lambda: records.record(office, stranger, "staff", li_jun),
        lambda: change(office, stranger, li_jun, {"duty": "x"}),
        lambda: editing.remove(office, stranger, "staff", li_jun, why=SLIP, now=NOW),
        lambda: reveal(office, stranger, li_jun),
    ):
        with pytest.raises(NotFound):
            act()
    assert total(office, stranger, "staff") == 0


@pytest.mark.parametrize("unit", [GUAYUAN, JINGYUAN, "620421102299"], ids=str)
def test_nobody_writes_outside_the_area_or_on_the_wrong_level(office, clerk, unit):
    with pytest.raises(RecordInvalid):
        editing.create(office, clerk, "institution", built.institution(unit=unit), now=NOW)


def test_a_unit_may_be_written_by_its_name(office, clerk):
    for name in ("三合村", "三合村村民委员会", "东湾镇三合村村民委员会"):
        raw = built.institution(unit=name, name=f"{name}幸福院")
        key = editing.create(office, clerk, "institution", raw, now=NOW).record_id
        assert periods(office, clerk, key, "institution")[0].values["unit"] == SANHE


def test_more_residents_than_beds_is_saved_with_a_warning(office, clerk):
    saved = editing.create(office, clerk, "institution", built.institution(residents="25"), now=NOW)
    assert [warning.field for warning in saved.warnings] == ["residents"]


def test_nothing_of_the_last_class_lies_in_the_clear(office, clerk, li_jun):
    change(office, clerk, li_jun, {"id_number": id_number(date(1981, 5, 6))})
    stored = everything_in(office, *TABLES, "edit_history", "audit")
    assert NUMBER not in stored
    assert id_number(date(1981, 5, 6)) not in stored


def reveal(office, who, key, *, purpose="核对身份"):
    return records.reveal(office, who, "staff", key, "id_number", purpose=purpose, now=NOW)


def test_a_full_number_is_shown_for_a_purpose_that_is_logged(office, clerk, li_jun):
    with pytest.raises(ReasonNeeded):
        reveal(office, clerk, li_jun, purpose=" ")
    assert reveal(office, clerk, li_jun) == NUMBER
    with office.store.read() as conn:
        (line,) = audit.entries(conn, action="register.reveal")
    assert (line.notes, line.details) == ("核对身份", {"field": "id_number"})


@pytest.mark.usefixtures("li_jun")
def test_a_full_id_number_finds_its_record_and_the_search_is_logged(office, clerk):
    assert total(office, clerk, "staff", text=NUMBER) == 1
    assert total(office, clerk, "staff", text=id_number(date(1990, 1, 1))) == 0
    assert total(office, clerk, "staff", text=NUMBER[:8]) == 0
    with office.store.read() as conn:
        assert len(audit.entries(conn, action="register.search_id")) == 2


@pytest.mark.usefixtures("li_jun")
def test_a_value_is_opened_as_it_was_sealed(office, clerk):
    with office.store.read() as conn:
        row = dict(conn.execute(TABLES["staff"].select()).mappings().one())
    register = listing.readable(clerk, "staff")
    assert ledger.values_of(register, row, office.sealer)["id_number"] == NUMBER


def test_a_record_is_shown_as_it_was_known_on_a_day(office, clerk, li_jun):
    def later(days):
        return NOW + timedelta(days=days)

    def known(days):
        file = records.record(office, clerk, "staff", li_jun, known=later(days).date())
        return [(p.values["post"], p.values["birth_year"], p.valid_to) for p in file.periods]

    editing.change(
        office, clerk, "staff", li_jun, {"birth_year": "1981"},
        why=SLIP, row_version=1, now=later(2),
    )  # fmt: skip
    editing.change(
        office, clerk, "staff", li_jun, {"post": "所长"},
        why=CHANGED, row_version=2, since=date(2026, 1, 1), now=later(4),
    )  # fmt: skip
    assert known(0) == [("assistance", 1980, None)]
    assert known(3) == [("assistance", 1981, None)]
    assert known(4) == [("head", 1981, None), ("assistance", 1981, date(2025, 12, 31))]
    with pytest.raises(NotFound):
        known(-1)
