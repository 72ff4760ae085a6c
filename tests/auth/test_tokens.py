"""Tablet tokens: who sends, who is refused, and when a tablet was last heard of."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from server.auth.grants import OPERATOR
from server.auth.tablets import revoke_tablet
from server.auth.tablets import tablet as tablet_now
from server.auth.tokens import TOKEN, new_token, tablet_sender
from server.core.errors import TokenRefused
from server.services import Memo
from server.store import audit
from tests.builders.areas import DABA, SANHE
from tests.builders.office import NOW, everything_in, settled, tablet, token_of

SECOND = timedelta(seconds=1)


def ask(office, token, *, now=NOW):
    return tablet_sender(office, token, address="10.0.0.7", now=now)


def test_a_token_needs_no_quoting_in_a_url():
    assert TOKEN.fullmatch(new_token())
    assert new_token() != new_token()


def test_or_38_the_sender_is_the_tablet_with_its_villages(office):
    made = tablet(office, SANHE, DABA)
    sender = ask(office, token_of(office, made.id))
    assert (sender.id, sender.is_app_user, sender.project_id) == (made.id, True, 1)
    assert sender.units == (SANHE, DABA)


@pytest.mark.parametrize(
    "token", ["", "x", "x" * 64, "x" * 65, "../../etc", "令" * 64], ids=lambda t: repr(t[:8])
)
def test_or_39_unknown_and_malformed_tokens_are_refused(office, token):
    with pytest.raises(TokenRefused) as refused:
        ask(office, token)
    assert refused.value.status == 403


def test_or_70_a_revoked_token_is_refused_at_the_next_request(office):
    made = tablet(office)
    token = token_of(office, made.id)
    ask(office, token)
    revoke_tablet(office, OPERATOR, made.id, now=NOW)
    with pytest.raises(TokenRefused):
        ask(office, token)


def test_or_223_a_token_costs_one_query_and_no_commit(office):
    token = token_of(office, tablet(office, SANHE, DABA).id)
    ask(office, token)
    settled(office)
    seen = []
    event.listen(office.store.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    for _ in range(200):
        ask(office, token, now=NOW + 30 * SECOND)
    assert len([s for s in seen if s.startswith("SELECT")]) == 200
    assert not [s for s in seen if s.startswith(("UPDATE", "INSERT"))]


def test_when_a_tablet_was_last_heard_of_is_kept_once_a_minute(office):
    made = tablet(office)
    token = token_of(office, made.id)
    for seconds in (0, 30, 59):
        ask(office, token, now=NOW + seconds * SECOND)
    settled(office)
    assert tablet_now(office, OPERATOR, made.id).last_seen_at == NOW
    ask(office, token, now=NOW + 61 * SECOND)
    settled(office)
    assert tablet_now(office, OPERATOR, made.id).last_seen_at == NOW + 61 * SECOND


def test_another_process_behind_by_a_second_does_not_turn_the_time_back(office):
    made = tablet(office)
    token = token_of(office, made.id)
    other = replace(office, memo=Memo())
    ask(office, token)
    settled(office)
    ask(other, token, now=NOW - 120 * SECOND)
    settled(office)
    assert tablet_now(office, OPERATOR, made.id).last_seen_at == NOW


def test_refusals_are_logged_once_in_a_while_and_without_the_token(office):
    made = tablet(office)
    token = token_of(office, made.id)
    revoke_tablet(office, OPERATOR, made.id, now=NOW)
    for _ in range(5):
        with pytest.raises(TokenRefused):
            ask(office, token)
        with pytest.raises(TokenRefused):
            ask(office, "y" * 64)
    settled(office)
    with office.store.read() as conn:
        lines = audit.entries(conn, action="app_user.refuse")
    assert sorted(line.subject for line in lines) == ["", f"app_user {made.id}"]
    assert token not in everything_in(office, "audit")


def test_the_store_knows_no_token_in_clear(office):
    made = tablet(office)
    assert token_of(office, made.id) not in everything_in(office, "app_user", "audit")
