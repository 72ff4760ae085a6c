"""The public API of a small office, and the people who call it."""

from __future__ import annotations

import pytest

from server.app import create_app
from server.auth import passwords
from tests.builders import office as people
from tests.builders.office import CHEAP, PASSWORD, services


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch):
    """argon2 with hardly any memory: its cost is not what is tested here."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def office(settings):
    made = services(settings)
    yield made
    made.store.close()


@pytest.fixture
def app(settings, office):
    return create_app(settings, office)


class Program:
    """One person's program: signed in, with its token in every request."""

    def __init__(self, app, actor_id, login, password=PASSWORD):
        self.id = actor_id
        self.client = app.test_client(use_cookies=False)
        answer = self.client.post("/v1/sessions", json={"email": login, "password": password})
        assert answer.status_code == 200, answer.text
        self.token = answer.json["token"]

    def ask(self, method, path, *, headers=None, **more):
        return self.client.open(
            f"/v1/{path}",
            method=method,
            headers={"Authorization": f"Bearer {self.token}", **(headers or {})},
            **more,
        )

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, **more):
        return self.ask("POST", path, **more)

    def put(self, path, **more):
        return self.ask("PUT", path, **more)

    def patch(self, path, **more):
        return self.ask("PATCH", path, **more)

    def delete(self, path, **more):
        return self.ask("DELETE", path, **more)


@pytest.fixture
def program(app, office):
    """Makes a program of one of the few people, who gets an account, or of somebody new."""

    def signed_in(login, **more):
        return Program(app, people.person(office, login, **more), login)

    return signed_in


@pytest.fixture
def signed_in(app):
    """A program of somebody whose account was made through the API."""
    return lambda user: Program(app, user["id"], user["email"])


@pytest.fixture
def admin(program):
    return program(people.ADMIN)


@pytest.fixture
def clerk(program):
    """Reviews in the township of Dongwan."""
    return program(people.REVIEWER)


@pytest.fixture
def assistant(program):
    """Collects in the village of Sanhe, which belongs to Dongwan."""
    return program(people.ASSISTANT)


@pytest.fixture
def stranger(program):
    """Reviews in the next township."""
    return program(people.STRANGER)


@pytest.fixture
def auditor(program):
    return program(people.AUDITOR)


@pytest.fixture
def anonymous(app):
    return app.test_client(use_cookies=False)
