"""OR-44 to OR-52: Digest as Collect and older clients speak it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.auth.digest import (
    LIFETIME,
    Answer,
    challenge,
    digest_account,
    expected_response,
    read_answer,
)
from server.auth.throttle import PER_PAIR
from server.core.errors import AuthenticationFailed, NonceExpired, TooManyAttempts
from server.secrets import Sealer
from server.services import Memo
from server.store import users
from tests.builders.digest import answer, asked
from tests.builders.office import ASSISTANT, NOW, PASSWORD, person

URI = "/v1/projects/1/submission?deviceID=collect%3AAbC"


def check(office, header, *, method="GET", target="/v1/projects/1/formList", now=NOW):
    value = header.removeprefix("Digest ")
    return digest_account(office, value, method=method, target=target, address="10.0.0.7", now=now)


def test_or_44_the_challenge_says_all_a_client_needs(office):
    fields = asked(challenge(office, now=NOW))
    assert fields["realm"] == office.settings.realm
    assert (fields["qop"], fields["algorithm"], fields["charset"]) == ("auth", "MD5", "UTF-8")
    assert fields["nonce"]


def test_or_45_a_right_answer_opens_the_account(office):
    user_id = person(office)
    assert check(office, answer(challenge(office, now=NOW))).id == user_id


def test_the_answer_of_the_standards_example_is_reproduced():
    example = Answer(
        username="Mufasa",
        realm="testrealm@host.com",
        nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
        uri="/dir/index.html",
        response="",
        qop="auth",
        nc="00000001",
        cnonce="0a4f113b",
    )
    key = "939e7578ed9e3c518a452acee763bce9"  # MD5 of Mufasa:testrealm@host.com:Circle Of Life
    assert expected_response(key, example, "GET") == "6629fae49393a05397450978507c4ef1"
    older = replace(example, qop="", nc="", cnonce="")
    assert expected_response(key, older, "GET") == "670fd8c2df070c60b045671b8b24ff02"


def test_or_46_the_older_form_is_verified_where_qop_is_not_offered(office):
    person(office)
    old = replace(office, settings=replace(office.settings, digest_qop=False))
    asking = challenge(old, now=NOW)
    assert "qop" not in asked(asking)
    assert check(old, answer(asking))


def test_or_46_the_older_form_is_refused_where_qop_was_offered(office):
    person(office)
    without = challenge(office, now=NOW).replace('qop="auth", ', "")
    with pytest.raises(AuthenticationFailed):
        check(office, answer(without))


def test_or_47_the_uri_is_signed_with_its_query(office):
    person(office)
    header = answer(challenge(office, now=NOW), uri=URI)
    assert check(office, header, target=URI)
    with pytest.raises(AuthenticationFailed):
        check(office, header, target=URI.replace("AbC", "XyZ"))


def test_or_47_a_prefix_taken_by_a_trusted_proxy_is_allowed_for(office):
    person(office)
    header = answer(challenge(office, now=NOW), uri=f"/survey{URI}")
    with pytest.raises(AuthenticationFailed):
        check(office, header, target=URI)
    behind = replace(office, settings=replace(office.settings, trust_proxy=True))
    assert check(behind, header, target=URI)


def test_or_48_an_old_nonce_with_a_right_answer_is_told_apart(office):
    person(office)
    old = answer(challenge(office, now=NOW))
    with pytest.raises(NonceExpired):
        check(office, old, now=NOW + LIFETIME + timedelta(seconds=1))


def test_or_48_an_old_nonce_with_a_wrong_password_is_not(office):
    person(office)
    old = answer(challenge(office, now=NOW), password="not this one")
    with pytest.raises(AuthenticationFailed) as refused:
        check(office, old, now=NOW + LIFETIME + timedelta(seconds=1))
    assert not isinstance(refused.value, NonceExpired)


def test_or_48_a_nonce_that_is_not_ours_is_as_good_as_old(office):
    person(office)
    made_up = 'Digest realm="minzheng", nonce="6921b2f8:0000", qop="auth"'
    with pytest.raises(NonceExpired):
        check(office, answer(made_up))


def test_or_48_nonces_live_longer_than_the_slowest_upload(office):
    person(office)
    asking = challenge(office, now=NOW)
    assert check(office, answer(asking), now=NOW + timedelta(minutes=30))


def test_or_49_a_nonce_outlives_a_restart(office):
    person(office)
    asking = challenge(office, now=NOW)
    restarted = replace(office, memo=Memo())
    assert check(restarted, answer(asking))


def test_or_50_requests_may_overtake_each_other(office):
    person(office)
    asking = challenge(office, now=NOW)
    for count in (1, 3, 2, 3):
        assert check(office, answer(asking, nc=count))


def test_or_51_no_blank_is_needed_after_a_comma(office):
    person(office)
    assert check(office, answer(challenge(office, now=NOW), compact=True))


def test_or_51_quoted_and_unquoted_fields_are_read():
    read = read_answer(
        'username="a\\"b",realm=r,nonce="n",uri="/",response="AB",qop="auth",nc=1,cnonce="c"'
    )
    assert (read.username, read.realm, read.qop, read.response) == ('a"b', "r", "auth", "ab")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_or_52_each_method_is_signed(office, method):
    person(office)
    header = answer(challenge(office, now=NOW), method=method)
    assert check(office, header, method=method)
    with pytest.raises(AuthenticationFailed):
        check(office, header, method="PUT")


def test_a_password_in_chinese_is_hashed_as_utf_8(office):
    person(office, password="麦田-水渠-风筝")
    assert check(office, answer(challenge(office, now=NOW), password="麦田-水渠-风筝"))


@pytest.mark.parametrize(
    "value", ["", 'username="a"', 'username="a", algorithm=SHA-256', "gibberish ,,, ="]
)
def test_an_incomplete_answer_is_refused(value):
    with pytest.raises(AuthenticationFailed):
        read_answer(value)


@pytest.mark.parametrize("login", ["nobody", "麻.龙"], ids=["unknown", "not ASCII"])
def test_who_has_no_key_is_refused(office, login):
    person(office)
    with pytest.raises(AuthenticationFailed):
        check(office, answer(challenge(office, now=NOW), login=login))


def test_a_disabled_account_is_refused(office):
    user_id = person(office)
    office.store.write(lambda conn: users.disable(conn, user_id, now=NOW))
    with pytest.raises(AuthenticationFailed):
        check(office, answer(challenge(office, now=NOW)))


def test_a_key_sealed_by_another_installation_opens_nothing(office):
    person(office)
    moved = replace(office, sealer=Sealer(b"another key of thirty-two bytes."))
    with pytest.raises(AuthenticationFailed):
        check(moved, answer(challenge(moved, now=NOW)))


def test_the_database_alone_does_not_hold_the_key(office):
    user_id = person(office)
    with office.store.read() as conn:
        account = users.get_account(conn, user_id)
    assert PASSWORD.encode() not in account.digest_sealed
    assert len(account.digest_sealed) > 32


def test_or_54_guessing_is_stopped_but_not_the_device_that_answered_rightly(office):
    person(office)
    known = challenge(office, now=NOW)
    assert check(office, answer(known))
    guesser = challenge(office, now=NOW + timedelta(seconds=1))
    for _ in range(PER_PAIR):
        with pytest.raises(AuthenticationFailed):
            check(office, answer(guesser, password="not this one"))
    with pytest.raises(TooManyAttempts):
        check(office, answer(guesser, login=ASSISTANT))
    assert check(office, answer(known, nc=2))
