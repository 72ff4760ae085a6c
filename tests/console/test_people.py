import re

import pytest

from tests.builders import lives
from tests.builders.areas import SANHE
from tests.builders.desk import arrived, published
from tests.builders.instances import household_xml
from tests.builders.office import REVIEWER, STRANGER
from tests.console.conftest import proof_of

NUMBERS = re.findall(r"<m_id_number>(\w{18})<", household_xml().decode())


def approve(client, ref):
    page = client.get(f"/review/{ref}").text
    version = re.search(r'name="row_version" value="(\d+)"', page)[1]
    data = {"csrf": proof_of(client.get("/")), "decision": "approve", "row_version": version}
    assert client.post(f"/review/{ref}/decision", data=data).status_code == 303


@pytest.fixture
def clerk(signed_in):
    return signed_in(REVIEWER)


@pytest.fixture
def home(app, office, clerk):
    """Address of a loaded household of two."""
    approve(clerk, arrived(app, office))
    return re.search(r'href="(/households/\d{16})"', clerk.get("/households").text)[1]


def person_of(client, home, name):
    return re.search(rf'href="/people/(\d+)"><b>{name}</b>', client.get(home).text)[1]


def told(client, home, **fields):
    data = {"csrf": proof_of(client.get("/")), "on_date": "2026-11-23"} | fields
    answer = client.post(f"{home}/events", data=data, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_person_has_a_page_with_household_and_sources(home, clerk):
    page = clerk.get(f"/people/{person_of(clerk, home, '李守田')}").text
    assert "1975-03-04" in page
    assert home in page
    assert [number for number in NUMBERS if number in page] == []


def test_a_person_of_another_township_does_not_exist(home, clerk, signed_in):
    key = person_of(clerk, home, "李守田")
    stranger = signed_in(STRANGER)
    assert stranger.get(f"/people/{key}").status_code == 404
    assert "李守田" not in stranger.get("/search?text=守田").text
    assert "李守田" not in stranger.get("/search/hits?text=lst").text


@pytest.mark.usefixtures("home")
def test_the_box_shows_hits_while_one_types(clerk):
    part = clerk.get("/search/hits?text=王秀").text
    assert "王秀英" in part
    assert "姓名" in part
    assert "<html" not in part


@pytest.mark.usefixtures("home")
def test_filters_alone_find_people(clerk):
    assert "李守田" in clerk.get("/search?sex=male&age_from=50&age_to=60").text
    assert "李守田" not in clerk.get("/search?sex=male&age_from=70").text
    assert "李守田" not in clerk.get("/search?benefit=orphan").text


def test_a_death_is_recorded_shown_and_undone(home, clerk):
    wife = person_of(clerk, home, "王秀英")
    page = told(clerk, home, kind="death", person=wife)
    assert "去世" in page
    act = re.search(r"/acts/(\d+)/undo", page)[1]
    assert "已去世 2026-11-23" in clerk.get(f"/people/{wife}").text
    data = {"csrf": proof_of(clerk.get("/"))}
    assert "已撤销" in clerk.post(f"/acts/{act}/undo", data=data, follow_redirects=True).text
    assert "已去世" not in clerk.get(f"/people/{wife}").text


def test_an_event_that_cannot_be_is_refused_with_its_reason(home, clerk):
    wife = person_of(clerk, home, "王秀英")
    data = {"csrf": proof_of(clerk.get("/")), "kind": "death", "person": wife}
    answer = clerk.post(f"{home}/events", data=data | {"on_date": "1950-01-01"})
    assert answer.status_code in {303, 409}
    page = clerk.get(home).text if answer.status_code == 303 else answer.text
    assert "日期早于本人出生日期" in page


def test_a_split_gives_a_household_of_its_own_that_names_its_origin(home, clerk):
    wife = person_of(clerk, home, "王秀英")
    page = told(clerk, home, kind="split", person=wife, head=wife)
    new = re.search(r"→ (\d{16})", page)[1]
    fresh = clerk.get(f"/households/{new}").text
    assert "王秀英" in fresh
    assert home[-16:] in fresh
    assert clerk.get(f"/people/{wife}").text.count(new) > 0


def test_what_was_known_on_a_day_is_shown_as_it_was(home, clerk):
    told(clerk, home, kind="birth", name="李小宝", relation="20", sex="1", birth_date="2026-11-01")
    assert "李小宝" in clerk.get(home).text
    assert clerk.get(f"{home}?on=2020-01-01").status_code == 404


def test_the_household_file_prints_on_paper(home, clerk):
    page = clerk.get(f"{home}?paper=1").text
    assert "一户一档" in page
    assert "李守田" in page
    assert [number for number in NUMBERS if number in page] == []


def test_a_household_entered_twice_is_laid_side_by_side_merged_and_undone(office, clerk):
    published(office)
    lives.home(office, number=1)
    lives.home(office, number=2, with_ids=False)
    listed = clerk.get("/duplicates").text
    address = re.search(r'href="(/duplicates/household/\d+/\d+)"', listed)[1]
    page = clerk.get(address).text
    assert page.count("两边都有") == 4
    versions = dict(re.findall(r'name="([ab]_version)" value="(\d+)"', page))
    data = {"csrf": proof_of(clerk.get("/")), "decision": "merge_a", "note": "同一户"} | versions
    assert "已合并" in clerk.post(address, data=data, follow_redirects=True).text
    first, second = (f"/households/{SANHE}000{n}" for n in (1, 2))
    act = re.search(r"/acts/(\d+)/undo", clerk.get(first).text + clerk.get(second).text)[1]
    data = {"csrf": proof_of(clerk.get("/"))}
    assert "已撤销" in clerk.post(f"/acts/{act}/undo", data=data, follow_redirects=True).text
    assert address in clerk.get("/duplicates").text
