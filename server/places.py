"""The city's units and outlines as every part of a running server shares them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server.core.days import local_date
from server.core.gazetteer import Gazetteer
from server.store import areas

if TYPE_CHECKING:
    from datetime import date

    from server.core.area import AreaTree
    from server.services import Services

KEY = "gazetteer"


def gazetteer(services: Services) -> Gazetteer:
    """The gazetteer of the units in force today, made anew each day and when areas change."""
    today = local_date(datetime.now(UTC))
    kept = services.memo.get(KEY, lambda: _load(services, today))
    if kept.on == today:
        return kept.gazetteer
    services.memo.forget(KEY)
    return services.memo.get(KEY, lambda: _load(services, today)).gazetteer


def tree(services: Services) -> AreaTree:
    """The area tree alone."""
    return gazetteer(services).tree


def forget(services: Services) -> None:
    """Read the units again next time: they have changed."""
    services.memo.forget(KEY)


@dataclass(frozen=True, slots=True)
class _Kept:
    on: date
    gazetteer: Gazetteer


def _load(services: Services, today: date) -> _Kept:
    with services.store.read() as conn:
        return _Kept(today, Gazetteer.of(areas.all_units(conn), on=today))
