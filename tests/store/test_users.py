"""Accounts, assignments, tablets, sessions and the log as rows."""

from datetime import date, timedelta

import pytest

from server.core.desk.people import Post
from server.core.errors import NotFound, NotUnique, StoreBusy
from server.core.rights import Grant
from server.store import audit, logins, sessions, tablets, users
from server.store.engine import Store, open_engine
from tests.builders.areas import DABA, SANHE
from tests.builders.office import NOW

DAY = timedelta(days=1)


@pytest.fixture
def store(settings):
    made = Store(open_engine(settings.sqlalchemy_url))
    yield made
    made.close()


def account(store, login="li.jun", **more):
    given = {
        "name": "李军",
        "password_hash": "x",
        "digest_sealed": None,
        "must_change_password": False,
        "now": NOW,
        "by": None,
    }
    return store.write(lambda conn: users.add_account(conn, login=login, **(given | more)))


def read(store, question, *args, **more):
    with store.read() as conn:
        return question(conn, *args, **more)


def test_an_account_is_found_by_login_and_by_id(store):
    user_id = account(store)
    found = read(store, users.find_account, "li.jun")
    assert found == read(store, users.get_account, user_id)
    assert (found.name, found.language, found.theme, found.is_disabled) == (
        "李军",
        "zh",
        "light",
        False,
    )


def test_an_unknown_account_is_none_or_not_found(store):
    assert read(store, users.find_account, "li.jun") is None
    with pytest.raises(NotFound):
        read(store, users.get_account, 7)


def test_a_login_in_use_leaves_nothing_behind(store):
    account(store)
    with pytest.raises(NotUnique):
        account(store, name="李君")
    assert [a.name for a in read(store, users.accounts)] == ["李军"]
    assert account(store, login="li.jun2")


def test_grants_hold_on_their_days(store):
    user_id = account(store)
    today = NOW.date()
    grant = Grant(Post.ASSISTANT, SANHE)
    store.write(
        lambda conn: users.assign(conn, user_id, [grant], from_date=today, to_date=today + DAY)
    )
    held = [len(read(store, users.grants, user_id, on=today + DAY * n)) for n in (-1, 0, 1, 2)]
    assert held == [0, 1, 1, 0]


def test_ending_assignments_closes_the_open_and_drops_the_coming(store):
    user_id = account(store)
    today = date(2026, 11, 23)

    def work(conn):
        users.assign(conn, user_id, [Grant(Post.ASSISTANT, SANHE)])
        users.assign(conn, user_id, [Grant(Post.ASSISTANT, DABA)], from_date=today + DAY * 9)
        users.assign(conn, user_id, [Grant(Post.AUDITOR)], to_date=today - DAY * 9)
        users.end_assignments(conn, user_id, last_day=today)

    store.write(work)
    ends = [a.to_date for a in read(store, users.assignments, [user_id])[user_id]]
    assert ends == [today, today - DAY * 9]


@pytest.mark.parametrize(
    "grant",
    [Grant(Post.ADMIN), Grant(Post.ASSISTANT, SANHE), Grant("app-user", None, None, None)],
    ids=["nothing but a role", "with a unit", "of the public API"],
)
def test_one_grant_is_taken_back_and_no_other(store, grant):
    user_id = account(store)
    other = Grant(grant.role, DABA)
    store.write(lambda conn: users.assign(conn, user_id, [grant, other]))
    assert store.write(lambda conn: users.withdraw(conn, user_id, grant))
    assert not store.write(lambda conn: users.withdraw(conn, user_id, grant))
    assert read(store, users.grants, user_id, on=NOW.date()) == (other,)


def test_sessions_past_their_end_are_cleared_away_by_the_next(store):
    user_id = account(store)

    def opened(conn, digest, at):
        sessions.add_session(
            conn,
            digest,
            user_id,
            csrf="c",
            now=at,
            expires_at=at + DAY,
            address="",
            user_agent="",
        )

    store.write(lambda conn: opened(conn, "old", NOW))
    assert read(store, sessions.find_session, "old").account.id == user_id
    store.write(lambda conn: opened(conn, "new", NOW + DAY * 2))
    assert read(store, sessions.find_session, "old") is None


def test_failures_are_counted_by_login_and_by_address_and_kept_for_a_day(store):
    def work(conn):
        logins.add_failure(conn, "a", "10.0.0.7", now=NOW)
        logins.add_failure(conn, "a", "10.0.0.8", now=NOW + timedelta(minutes=1))
        logins.add_failure(conn, "b", "10.0.0.7", now=NOW + timedelta(minutes=2))

    store.write(work)
    since = NOW - DAY
    assert [place for place, _ in read(store, logins.failures, "a", since=since)] == [
        "10.0.0.8",
        "10.0.0.7",
    ]
    failing = read(store, logins.logins_failing_at, "10.0.0.7", since=since)
    assert failing == [("b", NOW + timedelta(minutes=2)), ("a", NOW)]
    store.write(lambda conn: logins.add_failure(conn, "c", "", now=NOW + DAY * 2))
    assert read(store, logins.failures, "a", since=since) == []


def test_an_unknown_tablet_is_not_found(store):
    with pytest.raises(NotFound):
        read(store, tablets.get_tablet, 7)
    assert read(store, tablets.find_key, "digest", on=NOW.date()) is None


def test_the_log_is_read_newest_first_by_phrase_and_person(store):
    user_id = account(store)

    def work(conn):
        audit.note(conn, "user.create", at=NOW, by=None, subject="user 1", details={"post": "x"})
        audit.note(conn, "user.reset", at=NOW + DAY, by=user_id, notes="on the telephone")
        audit.note(conn, "users", at=NOW + DAY, by=user_id)

    store.write(work)
    newest, oldest = read(store, audit.entries, action="user")
    assert (newest.action, newest.actor_name, newest.notes) == (
        "user.reset",
        "李军",
        "on the telephone",
    )
    assert (oldest.actor_id, oldest.subject, oldest.details) == (None, "user 1", {"post": "x"})
    assert [e.action for e in read(store, audit.entries, by=user_id, limit=1)] == ["users"]
    assert read(store, audit.entries, before_id=oldest.id) == ()


def test_small_changes_are_written_in_order_without_waiting(store):
    user_id = account(store)
    for language in ("en", "zh", "en"):
        store.soon(
            lambda conn, chosen=language: users.change_account(conn, user_id, language=chosen)
        )
    store.write(lambda conn: users.change_account(conn, user_id, theme="dark"))
    found = read(store, users.get_account, user_id)
    assert (found.language, found.theme) == ("en", "dark")


def test_a_small_change_that_fails_is_logged_and_nobody_else_suffers(store, caplog):
    user_id = account(store)
    store.soon(lambda conn: conn.exec_driver_sql("INSERT INTO nowhere VALUES (1)"))
    store.write(lambda conn: users.change_account(conn, user_id, theme="dark"))
    assert "small change dropped" in caplog.text


def test_a_small_change_after_the_end_is_dropped_with_a_line_in_the_log(tmp_path, caplog):
    store = Store(open_engine(f"sqlite:///{tmp_path / 'ended.sqlite3'}"))
    store.close()
    store.soon(lambda conn: conn.exec_driver_sql("SELECT 1"))
    assert "small change dropped" in caplog.text
    with pytest.raises(StoreBusy):
        store.write(lambda conn: conn.exec_driver_sql("SELECT 1"))
