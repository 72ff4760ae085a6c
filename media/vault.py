"""Blobs by SHA-256 in a folder; the only writer below it.

The name a device gave a file lives in the database, never on disk: no traversal, no clash, no
lost Chinese name, and the same photo twice is seen at once.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from typing import TYPE_CHECKING, BinaryIO, Self

from media.blobs import DIGEST, StoredBlob, checked
from media.disk import Disk, naming_a_full_disk, write_all
from server.core.errors import DiskFull, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import timedelta
    from pathlib import Path
    from types import TracebackType

RESERVE_BYTES = 200_000_000
"""Left free for the database, its log and the way out of a full disk."""

REMEMBERED = 50_000
"""How many digests a process remembers as durable; a forgotten one is synced again."""


class Part:
    """One blob being written below `tmp`, hashed while it streams."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._sha256 = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._size = 0
        self._sealed: StoredBlob | None = None
        self.path = vault.tmp / f"{secrets.token_hex(16)}.part"
        with naming_a_full_disk():
            self._file = vault.disk.create(self.path)

    def write(self, chunk: bytes) -> None:
        """Add `chunk`; raise DiskFull when it cannot be kept."""
        self._sha256.update(chunk)
        self._md5.update(chunk)
        self._size += len(chunk)
        with naming_a_full_disk():
            write_all(self._file, chunk)

    def seal(self) -> StoredBlob:
        """The blob's names, now that all of it was written; it is not durable yet."""
        if self._sealed is None:
            self._file.close()  # one open file per request, however many parts it has
            self._sealed = StoredBlob(self._sha256.hexdigest(), self._md5.hexdigest(), self._size)
        return self._sealed

    def discard(self) -> None:
        """Remove the file if it still has its temporary name."""
        self._file.close()
        self.path.unlink(missing_ok=True)


class VaultDelivery:
    """The blobs of one request: all of them are kept, or none.

    Sealed parts wait below `tmp` until `keep`, so that a request that breaks off in its last
    photo leaves nothing behind.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._parts: list[Part] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for part in self._parts:
            part.discard()

    def writer(self) -> Part:
        """A writer for the next blob; raise DiskFull."""
        part = Part(self._vault)
        self._parts.append(part)
        return part

    def keep(self) -> tuple[StoredBlob, ...]:
        """Make every blob durable and return them in the order of their writers."""
        return self._vault.settle(self._parts)


class Writer:
    """One blob on its own: write, then `finish`; leaving the block earlier drops it."""

    def __init__(self, vault: Vault) -> None:
        self._delivery = vault.delivery()
        self._part = self._delivery.writer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._part.discard()

    def write(self, chunk: bytes) -> None:
        """Add `chunk`; raise DiskFull when it cannot be kept."""
        self._part.write(chunk)

    def finish(self) -> StoredBlob:
        """The blob, durable under its hash."""
        (blob,) = self._delivery.keep()
        return blob


class Vault:
    """A folder of blobs: ``root/ab/<digest>``, and ``root/tmp`` for what is still arriving.

    `reserve_bytes` is the free space below which nothing new is taken (safety.md 3: a full disk
    refuses new and keeps serving reads).
    """

    def __init__(
        self, root: Path, *, reserve_bytes: int = RESERVE_BYTES, disk: Disk | None = None
    ) -> None:
        self.root = root
        self.tmp = root / "tmp"
        self.disk = disk or Disk()
        self._reserve_bytes = reserve_bytes
        self._lock = threading.Lock()
        self._durable: dict[str, None] = {}
        self._folders: set[Path] = set()
        with naming_a_full_disk():
            self.tmp.mkdir(parents=True, exist_ok=True)

    def delivery(self) -> VaultDelivery:
        """A delivery of several blobs; raise DiskFull when the reserve is touched."""
        self.require_space()
        return VaultDelivery(self)

    def writer(self) -> Writer:
        """A writer for one blob; raise DiskFull when the reserve is touched."""
        return Writer(self)

    def put_bytes(self, content: bytes) -> StoredBlob:
        """Store `content` durably; storing it again changes nothing."""
        with self.writer() as writer:
            writer.write(content)
            return writer.finish()

    def open(self, digest: str) -> BinaryIO:
        """The blob for reading; raise NotFound."""
        try:
            return self.path(digest).open("rb")
        except FileNotFoundError as err:
            raise NotFound from err

    def exists(self, digest: str) -> bool:
        """Whether the blob is there."""
        return self.path(digest).is_file()

    def digests(self) -> Iterator[str]:
        """Every blob of the vault, in order."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(f.name for f in folder.iterdir() if DIGEST.fullmatch(f.name))

    def path(self, digest: str) -> Path:
        """Where the blob lies or would lie; raise NotFound for anything but 64 hex digits."""
        return self.root / checked(digest)[:2] / digest

    def free_bytes(self) -> int:
        """What may still be written, the reserve included."""
        return self.disk.free_bytes(self.root)

    def require_space(self) -> None:
        """Raise DiskFull when less than the reserve is free."""
        if self.free_bytes() < self._reserve_bytes:
            raise DiskFull

    def sweep_parts(self, older_than: timedelta) -> int:
        """Remove what broken-off requests left behind and return how many files that were.

        Call it on start.  With several processes on one folder `older_than` must exceed the
        longest upload.
        """
        latest = time.time() - older_than.total_seconds()
        stale = [part for part in self.tmp.glob("*.part") if part.stat().st_mtime <= latest]
        for part in stale:
            part.unlink(missing_ok=True)
        return len(stale)

    def settle(self, parts: Sequence[Part]) -> tuple[StoredBlob, ...]:
        """Make the blobs of `parts` durable under their hashes (safety.md 1.1).

        Order matters: content, then name, then the folder that holds the name.  Several files of
        one request share the last step where they share a folder.
        """
        blobs = tuple(part.seal() for part in parts)
        fresh = {
            blob.digest: part
            for part, blob in zip(parts, blobs, strict=True)
            if not self._holds(blob)
        }
        with naming_a_full_disk():
            for part in fresh.values():
                self.disk.sync_file(part.path)
            for part in fresh.values():
                self._name(part)
            self._make_sure({blob.digest for blob in blobs}, synced=fresh.keys())
        return blobs

    def _holds(self, blob: StoredBlob) -> bool:
        """Whether the whole blob is there; one cut short by a bad restore is written again."""
        try:
            return self.path(blob.digest).stat().st_size == blob.size
        except FileNotFoundError:
            return False

    def _name(self, part: Part) -> None:
        """Give `part` its final name; a twin that was faster is as good."""
        blob = part.seal()
        try:
            self.disk.rename(part.path, self._folder(blob.digest) / blob.digest)
        except PermissionError:  # Windows: somebody is reading the twin
            if not self._holds(blob):
                raise

    def _folder(self, digest: str) -> Path:
        """The folder of `digest`, there and durable itself."""
        folder = self.path(digest).parent
        if folder not in self._folders:
            folder.mkdir(exist_ok=True)
            self.disk.sync_folder(self.root)
            self._folders.add(folder)
        return folder

    def _make_sure(self, digests: AbstractSet[str], *, synced: AbstractSet[str]) -> None:
        """Return when every one of `digests` is durable under its name.

        A file that exists under its hash may be another request's that is not synced yet, or was
        left by a process killed in between: once per process its content is synced, unless that
        was done just now (`synced`), and its folder.
        """
        unsure = {d for d in digests if d in synced or d not in self._durable}
        for digest in unsure - synced:
            self.disk.sync_file(self.path(digest))
        for folder in sorted({self._folder(digest) for digest in unsure}):
            self.disk.sync_folder(folder)
        self._remember(unsure)

    def _remember(self, digests: AbstractSet[str]) -> None:
        with self._lock:
            self._durable.update(dict.fromkeys(digests))
            while len(self._durable) > REMEMBERED:
                del self._durable[next(iter(self._durable))]
