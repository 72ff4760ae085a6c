"""An office with a compiled survey, people at their desks, and clients signed in as them."""

from __future__ import annotations

import re

import pytest

from server.app import create_app
from server.auth import passwords
from tests.builders import office as built
from tests.builders.office import CHEAP, PASSWORD, person


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
def app(office):
    made = create_app(office.settings, office)
    made.testing = True
    return made


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def signed_in(app, office):
    """A client signed in as one of the few people, with an account made for it."""

    def sign_in(login, **more):
        person(office, login, **more)
        client = app.test_client()
        proof = proof_of(client.get("/sign-in"))
        answer = client.post("/sign-in", data={"csrf": proof, "login": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    return sign_in


def proof_of(answer):
    """What the forms of a page carry."""
    return re.search(r'name="csrf" value="([^"]+)"', answer.text)[1]
