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
