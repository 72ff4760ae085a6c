"""The city's units and outlines as every part of a running server shares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.gazetteer import Gazetteer
from server.store import areas

if TYPE_CHECKING:
    from server.core.area import AreaTree
    from server.services import Services

KEY = "gazetteer"


def gazetteer(services: Services) -> Gazetteer:
    """The gazetteer of all units, made on first use and after every change of areas."""
    return services.memo.get(KEY, lambda: _load(services))


def tree(services: Services) -> AreaTree:
    """The area tree alone."""
    return gazetteer(services).tree


def forget(services: Services) -> None:
    """Read the units again next time: they have changed."""
    services.memo.forget(KEY)


def _load(services: Services) -> Gazetteer:
    with services.store.read() as conn:
        return Gazetteer.of(areas.all_units(conn))
