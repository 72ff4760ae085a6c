"""Assistance and who receives it, from a home survey or from the register (domain.md 2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from server.core.errors import NoMembers
from server.core.facts import NOTHING_KNOWN, Facts
from server.core.household import NO_BENEFIT
from server.core.income import income_pc_month
from server.core.limits import Limits

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from server.core.household import HouseholdAnswers, Member
    from server.core.types import UnitCode

URBAN, RURAL = "dibao_urban", "dibao_rural"
ANY_DIBAO = "dibao"
"""What a person's own answer calls it: tablets do not part urban from rural there."""

DIBAO = frozenset({URBAN, RURAL, ANY_DIBAO})

TEKUN = "tekun"
ORPHAN = "orphan"
EDGE = "low_income"
LIVING_SUBSIDY = "disab_life"
CARE_SUBSIDY = "disab_care"
OLD_AGE = "old80"
YOUFU = "youfu"

URBAN_HUKOU, RURAL_HUKOU = "1", "2"
WANTS_DIBAO = "dibao"
"""Code of 申请低保 in the list `need`."""

DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Benefit:
    """One benefit; `person`, one of the members, is None when the household as a whole has it.

    `amount` is yuan a month, `amount_reason` says why it is not the formula's; `path` names the
    question or field an issue points at.
    """

    kind: str
    path: str = ""
    person: Member | None = None
    class_: str = ""
    persons_covered: int | None = None
    amount: Decimal | None = None
    amount_reason: str = ""
    start_date: date | None = None
    end_date: date | None = None

    def runs_on(self, day: date) -> bool:
        """Whether it is received on `day`; an open end reaches on."""
        started = self.start_date is None or self.start_date <= day
        return started and (self.end_date is None or day <= self.end_date)


@dataclass(frozen=True, slots=True)
class Application:
    """An application that is not decided yet.

    `is_relative`: the applicant is a close relative of staff or of a village cadre, as declared
    or as found; `is_on_register`: the case stands on the 近亲属备案 register.
    """

    kind: str
    is_relative: bool | None = None
    is_on_register: bool = False


@dataclass(frozen=True, slots=True)
class Assisted:
    """A household with what it receives and asks for; the income is yuan per head and month.

    `wants_dibao`: the survey notes the wish to apply.
    """

    members: tuple[Member, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    hukou_type: str = ""
    asset_items: tuple[str, ...] = ()
    income_pc_month: Decimal | None = None
    wants_dibao: bool = False
    application: Application | None = None

    @property
    def living(self) -> tuple[Member, ...]:
        """The members not known to have died."""
        return tuple(member for member in self.members if member.is_living)

    @property
    def applies_for_dibao(self) -> bool:
        """Whether Dibao is applied for, or the wish was noted."""
        return self.wants_dibao or bool(self.application and self.application.kind in DIBAO)

    def running(self, day: date, *, kinds: frozenset[str] = DIBAO) -> list[Benefit]:
        """The benefits of these kinds received on `day`."""
        return [each for each in self.benefits if each.kind in kinds and each.runs_on(day)]

    def dibao_kind(self, benefit: Benefit) -> str:
        """Urban or rural; what is called simply Dibao follows the hukou, as the tablets do."""
        if benefit.kind != ANY_DIBAO:
            return benefit.kind
        return URBAN if self.hukou_type == URBAN_HUKOU else RURAL


class AssistedLike(Protocol):
    """What the rules on benefits look at: a home survey, or a household of the register."""

    @property
    def assisted(self) -> Assisted | None:
        """The household and its benefits; None when there is neither benefit nor wish for one."""

    @property
    def survey_date(self) -> date:
        """The day benefits run and standards hold on."""

    @property
    def village(self) -> UnitCode | None:
        """Where the household lives."""

    @property
    def facts(self) -> Facts:
        """What the store knows around it."""

    @property
    def limits(self) -> Limits:
        """The thresholds."""


@dataclass(frozen=True, slots=True)
class BenefitCase:
    """A household of the register on a day, with its benefits or its application.

    The register puts together the household's members, all its benefits and those of its members,
    and the facts of B-04, B-15 and B-17.
    """

    assisted: Assisted | None
    survey_date: date
    village: UnitCode | None = None
    facts: Facts = NOTHING_KNOWN
    limits: Limits = DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class VillageShare:
    """Persons on Dibao in a village at the end of a month, beside its people (report R-02).

    The statistics of the month give both counts, the latest accepted profile the population.
    """

    village: UnitCode
    month: str
    on_dibao: int
    population: int | None = None
    on_dibao_before: int | None = None
    limits: Limits = DEFAULT_LIMITS


def assisted_of(household: HouseholdAnswers) -> Assisted | None:
    """What a home survey says about assistance; None when it says that there is none."""
    benefits = tuple(_benefits(household))
    wants_dibao = WANTS_DIBAO in household.needs
    if not benefits and not wants_dibao:
        return None
    return Assisted(
        members=household.members,
        benefits=benefits,
        hukou_type=household.hukou_type,
        asset_items=household.asset_items,
        income_pc_month=_income(household),
        wants_dibao=wants_dibao,
    )


def _benefits(household: HouseholdAnswers) -> list[Benefit]:
    of_all = [
        Benefit(
            kind,
            path="/benefit/hh_benefit",
            class_=household.dibao_class if kind in DIBAO else "",
            persons_covered=household.dibao_persons if kind in DIBAO else None,
        )
        for kind in household.benefits
        if kind != NO_BENEFIT
    ]
    own = [
        Benefit(kind, path=member.at("benefit"), person=member)
        for member in household.members
        if member.is_living
        for kind in member.benefits
        if kind != NO_BENEFIT
    ]
    return of_all + own


def _income(household: HouseholdAnswers) -> Decimal | None:
    total = household.incomes.total
    if total is None:
        return None
    try:
        return income_pc_month(total, household.sharing_life)
    except NoMembers:
        return None
