"""A township in which something has happened, served to a browser, and who may see which page."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from server.app import create_app
from server.auth import passwords
from server.core.desk.people import Post
from server.core.rights import Grant
from server.settings import Settings
from server.store.tables.users import user_account
from tests.builders.areas import DONGWAN, JINGYUAN
from tests.builders.office import ADMIN, ASSISTANT, AUDITOR, CHEAP, REVIEWER, person
from tests.builders.routes import routes
from tests.live import serving
from tests.strangers.story import begun, happens
from tests.strangers.world import signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.test import TestResponse

    from server.store.engine import Store

HEAD, READER, CITY, EMERGENCY, WATCHER = "suo.zhang", "xian.du", "shi.ju", "ying.ji", "jian.du"
MORE = {
    HEAD: Grant(Post.TOWNSHIP_HEAD, DONGWAN),
    READER: Grant(Post.COUNTY_READ, JINGYUAN),
    CITY: Grant(Post.CITY, None),
    EMERGENCY: Grant(Post.EMERGENCY, JINGYUAN),
    WATCHER: Grant(Post.AUDITOR, None),
}
FITTING = (REVIEWER, AUDITOR, ADMIN, ASSISTANT, *MORE)
"""Everybody at a desk, in the order in which they are asked to open a page."""


LINK = re.compile(r'<a href="([^"?]+)"')


@dataclass(frozen=True)
class Visit:
    """A page, and somebody for whom it opens."""

    address: str
    who: str

    def __str__(self):
        return f"{self.address} ({self.who})"


@dataclass
class Town:
    """The server, the sessions of those who work there, and values for the slots of addresses."""

    app: Flask
    url: str
    store: Store
    sessions: dict[str, str]
    slots: dict[str, list[dict[str, object]]]

    def ask(self, who: str, address: str) -> TestResponse:
        """The answer to one of them, without a browser."""
        client = self.app.test_client(use_cookies=False)
        return client.get(address, headers={"Cookie": f"mz_session={self.sessions[who]}"})

    def bar(self, who: str) -> set[str]:
        """Addresses in the navigation that somebody sees."""
        page = self.ask(who, "/account").text
        bar = page[page.index('<nav class="mz-nav"') : page.index("</nav>")]
        return set(LINK.findall(bar))

    @contextmanager
    def english(self) -> Iterator[None]:
        """Everybody reads English for a while."""
        for language in ("en", "zh"):
            statement = update(user_account).values(language=language)
            self.store.write(lambda conn, work=statement: conn.execute(work))
            if language == "en":
                yield

    def visits(self, part: str) -> list[Visit]:
        """The pages of one part of the console, each once, read from the table of routes."""
        of_part = (each for each in routes(self.app) if each.endpoint.split(".")[0] == part)
        return [visit for route in of_part if (visit := self.visit(route)) is not None]

    def visit(self, route) -> Visit | None:
        """Who opens this route as a page; None for what is no page, or no page by itself."""
        if route.method != "GET":
            return None
        for values in self._values(route):
            for who in FITTING:
                answer = self.ask(who, route.address(values))
                if answer.status_code == 200 and b"<!doctype html>" in answer.data[:20]:
                    return Visit(route.address(values), who)
        return None

    def _values(self, route):
        listed = next(self.slots[s] for s in route.scopes if s in self.slots)
        return [values for values in listed if set(route.slots) <= values.keys()]


@contextmanager
def town(folder, sqlite) -> Iterator[Town]:
    """Serve it until nobody needs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        settings = Settings(folder / "data", sqlite.migrated(folder / "minzheng.sqlite3"))
        office, numbers = begun(settings)
        for login, grant in MORE.items():
            person(office, login, grants=[grant])
        story = happens(office, numbers)
        sessions = {login: signed_in(office, login).session for login in FITTING}
        app = create_app(settings, office)
        with serving(app) as url:
            yield Town(app, url, office.store, sessions, story.slots)
        office.store.close()
