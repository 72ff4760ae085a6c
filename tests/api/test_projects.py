"""Projects: seen by whoever works in them, made and changed by the administrator."""

from __future__ import annotations

from server.core.rights import Grant
from server.store import audit
from tests.builders.office import form, instance, tablet

EXTENDED = {"X-Extended-Metadata": "true"}


def test_a_project_is_shown_with_all_its_fields(assistant):
    (project,) = assistant.get("projects").json
    assert project == assistant.get("projects/1").json
    assert project == {
        "id": 1,
        "name": "示范县入户调查",
        "description": "",
        "archived": False,
        "keyId": None,
        "createdAt": "2026-11-23T02:30:00.000Z",
        "updatedAt": None,
        "deletedAt": None,
    }


def test_extended_metadata_count_what_the_asker_may_know(admin, clerk, stranger, office):
    """OR-179"""
    form(office)
    tablet(office)
    clerk.post("projects/1/forms/visit/submissions", data=instance())
    shown = {who: who.get("projects", headers=EXTENDED).json[0] for who in (admin, clerk, stranger)}
    assert shown[admin]["forms"] == shown[admin]["appUsers"] == 1
    assert shown[clerk]["lastSubmission"].endswith("Z")
    assert shown[stranger]["lastSubmission"] is None


def test_verbs_say_what_the_asker_may_do(admin, clerk):
    assert "form.create" in admin.get("projects/1", headers=EXTENDED).json["verbs"]
    verbs = clerk.get("projects/1", headers=EXTENDED).json["verbs"]
    assert "submission.read" in verbs
    assert "form.create" not in verbs


def test_an_administrator_makes_changes_and_removes_projects(admin, office):
    made = admin.post("projects", json={"name": " 第二个  项目 ", "ignored": 1}).json
    assert made["name"] == "第二个 项目"
    path = f"projects/{made['id']}"
    changed = admin.patch(path, json={"archived": True, "description": "试点"}).json
    assert (changed["archived"], changed["description"]) == (True, "试点")
    assert changed["name"] == made["name"]
    assert changed["updatedAt"] is not None
    assert admin.delete(path).json == {"success": True}
    assert admin.get(path).json["code"] == 404.1
    assert [each["id"] for each in admin.get("projects").json] == [1]
    with office.store.read() as conn:
        actions = [entry.action for entry in audit.entries(conn, action="project")]
    assert actions == ["project.delete", "project.update", "project.create"]


def test_others_change_no_project(clerk):
    assert clerk.post("projects", json={"name": "x"}).json["code"] == 403.1
    assert clerk.patch("projects/1", json={"name": "x"}).json["code"] == 403.1
    assert clerk.delete("projects/1").json["code"] == 403.1


def test_a_role_in_one_project_opens_no_other(admin, program):
    admin.post("projects", json={"name": "第二个"})
    viewer = program("viewer@example.org", grants=[Grant("viewer", None, 2)])
    assert [each["id"] for each in viewer.get("projects").json] == [2]
    assert viewer.get("projects/1").json["code"] == 403.1
    assert viewer.get("projects/1/forms").json["code"] == 403.1
    assert viewer.get("projects/2/forms").json == []


def test_what_was_read_before_is_not_sent_again(assistant):
    first = assistant.get("projects")
    assert first.headers["ETag"].startswith("W/")
    again = assistant.get("projects", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
