"""The few things a file system does differently from system to system."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from server.core.errors import DiskFull

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
WINDOWS = os.name == "nt"
OWNER_ONLY = 0o600  # answers and faces are nobody else's on a shared PC


class Disk:
    """The disk under a vault.  Tests put a full one in its place."""

    def create(self, path: Path) -> FileIO:
        """A new file at `path`, unbuffered; raise FileExistsError if there is one."""
        return open(path, "xb", buffering=0, opener=_owner_only)

    def sync_file(self, path: Path) -> None:
        """Return when the content of the file at `path` is durable."""
        _sync(path, os.O_RDWR if WINDOWS else os.O_RDONLY)  # Windows syncs writable files only

    def sync_folder(self, path: Path) -> None:
        """Return when the names in the folder `path` are durable.

        Windows has no such call: NTFS journals names by itself.
        """
        if not WINDOWS:
            _sync(path, os.O_RDONLY)

    def rename(self, path: Path, target: Path) -> None:
        """Give the file at `path` the name `target`, in the place of one that has it.

        Raise PermissionError on Windows while somebody has `target` open.
        """
        path.replace(target)

    def free_bytes(self, path: Path) -> int:
        """What may still be written beside `path`."""
        return shutil.disk_usage(path).free


def write_all(file: FileIO, content: bytes) -> None:
    """Write all of `content`: a nearly full disk takes a part of it first."""
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]


@contextmanager
def naming_a_full_disk() -> Iterator[None]:
    """Raise DiskFull for the ways a system says so; let every other failure through."""
    try:
        yield
    except OSError as err:
        if err.errno in FULL:
            raise DiskFull from err
        raise


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, OWNER_ONLY)
