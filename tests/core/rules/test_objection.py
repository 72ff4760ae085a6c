"""An objection and its clocks, on the day it came and every day after."""

from datetime import timedelta

from server.core.facts import Facts
from server.core.rules import examine
from server.core.rules.records import examine_objection
from tests.builders.cases import TODAY
from tests.builders.records import objection_case
from tests.builders.village_cases import checked, objection

DAY = timedelta(days=1)


def rules(case):
    return [issue.rule for issue in examine(case)]


def test_a_letter_has_no_list_to_end():
    assert rules(objection(recv={"kind": "3", "list_id": None, "post_end": None})) == []


def test_who_received_it_late_reads_the_clock_on_the_day_it_came():
    case = objection(recv={"recv_time": None}, check=checked(TODAY - 9 * DAY, reply_date=None))
    assert rules(case) == ["O-04"]


def test_each_checker_who_must_stand_aside_is_named():
    facts = Facts(village_assistants=frozenset({"刘芳"}), concerned_names=frozenset({"赵志强"}))
    issues = examine_objection(objection_case(check=checked(), facts=facts))
    assert [(issue.values["name"], issue.values["tie"]) for issue in issues] == [
        ("刘芳", "assistant"),
        ("赵志强", "household"),
    ]


def test_an_open_objection_runs_until_it_is_checked_and_answered():
    open_ = objection_case(as_of=TODAY + 90 * DAY)
    settled = objection_case(as_of=TODAY + 90 * DAY, check=checked())
    assert [issue.rule for issue in examine_objection(open_)] == ["O-02"]
    assert examine_objection(settled) == ()
