"""Samples of the rules on persons and identity."""

from datetime import date, timedelta

from server.core import idnumber
from server.core.facts import Facts, KnownPerson, LastSurvey, RunningBenefit
from server.core.household import PersonStatus
from server.core.types import Severity
from tests.builders.cases import (
    NEIGHBOURS,
    TODAY,
    WIFE_BORN,
    child,
    head,
    household,
    member,
    visit,
    without_number,
)
from tests.builders.people import bank_card, id_number
from tests.builders.samples.sample import Sample

ERROR = Severity.ERROR
DAY = timedelta(days=1)
ID = id_number(WIFE_BORN)
OLD_ID = ID[:6] + ID[8:17]
NO_SUCH_DAY = "62042120070230012" + idnumber.check_digit("62042120070230012")
CARD = bank_card()
HELD = {"bank_account": CARD, "bank_holder": "王秀英"}
NEWBORN = {"born": date(2026, 6, 1)}
CERTIFIED = {
    "disabled": "1",
    "disability_type": "4",
    "disability_grade": "2",
    "health": "60",
    "labour": "3",
}


def beside(other):
    """A household of the head and `other`."""
    return household(head(), other)


def wife(**answers):
    return beside(member(**answers))


def aged(years, days=0, **answers):
    """A household with somebody who turned `years` so many days before the survey."""
    born = date(TODAY.year - years, TODAY.month, TODAY.day) - timedelta(days=days)
    return beside(member(born=born, **{"relation": "97", "marital": None} | answers))


def young(years, **answers):
    born = date(TODAY.year - years, TODAY.month, TODAY.day)
    return beside(child(born=born, **answers))


def known(**facts):
    given = {"name": "王秀英", "household": NEIGHBOURS, "hh_no": "6204211022010002"} | facts
    return KnownPerson(**given)


def elsewhere(person, **answers):
    return household(head(), member(**answers), facts=Facts(persons_by_id={ID: (person,)}))


def namesake(**facts):
    return household(facts=Facts(namesakes=(known(**{"birth_date": WIFE_BORN} | facts),)))


def death(day, **changes):
    deceased = {"changes": ("death",), "death_name": "王秀英", "death_date": day}
    return visit(change=deceased, **changes)


def paid_until(end):
    person = known(benefits=(RunningBenefit("dibao_rural", end),))
    last = LastSurvey(date(2025, 11, 1), members=(person,))
    return death(date(2026, 10, 20), facts=Facts(last_survey=last))


def dead(**answers):
    return beside(member(**{"status": "dead", "death_date": date(2026, 1, 2)} | answers))


def graduate(year):
    born = date(2004, 5, 6)
    return beside(child(born=born, marital="10", graduate="1", grad_year=year))


def phones(households):
    return household(facts=Facts(phone_households=households))


def certificate(number, **answers):
    return wife(disability_cert=number, **CERTIFIED | answers)


def shared_account(account):
    return household(head(), member(**HELD), facts=Facts(accounts_elsewhere={account: "6204"}))


SAMPLES = [
    Sample("P-01", "seventeen places", wife(id_number=ID[:17]), wife(id_number=f" {ID} "), ERROR),
    Sample("P-01", "letter inside", wife(id_number=f"{ID[:9]}O{ID[10:]}"), wife(), ERROR),
    Sample(
        "P-02",
        "last place one too high",
        wife(id_number=ID[:17] + ("0" if ID[17] == "X" else "X")),
        wife(id_number=ID.lower()),
        ERROR,
    ),
    Sample("P-03", "30 February", wife(id_number=NO_SUCH_DAY, birth_date=None), wife(), ERROR),
    Sample(
        "P-04",
        "born tomorrow",
        beside(child(born=TODAY + DAY)),
        beside(child(born=TODAY)),
        ERROR,
    ),
    Sample(
        "P-05",
        "a day apart",
        wife(birth_date=(WIFE_BORN + DAY).isoformat()),
        wife(birth_date=WIFE_BORN.isoformat()),
        ERROR,
    ),
    Sample(
        "P-06",
        "number of a woman",
        beside(member(id_number=ID) | {"m_sex": "1"}),
        wife(),
        ERROR,
    ),
    Sample(
        "P-07",
        "no province 16",
        wife(id_number=id_number(WIFE_BORN, division="160421")),
        wife(id_number=id_number(WIFE_BORN, division="659999")),
    ),
    Sample("P-08", "111 years", aged(111, labour="4"), aged(111, days=-1, labour="4")),
    Sample(
        "P-09",
        "same number twice",
        household(head(), member(), member("李英", relation="97")),
        household(head(), member(), member("李英", relation="97", running=140)),
        ERROR,
    ),
    Sample(
        "P-10",
        "lives elsewhere",
        elsewhere(known()),
        elsewhere(known(status=PersonStatus.MOVED_OUT)),
    ),
    Sample(
        "P-10",
        "receives the same elsewhere",
        elsewhere(known(benefits=(RunningBenefit("dibao_rural"),)), benefit=("dibao",)),
        elsewhere(known(status=PersonStatus.DEAD), benefit=("dibao",)),
        ERROR,
    ),
    Sample("P-11", "in the village", namesake(), namesake(id_number=id_number(running=8))),
    Sample(
        "P-11",
        "in the household",
        household(head(), child(**NEWBORN), child(**NEWBORN | without_number(NEWBORN["born"]))),
        household(head(), child(**NEWBORN), child(**NEWBORN | {"running": 140})),
    ),
    Sample("P-12", "a digit in the name", wife(name="王秀2"), wife(name="阿依·古丽")),
    Sample("P-12", "one character", wife(name="王"), wife(name="王英")),
    Sample("P-12", "twenty-one characters", wife(name="王" * 21), wife(name="王" * 20)),
    Sample(
        "P-13",
        "a day over one year",
        beside(child(**without_number(date(2025, 11, 22)))),
        beside(child(**without_number(date(2025, 11, 23)))),
    ),
    Sample("P-14", "fifteen places", wife(id_number=OLD_ID), wife(id_number=ID)),
    Sample("P-15", "no date", death(None), death(TODAY), ERROR),
    Sample("P-15", "tomorrow", death(TODAY + DAY), death(TODAY), ERROR),
    Sample(
        "P-15",
        "before birth",
        dead(death_date=WIFE_BORN - DAY),
        dead(death_date=WIFE_BORN),
        ERROR,
    ),
    Sample("P-16", "no end", paid_until(None), paid_until(date(2026, 11, 20)), ERROR),
    Sample(
        "P-16",
        "a day too long",
        paid_until(date(2026, 11, 21)),
        paid_until(date(2026, 11, 20)),
        ERROR,
    ),
    Sample("P-16", "still answered", dead(benefit=("dibao",)), dead(), ERROR),
    Sample("P-17", "woman of 19", aged(19, marital="20"), aged(20, marital="20")),
    Sample(
        "P-17",
        "man of 21",
        aged(21, marital="40", sex="1"),
        aged(22, marital="40", sex="1"),
    ),
    *(
        Sample(
            "P-18",
            f"{code} at {limit - 1}",
            young(limit - 1, education=code),
            young(limit, education=code),
        )
        for code, limit in {
            "80": 5,
            "71": 11,
            "60": 14,
            "40": 14,
            "30": 17,
            "20": 17,
            "10": 20,
        }.items()
    ),
    Sample("P-19", "category without grade", wife(disability_type="4"), wife(), ERROR),
    Sample("P-19", "grade without category", wife(disability_grade="2"), wife(), ERROR),
    Sample(
        "P-19",
        "neither with a certificate",
        wife(disabled="1", health="60"),
        wife(**CERTIFIED),
        ERROR,
    ),
    Sample(
        "P-20", "another number", certificate(id_number() + "42"), certificate(ID + "42"), ERROR
    ),
    Sample("P-20", "another category", certificate(ID + "52"), certificate(ID + "42B1"), ERROR),
    Sample("P-20", "another grade", certificate(ID + "41"), certificate(ID + "42"), ERROR),
    Sample("P-20", "cut off", certificate(ID + "4"), certificate(ID + "42"), ERROR),
    Sample("P-21", "disabled without certificate", wife(health="60"), wife(health="39")),
    Sample(
        "P-21", "certificate and healthy", wife(**CERTIFIED | {"health": "10"}), wife(**CERTIFIED)
    ),
    Sample("P-22", "at 15", young(15, labour="1"), young(16, labour="1")),
    Sample("P-22", "at 60", aged(60), aged(59)),
    Sample(
        "P-22",
        "severely disabled",
        wife(**CERTIFIED | {"labour": "1"}),
        wife(**CERTIFIED | {"labour": "1", "disability_grade": "3"}),
    ),
    Sample(
        "P-22",
        "mentally, not visually disabled",
        wife(**CERTIFIED | {"labour": "1", "disability_type": "6"}),
        wife(**CERTIFIED | {"labour": "1", "disability_type": "1"}),
    ),
    Sample("P-23", "student of 36", aged(36, employ="6"), aged(35, employ="6")),
    Sample("P-24", "at 13", graduate(2017), graduate(2018), ERROR),
    Sample("P-24", "next year", graduate(2027), graduate(2026), ERROR),
    Sample("P-25", "sixth household", phones(5), phones(4)),
    Sample(
        "P-26",
        "eleven digits",
        wife(bank_account="12345678901"),
        wife(bank_account="123456789012"),
        ERROR,
    ),
    Sample(
        "P-26",
        "card with a wrong digit",
        wife(bank_account=f"{CARD[:-1]}{9 - int(CARD[-1])}"),
        wife(bank_account=f"{CARD[:4]} {CARD[4:]}"),
        ERROR,
    ),
    Sample(
        "P-27",
        "stranger's account",
        wife(**HELD | {"bank_holder": "赵建军"}),
        wife(**HELD | {"bank_holder": "李守田"}),
    ),
    Sample("P-27", "two households", shared_account(CARD), shared_account("1" * 12)),
]
