"""The environment in .venv: exactly the packages of the lock, and the project itself."""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
import venv
from typing import TYPE_CHECKING

from tools.ground import ROOT, VENV, digest, installed, is_done, mark_done, run, step

if TYPE_CHECKING:
    from pathlib import Path

OLDEST = (3, 11)
LOCK = ROOT / "requirements" / "dev.txt"


def ensure() -> None:
    """Make .venv equal to the lock; nothing to do costs a few milliseconds."""
    inputs = digest([LOCK], sys.version, _metadata())
    if is_done("python", inputs) and installed("minzheng").exists():
        return
    with step("python", f"installing packages into {VENV.name}"):
        _make_environment()
        install(LOCK)
        # The build backend is in the lock, so nothing unpinned is fetched to build ourselves.
        _pip("--no-build-isolation", "--no-deps", "--editable", str(ROOT))
    mark_done("python", inputs)


def _metadata() -> str:
    """What of pyproject.toml an installation depends on; linters' settings are no reason."""
    parts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return json.dumps([parts["build-system"], parts["project"], parts["tool"]["hatch"]])


def install(lock: Path) -> None:
    """Install what `lock` names, refusing any file whose hash it does not."""
    _pip("--require-hashes", "--requirement", str(lock))


def _make_environment() -> None:
    if installed("python").exists():
        return
    if uv := shutil.which("uv"):
        run([uv, "venv", "--quiet", "--seed", "--python", sys.executable, VENV])
    else:
        venv.create(VENV, with_pip=True)


def _pip(*arguments: str) -> None:
    if uv := shutil.which("uv"):
        run([uv, "pip", "install", "--quiet", "--python", installed("python"), *arguments])
        return
    quiet = ("-qq", "--disable-pip-version-check", "--no-input", "--no-warn-script-location")
    run([installed("python"), "-m", "pip", "install", *quiet, *arguments])
