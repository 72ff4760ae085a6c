"""domain.md 5.2 at the public API: posts give areas, roles of the API give projects."""

from __future__ import annotations

import pytest

from server.core.caller import Caller, Reach, Role
from server.core.desk.people import Asker, May, Post
from server.core.errors import NotAllowed
from server.core.rights import Grant, Sender, allowed
from tests.builders.areas import DABA, DONGWAN, GUAYUAN, SANHE, unit


def caller(post=None, *roles, area=DONGWAN):
    """Somebody with a post in `area` and roles in the first project."""
    grants = tuple(Grant(role, None, 1) for role in roles)
    asker = None
    if post is not None:
        asker = Asker(
            id=7,
            login="",
            name="",
            post=post,
            units=(unit(area),),
            may=allowed([post]),
            csrf="",
        )
    return Caller(Sender(7, "", is_app_user=False, grants=grants), asker)


@pytest.mark.parametrize(
    ("post", "listed", "read"),
    [
        (Post.TOWNSHIP_CLERK, True, True),
        (Post.COUNTY_AUDIT, True, True),
        (Post.CITY, True, False),
        (Post.ASSISTANT, False, False),
        (Post.COUNTY_READ, False, False),
        (Post.ADMIN, False, False),
        (Post.AUDITOR, False, False),
    ],
)
def test_a_post_lists_and_reads_in_its_area_what_it_is_there_for(post, listed, read):
    who = caller(post)
    assert who.listed(1).holds(SANHE, 99) is listed
    assert who.read(1).holds(SANHE, 99) is read
    assert not who.listed(1).holds(GUAYUAN, 99)


@pytest.mark.parametrize("post", [None, *Post])
def test_everybody_reads_what_they_have_sent(post):
    who = caller(post)
    assert who.listed(1).holds("", 7)
    assert who.read(1).holds(GUAYUAN, 7)
    assert who.corrected().holds(GUAYUAN, 7)


@pytest.mark.parametrize("role", ["manager", "viewer"])
def test_a_reader_of_one_project_reads_all_of_it_and_corrects_nothing(role):
    who = caller(None, role)
    assert who.read(1).holds("", 99)
    assert not who.read(2).holds("", 99)
    assert not who.corrected().holds(SANHE, 99)


def test_only_a_reviewer_corrects_in_the_area():
    assert caller(Post.TOWNSHIP_CLERK).corrected().holds(DABA, 99)
    assert not caller(Post.COUNTY_AUDIT).corrected().holds(DABA, 99)


def test_a_submission_without_place_is_in_no_area():
    assert not caller(Post.TOWNSHIP_CLERK).listed(1).holds("", 99)
    assert Reach(everywhere=True, units=(), own=0).holds("", 99)


@pytest.mark.parametrize(
    ("who", "submits", "manages"),
    [
        (caller(Post.ADMIN), False, True),
        (caller(Post.TOWNSHIP_CLERK), True, False),
        (caller(Post.CITY), False, False),
        (caller(None, "formfill"), True, False),
        (caller(None, "manager"), False, True),
        (caller(None, "viewer"), False, False),
    ],
    ids=["admin", "clerk", "city", "collector", "manager", "viewer"],
)
def test_sending_and_managing_forms_are_rights_of_their_own(who, submits, manages):
    assert who.submits(1) is submits
    assert who.manages_forms(1) is manages


def test_a_role_without_post_opens_no_desk():
    with pytest.raises(NotAllowed):
        caller(None, "manager").at_desk(May.SEE_SUBMISSIONS)


def test_projects_open_by_any_post_or_by_a_role_in_them():
    assert caller(Post.ASSISTANT).belongs_to(2)
    assert caller(None, "viewer").belongs_to(1)
    assert not caller(None, "viewer").belongs_to(2)


@pytest.mark.parametrize("role", Role)
def test_a_role_is_found_by_number_and_by_name(role):
    assert Role.of(str(role.value)) is Role.of(role.system) is role
