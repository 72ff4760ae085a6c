"""What a record costs the reviewer: one key for a clean one, and never a page load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.reviewer import queue, sign_in, work_through

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.databases import SQLite

RECORDS = 20


def test_a_clean_record_takes_one_key_and_one_with_two_warnings_three(
    page: Page, tmp_path: Path, sqlite: SQLite
) -> None:
    with queue(tmp_path, sqlite, RECORDS) as (address, _timed):
        sign_in(page, address)
        done = work_through(page)
    assert len(done) == RECORDS
    assert any(each.warnings == 0 for each in done)
    assert any(each.warnings == 2 for each in done)
    assert {(each.keys, each.loads) for each in done} == {(e.warnings + 1, 0) for e in done}
