"""The installation that is measured: the demonstration city, its forms, a tablet per village."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import shapely

from forms.catalogue import FOLDER, bundled
from server import places
from server.app import open_services
from server.areas.loading import load_demo_city
from server.auth.grants import OPERATOR
from server.auth.tablets import create_tablet
from server.core.days import local_date
from server.core.types import Level
from server.publish import publishing
from server.settings import Settings
from server.store import forms
from tests.bench.surveys import Surveys, Village
from tests.builders.office import token_of

TABLETS = 400
POINTS = 300


@dataclass(frozen=True)
class City:
    """What senders need to know."""

    settings: Settings
    tokens: tuple[str, ...]
    surveys: Surveys

    def path_of(self, number):
        """Where the tablet of a survey sends it."""
        token = self.tokens[self.surveys.tablet_of(number)]
        return f"/v1/key/{token}/projects/1/submission?deviceID=collect%3A{token[:16]}"


def build(data_dir, database_url, *, form_ids=("household_survey",)):
    """Prepare the data folder (and database) as the command line would."""
    settings = Settings(data_dir=data_dir, database_url=database_url)
    services = open_services(settings)
    now = datetime.now(UTC)
    services.store.write(lambda conn: forms.add_project(conn, "白银市入户调查", now=now))
    load_demo_city(services)
    for form in bundled():
        if form.form_id in form_ids:
            _publish(services, form, now)
    villages = _villages(services)
    tokens = tuple(token_of(services, _tablet(services, village, now).id) for village in villages)
    services.store.close()
    return City(settings, tokens, Surveys(villages, until=local_date(now)))


def _tablet(services, village, now):
    return create_tablet(services, OPERATOR, name=village.code, units=(village.code,), now=now)


def _publish(services, form, now):
    compiled = publishing.check(services, 1, form.workbook.read_bytes(), form.workbook.name)
    media = {file.name: file.read_bytes() for file in form.media}
    publishing.publish(services, 1, compiled, media=media, by=None, now=now)


def _villages(services):
    units = places.tree(services).by_code.values()
    drawn = [unit for unit in units if unit.level is Level.VILLAGE and unit.outline is not None]
    chance = np.random.default_rng(1)
    standard = _standards()
    return [
        Village(
            county := f"{u.code[:6]}000000",
            f"{u.code[:9]}000",
            u.code,
            standard.get(county, ""),
            _points(u.outline, chance),
        )
        for u in drawn[:: max(1, len(drawn) // TABLETS)][:TABLETS]
    ]


def _standards():
    """County -> monthly standard of the countryside, from the file beside the form."""
    file = FOLDER / "household_survey" / "media" / "standards.csv"
    with file.open(encoding="utf-8-sig") as lines:
        rows = csv.DictReader(lines)
        return {row["county"]: row["monthly"] for row in rows if row["kind"] == "rural"}


def _points(outline, chance):
    """Points inside an outline, a little away from its edge."""
    inner = shapely.buffer(outline, -0.0005)
    west, south, east, north = (inner if not inner.is_empty else outline).bounds
    lon = chance.uniform(west, east, 60 * POINTS)
    lat = chance.uniform(south, north, 60 * POINTS)
    inside = shapely.contains_xy(outline if inner.is_empty else inner, lon, lat)
    found = list(zip(lat[inside].round(6).tolist(), lon[inside].round(6).tolist(), strict=True))
    return tuple(found[:POINTS])
