"""People's accounts as the administrator keeps them: posts, areas, start passwords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from server import places
from server.auth import passwords
from server.auth.grants import named_units
from server.auth.ha1 import sealed_ha1
from server.auth.login import plain_login, plain_name
from server.core.days import local_date
from server.core.desk.people import May, Post
from server.core.errors import MissingParameter, NotAllowed, UnexpectedValue
from server.core.rights import Grant
from server.store import audit, sessions, users

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import AdminUnit, UnitCode
    from server.services import Services
    from server.store.users import Account, Assignment

LONGEST_LOGIN = 60


@dataclass(frozen=True, slots=True)
class Holding:
    """A post somebody holds in an area, with its days; no unit means everywhere."""

    post: Post
    unit: AdminUnit | None
    from_date: date | None
    to_date: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """An account as the administrator sees it."""

    id: int
    login: str
    name: str
    created_at: datetime
    is_disabled: bool
    must_change_password: bool
    posts: tuple[Holding, ...]
    has_second_factor: bool = False


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account just made or reset, with its password, which is shown this once."""

    person: Person
    password: str


def create_user(
    services: Services,
    who: Asker,
    *,
    login: str,
    name: str,
    post: Post | None,
    now: datetime,
    units: tuple[UnitCode, ...] = (),
    password: str | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
) -> NewAccount:
    """A new account with a post; without `password` it gets one for the first sign-in.

    Without `units` the post is held everywhere; without `post` the account opens nothing until
    it is given one, or a role in a project.  Raise NotUnique for a login in use, UnitNotFound,
    MissingParameter, UnexpectedValue for a bad login, or what is wrong with the password.
    """
    require_manager(who)
    login, name = checked_login(login), checked_name(name)
    _check_units(services, units)
    secret = _checked_password(password, login, name)
    kept = passwords.hashed(secret)

    def work(conn: Connection) -> int:
        user_id = users.add_account(
            conn,
            login=login,
            name=name,
            password_hash=kept,
            digest_sealed=None if password is None else sealed_ha1(services, login, secret),
            must_change_password=password is None,
            now=now,
            by=who.id or None,
        )
        if post is not None:
            users.assign(conn, user_id, _grants(post, units), from_date=from_date, to_date=to_date)
        details: dict[str, object] = {"post": post, "units": list(units)}
        log_account(conn, "create", user_id, who=who, now=now, details=details)
        return user_id

    return NewAccount(person(services, who, services.store.write(work)), secret)


def people(services: Services, who: Asker) -> tuple[Person, ...]:
    """All accounts by login, disabled ones included."""
    require_manager(who)
    with services.store.read() as conn:
        found = users.accounts(conn)
        held = users.assignments(conn, [account.id for account in found])
    return tuple(_person(services, account, held.get(account.id, ())) for account in found)


def person(services: Services, who: Asker, user_id: int) -> Person:
    """One account; raise NotFound."""
    require_manager(who)
    with services.store.read() as conn:
        account = users.get_account(conn, user_id)
        held = users.assignments(conn, [user_id])
    return _person(services, account, held.get(user_id, ()))


def assign(
    services: Services,
    who: Asker,
    user_id: int,
    *,
    post: Post,
    now: datetime,
    units: tuple[UnitCode, ...] = (),
    from_date: date | None = None,
    to_date: date | None = None,
    keep_others: bool = False,
) -> Person:
    """Give a post from today or `from_date`; others end the day before, unless `keep_others`.

    Raise NotFound, UnitNotFound.
    """
    person(services, who, user_id)
    _check_units(services, units)
    first = from_date or local_date(now)

    def work(conn: Connection) -> None:
        if not keep_others:
            users.end_assignments(conn, user_id, last_day=first - timedelta(days=1))
        users.assign(conn, user_id, _grants(post, units), from_date=first, to_date=to_date)
        details: dict[str, object] = {"post": post, "units": list(units)}
        log_account(conn, "assign", user_id, who=who, now=now, details=details)

    services.store.write(work)
    return person(services, who, user_id)


def disable_user(services: Services, who: Asker, user_id: int, *, now: datetime) -> None:
    """Close an account and end its sessions; raise NotAllowed for one's own."""
    person(services, who, user_id)
    if user_id == who.id:
        raise NotAllowed

    def work(conn: Connection) -> None:
        users.disable(conn, user_id, now=now)
        sessions.end_sessions(conn, user_id)
        log_account(conn, "disable", user_id, who=who, now=now)

    services.store.write(work)


def reset_password(services: Services, who: Asker, user_id: int, *, now: datetime) -> NewAccount:
    """A new start password for somebody who forgot theirs; their sessions end."""
    person(services, who, user_id)
    secret = passwords.start_password()
    kept = passwords.hashed(secret)

    def work(conn: Connection) -> None:
        users.change_account(
            conn, user_id, password_hash=kept, digest_sealed=None, must_change_password=True
        )
        sessions.end_sessions(conn, user_id)
        log_account(conn, "reset", user_id, who=who, now=now)

    services.store.write(work)
    return NewAccount(person(services, who, user_id), secret)


def end_sessions(services: Services, who: Asker, user_id: int, *, now: datetime) -> int:
    """Sign somebody out everywhere (safety.md V7.4.5); how many sessions that were."""
    person(services, who, user_id)

    def work(conn: Connection) -> int:
        log_account(conn, "sessions.end", user_id, who=who, now=now)
        return sessions.end_sessions(conn, user_id)

    return services.store.write(work)


def require_manager(who: Asker) -> None:
    """Raise NotAllowed for whom accounts are not to manage."""
    if May.MANAGE_USERS not in who.may:
        raise NotAllowed


def checked_login(login: str) -> str:
    """The login as it is kept; raise MissingParameter or UnexpectedValue."""
    plain = plain_login(login)
    if not plain:
        raise MissingParameter(field="login")
    if len(plain) > LONGEST_LOGIN or not plain.isprintable() or set(plain) & set(' :"\\'):
        raise UnexpectedValue(field="login", reason="letters, digits and ._-@ only")
    return plain


def checked_name(name: str) -> str:
    """The name as it is kept; raise MissingParameter."""
    plain = plain_name(name)
    if not plain:
        raise MissingParameter(field="name")
    return plain


def _checked_password(password: str | None, login: str, name: str) -> str:
    if password is None:
        return passwords.start_password()
    passwords.require_strong(password, about=[login, name])
    return password


def _check_units(services: Services, units: tuple[UnitCode, ...]) -> None:
    """Raise UnitNotFound for a unit that is not loaded."""
    for code in units:
        places.tree(services).get(code)


def _grants(post: Post, units: tuple[UnitCode, ...]) -> list[Grant]:
    return [Grant(post, unit) for unit in units] or [Grant(post)]


def _person(services: Services, account: Account, held: tuple[Assignment, ...]) -> Person:
    posts = tuple(
        Holding(Post(entry.grant.role), _unit(services, entry), entry.from_date, entry.to_date)
        for entry in held
        if entry.grant.role in set(Post)
    )
    return Person(
        id=account.id,
        login=account.login,
        name=account.name,
        created_at=account.created_at,
        is_disabled=account.is_disabled,
        must_change_password=account.must_change_password,
        posts=posts,
        has_second_factor=account.has_second_factor,
    )


def _unit(services: Services, entry: Assignment) -> AdminUnit | None:
    if entry.grant.unit is None:
        return None
    (unit,) = named_units(services, [entry.grant.unit])
    return unit


def log_account(
    conn: Connection,
    what: str,
    user_id: int,
    *,
    who: Asker,
    now: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    """Write into the trail what was done to an account."""
    audit.note(
        conn, f"user.{what}", at=now, by=who.id or None, subject=f"user {user_id}", details=details
    )
