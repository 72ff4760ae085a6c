"""What each sender is offered, and that every file is the one its list promised."""

import hashlib

import pytest

from server.core.desk.people import Post
from server.core.errors import FormNotFound, NotAllowed, NotFound
from server.core.rights import APP_USER, Grant, Sender
from server.publish import listing
from server.store import forms
from tests.builders.areas import DABA, DONGWAN, SANHE
from tests.builders.field import sender
from tests.builders.households import entity, stored
from tests.builders.office import NOW, form, xform

LISTS = ("counties.csv", "townships.csv", "villages.csv", "households.csv")
SOURCES = {name: name.removesuffix(".csv") for name in LISTS}
FILES = [*SOURCES.items(), ("later.csv", b"name,label\n"), ("door.png", None)]
TABLET = sender(SANHE)


def person(post, unit=DONGWAN):
    return Sender(3, "李军", is_app_user=False, grants=(Grant(post, unit),))


def ids(office, who=TABLET, **narrowed):
    return [each.form_id for each in listing.listing(office, who, 1, **narrowed)]


def md5(content):
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@pytest.fixture
def survey(office):
    """A form with every list the server makes, an uploaded file, and an empty slot."""
    return form(office, "survey", files=FILES)


def test_a_listed_form_says_what_its_bytes_are(office):
    form(office)
    (shown,) = listing.listing(office, TABLET, 1)
    assert shown == listing.ListedForm("visit", "走访", "1", md5(xform()), has_attachments=False)
    assert listing.form_file(office, TABLET, 1, "visit").content == xform()


def test_forms_come_in_order_of_their_ids_and_can_be_narrowed_to_one(office):
    for form_id in ("c", "a", "b"):
        form(office, form_id)
    assert ids(office) == ["a", "b", "c"]
    assert ids(office, form_id="b") == ["b"]


@pytest.mark.parametrize("post", [Post.ASSISTANT, Post.DISASTER_OFFICER, Post.TOWNSHIP_CLERK])
def test_a_person_who_surveys_is_offered_every_form(office, post):
    form(office)
    assert ids(office, person(post)) == ["visit"]


@pytest.mark.parametrize("post", [Post.COUNTY_AUDIT, Post.ADMIN, Post.EMERGENCY])
def test_a_person_who_surveys_nothing_is_refused_and_gets_no_empty_list(office, post):
    form(office)
    with pytest.raises(NotAllowed):
        ids(office, person(post))
    with pytest.raises(NotAllowed):
        listing.form_file(office, person(post), 1, "visit")


def test_a_tablet_of_one_form_gets_no_other(office):
    seen = form(office, "seen")
    form(office, "other")
    who = Sender(7, "t", is_app_user=True, grants=(Grant(APP_USER, SANHE, 1, seen),), project_id=1)
    assert ids(office, who) == ["seen"]
    for ask in (listing.form_file, listing.manifest):
        with pytest.raises(NotAllowed):
            ask(office, who, 1, "other")


def test_or_64_another_project_is_refused_and_an_unknown_one_not_found(office):
    other = office.store.write(lambda conn: forms.add_project(conn, "另一个", now=NOW))
    with pytest.raises(NotAllowed):
        listing.listing(office, TABLET, other)
    with pytest.raises(NotFound):
        listing.listing(office, TABLET, 99)


@pytest.mark.parametrize("state", ["closing", "closed"])
def test_a_form_that_is_not_open_is_not_listed_but_finishes_what_has_begun(office, state):
    form(office, state=state)
    assert ids(office) == []
    assert listing.form_file(office, TABLET, 1, "visit").content == xform()


def test_a_form_nobody_published_is_not_found(office):
    with pytest.raises(FormNotFound):
        listing.form_file(office, TABLET, 1, "visit")


@pytest.mark.usefixtures("survey")
def test_or_73_a_manifest_names_what_is_there_and_leaves_empty_slots_out(office):
    names = {item.name for item in listing.manifest(office, TABLET, 1, "survey")}
    assert names == {*LISTS, "later.csv"}
    with pytest.raises(NotFound):
        listing.media(office, TABLET, 1, "survey", "door.png")


@pytest.mark.usefixtures("survey")
def test_or_75_each_plain_file_has_the_hash_of_the_bytes_that_are_served(office):
    plain = [i for i in listing.manifest(office, TABLET, 1, "survey") if i.kind == "plain"]
    assert len(plain) == 4
    for item in plain:
        served = listing.media(office, TABLET, 1, "survey", item.name)
        assert md5(served.content) == item.hash


@pytest.mark.usefixtures("survey")
def test_or_76_households_are_an_entity_list(office):
    (item,) = [i for i in listing.manifest(office, TABLET, 1, "survey") if i.dataset]
    assert (item.name, item.kind, item.dataset) == ("households.csv", "entityList", "households")


@pytest.mark.usefixtures("survey")
def test_two_tablets_of_one_form_fetch_different_households(office):
    stored(office, 1)
    stored(office, 2, village=DABA)
    for village, mine, other in ((SANHE, 1, 2), (DABA, 2, 1)):
        made = listing.media(office, sender(village), 1, "survey", "households.csv")
        text = b"".join(made.pieces).decode()
        assert entity(mine) in text
        assert entity(other) not in text


@pytest.mark.usefixtures("survey")
def test_or_147_a_new_household_changes_the_hash_of_the_entity_list_alone(office):
    before = listing.manifest(office, TABLET, 1, "survey")
    stored(office)
    after = listing.manifest(office, TABLET, 1, "survey")
    changed = [new.name for old, new in zip(before, after, strict=True) if old != new]
    assert changed == ["households.csv"]


def test_or_155_deleted_households_are_told_and_strange_ones_left_out(office):
    stored(office, status="gone")
    told = listing.integrity(office, TABLET, 1, "households", [entity(), entity(9)])
    assert told == ((entity(), True),)


def test_or_155_an_unknown_entity_list_is_not_found(office):
    with pytest.raises(NotFound):
        listing.integrity(office, TABLET, 1, "persons", [entity()])
