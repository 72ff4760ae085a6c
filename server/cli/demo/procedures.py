"""The demo office's own procedures: contacts, applications on their way, lists, petitions.

By the same use cases as at a desk, each with the day it was done; what is refused is left out.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from server import thresholds
from server.auth import accounts
from server.auth.grants import OPERATOR, asker_by_id
from server.core.days import local_date
from server.core.errors import SurveyError
from server.core.procedures.application import Act
from server.core.procedures.lists import ListAct
from server.core.procedures.petition import PetitionAct
from server.procedures import (
    acting,
    applications,
    appraisals,
    campaigns,
    contacts,
    lists,
    petitions,
)
from server.procedures.acting import Wanted
from server.procedures.applications import Request
from server.procedures.appraisals import Meeting, Vote
from server.procedures.campaigns import NewCampaign
from server.procedures.contacts import Assigned
from server.procedures.lists import ListWanted
from server.procedures.petitions import PetitionWanted, Receipt
from server.registers import editing
from server.store import households

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from server.cli.demo.installation import Installation
    from server.cli.demo.journal import Journal
    from server.core.desk.people import Asker
    from server.core.types import UnitCode
    from server.demo.town import Town
    from server.services import Services
    from server.store.households import AnyRow

DONE = "procedures"
RURAL = "dibao_rural"
STANDARDS = (
    ("农村低保", "", "460"),
    ("农村低保", "一类", "441"),
    ("农村低保", "二类", "384"),
    ("农村低保", "三类", "258"),
    ("农村低保", "四类", "136"),
    ("城市低保", "", "743"),
    ("特困人员基本生活", "", "598"),
    ("高龄津贴", "", "60"),
    ("孤儿基本生活费", "", "1350"),
)
SURVEYORS = "刘建国、张秀梅"
SINCE = "2026-01-01"
PLANS = (("running", 64), ("list2", 30), ("list1", 16), ("appraisal", 12), ("check", 9))
"""How far the applications of each village have come, and how many days ago they were made."""

EACH = 4


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works in the demo."""

    clerk: Asker
    head: Asker
    county: Asker


def work(services: Services, made: Installation, journal: Journal) -> None:
    """Let the offices of the first township do what they do; once."""
    if DONE in journal:
        return
    staff = _staff(services)
    for kind, class_, amount in STANDARDS:
        with suppress(SurveyError):
            _standard(services, staff.county, made.towns[0], (kind, class_, amount))
    thresholds.forget(services)  # amounts are computed from them a moment later
    office = Office(services, staff, made.towns[0], datetime.now(UTC))
    office.link()
    office.run()
    journal.note(DONE)


def _staff(services: Services) -> Staff:
    now = datetime.now(UTC)
    people = {each.login: each.id for each in accounts.people(services, OPERATOR)}
    return Staff(*(asker_by_id(services, people[n], now=now) for n in ("clerk", "head", "county")))


def _standard(services: Services, county: Asker, town: Town, row: tuple[str, str, str]) -> None:
    kind, class_, amount = row
    raw: dict[str, object] = {
        "unit": town.county.code,
        "kind": kind,
        "class": class_,
        "amount": amount,
        "document_no": "靖政发〔2026〕8号",
        "valid_from": SINCE,
    }
    editing.create(services, county, "benefit_standard", raw, now=datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Office:
    """One township at work."""

    services: Services
    staff: Staff
    town: Town
    until: datetime

    def link(self) -> None:
        """Contacts for all villages but the last, and a campaign that has begun."""
        names = ("王建军", "李海燕", "张志强", "刘芳")
        for at, village in enumerate(self.town.villages[:-1]):
            assigned = Assigned(village=village.code, name=names[at % len(names)], duty="民政干事")
            with suppress(SurveyError):
                contacts.assign(self.services, self.staff.head, assigned, now=self.until)
        day = local_date(self.until)
        campaign = NewCampaign(
            unit=self.staff.head.units[0].code,
            name="冬季困难群众摸底",
            form_id="household_survey",
            start=day - timedelta(days=9),
            closing=day + timedelta(days=20),
        )
        with suppress(SurveyError):
            campaigns.create(self.services, self.staff.head, campaign, now=self.until)

    def run(self) -> None:
        """Applications of five villages, each at another point of its way."""
        for village, (goal, days) in zip(self.town.villages, PLANS, strict=False):
            keys = list(self._apply(village.code, days))
            with suppress(SurveyError):
                self._take(village.code, keys, goal, days)
        for key in self._apply(self.town.villages[-1].code, 1):
            with suppress(SurveyError):
                if key % 2:
                    self._step(key, Act.ACCEPT, 0)

    def _poor(self, village: UnitCode) -> Sequence[AnyRow]:
        """Households with the least income: who would apply."""
        with self.services.store.read() as conn:
            rows = [
                row
                for row in households.listed(conn, (village,))
                if row.income_pc_month is not None and row.member_count
            ]
        return sorted(rows, key=_income)[:EACH]

    def _apply(self, village: UnitCode, days: int) -> Iterator[int]:
        for row in self._poor(village):
            request = Request(
                hh_no=row.hh_no,
                kind=RURAL,
                applicant=row.head_name,
                persons="",
                authorised=True,
                apply_date=(local_date(self.until) - timedelta(days=days)).isoformat(),
            )
            with suppress(SurveyError):
                yield applications.apply(
                    self.services, self.staff.clerk, request, now=self._at(days)
                )

    def _at(self, days: int) -> datetime:
        return self.until - timedelta(days=days)

    def _step(self, key: int, act: Act, days: int, **more: str) -> None:
        who = {Act.OPINION: self.staff.head, Act.DECIDE: self.staff.county}.get(
            act, self.staff.clerk
        )
        wanted = Wanted(act=act, **more)  # type: ignore[arg-type]  # texts only
        acting.act(self.services, who, key, wanted, now=self._at(days))

    def _take(self, village: UnitCode, keys: list[int], goal: str, days: int) -> None:
        """Take a village's applications as far as `goal`, working down the days."""
        for key in keys:
            self._step(key, Act.ACCEPT, days - 1)
            self._step(key, Act.SURVEY, days - 4, surveyors=SURVEYORS)
        if goal == "check":
            return
        for key in keys:
            self._step(key, Act.CHECK, days - 8, check_result="fits")
        if goal == "appraisal":
            return
        self._appraise(village, keys, days - 10)
        first = self._hang(village, 1, days - 12)
        if goal == "list1":
            return
        self._end(first, days - 22)
        for at, key in enumerate(keys):
            self._step(
                key, Act.OPINION, days - 24, grants="granted", class_=str(1 + at % 4), persons="1"
            )
        second = self._hang(village, 2, days - 25)
        if goal == "list2":
            self._object(second, village)
            return
        self._end(second, days - 36)
        for key in keys[:-1]:
            self._step(key, Act.DECIDE, days - 40, grants="granted", surveyors=SURVEYORS)
        self._step(
            keys[-1],
            Act.DECIDE,
            days - 40,
            grants="refused",
            surveyors=SURVEYORS,
            note="核对发现有商铺出租收入",
        )
        third = self._hang(village, 3, days - 42, chief=self.staff.county)
        self._end(third, days - 53)
        for key in keys[:-2]:
            self._step(key, Act.START, days - 54)

    def _appraise(self, village: UnitCode, keys: list[int], days: int) -> None:
        meeting = Meeting(
            village=village,
            held_on=local_date(self._at(days)),
            place="村委会会议室",
            chair="王占奎",
            recorder="李玉兰",
            due=15,
            present=13,
            representatives=9,
            votes=tuple(
                Vote(record_id=key, agree=11, oppose=1, abstain=1, passed=True, class_="2")
                for key in keys
            ),
        )
        appraisals.record(self.services, self.staff.clerk, meeting, now=self._at(days))

    def _hang(
        self, village: UnitCode, round_no: int, days: int, *, chief: Asker | None = None
    ) -> int:
        now = self._at(days)
        key = lists.draft(
            self.services, self.staff.clerk, village, round_no=round_no, kind=RURAL, now=now
        )
        approve, post = ListWanted(act=ListAct.APPROVE), ListWanted(act=ListAct.POST)
        lists.act(self.services, chief or self.staff.head, key, approve, now=now)
        lists.act(self.services, self.staff.clerk, key, post, now=now)
        return key

    def _end(self, key: int, days: int) -> None:
        ended = ListWanted(act=ListAct.END)
        lists.act(self.services, self.staff.clerk, key, ended, now=self._at(days))

    def _object(self, key: int, village: UnitCode) -> None:
        """One objection that is being checked, and a letter that was answered."""
        file = lists.file(self.services, self.staff.clerk, key, now=self._at(3))
        objection = Receipt(
            unit=village,
            kind="1",
            channel="1",
            content="该户儿子在外务工，收入没有算进去。",
            reasons=("income",),
            list_no=file.row["list_no"],
            item=file.items[0].item["application_no"],
        )
        petitions.receive(self.services, self.staff.clerk, objection, now=self._at(3))
        letter = Receipt(
            unit=village,
            kind="2",
            channel="3",
            content="询问低保分类标准。",
            reasons=("class",),
            name="赵文斌",
        )
        ref = petitions.receive(self.services, self.staff.clerk, letter, now=self._at(9))
        found = PetitionWanted(
            act=PetitionAct.FIND, checkers=SURVEYORS, finding="3", text="分类与标准一致。"
        )
        petitions.act(self.services, self.staff.clerk, ref, found, now=self._at(6))
        reply = PetitionWanted(act=PetitionAct.REPLY, text="已当面说明四类标准。")
        petitions.act(self.services, self.staff.clerk, ref, reply, now=self._at(5))


def _income(row: AnyRow) -> Decimal:
    return Decimal(row.income_pc_month)
