"""The coordinate system a map file names, compared with the one its owner states."""

from __future__ import annotations

import re

from server.core.datum import Datum
from server.core.errors import CoordinateSystemContradicts

NAMED = re.compile(r"(?:EPSG|OGC|CRS)\b.*?\b(4326|4979|4490|CRS84h?)$", re.IGNORECASE)
SURVEYED = "4490"
"""EPSG code of CGCS2000 in degrees; the others are WGS84."""


def check_crs(found: str | None, stated: Datum) -> None:
    """Raise CoordinateSystemContradicts unless the file may hold what its owner states.

    Only degrees of WGS84 or CGCS2000 will do: the two are one at our accuracy.  GCJ-02 has no code
    of its own and goes about under that of WGS84, so the owner's word decides between them.
    """
    if found is None:
        return
    named = NAMED.search(found.strip())
    if named is None or (stated is Datum.GCJ02 and named[1] == SURVEYED):
        raise CoordinateSystemContradicts(found=found[:80], stated=stated.value)
