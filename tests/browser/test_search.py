"""The search box in a real browser: hits as one types, walked and opened by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.app import create_app
from server.auth import passwords
from server.settings import Settings
from tests.builders import lives
from tests.builders import office as built
from tests.builders.desk import published
from tests.builders.office import CHEAP, PASSWORD, REVIEWER, person
from tests.live import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch) -> Iterator[str]:
    """An office with one household."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    folder = tmp_path / "data"
    folder.mkdir()
    url = request.getfixturevalue("sqlite").migrated(folder / "minzheng.sqlite3")
    office = built.services(Settings(data_dir=folder, database_url=url))
    person(office, REVIEWER)
    published(office)
    lives.home(office, number=1)
    with serving(create_app(office.settings, office)) as address:
        yield address
    office.store.close()


def test_hits_are_walked_with_the_arrows_and_opened_with_enter(page: Page, desk: str) -> None:
    page.goto(f"{desk}/sign-in?next=/households")
    page.fill("[name=login]", REVIEWER)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_url("**/households")
    page.keyboard.press("/")
    page.keyboard.type("wgl")
    page.wait_for_selector("#hits [role=option]")
    assert "王桂兰" in page.inner_text("#hits")
    page.keyboard.press("Escape")
    assert page.is_hidden("#hits")
    page.keyboard.type(" ")
    page.keyboard.press("Backspace")
    page.keyboard.type("l")
    page.keyboard.press("Backspace")
    page.wait_for_selector("#hits [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/*")
    assert "王桂兰" in page.inner_text("h1")


def test_enter_in_the_box_opens_all_results(page: Page, desk: str) -> None:
    page.goto(f"{desk}/sign-in?next=/households")
    page.fill("[name=login]", REVIEWER)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_url("**/households")
    page.keyboard.press("/")
    page.keyboard.type("守田")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    assert "李守田" in page.inner_text("#main")
