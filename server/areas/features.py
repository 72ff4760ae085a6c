"""What a map file holds, whatever its format: features with a code and a geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shapely.geometry.base import BaseGeometry

CODE_PROPERTIES = ("code", "adcode", "区划代码", "统计用区划代码", "代码", "official_code")
"""Where boundary files keep the division code, by how often it is met."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature, `number` counted from 1; without a geometry `trouble` says why."""

    number: int
    properties: Mapping[str, Any]
    geometry: BaseGeometry | None
    trouble: str = ""

    def code(self, column: str | None) -> str:
        """The code as text: from `column`, or from the first usual one; empty if there is none."""
        wanted = (column,) if column else CODE_PROPERTIES
        by_name = {name.lower(): value for name, value in self.properties.items()}
        for name in wanted:
            value = by_name.get(name.lower())
            if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
                return str(value).strip()
        return ""


@dataclass(frozen=True, slots=True)
class MapFile:
    """The features of a file and the coordinate system it names, if it does."""

    crs: str | None
    features: Iterator[Feature]
