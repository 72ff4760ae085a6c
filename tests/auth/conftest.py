"""An office for the tests of who asks."""

import pytest

from server.auth import passwords
from tests.builders.office import CHEAP, services


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch):
    """argon2 with hardly any memory: its cost is not what is tested here."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def office(settings):
    made = services(settings)
    yield made
    made.store.close()
