"""Roles people are given in a project: by an administrator, to others, and logged."""

from __future__ import annotations

import pytest

from server.store import audit
from tests.builders.office import PASSWORD, form, instance

PROJECT = "projects/1/assignments"
SENT = "projects/1/forms/visit/submissions"


@pytest.fixture
def guest(admin):
    """An account without a post."""
    return admin.post("users", json={"email": "g@example.org", "password": PASSWORD}).json


@pytest.fixture
def sent(office, clerk):
    """A visit somebody else has sent."""
    form(office)
    return clerk.post(SENT, data=instance()).json["instanceId"]


@pytest.mark.parametrize("role", ["viewer", "6", "5"], ids=["by name", "by number", "manager"])
def test_a_reader_reads_all_submissions_of_the_project(admin, guest, signed_in, sent, role):
    assert admin.post(f"{PROJECT}/{role}/{guest['id']}").json == {"success": True}
    reader = signed_in(guest)
    assert [each["instanceId"] for each in reader.get(SENT).json] == [sent]
    assert reader.get(f"{SENT}/{sent}.xml").data == instance()
    refused = reader.patch(f"{SENT}/{sent}", json={"reviewState": "approved"})
    assert refused.json["code"] == 403.1


def test_giving_a_role_is_logged(admin, guest, office):
    admin.post(f"{PROJECT}/viewer/{guest['id']}")
    with office.store.read() as conn:
        (entry,) = audit.entries(conn, action="user.role.give")
    assert (entry.actor_id, entry.subject) == (admin.id, f"user {guest['id']}")
    assert entry.details == {"role": "viewer", "project": 1}


def test_a_data_collector_sends_and_reads_only_that(admin, guest, signed_in, sent):
    admin.post(f"{PROJECT}/formfill/{guest['id']}")
    collector = signed_in(guest)
    assert collector.get(f"{SENT}/{sent}").json["code"] == 404.1
    assert collector.post(SENT, data=instance("uuid:mine")).status_code == 200
    assert [each["instanceId"] for each in collector.get(SENT).json] == ["uuid:mine"]


def test_a_manager_changes_forms_of_the_project(admin, guest, signed_in, sent):
    admin.post(f"{PROJECT}/manager/{guest['id']}")
    changed = signed_in(guest).patch("projects/1/forms/visit", json={"state": "closing"})
    assert (changed.json["state"], sent) == ("closing", sent)


def test_an_administrator_gives_no_role_to_himself(admin):
    assert admin.post(f"{PROJECT}/viewer/{admin.id}").json["code"] == 403.1
    assert admin.get(PROJECT).json == []


def test_nobody_else_gives_roles(clerk, assistant):
    assert clerk.post(f"{PROJECT}/viewer/{assistant.id}").json["code"] == 403.1
    assert assistant.get(PROJECT).json["code"] == 403.1


@pytest.mark.parametrize(
    ("path", "code"),
    [("admin/{id}", 403.1), ("pwreset/{id}", 403.1), ("chief/{id}", 404.1), ("viewer/99", 404.1)],
)
def test_other_roles_are_not_given_in_a_project(admin, assistant, path, code):
    assert admin.post(f"{PROJECT}/{path.format(id=assistant.id)}").json["code"] == code


def test_a_role_is_given_once_listed_and_taken_back(admin, assistant, office):
    path = f"{PROJECT}/viewer/{assistant.id}"
    admin.post(path)
    admin.post(path)
    assert admin.get(PROJECT).json == [{"actorId": assistant.id, "roleId": 6}]
    (found,) = admin.get(f"{PROJECT}/viewer").json
    assert found["displayName"] == "王芳"
    (extended,) = admin.get(PROJECT, headers={"X-Extended-Metadata": "true"}).json
    assert extended["actor"] == found
    assert admin.get(f"{PROJECT}/manager").json == []
    assert admin.delete(path).json == {"success": True}
    assert admin.delete(path).json["code"] == 404.1
    with office.store.read() as conn:
        assert len(audit.entries(conn, action="user.role")) == 3


def test_administrators_are_listed_for_the_site(admin, assistant):
    assert admin.get("assignments").json == [{"actorId": admin.id, "roleId": 1}]
    assert [each["id"] for each in admin.get("assignments/admin").json] == [admin.id]
    assert assistant.get("assignments").json["code"] == 403.1
