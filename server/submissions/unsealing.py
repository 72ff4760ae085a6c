"""Sealed submissions read with keys that somebody has opened for one export (protocol.md 3.5).

Keys live as long as the export; nothing that was opened is written down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from server.core.errors import BrokenXml, DtdRefused, TooManyAnswers, Undecryptable
from server.core.instance import read_envelope, sealed_files
from server.core.safexml import child, text_of
from server.sealing.keys import public_text, read_private, unlock
from server.sealing.opening import Opened, file_key, starts
from server.store import keys

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from server.core.instance import Envelope
    from server.services import Services
    from server.store.keys import StoredKey

ENDING = ".enc"


@dataclass(frozen=True, slots=True)
class Seal:
    """What opens the files of one submission; `answers` is the file that holds its XML."""

    key: bytes
    starts: Mapping[str, bytes]
    answers: str

    def opened(self, name: str, sealed: BinaryIO) -> Opened:
        """The file of this name in the clear, as it is read."""
        return Opened(sealed, self.key, self.starts[name])

    def holds(self, name: str) -> bool:
        """Whether the envelope names this file; what it does not name is no part of it."""
        return name in self.starts


@dataclass(frozen=True, slots=True)
class Keyring:
    """Private keys by the form version whose submissions they open."""

    privates: Mapping[int, RSAPrivateKey] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.privates)

    def seal(self, version_id: int | None, envelope: Envelope) -> Seal | None:
        """What opens a submission; None without its key, or when it was sealed for another."""
        private = self.privates.get(version_id or 0)
        if private is None or not envelope.instance_id:
            return None
        try:
            key = file_key(private, text_of(child(envelope.root, "base64EncryptedKey")))
            names = sealed_files(envelope.root)
        except (Undecryptable, TooManyAnswers):
            return None
        made = starts(envelope.instance_id, key, len(names))
        return Seal(key, dict(zip(names, made, strict=True)), names[-1])


def open_keys(services: Services, form_pk: int, secrets: Mapping[int, str]) -> Keyring:
    """Keys of a form's versions for which a passphrase is given, by the number of the key.

    A key that the form brought along opens with the private key itself, as PEM.  Raise
    Undecryptable for a passphrase, or a private key, that does not fit.
    """
    if not secrets:
        return Keyring()
    with services.store.read() as conn:
        of_versions = keys.of_versions(conn, form_pk)
        known = keys.keys(conn, secrets.keys() & set(of_versions.values()))
    opened = {each.id: _opened(each, secrets[each.id]) for each in known.values()}
    return Keyring({version: opened[key] for version, key in of_versions.items() if key in opened})


def _opened(key: StoredKey, secret: str) -> RSAPrivateKey:
    if key.locked is not None:
        return unlock(key.locked, secret)
    private = read_private(secret)
    if public_text(private.public_key()) != key.public:
        raise Undecryptable
    return private


def answers_in(
    services: Services, seal: Seal, came: Mapping[str, str], *, limit_bytes: int
) -> Envelope | None:
    """The instance inside; None when it cannot be opened or is no instance."""
    digest = came.get(seal.answers)
    if digest is None:
        return None
    try:
        with services.vault.open(digest) as sealed:
            return read_envelope(whole(seal.opened(seal.answers, sealed), limit_bytes))
    except (Undecryptable, BrokenXml, DtdRefused):
        return None


def whole(opened: Opened, limit_bytes: int) -> bytes:
    """A file in memory; raise Undecryptable where it does not open, or is too long."""
    made = bytearray()
    while piece := opened.read(64 * 1024):
        made += piece
        if len(made) > limit_bytes:
            raise Undecryptable
    return bytes(made)


def plain_name(name: str) -> str:
    """The name a file had before it was sealed.

    >>> plain_name("photo.jpg.enc")
    'photo.jpg'
    """
    return name.removesuffix(ENDING)
