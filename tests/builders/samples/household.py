"""Samples of the rules on a household as a whole."""

from datetime import date, timedelta
from decimal import Decimal

from server.core.facts import Facts, KnownPerson, LastSurvey
from server.core.household import PersonStatus
from server.core.types import Severity
from tests.builders.cases import (
    HEAD_BORN,
    HOUSEHOLD,
    TODAY,
    WIFE_BORN,
    child,
    head,
    household,
    member,
)
from tests.builders.samples.sample import Sample

ERROR = Severity.ERROR
DAY = timedelta(days=1)
FIFTEEN_LATER = date(HEAD_BORN.year + 15, HEAD_BORN.month, HEAD_BORN.day)
FIFTEEN_BEFORE = date(HEAD_BORN.year - 15, HEAD_BORN.month, HEAD_BORN.day)
NOTHING = dict.fromkeys(("inc_wage", "inc_business", "inc_property", "inc_transfer"), Decimal(0))


def book(count):
    return household(members_check={"member_count_book": count})


def crowd(count):
    """The head and as many others, none of them like another."""
    others = [
        child(f"李{'一二三四五六七八九十百千'[n]}", born=date(2000 + n, 6, 1), running=10 * n)
        for n in range(count - 1)
    ]
    return household(head(), *others)


def turned(years, days=0):
    return date(TODAY.year - years, TODAY.month, TODAY.day) + timedelta(days=days)


def young_head(born, adult_born):
    return household(
        head(born=born, marital=None, labour=None, employ=None),
        member(born=adult_born, relation="99", marital=None),
    )


def with_other(**answers):
    return household(head(), member(**answers))


def earning(wage, before=None, average=None):
    """A couple with this yearly wage and nothing else."""
    last = LastSurvey(date(2025, 11, 1), income_pc_year=before)
    return household(
        economy=NOTHING | {"inc_wage": Decimal(wage)},
        facts=Facts(
            last_survey=None if before is None else last,
            county_income_pc_year=average,
        ),
    )


def last_had(name, **facts):
    known = KnownPerson(name=name, household=HOUSEHOLD, **facts)
    return household(facts=Facts(last_survey=LastSurvey(date(2025, 11, 1), members=(known,))))


def rooms(count, area):
    return household(assets={"house_rooms": count, "house_area": Decimal(area)})


SAMPLES = [
    Sample("H-01", "nobody", household(member=[]), household(head()), ERROR),
    Sample("H-02", "no head", household(member(relation="97")), household(head()), ERROR),
    Sample("H-02", "two heads", household(head(), head("李强", running=8)), household(), ERROR),
    Sample(
        "H-02",
        "head has died",
        household(head(status="dead", death_date=TODAY), member()),
        household(head(status="alive"), member()),
        ERROR,
    ),
    Sample("H-03", "one more in the book", book(3), book(2)),
    Sample(
        "H-04",
        "head of fifteen beside an adult",
        young_head(turned(16, days=1), turned(18)),
        young_head(turned(16), turned(18)),
    ),
    Sample(
        "H-04",
        "adult just of age",
        young_head(turned(15), turned(18)),
        young_head(turned(15), turned(18, days=1)),
    ),
    Sample(
        "H-05",
        "two wives",
        household(head(), member(), member("李英", running=140)),
        household(head(), member(), member("李英", running=140, relation="97")),
        ERROR,
    ),
    Sample(
        "H-06",
        "spouse of the head's sex",
        with_other(relation="10", sex="1"),
        with_other(relation="10", sex="2"),
    ),
    Sample(
        "H-06",
        "husband is a woman",
        household(head(sex="1"), member(relation="11")),
        household(head(sex="2"), member(relation="11", sex="1")),
    ),
    Sample(
        "H-07",
        "daughter a day too old",
        household(head(), child(born=FIFTEEN_LATER - DAY, marital="10")),
        household(head(), child(born=FIFTEEN_LATER, marital="10")),
    ),
    Sample(
        "H-07",
        "mother a day too young",
        with_other(relation="52", born=FIFTEEN_BEFORE + DAY, labour="3"),
        with_other(relation="52", born=FIFTEEN_BEFORE, labour="3"),
    ),
    Sample(
        "H-08",
        "daughter-in-law is a man",
        with_other(relation="38", sex="1"),
        with_other(relation="38"),
    ),
    Sample(
        "H-08",
        "grandfather is a woman",
        with_other(relation="61"),
        with_other(relation="61", sex="1"),
    ),
    Sample("H-09", "number taken", household(facts=Facts(hh_no_taken=True)), household(), ERROR),
    Sample("H-10", "thirteen members", crowd(13), crowd(12)),
    Sample(
        "H-11",
        "somebody is missing",
        last_had("李强"),
        last_had("李强", status=PersonStatus.MOVED_OUT),
    ),
    Sample(
        "H-11",
        "same name, born another day",
        last_had("王秀英", birth_date=WIFE_BORN + DAY),
        last_had("王秀英", birth_date=WIFE_BORN),
    ),
    Sample(
        "H-12",
        "no income, no benefit",
        household(head(), member(), economy=NOTHING),
        household(head(), member(benefit=("dibao",)), economy=NOTHING),
    ),
    Sample(
        "H-13",
        "works away without wages",
        household(head(employ="3"), member(), economy={"inc_wage": Decimal(0)}),
        household(head(employ="4"), member(), economy={"inc_wage": Decimal(0)}),
    ),
    Sample(
        "H-14",
        "half as much again",
        earning(12_001, Decimal(4_000)),
        earning(12_000, Decimal(4_000)),
    ),
    Sample(
        "H-14", "over 2,000 more", earning(6_002, Decimal(1_000)), earning(6_000, Decimal(1_000))
    ),
    Sample(
        "H-15",
        "over three times the average",
        earning(90_002, average=Decimal(15_000)),
        earning(90_000, average=Decimal(15_000)),
    ),
    Sample("H-16", "rooms too small", rooms(10, "59.9"), rooms(10, 60)),
    Sample("H-16", "rooms too large", rooms(2, "120.1"), rooms(2, 120)),
]
