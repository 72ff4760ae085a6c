"""Correcting a value without leaving the desk, and the village's page on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.app import create_app
from server.auth import passwords
from server.core.desk.record import Decision
from server.review.decisions import Verdict, decide
from server.settings import Settings
from tests.browser.test_review import FAR_FIX, UUID, loads, sign_in
from tests.builders import office as built
from tests.builders.desk import arrived, sent
from tests.builders.office import ASSISTANT, CHEAP, NOW, PASSWORD, asker, person, tablet, token_of
from tests.live import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 844}
DANGER = "/assets/house_danger"


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch) -> Iterator[str]:
    """One survey with two warnings, two clean ones, and one that was sent back."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    folder = tmp_path / "data"
    folder.mkdir()
    url = request.getfixturevalue("sqlite").migrated(folder / "minzheng.sqlite3")
    office = built.services(Settings(data_dir=folder, database_url=url))
    app = create_app(office.settings, office)
    clerk = asker(office)
    person(office, ASSISTANT)
    token = token_of(office, tablet(office, name="再一台").id)
    arrived(app, office, member_count_book=5, **{"/ident/gps": FAR_FIX})
    refs = [sent(app, office, token, number=n, new_uuid=UUID.format(n)) for n in (2, 3, 4)]
    back = Verdict(decision=Decision.RETURN, note="等级与照片不符", fields=(DANGER,))
    decide(office, clerk, refs[-1], back, now=NOW)
    with serving(app) as address:
        yield address
    office.store.close()


def test_a_value_is_corrected_and_taken_back_without_a_page_load(page: Page, desk: str) -> None:
    sign_in(page, desk)
    asked = loads(page)
    page.keyboard.press("e")
    page.wait_for_selector("[name=value]:focus")
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.type("hukou book")
    page.keyboard.press("Enter")
    page.wait_for_selector(".mz-replaced")
    assert page.inner_text(".mz-replaced b") == "2 人"
    assert page.locator(".mz-flag.w").count() == 1
    page.keyboard.press("u")
    page.wait_for_function("() => document.querySelectorAll('.mz-flag.w').length === 2")
    assert asked == []


def test_a_phone_shows_what_came_back_and_sends_it_again(browser: Browser, desk: str) -> None:
    phone = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN")
    page = phone.new_page()
    page.goto(f"{desk}/sign-in?next=/")
    page.fill("[name=login]", ASSISTANT)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_url("**/mine")
    assert "等级与照片不符" in page.inner_text(".mz-cards")
    page.click(".mz-cards a")
    page.wait_for_selector(f"select[name='value:{DANGER}']")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.select_option(f"select[name='value:{DANGER}']", "C")
    page.click("form[action$=answers] button.primary")
    page.wait_for_url("**/mine")
    assert "没有退回的" in page.inner_text("main")
    phone.close()
