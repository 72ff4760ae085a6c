"""Applications on their way: the county's standards, a household, and steps taken one by one."""

from __future__ import annotations

from datetime import date, timedelta

from server.core.procedures.application import Act
from server.core.procedures.lists import ListAct
from server.core.procedures.states import State
from server.procedures import acting, applications, lists
from server.procedures.acting import Wanted
from server.procedures.applications import Request
from server.procedures.lists import ListWanted
from server.registers import editing
from server.store import procedures
from tests.builders import registers as raw
from tests.builders.areas import SANHE
from tests.builders.households import stored
from tests.builders.office import NOW

HH_NO = f"{SANHE}0001"
FIELDS = {
    Act.SURVEY: {"surveyors": "刘芳、赵志强"},
    Act.CHECK: {"check_result": "fits", "income": "210"},
    Act.OPINION: {"grants": "granted", "class_": "1", "persons": "2"},
    Act.DECIDE: {"grants": "granted", "surveyors": "周鹏、吴静"},
}


def standards(office, county):
    """What the county pays for rural Dibao, first class, and its line."""
    editing.create(office, county, "benefit_standard", raw.standard(), now=NOW)
    line = raw.standard(amount="437.00", **{"class": ""})
    editing.create(office, county, "benefit_standard", line, now=NOW)


def applied(office, clerk, *, number=1, now=NOW, **more):
    """An application of a household that is stored for it; returns its key."""
    stored(office, number, income_pc_month=210)
    asked = {
        "hh_no": f"{SANHE}{number:04d}",
        "kind": "dibao_rural",
        "applicant": "李守田",
        "persons": "2",
        "authorised": True,
        **more,
    }
    return applications.apply(office, clerk, Request(**asked), now=now)


def step(office, who, key, act, *, now=NOW, **more):
    """One act with what it usually needs."""
    wanted = Wanted(act=act, **{**FIELDS.get(act, {}), **more})
    return acting.act(office, who, key, wanted, now=now)


def vote(office, clerk, key, *, day="2026-11-23"):
    """An appraisal that passed the application."""
    number = applications.file(office, clerk, key, now=NOW).row["application_no"]
    meeting = editing.create(office, clerk, "appraisal", MEETING | {"meeting_date": day}, now=NOW)
    with office.store.read() as conn:
        row = procedures.record(conn, "appraisal", meeting.record_id, (SANHE,))
    case = {
        "unit": SANHE,
        "appraisal_no": row["appraisal_no"],
        "application_no": number,
        "meeting_date": day,
        "head_name": "李守田",
        "relative": "否",
        "agree": "9",
        "oppose": "1",
        "abstain": "2",
        "passed": "是",
        "class_suggest": "一类",
        "persons_suggest": "2",
    }
    editing.create(office, clerk, "appraisal_case", case, now=NOW)


MEETING = {
    "unit": SANHE,
    "place": "村委会",
    "chair": "王村长",
    "recorder": "赵会计",
    "should": "15",
    "present": "12",
    "rep_villagers": "8",
    "case_count": "1",
    "passed_count": "1",
}


def at_first_list(office, clerk, *, number=1, now=NOW):
    """An application that waits for the first list."""
    key = applied(office, clerk, number=number, now=now)
    for act in (Act.ACCEPT, Act.SURVEY, Act.CHECK):
        step(office, clerk, key, act, now=now)
    vote(office, clerk, key)
    assert step(office, clerk, key, Act.APPRAISE, now=now) is State.LIST1
    return key


def posted(office, clerk, chief, *, round_no=1, now=NOW):
    """The list of a round, approved and posted; returns its key."""
    key = lists.draft(office, clerk, SANHE, round_no=round_no, kind="dibao_rural", now=now)
    lists.act(office, chief, key, ListWanted(act=ListAct.APPROVE), now=now)
    lists.act(office, clerk, key, ListWanted(act=ListAct.POST), now=now)
    return key


def later(days):
    """So many days after NOW."""
    return NOW + timedelta(days=days)


DAY = date(2026, 11, 23)
