"""pyodk 1.3 against a running server: what scripts written for ODK Central do (OR-170)."""

from __future__ import annotations

import gzip
import io
from contextlib import ExitStack
from functools import partial
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from pyodk.errors import PyODKError

from forms.catalogue import bundled
from server.intake.worker import drain
from tests.builders.feeds import feed_form, visit, visit_id
from tests.builders.feeds import person as person_xml
from tests.builders.office import ADMIN, ASSISTANT, REVIEWER, form, instance, person, xform
from tests.builders.pictures import encoded, picture
from tests.contract.collect import Collect
from tests.contract.pyodk_client import pyodk

FIRST = "uuid:7d0b1a52-6c2f-4f0e-9a3e-2f1c5b8d9e01"
SECOND = "uuid:7d0b1a52-6c2f-4f0e-9a3e-2f1c5b8d9e02"


@pytest.fixture
def client(live, tmp_path):
    """Signs somebody of the office in; the account is made at the first call."""
    known = set()
    with ExitStack() as stack:

        def signed_in(login, cache=None):
            if login not in known:
                person(live.office, login)
                known.add(login)
            path = cache or tmp_path / f"{login}.toml"
            return stack.enter_context(pyodk(live.url, login, path))

        yield signed_in


@pytest.fixture
def admin(client):
    return client(ADMIN)


@pytest.fixture
def assistant(client):
    return client(ASSISTANT)


def sent(**more):
    """A visit as a script writes it."""
    return instance(FIRST, **more).decode()


def edited(**more):
    """The same visit, corrected."""
    deprecated = f"<orx:deprecatedID>{FIRST}</orx:deprecatedID>"
    return instance(SECOND, **more).decode().replace("</orx:meta>", f"{deprecated}</orx:meta>")


def photo(folder, name="照片 1.jpg"):
    """A picture on the disk."""
    path = folder / name
    path.write_bytes(encoded(picture()))
    return path


def test_a_wrong_password_is_central_s_401_2(live, tmp_path):
    """OR-168"""
    person(live.office, ADMIN)
    with (
        pytest.raises(PyODKError) as failure,
        pyodk(live.url, ADMIN, tmp_path / "cache.toml", password="wrong"),
    ):
        pass
    assert failure.value.is_central_error(401.2)


def test_a_kept_token_is_used_again(client, tmp_path):
    cache = tmp_path / "cache.toml"
    first = client(ADMIN, cache).session.headers["Authorization"]
    assert client(ADMIN, cache).session.headers["Authorization"] == first


def test_projects_are_read(admin):
    (project,) = admin.projects.list()
    assert admin.projects.get(project.id).name == "示范县入户调查"


def test_forms_are_read_with_their_xml(admin):
    (found,) = admin.forms.list()
    assert (found.xmlFormId, found.version, found.state) == ("visit", "1", "open")
    assert admin.forms.get("visit") == found
    assert admin.forms.get_xml("visit", encoding=None) == xform()


@pytest.mark.parametrize("bundle", bundled(), ids=lambda bundle: bundle.form_id)
def test_every_bundled_form_is_created_with_its_files_and_published(admin, live, bundle):
    """OR-175"""
    made = admin.forms.create(bundle.workbook, attachments=bundle.media)
    assert (made.xmlFormId, made.publishedAt) == (bundle.form_id, None)
    assert admin.forms.get(bundle.form_id).publishedAt is not None
    tablet = live.tablet()
    assert bundle.form_id in tablet.refresh()


def test_a_workbook_without_an_id_takes_the_one_it_is_given(admin, tmp_path):
    """OR-176"""
    book = Workbook()
    book.active.title = "survey"
    book.active.append(["type", "name", "label"])
    book.active.append(["text", "note", "Note"])
    book.save(tmp_path / "book.xlsx")
    made = admin.forms.create(tmp_path / "book.xlsx", form_id="走访.2026")
    assert made.xmlFormId == "走访.2026"
    assert admin.forms.get("走访.2026").publishedAt is not None


def test_a_form_that_exists_is_central_s_409_3(admin):
    with pytest.raises(PyODKError) as failure:
        admin.forms.create(xform().decode(), form_id="visit")
    assert failure.value.is_central_error(409.3)


def test_a_new_definition_is_published_as_a_new_version(admin):
    admin.forms.update("visit", definition=xform(version="2").decode())
    assert admin.forms.get("visit").version == "2"


def test_an_unchanged_version_is_central_s_409_6(admin):
    """OR-67"""
    with pytest.raises(PyODKError) as failure:
        admin.forms.update("visit", definition=xform(title="另一个").decode())
    assert failure.value.is_central_error(409.6)


def test_new_files_alone_make_a_version_named_by_the_script(admin, live, tmp_path):
    """OR-173, OR-175"""
    (tmp_path / "villages 清单.csv").write_bytes(b"name,label\n2,b\n")
    admin.forms.update(
        "visit",
        attachments=[tmp_path / "villages 清单.csv"],
        version_updater=lambda version: f"{version}.1",
    )
    assert admin.forms.get("visit").version == "1.1"
    tablet = live.tablet()
    tablet.refresh()
    assert tablet.forms["visit"].media == {"villages 清单.csv": b"name,label\n2,b\n"}


def test_new_files_alone_make_a_version_named_by_the_clock(admin, tmp_path):
    (tmp_path / "villages 清单.csv").write_bytes(b"name,label\n2,b\n")
    admin.forms.update("visit", attachments=[tmp_path / "villages 清单.csv"])
    assert admin.forms.get("visit").version.startswith("20")


def test_app_users_are_made_once_and_see_the_forms_they_are_given(admin, live):
    """OR-174"""
    form(live.office, "other")
    (made,) = admin.projects.create_app_users(["三合村 7 号"], forms=["visit"])
    assert (made.displayName, made.type) == ("三合村 7 号", "field_key")
    assert admin.projects.create_app_users(["三合村 7 号"]) == []
    tablet = Collect(f"{live.url}/v1/key/{made.token}/projects/1")
    assert tablet.refresh() == ["visit"]


def test_a_submission_is_sent_with_its_files_and_read_back(assistant, tmp_path):
    """OR-171, OR-172, OR-173"""
    made = assistant.submissions.create(
        sent(photo="照片 1.jpg"), "visit", device_id="script", attachments=[photo(tmp_path)]
    )
    assert [(each.name, each.exists) for each in made.attachments] == [("照片 1.jpg", True)]
    (listed,) = assistant.submissions.list("visit")
    found = assistant.submissions.get(FIRST, "visit")
    assert found == listed
    assert (found.instanceId, found.deviceId) == (FIRST, "script")
    assert isinstance(found.submitterId, int)
    answer = assistant.get(f"projects/1/forms/visit/submissions/{FIRST}/attachments/照片 1.jpg")
    assert answer.content == encoded(picture())


def test_a_packed_file_is_stored_as_it_is(assistant, tmp_path):
    """OR-173: its client declares a coding that is the file's own."""
    packed = gzip.compress("姓名\n".encode())
    (tmp_path / "list.csv.gz").write_bytes(packed)
    assistant.submissions.create(
        sent(photo="list.csv.gz"), "visit", attachments=[tmp_path / "list.csv.gz"]
    )
    path = f"projects/1/forms/visit/submissions/{FIRST}/attachments/list.csv.gz"
    assert assistant.get(path).content == packed


def test_a_file_no_answer_names_is_refused(assistant, tmp_path):
    with pytest.raises(PyODKError) as failure:
        assistant.submissions.create(sent(), "visit", attachments=[photo(tmp_path)])
    assert failure.value.is_central_error(404.1)


def test_a_submission_sent_twice_is_one(assistant):
    first = assistant.submissions.create(sent(), "visit")
    assert assistant.submissions.create(sent(), "visit") == first
    assert len(assistant.submissions.list("visit")) == 1


def test_other_content_under_a_used_id_is_central_s_409_3(assistant):
    assistant.submissions.create(sent(), "visit")
    with pytest.raises(PyODKError) as failure:
        assistant.submissions.create(sent(note="别的"), "visit")
    assert failure.value.is_central_error(409.3)


def test_an_edit_makes_a_new_version_with_a_comment(client):
    """OR-178"""
    clerk = client(REVIEWER)
    clerk.submissions.create(sent(), "visit")
    clerk.submissions.edit(FIRST, edited(note="井已修好"), "visit", comment="补正")
    found = clerk.submissions.get(FIRST, "visit")
    assert found.reviewState == "edited"
    assert "井已修好" in clerk.get(f"projects/1/forms/visit/submissions/{FIRST}.xml").text
    versions = clerk.get(f"projects/1/forms/visit/submissions/{FIRST}/versions").json()
    assert [each["instanceId"] for each in versions] == [SECOND, FIRST]


def test_an_edit_of_what_is_not_current_is_central_s_409_9(assistant):
    """OR-178"""
    assistant.submissions.create(sent(), "visit")
    assistant.submissions.edit(FIRST, edited(note="一"), "visit")
    again = edited(note="二").replace(SECOND, SECOND.replace("e02", "e03"))
    with pytest.raises(PyODKError) as failure:
        assistant.submissions.edit(FIRST, again, "visit")
    assert failure.value.is_central_error(409.9)


def test_two_edits_at_once_name_both_versions_to_the_second(assistant):
    assistant.submissions.create(sent(), "visit")
    assistant.submissions.edit(FIRST, edited(note="一"), "visit")
    third = edited(note="二").replace(SECOND, SECOND.replace("e02", "e03"))
    with pytest.raises(PyODKError) as failure:
        assistant.submissions.edit(FIRST, third, "visit")
    said = failure.value.args[1].json()
    assert (said["code"], said["details"]["deprecated_id"], said["details"]["current_id"]) == (
        409.9,
        FIRST,
        SECOND,
    )


def test_remarks_are_added_and_listed(client, assistant):
    assistant.submissions.create(sent(), "visit")
    clerk = client(REVIEWER)
    made = clerk.submissions.add_comment(FIRST, comment="电话核对过", form_id="visit")
    assert (made.body, isinstance(made.actorId, int)) == ("电话核对过", True)
    assert clerk.submissions.list_comments(FIRST, "visit") == [made]


def test_tables_are_read_with_every_option_of_the_client(client, assistant, live):
    """OR-170, OR-186, OR-190, OR-191, OR-194"""
    feed_form(live.office)
    for number, people in ((1, [person_xml("甲", "70")]), (2, []), (3, [person_xml("丙", "30")])):
        assistant.submissions.create(visit(number, *people).decode(), "家访")
    clerk = client(REVIEWER)
    read = partial(clerk.submissions.get_table, form_id="家访")
    whole = read()
    assert [row["姓名"] for row in whole["value"]] == ["王芳"] * 3
    page = read(top=1, skip=1, count=True)
    assert page["@odata.count"] == 3
    assert [row["__id"] for row in page["value"]] == [visit_id(2)]
    assert "@odata.nextLink" in page
    names = read(table_name="Submissions.grp.person", select="name,age")["value"]
    assert names == [{"name": "丙", "age": 30}, {"name": "甲", "age": 70}]
    expanded = read(expand="*", filter=f"__id eq '{visit_id(3)}'")["value"]
    assert [each["name"] for each in expanded[0]["grp"]["person"]] == ["丙"]
    assert read(wkt=True)["value"][0]["place"] == "POINT (104.1 36.5 1700)"
    with pytest.raises(PyODKError) as failure:
        read(filter="x eq 1")
    assert failure.value.is_central_error(501.5)


def test_a_script_downloads_the_tables(client, assistant, tmp_path):
    assistant.submissions.create(sent(photo="照片 1.jpg"), "visit", attachments=[photo(tmp_path)])
    clerk = client(REVIEWER)
    answer = clerk.get("projects/1/forms/visit/submissions.csv.zip", stream=True)
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["visit.csv", "media/照片 1.jpg"]
        assert archive.read("media/照片 1.jpg") == encoded(picture())
    again = clerk.get(
        "projects/1/forms/visit/submissions.csv.zip",
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


def test_a_reviewer_s_script_approves_with_a_comment(client, assistant):
    assistant.submissions.create(sent(), "visit")
    clerk = client(REVIEWER)
    clerk.submissions.review(FIRST, "approved", "visit", comment="情况属实")
    assert clerk.submissions.get(FIRST, "visit").reviewState == "approved"
    (comment,) = clerk.submissions.list_comments(FIRST, "visit")
    assert comment.body == "情况属实"


def test_what_has_issues_goes_back_and_comes_again_as_edited(client, assistant):
    assistant.submissions.create(sent(), "visit")
    clerk = client(REVIEWER)
    clerk.submissions.review(FIRST, "hasIssues", "visit")
    assistant.submissions.edit(FIRST, edited(note="已补正"), "visit")
    assert clerk.submissions.get(FIRST, "visit").reviewState == "edited"
    clerk.submissions.review(FIRST, "approved", "visit")
    assert clerk.submissions.get(FIRST, "visit").reviewState == "approved"


def test_nobody_approves_what_they_collected(client):
    clerk = client(REVIEWER)
    clerk.submissions.create(sent(), "visit")
    with pytest.raises(PyODKError) as failure:
        clerk.submissions.review(FIRST, "approved", "visit")
    assert failure.value.args[1].status_code == 403


def test_photos_are_examined_before_a_script_can_approve(client, assistant, live, tmp_path):
    assistant.submissions.create(sent(photo="照片 1.jpg"), "visit", attachments=[photo(tmp_path)])
    clerk = client(REVIEWER)
    with pytest.raises(PyODKError) as failure:
        clerk.submissions.review(FIRST, "approved", "visit")
    assert failure.value.is_central_error(409.36)
    drain(live.office)
    clerk.submissions.review(FIRST, "approved", "visit")
    assert clerk.submissions.get(FIRST, "visit").reviewState == "approved"


def test_an_administrator_lists_no_submissions(admin, assistant):
    assistant.submissions.create(sent(), "visit")
    assert admin.submissions.list("visit") == []
    with pytest.raises(PyODKError) as failure:
        admin.submissions.get(FIRST, "visit")
    assert failure.value.is_central_error(404.1)


@pytest.mark.parametrize("form_id", ["走访 2026", "a.b", "50%", "it's (one)*"])
def test_ids_of_any_characters_work_in_every_address(admin, assistant, live, tmp_path, form_id):
    """OR-112, OR-182"""
    form(live.office, form_id)
    iid = "走访:1 #1?%20"
    xml = instance(iid, form_id=form_id, photo="照 #1?%.jpg").decode()
    made = assistant.submissions.create(xml, form_id, attachments=[photo(tmp_path, "照 #1?%.jpg")])
    assert made.instanceId == iid
    assert assistant.submissions.get(iid, form_id).instanceId == iid
    assert admin.forms.get_xml(form_id, encoding=None) == xform(form_id)
    assert admin.forms.get(form_id).xmlFormId == form_id
