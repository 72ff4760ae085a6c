"""A household as the rules and the store see it, whatever the form version left out."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from server.core.case import case_of
from server.core.damage import damage_of
from server.core.household import Identity, PersonStatus, household_of, identify
from server.core.idnumber import Fault
from server.core.visit import visit_of
from tests.builders.cases import (
    HOUSEHOLD,
    RECEIVED,
    TODAY,
    WIFE_BORN,
    child,
    damage,
    head,
    house,
    household,
    member,
    visit,
    without_number,
)
from tests.builders.people import id_number

ID = id_number(WIFE_BORN)


def only_member(**answers):
    return household(member(**answers)).members[0]


def test_a_sound_number_tells_birth_date_and_sex():
    assert identify(f" {ID.lower()} ") == Identity(
        given=ID, number=ID, birth_date=WIFE_BORN, sex="2"
    )


def test_an_old_number_is_kept_as_given_and_read_converted():
    identity = identify(ID[:6] + ID[8:17])
    assert (identity.given, identity.number) == (ID[:6] + ID[8:17], ID)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [("1234", Fault.FORMAT), (ID[:17] + "5", Fault.CHECK), ("", None)],
    ids=["format", "check digit", "unanswered"],
)
def test_a_number_that_is_none_yields_nothing(answer, fault):
    identity = identify(answer)
    assert (identity.fault, identity.number, identity.birth_date) == (fault, "", None)


def test_the_number_decides_over_what_was_stated():
    person = only_member(birth_date="1980-01-01")
    assert (person.birth_date, person.stated_birth_date) == (WIFE_BORN, date(1980, 1, 1))


def test_without_a_number_what_was_typed_counts():
    person = only_member(**without_number(date(2001, 2, 3)))
    assert (person.birth_date, person.sex, person.age_on(TODAY)) == (date(2001, 2, 3), "2", 25)


def test_what_the_tablet_calculated_from_a_refused_number_does_not_count():
    assert only_member(id_number=ID[:17]).birth_date is None


def test_a_question_is_found_by_its_path():
    assert household(head(), child()).members[1].at("education") == "/member[2]/m_education"


def test_a_household_has_its_amounts_codes_and_people():
    answers = household(
        head(),
        child(),
        assets={"asset_items": ("car", "shop"), "land_mu": Decimal("12.5")},
        benefit={"hh_benefit": ("dibao_rural",), "dibao_persons": 1},
    ).household
    assert answers.incomes.total == Decimal(21_200)
    assert (answers.asset_items, answers.land_mu) == (("car", "shop"), Decimal("12.5"))
    assert (answers.benefits, answers.dibao_persons) == (("dibao_rural",), 1)
    assert [person.name for person in answers.members] == ["李守田", "李梅"]
    assert answers.head is answers.members[0]
    assert not answers.is_update


def test_the_dead_and_those_who_moved_do_not_share_the_income():
    case = household(head(), member(status="dead"), child(status="moved_out"))
    assert case.household.sharing_life == 1
    assert [person.status for person in case.members] == [
        PersonStatus.ALIVE,
        PersonStatus.DEAD,
        PersonStatus.MOVED_OUT,
    ]


def test_two_heads_are_no_head():
    assert household(head(), head("李强")).household.head is None


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"ident": None, "member": None, "economy": []},
        {"ident": {"gps": "36 104", "phone": 139, "consent": "yes"}, "member": [None, {}]},
        {"member": {"m_name": "王秀英"}, "assets": {"house_rooms": "five", "house_area": "x"}},
    ],
    ids=["nothing", "groups missing", "other types", "no repeat"],
)
def test_answers_of_another_version_read_as_unanswered(answers):
    assert household_of(answers).gps is None
    assert damage_of(answers).houses == ()
    assert visit_of(answers).deceased is None


def test_a_date_out_of_reach_reads_as_unanswered():
    days = [date(1799, 12, 31), datetime(2026, 1, 1, tzinfo=RECEIVED.tzinfo), "9999-12-31", "soon"]
    for day in days:
        assert (
            only_member(
                **without_number(TODAY) | {"birth_manual": day, "birth_date": None}
            ).birth_date
            is None
        )


def test_a_damaged_household_has_its_houses():
    found = damage(house(), house(use="2", collapsed=2, severe=None)).damage
    assert [(each.is_dwelling, each.rooms_lost) for each in found.houses] == [(True, 1), (False, 2)]
    assert found.houses[1].at("rooms") == "/house[2]/h_rooms"
    assert (found.event_start, found.entity_uuid) == (date(2026, 11, 20), HOUSEHOLD)
    assert found.houses[0].part_views == ("part1.jpg", "part2.jpg")


def test_a_head_who_is_not_in_the_list_is_a_person_of_the_case():
    case = damage(hh={"in_list": "0", "head_name": "王秀英", "head_id": ID})
    assert [(person.name, person.birth_date) for person in case.members] == [("王秀英", WIFE_BORN)]


@pytest.mark.parametrize(("met", "completed"), [("1", True), ("4", False), (None, False)])
def test_an_attempt_is_no_visit(met, completed):
    assert visit(who={"met": met}).visit.is_completed is completed


def test_the_deceased_of_a_visit_is_a_person_of_the_case():
    case = visit(
        change={"changes": ("death",), "death_name": "王秀英", "death_date": date(2026, 11, 1)}
    )
    assert [(person.name, person.status) for person in case.members] == [
        ("王秀英", PersonStatus.DEAD)
    ]


def test_a_case_knows_its_household_village_and_position():
    case = household()
    assert (case.household_uuid, case.village) == (HOUSEHOLD, "620421102201")
    assert (case.position, case.gps_path) == (case.gps, "/ident/gps")


def test_a_form_without_a_position_has_no_household():
    case = case_of({"today": TODAY}, form_id="disaster_report", version="1", received_at=RECEIVED)
    assert (case.household_uuid, case.gps_path, case.members) == ("", "", ())
