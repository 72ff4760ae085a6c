"""RSA keys: the public one goes into a form, the private one is locked with a passphrase.

Whoever has the data folder alone, database and installation key included, cannot open a
submission: the passphrase is kept nowhere.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from server.core.errors import Undecryptable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

BITS = 2048
"""What Collect and every other tool of the field use."""

EXPONENT = 65537
FEWEST_BITS, MOST_BITS = 2048, 8192
SALT_BYTES, NONCE_BYTES, LOCK_BYTES = 16, 12, 32
COST, BLOCK, LANES = 2**15, 8, 1
"""Of scrypt: 32 MB and about a tenth of a second for each passphrase that is tried."""


class Pair(NamedTuple):
    """A public key as forms carry it, and the private one locked with the passphrase."""

    public: str
    locked: bytes


def make_pair(passphrase: str) -> Pair:
    """A new pair of keys."""
    private = rsa.generate_private_key(public_exponent=EXPONENT, key_size=BITS)
    plain = private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(_lock(passphrase, salt)).encrypt(nonce, plain, None)
    return Pair(public_text(private.public_key()), salt + nonce + sealed)


def public_text(key: RSAPublicKey) -> str:
    """SubjectPublicKeyInfo in base64, without line breaks, as ``base64RsaPublicKey`` wants it."""
    written = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(written).decode()


def unlock(locked: bytes, passphrase: str) -> RSAPrivateKey:
    """The private key; raise Undecryptable for another passphrase."""
    salt, rest = locked[:SALT_BYTES], locked[SALT_BYTES:]
    try:
        plain = AESGCM(_lock(passphrase, salt)).decrypt(
            rest[:NONCE_BYTES], rest[NONCE_BYTES:], None
        )
    except InvalidTag as error:
        raise Undecryptable from error
    return _rsa(serialization.load_der_private_key(plain, password=None))


def read_private(pem: str) -> RSAPrivateKey:
    """The private key of a form that brought its own public one; raise Undecryptable."""
    try:
        return _rsa(serialization.load_pem_private_key(pem.encode(), password=None))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Undecryptable from error


def is_usable(public: str) -> bool:
    """Whether tablets can encrypt with this public key: RSA of 2048 to 8192 bits."""
    try:
        key = serialization.load_der_public_key(base64.b64decode(public, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return False
    return isinstance(key, rsa.RSAPublicKey) and FEWEST_BITS <= key.key_size <= MOST_BITS


def _rsa(key: object) -> RSAPrivateKey:
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size > MOST_BITS:
        raise Undecryptable
    return key


def _lock(passphrase: str, salt: bytes) -> bytes:
    kdf = Scrypt(salt=salt, length=LOCK_BYTES, n=COST, r=BLOCK, p=LANES)
    return kdf.derive(passphrase.encode())
