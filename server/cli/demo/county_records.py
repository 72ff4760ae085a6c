"""What the county's desk has entered before anybody surveys: income lines, and the flood."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from server.cli.demo.archive import auditor
from server.core.errors import RecordExists
from server.demo.event import flood
from server.registers import editing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from server.cli.demo.installation import Installation
    from server.services import Services

LINES = (("dibao_urban", "700"), ("dibao_rural", "500"))
"""Monthly income lines of the demo's county, by kind."""


def ensure(services: Services, made: Installation, *, now: datetime) -> None:
    """Enter them into the registers, from which tablets get their lists; what is there stays."""
    county = made.towns[0].county
    who = auditor(services, made, county, now)
    for register, raw in _records(made, county.code):
        with suppress(RecordExists):
            editing.create(services, who, register, raw, now=now)


def _records(made: Installation, county: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    until = made.choice.until
    for kind, amount in LINES:
        yield (
            "benefit_standard",
            {
                "unit": county,
                "kind": kind,
                "class": "",
                "amount": amount,
                "document_no": "示范〔2026〕1号",
                "valid_from": f"{until.year}-01-01",
            },
        )
    event = flood(made.towns[0].county, until)
    begun = event.start.strftime("%Y-%m-%d %H:%M")
    yield (
        "disaster_event",
        {
            "unit": county,
            "event_no": event.event_id,
            "name": event.label,
            "disaster_type": event.kind,
            "start_time": begun,
            "found_time": begun,
            "state": "open",
            "response_level": "none",
            "nil_report_duty": "1",
        },
    )
