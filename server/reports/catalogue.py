"""Every report there is, by its number."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from server.core.desk.people import May
from server.core.errors import NotFound
from server.reports import headline, offices, summed, workload
from server.scope import area_of

if TYPE_CHECKING:
    from collections.abc import Mapping
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


_COMPUTED = {
    module.NUMBER: Listed(module.TITLE[0], module.TITLE[1], module.report)
    for module in (headline, offices, workload)
}
_SUMMED = {
    spec.number: Listed(spec.zh, spec.en, partial(summed.make, spec)) for spec in summed.SUMMED
}
REPORTS: Mapping[str, Listed] = dict(sorted((_COMPUTED | _SUMMED).items()))
"""In the order of their numbers: computed by a module of its own, or declared as sums."""


def report_for(
    services: Services, who: Asker, number: str, unit: UnitCode, *, day: date, now: datetime
) -> Report:
    """A report of a unit the asker may see counts of; raise NotFound, NotAllowed."""
    area_of(who, May.SEE_REPORTS, unit)
    if number not in REPORTS:
        raise NotFound
    return REPORTS[number].make(services, unit, day=day, now=now)
