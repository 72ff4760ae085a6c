"""Samples of the rules on public lists and on double entry."""

from datetime import date, datetime, timedelta

from server.core import idnumber
from server.core.days import LOCAL
from server.core.publicity import ListState
from server.core.types import Severity
from tests.builders.cases import DOOR, north_of
from tests.builders.people import bank_card, id_number
from tests.builders.records import earlier_list, entry_pair, item, list_case
from tests.builders.samples.sample import Sample

ERROR = Severity.ERROR
ID = id_number()
CARD = bank_card()
START = date(2026, 11, 16)


def until(day):
    return list_case(end_date=day)


def after(**changes):
    return list_case(facts={"earlier": (earlier_list(**changes),)})


def showing(**fields):
    return list_case(item(**fields), facts={"households": None, "persons": None})


def taken(**changes):
    return list_case(**changes)


def at(*moment):
    return datetime(*moment, tzinfo=LOCAL)


def cases(**facts):
    return list_case(facts=facts)


SAMPLES = [
    Sample("L-01", "six days", until(date(2026, 11, 22)), until(date(2026, 11, 23)), ERROR),
    Sample("L-02", "on the last day of the round before", after(end_date=START), after(), ERROR),
    Sample("L-02", "the round before is paused", after(state=ListState.PAUSED), after(), ERROR),
    Sample(
        "L-02",
        "an open objection",
        list_case(facts={"open_objections": frozenset({"AP-2"})}),
        list_case(facts={"open_objections": frozenset({"AP-9"})}),
        ERROR,
    ),
    Sample(
        "L-03",
        "a full ID number",
        showing(masked_id=ID),
        showing(masked_id=idnumber.masked_for_list(ID)),
        ERROR,
    ),
    Sample(
        "L-03",
        "a number hardly masked",
        showing(masked_id=f"{ID[:10]}********"),
        showing(masked_id=f"{ID[:6]}**********{ID[-2:]}"),
        ERROR,
    ),
    Sample("L-03", "a bank account", showing(result=f"同意 {CARD}"), showing(result="同意"), ERROR),
    Sample(
        "L-03",
        "a telephone",
        showing(result="电话13912345678"),
        showing(result="公示电话在公开栏"),
        ERROR,
    ),
    Sample(
        "L-03",
        "an exact address",
        showing(group_no="三组12号"),
        showing(group_no="十二组"),
        ERROR,
    ),
    Sample("L-03", "an illness", showing(result="患癌"), showing(result="拟同意"), ERROR),
    Sample("L-03", "a minor", showing(name="李梅"), showing(name="李某"), ERROR),
    Sample(
        "L-03",
        "a minor beside the applicant",
        showing(result="含李 梅"),
        showing(result="含其女李某"),
        ERROR,
    ),
    Sample("L-04", "no photo", taken(posted_photo=""), taken()),
    Sample("L-04", "no position", taken(posted_gps=None), taken()),
    Sample(
        "L-04",
        "two days later",
        taken(posted_at=at(2026, 11, 18, 0, 1)),
        taken(posted_at=at(2026, 11, 18, 0, 0)),
    ),
    Sample(
        "L-04",
        "the day before",
        taken(posted_at=at(2026, 11, 16, 0, 0) - timedelta(minutes=1)),
        taken(posted_at=at(2026, 11, 16, 0, 0)),
    ),
    Sample(
        "L-04",
        "away from the board",
        taken(posted_gps=north_of(DOOR, 206)),
        taken(posted_gps=north_of(DOOR, 204)),
    ),
    Sample("L-04", "posted", taken(posted_photo=""), taken(posted_photo="", state=ListState.DRAFT)),
    Sample("L-05", "a household missing", cases(households=3), cases(households=2), ERROR),
    Sample("L-05", "a person too many", cases(persons=3), cases(persons=4), ERROR),
    Sample("C-01", "one person", entry_pair(by="刘芳"), entry_pair(), ERROR),
    Sample(
        "C-02", "another wage", entry_pair(inc_wage="12500"), entry_pair(inc_wage="１２０００ ")
    ),
    Sample("C-02", "another day", entry_pair(born="1975-03-05"), entry_pair(born="1975年3月4日")),
    Sample("C-02", "nothing entered", entry_pair(name=""), entry_pair(name=" 李 守田")),
]
