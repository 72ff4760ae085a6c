"""Every rule fires on what it is about, alone in its group, and not just inside its limit."""

import pytest

from server.core.rules import examine
from server.core.rules.catalogue import catalogue
from tests.builders.cases import child, damage, head, household, member, visit
from tests.builders.samples.every import SAMPLES
from tests.builders.samples.sample import group_of


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_the_rule_fires_alone_in_its_group(sample):
    found = [(issue.rule, issue.severity) for issue in group_of(sample, sample.fires)]
    assert found == [(sample.rule, sample.severity)]


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_just_inside_the_limit_the_rule_is_quiet(sample):
    assert sample.rule not in {issue.rule for issue in examine(sample.inside)}


@pytest.mark.parametrize(
    "case",
    [household(), household(head(), member(), child()), visit(), damage()],
    ids=["couple", "couple with a child", "visit", "damage"],
)
def test_an_ordinary_submission_raises_nothing(case):
    assert examine(case) == ()


def test_every_rule_of_these_groups_has_its_samples():
    written = {rule for rule in catalogue() if rule[0] in "WSFPH"}
    assert {sample.rule for sample in SAMPLES} == written
