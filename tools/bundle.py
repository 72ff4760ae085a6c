"""One archive to install the server without internet: `python -m tools.bundle [--platform P]`.

It holds the wheel, every package it needs with the locked versions, and how to install them.
`P` is a wheel platform such as win_amd64; without it the archive is for machines like this one.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import sysconfig
from typing import TYPE_CHECKING

from server import __version__
from tools.ground import ROOT, installed, run, step

if TYPE_CHECKING:
    from pathlib import Path

LOCK = ROOT / "requirements" / "base.txt"
HOW_TO = """\
数字民政 {version}：离线安装（{platform}，Python {python}）

  Windows
    py -{python} -m venv C:\\minzheng
    C:\\minzheng\\Scripts\\pip install --no-index --find-links wheels --require-hashes -r lock.txt
    C:\\minzheng\\Scripts\\pip install --no-index --no-deps wheels\\{wheel}
    C:\\minzheng\\Scripts\\minzheng --help

  Linux
    python{python} -m venv /srv/minzheng
    /srv/minzheng/bin/pip install --no-index --find-links wheels --require-hashes -r lock.txt
    /srv/minzheng/bin/pip install --no-index --no-deps wheels/{wheel}
    /srv/minzheng/bin/minzheng --help

Minzheng {version}: installation without internet.  The commands above make an environment of
their own, install exactly the locked packages from this folder, then the server itself.
"""


def main() -> None:
    """Build the wheel, fetch what it needs, write the archive and say where it is."""
    parser = argparse.ArgumentParser(description="offline installation archive")
    own = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    parser.add_argument("--platform", default="", help="such as win_amd64 (default: this machine)")
    platform = parser.parse_args().platform
    folder = ROOT / "dist" / f"minzheng-{__version__}-{platform or own}"
    shutil.rmtree(folder, ignore_errors=True)
    with step("bundle", f"for {platform or own}"):
        wheel = _collect(folder / "wheels", platform)
        shutil.copyfile(LOCK, folder / "lock.txt")
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        text = HOW_TO.format(
            version=__version__, platform=platform or own, python=python, wheel=wheel
        )
        (folder / "INSTALL.txt").write_text(text, encoding="utf-8")
        archive = shutil.make_archive(str(folder), "zip", folder.parent, folder.name)
    print(archive)


def _collect(wheels: Path, platform: str) -> str:
    """Put the wheel and all it needs into `wheels`; the name of ours."""
    python = installed("python")
    run([python, "-m", "hatchling", "build", "--target", "wheel", "-d", wheels], silent=True)
    (own,) = wheels.glob("minzheng-*.whl")
    fetch: list[object] = [python, "-m", "pip", "download", "-qq", "--dest", wheels]
    fetch += ["--require-hashes", "--only-binary", ":all:", "--requirement", LOCK]
    if platform:
        fetch += ["--platform", platform]
    run(fetch)
    return own.name


if __name__ == "__main__":
    main()
