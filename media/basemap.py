"""An office's own base map: tiles of a PMTiles or an MBTiles file, read where they lie."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, MagicNumberNotFound, SpecVersionUnsupported, TileType

from server.core.datum import Datum, datum
from server.core.errors import BasemapUnfit, DatumNotSupported

if TYPE_CHECKING:
    from pathlib import Path

GZIP: Final = b"\x1f\x8b"
PMTILES_MIMES: Final = {
    TileType.MVT: "application/vnd.mapbox-vector-tile",
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
}
MBTILES_MIMES: Final = {
    "pbf": PMTILES_MIMES[TileType.MVT],
    "mvt": PMTILES_MIMES[TileType.MVT],
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}
DEEPEST: Final = 22


@dataclass(frozen=True, slots=True)
class BasemapTile:
    """One tile as it lies in the file."""

    content: bytes
    is_gzipped: bool


class Tiles(Protocol):
    """A file of tiles."""

    def find(self, zoom: int, x: int, y: int) -> bytes | None:
        """A tile counted from the north-west, or None."""


@dataclass(frozen=True, slots=True)
class Basemap:
    """A file that is open: `mime` of its tiles, the zooms it has, the line that names its maker.

    `layers` are the names in its vector tiles, none for pictures.
    """

    tiles: Tiles
    mime: str
    least_zoom: int
    most_zoom: int
    attribution: str
    layers: tuple[str, ...] = field(default=())

    @property
    def is_vector(self) -> bool:
        """Whether its tiles are drawn in the browser."""
        return self.mime == PMTILES_MIMES[TileType.MVT]

    def tile(self, zoom: int, x: int, y: int) -> BasemapTile | None:
        """One tile, or None where the file has none."""
        if not (self.least_zoom <= zoom <= self.most_zoom):
            return None
        found = self.tiles.find(zoom, x, y)
        return None if found is None else BasemapTile(found, found[:2] == GZIP)


def opened(path: Path, *, stated: str, attribution: str) -> Basemap:
    """The base map of a file whose makers state a datum; raise BasemapUnfit with the reason.

    GCJ-02 is refused: pictures and cut tiles cannot be moved back by 200-370 m without tearing,
    and a map that is off by a village's width would tell every position wrong (domain.md 2.1).
    """
    try:
        if datum(stated) is Datum.GCJ02:
            raise BasemapUnfit(
                reason_zh="GCJ-02 底图偏移 200 至 370 米，切好的瓦片不能还原，"
                "请换成 WGS84 或 CGCS2000",
                reason_en="tiles in GCJ-02 are shifted by 200-370 m and cannot be moved back; "
                "use WGS84 or CGCS2000",
            )
    except DatumNotSupported as unknown:
        raise BasemapUnfit(
            reason_zh=unknown.sentence("zh"), reason_en=unknown.sentence("en")
        ) from unknown
    if not path.is_file():
        raise BasemapUnfit(reason_zh="文件不存在", reason_en="the file is not there")
    reader = _pmtiles if path.suffix.lower() == ".pmtiles" else _mbtiles
    return reader(path, attribution)


def _unreadable(error: Exception) -> BasemapUnfit:
    return BasemapUnfit(
        reason_zh=f"不是可读的 PMTiles 或 MBTiles 文件（{error}）",
        reason_en=f"not a readable PMTiles or MBTiles file ({error})",
    )


@dataclass(frozen=True, slots=True)
class _PMTiles:
    reader: Any

    def find(self, zoom: int, x: int, y: int) -> bytes | None:
        found: bytes | None = self.reader.get(zoom, x, y)
        return found


def _pmtiles(path: Path, attribution: str) -> Basemap:
    try:
        with path.open("rb") as file:  # the mapping outlives the file
            reader: Any = Reader(MmapSource(file))  # type: ignore[no-untyped-call]  # no types
        header, said = reader.header(), reader.metadata()
    except (MagicNumberNotFound, SpecVersionUnsupported, ValueError, OSError) as error:
        raise _unreadable(error) from error
    mime = PMTILES_MIMES.get(header["tile_type"])
    if mime is None or header["tile_compression"] not in {Compression.NONE, Compression.GZIP}:
        raise _unreadable(ValueError(f"{header['tile_type']}, {header['tile_compression']}"))
    return Basemap(
        tiles=_PMTiles(reader),
        mime=mime,
        least_zoom=header["min_zoom"],
        most_zoom=header["max_zoom"],
        attribution=attribution or str(said.get("attribution", "")),
        layers=tuple(str(each["id"]) for each in said.get("vector_layers", ())),
    )


@dataclass(frozen=True, slots=True)
class _MBTiles:
    """Rows are counted from the south in this kind of file."""

    path: Path

    def find(self, zoom: int, x: int, y: int) -> bytes | None:
        south = (1 << zoom) - 1 - y
        with closing(_reading(self.path)) as database:
            row = database.execute(
                "SELECT tile_data FROM tiles"
                " WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                (zoom, x, south),
            ).fetchone()
        return None if row is None else bytes(row[0])


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _mbtiles(path: Path, attribution: str) -> Basemap:
    try:
        with closing(_reading(path)) as database:
            said = dict(database.execute("SELECT name, value FROM metadata").fetchall())
            least, most = database.execute(
                "SELECT min(zoom_level), max(zoom_level) FROM tiles"
            ).fetchone()
    except sqlite3.Error as error:
        raise _unreadable(error) from error
    mime = MBTILES_MIMES.get(str(said.get("format", "")).lower())
    if mime is None or least is None:
        raise _unreadable(ValueError(f"format {said.get('format')!r}"))
    return Basemap(
        tiles=_MBTiles(path),
        mime=mime,
        least_zoom=int(least),
        most_zoom=min(int(most), DEEPEST),
        attribution=attribution or str(said.get("attribution", "")),
    )
