"""Sealing as a tablet does it, and opening again."""

from __future__ import annotations

import base64
import io
import os

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
)
from lxml import etree

from server.core.errors import Undecryptable
from server.sealing.keys import is_usable, make_pair, public_text, read_private, unlock
from server.sealing.opening import Opened, file_key, starts
from tests.builders.sealed import oaep, seal

INSTANCE = b'<data id="f" version="1"><a>w</a><meta><instanceID>uuid:1</instanceID></meta></data>'


@pytest.fixture(scope="module")
def pair():
    return make_pair("大雁塔 1300")


@pytest.fixture(scope="module")
def private(pair):
    return unlock(pair.locked, "大雁塔 1300")


def opened(sent, private, name):
    names = [*sent.files]
    wrapped = etree.fromstring(sent.xml).findtext("{*}base64EncryptedKey")
    key = file_key(private, wrapped)
    start = starts(sent.instance_id, key, len(names))[names.index(name)]
    file = Opened(io.BytesIO(sent.files[name]), key, start)
    return b"".join(iter(lambda: file.read(7), b""))


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 31, 5_000])
def test_what_a_tablet_seals_opens_to_the_same_bytes(pair, private, length):
    photos = {f"{number}.jpg": os.urandom(length) for number in range(18)}
    sent = seal(pair.public, INSTANCE, files=photos)
    for name, content in photos.items():
        assert opened(sent, private, f"{name}.enc") == content
    assert opened(sent, private, "submission.xml.enc").endswith(INSTANCE.partition(b">")[2])


def test_another_passphrase_opens_nothing(pair):
    with pytest.raises(Undecryptable):
        unlock(pair.locked, "大雁塔 1301")


def test_a_submission_sealed_for_another_key_does_not_open(private):
    with pytest.raises(Undecryptable):
        opened(seal(make_pair("x").public, INSTANCE), private, "submission.xml.enc")


@pytest.mark.parametrize("aes", [b"", b"short", os.urandom(16), os.urandom(33)], ids=len)
def test_a_key_of_another_length_is_told(pair, private, aes):
    key = load_der_public_key(base64.b64decode(pair.public))
    with pytest.raises(Undecryptable):
        file_key(private, base64.b64encode(key.encrypt(aes, oaep())).decode())


@pytest.mark.parametrize("text", ["", "AAAA", "кириллица", "A" * 100_000, "====", "\0"])
def test_what_is_no_wrapped_key_is_told(private, text):
    with pytest.raises(Undecryptable):
        file_key(private, text)


@pytest.mark.parametrize("content", [b"", b"x", bytes(16), os.urandom(4_096)], ids=len)
def test_a_file_that_is_no_ciphertext_is_told_at_its_end(content):
    file = Opened(io.BytesIO(content), bytes(32), bytes(16))
    with pytest.raises(Undecryptable):
        b"".join(iter(lambda: file.read(1_000), b""))


def test_opening_takes_no_memory_for_the_whole_file():
    class Endless(io.RawIOBase):
        left = 500

        def read(self, size=-1):
            self.left -= 1
            return bytes(size) if self.left else b""

        def seek(self, offset, _whence=0):
            self.left = 500
            return offset

    file = Opened(Endless(), bytes(32), bytes(16))
    pieces = [len(file.read(100_000)) for _ in range(499)]
    assert max(pieces) <= 100_016
    assert len(file._held) == 16


def test_a_public_key_tablets_could_not_use_is_known():
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()  # noqa: S505  # the point
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    usable = [is_usable(text) for text in (public_text(small), public_text(curve), "AAAA", "#")]
    assert usable == [False] * 4


def test_a_private_key_of_ones_own_is_read(private):
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    assert public_text(read_private(pem).public_key()) == public_text(private.public_key())
    curve = ec.generate_private_key(ec.SECP256R1())
    other = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    for text in (other, "", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "\0"):
        with pytest.raises(Undecryptable):
            read_private(text)
