"""Accounts as the administrator keeps them."""

from datetime import date, timedelta

import pytest

from server.auth import accounts, sessions
from server.auth.grants import OPERATOR, asker_by_id
from server.core.desk.people import Post
from server.core.errors import (
    AuthenticationFailed,
    MissingParameter,
    NotAllowed,
    NotFound,
    NotUnique,
    PasswordTooCommon,
    UnexpectedValue,
    UnitNotFound,
)
from server.store import audit, users
from tests.builders.areas import DONGWAN, SANHE, WULAN
from tests.builders.office import ADMIN, NOW, PASSWORD, REVIEWER, asker, everything_in, person


def create(office, who=OPERATOR, *, login="sun.li", post=Post.TOWNSHIP_CLERK, **more):
    given = {"name": "孙丽", "units": (DONGWAN,), "now": NOW}
    return accounts.create_user(office, who, login=login, post=post, **(given | more))


def sign_in(office, login, password, *, now=NOW):
    return sessions.sign_in(office, login, password, address="10.0.0.7", agent="", now=now)


def test_a_new_account_gets_a_start_password_to_be_changed(office):
    made = create(office)
    assert made.person.must_change_password
    signed = sign_in(office, "sun.li", made.password)
    assert signed.asker.must_change_password
    assert signed.asker.post is Post.TOWNSHIP_CLERK


def test_a_chosen_password_needs_no_change_and_must_be_strong(office):
    assert not create(office, password=PASSWORD).person.must_change_password
    assert not sign_in(office, "sun.li", PASSWORD).asker.must_change_password
    with pytest.raises(PasswordTooCommon):
        create(office, login="other", password="password1")


def test_the_first_administrator_holds_the_post_everywhere(office):
    made = create(office, login=ADMIN, post=Post.ADMIN, units=(), password=PASSWORD)
    assert [(h.post, h.unit) for h in made.person.posts] == [(Post.ADMIN, None)]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"login": " "}, MissingParameter),
        ({"name": ""}, MissingParameter),
        ({"login": "sun:li"}, UnexpectedValue),
        ({"login": "s" * 61}, UnexpectedValue),
        ({"units": ("620421102299",)}, UnitNotFound),
    ],
    ids=["no login", "no name", "colon", "long", "unknown unit"],
)
def test_what_is_wrong_with_a_new_account_is_told(office, change, refusal):
    with pytest.raises(refusal):
        create(office, **change)


def test_a_login_that_no_header_can_hold_has_no_digest_key(office):
    create(office, login="孙丽", password=PASSWORD)
    with office.store.read() as conn:
        assert users.find_account(conn, "孙丽").digest_sealed is None
    assert sign_in(office, "孙丽", PASSWORD)


def test_a_login_is_there_once_whatever_its_capitals(office):
    create(office)
    with pytest.raises(NotUnique):
        create(office, login="SUN.LI")
    assert len(accounts.people(office, OPERATOR)) == 1


def test_only_the_administrator_keeps_accounts(office):
    who = asker(office)
    for attempt in (
        lambda: create(office, who),
        lambda: accounts.people(office, who),
        lambda: accounts.reset_password(office, who, who.id, now=NOW),
        lambda: accounts.disable_user(office, who, who.id, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_new_post_ends_the_old_one_the_day_before(office):
    made = create(office)
    person_now = accounts.assign(
        office, OPERATOR, made.person.id, post=Post.ASSISTANT, units=(SANHE,), now=NOW
    )
    assert [(h.post, h.to_date) for h in person_now.posts] == [
        (Post.TOWNSHIP_CLERK, date(2026, 11, 22)),
        (Post.ASSISTANT, None),
    ]
    assert asker_by_id(office, made.person.id, now=NOW).post is Post.ASSISTANT


def test_a_post_for_later_leaves_today_as_it_is(office):
    made = create(office)
    later = date(2026, 12, 1)
    accounts.assign(
        office,
        OPERATOR,
        made.person.id,
        post=Post.ASSISTANT,
        units=(SANHE,),
        now=NOW,
        from_date=later,
    )
    assert asker_by_id(office, made.person.id, now=NOW).post is Post.TOWNSHIP_CLERK
    after = NOW + timedelta(days=8)
    assert asker_by_id(office, made.person.id, now=after).post is Post.ASSISTANT


def test_two_posts_can_be_held_at_once(office):
    made = create(office)
    accounts.assign(
        office,
        OPERATOR,
        made.person.id,
        post=Post.TOWNSHIP_CLERK,
        units=(WULAN,),
        now=NOW,
        keep_others=True,
    )
    who = asker_by_id(office, made.person.id, now=NOW)
    assert [unit.code for unit in who.units] == [DONGWAN, WULAN]


def test_disabling_ends_sessions_and_is_shown(office):
    user_id = person(office, REVIEWER)
    signed = sign_in(office, REVIEWER, PASSWORD)
    accounts.disable_user(office, OPERATOR, user_id, now=NOW)
    assert sessions.asker(office, signed.token, now=NOW) is None
    assert accounts.person(office, OPERATOR, user_id).is_disabled


def test_nobody_disables_themselves(office):
    who = asker(office, ADMIN)
    with pytest.raises(NotAllowed):
        accounts.disable_user(office, who, who.id, now=NOW)


def test_a_reset_gives_a_start_password_and_voids_the_old_one(office):
    user_id = person(office, REVIEWER)
    signed = sign_in(office, REVIEWER, PASSWORD)
    reset = accounts.reset_password(office, OPERATOR, user_id, now=NOW)
    assert sessions.asker(office, signed.token, now=NOW) is None
    with pytest.raises(AuthenticationFailed):
        sign_in(office, REVIEWER, PASSWORD)
    assert sign_in(office, REVIEWER, reset.password).asker.must_change_password


def test_somebody_can_be_signed_out_everywhere(office):
    user_id = person(office, REVIEWER)
    signed = [sign_in(office, REVIEWER, PASSWORD) for _ in range(3)]
    assert accounts.end_sessions(office, OPERATOR, user_id, now=NOW) == 3
    assert all(sessions.asker(office, each.token, now=NOW) is None for each in signed)


def test_an_unknown_account_is_not_found(office):
    with pytest.raises(NotFound):
        accounts.disable_user(office, OPERATOR, 99, now=NOW)


def test_every_change_is_logged_by_whom_and_without_passwords(office):
    who = asker(office, ADMIN)
    made = create(office, who)
    reset = accounts.reset_password(office, who, made.person.id, now=NOW)
    accounts.disable_user(office, who, made.person.id, now=NOW)
    with office.store.read() as conn:
        lines = audit.entries(conn, action="user", by=who.id)
    assert [line.action for line in lines] == ["user.disable", "user.reset", "user.create"]
    kept = everything_in(office, "audit", "user_account")
    assert made.password not in kept
    assert reset.password not in kept
