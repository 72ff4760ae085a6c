"""Vector tiles as bytes: one call into the encoder, with our tile's steps."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mapbox_vector_tile

from server.core.tiling import EXTENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely import Geometry


@dataclass(frozen=True, slots=True)
class Feature:
    """A shape in the tile's steps, from its north-west corner, with what is told of it."""

    shape: Geometry
    said: Mapping[str, Any]
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Encoded:
    """A tile's bytes, none where there is nothing, and a tag that changes with them."""

    content: bytes
    tag: str


NOTHING = Encoded(b"", "none")


def encoded(layers: Mapping[str, Sequence[Feature]]) -> Encoded:
    """The tile of some layers; layers without a feature are left out."""
    drawn = [
        {"name": name, "features": [_plain(each) for each in features]}
        for name, features in layers.items()
        if features
    ]
    if not drawn:
        return NOTHING
    content: bytes = mapbox_vector_tile.encode(
        drawn, default_options={"extents": EXTENT, "y_coord_down": True}
    )
    return Encoded(content, hashlib.sha256(content).hexdigest()[:32])


def _plain(feature: Feature) -> dict[str, Any]:
    plain: dict[str, Any] = {"geometry": feature.shape, "properties": dict(feature.said)}
    return plain if feature.id is None else plain | {"id": feature.id}
