"""Families of the countryside: who lives together, with ages that fit and made-up card numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from server.core import idnumber
from server.core.days import age_on, years_after
from server.demo.names import full_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

HEAD, HUSBAND, WIFE = "02", "11", "12"
SON, DAUGHTER, DAUGHTER_IN_LAW = "20", "30", "38"
GRANDSON, GRANDDAUGHTER, FATHER, MOTHER = "41", "42", "51", "52"
MEN, WOMEN = idnumber.MALE, idnumber.FEMALE
NEIGHBOURING = ("620422", "620423", "620403", "620102", "640522")
"""Where people who married in were first registered."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up; `relation` is that to the head (GB/T 4761)."""

    name: str
    sex: str
    born: date
    relation: str
    card: str = ""
    is_married: bool = False

    def age(self, day: date) -> int:
        """Completed years."""
        return age_on(day, self.born)

    @property
    def is_man(self) -> bool:
        """Whether this is a man or a boy."""
        return self.sex == MEN


def id_number(
    born: date = date(1963, 4, 17),
    *,
    sex: str = WOMEN,
    running: int = 120,
    division: str = "620421",
) -> str:
    """A valid number that nobody was given; `running` is made odd for men and even for women."""
    first_17 = f"{division}{born:%Y%m%d}{running - running % 2 + (sex == MEN):03d}"
    return first_17 + idnumber.check_digit(first_17)


def family(dice: Random, day: date, *, number: int, division: str) -> list[Person]:
    """The members of household `number` on `day`, its head first."""
    kind = dice.choices(list(KINDS), weights=list(KINDS.values()))[0]
    members = kind(dice, day)
    return [_with_card(dice, one, n, number, division) for n, one in enumerate(members)]


def _with_card(dice: Random, one: Person, position: int, number: int, division: str) -> Person:
    """Two households of a township never share a running number, nor two siblings."""
    running = (number * 2 + position * 200) % 1000
    came = one.relation in {WIFE, DAUGHTER_IN_LAW, MOTHER} and dice.random() < CAME_SHARE
    where = dice.choice(NEIGHBOURING) if came else division
    return replace(one, card=id_number(one.born, sex=one.sex, running=running, division=where))


CAME_SHARE = 0.3


def _born(dice: Random, day: date, years: int) -> date:
    """A birthday of somebody who is `years` old on `day`."""
    return years_after(day, -years) - timedelta(days=dice.randrange(1, 364))


def _head(dice: Random, day: date, years: int, *, sex: str = MEN, married: bool = True) -> Person:
    born = _born(dice, day, years)
    name = full_name(dice, year=born.year, is_man=sex == MEN)
    return Person(name, sex, born, HEAD, is_married=married)


def _spouse(dice: Random, day: date, of: Person, relation: str = WIFE) -> Person:
    born = _born(dice, day, max(22, of.age(day) - dice.randint(-2, 5)))
    sex = WOMEN if of.is_man else MEN
    name = full_name(dice, year=born.year, is_man=sex == MEN)
    return Person(name, sex, born, relation, is_married=True)


def _child(dice: Random, day: date, of: Person, years: int, relations: tuple[str, str]) -> Person:
    born = _born(dice, day, years)
    is_boy = dice.random() < BOYS
    name = full_name(dice, year=born.year, is_man=is_boy, family=of.name[0])
    return Person(name, MEN if is_boy else WOMEN, born, relations[0 if is_boy else 1])


BOYS = 0.52
OWN, OF_SON = (SON, DAUGHTER), (GRANDSON, GRANDDAUGHTER)


def _children(
    dice: Random, day: date, of: Person, relations: tuple[str, str], *, most: int = 3
) -> list[Person]:
    """Children of a couple whose younger half is `of`'s age, two years apart at least."""
    oldest = of.age(day) - dice.randint(22, 27)
    ages = [oldest - 3 * n - dice.randint(0, 1) for n in range(dice.randint(1, most))]
    return [_child(dice, day, of, years, relations) for years in ages if 0 <= years <= LEAVES_HOME]


LEAVES_HOME = 24


def nuclear(dice: Random, day: date) -> list[Person]:
    """A couple and its children."""
    head = _head(dice, day, dice.randint(29, 52))
    return [head, _spouse(dice, day, head), *_children(dice, day, head, OWN)]


def three_generations(dice: Random, day: date) -> list[Person]:
    """A couple, its children, and the parents of the head."""
    head = _head(dice, day, dice.randint(30, 46))
    father = _head(dice, day, head.age(day) + dice.randint(23, 30))
    father = replace(father, name=head.name[0] + father.name[1:], relation=FATHER)
    mother = _spouse(dice, day, father, MOTHER)
    old = dice.choice([[father, mother], [mother], [father]])
    if len(old) == 1:
        old = [replace(old[0], is_married=False)]
    return [head, _spouse(dice, day, head), *_children(dice, day, head, OWN, most=2), *old]


def old_head(dice: Random, day: date) -> list[Person]:
    """An old couple with a son, his wife and their children."""
    head = _head(dice, day, dice.randint(54, 70))
    wife = _spouse(dice, day, head)
    years = min(head.age(day), wife.age(day)) - dice.randint(23, 28)
    born = _born(dice, day, years)
    name = full_name(dice, year=born.year, is_man=True, family=head.name[0])
    son = Person(name, MEN, born, SON, is_married=True)
    young = _children(dice, day, son, OF_SON, most=2)
    return [head, wife, son, _spouse(dice, day, son, DAUGHTER_IN_LAW), *young]


def old_couple(dice: Random, day: date) -> list[Person]:
    """Two old people whose children live elsewhere."""
    head = _head(dice, day, dice.randint(60, 82))
    return [head, _spouse(dice, day, head)]


def alone(dice: Random, day: date) -> list[Person]:
    """An old person alone, a widow more often than not."""
    sex = dice.choice([MEN, WOMEN, WOMEN])
    return [_head(dice, day, dice.randint(62, 89), sex=sex, married=False)]


def left_behind(dice: Random, day: date) -> list[Person]:
    """Grandparents with a grandchild whose parents work far away."""
    head = _head(dice, day, dice.randint(56, 71))
    child = _child(dice, day, head, dice.randint(3, 13), OF_SON)
    return [head, _spouse(dice, day, head), child]


def single(dice: Random, day: date) -> list[Person]:
    """A man who never married."""
    return [_head(dice, day, dice.randint(38, 74), married=False)]


KINDS: dict[Callable[[Random, date], list[Person]], int] = {
    nuclear: 30,
    three_generations: 22,
    old_head: 16,
    old_couple: 13,
    alone: 8,
    left_behind: 6,
    single: 5,
}
"""How common each kind of household is, in hundredths."""
