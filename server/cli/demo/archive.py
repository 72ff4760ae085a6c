"""Filling counties up to the control totals: the archive of everybody who was not surveyed."""

from __future__ import annotations

import gc
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server import places
from server.auth import accounts
from server.auth.grants import OPERATOR, asker_by_id
from server.cli.demo import posts
from server.core.days import local_date
from server.core.errors import RecordExists
from server.core.types import Level, UnitCode
from server.demo.archive import STANDARDS, Cards, homes
from server.demo.census import plan
from server.demo.totals import targets
from server.registers import editing
from server.reports import headline
from server.review.archive import Taken, take_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from server.cli.demo.installation import Installation
    from server.cli.demo.journal import Journal
    from server.core.desk.people import Asker
    from server.core.headline import Headline
    from server.core.types import AdminUnit
    from server.services import Services

FAR = 400
"""Running numbers of a second attempt begin here, so that no card is made out twice."""


SELDOM = 300_000
"""New objects between two looks for circles: there are none, and a look costs a third of it."""


def fill(
    services: Services, made: Installation, journal: Journal, tell: Callable[[str], None]
) -> None:
    """Bring every county of the demo to its control totals; what is full already is left."""
    wanted = targets()
    usual = gc.get_threshold()
    gc.set_threshold(SELDOM, *usual[1:])
    try:
        for county in _counties(services, made):
            step = f"filled {county.code}"
            if county.code[:6] in wanted and step not in journal:
                now = datetime.now(UTC)
                filling = Filling(
                    services=services,
                    who=auditor(services, made, county, now),
                    county=county,
                    day=local_date(made.choice.until),
                    seed=str(made.choice.seed),
                    tell=tell,
                )
                filling.up_to(wanted[county.code[:6]], now=now)
                journal.note(step)
    finally:
        gc.set_threshold(*usual)


def _counties(services: Services, made: Installation) -> Iterator[AdminUnit]:
    """The county that is surveyed, or all of them."""
    first = _first(made)
    for unit in places.tree(services).by_code.values():
        if unit.level is Level.COUNTY and (made.choice.scale.is_whole_city or unit.code == first):
            yield unit


def _first(made: Installation) -> UnitCode:
    return UnitCode(f"{made.towns[0].villages[0].code[:6]}000000")


def auditor(services: Services, made: Installation, county: AdminUnit, now: datetime) -> Asker:
    """The county's auditor; each county of a whole city gets an account of its own."""
    login = "county" if county.code == _first(made) else f"county.{county.code[:6]}"
    if login not in {person.login for person in accounts.people(services, OPERATOR)}:
        posts.ensure_auditor(services, login, county, now=now)
    (who,) = (each for each in accounts.people(services, OPERATOR) if each.login == login)
    return asker_by_id(services, who.id, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """One county and who takes its archive over; `day` is that of the headline table."""

    services: Services
    who: Asker
    county: AdminUnit
    day: date
    seed: str
    tell: Callable[[str], None]

    def up_to(self, wanted: Headline, *, now: datetime) -> Taken:
        """Add the households that are missing for the headline figures to be as wanted."""
        there = headline.table(self.services, self.county.code, day=self.day, now=now).total
        self._standards(now)
        left = wanted - there
        cards = Cards(self.county.code[:6], FAR if there.population > left.population else 0)
        seed = f"{self.seed} {there.population}"
        began, done = time.monotonic(), Taken()
        tree = places.tree(self.services)
        villages = sorted(tree.below(self.county.code, Level.VILLAGE), key=lambda unit: unit.code)
        for unit, homes_wanted in plan(left, villages, seed=seed):
            made = homes(unit, homes_wanted, cards, self.day, seed=seed)
            done = _and(done, take_over(self.services, self.who, unit.code, made, now=now))
            self._progress(done, time.monotonic() - began)
        return done

    def _progress(self, done: Taken, seconds: float) -> None:
        speed = done.persons / max(seconds, 0.001)
        self.tell(
            f"{self.county.name}：{done.households} 户 {done.persons} 人 {done.benefits} 项待遇 / "
            f"{done.persons} persons, {speed:.0f} a second"
        )

    def _standards(self, now: datetime) -> None:
        """What the county pays; what is entered already stays."""
        for kind, class_, amount in STANDARDS:
            raw = {
                "unit": self.county.code,
                "kind": kind,
                "class": class_,
                "amount": str(amount),
                "document_no": "示范〔2026〕1号",
                "valid_from": f"{now.year}-01-01",
            }
            with suppress(RecordExists):
                editing.create(self.services, self.who, "benefit_standard", raw, now=now)


def _and(one: Taken, other: Taken) -> Taken:
    return replace(
        one,
        households=one.households + other.households,
        persons=one.persons + other.persons,
        benefits=one.benefits + other.benefits,
        refused=(*one.refused, *other.refused),
    )
