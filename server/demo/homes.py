"""How a household lives: hardship, income, land and house, one in keeping with another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.demo.calculated import Answers
from server.demo.lives import AWAY, EMPLOYED, ILL, OLD, TRADE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from random import Random

    from server.demo.people import Person

RURAL, URBAN = "2", "1"
POOR_SHARE, FRAIL_POOR_SHARE = 0.07, 0.34
EDGE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a household gets help, and for what reasons."""

    benefits: frozenset[str]
    causes: tuple[str, ...]

    @property
    def is_poor(self) -> bool:
        """Whether it lives on assistance."""
        return bool(self.benefits)


def standing(dice: Random, family: Sequence[Person], day: date, *, is_urban: bool) -> Standing:
    """Old people alone and men without family are poor more often than others."""
    ages = [one.age(day) for one in family]
    is_frail = min(ages) >= OLD or len(family) == 1
    if len(family) == 1 and ages[0] >= OLD and family[0].is_man and dice.random() < TEKUN_SHARE:
        return Standing(frozenset({"tekun"}), ("old", "labour"))
    if dice.random() < (FRAIL_POOR_SHARE if is_frail else POOR_SHARE):
        causes = ("old",) if is_frail else dice.choice((("ill",), ("labour",), ("ill", "school")))
        return Standing(frozenset({"dibao_urban" if is_urban else "dibao_rural"}), causes)
    if dice.random() < EDGE_SHARE:
        return Standing(frozenset({"low_income"}), ("ill",))
    return Standing(frozenset(), ())


TEKUN_SHARE = 0.35


def economy(dice: Random, members: Sequence[Answers], home: Standing, *, is_urban: bool) -> Answers:
    """Incomes of the last year in yuan: the poor stay below the standard, the others above it.

    What work and land do not bring comes from children and relatives, or from pensions.
    """
    work = [row.text("m_employ") for row in members]
    share = SHARE_OF_THE_POOR if home.is_poor else 1.0
    wage = sum(dice.randint(21, 46) * 1000 for each in work if each in {AWAY, EMPLOYED})
    land = 0.0 if is_urban else round(dice.uniform(3, 16), 1)
    farm = int(land * dice.uniform(280, 620))
    trade = sum(dice.randint(14, 38) * 1000 for each in work if each == TRADE)
    trade = 0 if home.is_poor else trade
    limit = MOST_WAGE_OF_THE_POOR * len(members) if home.is_poor else wage
    earned = min(wage * share, limit) + (farm + trade) * share
    wanted = len(members) * 12 * _level(dice, home, is_urban=is_urban)
    ill = any(row.text("m_health") == ILL for row in members)
    return Answers(
        inc_wage=f"{min(wage * share, limit):.1f}",
        inc_business=f"{(farm + trade) * share:.1f}",
        inc_property=f"{0 if home.is_poor else dice.randint(0, 3) * 400:.1f}",
        inc_transfer=f"{max(dice.randint(2, 9) * 150, round(wanted - earned, -2)):.1f}",
        exp_rigid=f"{dice.randint(1, 9) * 200 + (dice.randint(8, 40) * 500 if ill else 0):.1f}",
        land_mu=None if is_urban else f"{land}",
        large_livestock=None if is_urban else dice.choice((0, 0, 0, 1, 2)),
        small_livestock=None if is_urban else dice.choice((0, 0, 3, 5, 8, 12, 20)),
    )


SHARE_OF_THE_POOR = 0.2
MOST_WAGE_OF_THE_POOR = 1_900
LEVELS = {True: ((330, 560), (780, 1_150)), False: ((190, 400), (560, 900))}
"""Least income per head and month, urban and rural: of the poor, of the others."""


def _level(dice: Random, home: Standing, *, is_urban: bool) -> int:
    """What a household has at least, per head and month; its standard is 700 or 500."""
    poor, others = LEVELS[is_urban]
    return dice.randint(*(poor if home.is_poor else others))


FRAME, BRICK_CONCRETE, BRICK_TIMBER, EARTH, CAVE = "12345"
ASSETS = ("car", "machine", "deposit")


def house(dice: Random, home: Standing, members: int, *, is_urban: bool) -> Answers:
    """Assets and dwelling; rooms of 14 to 22 square metres."""
    kinds = (BRICK_CONCRETE, FRAME) if is_urban else (BRICK_CONCRETE, BRICK_TIMBER, BRICK_TIMBER)
    structure = dice.choice((BRICK_TIMBER, EARTH, CAVE) if home.is_poor else kinds)
    rooms = max(2, members + dice.randint(0, 2))
    owned = [each for each in ASSETS if not home.is_poor and dice.random() < OWNS]
    danger = "BBC" if structure in {EARTH, CAVE} else "AAB"
    return Answers(
        asset_items=owned or ["0"],
        house_structure=structure,
        house_rooms=rooms,
        house_area=f"{rooms * dice.uniform(14, 22):.1f}",
        house_danger=dice.choice(danger),
        water="1" if is_urban or dice.random() < TAP else dice.choice("233"),
    )


OWNS, TAP = 0.16, 0.8


def assistance(dice: Random, home: Standing, members: int) -> Answers:
    """What the household receives, why it is in need and what it asks for."""
    made = Answers(hh_benefit=sorted(home.benefits) or ["0"])
    if home.benefits & {"dibao_rural", "dibao_urban"}:
        made.fill(dibao_class=dice.choice("1233"), dibao_persons=members)
    made.fill(
        hardship_cause=home.causes or ("none",),
        needs=(dice.choice(("medical", "food", "clothes", "care")),) if home.is_poor else ("none",),
        remark=dice.choice(REMARKS) if dice.random() < REMARKED else "",
    )
    return made


REMARKED = 0.2
REMARKS = (
    "户主在家，证件齐全。",
    "子女春节后外出务工，由户主代答。",
    "院内正在修缮屋顶。",
    "户口簿由村委会代管，已核对复印件。",
    "邻居在场，情况属实。",
)


def phone(number: int) -> str:
    """A number nobody has: 142 is not given to telephones."""
    return f"142{number * 7919 % 100_000_000:08d}"
