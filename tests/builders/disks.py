"""Disks that remember, and disks that are full."""

from __future__ import annotations

import errno
import io
import os

from media.disk import Disk


class RecordingDisk(Disk):
    """A disk that remembers in which order it was told to make things durable."""

    def __init__(self):
        self.steps = []

    def sync_file(self, path):
        self.steps.append(("file", path.suffix or "named"))
        super().sync_file(path)

    def sync_folder(self, path):
        self.steps.append(("folder", path.name))
        super().sync_folder(path)


class FullFile(io.FileIO):
    """A file on a disk without space."""

    def write(self, _chunk):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class FullDisk(Disk):
    """A disk that fills up at the step named, until it is given space."""

    def __init__(self, step):
        self.step = step

    def create(self, path):
        if self.step == "create":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return FullFile(path, "xb") if self.step == "write" else super().create(path)

    def sync_file(self, path):
        if self.step == "sync":  # delayed allocation says so as late as this
            raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))
        super().sync_file(path)

    def free_bytes(self, path):
        return 0 if self.step == "reserve" else super().free_bytes(path)
