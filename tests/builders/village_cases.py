"""Cases about a village that no rule objects to: a report, a profile, a meeting, an objection.

Groups of answers are changed by keyword, as in `cases`; figures of a report or a profile by name:
``report(dead=1)``, ``profile(votes=900)``.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from server.core.case import DIBAO_APPRAISAL, DISASTER_REPORT, OBJECTION, VILLAGE_PROFILE
from server.core.days import LOCAL
from server.core.disaster_event import DisasterEvent
from server.core.disaster_report import GROUPS, LOSSES
from server.core.facts import Facts, VillageReport
from server.core.profile import GROUPS as PROFILE_GROUPS
from tests.builders.cases import DOOR, RECEIVED, START, TODAY, submission

EVENT = "EV-620421-20261123-hail_wind-01"
EVENT_START = START - timedelta(minutes=45)
CUTOFF = START - timedelta(minutes=15)

FIGURES = {
    "affected": 120,
    "dead": 0,
    "missing": 0,
    "injured": 2,
    "injured_serious": 1,
    "evacuated": 30,
    "resettled": 12,
    "resettled_central": 8,
    "need_urgent": 20,
    "need_transition": None,
    "drought_need": None,
    "drought_water": None,
    "col_rooms": 5,
    "col_res_rooms": 4,
    "col_res_hh": 1,
    "sev_rooms": 6,
    "sev_res_rooms": 4,
    "sev_res_hh": 2,
    "min_rooms": 10,
    "min_res_rooms": 8,
    "min_res_hh": 3,
    "crop_affected": Decimal("24.5"),
    "crop_damaged": Decimal(10),
    "crop_failed": Decimal(2),
    "grain_affected": None,
    "livestock_large": 1,
    "livestock_small": 12,
    "loss_house": Decimal("6.4"),
    "loss_farm": Decimal(11),
    "loss_industry": Decimal(0),
    "loss_infra": Decimal(0),
    "loss_public": Decimal(0),
    "loss_other": Decimal(0),
}
NOTHING = dict.fromkeys(FIGURES, 0)


ALL_FIGURES = {name for names in GROUPS.values() for name in names}


def report(figures=FIGURES, **changes):
    """The first report on a hailstorm, an hour after it began."""
    given = {name: changes.pop(name) for name in list(changes) if name in ALL_FIGURES}
    figures = figures | given
    answers = _grouped(figures, GROUPS) | {
        "head": {
            "event_id": EVENT,
            "event_start_dt": EVENT_START.isoformat(),
            "stage": "1",
            "report_seq": 1,
            "cutoff": CUTOFF,
            "zero": None,
        },
        "loss_total": str(sum((figures.get(name) or 0 for name in LOSSES), Decimal(0))),
        "situation": "冰雹约二十分钟，正在逐户核查",
    }
    return submission(DISASTER_REPORT, "/photo1", answers, {"photos": {}} | changes)


def _grouped(figures, groups):
    return {
        group: {name: figures[name] for name in names if name in figures}
        for group, names in groups.items()
    }


def follow_up(figures=FIGURES, *, stage="2", seq=2, before=None, facts=None, **changes):
    """A later report, after `before` or else the accepted first report of this `report`."""
    others = (first_report(),) if before is None else before
    head = {"stage": stage, "report_seq": seq, "zero": "0" if stage == "2" else None}
    return report(
        figures,
        head=head | changes.pop("head", {}),
        facts=replace(facts or Facts(), village_reports=others),
        **changes,
    )


def first_report(**changes):
    """The accepted first report of the village, an hour before ours, with the same figures."""
    given = {
        "instance_id": "uuid:first",
        "stage": "1",
        "received_at": RECEIVED - timedelta(hours=1),
        "seq": 1,
        "cutoff": CUTOFF - timedelta(hours=1),
        "is_accepted": True,
        "figures": report().report.figures,
    } | changes
    return VillageReport(**given)


def event(**changes):
    """The hailstorm in the register of events."""
    given = {"event_id": EVENT, "disaster_type": "hail_wind", "start_at": EVENT_START} | changes
    return DisasterEvent(**given)


PROFILE = {
    "groups": 6,
    "households": 590,
    "population": 2240,
    "resident_pop": 1650,
    "female": 1090,
    "age60": 420,
    "labour": 1180,
    "migrants": 640,
    "disabled": 88,
    "graduates": 9,
    "farmland": Decimal(8200),
    "irrigated": Decimal(2100),
    "income_pc": Decimal(11_800),
    "voters": 1700,
    "votes": 1430,
    "committee_size": 5,
    "committee_women": 1,
    "meetings": 4,
    "open_times": 4,
    "care_home_beds": 0,
    "day_care": 1,
}


def profile(**changes):
    """The profile of a village of 2240 people."""
    figures = PROFILE | {name: changes.pop(name) for name in list(changes) if name in PROFILE}
    answers = _grouped(figures, PROFILE_GROUPS)
    answers["base"] |= {"year": 2026, "gps": DOOR}
    answers["gov"] |= {"election_date": date(2024, 3, 20)}
    return submission(VILLAGE_PROFILE, "/gov/photo_board", answers, changes)


def applicant(**answers):
    """An applicant at a meeting of twenty who passes."""
    return {
        "application": "AP-1",
        "a_head": "李守田",
        "a_persons": "2",
        "relative": "0",
        "agree": 18,
        "oppose": 1,
        "abstain": 1,
        "passed": "1",
    } | answers


def appraisal(*applicants, **changes):
    """A meeting that twenty of twenty-four attended."""
    answers = {
        "meeting": {
            "meeting_date": TODAY,
            "should": 24,
            "present": 20,
            "rep_villagers": 15,
            "gps": DOOR,
        },
        "case": list(applicants) or [applicant()],
        "finish": {"post1_date": TODAY},
    }
    return submission(DIBAO_APPRAISAL, "/meeting/photo_meeting", answers, changes)


def objection(**changes):
    """An objection to a list that is still on the board, by somebody who gave a name."""
    answers = {
        "recv": {
            "kind": "1",
            "list_id": "G-1",
            "post_end": "2026-11-27",
            "item_id": "G-1-03",
            "anonymous": "0",
            "recv_time": datetime(2026, 11, 23, 9, 0, tzinfo=LOCAL),
            "reasons": ("income",),
        },
        "check": {"checked": "0"},
    }
    return submission(OBJECTION, "/recv/evidence", answers, {"photos": {}} | changes)


def checked(day=TODAY, **answers):
    """The check part of an objection, done on `day` by two people from elsewhere."""
    return {
        "checked": "1",
        "check_date": day,
        "checkers": "刘芳、赵志强",
        "check_result": "3",
        "reply_date": day,
    } | answers
