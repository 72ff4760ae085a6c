"""Every report there is, by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from server.core.desk.people import May
from server.core.errors import NotFound
from server.reports import headline, offices, workload
from server.scope import area_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from server.core.desk.people import Asker
    from server.core.types import UnitCode
    from server.reports.model import Report
    from server.services import Services


class Make(Protocol):
    """What computes a report."""

    def __call__(self, services: Services, unit: UnitCode, *, day: date, now: datetime) -> Report:
        """The report of a unit on a day; raise NotFound for an unknown unit."""


class Listed(NamedTuple):
    """A report by title, and what computes it."""

    zh: str
    en: str
    make: Make

    def label(self, language: str) -> str:
        """The title in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh


REPORTS = {
    module.NUMBER: Listed(*module.TITLE, module.report) for module in (headline, offices, workload)
}


def report_for(
    services: Services, who: Asker, number: str, unit: UnitCode, *, day: date, now: datetime
) -> Report:
    """A report of a unit the asker may see counts of; raise NotFound, NotAllowed."""
    area_of(who, May.SEE_REPORTS, unit)
    if number not in REPORTS:
        raise NotFound
    return REPORTS[number].make(services, unit, day=day, now=now)
