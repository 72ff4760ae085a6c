"""Applications, a posted list, a second entry and a campaign of the township: ids for addresses."""

from __future__ import annotations

from dataclasses import replace

from server.core.desk.people import Post
from server.core.procedures.application import Act
from server.core.procedures.lists import ListAct
from server.procedures import acting, applications, appraisals, campaigns, lists, proofreading
from server.procedures.acting import Wanted
from server.procedures.applications import Request
from server.procedures.appraisals import Meeting, Vote
from server.procedures.campaigns import NewCampaign
from server.procedures.lists import ListWanted
from server.store import second_entries
from tests.builders.areas import DONGWAN, SANHE
from tests.builders.office import NOW
from tests.builders.pictures import encoded, picture
from tests.builders.procedures import DAY

STEPS = (
    Wanted(act=Act.ACCEPT),
    Wanted(act=Act.SURVEY, surveyors="刘芳、赵志强"),
    Wanted(act=Act.CHECK, check_result="fits"),
)


def worked(office, clerk, hh_no, submission_id):
    """What the office did about one household and one submission."""
    chief = replace(clerk, id=900_001, post=Post.TOWNSHIP_HEAD)
    listed, waiting, unheard = (
        _at_appraisal(office, clerk, hh_no, kind) for kind in ("dibao_rural", "tekun", "rigid")
    )
    for key in (listed, waiting):
        appraisals.record(office, clerk, _meeting(key), now=NOW)
    ref = lists.draft(office, clerk, SANHE, round_no=1, kind="dibao_rural", now=NOW)
    lists.act(office, chief, ref, ListWanted(act=ListAct.APPROVE), now=NOW)
    board = ListWanted(act=ListAct.POST, picture=encoded(picture(seed=77), "JPEG"))
    lists.act(office, clerk, ref, board, now=NOW)
    entry = proofreading.enter(office, chief, submission_id, {}, now=NOW)
    with office.store.read() as conn:
        differing = second_entries.find(conn, (SANHE,), entry)["differing"]
    asked = NewCampaign(unit=DONGWAN, name="摸底", form_id="visit", start=DAY, closing=DAY)
    campaigns.create(office, chief, asked, now=NOW)
    line = campaigns.campaigns(office, clerk).lines[0]
    compared = {"ref": entry, "differing": differing}
    return {
        "applications": [{"ref": listed, "hh_no": hh_no}],
        "appraisals": [{"case": unheard}],
        "campaigns": [{"number": line.row["campaign_no"]}],
        "proofreading.comparison": [compared],
        "proofreading.settle": [compared],
        "public_lists": [{"ref": ref}],
    }


def _at_appraisal(office, clerk, hh_no, kind):
    request = Request(hh_no=hh_no, kind=kind, applicant="", persons="1", authorised=True)
    key = applications.apply(office, clerk, request, now=NOW)
    for wanted in STEPS:
        acting.act(office, clerk, key, wanted, now=NOW)
    return key


def _meeting(key):
    return Meeting(
        village=SANHE,
        held_on=DAY,
        place="村委会",
        chair="王村长",
        recorder="赵会计",
        due=12,
        present=10,
        representatives=6,
        votes=(Vote(record_id=key, agree=9, oppose=1, abstain=0, passed=True),),
    )


def _form(**said):
    return lambda _values, _story, csrf: {"data": {"csrf": csrf, **said}}


def _request(_values, story, csrf):
    (values,) = story.slots["applications"]
    said = {"hh_no": values["hh_no"], "kind": "temp", "channel": "head", "persons": "1"}
    return {"data": {"csrf": csrf, **said}}


def _minutes(_values, story, csrf):
    key = story.slots["appraisals"][0]["case"]
    counts = {"due": 12, "present": 10, "representatives": 6}
    votes = {f"agree-{key}": 9, f"oppose-{key}": 1, f"passed-{key}": "1"}
    said = {"unit": SANHE, "chair": "x", "recorder": "x", "held_on": DAY, "case": key}
    return {"data": {"csrf": csrf, **said, **counts, **votes}}


def _choices(values, _story, csrf):
    chosen = dict.fromkeys(values["differing"], "first")
    return {"data": {"csrf": csrf, "reason": "x", **chosen}}


BODIES = {
    "applications.create": _request,
    "applications.act": _form(act="withdraw", note="x"),
    "appraisals.record": _minutes,
    "campaigns.create": _form(
        unit=DONGWAN, name="x", form_id="visit", start=DAY.isoformat(), closing=DAY.isoformat()
    ),
    "petitions.receive": _form(unit=SANHE, kind="3", channel="1", content="x", reasons="income"),
    "petitions.act": _form(act="assign", assigned_to="x"),
    "proofreading.settle": _choices,
    "public_lists.draft": _form(unit=SANHE, round="1", kind="tekun"),
    "public_lists.act": _form(act="withdraw", note="x"),
}
"""What is sent to the pages of the procedures."""
