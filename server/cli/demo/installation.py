"""An installation with everything a demo needs; what is there already stays as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from forms.catalogue import bundled
from server import places
from server.answers import form_reader, known_forms
from server.areas.loading import load_demo_city
from server.auth import tablets
from server.auth.grants import OPERATOR
from server.cli.demo import posts
from server.core.area import parent_of
from server.core.errors import NotFound
from server.core.types import Level, UnitCode
from server.demo.drafts import PublishedForm
from server.demo.instances import nodes_of
from server.demo.town import Town
from server.publish import projects, publishing
from server.store import tablets as stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from server.cli.demo.posts import Account
    from server.core.area import AreaTree
    from server.core.types import AdminUnit
    from server.services import Services

PROJECT = "白银市民政调查（示范）"
MEMORY = "demo.json"
DONGWAN = UnitCode("620421102000")
FULL = 31


class Scale(StrEnum):
    """How much of the city is surveyed."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"

    @property
    def is_whole_city(self) -> bool:
        """Whether every county is filled."""
        return self is Scale.CITY

    @property
    def is_filled(self) -> bool:
        """Whether those not surveyed come from an archive, up to the control totals."""
        return self in {Scale.COUNTY, Scale.CITY}


DESK_OF = {
    Scale.VILLAGE: Level.TOWNSHIP,
    Scale.TOWNSHIP: Level.TOWNSHIP,
    Scale.COUNTY: Level.COUNTY,
    Scale.CITY: Level.CITY,
}
"""Where the clerk who decides in the demo may do so."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for the first time; a second start goes on with it."""

    scale: Scale
    seed: int
    households: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Installation:
    """What the demo works with; `paths` are the tablets' addresses by the tablet's name."""

    project: int
    choice: Choice
    towns: tuple[Town, ...]
    accounts: tuple[Account, ...]
    forms: Mapping[str, PublishedForm]
    paths: Mapping[str, str]
    tablets: Mapping[str, int]


def remembered(
    data: Path, *, scale: Scale, seed: int, households: int | None, now: datetime
) -> Choice:
    """What this data folder was begun with, else the given choice, written down.

    `households` in each village; None is all that are surveyed.
    """
    file = data / MEMORY
    if file.exists():
        kept = json.loads(file.read_text("utf-8"))
        until = datetime.fromisoformat(kept["until"])
        return Choice(Scale(kept["scale"]), kept["seed"], kept["households"], until)
    chosen = Choice(scale, seed, households or FULL, now.replace(microsecond=0))
    data.mkdir(parents=True, exist_ok=True)
    said = {
        "scale": chosen.scale,
        "seed": chosen.seed,
        "households": chosen.households,
        "until": chosen.until.isoformat(),
    }
    file.write_text(json.dumps(said), "utf-8")
    return chosen


def install(services: Services, choice: Choice) -> Installation:
    """Units, project, forms, accounts and tablets of the demo."""
    now = datetime.now(UTC)
    if not len(places.tree(services)):
        load_demo_city(services, seed=choice.seed)
    project = projects.ensure(services, PROJECT, now=now)
    towns = tuple(_towns(places.tree(services), choice))
    if not towns:
        raise NotFound
    _publish(services, project, now=now)
    accounts = posts.ensure(
        services, towns[0].villages[-1].code, colleague=DESK_OF[choice.scale], now=now
    )
    made = _tablets(services, project, towns, now=now)
    return Installation(
        project=project,
        choice=choice,
        towns=towns,
        accounts=accounts,
        forms=_forms(services, project),
        paths={name: _path(services, tablet) for name, tablet in made.items()},
        tablets=made,
    )


def _towns(tree: AreaTree, choice: Choice) -> Iterator[Town]:
    """The township that is surveyed: 东湾镇 where there is one."""
    townships = [unit for unit in tree.by_code.values() if unit.level is Level.TOWNSHIP]
    first = DONGWAN if DONGWAN in tree else next((unit.code for unit in townships), DONGWAN)
    for township in (unit for unit in townships if unit.code == first):
        villages = tuple(unit for unit in tree.children(township.code) if unit.centre)
        elsewhere = _elsewhere(tree, township)
        if choice.scale is Scale.VILLAGE:
            villages = villages[-1:]
        if villages:
            yield Town(
                seed=f"{choice.seed} {township.code}",
                county=tree.get(parent_of(township.code) or township.code),
                villages=villages,
                elsewhere=elsewhere,
                households=choice.households,
                until=choice.until,
            )


def _elsewhere(tree: AreaTree, township: AdminUnit) -> AdminUnit | None:
    """A village of the same county and another township."""
    county = parent_of(township.code) or township.code
    return next(
        (unit for unit in tree.below(county, Level.VILLAGE) if unit.code[:9] != township.code[:9]),
        None,
    )


def _publish(services: Services, project: int, *, now: datetime) -> None:
    """The bundled forms."""
    for form in bundled():
        if (project, form.form_id) in known_forms(services):
            continue
        workbook = form.workbook.read_bytes()
        media = {file.name: file.read_bytes() for file in form.media}
        publishing.publish(
            services,
            project,
            publishing.check(services, project, workbook, form.workbook.name),
            workbook=workbook,
            workbook_name=f"{form.form_id}.xlsx",
            media=media,
            by=None,
            now=now,
        )


def _forms(services: Services, project: int) -> dict[str, PublishedForm]:
    found = {}
    for (_, form_id), form in known_forms(services).items():
        if form.project_id == project and form.current_id is not None:
            schema = form_reader(services, form.current_id).schema
            found[form_id] = PublishedForm(schema.version, nodes_of(schema))
    return found


def _tablets(
    services: Services, project: int, towns: tuple[Town, ...], *, now: datetime
) -> dict[str, int]:
    """Ids of the demo's tablets by name, in the order of the towns."""
    there = {each.name: each.id for each in tablets.tablets(services, OPERATOR)}
    return {
        tablet.name: there[tablet.name]
        if tablet.name in there
        else tablets.create_tablet(
            services,
            OPERATOR,
            name=tablet.name,
            units=tablet.codes,
            project_id=project,
            now=now,
        ).id
        for town in towns
        for tablet in town.tablets
    }


def _path(services: Services, tablet_id: int) -> str:
    """The tablet's address without the host: what a secret it is, no log is told."""
    with services.store.read() as conn:
        found = stored.get_tablet(conn, tablet_id)
    url = tablets.tablet_url(services, found)
    return url[len(services.settings.public_url.rstrip("/")) :]
