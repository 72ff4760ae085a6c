"""What an office gets: the wheel, built as for a release."""

from __future__ import annotations

import subprocess
import sys
import zipfile

import pytest

from tests.tree import ROOT, tracked

PACKAGES = ("server", "forms", "media", "exports")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_the_built_front_end(wheel: set[str]) -> None:
    build = "server/console/static/build"
    assert f"{build}/manifest.json" in wheel
    assert f"{build}/licences.txt" in wheel
    assert any(name.startswith(f"{build}/assets/style-") for name in wheel)


def test_the_wheel_carries_every_file_of_our_packages(wheel: set[str]) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in tracked(*PACKAGES)}
    assert files - wheel == set()


def test_the_wheel_carries_the_translations_compiled(wheel: set[str]) -> None:
    catalogues = (ROOT / "server").rglob("*.po")
    compiled = {path.relative_to(ROOT).with_suffix(".mo").as_posix() for path in catalogues}
    assert compiled - wheel == set()


def test_nothing_else_is_in_the_wheel(wheel: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} <= set(PACKAGES)
