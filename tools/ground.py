"""Where things lie, how commands are run and told, and how a step knows that it is done."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
WINDOWS = sys.platform == "win32"


def installed(name: str) -> Path:
    """Path of the command `name` in the project's own environment."""
    return VENV / ("Scripts" if WINDOWS else "bin") / (f"{name}.exe" if WINDOWS else name)


def run(
    command: Sequence[object],
    *,
    env: Mapping[str, str] | None = None,
    silent: bool = False,
    folder: Path = ROOT,
) -> None:
    """Run `command` in the project's (or another) `folder`; end the program if it fails.

    Each word of it is the text of what is given.  `silent` keeps what it prints for the case that
    it fails.
    """
    words = [str(word) for word in command]
    kept = subprocess.PIPE if silent else None
    both = subprocess.STDOUT if silent else None
    try:
        done = subprocess.run(
            words, cwd=folder, env=env, check=False, stdout=kept, stderr=both, text=True
        )
    except KeyboardInterrupt:
        sys.exit(130)
    if done.returncode:
        sys.exit(f"{done.stdout or ''}\n{' '.join(words)}\n  failed with code {done.returncode}")


def answer(command: Sequence[object]) -> str:
    """What `command` prints, without line end; empty if it is missing or fails."""
    try:
        done = subprocess.run(
            [str(word) for word in command], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


@contextmanager
def step(subject: str, doing: str) -> Iterator[None]:
    """Tell what is being done and how long it took."""
    print(f"{subject:<13}{doing} …", flush=True)
    began = time.monotonic()
    yield
    print(f"{subject:<13}done in {time.monotonic() - began:.1f} s", flush=True)


def digest(paths: Iterable[Path], *more: str) -> str:
    """One hash over the files' names and contents, in the order of names, and over `more`."""
    total = hashlib.sha256("\0".join(more).encode())
    for path in sorted(paths):
        total.update(path.relative_to(ROOT).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_done(subject: str, inputs: str) -> bool:
    """Whether the step `subject` was last finished with the same inputs."""
    stamp = STAMPS / subject
    return stamp.is_file() and stamp.read_text() == inputs


def mark_done(subject: str, inputs: str) -> None:
    """Remember that the step `subject` is finished for these inputs."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / subject).write_text(inputs)


def path_with(folder: Path) -> dict[str, str]:
    """The environment with `folder` first on PATH."""
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
