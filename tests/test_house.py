"""What holds for every file of the project, whoever wrote it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.tree import ROOT, tracked

if TYPE_CHECKING:
    from pathlib import Path

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))

# In pieces, so that this file is not found by itself.
REGISTRIES = ("pypi" + ".org", "python" + "hosted", "npm" + "js.org", "npm" + "js.com")
PATHS = (
    str(ROOT),
    str(ROOT.parent / "shared"),
    "/opt/" + "wheels",
    "/opt/" + "pypi",
    "/ro" + "ot/",
)
OUTSIDE_XPATH = r"(?<!\))"  # instance('villages') is followed by a path of that name
FOREIGN = re.compile(OUTSIDE_XPATH + f"(?:{'|'.join(map(re.escape, REGISTRIES + PATHS))})")


def test_no_file_names_a_registry_or_somebodys_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        for match in FOREIGN.finditer(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_locked_python_package_has_a_version_and_hashes(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    packages = re.split(r"\n(?=\S)", text.strip())
    assert packages
    for package in packages:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==\S+ ", package), package
        assert "--hash=sha256:" in package, package


def test_every_locked_script_package_has_a_hash_and_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_script_packages_are_asked_for_by_exact_version() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert [name for name, version in wanted.items() if not re.fullmatch(r"[\d.]+", version)] == []


def test_what_the_server_needs_is_locked_alike_for_servers_and_for_developers() -> None:
    base, dev = (
        {line.split(" ")[0] for line in lock.read_text().splitlines() if line[:1].isalnum()}
        for lock in (ROOT / "requirements" / "base.txt", ROOT / "requirements" / "dev.txt")
    )
    assert base <= dev


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert targets is not None
    documented = set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE))
    assert set(targets.group(1).split()) == documented
