"""Every page of the console, as somebody sees it for whom it opens.

The pages are read from the table of routes, so that a new one is among them on the day it is
written; where it needs a value for a slot, `happens` in tests/strangers/story.py has it already.
Each is loaded once: the rules of WCAG 2 A and AA in both colours, the keyboard, and then windows of
other sizes, among them the old office screen enlarged to 200 %.  A page stays small enough for a
slow line, asks nothing of another machine and writes no error to the console.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from server.console.pages import BLUEPRINTS
from tests.browser.town import FITTING, town
from tools.ground import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

    from tests.browser.town import Town, Visit

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LOOKING = ROOT / "tests" / "browser" / "looking.js"
WCAG: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OFFICE, WIDE, ENLARGED, PHONE = (1366, 768), (1920, 1080), (683, 384), (390, 844)
IN_ENGLISH: Final = ("home", "review", "households", "reports", "users")
"""Parts of the console that are looked at in English too, where words are longest."""

MOST_BYTES: Final = 200_000
"""On a first visit, of a page without map, charts or the form engine."""

OPEN_TO_ALL: Final = frozenset({"/", "/extracts"})
"""Pages of one's own, which the bar leaves out for those who have nothing there."""


@pytest.fixture(scope="module")
def place(tmp_path_factory, sqlite) -> Iterator[Town]:
    with town(tmp_path_factory.mktemp("town"), sqlite) as made:
        yield made


@pytest.fixture(scope="module")
def onlooker(browser: Browser) -> Iterator[Page]:
    """A window that may run the rules of accessibility on every page."""
    context = browser.new_context(
        viewport={"width": OFFICE[0], "height": OFFICE[1]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        bypass_csp=True,
    )
    for script in (AXE, LOOKING):
        context.add_init_script(path=script)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def faults_of(page: Page, place: Town, visit: Visit) -> list[str]:
    """What is wrong with a page in one language."""
    said: list[str] = []

    def heard(line: ConsoleMessage) -> None:
        if line.type == "error":
            said.append(line.text)

    def broke(error: Error) -> None:
        said.append(str(error))

    def asked(request: Request) -> None:
        if not request.url.startswith((place.url, "data:", "blob:")):
            said.append(f"asks {request.url}")

    listeners = {"console": heard, "pageerror": broke, "request": asked}
    for event, listener in listeners.items():
        page.on(event, listener)
    session = {"name": "mz_session", "value": place.sessions[visit.who], "url": place.url}
    page.context.add_cookies([session])
    page.goto(place.url + visit.address)
    page.keyboard.press("Tab")
    weight = page.evaluate("looking.weight()")
    found = page.evaluate("tags => looking.rules(tags)", WCAG)
    found += page.evaluate("looking.dark()") + page.evaluate("looking.focus()")
    for width, height in (WIDE, PHONE, ENLARGED, OFFICE):
        page.set_viewport_size({"width": width, "height": height})
        found += [f"at {width} x {height}, {fault}" for fault in page.evaluate("looking.loss()")]
    if weight > MOST_BYTES:
        found.append(f"{weight:,} bytes on the first visit")
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    return [f"{visit}: {fault}" for fault in [*found, *said]]


@pytest.mark.parametrize("part", [blueprint.name for blueprint in BLUEPRINTS])
def test_a_page_is_for_everybody_who_may_open_it(place: Town, onlooker: Page, part: str) -> None:
    faults = [line for visit in place.visits(part) for line in faults_of(onlooker, place, visit)]
    assert faults == []


@pytest.mark.parametrize("part", IN_ENGLISH)
def test_a_page_is_so_in_english_too(place: Town, onlooker: Page, part: str) -> None:
    with place.english():
        visits = place.visits(part)
        faults = [line for visit in visits for line in faults_of(onlooker, place, visit)]
    assert faults == []


@pytest.mark.parametrize("who", FITTING)
def test_what_stands_in_the_bar_opens_and_what_does_not_is_refused(place: Town, who: str) -> None:
    shown = place.bar(who)
    everybodys = {link for each in FITTING for link in place.bar(each)}
    answers = {link: place.ask(who, link).status_code for link in sorted(everybodys)}
    assert {link for link in shown if answers[link] not in {200, 302}} == set()
    refused = {link for link, status in answers.items() if status in {403, 404}}
    assert everybodys - shown - refused <= OPEN_TO_ALL
