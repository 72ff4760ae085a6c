"""Forms, tablets, areas and quarantine as the office works with them."""

import io
import re

import pytest

from tests.builders.forms import xlsx
from tests.builders.office import ADMIN, REVIEWER, form, tablet, token_of
from tests.console.conftest import proof_of

FORM = """
| survey | | | | |
| | type | name | label::中文 (zh) | label::English (en) | constraint |
| | text | note | 备注 | Note | |
| | integer | rooms | 间数（间） | Rooms (rooms) | {constraint} |
| settings | | | | |
| | form_title | form_id | version | default_language |
| | 走访 / Visit | visit | 2026112401 | 中文 (zh) |
"""


def upload(client, constraint=". < 60"):
    workbook = xlsx(FORM.format(constraint=constraint))
    data = {
        "csrf": proof_of(client.get("/account")),
        "workbook": (io.BytesIO(workbook), "走访.xlsx"),
    }
    return client.post("/forms/check", data=data)


def test_a_mistake_is_shown_at_its_cell_and_nothing_can_be_published(signed_in):
    page = upload(signed_in(ADMIN), constraint=". < ${room}").text
    assert "survey!" in page
    assert "room" in page
    assert re.search(r"primary\" disabled>发布", page)


def test_a_form_is_checked_then_published_then_listed(signed_in):
    admin = signed_in(ADMIN)
    page = upload(admin).text
    draft = re.search(r'name="draft" value="([^"]+)"', page)[1]
    data = {"csrf": proof_of(admin.get("/account")), "draft": draft}
    assert admin.post("/forms/publish", data=data).status_code == 303
    listed = admin.get("/forms").text
    assert "已发布 visit" in listed
    assert "2026112401" in listed


def test_nothing_chosen_is_said_and_not_an_error(signed_in):
    admin = signed_in(ADMIN)
    answer = admin.post("/forms/check", data={"csrf": proof_of(admin.get("/account"))})
    assert answer.status_code == 303
    assert "没有选文件" in admin.get("/forms").text


@pytest.mark.parametrize("kind", ["xml"])
def test_a_version_can_be_fetched_as_a_file(signed_in, office, kind):
    form(office)
    answer = signed_in(ADMIN).get(f"/forms/visit/1.{kind}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_tablet_is_made_and_its_code_stands_on_a_sheet(signed_in):
    clerk = signed_in(REVIEWER)
    village = re.search(r'name="unit" value="(\d{12})"', clerk.get("/tablets").text)[1]
    data = {"csrf": proof_of(clerk.get("/")), "name": "三合村 王春梅", "unit": village}
    answer = clerk.post("/tablets", data=data)
    sheet = clerk.get(answer.location).text
    assert "三合村 王春梅" in sheet
    assert '<svg class="mz-qr"' in sheet or 'class="mz-qr"' in sheet
    assert "/v1/key/" not in sheet


def test_a_revoked_tablet_is_shut_out_at_once(app, office, signed_in):
    form(office)
    made = tablet(office)
    place = f"/v1/key/{token_of(office, made.id)}/projects/1/formList"
    assert app.test_client().get(place).status_code == 200
    clerk = signed_in(REVIEWER)
    clerk.post(f"/tablets/{made.id}/revoke", data={"csrf": proof_of(clerk.get("/"))})
    assert app.test_client().get(place).status_code in {401, 403}
    assert "已吊销" in clerk.get("/tablets").text


def test_what_could_not_be_read_lies_in_quarantine_byte_for_byte(app, office, signed_in):
    place = f"/v1/key/{token_of(office, tablet(office).id)}/projects/1/submission"
    junk = "<data id='nowhere' version='1'><a>甲</a></data>".encode()
    app.test_client().post(
        place, data={"xml_submission_file": (io.BytesIO(junk), "s.xml", "text/xml")}
    )
    clerk = signed_in(REVIEWER)
    page = clerk.get("/quarantine").text
    raw = re.search(r'href="(/quarantine/\d+\.xml)"', page)
    assert raw, page
    assert clerk.get(raw[1]).data == junk


def test_the_tree_of_units_is_walked_down_and_never_out(signed_in):
    clerk = signed_in(REVIEWER)
    page = clerk.get("/areas").text
    assert "三合村" in page
    assert clerk.get("/areas?unit=620421000000").status_code == 404
    assert clerk.get("/?unit=620421000000").status_code == 404
