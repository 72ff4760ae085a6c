"""Records that are no submissions, and that no rule objects to."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from server.core.benefit import Application, Assisted, Benefit, BenefitCase, VillageShare
from server.core.days import LOCAL
from server.core.double_entry import Entry, EntryPair
from server.core.facts import Facts
from server.core.objection import ObjectionCase
from server.core.publicity import ListCase, ListFacts, ListState, PublicityItem, PublicityList
from server.core.standards import Standard, Standards
from tests.builders.cases import DOOR, TODAY, VILLAGE, head, household, member
from tests.builders.village_cases import objection

COUNTY = "620421000000"
LAST_YEAR = date(2025, 1, 1)


def standard(kind, amount, **changes):
    """A row in force since last year."""
    return Standard(COUNTY, kind, Decimal(amount), LAST_YEAR, **changes)


STANDARDS = Standards(
    (
        standard("dibao_urban", 700),
        standard("dibao_rural", 500),
        *(standard("dibao_rural", 500 - 100 * n, class_=str(n)) for n in range(1, 5)),
    )
)


def dibao(kind="dibao_rural", **changes):
    """Rural Dibao of class 2 for two, paid by the standard, begun this month."""
    given = {
        "path": "/benefit",
        "class_": "2" if kind == "dibao_rural" else "",
        "persons_covered": 2,
        "amount": Decimal(600),
        "start_date": TODAY - timedelta(days=20),
    } | changes
    return Benefit(kind, **given)


def assisted(*benefits, people=None, **changes):
    """A rural couple that receives Dibao and earns 300 yuan a month each."""
    given = {
        "members": household(*(people or [head(), member()])).members,
        "benefits": benefits or (dibao(),),
        "hukou_type": "2",
        "income_pc_month": Decimal(300),
    } | changes
    return Assisted(**given)


def benefit_case(*benefits, facts=None, on=TODAY, **changes):
    """What `assisted` says, judged today by the standards above."""
    return BenefitCase(
        assisted(*benefits, **changes),
        survey_date=on,
        village=VILLAGE,
        facts=replace(facts or Facts(), standards=STANDARDS),
    )


def application(kind="dibao_rural", **changes):
    """An application of somebody who is no relative."""
    return Application(kind, **({"is_relative": False} | changes))


def share(**changes):
    """A village of 2240 with 200 on Dibao."""
    given = {
        "village": VILLAGE,
        "month": "2026-11",
        "on_dibao": 200,
        "population": 2240,
        "on_dibao_before": 195,
    } | changes
    return VillageShare(**given)


def item(position=1, name="李守田", **changes):
    """One line of a list."""
    given = {
        "application_id": f"AP-{position}",
        "position": position,
        "household": f"household {position}",
        "display_name": name,
        "group_no": "三组",
        "persons": 2,
        "class_": "二类",
        "amount": Decimal(600),
        "result": "拟同意",
    } | changes
    return PublicityItem(**given)


def public_list(*items, **changes):
    """A list of the second round, on the board since the sixteenth."""
    given = {
        "list_no": f"G-{VILLAGE}-202611-2-01",
        "village": VILLAGE,
        "round": 2,
        "start_date": date(2026, 11, 16),
        "end_date": date(2026, 11, 23),
        "state": ListState.POSTED,
        "items": items or (item(), item(2, "王秀英")),
        "posted_photo": "a" * 64,
        "posted_at": datetime(2026, 11, 16, 9, 30, tzinfo=LOCAL),
        "posted_gps": DOOR,
    } | changes
    return PublicityList(**given)


def list_case(*items, facts=None, **changes):
    """A list as the cases have it, posted at the board; `facts` change what is around it."""
    around = {
        "applicants": {"AP-1": "李守田", "AP-2": "王秀英"},
        "hidden_names": {"AP-1": ("李梅",)},
        "board": DOOR,
        "earlier": (earlier_list(),),
    } | (facts or {})
    return ListCase(public_list(*items, **changes), ListFacts(**around))


def earlier_list(**changes):
    """The list of the first round, which ended before the second began."""
    given = {
        "list_no": f"G-{VILLAGE}-202611-1-01",
        "round": 1,
        "start_date": date(2026, 11, 8),
        "end_date": date(2026, 11, 15),
        "state": ListState.ENDED,
    } | changes
    return public_list(**given)


def objection_case(*, as_of=TODAY, facts=None, **changes):
    """A registered objection, looked at on a day."""
    case = objection(**changes)
    return ObjectionCase(case.objection, as_of, facts or Facts())


ENTERED = {"/head/name": "李守田", "/head/born": "1975-03-04", "/economy/inc_wage": "12000"}


def entry_pair(*, by="赵志强", **second):
    """A record entered by two people; `second` changes fields of the second entry by their end."""
    changes = {path: second.get(path.rpartition("/")[2], value) for path, value in ENTERED.items()}
    return EntryPair(Entry("刘芳", ENTERED), Entry(by, changes))
