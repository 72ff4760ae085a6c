"""The office's base map as the settings name it, opened once; without one, outlines only."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from media import basemap as files
from server.core.errors import BasemapUnfit, NotFound

if TYPE_CHECKING:
    from media.basemap import Basemap, BasemapTile
    from server.core.tiling import Tile
    from server.services import Services

logger = logging.getLogger(__name__)

KEY = "basemap"


@dataclass(frozen=True, slots=True)
class Base:
    """The base map, or why there is none: `fault` is empty where none is set."""

    map: Basemap | None = None
    fault: BasemapUnfit | None = None


def base(services: Services) -> Base:
    """What the settings name."""
    return services.memo.get(KEY, lambda: _opened(services))


def _opened(services: Services) -> Base:
    settings = services.settings
    if settings.basemap is None:
        return Base()
    try:
        return Base(
            files.opened(
                settings.basemap,
                stated=settings.basemap_datum,
                attribution=settings.basemap_attribution,
            )
        )
    except BasemapUnfit as unfit:
        logger.warning("base map unfit", extra={"reason": unfit.sentence("en")})
        return Base(fault=unfit)


def tile(services: Services, wanted: Tile) -> tuple[BasemapTile, str]:
    """A tile and its kind; raise NotFound where there is none."""
    found = base(services).map
    content = None if found is None else found.tile(wanted.zoom, wanted.x, wanted.y)
    if found is None or content is None:
        raise NotFound
    return content, found.mime
