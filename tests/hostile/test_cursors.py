"""Cursors of lists that somebody has written himself, on both databases."""

from __future__ import annotations

import base64
import json
import logging
from datetime import date

import pytest

from server.app import create_app
from server.auth import passwords
from server.registers import editing
from tests.builders import office as built
from tests.builders.office import CHEAP, NOW, REVIEWER, asker
from tests.builders.people import id_number
from tests.builders.registers import staff
from tests.strangers.world import signed_in

HUGE = "9" * 40
AT = "2026-11-23T02:30:00+00:00"


def packed(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


CURSORS = [
    *("~", "~~", "a", "1~2~3", f"{HUGE}~{AT}~1", f"1~{AT}~{HUGE}", f"1~{AT}~{2**63}"),
    *(f"{2**31}~{AT}~1", "1~9999-12-31T23:59:59.999999-14:00~1", "1~0001-01-01~1"),
    *(f"1~{AT}~-{HUGE}", "5" * 5_000, "620421102201~" + "x" * 3_000, "620421102201~\u202e"),
    *("%%%", "====", base64.urlsafe_b64encode(b"\xff\xfe").decode(), packed(), packed([])),
    *(packed(value, 1) for value in (None, 1, -1, 2**70, 1.5, True, "x", "\0", [1], {"a": 1})),
    *(packed("x", value) for value in (None, "x", "\0", -1, 2**63, 2**70, 1.5, True, [1], {})),
    *(packed("2026-01-01", 1), packed("0000-00-00", 1), packed("x" * 3_000, 1), packed(HUGE, 1)),
]
LISTS = [
    "/review",
    "/review?state=returned",
    "/households",
    "/quarantine",
    "/registers/staff",
    "/registers/staff?sort=-birth_year",
    "/registers/staff?sort=valid_from",
    "/v1/registers/staff",
    "/v1/registers/staff?sort=-start_date",
]


@pytest.fixture
def office(settings, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    made = built.services(settings)
    clerk = asker(made, REVIEWER)
    for year in (1980, 1981):
        number = id_number(date(year, 5, 6))
        editing.create(made, clerk, "staff", staff(id_number=number, birth_year=str(year)), now=NOW)
    yield made
    made.store.close()


@pytest.mark.parametrize("address", LISTS)
def test_a_cursor_somebody_wrote_is_refused_or_harmless(office, address, caplog):
    caplog.set_level(logging.ERROR)
    who = signed_in(office, REVIEWER)
    headers = (
        {"Authorization": f"Bearer {who.session}"}
        if address.startswith("/v1")
        else {"Cookie": f"mz_session={who.session}"}
    )
    client = create_app(office.settings, office).test_client(use_cookies=False)
    path, _, sort = address.partition("?")
    failed = []
    for cursor in CURSORS:
        query = {"after": cursor} | dict([sort.split("=")] if sort else [])
        answer = client.get(path, query_string=query, headers=headers)
        if answer.status_code >= 500:
            failed.append(f"{cursor[:80]}: {answer.status}")
    assert (failed, caplog.text) == ([], "")
