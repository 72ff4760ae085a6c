"""The two offices and everybody who asks them, made once for all tests of this folder."""

from __future__ import annotations

import logging
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from media.thumbnails import Thumbnails
from media.vault import Vault
from server.auth import passwords
from server.services import Memo
from server.settings import Settings
from server.store.engine import Store, open_engine
from tests.builders.areas import GUAYUAN
from tests.builders.office import (
    ADMIN,
    ASSISTANT,
    AUDITOR,
    CHEAP,
    REVIEWER,
    STRANGER,
    settled,
    tablet,
    token_of,
)
from tests.builders.routes import routes
from tests.strangers.people import OTHER_ASSISTANT, OTHER_AUDITOR
from tests.strangers.story import begun, happens
from tests.strangers.world import Office, Person, copied, signed_in

OWN = (ASSISTANT, REVIEWER, AUDITOR)
OTHERS = (STRANGER, OTHER_ASSISTANT, OTHER_AUDITOR)


@dataclass
class World:
    """`told` is the office in which it happened, `silent` the one in which it did not."""

    told: Office
    silent: Office
    story: object
    people: dict[str, Person]
    log: list[str]

    @property
    def routes(self):
        return routes(self.told.app)

    def fillings(self, route):
        """Values for the slots of a route; fail with what to add when one is unknown."""
        listed = next(self.story.slots[s] for s in route.scopes if s in self.story.slots)
        fitting = [values for values in listed if set(route.slots) <= values.keys()]
        if not fitting:
            pytest.fail(
                f"{route}: no value is known for its slots {route.slots}. Let the township make "
                f"such a row in `happens` (tests/strangers/story.py) and list its id in `slots_of` "
                f"under one of {route.scopes[:-1]}."
            )
        return list({route.address(values): values for values in fitting}.values())


@pytest.fixture(scope="session")
def world(tmp_path_factory, sqlite):
    """Both offices in SQLite files."""
    with cheap_hashing(), listening() as log:
        folder = tmp_path_factory.mktemp("strangers")
        path = folder / "told.sqlite3"
        office, numbers = begun(Settings(folder / "told", sqlite.migrated(path)))
        people = onlookers(office)
        silent = twin(office, path, folder)
        story = happens(office, numbers)
        told = Office(office, path)
        for each in (told, silent):
            each.remember()
        yield World(told, silent, story, people | insiders(story), log)
        for each in (told, silent):
            each.services.store.close()


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory, postgresql):
    """The office in which it happened, on PostgreSQL; it has no twin."""
    with cheap_hashing(), postgresql.migrated() as url:
        folder = tmp_path_factory.mktemp("elsewhere")
        office, numbers = begun(Settings(folder / "told", url))
        people = onlookers(office)
        story = happens(office, numbers)
        told = Office(office, folder / "none")
        yield World(told, told, story, people | insiders(story), [])
        office.store.close()


def onlookers(office):
    """Everybody who is there before it happens."""
    neighbour = token_of(office, tablet(office, GUAYUAN, name="瓜园 2 号").id)
    return {
        "nobody": Person("nobody"),
        "neighbour": Person("neighbour", token=neighbour),
        **{login: signed_in(office, login) for login in (*OWN, *OTHERS, ADMIN)},
    }


def insiders(story):
    """The tablets of the township: one in use, one revoked."""
    return {
        "tablet": Person("tablet", token=story.token),
        "revoked": Person("revoked", token=story.revoked),
    }


@contextmanager
def listening():
    """Everything that anybody logs, extras and traces included."""
    heard = []

    class Ear(logging.Handler):
        def emit(self, record):
            heard.append(f"{logging.Formatter().format(record)} {record.__dict__}")

    root, ear = logging.getLogger(), Ear(logging.DEBUG)
    before = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.removeHandler(ear)
        root.setLevel(before)


@contextmanager
def cheap_hashing():
    """argon2 with hardly any memory: its cost is not what is tested here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        yield


def twin(office, path, folder):
    """The same office as it is now, with files and rows of its own."""
    copy = folder / "silent.sqlite3"
    settled(office)
    copied(path, copy)
    shutil.copytree(folder / "told", folder / "silent")
    settings = Settings(folder / "silent", f"sqlite:///{copy}")
    vault = Vault(settings.media_dir, reserve_bytes=0)
    services = replace(
        office,
        settings=settings,
        store=Store(open_engine(settings.sqlalchemy_url)),
        vault=vault,
        thumbnails=Thumbnails(vault, settings.data_dir / "thumbnails"),
        memo=Memo(),
    )
    return Office(services, copy)
