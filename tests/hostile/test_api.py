"""Every operation of the API's description, asked with what nobody would ask: never our fault."""

from __future__ import annotations

import base64
import random

import pytest

from server.app import create_app
from server.auth import passwords
from server.core.rights import Grant
from tests.builders.feeds import feed_form, visit, visit_id
from tests.builders.feeds import person as person_xml
from tests.builders.office import ADMIN, CHEAP, PASSWORD, person, services

ROUNDS = 4
NASTY = (
    "",
    "x",
    "1",
    "-1",
    "0",
    "9" * 40,
    "1e9",
    "null",
    "true",
    "True",
    "' OR 1=1 --",
    "\0",
    "a\0b",
    "🙂",
    "姓名",
    "../../etc/passwd",
    "%00%2F%25",
    "x" * 5000,
    "2026-99-99",
    "01e30=",
    "age eq",
    "(((",
    "__system/submissionDate gt 2026-01-01",
    "Submissions('",
    "a,b,,*",
    "\ud7ff\ufffe",
    "-" * 300,
    "[]",
    "{}",
)
KNOWN = {
    "project_id": ("1",),
    "form_id": ("家访",),
    "instance_id": (visit_id(1),),
    "version_id": (visit_id(1),),
    "name": ("Submissions", "Submissions.grp.person", "photo", "staff"),
    "actor_id": ("1", "2"),
    "role": ("2", "manager"),
    "edition": ("1", "___"),
}
BODIES = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b"{}" * 3,
    b"[" * 5000,
    b'{"a":' * 3000,
    b"<x/>",
    b"PK\x03\x04broken",
    b"\xd0\xcf\x11\xe0broken",
    "姓名".encode(),
)


@pytest.fixture
def asked(settings, monkeypatch):
    """Sends requests as people who may do nearly everything, by password."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    office = services(settings)
    feed_form(office)
    person(office, ADMIN)
    person(office, "manager", grants=[Grant("manager", None, 1), Grant("formfill", None, 1)])
    client = create_app(settings, office).test_client(use_cookies=False)

    def send(method, path, *, login, **more):
        said = base64.b64encode(f"{login}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {said}", **more.pop("headers", {})}
        return client.open(
            path, method=method, headers=headers, base_url="https://localhost", **more
        )

    sent = send(
        "POST",
        "/v1/projects/1/forms/家访/submissions",
        login="manager",
        data=visit(1, person_xml("甲", "70", "咪")),
    )
    assert sent.status_code == 200, sent.text
    yield send
    office.store.close()


def filled(chance, path, operation):
    """The path with values that exist or do not, and a query of every sort."""
    for each in operation["parameters"]:
        if each["in"] == "path":
            pool = KNOWN.get(each["name"], ())
            value = chance.choice(pool) if pool and chance.random() < 0.7 else chance.choice(NASTY)
            path = path.replace(f"{{{each['name']}}}", value.replace("?", "").replace("#", ""))
    queries = [each["name"] for each in operation["parameters"] if each["in"] == "query"]
    names = [*queries, "$unknown", "limit", "offset"]
    return path, {name: chance.choice(NASTY) for name in names if chance.random() < 0.5}


def body(chance, operation):
    """A body of the described shape with wrong values, or no such body at all."""
    content = operation.get("requestBody", {}).get("content", {})
    mime = chance.choice([*content, "application/json", "text/plain", "multipart/form-data"])
    fields = content.get("application/json", {}).get("schema", {}).get("properties", {})
    if fields and chance.random() < 0.7:
        odd = [*NASTY, None, 3, -1.5, [], {}, [None], {"a": 1}, True]
        return {"json": {name: chance.choice(odd) for name in fields}}
    return {"data": chance.choice(BODIES), "headers": {"Content-Type": mime}}


def fault(answer):
    """What is wrong with an answer; None for a good one."""
    if answer.status_code >= 500 and answer.status_code != 501:
        return f"{answer.status_code}: {answer.text[:300]}"
    if answer.status_code < 400:
        return None
    said = answer.get_json(silent=True)
    if not isinstance(said, dict) or not {"message", "code", "details"} <= said.keys():
        return f"no failure of ours: {answer.status_code} {answer.text[:200]}"
    return None if int(said["code"]) == answer.status_code else f"{said['code']}"


def test_no_question_to_any_operation_is_our_failure(asked):
    paths = asked("GET", "/v1/openapi.json", login=ADMIN).json["paths"]
    chance, faults = random.Random(20261123), []  # noqa: S311  # odd questions, no secrets
    heard = set()
    for path, methods in paths.items():
        for method, operation in methods.items():
            for turn in range(ROUNDS):
                address, query = filled(chance, path, operation)
                more = body(chance, operation) if method not in {"get", "delete"} else {}
                login = (ADMIN, "manager")[turn % 2]
                answer = asked(method.upper(), address, query_string=query, login=login, **more)
                heard.add(answer.status_code)
                found = fault(answer)
                if found:
                    faults.append(f"{method} {address[:200]} {query} {str(more)[:200]}: {found}")
    assert faults == []
    assert {200, 400, 403, 404, 501} <= heard
