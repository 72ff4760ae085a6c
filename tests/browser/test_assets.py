from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from flask import Flask, Response
from PIL import Image

from server.console import assets
from tests.live import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
PAGE = """<!doctype html><html lang="zh-CN" data-bs-theme="light"><meta charset="utf-8">
<title>数字民政</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="{{ asset('console.css') }}">
<script type="module" src="{{ asset('console.ts') }}"></script>
<body class="mz"><p class="mz-panel"><span id="word" class="te">错误</span>
<span class="te">{{ glyph("e") }}</span><span class="tw">{{ glyph("w") }}</span></p></body>"""


ERROR, WARNING_FILL, WHITE = (180, 35, 24), (247, 203, 92), (255, 255, 255)


def colours(png: bytes) -> set[tuple[int, ...]]:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return {colour for _, colour in picture.getcolors(65_536)}


@pytest.fixture
def site() -> Iterator[str]:
    app = Flask(__name__, static_folder=None)
    assets.install(app)

    @app.get("/")
    def home() -> str:
        return app.jinja_env.from_string(PAGE).render()

    @app.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    with serving(app) as url:
        yield url


def test_script_and_style_load_under_the_strictest_policy(page: Page, site: str) -> None:
    page.goto(site)
    page.wait_for_function("window.htmx !== undefined")
    colour = page.eval_on_selector("#word", "word => getComputedStyle(word).color")
    assert colour == "rgb(180, 35, 24)"


def test_glyphs_take_their_colours_from_the_page(page: Page, site: str) -> None:
    page.goto(site)
    page.wait_for_load_state("networkidle")
    error, warning = page.locator("svg.g").all()
    assert colours(error.screenshot()) >= {ERROR, WHITE}
    assert colours(warning.screenshot()) >= {WARNING_FILL, WHITE}


def test_a_page_that_asks_another_machine_is_found_out(
    page: Page, site: str, abroad: list[str], complaints: list[str]
) -> None:
    page.goto(site)
    page.evaluate("fetch('http://192.0.2.1/').catch(() => 0)")
    assert any("192.0.2.1" in line for line in [*abroad, *complaints])
    abroad.clear()
    complaints.clear()
