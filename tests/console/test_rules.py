"""The pages of rules and limits: read by offices, changed by county and city after a trial."""

import re

import pytest

from server.core.types import Issue, Severity
from server.store import record_issues
from tests.builders.areas import SANHE
from tests.builders.knowing import hh_no, home, row
from tests.builders.office import ADMIN, ASSISTANT, AUDITOR, NOW, REVIEWER, STRANGER
from tests.console.conftest import proof_of

LIMIT = "/rules/limits/accuracy_m"


def post(client, address, **fields):
    return client.post(address, data={"csrf": proof_of(client.get(LIMIT)), **fields})


def test_every_rule_stands_in_the_list_with_its_limits(signed_in):
    page = signed_in(REVIEWER).get("/rules").text
    assert len(re.findall(r'<tr id="[A-Z]-\d\d"', page)) == 152
    assert f'href="{LIMIT}"' in page
    assert "近 30 天" not in page  # counts of a county are the county's


def test_the_county_sees_how_often_rules_spoke(signed_in):
    assert "近 30 天" in signed_in(AUDITOR).get("/rules").text


def test_a_limit_is_tried_then_saved_then_told(signed_in):
    county = signed_in(AUDITOR)
    tried = post(county, f"{LIMIT}/try", value="20", since="2026-11-24", note="山区")
    assert 'id="trial"' in tried.text
    assert "还没有人改过" in county.get(LIMIT).text
    saved = post(county, LIMIT, value="20", since="2026-11-24", note="山区")
    assert saved.status_code == 303
    page = county.get(LIMIT).text
    assert "山区" in page
    assert "2026-11-24" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"value": "远"}, "不能用作阈值"),
        ({"value": "20", "since": "2026-11-24", "until": "2026-11-01"}, "起止日期不对"),
    ],
    ids=["no number", "ends before it begins"],
)
def test_what_does_not_fit_is_told_on_the_page(signed_in, fields, sentence):
    answer = post(signed_in(AUDITOR), LIMIT, **fields)
    assert answer.status_code == 400
    assert sentence in answer.text


def test_a_township_reads_and_an_assistant_does_not(signed_in):
    clerk = signed_in(REVIEWER)
    assert "先试算" not in clerk.get(LIMIT).text
    assert post(clerk, LIMIT, value="20").status_code == 403
    assert signed_in(ASSISTANT).get("/rules").status_code == 403


def test_an_unknown_limit_is_not_found(signed_in):
    assert signed_in(AUDITOR).get("/rules/limits/nothing").status_code == 404


def test_days_off_are_entered_for_a_year(signed_in):
    admin = signed_in(ADMIN)
    days = "2026-10-01 国庆节\n2026-10-10 班"
    assert post(admin, "/rules/days-off", year="2026", days=days).status_code == 303
    assert "国庆节" in admin.get("/rules/days-off?year=2026").text
    refused = post(admin, "/rules/days-off", year="2026", days="十月一日")
    assert (refused.status_code, "十月一日" in refused.text) == (400, True)


def test_what_rules_say_of_records_is_listed_for_the_area_that_has_them(signed_in, office):
    home(office)
    number = hh_no(office)
    key = row(office, "benefit", hh_no=number, kind="农村低保", level="户", person_id="")
    issue = Issue("B-05", Severity.ERROR, "/benefit", {"covered": "3", "living": "2"})
    found = [(key, issue)]
    office.store.write(
        lambda conn: record_issues.put(conn, "benefit", [(key, SANHE)], found, at=NOW)
    )
    page = signed_in(REVIEWER).get("/rules/records").text
    assert "B-05" in page
    assert f"/registers/benefit/{key}" in page
    assert f"李守田 {number}" in page
    assert "B-05" not in signed_in(STRANGER).get("/rules/records").text
    assert signed_in(ADMIN).get("/rules/records").status_code == 403
