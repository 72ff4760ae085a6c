"""Sealing, finding again, and the key of an installation."""

import os
import stat

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from server.secrets import KEY_BYTES, Sealer, load_key
from tests.builders.people import id_number

KEY = bytes(range(32))
SEALER = Sealer(KEY)


@given(st.text())
def test_what_is_sealed_opens_as_it_was(text):
    assert Sealer(KEY).open(SEALER.seal(text)) == text


def test_the_same_text_never_gives_the_same_bytes():
    assert SEALER.seal("王秀英") != SEALER.seal("王秀英")


def test_a_sealed_number_is_not_readable():
    number = id_number()
    assert number.encode() not in SEALER.seal(number)


def test_another_key_opens_nothing():
    with pytest.raises(InvalidTag):
        Sealer(bytes(32)).open(SEALER.seal("x"))


@pytest.mark.parametrize("at", [0, 12, -1], ids=["nonce", "text", "tag"])
def test_a_changed_byte_is_noticed(at):
    sealed = bytearray(SEALER.seal("水井已修"))
    sealed[at] ^= 1
    with pytest.raises(InvalidTag):
        SEALER.open(bytes(sealed))


@given(st.text(), st.text())
def test_equal_texts_and_no_others_have_the_same_digest(one, other):
    assert (SEALER.digest(one) == SEALER.digest(other)) == (one == other)


def test_a_digest_cannot_be_computed_without_the_key():
    assert SEALER.digest("x") != Sealer(bytes(32)).digest("x")


def test_signing_takes_a_key_of_its_own():
    assert SEALER.signing_key != KEY
    assert SEALER.signing_key != Sealer(bytes(32)).signing_key


def test_the_first_start_makes_a_key_and_later_ones_read_it(tmp_path):
    folder = tmp_path / "data" / "new"
    made = load_key(folder)
    assert len(made) == KEY_BYTES
    assert load_key(folder) == made
    assert [path.name for path in folder.iterdir()] == ["secret.key"]


def test_two_installations_have_two_keys(tmp_path):
    assert load_key(tmp_path / "a") != load_key(tmp_path / "b")


def test_nobody_else_may_read_the_key(tmp_path):
    load_key(tmp_path)
    mode = stat.S_IMODE((tmp_path / "secret.key").stat().st_mode)
    on_windows = os.name == "nt"  # no such modes there: the rights of the folder count
    assert on_windows or mode == stat.S_IRUSR | stat.S_IWUSR
