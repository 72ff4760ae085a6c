"""A Chromium for tests and screenshots: `python -m tools.browser` finds one or installs one."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tools.ground import answer, installed, run, step

PACKAGES = ("chromium", "fonts-noto-cjk")  # without the fonts Chinese is drawn as empty boxes
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright as s\n"
    "with s() as p: print(p.chromium.executable_path)"
)


def find() -> Path | None:
    """The browser named by CHROMIUM, one on PATH, or the one Playwright keeps; else nothing."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    kept = answer([installed("python"), "-c", ASK_PLAYWRIGHT])
    return Path(kept) if kept and Path(kept).exists() else None


def install() -> None:
    """Debian's package where we may install one, else Playwright's own download."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and shutil.which("apt-get"):
        unasked = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update"], env=unasked, silent=True)
        command = ["apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES]
        run(command, env=unasked, silent=True)
    else:
        run([installed("playwright"), "install", "chromium"])


def main() -> None:
    """Install a browser if there is none, and make sure that there is one then."""
    if find() is None:
        with step("browser", "installing Chromium"):
            install()
    if find() is None:
        sys.exit("no Chromium found: install one, or name it in the variable CHROMIUM")


if __name__ == "__main__":
    main()
