"""Nothing of anybody stands in the log: no answer, no number, no token, no password (V16.2.5)."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select, text

from server.store.tables.submissions import submission_version
from tests.builders.office import ADMIN, PASSWORD, REVIEWER, everything_in
from tests.strangers.bodies import content
from tests.strangers.test_strangers import PERSONAL, SAFE

TYPED = "my password typed into the wrong box"
SECRET = ("the tablet's token",)


@pytest.fixture(scope="module")
def logged(world):
    """What was logged while everything happened, was read and went wrong."""
    for name in (REVIEWER, ADMIN, "tablet"):
        person = world.people[name]
        for route in world.routes:
            values = world.fillings(route)[0]
            sent = {} if route.method in SAFE else content(route, values, world.story, person.csrf)
            person.ask(world.told, route, route.address(values), **sent)
            if route.method not in SAFE:
                world.told.restore()
    client = world.told.client
    for given in ({"email": TYPED, "password": "x"}, {"email": REVIEWER, "password": TYPED}):
        assert client.post("/v1/sessions", json=given).status_code == 401
    fail_in_the_middle(world)
    return "\n".join(world.log)


REFUSE = """CREATE TRIGGER refuse BEFORE INSERT ON submission_version
BEGIN SELECT RAISE(ABORT, 'no'); END"""


def fail_in_the_middle(world):
    """The database refuses a household in the middle of its arrival."""
    services, known = world.told.services, world.story.marks["a submission"]
    of_known = select(submission_version.c.xml).where(submission_version.c.instance_id == known)
    with services.store.read() as conn:
        xml = conn.scalar(of_known)
    services.store.write(lambda conn: conn.execute(text(REFUSE)))
    new = io.BytesIO(xml.replace(known.encode(), b"uuid:another"))
    sent = world.told.client.post(
        f"/v1/key/{world.story.token}/projects/1/submission",
        data={"xml_submission_file": (new, "a.xml")},
    )
    assert sent.status_code == 500
    world.told.restore()


@pytest.mark.parametrize("what", [*PERSONAL, *SECRET])
def test_no_word_about_people_is_logged(world, logged, what):
    assert world.story.marks[what] not in logged


def test_what_went_wrong_is_logged_all_the_same(logged):
    assert "IntegrityError" in logged


@pytest.mark.parametrize("secret", [PASSWORD, TYPED])
def test_no_password_is_logged_wherever_it_was_typed(logged, secret):
    assert secret not in logged


def test_no_session_and_no_token_is_logged(world, logged):
    for person in world.people.values():
        for secret in filter(None, (person.session, person.token, person.csrf)):
            assert secret not in logged


@pytest.mark.parametrize("what", ["the head's number", "the wife's number", "the phone"])
def test_the_records_of_what_was_done_hold_no_number_either(world, logged, what):
    del logged
    kept = everything_in(world.told.services, "audit", "job", "login_failure", "session")
    assert world.story.marks[what] not in kept


def test_the_records_of_what_was_done_hold_no_secret(world, logged):
    del logged
    kept = everything_in(world.told.services, "audit", "job", "login_failure")
    for secret in (
        PASSWORD,
        TYPED,
        *(person.session or "-" * 64 for person in world.people.values()),
    ):
        assert secret not in kept
