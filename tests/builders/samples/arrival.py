"""Samples of the rules on receipt, time and device."""

from datetime import timedelta

from server.core.case import FormProblem, MissingFile, ProblemKind
from server.core.facts import Facts
from server.core.types import Severity
from tests.builders.cases import (
    END,
    RECEIVED,
    START,
    TODAY,
    child,
    damage,
    head,
    household,
    member,
    other_visit,
    visit,
)
from tests.builders.samples.sample import Sample

ERROR = Severity.ERROR
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)

UNFILLED = FormProblem(
    "/ident/address", ProblemKind.REQUIRED, message={"zh": "请填写地址", "en": "Give the address"}
)


def asked(**facts):
    return household(facts=Facts(**facts))


def opened(start, **changes):
    """A survey opened at `start` and received an hour later."""
    return household(
        start=start,
        end=start + timedelta(minutes=12),
        today=start.date(),
        received_at=start + timedelta(hours=1),
        photos={},
        **changes,
    )


def lasting(seconds, **changes):
    end = START + timedelta(seconds=seconds)
    return household(end=end, received_at=end + timedelta(hours=1), **changes)


SAMPLES = [
    Sample("W-01", "same id, other content", asked(instance_conflicts=True), household(), ERROR),
    Sample("W-02", "unknown version", asked(version_is_unknown=True), household(), ERROR),
    Sample(
        "W-03",
        "another township",
        asked(writable_units=frozenset({"620421103000"})),
        asked(writable_units=frozenset({"620421102000"})),
        ERROR,
    ),
    Sample(
        "W-03",
        "no assignment at all",
        asked(writable_units=frozenset()),
        asked(writable_units=None),
        ERROR,
    ),
    Sample(
        "W-04",
        "signature not arrived",
        household(missing_files=(MissingFile("/benefit/sign", "1.png", required=True),)),
        household(missing_files=(MissingFile("/benefit/photo_book", "2.jpg"),)),
        ERROR,
    ),
    Sample(
        "W-05",
        "required answer empty",
        household(form_problems=(UNFILLED,)),
        household(),
        ERROR,
    ),
    Sample(
        "W-05",
        "answer unreadable",
        household(form_problems=(FormProblem("/today", ProblemKind.DATE, "yesterday"),)),
        household(),
        ERROR,
    ),
    Sample(
        "W-06",
        "list was older",
        asked(entity_base=3, entity_current=4),
        asked(entity_base=4, entity_current=4),
    ),
    Sample("W-10", "ended a second early", household(end=START - SECOND), lasting(0, active_s=300)),
    Sample(
        "W-11",
        "eleven minutes ahead",
        household(received_at=END - timedelta(minutes=10) - SECOND),
        household(received_at=END - timedelta(minutes=10)),
    ),
    Sample(
        "W-12", "two days apart", household(today=TODAY - 2 * DAY), household(today=TODAY - DAY)
    ),
    Sample(
        "W-13",
        "more than fifteen days later",
        household(received_at=END + 15 * DAY + SECOND),
        household(received_at=END + 15 * DAY),
    ),
    Sample("W-14", "survey of two members", household(active_s=199), household(active_s=200)),
    Sample(
        "W-14",
        "survey of three members",
        household(head(), member(), child(), active_s=239),
        household(head(), member(), child(), active_s=240),
    ),
    Sample("W-14", "without an audit file", lasting(199), lasting(200)),
    Sample("W-14", "damage", damage(active_s=179), damage(active_s=180)),
    Sample("W-14", "visit", visit(active_s=59), visit(active_s=60)),
    Sample("W-15", "over a day", lasting(86_401), lasting(86_400)),
    Sample(
        "W-16",
        "other device for 61 s",
        asked(other_visits=(other_visit(minutes=-1, lasting_s=121, device="collect:two"),)),
        asked(other_visits=(other_visit(minutes=-1, lasting_s=120, device="collect:two"),)),
    ),
    Sample(
        "W-17",
        "ten kilometres in five minutes",
        asked(other_visits=(other_visit(minutes=-4.98, metres=10_000),)),
        asked(other_visits=(other_visit(minutes=-5.02, metres=10_000),)),
    ),
    Sample(
        "W-17",
        "two kilometres in a second, to the next form",
        asked(other_visits=(other_visit(minutes=1 / 60, metres=2_010),)),
        asked(other_visits=(other_visit(minutes=1 / 60, metres=1_990),)),
    ),
    Sample(
        "W-18",
        "ten at night",
        opened(START.replace(hour=22)),
        opened(START.replace(hour=21, minute=59)),
    ),
    Sample(
        "W-18",
        "before six in the morning",
        opened(START.replace(hour=5, minute=59)),
        opened(START.replace(hour=6)),
    ),
    Sample(
        "W-19",
        "more than a day ahead",
        household(start=RECEIVED + DAY + SECOND, end=RECEIVED + 2 * DAY),
        household(start=RECEIVED + DAY, end=RECEIVED + DAY, active_s=300),
        ERROR,
    ),
    Sample(
        "W-19",
        "last century",
        household(start=START.replace(year=1999, month=12, day=31)),
        household(start=START.replace(year=2000, month=1, day=1)),
        ERROR,
    ),
]
