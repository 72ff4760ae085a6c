"""Pages of registers: who opens which, and that what is typed there arrives."""

import io
import re

import pytest

from server.core.desk.people import Post
from server.core.registers import BY_NAME, REGISTERS
from server.core.rights import Grant
from server.registers import editing, sheets
from tests.builders import office as people
from tests.builders import registers as built
from tests.builders.areas import JINGYUAN, SANHE
from tests.builders.office import AUDITOR, NOW, REVIEWER, STRANGER
from tests.builders.pictures import encoded, picture
from tests.console.conftest import proof_of

every = pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)
LIST = "/registers/institution"


@pytest.fixture
def clerk(signed_in):
    return signed_in(REVIEWER)


@pytest.fixture
def home(office, clerk):
    """A home for the old, written by the clerk; its key."""
    del clerk
    who = people.asker_by_id(office, 1, now=NOW)
    return editing.create(office, who, "institution", built.institution(), now=NOW).record_id


def post(client, path, page=LIST + "/new", **fields):
    proof = proof_of(client.get(page))
    return client.post(path, data={"csrf": proof, **fields})


@every
def test_every_list_opens_for_a_post_of_its_database(clerk, register):
    answer = clerk.get(f"/registers/{register.name}")
    assert answer.status_code == 200
    assert register.zh in answer.text


@every
def test_nobody_opens_a_list_without_a_post_for_it(signed_in, register):
    assistant = signed_in("nobody", grants=[Grant(Post.ASSISTANT, SANHE)])
    for path in ("", "/new", "/import", "/rows.csv", "/template.xlsx"):
        assert assistant.get(f"/registers/{register.name}{path}").status_code == 403


def test_signed_out_people_are_sent_to_sign_in(client):
    assert client.get("/registers").status_code == 302


def test_the_page_of_all_registers_says_how_many_records_the_area_holds(clerk, home):
    del home
    page = clerk.get("/registers").text
    assert re.search(r"institution\?on=all[^>]*>1<", page)
    assert "台账" in clerk.get("/").text


def test_a_typed_record_is_saved_and_shown(clerk):
    answer = post(clerk, LIST, **built.institution(name="新建幸福院"))
    assert answer.status_code == 303
    page = clerk.get(answer.headers["Location"]).text
    assert "新建幸福院" in page
    assert "已保存" in page


def test_what_does_not_fit_is_said_beside_its_column_and_stays_typed(clerk):
    answer = post(clerk, LIST, **built.institution(name="新建幸福院", beds="二十"))
    assert answer.status_code == 422
    assert "“二十”不是数字" in answer.text
    assert 'value="新建幸福院"' in answer.text


def test_a_correction_and_an_end_reach_the_record(clerk, home):
    page = f"{LIST}/{home}"
    answer = post(
        clerk, page, page, reason="entry_error", row_version="1", **built.institution(beds="44")
    )
    assert answer.status_code == 303
    assert "44" in clerk.get(page).text
    answer = post(clerk, f"{page}/end", page, last_day="2026-12-31", row_version="2")
    assert answer.status_code == 303
    assert "2026-12-31" in clerk.get(page).text


def test_a_refused_change_shows_the_form_again(clerk, home):
    page = f"{LIST}/{home}"
    answer = post(
        clerk, page, page, reason="entry_error", row_version="1", **built.institution(beds="x")
    )
    assert answer.status_code == 422
    assert "“x”不是数字" in answer.text


def test_removing_asks_why(clerk, home):
    page = f"{LIST}/{home}"
    assert post(clerk, f"{page}/remove", page, note="").status_code in {303, 400}
    assert clerk.get(page).status_code == 200
    assert post(clerk, f"{page}/remove", page, note="重复登记").status_code == 303
    assert clerk.get(page).status_code == 404


def test_a_record_of_another_township_is_not_there(signed_in, home):
    stranger = signed_in(STRANGER)
    assert stranger.get(f"{LIST}/{home}").status_code == 404
    assert "三合村互助" not in stranger.get(f"{LIST}?on=all").text


def test_a_change_without_the_forms_proof_is_refused(clerk, home):
    assert clerk.post(f"{LIST}/{home}/remove", data={"note": "x"}).status_code == 403


def test_a_sealed_value_is_masked_on_the_page_and_shown_by_the_eye(office, clerk):
    who = people.asker_by_id(office, 1, now=NOW)
    raw = built.staff()
    key = editing.create(office, who, "staff", raw, now=NOW).record_id
    page = f"/registers/staff/{key}"
    assert raw["id_number"] not in clerk.get(page).text
    shown = clerk.post(
        f"{page}/reveal",
        data={"csrf": proof_of(clerk.get(page)), "field": "id_number"},
        headers={"X-Part": "value"},
    )
    assert shown.text == raw["id_number"]


def test_a_spreadsheet_is_checked_then_loaded(clerk):
    register = BY_NAME["institution"]
    content = io.BytesIO(
        "机构名称,所属区划,类别,床位,入住人数,生效日期\n".encode()
        + ("甲院,三合村,日间照料中心,20,5,2026-01-01\n乙院,三合村,饭店,20,5,2026-01-01\n").encode()
    )
    proof = proof_of(clerk.get(f"{LIST}/import"))
    page = clerk.post(f"{LIST}/import", data={"csrf": proof, "sheet": (content, "院.csv")}).text
    assert "!C3" in page
    draft = re.search(r'name="draft" value="(\d+)"', page)[1]
    answer = clerk.post(
        f"{LIST}/import/load", data={"csrf": proof, "draft": draft, "only_good": "1"}
    )
    assert answer.status_code == 303
    listed = clerk.get(LIST).text
    assert "甲院" in listed
    assert "乙院" not in listed
    offered = io.BytesIO(clerk.get(f"{LIST}/template.xlsx").data)
    assert sheets.read_table(register, "t.xlsx", offered.getvalue()).rows == ()


def test_a_list_is_narrowed_by_its_address_and_comes_as_a_file(clerk, home):
    del home
    assert "幸福院" in clerk.get(f"{LIST}?beds.from=20&sort=-beds&kind=happiness_home").text
    assert "没有符合条件" in clerk.get(f"{LIST}?beds.from=21").text
    file = clerk.get(f"{LIST}/rows.csv?beds.from=20")
    assert file.data.startswith(b"\xef\xbb\xbf")
    assert "三合村互助老人幸福院" in file.data.decode("utf-8-sig")


def test_english_pages_hold_english_labels(signed_in, office):
    county = signed_in(AUDITOR)
    who = people.asker_by_id(office, 1, now=NOW)
    key = editing.create(office, who, "benefit_standard", built.standard(), now=NOW).record_id
    proof = proof_of(county.get("/registers"))
    county.post("/account/language", data={"csrf": proof, "language": "en", "back": "/"})
    page = county.get(f"/registers/benefit_standard/{key}").text
    assert "Rural Dibao" in page
    assert "yuan/month" in page
    assert str(JINGYUAN) in page


def test_a_photo_comes_with_the_form_and_is_shown_to_its_area_alone(clerk, signed_in):
    image = encoded(picture(640, 480, seed=3))
    fields = {
        "unit": SANHE,
        "deed_date": "2026-11-02",
        "name": "王芳",
        "title": "照料邻居",
        "story": "连续三年照料邻居。",
        "photo": (io.BytesIO(image), "deed.jpg"),
    }
    made = post(clerk, "/registers/good_deed", page="/registers/good_deed/new", **fields)
    assert made.status_code == 303, made.text
    page = clerk.get(made.location).text
    address = re.search(r'<img[^>]+src="([^"]+/photos/photo)"', page)[1]
    assert clerk.get(address).data == image
    assert clerk.get(address.replace("/photo", "/title")).status_code == 404
    assert signed_in(STRANGER).get(address).status_code == 404


def test_what_is_no_photo_is_refused(clerk):
    fields = {"unit": SANHE, "photo": (io.BytesIO(b"<svg/>"), "a.jpg")}
    answer = post(clerk, "/registers/good_deed", page="/registers/good_deed/new", **fields)
    assert answer.status_code == 404
    assert "图片" in answer.text


def test_a_list_shows_the_columns_one_chooses_and_keeps_them(clerk, home):
    del home
    heads = re.findall(r"<th[^>]*>(.*?)</th>", clerk.get(f"{LIST}?show=beds&show=name").text)
    shown = [re.sub(r"<[^>]+>|\s", "", head) for head in heads]
    assert [head[:2] for head in shown] == ["机构", "床位"]
    assert re.search(r"show=name(%2C|,)beds", clerk.get(f"{LIST}?show=beds&show=name").text)
