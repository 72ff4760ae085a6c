"""Drafts: what stays in their slots, and what becomes of them once published."""

import pytest

from server.answers import known_forms
from server.auth.grants import caller_of
from server.core.desk.people import Post
from server.core.errors import NotFound, NothingPublished, VersionTaken
from server.core.rights import Grant, Sender
from server.publish import drafts
from server.publish.definitions import Definition
from server.publish.draft_files import fill_file
from server.publish.managing import draft_of
from server.store import forms
from tests.builders.office import ADMIN, NOW, person
from tests.builders.xforms import xform

ITEMS = '<instance id="items" src="jr://file-csv/items.csv"/>'
CSV = b"name,label\n1,a\n"


def definition(version="1", *, slots=ITEMS):
    """The form `f`, which looks things up in a file."""
    attributes = f'id="f" version="{version}"'
    body = '<input ref="/data/a"><label>甲</label></input>'
    bind = '<bind nodeset="/data/a" type="string"/>'
    return Definition(xform("<a/>", slots + bind, body, attributes=attributes), "f.xml")


@pytest.fixture
def admin(office):
    sender = Sender(person(office, ADMIN), "管理员", is_app_user=False, grants=(Grant(Post.ADMIN),))
    return caller_of(office, sender)


@pytest.fixture
def draft(office, admin):
    """The draft of a new form, its file filled in."""
    drafts.create_form(office, admin, 1, definition(), now=NOW)
    blob = office.vault.put_bytes(CSV)
    fill_file(office, admin, 1, "f", "items.csv", blob=blob, mime="text/csv", now=NOW)
    return blob.digest


def publish(office, who, version=None):
    drafts.publish_draft(office, who, 1, "f", version=version, now=NOW)


def replace(office, who, wanted):
    drafts.replace_draft(office, who, 1, "f", wanted, now=NOW)


def published(office):
    return known_forms(office)[1, "f"].current_id


def digests(office, version_id):
    with office.store.read() as conn:
        return {each.name: each.digest for each in forms.files_of(conn, version_id)}


def test_a_published_draft_is_no_draft_any_more(office, admin, draft):
    key = draft_of(office, 1, "f")
    publish(office, admin)
    assert published(office) == key
    assert digests(office, key) == {"items.csv": draft}
    with pytest.raises(NotFound):
        draft_of(office, 1, "f")


@pytest.mark.parametrize("is_published", [True, False], ids=["published", "draft"])
def test_files_stay_in_the_draft_that_takes_the_place_of_another(
    office, admin, draft, is_published
):
    if is_published:
        publish(office, admin)
    replace(office, admin, definition("2"))
    assert digests(office, draft_of(office, 1, "f")) == {"items.csv": draft}


def test_a_file_without_a_slot_in_the_new_draft_is_gone_from_it(office, admin, draft):
    replace(office, admin, definition("2", slots=""))
    assert draft
    assert digests(office, draft_of(office, 1, "f")) == {}


def test_filling_the_draft_leaves_what_is_published(office, admin, draft):
    publish(office, admin)
    replace(office, admin, None)
    other = office.vault.put_bytes(CSV + b"2,b\n")
    fill_file(office, admin, 1, "f", "items.csv", blob=other, mime="text/csv", now=NOW)
    assert digests(office, published(office)) == {"items.csv": draft}
    assert digests(office, draft_of(office, 1, "f")) == {"items.csv": other.digest}


@pytest.mark.usefixtures("draft")
def test_or_67_a_draft_under_a_published_version_stays_a_draft(office, admin):
    publish(office, admin)
    replace(office, admin, None)
    before = published(office)
    with pytest.raises(VersionTaken):
        publish(office, admin)
    assert published(office) == before
    publish(office, admin, "2")
    assert published(office) != before
    assert set(known_forms(office)[1, "f"].versions) == {"1", "2"}


@pytest.mark.usefixtures("draft")
def test_the_only_edition_of_a_form_cannot_be_thrown_away(office, admin):
    with pytest.raises(NothingPublished):
        drafts.delete_draft(office, admin, 1, "f", now=NOW)
    assert draft_of(office, 1, "f")
