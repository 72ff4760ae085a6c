"""Two offices alike but for what happened in one township, and people who ask both the same."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from server.app import create_app
from server.auth import sessions
from server.console import telling
from server.openrosa.door import INSIDE
from server.store.tables import metadata
from tests.builders import office as built
from tests.builders.office import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from server.services import Services
    from tests.builders.routes import Route

PASSING = frozenset({"session", "audit", "login_failure", "counter"})
"""Tables that tell who asked when, and sums of the others."""


@dataclass
class Office:
    """One of the two: the application, and a way back to how it was."""

    services: Services
    path: Path

    def __post_init__(self):
        self.app = create_app(self.services.settings, self.services)
        self.client = self.app.test_client(use_cookies=False)
        self.mould = self.path.with_suffix(".mould")

    def remember(self):
        """Take what is there now for the state to come back to."""
        self.rows = self.dump()
        copied(self.path, self.mould)

    def restore(self):
        """Undo whatever was done since."""
        built.settled(self.services)
        copied(self.mould, self.path)
        self.services.memo._kept.clear()

    def dump(self):
        """Every row of every table that is not about asking."""
        built.settled(self.services)
        with self.services.store.read() as conn:
            return {
                (table.name, *map(str, row))
                for table in metadata.sorted_tables
                if table.name not in PASSING
                for row in conn.execute(select(table))
            }

    def changes(self):
        """Rows that are gone since `remember`, and new ones; a changed row is both."""
        now = self.dump()
        return self.rows - now, now - self.rows

    def is_refusal(self, answer):
        """Whether a page was left for another that says what went wrong, or for signing in."""
        for line in answer.headers.getlist("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            if name == telling.COOKIE and value:
                key = self.services.sealer.signing_key
                return URLSafeTimedSerializer(key, salt="told").loads(value)[0] in {"e", "w"}
        return answer.status_code >= 400 or "/sign-in?" in answer.headers.get("Location", "")


def copied(source, target):
    """Copy one SQLite file over another that may be in use."""
    old, new = sqlite3.connect(source), sqlite3.connect(target)
    new.execute("PRAGMA synchronous=OFF")
    old.backup(new)
    old.close()
    new.close()


@dataclass(frozen=True)
class Person:
    """Somebody who asks: with a session, a tablet's token, or nothing."""

    name: str
    session: str = ""
    csrf: str = ""
    token: str = ""

    def ask(self, office: Office, route: Route, address: str, **more: Any):
        """The answer of one office."""
        headers = dict(more.pop("headers", {}))
        path = address
        if address.startswith(INSIDE):
            headers["X-OpenRosa-Version"] = "1.0"
            path = address.replace(INSIDE, f"/v1/key/{self.token}" if self.token else INSIDE, 1)
        if address.startswith("/v1") and (self.session or self.token):
            headers["Authorization"] = f"Bearer {self.session or self.token}"
        elif self.session:
            headers["Cookie"] = f"mz_session={self.session}"
        return office.client.open(path, method=route.method, headers=headers, buffered=True, **more)


def signed_in(services, login):
    """Somebody at their desk, with a session that is open now."""
    opened = sessions.sign_in(
        services, login, PASSWORD, address="127.0.0.1", agent="x", now=datetime.now(UTC)
    )
    return Person(login, session=opened.token, csrf=opened.asker.csrf)
