"""OR-90, OR-95, OR-114, OR-173, OR-181: files of submissions, and who has read what."""

from __future__ import annotations

import io

import pytest

from server.core.rights import Grant
from server.intake.worker import drain
from server.store import audit, forms
from tests.builders.office import form, instance
from tests.builders.pictures import encoded, picture

SENT = "projects/1/forms/visit/submissions"
FIRST, SECOND = (f"uuid:7d0b1a52-6c2f-4f0e-9a3e-2f1c5b8d9e0{n}" for n in (1, 2))
FILES = f"{SENT}/{FIRST}/attachments"
NAME = "照片 1.jpg"


@pytest.fixture(autouse=True)
def _sent(office, assistant):
    """A visit that speaks of a photo, which has not come yet."""
    form(office)
    assistant.post(SENT, data=instance(FIRST, photo=NAME))


def state(office):
    """The state of the one submission."""
    with office.store.read() as conn:
        return conn.exec_driver_sql("SELECT state FROM submission").scalar_one()


def read(office):
    """What the log says was read: who, what, why."""
    office.store.write(forms.projects)  # behind what was not waited for
    with office.store.read() as conn:
        found = audit.entries(conn, action="submission.read")
    return [(entry.actor_id, entry.details["what"], entry.notes) for entry in found]


def test_a_file_is_awaited_until_it_comes(assistant, office):
    """OR-95"""
    assert assistant.get(FILES).json == [{"name": NAME, "exists": False}]
    assert assistant.get(f"{FILES}/{NAME}").json["code"] == 404.1
    assert state(office) == "receiving"
    content = encoded(picture())
    answer = assistant.post(f"{FILES}/{NAME}", data=content, content_type="image/jpeg")
    assert answer.json == {"success": True}
    assert assistant.get(FILES).json == [{"name": NAME, "exists": True}]
    assert state(office) == "received"
    got = assistant.get(f"{FILES}/{NAME}")
    assert (got.data, got.content_type) == (content, "image/jpeg")
    assert drain(office) == 1
    assert state(office) == "to_review"


def test_a_download_is_named_in_both_ways_and_never_shown(assistant):
    """OR-181"""
    assistant.post(f"{FILES}/{NAME}", data=b"<script>", content_type="text/html")
    headers = assistant.get(f"{FILES}/{NAME}").headers
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"-- 1.jpg\"; filename*=UTF-8''%E7%85%A7%E7%89%87%201.jpg"
    )
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_carries_a_strong_tag(assistant):
    assistant.post(f"{FILES}/{NAME}", data=b"x")
    tag = assistant.get(f"{FILES}/{NAME}").headers["ETag"]
    assert not tag.startswith("W/")
    again = assistant.get(f"{FILES}/{NAME}", headers={"If-None-Match": f"W/{tag}"})
    assert again.status_code == 304


def test_a_body_in_chunks_and_a_coding_are_taken_as_they_are(assistant):
    """OR-173"""
    answer = assistant.post(
        f"{FILES}/{NAME}",
        input_stream=io.BytesIO(b"packed"),
        headers={"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.json == {"success": True}
    assert assistant.get(f"{FILES}/{NAME}").data == b"packed"


def test_a_body_that_breaks_off_leaves_nothing(assistant):
    """OR-100"""
    answer = assistant.post(
        f"{FILES}/{NAME}", data=b"half", environ_overrides={"CONTENT_LENGTH": "9"}
    )
    assert answer.json["code"] == 400.39
    assert assistant.get(FILES).json == [{"name": NAME, "exists": False}]


def test_a_file_beyond_the_limit_is_413(assistant, office):
    announced = {"CONTENT_LENGTH": str(office.settings.hard_limit_bytes + 1)}
    answer = assistant.post(f"{FILES}/{NAME}", data=b"x", environ_overrides=announced)
    assert (answer.status_code, answer.json["code"]) == (413, 413.1)


def test_an_empty_file_is_a_file(assistant):
    """OR-97"""
    assert assistant.post(f"{FILES}/{NAME}", data=b"").json == {"success": True}
    assert assistant.get(f"{FILES}/{NAME}").data == b""


def test_only_files_that_answers_name_are_added(assistant):
    assert assistant.post(f"{FILES}/other.jpg", data=b"x").json["code"] == 404.1


def test_the_reviewer_may_add_a_file_too(clerk, stranger, auditor):
    assert stranger.post(f"{FILES}/{NAME}", data=b"x").json["code"] == 404.1
    assert auditor.post(f"{FILES}/{NAME}", data=b"x").json["code"] == 403.1
    assert clerk.post(f"{FILES}/{NAME}", data=b"x").json == {"success": True}


def test_a_file_is_exchanged_only_while_nothing_is_decided(assistant, clerk, office):
    assistant.post(f"{FILES}/{NAME}", data=encoded(picture()))
    assistant.post(f"{FILES}/{NAME}", data=encoded(picture(seed=2)))
    drain(office)
    assert clerk.patch(f"{SENT}/{FIRST}", json={"reviewState": "rejected"}).status_code == 200
    again = assistant.post(f"{FILES}/{NAME}", data=encoded(picture(seed=2)))
    assert again.json == {"success": True}  # the same once more is no change
    other = assistant.post(f"{FILES}/{NAME}", data=encoded(picture(seed=3)))
    assert other.json["code"] == 409.36


def test_adding_a_file_is_logged_with_both_contents(assistant, office):
    for content in (b"one", b"two"):
        assistant.post(f"{FILES}/{NAME}", data=content, headers={"X-Action-Notes": "重拍".encode()})
    with office.store.read() as conn:
        last, first = audit.entries(conn, action="submission.attachment.update")
    assert first.details["old"] is None
    assert last.details["old"] == first.details["new"]
    assert last.actor_id == assistant.id


def test_what_an_edit_still_names_comes_along(assistant):
    """OR-114"""
    assistant.post(f"{FILES}/{NAME}", data=b"photo")
    mark = f"<orx:deprecatedID>{FIRST}</orx:deprecatedID></orx:meta>".encode()
    edit = instance(SECOND, note="已补正", photo=NAME).replace(b"</orx:meta>", mark)
    assistant.put(f"{SENT}/{FIRST}", data=edit)
    versions = f"{SENT}/{FIRST}/versions"
    for version_id in (FIRST, SECOND):
        path = f"{versions}/{version_id}/attachments"
        assert assistant.get(path).json == [{"name": NAME, "exists": True}]
        assert assistant.get(f"{path}/{NAME}").data == b"photo"
    assert assistant.get(f"{versions}/{SECOND}/attachments/none").json["code"] == 404.1


def test_reading_is_logged_with_its_purpose(assistant, clerk, office):
    assistant.post(f"{FILES}/{NAME}", data=b"photo")
    clerk.get(f"{SENT}/{FIRST}.xml", headers={"X-Action-Notes": "%E6%A0%B8%E5%AF%B9"})
    clerk.get(f"{FILES}/{NAME}")
    clerk.get(f"{SENT}/{FIRST}/versions/{FIRST}.xml")
    clerk.get(SENT)
    clerk.get(f"{SENT}/{FIRST}")
    assert read(office) == [
        (clerk.id, "xml", None),
        (clerk.id, NAME, None),
        (clerk.id, "xml", "核对"),
    ]


def test_a_late_file_starts_the_work_that_waited_for_it(assistant, office):
    assistant.post(f"{FILES}/{NAME}", data=b"photo")
    with office.store.read() as conn:
        waiting = conn.exec_driver_sql("SELECT count(*) FROM job WHERE state = 'waiting'")
        assert waiting.scalar_one() == 2  # one for now, one that no longer matters
    drain(office)
    assert state(office) == "to_review"


def test_whoever_reads_the_whole_project_reads_files(program, assistant):
    assistant.post(f"{FILES}/{NAME}", data=b"photo")
    reader = program("reader@example.org", grants=[Grant("viewer", None, 1)])
    assert reader.get(f"{FILES}/{NAME}").data == b"photo"
    assert reader.post(f"{FILES}/{NAME}", data=b"x").json["code"] == 403.1
