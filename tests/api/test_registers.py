"""Registers as programs read and write them."""

from __future__ import annotations

from tests.builders import registers as built
from tests.builders.areas import SANHE

PATH = "registers/institution"


def made(clerk, **more):
    answer = clerk.post(PATH, json={"values": built.institution(**more)})
    assert answer.status_code == 200, answer.text
    return answer.json["id"]


def test_the_registers_of_a_post_are_listed_with_their_counts(clerk, assistant):
    made(clerk)
    held = {each["name"]: each["records"] for each in clerk.get("registers").json}
    assert held["institution"] == 1
    assert len(held) > 20
    assert assistant.get("registers").json == []


def test_columns_say_what_may_be_written(clerk):
    columns = {c["name"]: c for c in clerk.get(f"{PATH}/columns").json["columns"]}
    assert columns["kind"]["choices"][0]["label"]["zh"]
    assert columns["beds"]["unit"] == {"zh": "张", "en": "beds"}
    assert columns["unit"]["required"] is True


def test_a_record_is_written_read_and_changed(clerk):
    key = made(clerk, beds="20")
    (period,) = clerk.get(f"{PATH}/{key}").json["periods"]
    assert (period["values"]["beds"], period["values"]["unit"]) == (20, SANHE)
    answer = clerk.patch(
        f"{PATH}/{key}",
        json={
            "values": {"beds": 25},
            "rowVersion": 1,
            "reason": "changed",
            "since": "2026-06-01",
        },
    )
    assert answer.status_code == 200, answer.text
    newest, before = clerk.get(f"{PATH}/{key}").json["periods"]
    assert (newest["values"]["beds"], before["validTo"]) == (25, "2026-05-31")


def test_what_does_not_fit_is_told_by_column(clerk):
    answer = clerk.post(PATH, json={"values": built.institution(beds="x")})
    assert answer.status_code == 422
    (finding,) = answer.json["details"]["findings"]
    assert finding["code"] == "beds"


def test_bodies_of_the_wrong_shape_are_refused(clerk):
    key = made(clerk)
    for body in ({}, {"values": 1}, {"values": {}, "rowVersion": "x"}):
        assert clerk.patch(f"{PATH}/{key}", json=body).status_code == 400
    wrong = {"values": {}, "rowVersion": 1, "reason": "because"}
    assert clerk.patch(f"{PATH}/{key}", json=wrong).status_code == 400


def test_a_list_is_narrowed_sorted_and_paged(clerk):
    for name, beds in (("甲", "10"), ("乙", "30"), ("丙", "20")):
        made(clerk, name=name, beds=beds)
    first = clerk.get(f"{PATH}?beds.from=15&sort=-beds&limit=1").json
    assert (first["total"], first["records"][0]["values"]["name"]) == (2, "乙")
    second = clerk.get(f"{PATH}?beds.from=15&sort=-beds&limit=1&after={first['after']}").json
    assert (second["records"][0]["values"]["name"], second["after"]) == ("丙", None)
    assert clerk.get(f"{PATH}?limit=0").status_code == 400
    assert clerk.get(f"{PATH}?colour=red").status_code == 400


def test_sealed_values_reach_programs_masked(clerk):
    raw = built.staff()
    key = clerk.post("registers/staff", json={"values": raw}).json["id"]
    answer = clerk.get(f"registers/staff/{key}")
    assert raw["id_number"] not in answer.text
    assert "masked" in answer.json["periods"][0]["values"]["id_number"]


def test_the_next_township_finds_nothing(clerk, stranger):
    key = made(clerk)
    assert stranger.get(PATH).json["total"] == 0
    assert stranger.get(f"{PATH}/{key}").status_code == 404
    assert clerk.get(f"{PATH}/x").status_code == 404
    assert clerk.get("registers/unicorns").status_code == 404


def test_a_record_is_ended_and_its_earlier_period_can_still_be_put_right(clerk):
    key = made(clerk, beds="20")
    since = {"reason": "changed", "since": "2026-06-01"}
    clerk.patch(f"{PATH}/{key}", json={"values": {"beds": 25}, "rowVersion": 1, **since})
    now, before = clerk.get(f"{PATH}/{key}").json["periods"]
    told = {
        "values": {"beds": 21},
        "rowVersion": before["rowVersion"],
        "period": int(before["id"]),
    }
    assert clerk.patch(f"{PATH}/{key}", json=told).status_code == 200
    ended = {"lastDay": "2026-11-30", "rowVersion": now["rowVersion"]}
    assert clerk.post(f"{PATH}/{key}/end", json=ended).status_code == 200
    now, before = clerk.get(f"{PATH}/{key}").json["periods"]
    assert (now["validTo"], now["values"]["beds"]) == ("2026-11-30", 25)
    assert before["values"]["beds"] == 21


def test_a_record_taken_out_needs_a_word_why(clerk):
    key = made(clerk)
    assert clerk.delete(f"{PATH}/{key}").status_code == 400
    done = clerk.delete(f"{PATH}/{key}", headers={"X-Action-Notes": "entered twice"})
    assert done.json == {"success": True}
    assert clerk.get(f"{PATH}/{key}").status_code == 404


def test_a_masked_number_is_shown_for_a_purpose(clerk):
    raw = built.staff()
    key = clerk.post("registers/staff", json={"values": raw}).json["id"]
    asked = {"column": "id_number", "purpose": "checking a certificate"}
    assert clerk.post(f"registers/staff/{key}/reveal", json=asked).json["value"] == raw["id_number"]
    assert (
        clerk.post(f"registers/staff/{key}/reveal", json={"column": "id_number"}).status_code == 400
    )


def test_a_sheet_is_judged_first_and_loaded_as_a_whole(clerk):
    head = "所属区划,机构名称,类别,床位,入住人数,生效日期\n"
    good = f"{SANHE},甲敬老院,互助老人幸福院,20,12,2026-01-01\n"
    bad = f"{SANHE},乙敬老院,互助老人幸福院,二十,12,2026-01-01\n"
    first = clerk.post(f"{PATH}/import?name=a.csv", data=(head + good + bad).encode()).json
    assert (first["rows"], first["good"]) == (2, 1), first["findings"]
    (wrong,) = [each for each in first["findings"] if each["severity"] == "E"]
    assert wrong["cell"].endswith("D3")
    assert clerk.post(f"{PATH}/import/{first['draft']}", json={}).status_code == 422
    assert clerk.get(PATH).json["total"] == 0
    left = clerk.post(f"{PATH}/import/{first['draft']}", json={"onlyGood": True}).json
    assert left == {"loaded": 1, "leftOut": 1}
    assert clerk.get(PATH).json["total"] == 1
