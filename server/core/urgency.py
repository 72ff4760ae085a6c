"""What must be seen upstairs before anybody has reviewed it: first reports, deaths (domain.md 5.1).

The clock starts when the form was opened; limits are those of domain.md 3.5.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from server.core.case import Case

FIRST = "1"
"""Stage of a first report (初报)."""

TOWNSHIP_LIMIT = timedelta(hours=1)
"""From the village's news to the township's first report to the county."""

COUNTY_LIMIT = timedelta(hours=2)
"""From the village's news to the county's first report to the city."""

LOSSES_OF_LIFE = ("dead", "missing")


def urgent_since(case: Case) -> datetime | None:
    """When the clock of an urgent case began to run; None for all others."""
    if not _is_urgent(case):
        return None
    start = case.start
    return start if start is not None and start <= case.received_at else case.received_at


def _is_urgent(case: Case) -> bool:
    if case.report is not None:
        lost = sum(case.report.figures.get(name, 0) for name in LOSSES_OF_LIFE)
        return case.report.stage == FIRST or lost > 0
    if case.damage is not None:
        return bool((case.damage.deaths or 0) + (case.damage.missing or 0))
    return False
