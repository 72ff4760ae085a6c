"""From assignments to rights: the leading post, its area, and what other posts add to it."""

import pytest

from server.auth.grants import OPERATOR, asker_by_id
from server.core.desk.people import May, Post
from server.core.errors import NoPost, NotFound
from server.core.rights import Grant
from server.store import users
from tests.builders.areas import BAIYIN, DABA, DONGWAN, GUAYUAN, JINGYUAN, SANHE, WULAN
from tests.builders.office import ADMIN, NOW, person


def who_holds(office, *grants, **days):
    return asker_by_id(office, person(office, grants=list(grants), **days), now=NOW)


def codes(who):
    return [unit.code for unit in who.units]


def test_several_areas_of_one_post_are_given_widest_first(office):
    who = who_holds(
        office,
        Grant(Post.COUNTY_AUDIT, SANHE),
        Grant(Post.COUNTY_AUDIT, WULAN),
        Grant(Post.COUNTY_AUDIT, JINGYUAN),
    )
    assert codes(who) == [JINGYUAN, WULAN, SANHE]


def test_the_post_nearer_to_deciding_leads_and_the_lesser_adds_nothing_elsewhere(office):
    who = who_holds(office, Grant(Post.ASSISTANT, GUAYUAN), Grant(Post.TOWNSHIP_CLERK, DONGWAN))
    assert who.post is Post.TOWNSHIP_CLERK
    assert codes(who) == [DONGWAN]
    assert May.SEE_OWN not in who.may


def test_a_second_post_adds_its_rights_where_it_covers_the_area(office):
    who = who_holds(office, Grant(Post.TOWNSHIP_CLERK, DONGWAN), Grant(Post.COUNTY_READ, JINGYUAN))
    assert {May.REVIEW, May.SEE_COUNTS} <= who.may


def test_a_post_in_a_part_of_the_area_adds_nothing(office):
    who = who_holds(office, Grant(Post.COUNTY_AUDIT, JINGYUAN), Grant(Post.TOWNSHIP_CLERK, DONGWAN))
    assert May.AUDIT in who.may
    assert May.REVIEW not in who.may


def test_a_post_held_everywhere_adds_to_every_other(office):
    who = who_holds(office, Grant(Post.ADMIN), Grant(Post.TOWNSHIP_CLERK, DONGWAN))
    assert who.post is Post.TOWNSHIP_CLERK
    assert May.MANAGE_USERS in who.may


def test_a_post_without_area_holds_everywhere(office):
    assert codes(asker_by_id(office, person(office, ADMIN), now=NOW)) == [BAIYIN]


@pytest.mark.parametrize(
    ("from_date", "to_date", "holds"),
    [(0, 0, True), (1, None, False), (None, -1, False), (None, None, True)],
    ids=["today only", "from tomorrow", "until yesterday", "always"],
)
def test_both_ends_of_an_assignment_count(office, from_date, to_date, holds):
    today = NOW.date()
    days = {
        "from_date": None if from_date is None else today.replace(day=today.day + from_date),
        "to_date": None if to_date is None else today.replace(day=today.day + to_date),
    }
    if holds:
        assert who_holds(office, Grant(Post.ASSISTANT, DABA), **days)
    else:
        with pytest.raises(NoPost):
            who_holds(office, Grant(Post.ASSISTANT, DABA), **days)


def test_a_unit_that_is_not_loaded_stands_for_itself(office):
    who = who_holds(office, Grant(Post.ASSISTANT, "620422100201"))
    assert codes(who) == ["620422100201"]


def test_roles_of_the_public_api_are_no_posts(office):
    with pytest.raises(NoPost):
        who_holds(office, Grant("manager", project_id=1))


def test_a_disabled_person_is_nobody(office):
    user_id = person(office)
    office.store.write(lambda conn: users.disable(conn, user_id, now=NOW))
    with pytest.raises(NotFound):
        asker_by_id(office, user_id, now=NOW)


def test_the_operator_manages_accounts_and_sees_no_records():
    assert May.MANAGE_USERS in OPERATOR.may
    assert May.SEE_SUBMISSIONS not in OPERATOR.may
