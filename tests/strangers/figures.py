"""Figures and files of the township: a flood, a report given out, lists taken out."""

from __future__ import annotations

import threading
from datetime import date

from server.core.desk.extract import Wish
from server.disasters import merging
from server.extracts import asking, exporter
from server.reports import freezing
from tests.builders.areas import DONGWAN
from tests.builders.knowing import event
from tests.builders.office import AUDITOR, NOW
from tests.strangers.asking import asker_of

FLOOD, OTHER, THIRD = (f"EV-620421-20261123-flood-0{n}" for n in (1, 2, 3))
REPORT = "R-02"
DAY = date(2026, 11, 23)
SOURCE = "register:staff"


def figured(office, clerk):
    """Values of the slots: events, a frozen report, a file that waits and one that is done."""
    for number in (FLOOD, OTHER, THIRD):
        event(office, event_no=number, unit=DONGWAN, state="待县级确认")
    auditor = asker_of(office, AUDITOR)
    merging.merge(office, auditor, THIRD, FLOOD, note="x", now=NOW)
    frozen = freezing.freeze(office, clerk, REPORT, DONGWAN, day=DAY, note="", now=NOW)
    done = asking.ask(office, clerk, Wish(SOURCE, "csv", "x 核对"), now=NOW)
    assert exporter.run_next(office, threading.Event())
    waiting = asking.ask(office, clerk, Wish(SOURCE, "csv", "x 核对"), now=NOW)
    given = {"number": frozen.number, "kind": "csv"}
    return {
        "disasters": [{"event_id": FLOOD}],
        "disasters.merge": [{"event_id": OTHER}],
        "disasters.unmerge": [{"event_id": THIRD}],
        "extracts": [{"ref": waiting}],
        "extracts.file": [{"ref": done}],
        "reports.frozen": [given],
        "reports.frozen_file": [given],
        "reports.freeze": [{"number": REPORT}],
    }


def _reported(_values, _story, csrf):
    return {"data": {"csrf": csrf, "unit": DONGWAN, "stage": "1", "note": "首次上报"}}


def _merged(_values, _story, csrf):
    return {"data": {"csrf": csrf, "into": FLOOD, "note": "同一场灾"}}


def _frozen(_values, _story, csrf):
    return {"data": {"csrf": csrf, "unit": DONGWAN, "day": DAY.isoformat(), "note": "x"}}


def _ordered(_values, _story, csrf):
    wanted = {"source": SOURCE, "format": "csv", "purpose": "入户核对"}
    return {"data": {"csrf": csrf} | wanted}


def _account(_values, _story, csrf):
    return {"data": {"csrf": csrf, "rows": "new.one\t新人\t系统管理\t"}}


def _assigned(_values, _story, csrf):
    return {"data": {"csrf": csrf, "post": "township_clerk", "units": DONGWAN[:9]}}


BODIES = {
    "disasters.report": _reported,
    "disasters.merge": _merged,
    "reports.freeze": _frozen,
    "extracts.order": _ordered,
    "users.create": _account,
    "users.assign": _assigned,
}
