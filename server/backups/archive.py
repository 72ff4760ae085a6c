"""The archive of one installation: database, media, key, and a list with a checksum of each.

A plain ZIP file, so that it can be looked into with any tool.  It is written under another name
and gets its own only when it has been read back; a half file never has a good name.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from server import __version__
from server.backups.copying import copy_from_file, copy_to_file, is_empty
from server.core.errors import BackupDamaged, NotEmpty
from server.store.engine import open_engine
from server.store.schema import upgrade

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.services import Services
    from server.settings import Settings

LIST = "backup.json"
DATABASE = "minzheng.sqlite3"
KEY = "secret.key"
MEDIA = "media/"
CHUNK = 1 << 20
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Backup:
    """What an archive holds."""

    made_at: datetime
    version: str
    rows: int
    blobs: int


def back_up(services: Services, target: Path) -> Backup:
    """Write everything into `target` while the server goes on working, read it back, return it.

    The database is copied as of one moment; blobs never change, so those it speaks of are there.
    Raise BackupDamaged when what was written does not read back.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            copy = Path(folder) / DATABASE
            with services.store.read() as conn:
                rows = copy_to_file(conn, copy)
            made = _packed(services, copy, part, rows)
        verify(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    (services.settings.data_dir / "last-backup.json").write_bytes(
        orjson.dumps({"at": made.made_at, "file": str(target)})
    )
    return made


def _packed(services: Services, database: Path, part: Path, rows: int) -> Backup:
    sums: dict[str, str] = {}
    now = datetime.now(UTC)
    with part.open("wb") as out, zipfile.ZipFile(out, "w", allowZip64=True) as archive:
        with database.open("rb") as file:
            sums[DATABASE] = _add(archive, DATABASE, file)
        with (services.settings.data_dir / KEY).open("rb") as file:
            sums[KEY] = _add(archive, KEY, file)
        blobs = 0
        for digest in services.vault.digests():
            with services.vault.open(digest) as file:
                sums[MEDIA + digest] = _add(archive, MEDIA + digest, file)
            blobs += 1
        head = {"format": FORMAT, "version": __version__, "made_at": now, "rows": rows}
        archive.writestr(LIST, orjson.dumps({**head, "files": sums}))
        archive.close()
        out.flush()
        os.fsync(out.fileno())
    return Backup(now, __version__, rows, blobs)


def _add(archive: zipfile.ZipFile, name: str, file: BinaryIO) -> str:
    digest = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as member:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            member.write(chunk)
    return digest.hexdigest()


def verify(source: Path) -> Backup:
    """Read an archive to its end and compare every checksum; raise BackupDamaged."""
    try:
        with zipfile.ZipFile(source) as archive:
            head = _head(archive)
            for name, expected in head["files"].items():
                if _sum(archive, name) != expected:
                    raise BackupDamaged(file=source.name, reason=name)
                if name.startswith(MEDIA) and name != MEDIA + expected:
                    raise BackupDamaged(file=source.name, reason=name)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as failure:
        raise BackupDamaged(file=source.name, reason=failure) from failure
    blobs = sum(name.startswith(MEDIA) for name in head["files"])
    return Backup(datetime.fromisoformat(head["made_at"]), head["version"], head["rows"], blobs)


def _head(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    head: Mapping[str, Any] = orjson.loads(archive.read(LIST))
    if head["format"] != FORMAT:
        raise BackupDamaged(file=LIST, reason=f"format {head['format']}")
    return head


def _sum(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as member:
        while chunk := member.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def restore(settings: Settings, source: Path) -> Backup:
    """Put an archive into an empty installation; raise NotEmpty or BackupDamaged.

    The archive is verified first: nothing is half restored from a damaged one.
    """
    held = verify(source)
    data = settings.data_dir
    data.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.sqlalchemy_url)
    try:
        upgrade(engine)
        with engine.connect() as connection:
            if not is_empty(connection) or (data / KEY).exists():
                raise NotEmpty(folder=data)
        with zipfile.ZipFile(source) as archive, tempfile.TemporaryDirectory(dir=data) as folder:
            for name in _head(archive)["files"]:
                if name.startswith(MEDIA):
                    digest = name.removeprefix(MEDIA)
                    _extract(archive, name, settings.media_dir / digest[:2] / digest)
            _extract(archive, KEY, data / KEY, mode=0o600)
            copy = Path(folder) / DATABASE
            _extract(archive, DATABASE, copy)
            copy_from_file(copy, engine)
    finally:
        engine.dispose()
    return held


def _extract(archive: zipfile.ZipFile, name: str, target: Path, *, mode: int = 0o644) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with archive.open(name) as member, os.fdopen(handle, "wb") as out:
        shutil.copyfileobj(member, out, CHUNK)
        out.flush()
        os.fsync(out.fileno())
