"""The households of a county that are still wanted: how many of which kind, in which village."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING

from server.demo.hamlets import is_town
from server.demo.quotas import Spread, shared, sizes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from server.core.headline import Headline
    from server.core.types import AdminUnit


class Kind(StrEnum):
    """What a household lives on."""

    URBAN_DIBAO = "dibao_urban"
    RURAL_DIBAO = "dibao_rural"
    TEKUN = "tekun"
    EDGE = "low_income"
    URBAN = "urban"
    RURAL = "rural"


IN_TOWN = frozenset({Kind.URBAN_DIBAO, Kind.URBAN})
URBAN_SIZE, RURAL_SIZE, EDGE_SIZE = 2.9, 4.0, 4.2
"""Persons of a household where the report names none (the county's census, rounded)."""

SMALLEST, LARGEST = 0.55, 1.6
"""The smallest and the largest village beside the usual one."""


@dataclass(frozen=True, slots=True)
class Quota:
    """Households of one kind, and the persons in all of them."""

    kind: Kind
    households: int
    persons: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """One household to be made up.

    `elders` is how many of its persons are 60 or more, `ill` how many get help with a serious
    illness, `served` how many receive preferential treatment.
    """

    kind: Kind
    size: int
    elders: int
    ill: int
    served: int


def quotas(left: Headline) -> tuple[Quota, ...]:
    """Households and persons by kind that add up to what is left of the headline figures."""
    urban = left.urban_population - left.urban_dibao_persons
    rural = left.rural_population - left.rural_dibao_persons - left.tekun_persons
    rural -= left.edge_persons
    return (
        Quota(Kind.URBAN_DIBAO, left.urban_dibao_households, left.urban_dibao_persons),
        Quota(Kind.RURAL_DIBAO, left.rural_dibao_households, left.rural_dibao_persons),
        Quota(Kind.TEKUN, left.tekun_households, left.tekun_persons),
        Quota(Kind.EDGE, _in_homes(left.edge_persons, EDGE_SIZE), left.edge_persons),
        Quota(Kind.URBAN, _in_homes(urban, URBAN_SIZE), urban),
        Quota(Kind.RURAL, _in_homes(rural, RURAL_SIZE), rural),
    )


def _in_homes(persons: int, size: float) -> int:
    """How many households of about a size so many persons live in."""
    return max(round(persons / size), int(persons > 0))


def plan(
    left: Headline, villages: Sequence[AdminUnit], *, seed: str
) -> Iterator[tuple[AdminUnit, tuple[Wanted, ...]]]:
    """Every village of a county with the households it gets; together they are what is left."""
    wanted = quotas(left)
    towns = [unit for unit in villages if is_town(unit)] or villages
    country = [unit for unit in villages if not is_town(unit)] or villages
    counts = {
        quota.kind: _by_village(quota, towns if quota.kind in IN_TOWN else country, seed)
        for quota in wanted
    }
    size = {quota.kind: sizes(quota.households, quota.persons) for quota in wanted}
    others = left.population - left.tekun_persons
    households = sum(quota.households for quota in wanted if quota.kind is not Kind.TEKUN)
    elders = Spread(left.elderly_persons - left.tekun_persons, others)
    ill, served = Spread(left.medical_persons, households), Spread(left.youfu_persons, households)
    for unit in villages:
        yield (
            unit,
            tuple(
                _wanted(kind, next(size[kind]), elders, ill, served)
                for kind in Kind
                for _ in range(counts[kind].get(unit.code, 0))
            ),
        )


def _by_village(quota: Quota, villages: Sequence[AdminUnit], seed: str) -> dict[str, int]:
    dice = [Random(f"{seed} {unit.code} size") for unit in villages]  # noqa: S311 — a demo has no secrets
    parts = shared(quota.households, [each.uniform(SMALLEST, LARGEST) for each in dice])
    return {unit.code: n for unit, n in zip(villages, parts, strict=True)}


def _wanted(kind: Kind, size: int, elders: Spread, ill: Spread, served: Spread) -> Wanted:
    if kind is Kind.TEKUN:
        return Wanted(kind, size, size, 0, 0)
    return Wanted(kind, size, elders.step(size), ill.step(), served.step())
