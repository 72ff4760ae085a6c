"""Ids that are no ids, in every slot and parameter of every address, on both databases."""

from __future__ import annotations

import logging
import re
from contextlib import ExitStack

import pytest

from server.app import create_app
from server.auth import passwords
from server.openrosa.door import INSIDE
from server.settings import Settings
from tests.builders import office as built
from tests.builders.field import publish_doorstep
from tests.builders.office import ADMIN, CHEAP, REVIEWER, form, person, tablet, token_of
from tests.builders.routes import routes
from tests.strangers.world import Person, signed_in

ODD = {
    "a null": "a\0b",
    "a quote": "' OR '1'='1'; DROP TABLE submission; --",
    "a path": "../../../etc/passwd",
    "a path on Windows": "..\\..\\CON",
    "a pattern": "%_%",
    "expressions": "'] | //* | a['{{7*7}}${7*7}%s{0}<script>alert(1)</script>",
    "a line": "a\r\nSet-Cookie: a=b",
    "5,000 characters": "照" * 5_000,
    "nothing visible": "\u200b\u202e\ufeff",
    "a negative number": "-1",
    "a number no column holds": "9" * 40,
    "a number of 64 bits": str(2**63),
    "5,000 digits": "9" * 5_000,
    "a full-width number": "１２３",
}
STORED = ("a null", "a quote", "a number no column holds", "a number of 64 bits", "5,000 digits")
"""What a database may stumble over: tried on both kinds, and parameter by parameter."""

PARAMETERS = [
    *("unit", "text", "q", "after", "shelf", "state", "form_id", "formID", "id", "sort", "on"),
    *("limit", "offset", "everything", "photo", "back", "flag", "map", "size", "odata", "next"),
    *("done", "edit", "person", "deviceID", "st", "version"),
]
ALONE = ("unit", "text", "q", "after", "form_id", "sort")
"""Those that lead into a query by themselves."""


def pytest_generate_tests(metafunc):
    """Each odd value on SQLite; what a database may stumble over on PostgreSQL as well."""
    chosen = metafunc.config.getoption("--database")
    cases = {
        f"{kind}-{name}": (kind, ODD[name])
        for kind, names in (("sqlite", ODD), ("postgresql", STORED))
        for name in names
        if chosen in {kind, "both"}
    }
    metafunc.parametrize(("kind", "odd"), cases.values(), ids=cases)


@pytest.fixture
def office(kind, request, tmp_path, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    database = request.getfixturevalue(kind)
    with ExitStack() as stack:
        url = (
            database.migrated(tmp_path / "office.sqlite3")
            if kind == "sqlite"
            else stack.enter_context(database.migrated())
        )
        made = built.services(Settings(tmp_path, url))
        form(made)
        publish_doorstep(made)
        for login in (ADMIN, REVIEWER):
            person(made, login)
        yield made
        made.store.close()


@pytest.fixture
def client(office):
    return create_app(office.settings, office).test_client(use_cookies=False)


@pytest.fixture
def people(office):
    token = token_of(office, tablet(office).id)
    desks = [signed_in(office, login) for login in (ADMIN, REVIEWER)]
    return [*desks, Person("tablet", token=token)]


def is_asked(route, who):
    """Whether the address is one for tablets or for people with a session, as `who` is."""
    return route.template.startswith(INSIDE) == bool(who.token)


def test_no_id_of_any_sort_is_more_than_not_found(client, people, odd, caplog):
    caplog.set_level(logging.ERROR)
    failed = []
    for route in routes(client.application):
        values = {name: fitting(route, name, odd) for name in route.slots}
        for who in (each for each in people if values and is_asked(route, each)):
            answer = asked(client, who, route, route.address(values))
            if answer.status_code >= 500:
                failed.append(f"{route} as {who.name}: {answer.status}")
            assert "a=b" not in str(answer.headers.getlist("Set-Cookie"))
    assert (failed, caplog.text) == ([], "")


def test_no_parameter_of_any_sort_is_more_than_refused(client, people, odd, caplog):
    caplog.set_level(logging.ERROR)
    failed = []
    queries = [dict.fromkeys(PARAMETERS, odd[:500])]
    if odd in map(ODD.get, STORED):
        queries += [{name: odd} for name in ALONE]
    for route in (each for each in routes(client.application) if each.method == "GET"):
        address = route.address(dict.fromkeys(route.slots, "1"))
        for who in (each for each in people if is_asked(route, each)):
            for query in queries if not route.slots else queries[:1]:
                answer = asked(client, who, route, address, query_string=query)
                if answer.status_code >= 500:
                    failed.append(f"{route} {[*query]} as {who.name}: {answer.status}")
    assert (failed, caplog.text) == ([], "")


def fitting(route, name, odd):
    """`odd`, or a true value for a slot that takes numbers only and would not be reached."""
    is_number = re.search(rf"<int[^:]*:{name}>", route.template) is not None
    return 1 if is_number and not (odd.isascii() and odd.isdigit()) else odd


def asked(client, who, route, address, **more):
    """The answer to one request."""
    headers = {"X-Part": "value"}
    path = address
    if who.token:
        path = address.replace(INSIDE, f"/v1/key/{who.token}", 1)
    elif address.startswith("/v1"):
        headers["Authorization"] = f"Bearer {who.session}"
    else:
        headers["Cookie"] = f"mz_session={who.session}"
    sent = {} if route.method == "GET" else {"data": {"csrf": who.csrf}}
    if address.startswith("/v1"):
        sent = {} if route.method == "GET" else {"json": {}}
    return client.open(path, method=route.method, headers=headers, buffered=True, **sent, **more)
