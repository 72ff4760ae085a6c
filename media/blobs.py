"""What a store of blobs offers, whether it is a folder or object storage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol, Self

from server.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """A blob by content: SHA-256 and MD5 as lower-case hex, size in bytes.

    MD5 is there for the protocols that ask for it (`md5:` in manifests), never for identity.
    """

    digest: str
    md5: str
    size: int


class BlobWriter(Protocol):
    """One blob on its way in."""

    def write(self, chunk: bytes) -> None:
        """Add `chunk`; raise DiskFull when it cannot be kept."""

    def seal(self) -> StoredBlob:
        """The blob's names, now that all of it was written; it is not durable yet."""


class Delivery(Protocol):
    """The blobs of one request: all of them are kept, or none."""

    def __enter__(self) -> Self:
        """Itself."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop whatever was not kept."""

    def writer(self) -> BlobWriter:
        """A writer for the next blob."""

    def keep(self) -> tuple[StoredBlob, ...]:
        """Make every sealed blob durable and return them in the order of their writers."""


class BlobStore(Protocol):
    """A place of blobs by SHA-256."""

    def delivery(self) -> Delivery:
        """A delivery; raise DiskFull when the store takes nothing now."""

    def put_bytes(self, content: bytes) -> StoredBlob:
        """Store `content` durably; storing it again changes nothing."""

    def open(self, digest: str) -> BinaryIO:
        """The blob for reading, seekable; raise NotFound."""

    def exists(self, digest: str) -> bool:
        """Whether the blob is there."""

    def digests(self) -> Iterator[str]:
        """Every blob of the store, in order."""


def checked(digest: str) -> str:
    """`digest` itself if it is a SHA-256 in lower-case hex, else raise NotFound."""
    if DIGEST.fullmatch(digest) is None:
        raise NotFound
    return digest
