"""Opening what a tablet has sealed: one key per submission, one start per file (protocol.md 3.5).

Files are opened piece by piece, so that a film takes no more memory than a photograph.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

from server.core.errors import Undecryptable

if TYPE_CHECKING:
    from typing import BinaryIO

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

BLOCK = 16
KEY_BYTES = 32

OAEP = padding.OAEP(
    mgf=padding.MGF1(algorithm=hashes.SHA256()), algorithm=hashes.SHA256(), label=None
)
"""Both hashes are SHA-256; Java's own default for the second is another."""


def file_key(private: RSAPrivateKey, sealed: str) -> bytes:
    """The submission's own key; raise Undecryptable when it was not sealed for `private`."""
    try:
        key = private.decrypt(base64.b64decode(sealed, validate=True), OAEP)
    except (binascii.Error, ValueError) as error:
        raise Undecryptable from error
    if len(key) != KEY_BYTES:
        raise Undecryptable
    return key


def starts(instance_id: str, key: bytes, count: int) -> list[bytes]:
    """Initialisation vectors of the files of a submission, in the order its envelope names them.

    Each is the one before with the next of its bytes one higher; a file that is missing has its
    own all the same.
    """
    seed = bytearray(hashlib.md5(instance_id.encode() + key, usedforsecurity=False).digest())
    made = []
    for number in range(count):
        at = number % BLOCK
        seed[at] = (seed[at] + 1) % 256
        made.append(bytes(seed))
    return made


class Opened:
    """A sealed file read in the clear; `seek` to its beginning starts anew.

    Reading to the end raises Undecryptable where it was sealed with another key.
    """

    def __init__(self, sealed: BinaryIO, key: bytes, start: bytes) -> None:
        self._sealed = sealed
        self._cipher = Cipher(algorithms.AES(key), CFB(start))
        self.seek(0)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Back to the beginning, the one place it can go to."""
        if (offset, whence) != (0, 0):
            raise ValueError("a sealed file is read from its beginning")
        self._sealed.seek(0)
        self._work = self._cipher.decryptor()
        self._held = b""
        self._is_over = False
        return 0

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, nothing at the end."""
        while not self._is_over:
            piece = self._sealed.read(size)
            if not piece:
                self._is_over = True
                return _unpadded(self._held + self._work.finalize())
            clear = self._held + self._work.update(piece)
            self._held = clear[-BLOCK:]
            if ready := clear[:-BLOCK]:
                return ready
        return b""


def _unpadded(last: bytes) -> bytes:
    """The last block without what fills it up: as many bytes as each of them says (PKCS #7)."""
    filled = last[-1] if last else 0
    if not 1 <= filled <= BLOCK or last[-filled:] != bytes([filled]) * filled:
        raise Undecryptable
    return last[:-filled]
