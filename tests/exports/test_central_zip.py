"""OR-207: an archive written while it is sent is read by others, and half of it is none."""

from __future__ import annotations

import io
import os
import subprocess
from datetime import UTC, datetime
from shutil import which
from zipfile import BadZipFile, ZipFile

import pytest

from exports import central_zip
from exports.central_zip import Deflater, Gathered, ZipStream

AT = datetime(2026, 11, 23, 10, 30, 20, tzinfo=UTC)
NOISE = os.urandom(300_000)


def archive():
    """A streamed file, a gathered one larger than memory is given, and a stored one."""
    zipped = ZipStream(AT)
    deflater, gathered = Deflater(1), Gathered(1)
    yield zipped.begin("家访.csv")
    for piece in (b"a,b\n", NOISE, b"1,2\n"):
        yield zipped.passed(deflater.feed(piece))
        gathered.feed(piece * 5)
    yield zipped.passed(deflater.close())
    gathered.close()
    yield zipped.finish(deflater)
    yield from zipped.gathered("家访-人.csv", gathered)
    yield from zipped.stored("media/照片.jpg", io.BytesIO(NOISE))
    yield zipped.end()


def test_others_read_it_back(tmp_path):
    made = b"".join(archive())
    with ZipFile(io.BytesIO(made)) as read:
        assert read.testzip() is None
        assert read.namelist() == ["家访.csv", "家访-人.csv", "media/照片.jpg"]
        assert read.read("家访.csv") == b"a,b\n" + NOISE + b"1,2\n"
        assert read.getinfo("media/照片.jpg").date_time == (2026, 11, 23, 10, 30, 20)
    program = which("unzip")
    if program:
        (tmp_path / "made.zip").write_bytes(made)
        done = subprocess.run([program, "-tq", tmp_path / "made.zip"], check=False)
        assert done.returncode == 0


@pytest.mark.parametrize("left", [1, 100, 100_000])
def test_a_piece_is_no_archive(left):
    made = b"".join(archive())
    with pytest.raises(BadZipFile), ZipFile(io.BytesIO(made[:-left])):
        pass


def test_more_entries_than_an_old_directory_counts_are_listed(monkeypatch):
    monkeypatch.setattr(central_zip, "MOST", 3)
    zipped = ZipStream(AT)
    pieces = [b"".join(zipped.stored(f"{n}.txt", io.BytesIO(b"x"))) for n in range(5)]
    made = b"".join([*pieces, zipped.end()])
    assert b"PK\x06\x06" in made
    with ZipFile(io.BytesIO(made)) as read:
        assert len(read.namelist()) == 5
