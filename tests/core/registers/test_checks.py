"""What registers themselves say of a record: each check fires, and just inside it does not."""

from datetime import UTC, date, datetime

import pytest

from server.core.registers import BY_NAME
from server.core.types import Severity
from tests.builders.areas import DONGWAN, JINGYUAN

CASES = [
    ("institution", {"beds": 20, "beds_nursing": 21}, {"beds": 20, "beds_nursing": 20}),
    ("institution", {"beds": 20, "residents": 21}, {"beds": 20, "residents": 20}),
    ("benefit_standard", {"kind": "old80", "class": "1"}, {"kind": "dibao_rural", "class": "1"}),
    (
        "application",
        {"check_result": "fits", "authorised_check": False},
        {"check_result": "fits", "authorised_check": True},
    ),
    ("application", {"decision": "granted"}, {}),
    (
        "application",
        {"decision": "refused", "decision_date": date(2026, 3, 1)},
        {
            "decision": "refused",
            "decision_date": date(2026, 3, 1),
            "decision_reason": "收入超标",
        },
    ),
    ("benefit", {"kind": "old80", "level": "household"}, {"kind": "tekun", "mode": "home"}),
    ("benefit", {"kind": "old80", "level": "person"}, {"level": "person", "person_id": "1"}),
    ("benefit", {"kind": "dibao_urban", "class": "2"}, {"kind": "dibao_rural", "class": "2"}),
    ("benefit", {"kind": "medical", "mode": "home"}, {"kind": "medical", "mode": "once"}),
    (
        "benefit",
        {"end_date": date(2026, 3, 1)},
        {"end_date": date(2026, 3, 1), "end_reason": "dead"},
    ),
    ("payment", {"result": "paid"}, {"result": "paid", "paid_date": date(2026, 3, 1)}),
    ("payment", {"result": "returned"}, {"result": "returned", "return_reason": "户名不符"}),
    ("appraisal", {"should": 30, "present": 19}, {"should": 30, "present": 20}),
    ("appraisal", {"should": 30, "present": 31}, {"should": 30, "present": 30}),
    ("appraisal", {"present": 30, "rep_villagers": 14}, {"present": 30, "rep_villagers": 15}),
    ("appraisal", {"case_count": 3, "passed_count": 4}, {"case_count": 3, "passed_count": 3}),
    (
        "appraisal_case",
        {"passed": True, "class_suggest": "1", "agree": 10, "oppose": 9, "abstain": 1},
        {"passed": True, "class_suggest": "1", "agree": 11, "oppose": 9, "abstain": 1},
    ),
    ("appraisal_case", {"relative": True}, {"relative": True, "relative_who": "村主任之弟"}),
    (
        "publicity_list",
        {"start_date": date(2026, 3, 1), "end_date": date(2026, 3, 7)},
        {"start_date": date(2026, 3, 1), "end_date": date(2026, 3, 8)},
    ),
    (
        "publicity_item",
        {"masked_id": "62042219800506123X"},
        {"masked_id": "620422**********3X"},
    ),
    ("publicity_item", {"display_name": "王芳13912345678"}, {"display_name": "王芳"}),
    ("petition", {"anonymous": False}, {"anonymous": True}),
    ("petition", {"kind": "1", "anonymous": True}, {"kind": "2", "anonymous": True}),
    ("petition", {"state": "closed"}, {"state": "closed", "check_result": "3"}),
    ("petition", {"checkers": "张三"}, {"checkers": "张三、李四"}),
    (
        "petition",
        {
            "recv_time": datetime(2026, 3, 1, 17, tzinfo=UTC),
            "check_date": date(2026, 3, 1),
        },
        {
            "recv_time": datetime(2026, 3, 1, 15, tzinfo=UTC),
            "check_date": date(2026, 3, 1),
        },
    ),
    ("village_profile", {"population": 100, "age60": 101}, {"population": 100, "age60": 100}),
    ("village_profile", {"labour": 50, "migrants": 51}, {"labour": 50, "migrants": 50}),
    ("village_group", {"households": 9, "population": 8}, {"households": 8, "population": 8}),
    ("election", {"voters": 100, "votes": 101}, {"voters": 100, "votes": 51}),
    ("election", {"voters": 100, "votes": 50}, {"voters": 100, "votes": 51}),
    (
        "marriage_stat",
        {"registrations": 10, "first": 16, "remarriage": 5},
        {"registrations": 10, "first": 16, "remarriage": 4},
    ),
    ("special_affairs_stat", {"deaths": 5, "cremations": 6}, {"deaths": 5, "cremations": 5}),
    ("disaster_event", {"unit": DONGWAN, "state": "open"}, {"unit": JINGYUAN, "state": "open"}),
    (
        "house_damage",
        {"persons": 3, "deaths": 1, "missing": 1, "injured": 2},
        {"persons": 3, "deaths": 1, "missing": 1, "injured": 1},
    ),
    ("house_damage", {"col_rooms": 2, "col_res_rooms": 3}, {"col_rooms": 2, "col_res_rooms": 2}),
    (
        "damaged_house",
        {"rooms": 3, "collapsed": 2, "severe": 1, "minor": 1},
        {"rooms": 3, "collapsed": 1, "severe": 1, "minor": 1},
    ),
]


@pytest.mark.parametrize(
    ("name", "wrong", "right"), CASES, ids=[f"{n}-{'-'.join(w)}" for n, w, _ in CASES]
)
def test_a_check_fires_and_just_inside_it_does_not(name, wrong, right):
    said = list(BY_NAME[name].check(wrong))
    assert said
    assert all(complaint.zh and complaint.en for complaint in said)
    assert list(BY_NAME[name].check(right)) == []


def test_what_only_looks_odd_is_a_warning():
    (said,) = BY_NAME["election"].check({"voters": 100, "votes": 50})
    assert said.severity is Severity.WARNING
