"""The map in a real browser: it draws without any other machine, and a lasso opens a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.app import create_app
from server.auth import passwords
from server.settings import Settings
from tests.builders import lives
from tests.builders import office as built
from tests.builders.areas import DABA, SANHE
from tests.builders.desk import arrived
from tests.builders.office import CHEAP, PASSWORD, REVIEWER, person
from tests.live import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

SLOW_MS = 30_000
"""Drawing by software, on a busy machine."""


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch) -> Iterator[str]:
    """An office with households in two villages and one submission to review."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    folder = tmp_path / "data"
    folder.mkdir()
    url = request.getfixturevalue("sqlite").migrated(folder / "minzheng.sqlite3")
    office = built.services(Settings(data_dir=folder, database_url=url))
    person(office, REVIEWER)
    app = create_app(office.settings, office)
    arrived(app, office, number=11)
    for number, village, lon in ((1, SANHE, 104.01), (2, DABA, 104.03)):
        lives.home(office, number=number, village=village, lat=36.53, lon=lon)
    with serving(app) as address:
        yield address
    office.store.close()


def signed_in(page: Page, desk: str, path: str) -> None:
    page.goto(f"{desk}/sign-in?next={path}")
    page.fill("[name=login]", REVIEWER)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_selector("[data-ready]", state="attached", timeout=SLOW_MS)
    page.wait_for_selector("[data-idle]", state="attached", timeout=SLOW_MS)


def test_a_lasso_around_submissions_opens_them_as_a_queue(page: Page, desk: str) -> None:
    signed_in(page, desk, "/map%3Flayer=records%26figures=households")
    assert page.is_hidden("[data-part=loading]")
    assert "户数" in page.inner_text("[data-part=key]")
    box = page.locator(".mz-bigmap-canvas").bounding_box()
    assert box is not None
    page.click("[data-do=draw]")
    assert page.is_visible("[data-part=hint]")
    west, north = box["x"] + 30, box["y"] + 60
    east, south = box["x"] + box["width"] - 30, box["y"] + box["height"] - 30
    page.mouse.move(west, north)
    page.mouse.down()
    for x, y in ((east, north), (east, south), (west, south)):
        page.mouse.move(x, y, steps=6)
    page.mouse.up()
    page.wait_for_selector("[data-part=side]:not([hidden])", timeout=SLOW_MS)
    assert "圈内 1 个" in page.inner_text("[data-part=told]")
    page.click("[data-part=told] a >> nth=0")
    page.wait_for_url("**/review?selection=*")
    assert "地图上圈选的" in page.inner_text(".mz-queue")


def test_units_are_told_of_under_the_pointer_and_a_chart_is_drawn(page: Page, desk: str) -> None:
    signed_in(page, desk, "/statistics")
    page.wait_for_selector(".mz-chart-canvas svg", timeout=SLOW_MS)
    assert page.is_hidden(".mz-chart [data-part=failed]")
    assert "三合村" in page.inner_text("#figures")
    canvas = page.locator(".mz-bigmap-canvas")
    box = canvas.bounding_box()
    assert box is not None
    canvas.hover(position={"x": box["width"] * 0.35, "y": box["height"] * 0.4})
    page.wait_for_selector("tr.lit", timeout=SLOW_MS)
    assert page.inner_text("tr.lit td.pin").strip() in page.inner_text("[data-part=tip]")
