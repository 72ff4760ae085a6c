import re

import pytest

from server.store import audit
from tests.builders.desk import arrived
from tests.builders.instances import household_xml
from tests.builders.office import REVIEWER, STRANGER
from tests.console.conftest import proof_of

NUMBERS = re.findall(r"<m_id_number>(\w{18})<", household_xml().decode())


@pytest.fixture
def clerk(signed_in):
    return signed_in(REVIEWER)


@pytest.fixture
def household(app, office, clerk):
    """A loaded household's address."""
    ref = arrived(app, office)
    page = clerk.get(f"/review/{ref}").text
    version = re.search(r'name="row_version" value="(\d+)"', page)[1]
    data = {"csrf": proof_of(clerk.get("/")), "decision": "approve", "row_version": version}
    assert clerk.post(f"/review/{ref}/decision", data=data).status_code == 303
    return re.search(r'href="(/households/\d{16})"', clerk.get("/households").text)[1]


def test_an_approved_survey_becomes_a_household_that_is_found(household, clerk):
    for text in ("守田", "lst", "lishoutian", household[-16:], NUMBERS[0], "三组12号"):
        assert household in clerk.get("/search", query_string={"text": text}).text, text


@pytest.mark.usefixtures("household")
def test_a_search_without_a_result_says_how_to_search(clerk):
    page = clerk.get("/households?text=无此人", follow_redirects=True).text
    assert "没有找到" in page
    assert "姓名可以只写两个字" in page


def test_the_file_of_a_household_holds_no_full_number(household, clerk):
    page = clerk.get(household).text
    assert "李守田" in page
    assert [number for number in NUMBERS if number in page] == []
    assert "13893000001" not in page


def test_a_number_is_shown_on_demand_and_that_is_written_down(household, clerk, office):
    page = clerk.get(household).text
    person = re.search(r'name="person" value="(\d+)"', page)[1]
    data = {"csrf": proof_of(clerk.get("/")), "person": person, "field": "id_number"}
    answer = clerk.post(f"{household}/reveal", data=data, headers={"X-Part": "value"})
    assert answer.text in NUMBERS
    assert answer.headers["Cache-Control"] == "no-store"
    with office.store.read() as conn:
        assert audit.entries(conn)[0].action == "household.reveal"


def test_a_household_of_another_township_does_not_exist(household, signed_in):
    stranger = signed_in(STRANGER)
    assert stranger.get(household).status_code == 404
    assert household not in stranger.get("/households").text


def test_an_empty_register_says_where_households_come_from(clerk):
    assert "审核通过的入户调查会成为这里的户" in clerk.get("/households").text
