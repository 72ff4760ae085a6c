"""The area tree: twelve-digit division codes read as places in a tree of units.

A code is 2+2+2+3+3 digits: province, city, county, township, village (domain.md 2.1); what a unit
does not reach is filled with zeros.  Units of one name are common, so nothing here looks a unit up
by its name alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from server.core.errors import BadUnitCode, SuccessionCircle, UnitNotFound
from server.core.types import AdminUnit, Level, UnitCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

DIGITS = {Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
"""How many digits of a code mean something, by level."""

CODE = re.compile(r"[0-9]{12}")
OFFICIAL = re.compile(r"[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}")


class UnitKind(StrEnum):
    """Kinds of unit (domain.md 2.1)."""

    PREFECTURE = "prefecture"
    DISTRICT = "district"
    COUNTY = "county"
    SUBDISTRICT = "subdistrict"
    TOWN = "town"
    TOWNSHIP = "township"
    ETHNIC_TOWNSHIP = "ethnic_township"
    RESIDENTS_COMMITTEE = "residents_committee"
    VILLAGE_COMMITTEE = "village_committee"


def unit_code(text: str) -> UnitCode:
    """Read a full code, or raise BadUnitCode.

    >>> unit_code("620421102201")
    '620421102201'
    """
    if not CODE.fullmatch(text):
        raise BadUnitCode(
            code=text[:20], reason_zh="应为12位数字", reason_en="12 digits are needed"
        )
    if text[2:4] == "00":
        raise BadUnitCode(code=text, reason_zh="高于市级", reason_en="it is wider than a city")
    if text[6:9] == "000" and text[9:] != "000":
        raise BadUnitCode(code=text, reason_zh="村级代码缺少乡镇", reason_en="it has no township")
    return UnitCode(text)


def padded(text: str) -> UnitCode:
    """Read an official code of 4, 6, 9 or 12 digits, as map files carry it; else raise BadUnitCode.

    >>> padded("620421"), padded("620421102")
    ('620421000000', '620421102000')
    """
    if not OFFICIAL.fullmatch(text):
        raise BadUnitCode(
            code=text[:20], reason_zh="应为6、9或12位数字", reason_en="6, 9 or 12 digits are needed"
        )
    return unit_code(text.ljust(12, "0"))


def level_of(code: UnitCode) -> Level:
    """Level of a code, told by its trailing zeros.

    >>> [level_of(UnitCode(c)).value for c in ("620400000000", "620421000000", "620421102201")]
    ['city', 'county', 'village']
    """
    if code[9:] != "000":
        return Level.VILLAGE
    if code[6:9] != "000":
        return Level.TOWNSHIP
    return Level.CITY if code[4:6] == "00" else Level.COUNTY


def prefix(code: UnitCode) -> str:
    """The digits every unit below shares: 4 for a city, 6, 9, and all 12 for a village.

    >>> prefix(UnitCode("620421102000"))
    '620421102'
    """
    return code[: DIGITS[level_of(code)]]


def at_level(code: UnitCode, level: Level) -> UnitCode | None:
    """The unit of `level` that `code` lies in or is; None when `code` is wider than that.

    >>> at_level(UnitCode("620421102201"), Level.TOWNSHIP)
    '620421102000'
    """
    digits = DIGITS[level]
    if len(prefix(code)) < digits:
        return None
    return UnitCode(code[:digits].ljust(12, "0"))


def county_of(code: UnitCode) -> UnitCode | None:
    """The county or district of a unit; None for the city."""
    return at_level(code, Level.COUNTY)


def township_of(code: UnitCode) -> UnitCode | None:
    """The township, town or subdistrict of a unit; None for a county or the city."""
    return at_level(code, Level.TOWNSHIP)


def parent_of(code: UnitCode) -> UnitCode | None:
    """The unit one level up; None for a city.

    A city without counties has townships directly under it, as its codes say.

    >>> parent_of(UnitCode("620421102201")), parent_of(UnitCode("620400000000"))
    ('620421102000', None)
    """
    own = len(prefix(code))
    wider = [digits for digits in DIGITS.values() if digits < own]
    return UnitCode(code[: wider[-1]].ljust(12, "0")) if wider else None


def is_within(code: UnitCode, scope: UnitCode) -> bool:
    """Whether `code` is `scope` or lies below it.

    >>> is_within(UnitCode("620421102201"), UnitCode("620421000000"))
    True
    """
    return code.startswith(prefix(scope))


def kind_by_number(code: UnitCode, name: str = "") -> UnitKind | None:
    """The kind that the number ranges give (domain.md 2.1); None outside them.

    Towns of an ethnic minority share the numbers of other townships: `name` tells them apart.

    >>> kind_by_number(UnitCode("620421102201")).value
    'village_committee'
    """
    match level_of(code):
        case Level.VILLAGE:
            return _village_kind(int(code[9:]))
        case Level.TOWNSHIP:
            return _township_kind(int(code[6:9]), name)
        case Level.COUNTY:
            return _county_kind(int(code[4:6]))
        case Level.CITY:
            return UnitKind.PREFECTURE


def _county_kind(number: int) -> UnitKind | None:
    if number <= 20:  # noqa: PLR2004 — the ranges of GB/T 2260: districts to 20, counties to 80
        return UnitKind.DISTRICT
    return UnitKind.COUNTY if number <= 80 else None  # noqa: PLR2004 — as above


def _township_kind(number: int, name: str) -> UnitKind | None:
    match number // 100:
        case 0:
            return UnitKind.SUBDISTRICT
        case 1:
            return UnitKind.TOWN
        case 2 | 3:
            return UnitKind.ETHNIC_TOWNSHIP if name.endswith("族乡") else UnitKind.TOWNSHIP
    return None


def _village_kind(number: int) -> UnitKind | None:
    match number // 100:
        case 0 | 1 | 4:  # 4xx: three communities of 景泰县
            return UnitKind.RESIDENTS_COMMITTEE
        case 2 | 3:
            return UnitKind.VILLAGE_COMMITTEE
    return None


def short_name(name: str) -> str:
    """The name people say: without the committee.

    >>> short_name("三合村村民委员会"), short_name("新民社区居民委员会"), short_name("东湾镇")
    ('三合村', '新民社区', '东湾镇')
    """
    for office, place in (
        ("村民委员会", "村"),
        ("居民委员会", "社区"),
        ("村委会", "村"),
        ("居委会", "社区"),
    ):
        stem = name.removesuffix(office)
        if stem not in ("", name):
            return stem if stem.endswith(place) else stem + place
    return name


def is_valid_on(unit: AdminUnit, day: date) -> bool:
    """Whether the unit existed on `day`; both ends count, an open end reaches on."""
    started = unit.valid_from is None or unit.valid_from <= day
    return started and (unit.valid_to is None or day <= unit.valid_to)


@dataclass(frozen=True, slots=True)
class AreaTree:
    """All units of one installation, ended ones included, in the order of their codes."""

    by_code: Mapping[UnitCode, AdminUnit]
    child_codes: Mapping[UnitCode, tuple[UnitCode, ...]]

    @classmethod
    def of(cls, units: Iterable[AdminUnit]) -> AreaTree:
        """Build the tree; of two units with one code the later stays."""
        by_code = {unit.code: unit for unit in units}
        children: dict[UnitCode, list[UnitCode]] = {}
        for code in sorted(by_code):
            parent = by_code[code].parent_code or parent_of(code)
            if parent is not None:
                children.setdefault(parent, []).append(code)
        return cls(
            MappingProxyType({code: by_code[code] for code in sorted(by_code)}),
            MappingProxyType({code: tuple(codes) for code, codes in children.items()}),
        )

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __len__(self) -> int:
        return len(self.by_code)

    def get(self, code: UnitCode) -> AdminUnit:
        """The unit, or raise UnitNotFound."""
        try:
            return self.by_code[code]
        except KeyError:
            raise UnitNotFound(unit=code) from None

    def children(self, code: UnitCode) -> tuple[AdminUnit, ...]:
        """Units one level down, by code."""
        return tuple(self.by_code[child] for child in self.child_codes.get(code, ()))

    def below(self, code: UnitCode, level: Level | None = None) -> tuple[AdminUnit, ...]:
        """Every unit below `code`, itself left out; only those of `level` if given."""
        return tuple(unit for unit in self._walk(code) if level is None or unit.level == level)

    def _walk(self, code: UnitCode) -> Iterator[AdminUnit]:
        for child in self.children(code):
            yield child
            yield from self._walk(child.code)

    def lineage(self, code: UnitCode) -> tuple[AdminUnit, ...]:
        """The unit and all above it, widest first; units that are not in the tree are left out."""
        chain: list[AdminUnit] = []
        step: UnitCode | None = code
        while step is not None:
            if step in self.by_code:
                chain.append(self.by_code[step])
            step = parent_of(step)
        return tuple(reversed(chain))

    def path_name(self, code: UnitCode, *, below: Level = Level.CITY) -> str:
        """Names from the county down, as a paper prints them: ``靖远县 东湾镇 三合村``.

        `below` is the level to leave out with all above it; the unit's own name always stands.
        """
        named = [
            unit
            for unit in self.lineage(code)
            if unit.code == code or DIGITS[unit.level] > DIGITS[below]
        ]
        return " ".join(short_name(unit.name) for unit in named) or code

    def named(self, name: str, *, within: UnitCode | None = None) -> tuple[AdminUnit, ...]:
        """Every unit called `name`, in full or short form; a caller must expect several.

        26 village names of the city occur more than once, five of them within one county.
        """
        wanted = short_name(name.strip())
        return tuple(
            unit
            for unit in self.by_code.values()
            if short_name(unit.name) == wanted and (within is None or is_within(unit.code, within))
        )

    def current(self, code: UnitCode, day: date | None = None) -> AdminUnit:
        """The unit that stands for `code` on `day`, by successors (domain.md 2.1).

        A unit that ended without a known successor stands for itself.  Without `day` every
        successor is followed.  Raise UnitNotFound, or SuccessionCircle when a chain comes back.
        """
        unit = self.get(code)
        seen = {code}
        while not (day and is_valid_on(unit, day)):
            heir = self.by_code.get(unit.successor_code) if unit.successor_code else None
            if heir is None:
                break
            if heir.code in seen:
                raise SuccessionCircle(unit=code)
            seen.add(heir.code)
            unit = heir
        return unit
