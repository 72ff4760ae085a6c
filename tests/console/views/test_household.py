from datetime import UTC, datetime
from decimal import Decimal

from server.console.views.household import page
from server.core.desk.record import Surroundings
from server.core.desk.register import (
    Change,
    HouseholdFile,
    HouseholdVersion,
    MemberFile,
    Source,
    Valued,
)
from tests.builders.forms import schema_of

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
BROUGHT = Source(datetime(2026, 7, 12, 2, 32, tzinfo=UTC), "王春梅", 7, {"zh": "入户调查"})
LATER = Source(datetime(2026, 11, 20, 2, 0, tzinfo=UTC), "周敏", None, {})


def member(person="1", *, is_present=True, **answers):
    told = {"m_name": "李守田", "m_relation": "02", "m_age": "58"} | answers
    values = {name: Valued(value, BROUGHT) for name, value in told.items()}
    return MemberFile(person, "620421********123X", values, is_present=is_present)


def file(**changes):
    known = {
        "hh_no": "6204211022010147",
        "head": "李守田",
        "status": "active",
        "version": 2,
        "place": (),
        "group": "四组",
        "schema": schema_of("household_survey"),
        "lists": {},
        "values": {
            "address": Valued("四组 27 号", BROUGHT),
            "inc_business": Valued(Decimal(12600), LATER),
            "house_structure": Valued("4", BROUGHT),
            "water": Valued(None, BROUGHT),
        },
        "phone_masked": "",
        "members": (member(),),
        "point": None,
        "point_source": None,
        "around": Surroundings(),
        "versions": (),
        "visits": (),
        "photos": (),
        "asked": {},
    }
    return HouseholdFile(**known | changes)


def shown(**changes):
    return page(file(**changes), now=NOW, language="zh")


def facts(**changes):
    return {fact.name: fact for group in shown(**changes).groups for fact in group.facts}


def test_every_value_says_which_submission_brought_it_and_when():
    address, business = facts()["address"], facts()["inc_business"]
    assert (address.source.day, address.source.submission) == ("2026-07-12", 7)
    assert (business.source.who, business.source.submission) == ("周敏", None)


def test_what_is_not_known_takes_no_place():
    assert "water" not in facts()


def test_an_identity_number_stands_masked_in_its_column():
    told = shown()
    column = [each.name for each in told.columns].index("m_id_number")
    assert told.members[0].cells[column].text == "620421********123X"


def test_a_column_nobody_fills_is_left_out():
    assert "m_disability_type" not in [each.name for each in shown().columns]


def test_who_left_is_counted_no_more_but_stays_visible():
    told = shown(members=(member("1"), member("2", m_name="赵玉兰", is_present=False)))
    assert (told.present, len(told.members)) == (1, 2)


def version(number, *changes):
    return HouseholdVersion(number, BROUGHT, changes)


def test_history_tells_what_changed_in_people_s_words():
    changed = version(
        2, Change("house_structure", "4", "3"), Change("m_employ", "2", "3", "李建军")
    )
    (line,) = shown(versions=(changed,)).history
    assert [(each.member, each.label, each.old, each.new) for each in line.changes] == [
        ("", "住房结构", "土木", "砖木"),
        ("李建军", "就业就学", "本地就业", "外出务工"),
    ]


def test_what_is_new_at_every_visit_is_no_history():
    noise = [Change(name, "a", "b") for name in ("start", "photo_door", "survey_mode", "hh_no")]
    (line,) = shown(versions=(version(2, *noise),)).history
    assert line.changes == ()


def test_the_first_version_changes_nothing_and_the_newest_stands_first():
    told = shown(versions=(version(1, Change("address", None, "12 号")), version(2)))
    assert [line.number for line in told.history] == [2, 1]
    assert told.history[1].changes == ()
