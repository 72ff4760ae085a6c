import pytest

from server.core.entity import read_actions
from server.core.instance import read_envelope
from server.core.schema import parse_xform
from tests.builders.instances import HOUSEHOLD, NEW_HOUSEHOLD, entity, household_xml, visit_xml
from tests.builders.xforms import xform

VERSION = " entities:entities-version='2025.1.0'"
HOUSEHOLDS = parse_xform(
    xform(
        "<ident><group_no/><gps/></ident><members_check><head_name/></members_check>",
        "<bind nodeset='/data/ident/group_no' entities:saveto='group_no'/>"
        "<bind nodeset='/data/ident/gps' entities:saveto='geometry'/>"
        "<bind nodeset='/data/members_check/head_name' entities:saveto='head_name'/>",
        model=VERSION,
    ).replace(b"<meta>", b"<meta><entity dataset='households' id='' create='' update=''/>")
)
VISITS = parse_xform(
    xform(
        "<result><today_s/><last_result/></result>",
        "<bind nodeset='/data/result/today_s' entities:saveto='last_visit_date'/>"
        "<bind nodeset='/data/result/last_result' entities:saveto='last_visit_result'/>",
        model=VERSION,
    ).replace(b"<meta>", b"<meta><entity dataset='households' id='' update='1'/>")
)
TREE = "<meta><entity dataset='trees' id='' create='1'/></meta>"
TREES = parse_xform(
    xform(
        f"<p><r jr:template=''><g><x/></g><y/>{TREE}</r></p>",
        "<bind nodeset='/data/p/r/g/x' entities:saveto='height'/>"
        "<bind nodeset='/data/p/r/y' entities:saveto='kind'/>",
        "<repeat nodeset='/data/p/r'/>",
        model=VERSION,
    )
)


def actions(xml, schema):
    return read_actions(read_envelope(xml).root, schema)


def survey(**given):
    (action,) = actions(household_xml(**given), HOUSEHOLDS)
    return action


def test_a_new_household_is_created_with_its_properties():
    """OR-148."""
    action = survey()
    assert (action.dataset, action.uuid) == ("households", NEW_HOUSEHOLD)
    assert (action.creates, action.updates) == (True, False)
    assert action.label == "李守田 三组 2人"
    assert action.values["head_name"] == "李守田"
    assert action.values["geometry"].startswith("36.53 104.01")


def test_a_visit_updates_on_the_version_it_saw():
    (action,) = actions(visit_xml(), VISITS)
    assert (action.creates, action.updates, action.base_version) == (False, True, "1")
    assert action.uuid == HOUSEHOLD
    assert action.label is None, "a visit leaves the label alone"
    assert action.values == {"last_visit_date": "2026-11-23", "last_visit_result": "keep"}


def test_an_absent_property_has_no_value_and_an_empty_one_an_empty_text():
    """OR-149."""
    values = survey(gps=None, group_no="").values
    assert "geometry" not in values
    assert values["group_no"] == ""


@pytest.mark.parametrize(
    ("flag", "asked"),
    [("1", True), ("true", True), ("0", False), ("false", False), ("", False), ("yes", False)],
)
def test_only_1_and_true_ask_for_something(flag, asked):
    """OR-150."""
    made = entity(HOUSEHOLD, create=True).replace('create="true"', f'create="{flag}"')
    assert survey(entity_of=made).creates is asked


def test_an_id_is_read_without_its_prefix_and_in_lower_case():
    assert survey(entity_of=entity(f"uuid:{HOUSEHOLD.upper()}", update=True)).uuid == HOUSEHOLD


def test_a_submission_may_come_without_its_entity():
    assert actions(household_xml(entity_of=""), HOUSEHOLDS) == ()


def test_every_row_of_a_repeat_brings_its_own_entity():
    """OR-154."""
    rows = "".join(
        f"<r><g><x>{height}</x></g><meta><entity dataset='trees' id='{height}' create='1'>"
        "<label>T</label></entity></meta></r>"
        for height in (3, 4)
    )
    found = actions(f"<data id='f'><p>{rows}<r><y>no entity</y></r></p></data>".encode(), TREES)
    assert [action.path for action in found] == [f"/p/r[{n}]/meta/entity" for n in (1, 2)]
    assert [action.values for action in found] == [{"height": "3"}, {"height": "4"}]
