"""Every rule fires on what it is about, alone in its group, and not just inside its limit."""

import pytest

from server.core.rules.catalogue import catalogue
from tests.builders.cases import child, damage, head, household, member, visit
from tests.builders.records import benefit_case, entry_pair, list_case, objection_case, share
from tests.builders.samples.every import EVERY
from tests.builders.samples.sample import examined, group_of
from tests.builders.village_cases import appraisal, checked, follow_up, objection, profile, report


@pytest.mark.parametrize("sample", EVERY, ids=str)
def test_the_rule_fires_alone_in_its_group(sample):
    found = [(issue.rule, issue.severity) for issue in group_of(sample, sample.fires)]
    assert found == [(sample.rule, sample.severity)]


@pytest.mark.parametrize("sample", EVERY, ids=str)
def test_just_inside_the_limit_the_rule_is_quiet(sample):
    assert sample.rule not in {issue.rule for issue in examined(sample.inside)}


ORDINARY = {
    "couple": household(),
    "couple with a child": household(head(), member(), child()),
    "visit": visit(),
    "damage": damage(),
    "first report": report(),
    "follow-up": follow_up(),
    "nil report": follow_up({}, head={"zero": "1"}),
    "verified report": follow_up(stage="3", seq=3),
    "profile": profile(),
    "appraisal": appraisal(),
    "objection": objection(),
    "checked objection": objection(check=checked()),
    "benefit": benefit_case(),
    "share of a village": share(),
    "public list": list_case(),
    "objection of the register": objection_case(),
    "two entries": entry_pair(),
}


@pytest.mark.parametrize("case", ORDINARY.values(), ids=ORDINARY)
def test_what_is_ordinary_raises_nothing(case):
    assert examined(case) == ()


def test_every_rule_has_its_samples():
    assert {sample.rule for sample in EVERY} == set(catalogue())
