"""A real browser at the size of an old office screen, cut off from every other machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tools.browser import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

SCREEN = {"width": 1366, "height": 768}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process; `make test` installs it when there is none."""
    found = find()
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = (*QUIET, "--no-sandbox") if is_root else QUIET
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def abroad() -> Iterator[list[str]]:
    """Addresses outside this machine that pages asked for: there must be none."""
    asked: list[str] = []
    yield asked
    assert asked == []


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What pages wrote as errors to the console; a test that expects some clears it."""
    written: list[str] = []
    yield written
    assert written == []


@pytest.fixture
def context(browser: Browser, abroad: list[str]) -> Iterator[BrowserContext]:
    """A fresh profile whose every request stays on this machine."""

    def guard(route: Route) -> None:
        url = urlsplit(route.request.url)
        if url.scheme in {"data", "blob"} or url.hostname in LOOPBACK:
            route.continue_()
        else:
            abroad.append(route.request.url)
            route.abort()

    context = browser.new_context(
        viewport=SCREEN, locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light"
    )
    context.route("**/*", guard)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Page:
    """A page at 1366 x 768; script errors and refused contents make the test fail."""

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    page = context.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(10_000)
    return page
