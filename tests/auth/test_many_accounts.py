"""Accounts from the cells of a spreadsheet: all at once, or none with every fault."""

import pytest

from server import places
from server.auth import many_accounts, passwords, sessions
from server.auth.grants import OPERATOR
from server.core.desk.people import Post
from server.core.errors import NotAllowed, NotUnique
from server.core.posts import NAMES, post_named
from server.store import users
from tests.builders.areas import DONGWAN, SANHE
from tests.builders.office import NOW, REVIEWER, asker, person

TABLE = """登录名\t姓名\t岗位\t区划
sun.li\t孙丽\t乡镇民政干事\t620421102
Zhou.Min\t周敏\t村民政助理员\t620421102201 620421102204

he.gang,何刚,系统管理,"""


def read(office, text, who=OPERATOR):
    return many_accounts.read(office, who, text)


def faults(office, text):
    return [(fault.line, fault.column) for fault in read(office, text).faults]


def test_a_table_becomes_accounts_that_can_sign_in(office):
    reading = read(office, TABLE)
    assert reading.faults == ()
    assert [row.line for row in reading.rows] == [2, 3, 5]
    made = many_accounts.create(office, OPERATOR, reading.rows, now=NOW)
    assert [each.person.login for each in made] == ["sun.li", "zhou.min", "he.gang"]
    first = made[0]
    signed = sessions.sign_in(
        office, "sun.li", first.password, address="10.0.0.7", agent="", now=NOW
    )
    assert signed.asker.post is Post.TOWNSHIP_CLERK
    assert [unit.code for unit in signed.asker.units] == [DONGWAN]
    assert signed.asker.must_change_password


def test_a_start_password_is_hashed_anew_at_the_first_sign_in(office, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", passwords.PasswordHasher(2, 2048, 1))
    (made,) = many_accounts.create(office, OPERATOR, read(office, TABLE).rows[:1], now=NOW)
    with office.store.read() as conn:
        before = users.find_account(conn, "sun.li").password_hash
    sessions.sign_in(office, "sun.li", made.password, address="10.0.0.7", agent="", now=NOW)
    with office.store.read() as conn:
        after = users.find_account(conn, "sun.li").password_hash
    assert passwords.is_outdated(before)
    assert not passwords.is_outdated(after)


@pytest.mark.parametrize(
    ("line", "where"),
    [
        pytest.param("\t孙丽\t所长\t620421102", [(1, 1)], id="no login"),
        pytest.param("sun li\t孙丽\t所长\t620421102", [(1, 1)], id="a space in the login"),
        pytest.param("sun\t\t所长\t620421102", [(1, 2)], id="no name"),
        pytest.param("sun\t孙丽\t科长\t620421102", [(1, 3)], id="a post nobody knows"),
        pytest.param("sun\t孙丽\t所长\t", [(1, 4)], id="no unit"),
        pytest.param("sun\t孙丽\t所长\t620499102", [(1, 4)], id="a unit that is not there"),
        pytest.param("sun\t孙丽\t所长\t12345", [(1, 4)], id="half a code"),
        pytest.param("sun\t孙丽\t所长\t火星乡", [(1, 4)], id="a name of no unit"),
        pytest.param("sun\t孙丽\t所长\t620421102201", [(1, 4)], id="a head of a village"),
        pytest.param(
            "a\t孙丽\t所长\t620421102\na\t李\t所长\t620421102", [(2, 1)], id="a login twice"
        ),
        pytest.param("sun", [(1, 2), (1, 3)], id="one cell"),
    ],
)
def test_every_fault_is_told_by_line_and_column(office, line, where):
    assert faults(office, line) == where


def test_a_name_that_one_unit_has_stands_for_it(office):
    name = places.tree(office).get(SANHE).name
    (row,) = read(office, f"sun\t孙丽\t村民政助理员\t{name}").rows
    assert row.units == (SANHE,)


def test_a_login_in_use_is_a_fault_and_nothing_is_half_made(office):
    reading = read(office, TABLE)
    person(office, REVIEWER)
    assert faults(office, f"{REVIEWER}\t李军\t所长\t620421102") == [(1, 1)]
    many_accounts.create(office, OPERATOR, reading.rows[1:2], now=NOW)
    with pytest.raises(NotUnique):
        many_accounts.create(office, OPERATOR, reading.rows, now=NOW)
    with office.store.read() as conn:
        assert users.find_account(conn, "sun.li") is None


def test_too_many_at_a_time_is_said(office):
    table = "\n".join(f"u{n}\t人\t系统管理\t" for n in range(many_accounts.MOST + 1))
    assert faults(office, table) == [(0, 0)]


def test_others_than_managers_may_not(office):
    with pytest.raises(NotAllowed):
        read(office, TABLE, asker(office, REVIEWER))


@pytest.mark.parametrize("post", list(Post))
def test_a_post_is_known_by_code_and_by_both_names(post):
    names = NAMES[post]
    assert {post_named(post), post_named(names.zh), post_named(names.en)} == {post}
