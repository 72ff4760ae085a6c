"""From assignments in force today to who may do what: askers for pages, senders for the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import places
from server.core.area import is_within, level_of, prefix
from server.core.caller import Caller
from server.core.days import local_date
from server.core.desk.people import Asker, Post
from server.core.errors import NoPost, NotFound
from server.core.rights import Sender, allowed
from server.core.types import AdminUnit
from server.store import users

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import May
    from server.core.rights import Grant
    from server.core.types import UnitCode
    from server.services import Services
    from server.store.users import Account

LEADING = (
    Post.CITY,
    Post.COUNTY_AUDIT,
    Post.TOWNSHIP_HEAD,
    Post.TOWNSHIP_CLERK,
    Post.EMERGENCY,
    Post.COUNTY_READ,
    Post.DISASTER_OFFICER,
    Post.ASSISTANT,
    Post.AUDITOR,
    Post.ADMIN,
)
"""Of several posts the one that decides the area; the technical ones come last."""


OPERATOR = Asker(
    id=0, login="", name="", post=Post.ADMIN, units=(), may=allowed([Post.ADMIN]), csrf=""
)
"""Whoever runs commands on the server itself; the audit log names nobody for it."""


def sender_of(conn: Connection, account: Account, *, now: datetime) -> Sender:
    """A person as a sender, with every assignment in force."""
    held = users.grants(conn, account.id, on=local_date(now))
    return Sender(account.id, account.name, is_app_user=False, grants=held)


def asker_of(
    services: Services, conn: Connection, account: Account, *, csrf: str, now: datetime
) -> Asker:
    """A person as pages know them; raise NoPost when no post is in force."""
    standing = _standing(services, users.grants(conn, account.id, on=local_date(now)))
    if standing is None:
        raise NoPost
    return Asker(
        id=account.id,
        login=account.login,
        name=account.name,
        post=standing.post,
        units=standing.units,
        may=standing.may,
        csrf=csrf,
        language=account.language,
        theme=account.theme,
        must_change_password=account.must_change_password,
    )


def caller_of(services: Services, sender: Sender) -> Caller:
    """A sender as the public API knows it, with its post if one is in force."""
    standing = None if sender.is_app_user else _standing(services, sender.grants)
    if standing is None:
        return Caller(sender, None)
    return Caller(
        sender,
        Asker(
            id=sender.id,
            login="",
            name=sender.name,
            post=standing.post,
            units=standing.units,
            may=standing.may,
            csrf="",
        ),
    )


@dataclass(frozen=True, slots=True)
class _Standing:
    """The post that leads, its area, and what all posts together allow there."""

    post: Post
    units: tuple[AdminUnit, ...]
    may: frozenset[May]


def _standing(services: Services, held: Iterable[Grant]) -> _Standing | None:
    """What somebody's grants amount to; None without any post.

    One post leads and gives the area.  Another adds what it allows only where it covers the
    whole of that area: a clerk of one township who assists in a village of the next reviews
    nothing there (domain.md 5.2).
    """
    held = tuple(held)
    areas = {post: _area(post, held) for post in LEADING}
    posts = [post for post in LEADING if areas[post]]
    if not posts:
        return None
    area = areas[posts[0]]
    return _Standing(
        post=posts[0],
        units=_units(services, area),
        may=allowed(post for post in posts if _covers(areas[post], area)),
    )


def asker_by_id(services: Services, actor_id: int, *, now: datetime) -> Asker:
    """The person with this id, without a session; raise NotFound or NoPost."""
    with services.store.read() as conn:
        account = users.get_account(conn, actor_id)
        if account.is_disabled:
            raise NotFound
        return asker_of(services, conn, account, csrf="", now=now)


def named_units(services: Services, codes: Iterable[UnitCode]) -> tuple[AdminUnit, ...]:
    """The units of these codes, widest first; a code that is not loaded stands for itself."""
    tree = places.tree(services)
    units = {
        code: tree.by_code.get(code) or AdminUnit(code, code, level_of(code), "") for code in codes
    }
    return tuple(sorted(units.values(), key=lambda unit: (len(prefix(unit.code)), unit.code)))


def covers(scope: Iterable[AdminUnit], code: UnitCode) -> bool:
    """Whether `code` lies in one of the units of `scope`."""
    return any(is_within(code, unit.code) for unit in scope)


def _area(post: Post, held: Iterable[Grant]) -> frozenset[UnitCode | None]:
    """Where somebody holds a post; None in it means everywhere."""
    return frozenset(grant.unit for grant in held if grant.role == post)


def _units(services: Services, area: Collection[UnitCode | None]) -> tuple[AdminUnit, ...]:
    if None not in area:
        return named_units(services, (code for code in area if code is not None))
    tree = places.tree(services)
    return tuple(unit for unit in tree.by_code.values() if len(tree.lineage(unit.code)) == 1)


def _covers(area: Collection[UnitCode | None], other: Iterable[UnitCode | None]) -> bool:
    """Whether every part of `other` lies in `area`."""
    if None in area:
        return True
    scopes = [code for code in area if code is not None]
    return all(
        code is not None and any(is_within(code, scope) for scope in scopes) for code in other
    )
