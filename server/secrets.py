"""One secret per installation: sealing what must be read again, digesting what must be found.

The key lies in the data folder, readable by the service's user only; a backup without it cannot
be read in its sealed columns (docs: handbook, backup).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from pathlib import Path

NONCE_BYTES = 12
KEY_BYTES = 32


class Sealer:
    """AES-256-GCM for values, HMAC-SHA-256 for looking them up."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(hashlib.sha256(b"seal" + key).digest())
        self._mac = hashlib.sha256(b"find" + key).digest()
        self.signing_key = hashlib.sha256(b"sign" + key).digest()

    def seal(self, text: str) -> bytes:
        """Encrypt `text`; the same text never gives the same bytes."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, text.encode(), None)

    def open(self, sealed: bytes) -> str:
        """Decrypt what `seal` gave."""
        return self._aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None).decode()

    def digest(self, text: str) -> str:
        """Keyed digest, 64 hex digits: equal texts can be found without being readable."""
        return hmac.new(self._mac, text.encode(), hashlib.sha256).hexdigest()


def load_key(folder: Path) -> bytes:
    """Read the installation's key, making one on first use."""
    path = folder / "secret.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / "secret.key.part"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    return path.read_bytes()
