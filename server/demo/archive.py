"""The households of a village as an older archive has them: made up, exact in number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from server.core import idnumber
from server.core.archive import ArchivedBenefit, ArchivedHousehold
from server.core.area import short_name
from server.core.household import HouseholdAnswers, Identity, Member
from server.core.income import Incomes
from server.core.types import GeoPoint
from server.demo.census import IN_TOWN, Kind
from server.demo.homes import phone
from server.demo.kin import family

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from server.core.types import AdminUnit
    from server.demo.census import Wanted
    from server.demo.kin import Kin

URBAN_STANDARD = 700
CLASSES = {"1": 420, "2": 390, "3": 120}
"""Rural Dibao by class, yuan a head and month."""

TEKUN_AMOUNT, MEDICAL_AMOUNT, YOUFU_AMOUNT = 910, 2_400, 780
STANDARDS = (
    ("dibao_urban", "", URBAN_STANDARD),
    *(("dibao_rural", name, amount) for name, amount in CLASSES.items()),
    ("tekun_basic", "", TEKUN_AMOUNT),
    ("youfu", "", YOUFU_AMOUNT),
)
"""What the county pays: kind, class, yuan a month."""

GROUPS = "一二三四五六七八"
NEAR_DEG = 0.004
SCHOOL_AGE, WORKING_AGE, MARRIED_FROM, VERY_OLD = 6, 16, 15, 80
PRIMARY, JUNIOR, SENIOR, NONE = "80", "70", "60", "90"
FARMER, EMPLOYED, AWAY, STUDENT, HOME = "1", "2", "3", "6", "8"
ADULT = 18


@dataclass(slots=True)
class Cards:
    """Identity numbers of a county, none twice; `first` keeps clear of those made before."""

    county: str
    first: int = 0
    _given: Counter[tuple[date, str]] = field(default_factory=Counter)

    def number(self, born: date, sex: str) -> str:
        """A valid number that nobody was given."""
        n = self._given[born, sex]
        self._given[born, sex] = n + 1
        running = (self.first + 2 * n + (sex == idnumber.MALE)) % 1_000
        first_17 = f"{self.county}{born:%Y%m%d}{running:03d}"
        return first_17 + idnumber.check_digit(first_17)


def homes(
    unit: AdminUnit, wanted: Sequence[Wanted], cards: Cards, day: date, *, seed: str
) -> Iterator[ArchivedHousehold]:
    """Every household of a village; `day` is that of the archive."""
    dice = Random(f"{seed} {unit.code} archive")  # noqa: S311 — a demo has no secrets
    for number, each in enumerate(wanted, 1):
        people = family(dice, day, size=each.size, elders=each.elders)
        members = tuple(_member(dice, one, at, cards, each) for at, one in enumerate(people, 1))
        household = _household(dice, unit, each, number, members)
        yield ArchivedHousehold(
            village=unit.code,
            entity_uuid=str(UUID(int=dice.getrandbits(128), version=4)),
            household=household,
            doc=_doc(household),
            member_docs=tuple(map(_member_doc, members)),
            benefits=tuple(_benefits(dice, each, household, day)),
        )


def _member(dice: Random, one: Kin, position: int, cards: Cards, wanted: Wanted) -> Member:
    number = cards.number(one.born, one.sex)
    is_ill = dice.random() < (one.age - 30) / 90
    return Member(
        path=f"/member[{position}]",
        position=position,
        name=one.name,
        relation=one.relation,
        id_status="1",
        identity=Identity(given=number, number=number, birth_date=one.born, sex=one.sex),
        birth_date=one.born,
        sex=one.sex,
        ethnic="01",
        education=_education(one),
        marital=_marital(one),
        health="30" if is_ill else "10",
        is_disabled=False,
        labour=_labour(one, is_ill=is_ill, can_work=wanted.kind is not Kind.TEKUN),
        employ=_work(dice, one, is_urban=wanted.kind in IN_TOWN),
        benefits=_own(wanted, position),
        youfu="1" if position <= wanted.served else "",
    )


def _own(wanted: Wanted, position: int) -> tuple[str, ...]:
    """What a person receives for himself: the first ones of the household do."""
    return ("youfu",) if position <= wanted.served else ("0",)


def _education(one: Kin) -> str:
    if one.age < SCHOOL_AGE:
        return ""
    for until, level in ((13, PRIMARY), (16, JUNIOR)):
        if one.age < until:
            return level
    return PRIMARY if one.age >= VERY_OLD else JUNIOR if one.age > 40 else SENIOR  # noqa: PLR2004 — when schools came


def _marital(one: Kin) -> str:
    if one.age < MARRIED_FROM:
        return ""
    return "20" if one.is_married else "30" if one.age >= 60 else "10"  # noqa: PLR2004 — widowed by then


def _labour(one: Kin, *, is_ill: bool, can_work: bool) -> str:
    if one.age < WORKING_AGE:
        return ""
    if one.age >= 60:  # noqa: PLR2004 — domain.md 2.3
        return "4" if one.age >= VERY_OLD or not can_work else "2"
    return "2" if is_ill else "1"


def _work(dice: Random, one: Kin, *, is_urban: bool) -> str:
    if one.age < SCHOOL_AGE:
        return ""
    if one.age < ADULT:
        return STUDENT
    if one.age >= 60:  # noqa: PLR2004 — domain.md 2.3
        return HOME
    return EMPLOYED if is_urban else FARMER if dice.random() < HALF else EMPLOYED


HALF = 0.5


def _household(
    dice: Random, unit: AdminUnit, wanted: Wanted, number: int, members: tuple[Member, ...]
) -> HouseholdAnswers:
    kind, size = wanted.kind, wanted.size
    is_urban = kind in IN_TOWN
    group = f"{GROUPS[number % len(GROUPS)]}组"
    rooms = max(2, size)
    benefits = (kind.value,) if kind not in {Kind.URBAN, Kind.RURAL} else ("0",)
    is_dibao = kind in {Kind.URBAN_DIBAO, Kind.RURAL_DIBAO}
    return HouseholdAnswers(
        survey_mode="new",
        group_no=group,
        address=f"{short_name(unit.name)}{group}{number}号",
        hukou_type="1" if is_urban else "2",
        reside_status="1",
        phone=phone(int(unit.code[6:]) * 1_000 + number),
        consent=True,
        gps=_place(dice, unit),
        members=members,
        member_count_book=size,
        incomes=_incomes(dice, kind, members),
        exp_rigid=Decimal(dice.randint(2, 40) * 100),
        land_mu=None if is_urban else Decimal(dice.randint(30, 160)) / 10,
        asset_items=("0",),
        house_structure="2" if is_urban else dice.choice("234"),
        house_rooms=rooms,
        house_area_m2=Decimal(rooms * dice.randint(14, 22)),
        house_danger=dice.choice("AABB") if not is_dibao else dice.choice("ABBC"),
        water="1",
        benefits=benefits,
        dibao_class=dice.choice("1233") if kind is Kind.RURAL_DIBAO else "",
        dibao_persons=size if is_dibao else None,
        hardship_cause=("ill",) if benefits != ("0",) else ("none",),
        needs=("none",),
    )


def _place(dice: Random, unit: AdminUnit) -> GeoPoint | None:
    centre = unit.centre
    if centre is None:
        return None
    east, north = dice.gauss(0, NEAR_DEG), dice.gauss(0, NEAR_DEG)
    return GeoPoint(round(centre.lat + north, 6), round(centre.lon + east, 6), None, 8.0)


INCOME = {
    Kind.URBAN_DIBAO: (330, 560),
    Kind.RURAL_DIBAO: (150, 300),
    Kind.TEKUN: (60, 200),
    Kind.EDGE: (520, 700),
    Kind.URBAN: (1_100, 3_200),
    Kind.RURAL: (560, 1_400),
}
"""Least and most income of a kind, yuan a head and month."""


def _incomes(dice: Random, kind: Kind, members: Sequence[Member]) -> Incomes:
    """Whole yuan a head and month, so that what is paid beside it comes out even."""
    total = dice.randint(*INCOME[kind]) * 12 * len(members)
    works = any(member.employ in {EMPLOYED, AWAY} for member in members)
    wage = total // 2 if works else 0
    return Incomes(
        inc_wage=Decimal(wage),
        inc_business=Decimal(total - wage - total // 4),
        inc_property=Decimal(0),
        inc_transfer=Decimal(total // 4),
    )


def _benefits(
    dice: Random, wanted: Wanted, household: HouseholdAnswers, day: date
) -> Iterator[ArchivedBenefit]:
    """What the household and its persons receive, in the register's words."""
    since = day - timedelta(days=dice.randint(400, 1_500))
    review = day + timedelta(days=dice.randint(20, 340))
    lasting = {"start_date": since, "next_review": review}
    everybody = {"level": "household", "persons_covered": wanted.size, **lasting}
    match wanted.kind:
        case Kind.URBAN_DIBAO:
            head = (household.incomes.total or Decimal(0)) / 12 / wanted.size
            yield _benefit("dibao_urban", (URBAN_STANDARD - head) * wanted.size, everybody)
        case Kind.RURAL_DIBAO:
            graded = {**everybody, "class": household.dibao_class}
            amount = CLASSES[household.dibao_class] * wanted.size
            yield _benefit("dibao_rural", Decimal(amount), graded)
        case Kind.TEKUN:
            at_home = {**everybody, "mode": "central" if dice.random() < CENTRAL else "home"}
            yield _benefit("tekun", Decimal(TEKUN_AMOUNT * wanted.size), at_home)
        case Kind.EDGE:
            yield _benefit("low_income", Decimal(0), everybody)
    own = {"level": "person", "persons_covered": 1, **lasting}
    for position in range(1, wanted.served + 1):
        yield _benefit("youfu", Decimal(YOUFU_AMOUNT), own, position)
    once = day - timedelta(days=dice.randint(0, (day - date(day.year, 1, 1)).days))
    single = {**own, "mode": "once", "start_date": once, "end_date": once, "end_reason": "once"}
    for position in range(1, wanted.ill + 1):
        amount = MEDICAL_AMOUNT + 100 * dice.randint(0, 60)
        yield _benefit("medical", Decimal(amount), single, position)


CENTRAL = 0.2


def _benefit(
    kind: str, amount: Decimal, values: dict[str, object], position: int | None = None
) -> ArchivedBenefit:
    return ArchivedBenefit({"kind": kind, "amount": amount.quantize(CENT), **values}, position)


CENT = Decimal("0.01")


def _doc(household: HouseholdAnswers) -> dict[str, str]:
    """The answers by question name, as the form has them."""
    incomes = household.incomes
    said = {
        "survey_mode": "new",
        "group_no": household.group_no,
        "address": household.address,
        "hukou_type": household.hukou_type,
        "reside_status": household.reside_status,
        "phone": household.phone,
        "consent": "1",
        "member_count_book": str(household.member_count_book),
        "inc_wage": str(incomes.inc_wage),
        "inc_business": str(incomes.inc_business),
        "inc_property": str(incomes.inc_property),
        "inc_transfer": str(incomes.inc_transfer),
        "exp_rigid": str(household.exp_rigid),
        "land_mu": "" if household.land_mu is None else str(household.land_mu),
        "asset_items": "0",
        "house_structure": household.house_structure,
        "house_rooms": str(household.house_rooms),
        "house_area": str(household.house_area_m2),
        "house_danger": household.house_danger,
        "water": household.water,
        "hh_benefit": " ".join(household.benefits),
        "dibao_class": household.dibao_class,
        "dibao_persons": "" if household.dibao_persons is None else str(household.dibao_persons),
        "hardship_cause": " ".join(household.hardship_cause),
        "needs": "none",
    }
    return {name: text for name, text in said.items() if text}


def _member_doc(member: Member) -> dict[str, str]:
    said = {
        "m_name": member.name,
        "m_relation": member.relation,
        "m_id_status": "1",
        "m_ethnic": member.ethnic,
        "m_education": member.education,
        "m_marital": member.marital,
        "m_health": member.health,
        "m_disabled": "0",
        "m_labour": member.labour,
        "m_employ": member.employ,
        "m_benefit": " ".join(member.benefits),
        "m_youfu": member.youfu,
    }
    return {name: text for name, text in said.items() if text}
