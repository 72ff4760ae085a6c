"""Public access links: a token that fills one form, for whoever holds it, until it is revoked.

It is an app user that sees this one form; what comes through it bears the link's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.auth.login import plain_name
from server.auth.pace import Pace
from server.auth.tokens import new_token, tablet_sender
from server.core.errors import MissingParameter, NotAllowed, NotFound, TokenRefused
from server.core.rights import APP_USER, Grant
from server.store import actors, audit, forms, users
from server.store import tablets as stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.core.rights import Sender
    from server.services import Services
    from server.store.actors import Actor
    from server.store.tablets import StoredTablet


PER_ADDRESS = 20
"""Submissions of one link from one address within a quarter of an hour."""

PER_LINK = 300


@dataclass(frozen=True, slots=True)
class PublicLink:
    """A link; `token` is None once it was revoked."""

    actor: Actor
    token: str | None
    created_by: Actor | None


@dataclass(frozen=True, slots=True)
class OpenLink:
    """Who sends through a link, and the one form it fills."""

    sender: Sender
    project_id: int
    form_id: str


def opened(services: Services, token: str, *, address: str, now: datetime) -> OpenLink:
    """What a token opens; raise TokenRefused for any that is no link's, and NotFound."""
    sender = tablet_sender(services, token, address=address, now=now)
    with services.store.read() as conn:
        actor = actors.actors(conn, [sender.id]).get(sender.id)
        keys = {grant.form_pk for grant in sender.grants}
        project = sender.project_id or 0
        form = next((each for each in forms.forms_of(conn, project) if each.id in keys), None)
    if actor is None or actor.kind != users.PUBLIC_LINK:
        raise TokenRefused
    if form is None:
        raise NotFound
    return OpenLink(sender, project, form.form_id)


def take_turn(services: Services, link: OpenLink, *, address: str, now: datetime) -> None:
    """Count one submission through a link; raise TooManySent beyond what people fill in."""
    pace = services.memo.get("public links", Pace)
    pace.take((link.sender.id, address), PER_ADDRESS, now=now)
    pace.take(link.sender.id, PER_LINK, now=now)


def public_links(
    services: Services, who: Caller, project_id: int, form_id: str
) -> tuple[PublicLink, ...]:
    """Links to a form, newest first; raise NotFound, NotAllowed."""
    form_pk = _form(services, who, project_id, form_id)
    with services.store.read() as conn:
        found = stored.links(conn, form_pk)
        known = actors.actors(conn, [i for each in found for i in (each.id, each.created_by)])
    return tuple(_told(services, each, known) for each in found)


def create_public_link(
    services: Services, who: Caller, project_id: int, form_id: str, *, name: str, now: datetime
) -> PublicLink:
    """A new link with its token; raise NotFound, NotAllowed, MissingParameter."""
    form_pk = _form(services, who, project_id, form_id)
    named = plain_name(name)
    if not named:
        raise MissingParameter(field="displayName")
    token = new_token()

    def work(conn: Connection) -> int:
        made = stored.add_tablet(
            conn,
            name=named,
            project_id=project_id,
            token_digest=services.sealer.digest(token),
            token_sealed=services.sealer.seal(token),
            now=now,
            by=who.id,
            kind=users.PUBLIC_LINK,
        )
        users.assign(conn, made, [Grant(APP_USER, None, project_id, form_pk)])
        _log(conn, "create", made, who, now=now)
        return made

    made = services.store.write(work)
    return next(
        each for each in public_links(services, who, project_id, form_id) if each.actor.id == made
    )


def delete_public_link(
    services: Services, who: Caller, project_id: int, form_id: str, link_id: int, *, now: datetime
) -> None:
    """Revoke a link and take it off the list; raise NotFound, NotAllowed."""
    form_pk = _form(services, who, project_id, form_id)

    def work(conn: Connection) -> None:
        if link_id not in {each.id for each in stored.links(conn, form_pk)}:
            raise NotFound
        stored.revoke(conn, link_id, now=now)
        actors.delete(conn, link_id, now=now)
        _log(conn, "delete", link_id, who, now=now)

    services.store.write(work)


def _form(services: Services, who: Caller, project_id: int, form_id: str) -> int:
    with services.store.read() as conn:
        form = forms.find_form(conn, project_id, form_id)
        project = forms.find_project(conn, project_id)
    if form is None or project is None:
        raise NotFound
    if not who.manages_forms(project_id):
        raise NotAllowed
    return form.id


def _told(services: Services, found: StoredTablet, known: Mapping[int, Actor]) -> PublicLink:
    token = None if found.revoked_at else services.sealer.open(found.token_sealed)
    by = None if found.created_by is None else known.get(found.created_by)
    return PublicLink(known[found.id], token, by)


def _log(conn: Connection, what: str, link_id: int, who: Caller, *, now: datetime) -> None:
    audit.note(conn, f"public_link.{what}", at=now, by=who.id, subject=f"public_link {link_id}")
