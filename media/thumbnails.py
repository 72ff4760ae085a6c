"""Small copies of photos, made when first looked at and kept beside the vault."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from media.disk import Disk, naming_a_full_disk, write_all
from media.photo import LIST_EDGE, VIEW_EDGE, thumbnail
from server.core.errors import DiskFull, NotFound

if TYPE_CHECKING:
    from pathlib import Path

    from media.blobs import BlobStore

EDGES = frozenset({LIST_EDGE, VIEW_EDGE})


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """A folder of small copies.  It may be emptied at any time and needs no backup."""

    blobs: BlobStore
    folder: Path
    disk: Disk = field(default_factory=Disk)

    def get(self, digest: str, *, edge: int) -> bytes:
        """The JPEG of at most `edge` pixels of the blob; raise NotFound or NoPicture.

        Only `EDGES` exist, so that nobody fills the disk by asking for every size.
        """
        if edge not in EDGES or not self.blobs.exists(digest):
            raise NotFound
        path = self.folder / str(edge) / digest[:2] / f"{digest}.jpg"
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return self._made(digest, edge, path)

    def _made(self, digest: str, edge: int, path: Path) -> bytes:
        with self.blobs.open(digest) as file:
            small = thumbnail(file, edge=edge)
        try:
            self._keep(small, path)
        except (DiskFull, PermissionError):  # looking at photos goes on; Windows: a twin is read
            return small
        return small

    def _keep(self, content: bytes, path: Path) -> None:
        """Write without syncing: what a power cut takes is made again."""
        part = path.with_name(f"{secrets.token_hex(8)}.part")
        try:
            with naming_a_full_disk():
                path.parent.mkdir(parents=True, exist_ok=True)
                with self.disk.create(part) as file:
                    write_all(file, content)
                self.disk.rename(part, path)
        finally:
            part.unlink(missing_ok=True)
