"""What is written at the review desk is not lost, and whoever comes late hears what happened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from server.app import create_app
from server.auth import passwords
from server.core.desk.record import Decision
from server.review.decisions import Verdict, decide
from server.settings import Settings
from tests.browser.test_review import UUID, loads, sign_in
from tests.builders import office as built
from tests.builders.desk import arrived, sent
from tests.builders.office import CHEAP, PASSWORD, REVIEWER, asker, person, tablet, token_of
from tests.live import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

OTHER = "sun.li"


class Desk:
    """An office with three surveys waiting, and a colleague who decides, too."""

    def __init__(self, office, url, refs, colleague):
        self.office, self.url, self.refs, self.colleague = office, url, refs, colleague


@pytest.fixture(scope="module")
def desk(tmp_path_factory, sqlite) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        url = sqlite.migrated(folder / "minzheng.sqlite3")
        office = built.services(Settings(data_dir=folder / "data", database_url=url))
        app = create_app(office.settings, office)
        person(office, REVIEWER)
        built.POSTS[OTHER] = ("孙丽", *built.POSTS[REVIEWER][1:])
        colleague = asker(office, OTHER)
        token = token_of(office, tablet(office, name="再一台").id)
        refs = [arrived(app, office)]
        refs += [sent(app, office, token, number=n, new_uuid=UUID.format(n)) for n in (2, 3)]
        with serving(app) as address:
            yield Desk(office, address, refs, colleague)
        office.store.close()
        del built.POSTS[OTHER]


def write_a_reason(page: Page, words: str) -> None:
    page.keyboard.press("r")
    page.wait_for_selector(".mz-return:visible")
    page.keyboard.type(words)


def test_a_reason_outlives_the_session_and_signing_in_leads_back_to_the_record(
    page: Page, desk: Desk
) -> None:
    sign_in(page, desk.url)
    page.goto(f"{desk.url}/review/{desk.refs[1]}")
    write_a_reason(page, "door closed")
    page.context.add_cookies([{"name": "mz_session", "value": "over", "url": desk.url}])
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in?**")
    page.fill("[name=login]", REVIEWER)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_url(f"**/review/{desk.refs[1]}**")
    assert page.input_value(".mz-return [name=note] >> visible=true") == "door closed"
    assert page.is_visible("[data-draft-note] >> visible=true")
    page.keyboard.press("Escape")


def test_a_reason_that_did_not_reach_the_server_is_there_when_it_is_back(
    page: Page, desk: Desk, complaints: list[str]
) -> None:
    sign_in(page, desk.url)
    page.goto(f"{desk.url}/review/{desk.refs[2]}")
    write_a_reason(page, "no number plate")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    page.wait_for_selector("#not-sent:visible")
    assert any("ERR_INTERNET_DISCONNECTED" in line for line in complaints)
    complaints.clear()
    page.context.set_offline(False)
    page.reload()
    page.wait_for_selector(".mz-return:visible")
    assert page.input_value(".mz-return [name=note] >> visible=true") == "no number plate"
    page.locator(".mz-return [name=note] >> visible=true").press("Enter")
    page.wait_for_selector(".mz-undo:visible")
    page.goto(f"{desk.url}/review/{desk.refs[2]}?state=returned")
    kept = page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('mz-draft:'))")
    assert kept == []


def test_whoever_decides_second_sees_who_was_first_and_what_it_was(page: Page, desk: Desk) -> None:
    sign_in(page, desk.url)
    page.goto(f"{desk.url}/review/{desk.refs[0]}")
    page.wait_for_selector("[data-key=a]:not([disabled])")
    hold = Verdict(decision=Decision.HOLD)
    decide(desk.office, desk.colleague, desk.refs[0], hold, now=datetime.now(UTC))
    asked = loads(page)
    page.keyboard.press("a")
    page.wait_for_selector(f"#stale-{desk.refs[0]}")
    told = page.inner_text(f"#stale-{desk.refs[0]}")
    assert "没有保存" in told
    assert "搁置 孙丽" in told
    assert asked == []
