"""Projects: what forms and tablets belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.answers.readers import forget_forms
from server.core.desk.people import May
from server.core.errors import MissingParameter, NotAllowed, NotFound
from server.entities import ours
from server.store import audit, datasets, entities, forms, submission_lists, tablets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.core.types import UnitCode
    from server.services import Services
    from server.store.forms import StoredProject

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class ProjectFigures:
    """What a project holds.

    `last_at` and `last_entity_at` are when the newest submission and entity came that one may know
    of.
    """

    forms: int
    app_users: int
    last_at: datetime | None
    datasets: int
    last_entity_at: datetime | None


def ensure(services: Services, name: str, *, now: datetime) -> int:
    """The oldest project, made under `name` if there is none; an office has one."""

    def work(conn: Connection) -> int:
        known = forms.projects(conn)
        return known[0].id if known else forms.add_project(conn, name, now=now)

    return services.store.write(work)


def oldest(services: Services) -> int:
    """The oldest project; raise NotFound before `init`."""
    with services.store.read() as conn:
        known = forms.projects(conn)
    if not known:
        raise NotFound
    return known[0].id


def seen(services: Services, who: Caller) -> tuple[StoredProject, ...]:
    """Projects the caller works in, oldest first."""
    with services.store.read() as conn:
        return tuple(each for each in forms.projects(conn) if who.belongs_to(each.id))


def one(services: Services, who: Caller, project_id: int) -> StoredProject:
    """A project; raise NotFound, NotAllowed."""
    with services.store.read() as conn:
        found = forms.find_project(conn, project_id)
    if found is None:
        raise NotFound
    if not who.belongs_to(project_id):
        raise NotAllowed
    return found


def figures(
    services: Services, who: Caller, project_ids: Sequence[int]
) -> Mapping[int, ProjectFigures]:
    """What these projects hold, by project; of tablets and submissions what the caller may know."""
    with services.store.read() as conn:
        has_forms = forms.count_forms(conn)
        has_tablets = tablets.count_by_project(conn, _tablet_units(who))
        return {
            each: ProjectFigures(
                forms=has_forms.get(each, 0),
                app_users=has_tablets.get(each, 0),
                last_at=_last(conn, who, each),
                datasets=len(datasets.datasets_of(conn, each)) + len(ours.NAMES),
                last_entity_at=_last_entity(conn, who, each),
            )
            for each in project_ids
        }


def _tablet_units(who: Caller) -> tuple[UnitCode, ...] | None:
    """Where the caller manages tablets; None for everywhere."""
    if who.may(May.MANAGE_USERS):
        return None
    if who.asker is None or not who.may(May.MANAGE_TABLETS):
        return ()
    return tuple(unit.code for unit in who.asker.units)


def _last(conn: Connection, who: Caller, project_id: int) -> datetime | None:
    keys = [form.id for form in forms.forms_of(conn, project_id)]
    last = submission_lists.last_at(conn, keys, who.counted(project_id))
    return max(last, default=None)


def _last_entity(conn: Connection, who: Caller, project_id: int) -> datetime | None:
    keys = [each.id for each in datasets.datasets_of(conn, project_id)]
    held = entities.figures(conn, keys, who.entities(project_id))
    return max((each.last_at for each in held.values() if each.last_at), default=None)


def create(
    services: Services, who: Caller, *, name: str, description: str, now: datetime
) -> StoredProject:
    """A new project; raise NotAllowed, MissingParameter."""
    who.at_desk(May.MANAGE_FORMS)
    plain = _checked(name)

    def work(conn: Connection) -> int:
        project_id = forms.add_project(conn, plain, now=now, description=description)
        _log(conn, "create", project_id, who, now=now)
        return project_id

    return one(services, who, services.store.write(work))


def change(
    services: Services,
    who: Caller,
    project_id: int,
    *,
    name: str | None = None,
    description: str | None = None,
    archived: bool | None = None,
    now: datetime,
) -> StoredProject:
    """Change what is not None; raise NotAllowed, NotFound, MissingParameter."""
    one(services, who, project_id)
    who.at_desk(May.MANAGE_FORMS)
    wanted: dict[str, object] = {"description": description, "archived": archived}
    if name is not None:
        wanted["name"] = _checked(name)
    values = {key: value for key, value in wanted.items() if value is not None}

    def work(conn: Connection) -> None:
        forms.change_project(conn, project_id, **values, updated_at=now)
        _log(conn, "update", project_id, who, now=now)

    services.store.write(work)
    return one(services, who, project_id)


def delete(services: Services, who: Caller, project_id: int, *, now: datetime) -> None:
    """Take a project with its forms out of sight; what was sent stays.

    Raise NotAllowed, NotFound.
    """
    one(services, who, project_id)
    who.at_desk(May.MANAGE_FORMS)

    def work(conn: Connection) -> None:
        forms.change_project(conn, project_id, deleted_at=now)
        _log(conn, "delete", project_id, who, now=now)

    services.store.write(work)
    forget_forms(services)


def _checked(name: str) -> str:
    plain = " ".join(name.split())[:LONGEST_NAME]
    if not plain:
        raise MissingParameter(field="name")
    return plain


def _log(conn: Connection, what: str, project_id: int, who: Caller, *, now: datetime) -> None:
    audit.note(conn, f"project.{what}", at=now, by=who.id, subject=f"project {project_id}")
