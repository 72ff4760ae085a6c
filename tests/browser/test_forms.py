"""Forms filled in a real browser: a survey with photos, its correction, a public link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.app import create_app
from server.auth import passwords, public_links
from server.core.caller import Caller
from server.publish import desk
from server.scope import as_sender
from server.settings import Settings
from tests.builders import office as built
from tests.builders import webform
from tests.builders.desk import published
from tests.builders.office import ADMIN, CHEAP, NOW, PASSWORD, REVIEWER, asker, person
from tests.live import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

QUIET = ("Geolocation", "ERR_INTERNET_DISCONNECTED", "status of 409", "status of 404")
"""What a page may say of a place it was not given and of what this test refuses it."""


class Site:
    """An office with two forms in force and a public link to one of them."""

    def __init__(self, office, address: str, link: str) -> None:
        self.office, self.address, self.link = office, address, link


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("forms") / "data"
    folder.mkdir()
    patch = pytest.MonkeyPatch()
    patch.setattr(passwords, "HASHER", CHEAP)
    url = request.getfixturevalue("sqlite").migrated(folder / "minzheng.sqlite3")
    office = built.services(Settings(data_dir=folder, database_url=url))
    person(office, REVIEWER)
    published(office)
    published(office, "correction")
    built.form(office, "wish", title="心愿")
    manager = asker(office, ADMIN)
    project = desk.office_project(office)
    caller = Caller(as_sender(manager), manager)
    made = public_links.create_public_link(office, caller, project, "wish", name="群众", now=NOW)
    with serving(create_app(office.settings, office)) as address:
        yield Site(office, address, f"{address}/f/{made.token}")
    office.store.close()
    patch.undo()


@pytest.fixture(autouse=True)
def _only_expected(complaints: list[str]) -> Iterator[None]:
    yield
    complaints[:] = [each for each in complaints if not any(word in each for word in QUIET)]


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/sign-in")
    page.fill("[name=login]", REVIEWER)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_load_state()


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(".odk-form")


def test_a_clerk_fills_a_survey_corrects_it_and_sees_what_changed(page: Page, site: Site) -> None:
    sign_in(page, site)
    opened(page, f"{site.address}/forms/household_survey/new")
    webform.household(page)
    webform.send(page)
    page.wait_for_url("**/forms/sent/*")
    first = page.url
    assert "已保存" in page.inner_text("main")
    assert page.locator(".mz-state", has_text="待乡镇审核").count()

    page.get_by_role("link", name="更正").click()
    page.wait_for_selector(".odk-form")
    assert page.locator(".odk-form img[src^='blob:']").count() == 3
    beside = page.context.new_page()
    opened(beside, page.url)

    webform.answer(page, "姓名", "李秀芳", 1)
    webform.send(page)
    page.wait_for_url(first)
    assert "已存为第 2 版" in page.inner_text("main")
    assert page.locator(".mz-replaced tbody tr").all_inner_texts() == [
        "李秀芳 姓名\t李秀兰\t李秀芳"
    ]

    webform.answer(beside, "住房间数", "5")
    webform.send(beside)
    refusal = beside.locator("#fill-refused")
    refusal.wait_for()
    assert "您改的是第 1 版，李军已在" in refusal.inner_text()
    assert "第 2 版" in refusal.inner_text()
    assert webform.question(beside, "住房间数").locator("input").input_value() == "5"

    page.goto(first.replace("/forms/sent/", "/review/"))
    assert "李秀芳" in page.inner_text(".mz-replaced")
    assert page.locator(".mz-photo img, .mz-strip img").count()


def test_answers_outlive_a_lost_connection_and_a_reload(page: Page, site: Site) -> None:
    sign_in(page, site)
    opened(page, f"{site.address}/forms/wish/new")
    page.locator(".odk-form input[type=text]").first.fill("修桥")
    page.keyboard.press("Tab")
    page.context.set_offline(True)
    webform.send(page)
    page.locator("#fill-lost").wait_for()
    page.context.set_offline(False)
    page.reload()
    page.wait_for_selector(".odk-form")
    page.locator("#fill-kept").wait_for()
    assert page.locator(".odk-form input[type=text]").first.input_value() == "修桥"
    webform.send(page)
    page.wait_for_url("**/forms/sent/*")
    opened(page, f"{site.address}/forms/wish/new")
    assert page.locator("#fill-kept").is_hidden()


def test_a_public_link_needs_no_sign_in_and_opens_nothing_else(
    page: Page, site: Site, complaints: list[str]
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, site.link)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".odk-form input[type=text]").first.fill("路灯坏了")
    webform.send(page)
    page.wait_for_url("**/thanks")
    assert "已收到" in page.inner_text("main")
    page.goto(f"{site.address}/forms/wish/new")
    assert "/sign-in" in page.url
    assert complaints == []


def test_the_form_speaks_english_to_whoever_reads_english(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.click(".mz-me .mz-link")
    page.wait_for_selector("html[lang=en]")
    opened(page, f"{site.address}/forms/correction/new")
    chinese = page.evaluate(
        "[...document.querySelectorAll('.odk-form *')].flatMap(each => [...each.childNodes])"
        ".filter(each => each.nodeType === 3 && /[\\u4e00-\\u9fff]/.test(each.data))"
        ".map(each => each.data.trim())"
    )
    assert [text for text in chinese if " / " not in text and "中文" not in text] == []
    assert page.get_by_role("button", name="Submit").count() == 1


def test_a_form_without_scripts_says_what_else_can_be_done(browser: Browser, site: Site) -> None:
    bare = browser.new_context(java_script_enabled=False)
    shown = bare.new_page()
    shown.goto(site.link)
    assert "需要浏览器运行脚本" in shown.inner_text("main")
    bare.close()
