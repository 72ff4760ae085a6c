"""An office with a tablet and a form, and a client that asks as the tablet does."""

import pytest

from server.app import create_app
from server.auth import passwords
from tests.builders import office as built
from tests.builders.office import CHEAP, form, tablet, token_of


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch):
    """argon2 with hardly any memory: its cost is not what is tested here."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def office(settings):
    made = built.services(settings)
    yield made
    made.store.close()


@pytest.fixture
def visit(office):
    """The form of most tests: one text, one photo; its key."""
    return form(office)


@pytest.fixture
def key(office):
    """The token of a tablet of one village."""
    return token_of(office, tablet(office).id)


@pytest.fixture
def app(office):
    made = create_app(office.settings, office)
    made.testing = True
    return made


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def base(key):
    """Where this tablet's project is."""
    return f"/v1/key/{key}/projects/1"
