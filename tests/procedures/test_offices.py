"""Visits, contacts, campaigns, appraisals, the counter, and why somebody is on a list or not."""

from datetime import date, timedelta

import pytest

from server.core.errors import ActRefused, NotFound
from server.core.procedures.application import Act
from server.core.procedures.states import State
from server.procedures import (
    applications,
    appraisals,
    campaigns,
    contacts,
    counter,
    visits,
    why,
)
from server.procedures.appraisals import Meeting, Vote
from server.procedures.campaigns import NewCampaign
from server.procedures.contacts import Assigned
from server.store import visit_plan
from server.store.tables.households import person
from tests.builders import procedures as way
from tests.builders.areas import DABA, DONGWAN, GUAYUAN, SANHE
from tests.builders.households import entity, stored
from tests.builders.office import NOW
from tests.builders.procedures import later, step


def test_households_fall_due_by_category_the_most_overdue_first(office, clerk):
    stored(office, 1, last_visit_at=NOW - timedelta(days=200))
    stored(office, 2, last_visit_at=NOW, benefits="tekun")
    stored(office, 3, benefits="0")
    with office.store.read() as conn:
        found = visit_plan.due(conn, (SANHE,), way.DAY)
    assert [(v.entity_uuid, v.category) for v in found] == [
        (entity(1), "dibao"),
        (entity(2), "tekun"),
    ]
    assert found[0].is_overdue(way.DAY)
    assert found[1].due_date == date(2026, 12, 23)
    plan = visits.plan(office, clerk, unit=None, only_overdue=False, now=NOW)
    assert (plan.overdue, plan.soon) == (1, 1)
    assert len(visits.route(office, clerk, SANHE, now=NOW).stops) == 2


def test_a_stranger_is_not_told_who_is_due(office, stranger):
    stored(office, 1)
    assert visits.plan(office, stranger, unit=None, only_overdue=False, now=NOW).visits == ()
    with pytest.raises(NotFound):
        visits.route(office, stranger, SANHE, now=NOW)


def test_a_county_chooses_a_township_first(office, county):
    stored(office, 1)
    assert DONGWAN in {
        unit.code
        for unit in visits.plan(office, county, unit=None, only_overdue=False, now=NOW).townships
    }
    plan = visits.plan(office, county, unit=DONGWAN, only_overdue=False, now=NOW)
    assert [load.all for load in plan.loads] == [1]


def test_somebody_very_old_and_alone_is_visited_without_any_benefit(office):
    stored(office, 1, benefits="")
    with office.store.read() as conn:
        assert visit_plan.due(conn, (SANHE,), way.DAY) == ()
    old = {"birth_date": date(1940, 1, 1), "doc": {}}
    office.store.write(
        lambda conn: conn.execute(
            person.update().where(person.c.position == 1, person.c.household_id == 1).values(old)
        )
    )
    with office.store.read() as conn:
        assert visit_plan.due(conn, (SANHE,), way.DAY) == ()  # there are two of them
    office.store.write(
        lambda conn: conn.execute(
            person.update().where(person.c.position == 2).values(status="dead")
        )
    )
    with office.store.read() as conn:
        (visit,) = visit_plan.due(conn, (SANHE,), way.DAY)
    assert visit.category == "elder80"


def test_a_village_has_one_lead_contact_and_a_new_one_takes_the_place(office, chief, clerk):
    before = contacts.villages(office, chief, now=NOW)
    assert SANHE in before.gaps.without
    contacts.assign(office, chief, Assigned(village=SANHE, name="王建军"), now=NOW)
    contacts.assign(office, chief, Assigned(village=SANHE, name="刘芳"), now=later(30))
    now = contacts.villages(office, chief, now=later(30))
    (line,) = [each for each in now.lines if each.village.code == SANHE]
    assert (line.leads, [row["name"] for row in line.contacts]) == (1, ["刘芳"])
    assert now.gaps.doubled == ()
    with pytest.raises(ActRefused, match="head or the county"):
        contacts.assign(office, clerk, Assigned(village=DABA, name="刘芳"), now=NOW)
    with pytest.raises(NotFound):
        contacts.assign(office, chief, Assigned(village=GUAYUAN, name="刘芳"), now=NOW)
    contacts.release(office, chief, line.contacts[0]["record_id"], now=later(60))
    assert SANHE in contacts.villages(office, chief, now=later(60)).gaps.without


def test_a_campaign_shows_villages_behind_the_calendar(office, chief, stranger):
    stored(office, 1)
    asked = NewCampaign(
        unit=DONGWAN,
        name="冬季摸底",
        form_id="household_survey",
        start=way.DAY,
        closing=way.DAY + timedelta(days=9),
    )
    campaigns.create(office, chief, asked, now=NOW)
    (line,) = campaigns.campaigns(office, chief).lines
    assert (line.villages, line.target, line.done) == (3, 1, 0)
    progress = campaigns.progress(office, chief, line.row["campaign_no"], now=later(5))
    assert progress.elapsed_percent == 50
    assert [one.village.code for one in progress.villages if one.is_late] == [SANHE]
    with pytest.raises(NotFound):
        campaigns.progress(office, stranger, line.row["campaign_no"], now=NOW)


def meeting(key, **more):
    vote = {"agree": 10, "oppose": 1, "abstain": 1, "passed": True, "class_": "1"}
    vote |= {name: more.pop(name) for name in list(more) if name in vote}
    usual = {
        "village": SANHE,
        "held_on": way.DAY,
        "place": "村委会",
        "chair": "王村长",
        "recorder": "赵会计",
        "due": 15,
        "present": 12,
        "representatives": 8,
        "votes": (Vote(record_id=key, **vote),),
    }
    return Meeting(**(usual | more))


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"votes": ()}, "A-01"),
        ({"due": 20}, "A-02"),
        ({"abstain": 3}, "A-03"),
        ({"agree": 5, "oppose": 6}, "A-04"),
    ],
)
def test_a_meeting_against_the_rules_is_refused_whole(office, clerk, more, rule):
    key = at_appraisal(office, clerk)
    with pytest.raises(ActRefused, match=rule):
        appraisals.record(office, clerk, meeting(key, **more), now=NOW)
    assert appraisals.meetings(office, clerk).held == []


def at_appraisal(office, clerk):
    key = way.applied(office, clerk)
    for act in (Act.ACCEPT, Act.SURVEY, Act.CHECK):
        step(office, clerk, key, act)
    return key


@pytest.mark.parametrize(
    ("vote", "state"),
    [
        ({}, State.LIST1),
        ({"agree": 3, "oppose": 8, "passed": False}, State.TOWNSHIP_OPINION),
    ],
    ids=["passed", "not passed"],
)
def test_a_meeting_moves_every_application_on_by_its_vote(office, clerk, vote, state):
    key = at_appraisal(office, clerk)
    done = appraisals.record(office, clerk, meeting(key, **vote), now=NOW)
    file = applications.file(office, clerk, key, now=NOW)
    assert file.state is state
    minutes = appraisals.minutes(office, clerk, done.key)
    assert minutes.row["appraisal_no"] == file.row["appraisal_no"]
    assert len(minutes.cases) == 1


def test_who_did_not_apply_is_told_so_and_what_the_rules_say(office, clerk, stranger):
    stored(office, 1, doc={"asset_items": "car", "hukou_type": "2"})
    found = why.answer(office, clerk, way.HH_NO, now=NOW)
    assert "没有这一户的申请" in found.sentences[0]
    assert "B-14" in {issue.rule for issue in found.would}
    with pytest.raises(NotFound):
        why.answer(office, stranger, way.HH_NO, now=NOW)


def test_why_follows_the_application_to_the_list_and_to_its_end(office, clerk, chief):
    key = way.at_first_list(office, clerk)
    assert "等待张贴第一榜" in why.answer(office, clerk, way.HH_NO, now=NOW).sentences[0]
    way.posted(office, clerk, chief)
    assert "公示到 2026-11-30" in why.answer(office, clerk, way.HH_NO, now=NOW).sentences[0]
    step(office, clerk, key, Act.WITHDRAW, note="本人放弃")
    told = why.answer(office, clerk, way.HH_NO, now=NOW).sentences[0]
    assert "已撤回" in told
    assert "本人放弃" in told


def test_the_counter_finds_a_visitor_by_name_and_number_in_its_own_area(office, clerk, stranger):
    way.applied(office, clerk)
    (visitor,) = counter.look_up(office, clerk, "李守田", now=NOW).visitors
    assert len(visitor.applications) == 1
    assert counter.look_up(office, clerk, way.HH_NO, now=NOW).total == 1
    assert counter.look_up(office, clerk, "", now=NOW).visitors == ()
    assert counter.look_up(office, stranger, "李守田", now=NOW).visitors == ()
