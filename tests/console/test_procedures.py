"""Pages of the procedures: every one opens, and a case goes through them by hand."""

import re

import pytest

from server.auth.grants import asker_by_id
from server.core.desk.people import Post
from server.core.rights import Grant
from tests.builders import office as people
from tests.builders import procedures as way
from tests.builders.areas import DONGWAN, SANHE
from tests.builders.office import AUDITOR, NOW, REVIEWER, STRANGER
from tests.console.conftest import proof_of

PAGES = (
    "/applications",
    "/applications?state=running",
    "/applications/new",
    "/lists",
    "/lists/verify",
    "/visits",
    "/visits?only=overdue",
    f"/visits/{SANHE}",
    "/petitions",
    "/petitions?done=1",
    "/petitions/new",
    "/appraisals",
    "/proofreading",
    "/campaigns",
    "/contacts",
    "/counter",
    "/counter?text=李守田",
    f"/petitions/why/{way.HH_NO}",
)


@pytest.fixture
def clerk(signed_in):
    return signed_in(REVIEWER)


@pytest.fixture
def chief(signed_in):
    return signed_in("sun.jie", grants=[Grant(Post.TOWNSHIP_HEAD, DONGWAN)])


@pytest.fixture
def who(office, clerk):
    del clerk
    return asker_by_id(office, 1, now=NOW)


def post(client, path, page, **fields):
    proof = proof_of(client.get(page))
    return client.post(path, data={"csrf": proof, **fields})


def test_every_page_opens_for_the_office_and_stays_shut_for_others(office, clerk, who, signed_in):
    way.applied(office, who)
    assistant = signed_in("nobody", grants=[Grant(Post.ASSISTANT, SANHE)])
    for page in PAGES:
        answer = clerk.get(page)
        assert answer.status_code == 200, page
        if "verify" not in page:
            assert assistant.get(page).status_code == 403, page


def test_an_application_is_taken_in_and_moved_on_by_hand(office, clerk):
    way.stored(office, 1)
    answer = post(
        clerk,
        "/applications",
        "/applications/new",
        hh_no=way.HH_NO,
        kind="dibao_rural",
        channel="head",
        persons="2",
        authorised="1",
    )
    assert answer.status_code == 303
    page = answer.headers["Location"]
    shown = clerk.get(page).text
    assert "李守田" in shown
    version = re.search(r'name="row_version" value="(\d+)"', shown)[1]
    assert post(clerk, f"{page}/act", page, act="accept", row_version=version).status_code == 303
    assert "入户调查完成" in clerk.get(page).text
    refused = post(clerk, f"{page}/act", page, act="survey", surveyors="刘芳")
    assert refused.status_code == 409
    assert "应由两人进行" in refused.text
    assert clerk.get(f"{page}/receipt").status_code == 200


def test_a_list_is_approved_posted_and_checked_by_its_sum(office, clerk, chief, who, client):
    way.at_first_list(office, who, now=people.NOW)
    answer = post(clerk, "/lists", "/lists", unit=SANHE, round="1", kind="dibao_rural")
    assert answer.status_code == 303
    page = answer.headers["Location"]
    assert "未经审定的榜不得张贴" in post(clerk, f"{page}/act", page, act="post").text
    assert post(chief, f"{page}/act", page, act="approve").status_code == 303
    shown = clerk.get(page).text
    total = re.search(r"[0-9A-F]{4}(?:-[0-9A-F]{4}){3}", shown)[0]
    number = re.search(r"G-\d{12}-\d{6}-1-\d\d", shown)[0]
    sheet = clerk.get(f"{page}/sheet").text
    assert total in sheet
    assert "李守田" in sheet
    assert "王秀英" not in sheet
    known = client.get("/lists/verify", query_string={"no": number, "sum": total.lower()}).text
    assert "与系统一致" in known
    assert "李守田" not in known
    assert "没有这张榜" in client.get(f"/lists/verify?no={number}&sum=0000").text


def test_english_pages_say_it_in_english(office, signed_in, who):
    key = way.applied(office, who)
    county = signed_in(AUDITOR)
    proof = proof_of(county.get("/applications"))
    county.post("/account/language", data={"csrf": proof, "language": "en", "back": "/"})
    page = county.get(f"/applications/{key}").text
    assert "Applied" in page
    assert "Rural Dibao" in page
    assert "is not on a list yet" in county.get(f"/petitions/why/{way.HH_NO}").text


def test_a_stranger_finds_nothing(office, who, signed_in):
    key = way.applied(office, who)
    stranger = signed_in(STRANGER)
    for page in (f"/applications/{key}", f"/petitions/why/{way.HH_NO}", f"/visits/{SANHE}"):
        assert stranger.get(page).status_code == 404, page
    assert "没有找到" in stranger.get("/counter?text=李守田").text
