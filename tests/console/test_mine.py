"""The page of a village: what came back is mended on a phone, and only by its own village."""

import io
import re

import pytest

from server.core.desk.people import Post
from server.core.rights import Grant
from tests.builders.areas import GUAYUAN, SANHE
from tests.builders.desk import arrived
from tests.builders.office import ASSISTANT, REVIEWER
from tests.builders.pictures import encoded, picture
from tests.console.conftest import proof_of
from tests.console.test_review import decide, post

DANGER, DOOR = "/assets/house_danger", "/ident/photo_door"


@pytest.fixture
def returned(app, office, signed_in):
    """A survey sent back by the clerk, who looks on."""
    ref = arrived(app, office)
    clerk = signed_in(REVIEWER)
    marked = {
        "reason": ["门牌看不清", "等级不符"],
        "path:门牌看不清": DOOR,
        "path:等级不符": DANGER,
    }
    assert decide(clerk, ref, "return", **marked).status_code == 303
    return ref, clerk


def mend(client, ref, **fields):
    page = client.get(f"/mine/{ref}")
    version = re.search(r'name="row_version" value="(\d+)"', page.text)[1]
    return client.post(
        f"/mine/{ref}/answers",
        data={"csrf": proof_of(page), "row_version": version, **fields},
        content_type="multipart/form-data",
    )


def test_the_village_sees_why_it_came_back_and_what_is_marked(returned, signed_in):
    ref, _ = returned
    helper = signed_in(ASSISTANT)
    page = helper.get("/").headers["Location"]
    assert page == "/mine"
    assert "门牌看不清" in helper.get("/mine").text
    opened = helper.get(f"/mine/{ref}").text
    assert f'name="photo:{DOOR}"' in opened
    assert f'name="value:{DANGER}"' in opened
    assert not re.search(r"620421(19|20)\d{9}[\dX]", opened)


def test_what_is_mended_on_the_phone_waits_for_review_again(returned, signed_in):
    ref, clerk = returned
    helper = signed_in(ASSISTANT)
    photo = (io.BytesIO(encoded(picture(seed=99))), "x.jpg")
    answer = mend(
        helper,
        ref,
        **{f"photo:{DOOR}": photo, f"seen:{DANGER}": "B", f"value:{DANGER}": "C", "note": "已重拍"},
    )
    assert (answer.status_code, answer.location) == (303, "/mine")
    assert "没有退回的" in helper.get("/mine").text
    page = clerk.get(f"/review/{ref}").text
    assert "这一版改了什么" in page
    assert "C 级" in page
    assert "已重拍" in page


def test_nothing_changed_is_said_and_an_explanation_is_enough(returned, signed_in):
    ref, clerk = returned
    helper = signed_in(ASSISTANT)
    assert mend(helper, ref, **{f"seen:{DANGER}": "B", f"value:{DANGER}": "B"}).status_code == 400
    said = {"csrf": proof_of(helper.get("/mine")), "note": "与照片核对过"}
    assert helper.post(f"/mine/{ref}/reply", data=said).location == "/mine"
    assert "与照片核对过" in clerk.get(f"/review/{ref}").text


def test_what_is_no_photograph_is_refused(returned, signed_in):
    ref, _ = returned
    file = (io.BytesIO(b"<script>"), "x.jpg")
    assert mend(signed_in(ASSISTANT), ref, **{f"photo:{DOOR}": file}).status_code == 400


@pytest.mark.parametrize(
    "grants",
    [[Grant(Post.ASSISTANT, GUAYUAN)], [Grant(Post.DISASTER_OFFICER, SANHE)]],
    ids=["another village", "a post that sees damage only"],
)
def test_to_others_the_record_does_not_exist(returned, signed_in, grants):
    ref, _ = returned
    other = signed_in("sun.li", grants=grants)
    assert "门牌看不清" not in other.get("/mine").text
    assert other.get(f"/mine/{ref}").status_code == 404
    for way in ("answers", "reply"):
        data = {"csrf": proof_of(other.get("/mine")), "note": "x", f"value:{DANGER}": "C"}
        data |= {f"seen:{DANGER}": "B", "row_version": "1"}
        assert other.post(f"/mine/{ref}/{way}", data=data).status_code == 404


def test_the_reviewer_corrects_a_value_where_it_stands(app, office, signed_in):
    ref = arrived(app, office)
    clerk = signed_in(REVIEWER)
    opened = clerk.get(f"/review/{ref}?edit=/ident/address").text
    assert 'name="value" value="三合村三组12号"' in opened
    version = re.search(r'name="row_version" value="(\d+)"', opened)[1]
    sent = {"path": "/ident/address", "value": "三合村三组21号", "row_version": version}
    assert post(clerk, f"/review/{ref}/answers", **sent).status_code in {303, 400}
    assert post(clerk, f"/review/{ref}/answers", **sent, note="电话核实").status_code == 303
    page = clerk.get(f"/review/{ref}").text
    assert "<s>三合村三组12号</s>" in page
    post(clerk, "/review/undo")
    assert "<b>三合村三组12号</b>" in clerk.get(f"/review/{ref}").text
