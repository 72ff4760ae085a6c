import re

import pytest

from server.store import audit
from tests.builders.desk import arrived, hour, sent
from tests.builders.instances import household_xml, instance_id
from tests.builders.office import REVIEWER, tablet, token_of
from tests.console.conftest import proof_of

NUMBERS = re.findall(r"<m_id_number>(\w{18})<", household_xml().decode())
FAR_FIX = "36.53 104.01 1707.0 45.0"  # not accurate enough: S-06


@pytest.fixture
def clerk(signed_in):
    return signed_in(REVIEWER)


def post(client, place, **fields):
    return client.post(place, data={"csrf": proof_of(client.get("/")), **fields})


def version_of(client, ref):
    return re.search(r'name="row_version" value="(\d+)"', client.get(f"/review/{ref}").text)[1]


def decide(client, ref, decision, **fields):
    fields = {"row_version": version_of(client, ref)} | fields
    return post(client, f"/review/{ref}/decision", decision=decision, **fields)


def flags_of(client, ref):
    return re.findall(rf'action="/review/{ref}/flags/(\d+)"', client.get(f"/review/{ref}").text)


def test_the_queue_opens_its_first_record(app, office, clerk):
    arrived(app, office)
    page = clerk.get("/review").text
    assert "待审核 1" in page
    assert "<h1" in page
    assert "李守田" in page


def test_an_empty_queue_says_why_and_where_to_go(clerk):
    page = clerk.get("/review").text
    assert "没有待审核的提交" in page
    assert "回工作台" in page


def test_a_full_identity_number_is_nowhere_on_the_page(app, office, clerk):
    ref = arrived(app, office)
    for path in (f"/review/{ref}", f"/review/{ref}?everything=1", f"/review/{ref}?back=1"):
        page = clerk.get(path).text
        assert [number for number in NUMBERS if number in page] == []
        assert "********" in page


def test_approve_is_shut_while_a_warning_is_open_and_says_how_many(app, office, clerk):
    ref = arrived(app, office, **{"/ident/gps": FAR_FIX})
    page = clerk.get(f"/review/{ref}").text
    assert re.search(r'data-key="a" disabled', page)
    assert "还有 1 项未答复" in page


def test_a_true_warning_opens_the_way_to_approval(app, office, clerk):
    ref = arrived(app, office, **{"/ident/gps": FAR_FIX})
    (flag,) = set(flags_of(clerk, ref))
    answer = post(clerk, f"/review/{ref}/flags/{flag}", answered="true", note="崖下遮挡")
    assert answer.location == f"/review/{ref}"
    page = clerk.get(f"/review/{ref}").text
    assert "崖下遮挡" in page
    assert not re.search(r'data-key="a" disabled', page)
    assert decide(clerk, ref, "approve").status_code == 303
    assert "待审核 0" in clerk.get("/review").text


def test_an_answer_can_be_taken_back(app, office, clerk):
    ref = arrived(app, office, **{"/ident/gps": FAR_FIX})
    (flag,) = set(flags_of(clerk, ref))
    post(clerk, f"/review/{ref}/flags/{flag}", answered="true")
    post(clerk, f"/review/{ref}/flags/{flag}", answered="open")
    assert "还有 1 项未答复" in clerk.get(f"/review/{ref}").text


def test_after_a_decision_the_next_record_stands_open(app, office, clerk):
    first = arrived(app, office)
    token = token_of(office, tablet(office, name="另一台").id)
    second = sent(app, office, token, number=2, new_uuid="5e1f2a3b-4c5d-4e6f-8a7b-9c0d1e2f3a4c")
    answer = decide(clerk, first, "hold")
    assert answer.location.startswith(f"/review/{second}")


def test_a_filter_goes_with_the_work(app, office, clerk):
    ref = arrived(app, office)
    page = clerk.get(f"/review/{ref}?shelf=clean").text
    assert '<input type="hidden" name="shelf" value="clean">' in page


def test_a_return_needs_a_reason(app, office, clerk):
    ref = arrived(app, office)
    answer = decide(clerk, ref, "return")
    assert answer.status_code in {303, 400}
    assert "待审核 1" in clerk.get("/review").text


def test_returned_reasons_stand_in_the_history(app, office, clerk):
    ref = arrived(app, office)
    decide(clerk, ref, "return", reason="照片看不清或缺少，请补拍", note="拍门牌")
    page = clerk.get(f"/review/{ref}").text
    assert "照片看不清或缺少，请补拍" in page
    assert "退回补正" in page


def test_the_last_decision_can_be_undone(app, office, clerk):
    ref = arrived(app, office)
    decide(clerk, ref, "reject", note="试填")
    answer = post(clerk, "/review/undo")
    assert answer.location == f"/review/{ref}"
    page = clerk.get(f"/review/{ref}").text
    assert "已撤销" in page
    assert "待乡镇审核" in page


def test_nobody_decides_on_what_somebody_else_has_just_changed(app, office, clerk):
    ref = arrived(app, office)
    old = version_of(clerk, ref)
    decide(clerk, ref, "hold")
    answer = clerk.post(
        f"/review/{ref}/decision",
        data={"csrf": proof_of(clerk.get("/")), "decision": "approve", "row_version": old},
        headers={"Referer": f"http://localhost/review/{ref}"},
    )
    assert answer.location == f"/review/{ref}?stale=1"
    shown = clerk.get(answer.location).text
    told = shown[shown.index(f'id="stale-{ref}"') :]
    assert "搁置" in told[: told.index("</div>")]
    assert "李军" in told[: told.index("</div>")]


def test_a_note_goes_into_the_history(app, office, clerk):
    ref = arrived(app, office)
    post(clerk, f"/review/{ref}/comments", text="已电话问过村里")
    assert "已电话问过村里" in clerk.get(f"/review/{ref}").text


def test_a_full_number_is_shown_when_asked_for_and_that_is_written_down(app, office, clerk):
    ref = arrived(app, office)
    page = clerk.get(f"/review/{ref}").text
    path = re.search(r'name="path" value="(/member\[1\]/m_id_number)"', page)[1]
    answer = post(clerk, f"/review/{ref}/reveal", path=path)
    assert NUMBERS[0] in answer.text
    with office.store.read() as conn:
        actions = [entry.action for entry in audit.entries(conn)]
    assert "submission.reveal" in actions


def test_photographs_come_small_and_large_and_as_sent(app, office, clerk):
    ref = arrived(app, office)
    place = f"/review/{ref}/files/1763863200001.jpg"
    for size in ("thumb", "large", ""):
        answer = clerk.get(f"{place}?size={size}")
        assert answer.status_code == 200
        assert answer.mimetype == "image/jpeg"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "private" in answer.headers["Cache-Control"]


def test_what_is_no_picture_is_never_shown_in_place(app, office, clerk):
    ref = arrived(app, office)
    answer = clerk.get(f"/review/{ref}/files/audit.csv")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_raw_submission_is_the_bytes_that_came(app, office, clerk):
    ref = arrived(app, office)
    answer = clerk.get(f"/review/{ref}/source.xml")
    assert answer.data == household_xml(instance_id=instance_id(1), at=hour(1))


def test_the_page_speaks_english_with_the_form_s_own_labels(app, office, clerk):
    ref = arrived(app, office)
    post(clerk, "/account/language", language="en", back="/")
    page = clerk.get(f"/review/{ref}").text
    assert "Household members" in page
    assert "To review" in page
    assert "Brick-timber" in page


def test_a_name_is_found_in_the_queue(app, office, clerk):
    arrived(app, office)
    assert "李守田" in clerk.get("/review?text=守田").text
    assert "队列里没有找到" in clerk.get("/review?text=无此人").text


def test_what_was_returned_can_be_looked_through(app, office, clerk):
    ref = arrived(app, office)
    decide(clerk, ref, "return", reason="照片看不清或缺少，请补拍")
    page = clerk.get("/review?state=returned").text
    assert "退回未补 1" in page
    assert f"/review/{ref}?state=returned" in page
    assert "这份提交现在不由你决定" in page


def test_an_unknown_state_is_the_desk_itself(app, office, clerk):
    arrived(app, office)
    assert "待审核 1" in clerk.get("/review?state=anything").text
