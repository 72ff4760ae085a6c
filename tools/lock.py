"""Lock the newest allowed version of every package: `python3 -m tools.lock`.

The locks hold versions and hashes and no registry's address, so that an office may install from
a mirror of its own, and a review sees only what changed.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tools import frontend, python_packages
from tools.ground import ROOT, installed, path_with, run, step

FOLDER = ROOT / "requirements"
# base first: dev is held to the same versions.
FILES = ("base", "dev", "node", "lock")
WITHOUT_ADDRESSES = ("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate")


def main() -> None:
    """Python's locks, then the scripts' lock."""
    uv = _uv()
    for name in FILES:
        with step("lock", f"requirements/{name}.txt"):
            _compile(uv, name)
    with step("lock", "package-lock.json"):
        _lock_scripts()


def _uv() -> Path | str:
    if found := shutil.which("uv"):
        return found
    python_packages.install(FOLDER / "lock.txt")
    return installed("uv")


def _compile(uv: Path | str, name: str) -> None:
    command: list[object] = [uv, "pip", "compile", "--quiet", "--upgrade", "--universal"]
    command += ["--python-version", ".".join(map(str, python_packages.OLDEST))]
    command += ["--generate-hashes", *WITHOUT_ADDRESSES]
    if name == "dev":
        command += ["--constraint", FOLDER / "base.txt"]
    run([*command, "--output-file", FOLDER / f"{name}.txt", FOLDER / f"{name}.in"])


def _lock_scripts() -> None:
    """Apart from node_modules, from where npm would take packages without their hashes."""
    node = frontend.find_node()
    command: list[object] = [*node.npm, "install", "--package-lock-only", "--loglevel", "error"]
    with tempfile.TemporaryDirectory() as name:
        apart = Path(name)
        for source in ("package.json", ".npmrc"):
            shutil.copy(ROOT / source, apart)
        run(command, env=path_with(node.node.parent), silent=True, folder=apart)
        shutil.copy(apart / "package-lock.json", ROOT)


if __name__ == "__main__":
    main()
