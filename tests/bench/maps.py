"""What a map of many households costs: `python -m tests.bench.maps [--points 100000]`.

CPU milliseconds of one process; wall time of a busy machine says nothing.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sqlalchemy import insert

from server import places
from server.app import open_services
from server.areas.loading import load_demo_city
from server.core.clustering import SINGLY
from server.core.desk.mapping import MapFilter, PointLayer
from server.core.desk.people import Asker, Post
from server.core.rights import MAY
from server.core.tiling import Tile
from server.core.types import Level, UnitCode
from server.maps import outlines, points, selecting
from server.settings import Settings
from server.store.tables.households import household

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
CITY = UnitCode("620400000000")
HOMES, EVERYTHING = PointLayer.HOUSEHOLDS, MapFilter()
ZOOMS = (7, 9, 11, 13, 15, SINGLY)
MOST_TILES = 60
BATCH = 5_000
HALF = ((103.8, 35.6), (105.2, 35.6), (105.2, 36.5), (103.8, 36.5))


def main():
    """Fill a city, look at its map, print what each part cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=100_000)
    wanted = parser.parse_args().points
    with tempfile.TemporaryDirectory(prefix="minzheng-maps-") as folder:
        services = open_services(Settings(data_dir=Path(folder)))
        load_demo_city(services)
        _fill(services, wanted)
        for line in _costs(services):
            print(line)  # noqa: T201  # this is what it is run for
        services.store.close()


def _fill(services, wanted):
    dice = Random(1)  # noqa: S311  # made-up places
    villages = [unit for unit in places.tree(services).below(CITY, Level.VILLAGE) if unit.centre]
    for start in range(0, wanted, BATCH):
        rows = [_home(at, villages, dice) for at in range(start, min(start + BATCH, wanted))]
        services.store.write(lambda conn, rows=rows: conn.execute(insert(household), rows))


def _home(number, villages, dice):
    unit = villages[number % len(villages)]
    return {
        "county": unit.code[:6],
        "id": number + 1,
        "entity_uuid": f"24b47424-ccf8-4f4b-b4cd-{number:012d}",
        "hh_no": f"{unit.code}{number // len(villages):04d}",
        "village": unit.code,
        "township": unit.code[:9],
        "member_count": 3,
        "benefits": "" if number % 9 else "dibao_rural",
        "lat": unit.centre.lat + dice.gauss(0, 0.01),
        "lon": unit.centre.lon + dice.gauss(0, 0.01),
        "doc": {},
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }


def _costs(services):
    city = places.tree(services).get(CITY)
    who = Asker(1, "", "", Post.CITY, (city,), MAY[Post.CITY], "")
    ms, found = _timed(lambda: points.point_set(services, who, HOMES, EVERYTHING))
    yield _line("read all points of the city, once", ms, f"{len(found.points):,} points")
    for zoom in ZOOMS:
        ms, grid = _timed(lambda zoom=zoom: found.grid(zoom))
        yield _line(f"zoom {zoom}: gather, once", ms, f"{len(grid.counts):,} cells")
        tiles = _around(found.points.xy[:4000], zoom)
        yield _each(
            f"zoom {zoom}: a tile of points",
            tiles,
            lambda tile: points.tile(services, who, HOMES, EVERYTHING, tile),
        )
    for zoom in ZOOMS[:4]:
        tiles = _around(found.points.xy[:4000], zoom)
        yield _each(
            f"zoom {zoom}: a tile of outlines, then kept",
            tiles,
            lambda tile: outlines.tile(services, (CITY,), tile),
        )
    shape = selecting.polygon(HALF)
    ms, inside = _timed(lambda: selecting.inside(found.points, shape))
    yield _line("a line around half the city", ms, f"{len(inside):,} inside")


def _around(xy, zoom):
    side = 1 << zoom
    return [
        Tile.at(zoom, x, y) for x, y in sorted({(int(x * side), int(y * side)) for x, y in xy})
    ][:MOST_TILES]


def _each(what, tiles, make):
    ms, made = _timed(lambda: [len(make(tile).content) for tile in tiles])
    return _line(what, ms / len(tiles), f"{sum(made) / len(made) / 1024:.1f} KB")


def _timed(work):
    begun = time.process_time()
    made = work()
    return (time.process_time() - begun) * 1000, made


def _line(what, ms, note):
    return f"{what:<42}{ms:>10.2f} ms CPU  {note}"


if __name__ == "__main__":
    main()
