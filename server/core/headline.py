"""The headline figures of civil affairs: population and who receives what (domain.md 6, R-01)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """Households and persons of one unit on one day; medical assistance counts a year so far."""

    population: int = 0
    urban_population: int = 0
    urban_dibao_households: int = 0
    urban_dibao_persons: int = 0
    rural_dibao_households: int = 0
    rural_dibao_persons: int = 0
    tekun_households: int = 0
    tekun_persons: int = 0
    medical_persons: int = 0
    edge_persons: int = 0
    youfu_persons: int = 0
    elderly_persons: int = 0

    def __add__(self, other: Headline) -> Headline:
        """Both together."""
        return Headline(**{name: n + getattr(other, name) for name, n in asdict(self).items()})

    def __sub__(self, other: Headline) -> Headline:
        """What is left of each figure; never below nothing."""
        left = {name: max(0, n - getattr(other, name)) for name, n in asdict(self).items()}
        return Headline(**left)

    @property
    def rural_population(self) -> int:
        """Population that is not urban: by subtraction, as the report has it."""
        return self.population - self.urban_population

    @property
    def urban_share(self) -> Decimal | None:
        """Urban Dibao persons of the urban population, in percent; None without population."""
        return percent(self.urban_dibao_persons, self.urban_population)

    @property
    def rural_share(self) -> Decimal | None:
        """Rural Dibao persons of the rural population, in percent; None without population."""
        return percent(self.rural_dibao_persons, self.rural_population)

    @property
    def elderly_share(self) -> Decimal | None:
        """Persons of 60 and more of the population, in percent; None without population."""
        return percent(self.elderly_persons, self.population)


MEASURES = tuple(each.name for each in fields(Headline))


def percent(part: int, whole: int) -> Decimal | None:
    """A share with two places.

    >>> percent(67_100, 588_500), percent(148_200, 1_158_400), percent(1, 0)
    (Decimal('11.40'), Decimal('12.79'), None)
    """
    if not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(CENT, ROUND_HALF_UP)
