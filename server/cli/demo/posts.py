"""The accounts of the demo: one for every post (domain.md 5.2), and a colleague of the clerk."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import places
from server.auth import accounts, passwords
from server.auth.grants import OPERATOR
from server.core.desk.people import Post
from server.core.types import Level
from server.demo.names import full_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from server.core.types import AdminUnit, UnitCode
    from server.services import Services

FILE = "demo-accounts.txt"
PASSWORD = "MINZHENG_DEMO_PASSWORD"  # noqa: S105 — the name of a variable
CLERK, COLLEAGUE, ADMIN = "clerk", "clerk2", "admin"
PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Seat:
    """A post in the demo, and the level of the unit it is held in; None is everywhere."""

    post: Post
    level: Level | None
    zh: str


SEATS: Mapping[str, Seat] = {
    CLERK: Seat(Post.TOWNSHIP_CLERK, Level.TOWNSHIP, "乡镇民政干事"),
    COLLEAGUE: Seat(Post.TOWNSHIP_CLERK, Level.TOWNSHIP, "乡镇民政干事（另一人）"),
    "head": Seat(Post.TOWNSHIP_HEAD, Level.TOWNSHIP, "民政所所长"),
    "county": Seat(Post.COUNTY_AUDIT, Level.COUNTY, "县民政局审核"),
    "reader": Seat(Post.COUNTY_READ, Level.COUNTY, "县级只读"),
    "emergency": Seat(Post.EMERGENCY, Level.COUNTY, "应急管理"),
    "city": Seat(Post.CITY, Level.CITY, "市民政局"),
    "auditor": Seat(Post.AUDITOR, Level.CITY, "监督员"),
    "assistant": Seat(Post.ASSISTANT, Level.VILLAGE, "村民政助理员"),
    "officer": Seat(Post.DISASTER_OFFICER, Level.VILLAGE, "灾害信息员"),
    ADMIN: Seat(Post.ADMIN, None, "系统管理员"),
}
"""By login."""


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the accounts' file."""

    login: str
    password: str
    place: str
    post: str


def ensure(
    services: Services, village: UnitCode, *, colleague: Level, now: datetime
) -> tuple[Account, ...]:
    """Make the accounts that are missing, after writing down their passwords.

    `village` says where: its township, county and city; the colleague decides in all of one of
    these.  Raise what is wrong with a password that MINZHENG_DEMO_PASSWORD gives.
    """
    units = {unit.level: unit for unit in places.tree(services).lineage(village)}
    held = {login: units.get(seat.level) if seat.level else None for login, seat in SEATS.items()}
    held[COLLEAGUE] = units.get(colleague)
    there = {person.login for person in accounts.people(services, OPERATOR)}
    file = services.settings.data_dir / FILE
    written = {account.login: account for account in read(file)}
    for login, seat in SEATS.items():
        if login not in there and login not in written:
            unit = held[login]
            name = unit.name if unit else "*"
            written[login] = Account(login, _password(login), name, seat.zh)
    write(file, written)
    for login, seat in SEATS.items():
        if login not in there:
            unit = held[login]
            accounts.create_user(
                services,
                OPERATOR,
                login=login,
                name=_name(login),
                post=seat.post,
                units=(unit.code,) if unit else (),
                password=written[login].password,
                now=now,
            )
    return tuple(written.values())


def ensure_auditor(services: Services, login: str, county: AdminUnit, *, now: datetime) -> None:
    """Make the account of one more county's auditor, after writing down its password."""
    file = services.settings.data_dir / FILE
    written = {account.login: account for account in read(file)}
    if login not in written:
        seat = SEATS["county"].zh
        written[login] = Account(login, _password(login), county.name, seat)
        write(file, written)
    accounts.create_user(
        services,
        OPERATOR,
        login=login,
        name=_name(login),
        post=Post.COUNTY_AUDIT,
        units=(county.code,),
        password=written[login].password,
        now=now,
    )


def _name(login: str) -> str:
    dice = random.Random(f"{login} 8")  # noqa: S311 — a demo has no secrets
    return full_name(dice, year=dice.randint(1970, 1986), is_man=dice.random() < 0.5)  # noqa: PLR2004 — a coin


def _password(login: str) -> str:
    """A random password, or the one that MINZHENG_DEMO_PASSWORD fixes for all accounts."""
    given = os.environ.get(PASSWORD)
    if given is None:
        return passwords.start_password()
    passwords.require_strong(given, about=[login, _name(login)])
    return given


def read(file: Path) -> list[Account]:
    """The accounts as written down; none if the file is not there."""
    if not file.exists():
        return []
    rows = (line.split("\t") for line in file.read_text("utf-8").splitlines())
    return [Account(*row) for row in rows if len(row) == len(Account.__slots__)]


def write(file: Path, written: Mapping[str, Account]) -> None:
    """Write the accounts down for their owner alone."""
    lines = [f"{a.login}\t{a.password}\t{a.place}\t{a.post}\n" for a in written.values()]
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.writelines(lines)
