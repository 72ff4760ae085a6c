"""Many accounts at once from the cells of a spreadsheet: all of them, or none with every error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import places
from server.auth import passwords
from server.auth.accounts import (
    NewAccount,
    checked_login,
    checked_name,
    log_account,
    person,
    require_manager,
)
from server.auth.login import plain_login
from server.core.area import padded
from server.core.errors import SurveyError, UnexpectedValue
from server.core.posts import NAMES, post_named
from server.core.rights import Grant
from server.store import users

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.area import AreaTree
    from server.core.desk.people import Asker, Post
    from server.core.types import UnitCode
    from server.services import Services

MOST = 300
COLUMNS = 4
HEADS = frozenset({"登录名", "账号", "login"})


@dataclass(frozen=True, slots=True)
class Row:
    """One person to be: the number of the line it stands in, counted from 1."""

    line: int
    login: str
    name: str
    post: Post
    units: tuple[UnitCode, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line, and in which column, counted from 1; 0 is the whole line."""

    line: int
    column: int
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table says: rows that are right, faults of the others."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def read(services: Services, who: Asker, text: str) -> Reading:
    """Read lines of login, name, post, unit, as copied from a spreadsheet; raise NotAllowed.

    Cells are parted by tabs, else by commas; several units by spaces.  A unit is a code of 6, 9
    or 12 digits or a name that only one unit has.  A heading line is passed over.
    """
    require_manager(who)
    tree = places.tree(services)
    with services.store.read() as conn:
        taken = {account.login for account in users.accounts(conn)}
    rows: list[Row] = []
    faults: list[Fault] = []
    for line, cells in _lines(text):
        found = list(_faults(tree, line, cells, taken))
        faults += found
        if not found:
            login = checked_login(cells[0])
            taken.add(login)
            rows.append(_row(tree, line, login, cells))
    if len(rows) + len({fault.line for fault in faults}) > MOST:
        faults.insert(
            0, Fault(0, 0, f"一次最多 {MOST} 人，请分几次", f"At most {MOST} people at a time")
        )
    return Reading(tuple(rows), tuple(faults))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for line, raw in enumerate(text.splitlines(), 1):
        mark = "\t" if "\t" in raw else ","
        cells = [cell.strip() for cell in raw.replace("，", ",").split(mark)]
        if any(cells) and cells[0].lower() not in HEADS:
            yield line, (cells + [""] * COLUMNS)[:COLUMNS]


def _faults(tree: AreaTree, line: int, cells: list[str], taken: set[str]) -> Iterator[Fault]:
    login, name, post, units = cells
    yield from _refusals(line, 1, lambda: checked_login(login))
    if plain_login(login) in taken:
        yield Fault(line, 1, f"登录名“{login}”已有人用", f"The login “{login}” is taken")
    yield from _refusals(line, 2, lambda: checked_name(name))
    meant = post_named(post)
    if meant is None:
        known = "、".join(names.zh for names in NAMES.values())
        yield Fault(line, 3, f"没有“{post}”这个岗位；可填：{known}", f"No post “{post}”")
        return
    yield from _unit_faults(tree, line, units, meant)


def _refusals(line: int, column: int, check: Callable[[], str]) -> Iterator[Fault]:
    try:
        check()
    except SurveyError as refusal:
        yield Fault(line, column, refusal.sentence("zh"), refusal.sentence("en"))


def _unit_faults(tree: AreaTree, line: int, text: str, post: Post) -> Iterator[Fault]:
    levels = NAMES[post].levels
    words = text.split()
    if levels and not words:
        yield Fault(line, 4, "请填区划（代码或名称）", "A unit is needed, by code or name")
    for word in words:
        found = units_named(tree, word)
        if len(found) != 1:
            which = "找不到" if not found else f"有 {len(found)} 个，请填代码"
            said = "is not there" if not found else f"names {len(found)}: give the code"
            yield Fault(line, 4, f"区划“{word}”{which}", f"The unit “{word}” {said}")
        elif levels and tree.get(found[0]).level not in levels:
            yield Fault(
                line,
                4,
                f"“{NAMES[post].zh}”不能设在“{word}”这一级",
                f"A {NAMES[post].en} is not held at the level of “{word}”",
            )


def units_named(tree: AreaTree, word: str) -> tuple[UnitCode, ...]:
    """The units a word may mean: the one of a code, or all of a name."""
    if word.isascii() and word.isdigit():
        try:
            code = padded(word)
        except SurveyError:
            return ()
        return (code,) if code in tree else ()
    return tuple(unit.code for unit in tree.named(word))


def _row(tree: AreaTree, line: int, login: str, cells: list[str]) -> Row:
    post = post_named(cells[2])
    if post is None:
        raise UnexpectedValue(field="post", reason=cells[2])
    units = tuple(units_named(tree, word)[0] for word in cells[3].split())
    return Row(line, login, checked_name(cells[1]), post, units)


def create(
    services: Services, who: Asker, rows: Iterable[Row], *, now: datetime
) -> tuple[NewAccount, ...]:
    """Make all these accounts in one step, each with a password for the first sign-in.

    Raise NotAllowed, or NotUnique when somebody took a login in the meantime: then none is made.
    """
    require_manager(who)
    wanted = list(rows)
    secrets = [passwords.start_password() for _ in wanted]
    kept = [passwords.hashed_random(secret) for secret in secrets]

    def work(conn: Connection) -> list[int]:
        return [
            _add(conn, who, row, hashed, now=now) for row, hashed in zip(wanted, kept, strict=True)
        ]

    ids = services.store.write(work)
    return tuple(
        NewAccount(person(services, who, user_id), secret)
        for user_id, secret in zip(ids, secrets, strict=True)
    )


def _add(conn: Connection, who: Asker, row: Row, hashed: str, *, now: datetime) -> int:
    user_id = users.add_account(
        conn,
        login=row.login,
        name=row.name,
        password_hash=hashed,
        digest_sealed=None,
        must_change_password=True,
        now=now,
        by=who.id or None,
    )
    grants = [Grant(row.post, unit) for unit in row.units] or [Grant(row.post)]
    users.assign(conn, user_id, grants)
    details: dict[str, object] = {"post": row.post, "units": list(row.units)}
    log_account(conn, "create", user_id, who=who, now=now, details=details)
    return user_id
