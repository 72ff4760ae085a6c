"""The review desk in a real browser: keys, no page loads, and the same by hand without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.app import create_app
from server.auth import passwords
from server.settings import Settings
from tests.builders import office as built
from tests.builders.desk import arrived, sent
from tests.builders.office import CHEAP, PASSWORD, REVIEWER, person, tablet, token_of
from tests.live import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

FAR_FIX = "36.53 104.01 1707.0 45.0"  # one warning: S-06
UUID = "5e1f2a3b-4c5d-4e6f-8a7b-9c0d1e2f3a4{}"


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch) -> Iterator[str]:
    """An office whose reviewer has three surveys waiting, the first with one warning."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    folder = tmp_path / "data"
    folder.mkdir()
    url = request.getfixturevalue("sqlite").migrated(folder / "minzheng.sqlite3")
    office = built.services(Settings(data_dir=folder, database_url=url))
    app = create_app(office.settings, office)
    person(office, REVIEWER)
    token = token_of(office, tablet(office, name="再一台").id)
    arrived(app, office, **{"/ident/gps": FAR_FIX})
    for number in (2, 3):
        sent(app, office, token, number=number, new_uuid=UUID.format(number))
    with serving(app) as address:
        yield address
    office.store.close()


def sign_in(page: Page, desk: str) -> None:
    page.goto(f"{desk}/sign-in?next=/review")
    page.fill("[name=login]", REVIEWER)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_url("**/review")


def loads(page: Page) -> list[str]:
    """Whole pages asked for from now on."""
    asked: list[str] = []
    page.on("request", lambda asking: asking.is_navigation_request() and asked.append(asking.url))
    return asked


def waiting(page: Page, count: int) -> None:
    """Wait until so many wait."""
    page.wait_for_function(
        "count => document.querySelector('.mz-queue header b').textContent.includes(count)",
        arg=f" {count}",
    )


def test_a_record_without_flags_takes_one_key_and_no_page_load(page: Page, desk: str) -> None:
    sign_in(page, desk)
    page.keyboard.press("j")
    page.wait_for_selector("[data-key=a]:not([disabled])")
    asked = loads(page)
    page.keyboard.press("a")
    waiting(page, 2)
    assert asked == []
    assert page.inner_text("#waiting") == "2"


def test_a_warning_is_answered_by_key_before_it_can_be_approved(page: Page, desk: str) -> None:
    sign_in(page, desk)
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    waiting(page, 3)
    page.keyboard.press("y")
    page.wait_for_selector("[data-key=a]:not([disabled])")
    page.keyboard.press("a")
    waiting(page, 2)


def test_a_key_pressed_twice_decides_once(page: Page, desk: str) -> None:
    sign_in(page, desk)
    page.keyboard.press("j")
    page.wait_for_selector("[data-key=a]:not([disabled])")
    page.keyboard.press("a")
    page.keyboard.press("a")
    waiting(page, 2)
    page.wait_for_timeout(300)
    waiting(page, 2)
    assert page.is_hidden(".mz-note.e")


def test_a_decision_is_undone_with_one_key(page: Page, desk: str) -> None:
    sign_in(page, desk)
    page.keyboard.press("j")
    page.wait_for_selector("[data-key=a]:not([disabled])")
    page.keyboard.press("a")
    page.wait_for_selector(".mz-undo:not([hidden]):not(.failed)")
    page.keyboard.press("u")
    waiting(page, 3)
    assert "已撤销" in page.inner_text(".mz-record")


def test_a_return_is_ticked_by_digit_and_sent_with_enter(page: Page, desk: str) -> None:
    sign_in(page, desk)
    page.keyboard.press("r")
    page.wait_for_selector(".mz-return:visible")
    page.keyboard.press("2")
    assert page.is_checked("[data-digit='2']")
    page.keyboard.type("door")
    assert page.input_value(".mz-return [name=note]") == "door"
    page.keyboard.press("Enter")
    waiting(page, 2)


def test_returning_for_a_flag_ticks_its_reason(page: Page, desk: str) -> None:
    sign_in(page, desk)
    page.click("[data-return]")
    page.wait_for_selector(".mz-return:visible")
    assert page.is_checked("[data-digit='1']")
    page.keyboard.press("Escape")
    assert page.is_hidden(".mz-return")


def test_a_return_without_a_reason_is_not_sent(page: Page, desk: str) -> None:
    sign_in(page, desk)
    page.keyboard.press("r")
    page.wait_for_selector(".mz-return:visible")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    waiting(page, 3)
    assert page.is_visible(".mz-return")


def test_keys_are_letters_inside_a_field(page: Page, desk: str) -> None:
    sign_in(page, desk)
    page.keyboard.press("j")
    page.wait_for_selector("[data-key=a]:not([disabled])")
    page.focus(".mz-queue-find input")
    page.keyboard.type("aruj")
    assert page.input_value(".mz-queue-find input") == "aruj"
    waiting(page, 3)


def test_keys_rest_while_an_input_method_is_composing(page: Page, desk: str) -> None:
    sign_in(page, desk)
    page.keyboard.press("j")
    page.wait_for_selector("[data-key=a]:not([disabled])")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'a', isComposing: true, bubbles: true}))"
    )
    page.wait_for_timeout(300)
    waiting(page, 3)


def test_a_held_key_shows_the_full_number_and_letting_go_hides_it(page: Page, desk: str) -> None:
    sign_in(page, desk)
    shown = page.locator(".mz-reveal .mono").first
    masked = shown.inner_text()
    page.keyboard.down("v")
    page.wait_for_selector(".mz-reveal.shown")
    assert "*" not in shown.inner_text()
    page.keyboard.up("v")
    assert shown.inner_text() == masked


def test_a_turned_photograph_stays_inside_its_frame(page: Page, desk: str) -> None:
    sign_in(page, desk)
    page.wait_for_function("document.querySelector('.mz-photo img').naturalWidth > 0")
    page.keyboard.press("t")
    page.wait_for_timeout(300)
    frame, image = (page.locator(each).bounding_box() for each in (".mz-photo", ".mz-photo img"))
    assert frame
    assert image
    assert abs((frame["x"] + frame["width"] / 2) - (image["x"] + image["width"] / 2)) < 2


def test_the_map_shows_the_village_when_asked(page: Page, desk: str) -> None:
    sign_in(page, desk)
    near = page.get_attribute(".mz-mapbox svg", "viewBox")
    page.click(".mz-mapbox button[data-view=far]")
    assert page.get_attribute(".mz-mapbox svg", "viewBox") != near


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_decision_fits_in_an_old_window(page: Page, desk: str, language: str) -> None:
    sign_in(page, desk)
    if language == "en":
        page.click(".mz-me .mz-link")
        page.wait_for_selector("html[lang=en]")
    assert page.evaluate("document.documentElement.scrollHeight") <= 768
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    for part in ("[data-key=a]", "[data-key=r]", ".mz-flag.now", ".mz-photo", ".mz-mapbox"):
        box = page.locator(part).first.bounding_box()
        assert box, part
        assert box["y"] + box["height"] <= 768, part
    for button in page.locator(".mz-decide .mz-btn").all():
        assert button.evaluate("each => each.scrollWidth <= each.clientWidth + 1")


def test_what_does_not_reach_the_server_is_said_at_once(
    page: Page, desk: str, complaints: list[str]
) -> None:
    sign_in(page, desk)
    page.keyboard.press("j")
    page.wait_for_selector("[data-key=a]:not([disabled])")
    page.route("**/decision", lambda route: route.abort())
    page.keyboard.press("a")
    page.wait_for_selector("#not-sent:not([hidden])")
    complaints.clear()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    bare = browser.new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=False)
    yield bare.new_page()
    bare.close()


def test_everything_can_be_done_without_scripts(plain: Page, desk: str) -> None:
    sign_in(plain, desk)
    plain.fill(".mz-flag.now [name=note]", "崖下遮挡")
    plain.click(".mz-flag.now .ans button")
    plain.click("[data-key=a]")
    assert "待审核 2" in plain.inner_text(".mz-queue")
    plain.click("summary[data-key=r]")
    plain.check("[data-digit='1']")
    plain.click(".mz-return .primary")
    assert "待审核 1" in plain.inner_text(".mz-queue")
    plain.click("[data-key=u]")
    assert "待审核 2" in plain.inner_text(".mz-queue")
    plain.click("[data-photo='2']")
    assert "photo=2" in plain.url
