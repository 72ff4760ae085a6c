"""Whatever a program sends, it hears a clear refusal or has it stored (safety.md 4)."""

from __future__ import annotations

import pytest

from tests.builders.office import form, instance

SENT = "projects/1/forms/visit/submissions"
HUGE = 10**30
LONG = "x" * 5_000


@pytest.fixture(autouse=True)
def _visit(office):
    form(office)


@pytest.mark.parametrize(
    "path",
    [
        f"projects/{HUGE}",
        f"projects/{HUGE}/forms",
        f"projects/{2**31}/forms/visit/submissions",
        f"users/{HUGE}",
        "projects/1/forms/a%00b",
        "projects/1/forms/a%00b.xml",
        "projects/1/forms/visit/versions/%00",
        f"projects/1/forms/{LONG}",
        f"{SENT}/uuid%00",
        f"{SENT}/{LONG}",
        f"{SENT}/%FF%FE",
        f"{SENT}/..%2F..%2Fetc",
        f"{SENT}?offset={HUGE}",
        f"{SENT}?limit={HUGE}",
        "users?q=%00",
    ],
)
def test_odd_addresses_are_refused(admin, path):
    assert 200 <= admin.get(path).status_code < 500


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("projects", {"name": "a\0b"}),
        ("projects", {"name": LONG}),
        ("projects", {"name": "x", "description": "\0"}),
        ("projects", {"name": {"a": 1}}),
        ("projects/1/app-users", {"displayName": "\0"}),
        ("projects/1/app-users", {"displayName": "x", "units": ["\0"]}),
        ("projects/1/app-users", {"displayName": "x", "units": [[1]]}),
        ("projects/1/app-users", {"displayName": "x", "units": "620421102201"}),
        ("users", {"email": "\0", "password": LONG}),
        ("users", {"email": LONG}),
        ("sessions", {"email": "\0", "password": "\0"}),
        ("sessions", {"email": LONG, "password": LONG}),
    ],
)
def test_odd_values_are_refused_or_stored(admin, path, body):
    assert 200 <= admin.post(path, json=body).status_code < 500


@pytest.mark.parametrize(
    "xml",
    [
        instance(LONG),
        instance("a" * 249),
        instance("uuid:1", version=LONG),
        instance("uuid:1", note=LONG * 20),
        instance("uuid:1").replace(b"<note>", b"<note><note>" * 300),
        instance("uuid:1").replace(
            b"</orx:meta>", f"<orx:deprecatedID>{LONG}</orx:deprecatedID></orx:meta>".encode()
        ),
        instance("uuid:1").replace(
            b"</orx:meta>", f"<orx:instanceName>{LONG}</orx:instanceName></orx:meta>".encode()
        ),
        instance("uuid:1", photo="../../etc/passwd"),
        instance("uuid:1", photo=LONG),
        b"<data" + b" a='1'" * 10 + b">",
        b"\xff\xfe<\x00",
        b"\0" * 100,
    ],
    ids=[
        "long id",
        "longest id",
        "long version",
        "long answer",
        "deep",
        "long deprecatedID",
        "long name",
        "path as file",
        "long file name",
        "cut off",
        "half UTF-16",
        "zeros",
    ],
)
def test_odd_instances_are_refused_or_stored(assistant, xml):
    query = {"deviceID": "d\0" * 300}
    headers = {"X-Action-Notes": "%00"}
    answer = assistant.post(SENT, data=xml, query_string=query, headers=headers)
    assert 200 <= answer.status_code < 500, answer.text
    assert assistant.get(SENT).status_code == 200


def test_odd_headers_are_harmless(admin):
    headers = {
        "X-Extended-Metadata": "maybe",
        "X-XlsForm-FormId-Fallback": "..%2F%00%FF" + LONG[:500],
        "If-None-Match": '"' + LONG,
        "Accept-Language": ";q=x," * 50,
    }
    assert admin.get("projects", headers=headers).status_code == 200
    assert admin.post("projects/1/forms", data=b"PK\x03\x04", headers=headers).status_code == 400


@pytest.mark.parametrize("version", ["%00", "a%0Ab", "%F0%9F%98%80", "x" * 201])
def test_odd_versions_are_refused_or_published(admin, version):
    admin.post("projects/1/forms/visit/draft")
    answer = admin.post(f"projects/1/forms/visit/draft/publish?version={version}")
    assert answer.status_code in {200, 400, 409}
    assert admin.get("projects/1/forms/visit.xml").status_code == 200


def test_a_review_state_of_any_sort_is_looked_at(assistant, clerk):
    iid = assistant.post(SENT, data=instance()).json["instanceId"]
    for value in ([], {}, 1.5, "\0", LONG, True):
        answer = clerk.patch(f"{SENT}/{iid}", json={"reviewState": value})
        assert answer.status_code == 400
    assert clerk.post(f"{SENT}/{iid}/comments", json={"body": "a\0b"}).status_code < 500
