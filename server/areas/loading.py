"""Loading division lists and outlines into the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import places
from server.areas import baiyin
from server.areas.divisions import read_divisions
from server.areas.outlines import read_outlines, with_outlines
from server.areas.places import read_places, with_centres
from server.areas.synthetic import draw
from server.core.area import AreaTree
from server.store import areas

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.core.datum import Datum
    from server.core.finding import Finding
    from server.core.types import AdminUnit
    from server.services import Services


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much a file brought, and what was odd about it."""

    units: int
    outlines: int
    findings: tuple[Finding, ...]


def load_file(services: Services, content: bytes, name: str, *, datum: Datum) -> Loaded:
    """Load a division list (``.csv``), or outlines (anything else) with their datum.

    Raise what the readers raise for files that are no such thing.
    """
    tree = places.tree(services)
    if name.lower().endswith(".csv"):
        divisions = read_divisions(content, tree)
        _save(services, divisions.units)
        return Loaded(len(divisions.units), 0, divisions.findings)
    found = read_outlines(content, tree, stated=datum)
    units = with_outlines(tree.by_code.values(), found.by_code)
    _save(services, units)
    return Loaded(0, len(found.by_code), found.findings)


def load_demo_city(services: Services, *, seed: int = 1) -> int:
    """Load Baiyin's 944 units with made-up outlines, marked as such; return how many there are."""
    divisions = read_divisions(baiyin.divisions_csv())
    known = read_places(baiyin.places_csv(), AreaTree.of(divisions.units))
    units = draw(with_centres(divisions.units, known.centres), seed=seed)
    _save(services, units)
    return len(units)


def _save(services: Services, units: Iterable[AdminUnit]) -> None:
    saved = tuple(units)
    services.store.write(lambda conn: areas.save_units(conn, saved))
    places.forget(services)
