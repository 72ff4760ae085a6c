"""Families of a given size with a given number of old people, whose ages fit each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from server.core.idnumber import FEMALE, MALE
from server.demo.names import full_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

HEAD, HUSBAND, WIFE = "02", "11", "12"
SON, DAUGHTER, FATHER, MOTHER, COUSIN = "20", "30", "51", "52", "97"
YEAR = 365.2425
OLD = 60
GAP = 1.5
"""Nobody is so near to sixty that a report of the next year would count otherwise."""

GROWN_CHILD = 16
MOST_CHILDREN = 4


@dataclass(frozen=True, slots=True)
class Kin:
    """Somebody of a family."""

    name: str
    sex: str
    born: date
    age: int
    relation: str
    is_married: bool = False


def family(dice: Random, day: date, *, size: int, elders: int) -> list[Kin]:
    """`size` persons, `elders` of them sixty or more, the head first."""
    if elders >= size:
        return _old(dice, day, size)
    if size == 1:
        return [_one(dice, day, dice.uniform(32, 58), dice.choice((MALE, FEMALE)), HEAD)]
    if elders and size == elders + 1:
        return _old_with_child(dice, day, elders)
    head_age = dice.uniform(31, 54)
    head = _one(dice, day, head_age, MALE, HEAD, married=True)
    wife_age = min(58.0, max(24.0, head_age - dice.uniform(-2, 5)))
    wife = _one(dice, day, wife_age, FEMALE, WIFE, married=True)
    parents = _parents(dice, day, head, elders)
    children = size - 2 - len(parents)
    kids = _children(dice, day, head, min(head_age, wife_age), min(children, MOST_CHILDREN))
    cousins = [
        _one(dice, day, dice.uniform(20, 55), dice.choice((MALE, FEMALE)), COUSIN)
        for _ in range(children - len(kids))
    ]
    return [head, wife, *kids, *cousins, *parents]


def _one(
    dice: Random,
    day: date,
    age: float,
    sex: str,
    relation: str,
    *,
    married: bool = False,
    surname: str = "",
) -> Kin:
    born = day - timedelta(days=int(age * YEAR))
    name = full_name(dice, year=born.year, is_man=sex == MALE, family=surname)
    return Kin(name, sex, born, int(age), relation, is_married=married)


def _old_age(dice: Random) -> float:
    """Fewer of every year."""
    return OLD + GAP + min(34.0, dice.expovariate(1 / 9))


def _old(dice: Random, day: date, size: int) -> list[Kin]:
    """Old people only: a head, a spouse, and others of the family."""
    head = _one(dice, day, _old_age(dice), MALE, HEAD, married=size > 1)
    if size == 1:
        return [head]
    wife = _one(dice, day, _old_age(dice), FEMALE, WIFE, married=True)
    rest = [_one(dice, day, _old_age(dice), FEMALE, COUSIN) for _ in range(size - 2)]
    return [head, wife, *rest]


def _old_with_child(dice: Random, day: date, elders: int) -> list[Kin]:
    """Old people with a grown child."""
    old = _old(dice, day, elders)
    age = min(45.0, min(each.age for each in old if each.relation in {HEAD, WIFE}) - 26.0)
    child = _one(dice, day, age, MALE, SON, surname=old[0].name[0])
    return [old[0], *old[1:2], child, *old[2:]]


def _parents(dice: Random, day: date, head: Kin, elders: int) -> list[Kin]:
    """The head's parents; more old people than two are other relatives."""
    ages = (max(OLD + GAP, min(96.0, head.age + dice.uniform(22, 29))) for _ in range(elders))
    ways = ((MOTHER, FEMALE), (FATHER, MALE), *((COUSIN, FEMALE) for _ in range(elders)))
    both = elders > 1
    return [
        _one(
            dice,
            day,
            age,
            sex,
            relation,
            married=both and relation != COUSIN,
            surname=head.name[0] if relation == FATHER else "",
        )
        for age, (relation, sex) in zip(ages, ways, strict=False)
    ]


def _children(dice: Random, day: date, head: Kin, youngest: float, count: int) -> list[Kin]:
    """Children of a couple, two years apart, none older than its mother allows."""
    return list(_growing(dice, day, head, youngest - 22.5, count))


def _growing(dice: Random, day: date, head: Kin, oldest: float, count: int) -> Iterator[Kin]:
    first = min(oldest, 24.0)
    step = min(3.0, (first - 0.2) / max(1, count))
    for n in range(count):
        sex = MALE if dice.random() < BOYS else FEMALE
        relation = SON if sex == MALE else DAUGHTER
        age = max(0.1, first - n * step)
        yield _one(dice, day, age, sex, relation, surname=head.name[0])


BOYS = 0.52
