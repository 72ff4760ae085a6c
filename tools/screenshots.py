"""Pictures of the handbook, taken anew from a demo township: `python -m tools.screenshots [NAME…]`.

A server of its own is started on a free port with data that is thrown away afterwards, so the
pictures show what the program does today and nobody's data.  With `--data FOLDER` the township is
kept there, and taking one picture again does not have to wait for it.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError

from playwright.sync_api import sync_playwright

from tools.browser import find
from tools.ground import ROOT, installed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, ViewportSize

FOLDER = ROOT / "docs" / "screenshots"
PASSWORD = "barley-lamp-0417-kite"  # noqa: S105 - of a server that lives for minutes on this machine
SHOWN_URL = "http://192.168.1.20:8080"
"""The address in the pictures: no picture shows the machine it was taken on."""

READY_S, SETTLED_S = 180, 900
JOURNAL, FINISHED = "demo-journal.txt", "finished"
DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as one person sees it; `login` empty means before signing in.

    `follow` is a link or button to press on that page; `find` a word of the record to look for in
    the queue, going on from one to the next; `press` a key to press in the end.
    """

    name: str
    path: str
    login: str = ""
    language: str = "zh"
    theme: str = "light"
    phone: bool = False
    follow: str = ""
    find: str = ""
    press: str = ""


MOST_STEPS, STEP_MS = 99, 500
FLAGGED = "/review?shelf=flagged"
DAMAGE = "/review?form_id=house_damage&shelf=flagged"
PICTURES = (
    Picture("sign_in", "/sign-in"),
    Picture("home_township", "/", "clerk"),
    Picture("home_county", "/", "county"),
    Picture("home_admin", "/", "admin"),
    Picture("review", FLAGGED, "clerk", find="S-05"),
    Picture("review_en", FLAGGED, "clerk", language="en", find="S-05"),
    Picture("review_dark", FLAGGED, "clerk", theme="dark", find="P-13"),
    Picture("review_return", FLAGGED, "clerk", find="F-06", press="r"),
    Picture("damage", DAMAGE, "clerk"),
    Picture("households", "/households", "clerk"),
    Picture("household", "/households", "clerk", follow="tr:has-text('农村低保') a.plain >> nth=0"),
    Picture("search", "/search?text=wang", "clerk"),
    Picture("applications", "/applications", "clerk"),
    Picture("public_lists", "/lists", "clerk"),
    Picture("visits", "/visits", "clerk"),
    Picture("disaster", "/disasters", "county", follow="tbody a >> nth=0"),
    Picture("report", "/reports/R-01", "county"),
    Picture("rules", "/rules", "county"),
    Picture("export", "/extracts/new?source=register:benefit", "clerk"),
    Picture("forms", "/forms", "admin"),
    Picture("users", "/users", "admin"),
    Picture("log", "/log", "auditor"),
    Picture("tablets", "/tablets", "clerk"),
    Picture("tablet_code", "/tablets", "clerk", follow="tbody a.mz-btn >> nth=0"),
    Picture("quarantine", "/quarantine", "clerk"),
    Picture("phone", "/", "clerk", phone=True),
    Picture("phone_assistant", "/mine", "assistant", phone=True),
)
"""In the handbook's order."""


def main() -> None:
    """Take all pictures, or the named ones."""
    parser = argparse.ArgumentParser(description="take the handbook's pictures")
    parser.add_argument("--data", type=Path, help="keep the demo's data in this folder")
    parser.add_argument("names", nargs="*", metavar="NAME")
    asked = parser.parse_args()
    wanted = set(asked.names) or {picture.name for picture in PICTURES}
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as thrown_away,
        demo(asked.data or Path(thrown_away)) as url,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        for picture in PICTURES:
            if picture.name in wanted:
                take(browser, url, picture)
                print(f"docs/screenshots/{picture.name}.png", flush=True)
        browser.close()


@contextmanager
def demo(data: Path) -> Iterator[str]:
    """Serve a demo from `data` until the pictures are taken; its URL."""
    url = f"http://127.0.0.1:{free_port()}"
    command: list[object] = [installed("python"), "-m", "server.cli", "run-demo"]
    command += ["--data", data, "--port", url.rpartition(":")[2], "--public-url", SHOWN_URL]
    environment = {**os.environ, "MINZHENG_DEMO_PASSWORD": PASSWORD}
    with subprocess.Popen([str(word) for word in command], cwd=ROOT, env=environment) as server:
        try:
            wait_for(lambda: is_up(f"{url}/healthz"), server, READY_S)
            wait_for(lambda: is_settled(data), server, SETTLED_S)
            yield url
        finally:
            server.terminate()


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_up(url: str) -> bool:
    """Whether `url` answers."""
    try:
        urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - our own address
    except (URLError, TimeoutError):
        return False
    return True


def is_settled(data: Path) -> bool:
    """Whether the demo has sent everything and the office has decided what it decides."""
    journal = data / JOURNAL
    return journal.exists() and FINISHED in journal.read_text("utf-8").splitlines()


def wait_for(happened: Callable[[], bool], server: subprocess.Popen[bytes], seconds: int) -> None:
    """Return once it has happened; end the program if the server ends first or takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        if happened():
            return
        time.sleep(0.3)
    sys.exit("the demo server did not become ready")


def take(browser: Browser, url: str, picture: Picture) -> None:
    """Open the page as that person and keep what is in the window."""
    context = browser.new_context(
        viewport=PHONE if picture.phone else DESK,
        device_scale_factor=2 if picture.phone else 1,
        timezone_id="Asia/Shanghai",
        locale="zh-CN",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if picture.login:
        sign_in(page, url, picture)
    page.goto(url + picture.path)
    page.wait_for_load_state("networkidle")
    if picture.follow:
        page.locator(picture.follow).click()
        page.wait_for_load_state("networkidle")
    if picture.find:
        go_to(page, picture.find)
    if picture.press:
        page.keyboard.press(picture.press)
        page.wait_for_load_state("networkidle")
    if page.evaluate("document.styleSheets.length") == 0:
        sys.exit(f"{picture.path} came without its colours: was the front end built meanwhile?")
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


def go_to(page: Page, word: str) -> None:
    """Go on in the queue until the record on the page has this word in it."""
    for _ in range(MOST_STEPS):
        if page.locator("main", has_text=word).count():
            return
        page.keyboard.press("j")
        page.wait_for_timeout(STEP_MS)
    sys.exit(f"no record in the queue says {word}")


def sign_in(page: Page, url: str, picture: Picture) -> None:
    """Sign in, and choose the picture's language and colours, which the account keeps."""
    page.goto(f"{url}/sign-in")
    page.fill("[name=login]", picture.login)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_load_state("networkidle")
    for choice in (f"language][value={picture.language}", f"theme][value={picture.theme}"):
        page.goto(f"{url}/account")
        page.locator(f"main form:has([name={choice}]) button").click()
        page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
