"""Samples of the rules on disaster reports."""

from datetime import timedelta
from decimal import Decimal

from server.core.disaster_event import EventState
from server.core.facts import Casualties, Facts
from server.core.types import Severity
from tests.builders.cases import RECEIVED
from tests.builders.samples.sample import Sample
from tests.builders.village_cases import (
    CUTOFF,
    EVENT_START,
    NOTHING,
    event,
    first_report,
    follow_up,
    report,
)

ERROR = Severity.ERROR
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

CHECKED = {
    "col_res_rooms": 4,
    "col_res_hh": 1,
    "sev_res_rooms": 4,
    "sev_res_hh": 2,
    "min_res_rooms": 8,
    "min_res_hh": 3,
}


def before(**figures):
    """A follow-up after an accepted report that had these figures."""
    told = {name: Decimal(figure) for name, figure in figures.items()}
    return follow_up(before=(first_report(figures=report().report.figures | told),))


def after(*reports, **event_changes):
    """A follow-up after these reports, on an event that may have been reopened."""
    facts = Facts(event=event(**event_changes)) if event_changes else None
    return follow_up(before=reports, facts=facts)


def verified_report(**changes):
    return first_report(**{"instance_id": "uuid:verified", "stage": "3", "cutoff": None} | changes)


def verified(**facts):
    return follow_up(stage="3", seq=3, facts=Facts(**facts))


def knowing(**facts):
    return report(facts=Facts(**facts))


def received(after_start, **event_changes):
    """The first report, received so long after the event of the register began."""
    start = RECEIVED - after_start
    return report(
        facts=Facts(event=event(start_at=start, **event_changes)), head={"cutoff": RECEIVED}
    )


def following(after_last, **event_changes):
    """A follow-up received so long after the report before it."""
    last = first_report(received_at=RECEIVED - after_last, cutoff=RECEIVED - after_last)
    started = {"start_at": RECEIVED - 30 * DAY}
    return follow_up(before=(last,), facts=Facts(event=event(**started | event_changes)))


DURING_DROUGHT = {
    "event_id": "EV-620421-20261101-drought-01",
    "event_start_dt": (RECEIVED - 20 * DAY).isoformat(),
}

SAMPLES = [
    Sample(
        "D-01",
        "six lost of five",
        report(NOTHING | {"affected": 5, "dead": 4, "missing": 2}),
        report(NOTHING | {"affected": 6, "dead": 4, "missing": 2}),
        ERROR,
    ),
    Sample(
        "D-02",
        "more serious than injured",
        report(injured_serious=3),
        report(injured_serious=2),
        ERROR,
    ),
    Sample(
        "D-02",
        "more injured than affected",
        report(NOTHING | {"affected": 2, "injured": 3}),
        report(NOTHING | {"affected": 3, "injured": 3}),
        ERROR,
    ),
    Sample(
        "D-03",
        "more in shelters than resettled",
        report(resettled_central=13),
        report(resettled_central=12),
        ERROR,
    ),
    Sample(
        "D-03",
        "shelters and elsewhere make another sum",
        report(resettled_central=8, resettled_scattered=5),
        report(resettled_central=8, resettled_scattered=4),
        ERROR,
    ),
    Sample("D-04", "urgent need", report(need_urgent=121), report(need_urgent=120), ERROR),
    Sample("D-04", "transition", report(need_transition=121), report(need_transition=120), ERROR),
    Sample(
        "D-04",
        "short of water",
        report(head=DURING_DROUGHT, drought_need=30, drought_water=31),
        report(head=DURING_DROUGHT, drought_need=30, drought_water=30),
        ERROR,
    ),
    Sample(
        "D-05",
        "more failed than damaged",
        report(crop_failed=Decimal("10.1")),
        report(crop_failed=Decimal(10)),
        ERROR,
    ),
    Sample(
        "D-05",
        "more damaged than affected",
        report(crop_damaged=Decimal("24.51")),
        report(crop_damaged=Decimal("24.5")),
        ERROR,
    ),
    Sample(
        "D-05",
        "more grain than crops",
        report(grain_affected=Decimal(25)),
        report(grain_affected=Decimal("24.5")),
        ERROR,
    ),
    Sample(
        "D-05",
        "more grain failed than damaged",
        report(grain_affected=Decimal(9), grain_damaged=Decimal(1), grain_failed=Decimal(2)),
        report(grain_affected=Decimal(9), grain_damaged=Decimal(2), grain_failed=Decimal(2)),
        ERROR,
    ),
    Sample("D-06", "collapsed", report(col_rooms=3), report(col_rooms=4), ERROR),
    Sample("D-06", "slight", report(min_rooms=7), report(min_rooms=8), ERROR),
    Sample("D-07", "more households", report(sev_res_hh=5), report(sev_res_hh=4), ERROR),
    Sample("D-07", "no households", report(min_res_hh=0), report(min_res_hh=1), ERROR),
    Sample(
        "D-07",
        "no rooms",
        report(sev_res_rooms=0),
        report(sev_res_rooms=0, sev_res_hh=0),
        ERROR,
    ),
    Sample(
        "D-08",
        "sixteen rooms each",
        report(min_rooms=46, min_res_rooms=46),
        report(min_rooms=46, min_res_rooms=45),
    ),
    Sample(
        "D-09", "two hundredths off", report(loss_total="17.42"), report(loss_total="17.41"), ERROR
    ),
    Sample("D-10", "no first report", after(), follow_up(), ERROR),
    Sample(
        "D-10",
        "second first report",
        knowing(village_reports=(first_report(cutoff=None),)),
        knowing(village_reports=()),
        ERROR,
    ),
    Sample(
        "D-10",
        "after the verified report",
        after(first_report(), verified_report()),
        after(first_report(), verified_report(is_accepted=False)),
        ERROR,
    ),
    Sample(
        "D-10",
        "reopened before it, not after",
        after(first_report(), verified_report(), reopened_at=RECEIVED - 2 * HOUR),
        after(first_report(), verified_report(), reopened_at=RECEIVED - HOUR),
        ERROR,
    ),
    Sample("D-11", "fewer injured", before(injured=3), before(injured=2)),
    Sample("D-11", "fewer dead", before(dead=1), before(dead=0), ERROR),
    Sample(
        "D-11",
        "without a reason",
        before(sev_rooms=7),
        follow_up(
            before=(first_report(figures=report().report.figures | {"sev_rooms": Decimal(7)}),),
            head={"change_reason": "两间重复统计"},
        ),
    ),
    Sample(
        "D-11",
        "missing, and not found dead",
        follow_up(
            missing=1,
            dead=1,
            before=(first_report(figures=report().report.figures | {"missing": Decimal(3)}),),
        ),
        follow_up(
            missing=1,
            dead=2,
            before=(first_report(figures=report().report.figures | {"missing": Decimal(3)}),),
        ),
    ),
    Sample(
        "D-12",
        "over five times",
        before(affected=23, injured=2, need_urgent=20),
        before(affected=24),
    ),
    Sample(
        "D-12",
        "over a hundred",
        follow_up(
            evacuated=101,
            before=(first_report(figures=report().report.figures | {"evacuated": Decimal(1)}),),
        ),
        follow_up(
            evacuated=100,
            before=(first_report(figures=report().report.figures | {"evacuated": Decimal(1)}),),
        ),
    ),
    Sample(
        "D-13",
        "beyond strangers",
        knowing(village_population=99),
        knowing(village_population=120),
        ERROR,
    ),
    Sample(
        "D-13",
        "more than live there",
        knowing(village_population=119),
        knowing(village_population=120),
    ),
    Sample(
        "D-14",
        "a tenth more than the farmland",
        knowing(village_farmland_mu=Decimal(334)),
        knowing(village_farmland_mu=Decimal(335)),
    ),
    Sample(
        "D-15",
        "homes lost, nobody in need",
        report(need_urgent=0, resettled=0, resettled_central=0),
        report(need_urgent=0, resettled=1, resettled_central=0),
    ),
    Sample(
        "D-16",
        "sheep lost, nobody affected",
        report(NOTHING | {"livestock_small": 3, "loss_farm": Decimal(1)}),
        report(NOTHING | {"livestock_small": 3, "loss_farm": Decimal(1), "affected": 4}),
    ),
    Sample(
        "D-17",
        "dwellings at no cost",
        report(loss_house=Decimal(0)),
        report(loss_house=Decimal("0.1")),
    ),
    Sample(
        "D-17",
        "a loss and nothing damaged",
        report(NOTHING | {"loss_other": Decimal(2)}),
        report(NOTHING | {"loss_other": Decimal(2), "affected": 1}),
    ),
    Sample("D-18", "after two hours", received(2 * HOUR + SECOND), received(2 * HOUR)),
    Sample(
        "D-18",
        "two hours after it was found",
        received(9 * HOUR, found_at=RECEIVED - 2 * HOUR - SECOND),
        received(9 * HOUR, found_at=RECEIVED - 2 * HOUR),
    ),
    Sample(
        "D-19",
        "nil reports are a duty",
        following(DAY + SECOND, nil_report_duty=True),
        following(DAY, nil_report_duty=True),
    ),
    Sample(
        "D-19",
        "while the event is open",
        following(2 * DAY, nil_report_duty=True, state=EventState.REOPENED),
        following(2 * DAY, nil_report_duty=True, state=EventState.STABLE),
    ),
    Sample(
        "D-19",
        "ten days of drought",
        following(10 * DAY + SECOND, disaster_type="drought"),
        following(10 * DAY, disaster_type="drought"),
    ),
    Sample(
        "D-20",
        "one household fewer was found",
        verified(house_checks=CHECKED | {"sev_res_hh": 1}),
        verified(house_checks=CHECKED),
    ),
    Sample(
        "D-21",
        "one row too few",
        follow_up(stage="3", seq=3, dead=1, facts=Facts(casualties=Casualties(0, 0))),
        follow_up(stage="3", seq=3, dead=1, facts=Facts(casualties=Casualties(1, 0))),
        ERROR,
    ),
    Sample(
        "D-22",
        "drought figures in a hailstorm",
        report(drought_need=1),
        report(drought_need=1, head=DURING_DROUGHT),
    ),
    Sample(
        "D-23",
        "before the event",
        report(head={"cutoff": EVENT_START - SECOND}),
        report(head={"cutoff": EVENT_START}),
        ERROR,
    ),
    Sample(
        "D-23",
        "after receipt",
        report(head={"cutoff": RECEIVED + SECOND}),
        report(head={"cutoff": RECEIVED}),
        ERROR,
    ),
    Sample(
        "D-23",
        "not after the report before",
        follow_up(before=(first_report(cutoff=CUTOFF),)),
        follow_up(before=(first_report(cutoff=CUTOFF - SECOND),)),
        ERROR,
    ),
    Sample(
        "D-24",
        "all zero",
        report(NOTHING),
        follow_up({}, head={"zero": "1"}),
    ),
]
