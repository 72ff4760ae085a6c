"""Somebody as the office's use cases know them, and what is stored under an id."""

from sqlalchemy import select

from server.auth.grants import asker_by_id
from server.store import users
from server.store.tables.submissions import submission
from tests.builders.office import NOW


def asker_of(office, login):
    with office.store.read() as conn:
        account = users.find_account(conn, login)
    return asker_by_id(office, account.id, now=NOW)


def number_of(office, identifier):
    with office.store.read() as conn:
        return conn.scalar(select(submission.c.id).where(submission.c.instance_id == identifier))
