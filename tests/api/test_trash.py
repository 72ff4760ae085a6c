"""Submissions and forms that were deleted: out of sight everywhere, and brought back whole."""

from __future__ import annotations

import pytest

from server.core.rights import Grant
from server.store import counters
from tests.builders.office import form, instance

SENT = "projects/1/forms/visit/submissions"
FIRST = "uuid:7d0b1a52-6c2f-4f0e-9a3e-2f1c5b8d9e01"


@pytest.fixture(autouse=True)
def _sent(office, assistant):
    form(office)
    assert assistant.post(SENT, data=instance(FIRST)).status_code == 200


@pytest.fixture
def manager(program):
    """Was given the project."""
    return program("manager", grants=[Grant("manager", None, 1)])


def counted(office):
    with office.store.read() as conn:
        return counters.all_counters(conn), counters.recounted(conn)


def test_a_deleted_submission_is_gone_from_lists_feeds_and_counts_until_it_is_restored(
    manager, office
):
    feed, csv = "projects/1/forms/visit.svc/Submissions", f"{SENT}.csv"
    assert manager.delete(f"{SENT}/{FIRST}").json == {"success": True}
    assert manager.get(f"{SENT}/{FIRST}").status_code == 404
    assert manager.get(SENT).json == manager.get(feed).json["value"] == []
    assert len(manager.get(csv).text.splitlines()) == 1
    (gone,) = manager.get(SENT, query_string={"deleted": "true"}).json
    assert (gone["instanceId"], gone["deletedAt"] is None) == (FIRST, False)
    (row,) = manager.get(f"{feed}?$filter=__system/deletedAt ne null").json["value"]
    assert row["__system"]["deletedAt"] == gone["deletedAt"]
    kept, right = counted(office)
    assert {key: n for key, n in kept.items() if n} == {key: n for key, n in right.items() if n}
    assert manager.post(f"{SENT}/{FIRST}/restore").json == {"success": True}
    assert manager.post(f"{SENT}/{FIRST}/restore").status_code == 404
    assert manager.get(f"{SENT}/{FIRST}").json["deletedAt"] is None
    kept, right = counted(office)
    assert {key: n for key, n in kept.items() if n} == {key: n for key, n in right.items() if n}


def test_a_deleted_submission_sent_again_is_central_s_409_18(manager, assistant):
    manager.delete(f"{SENT}/{FIRST}")
    assert assistant.post(SENT, data=instance(FIRST)).json["code"] == 409.18


def test_only_managers_and_reviewers_of_the_area_delete(assistant, stranger, admin, auditor):
    for program, code in ((assistant, 403.1), (stranger, 404.1), (auditor, 403.1), (admin, 404.1)):
        assert program.delete(f"{SENT}/{FIRST}").json["code"] == code


def test_deleting_is_written_down_with_its_reason(manager, admin):
    manager.delete(f"{SENT}/{FIRST}", headers={"X-Action-Notes": "twice"})
    (line,) = admin.get("audits?action=submission.delete").json
    assert (line["actorId"], line["notes"]) == (manager.id, "twice")
    assert line["details"]["subject"] == f"submission {FIRST}"


def test_a_deleted_form_is_in_the_trash_and_comes_back_with_its_submissions(admin, clerk):
    assert admin.delete("projects/1/forms/visit").status_code == 200
    assert clerk.get(SENT).status_code == 404
    (gone,) = admin.get("projects/1/forms", query_string={"deleted": "True"}).json
    assert (gone["xmlFormId"], gone["deletedAt"] is None) == ("visit", False)
    assert admin.post(f"projects/1/forms/{gone['id']}/restore").json == {"success": True}
    assert len(clerk.get(SENT).json) == 1
    assert admin.post(f"projects/1/forms/{gone['id']}/restore").status_code == 404
    assert admin.get("projects/1/forms?deleted=true").json == []


def test_a_form_is_not_restored_beside_another_of_its_id(admin, office):
    admin.delete("projects/1/forms/visit")
    form(office)
    (gone,) = admin.get("projects/1/forms?deleted=true").json
    assert admin.post(f"projects/1/forms/{gone['id']}/restore").json["code"] == 409.3
