"""OR-167: failures as programs read them."""

from __future__ import annotations

from itertools import product

import pytest

from server.core import errors


def every(kind=errors.SurveyError):
    """All failures that have a code."""
    for each in kind.__subclasses__():
        yield each
        yield from every(each)


@pytest.mark.parametrize("kind", sorted(set(every()), key=lambda kind: kind.__name__))
def test_a_code_survives_as_a_number(kind):
    assert str(float(kind.code)) == kind.code
    assert 400 <= int(float(kind.code)) < 600


PATHS = ["", "nothing", "projects/1/nothing", "projects/x", "projects/1/forms/visit/nothing/x"]


def test_an_unknown_resource_is_404_1_whatever_is_asked_of_it(admin):
    for path, method in product(PATHS, ["GET", "POST", "PUT", "PATCH", "DELETE"]):
        answer = admin.ask(method, path)
        assert answer.status_code == 404
        assert answer.content_type == "application/json; charset=utf-8"
        assert answer.json == {
            "message": "Could not find the resource you were looking for.",
            "code": 404.1,
            "details": {},
        }


def test_a_method_that_is_not_served_is_404_1(admin):
    assert admin.put("projects").json["code"] == 404.1


def test_a_body_that_is_no_object_is_400_1(admin):
    for body in ("{", "[]", '"x"', "\xff"):
        answer = admin.post("projects", data=body, content_type="application/json")
        assert (answer.status_code, answer.json["code"]) == (400, 400.1)


def test_a_missing_field_is_400_2_and_named(admin):
    answer = admin.post("projects", json={})
    assert (answer.json["code"], answer.json["details"]) == (400.2, {"field": "name"})


def test_a_field_of_another_type_is_400_11_and_named(admin):
    answer = admin.post("projects", json={"name": 3})
    assert answer.json["code"] == 400.11
    assert answer.json["details"] == {"field": "name", "expected": "string"}


def test_a_message_is_english_unless_asked_for_in_chinese(admin):
    answer = admin.get("projects/9", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert answer.json["message"] == "没有找到所请求的内容"


def test_a_body_beyond_its_limit_is_413(admin):
    answer = admin.post("projects", data=b" " * 1_000_001, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (413, 413.1)


def test_every_answer_is_kept_from_sniffing_and_shared_caches(admin):
    for path in ("projects", "nothing"):
        headers = admin.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "private, no-cache"


def test_our_own_fault_is_told_without_details(admin, office):
    with office.store.engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE project RENAME TO lost")
    answer = admin.get("projects")
    assert (answer.status_code, answer.json["code"]) == (500, 500.1)
    assert answer.json["details"] == {}
