from decimal import Decimal

from server.console.views.answers import Reader
from server.console.views.compare import Marks
from server.console.views.labels import known
from server.console.views.values import Teller
from tests.builders.forms import schema_of

SURVEY = schema_of("household_survey")


def member(name="李守田", **answers):
    return {
        "m_name": name,
        "m_relation": "02",
        "m_id_status": "1",
        "m_age": "58",
        "m_sex": "1",
        "m_ethnic": "01",
        "m_health": "10",
    } | answers


def answers(*members, **economy):
    return {
        "admin": {"county": "620421000000", "village": "620421102201"},
        "ident": {"group_no": "三组", "address": "12 号", "consent": "1", "phone": None},
        "member": list(members) or [member()],
        "economy": {"inc_wage": Decimal(0), "inc_business": Decimal(12600)} | economy,
        "income_pc_month": "412",
    }


def laid_out(given, *, language="zh", everything=False, **marks):
    reader = Reader(Teller(SURVEY, {}, language), Marks(**marks), everything=everything)
    return {section.name: section for section in reader.sections(given)}


def labels(section):
    return [cell.label for cell in section.cells]


def test_sections_stand_in_the_order_of_the_form():
    assert list(laid_out(answers())) == ["ident", "member", "economy"]


def test_a_sum_stands_with_what_it_sums():
    assert labels(laid_out(answers())["economy"])[-1] == "人均月收入"


def test_what_is_as_expected_is_left_out_until_asked_for():
    short, whole = laid_out(answers()), laid_out(answers(), everything=True)
    assert "告知同意" not in labels(short["ident"])
    assert "告知同意" in labels(whole["ident"])


def test_an_optional_question_without_an_answer_is_a_dash():
    phone = next(cell for cell in laid_out(answers())["ident"].cells if cell.name == "phone")
    assert phone.shown.text == "—"


def test_a_column_that_nobody_answered_is_left_out():
    names = [column.name for column in laid_out(answers())["member"].columns]
    assert names == ["m_name", "m_relation", "m_age", "m_sex", "m_health"]


def test_a_flagged_answer_is_shown_even_when_it_is_as_expected():
    path = "/member[1]/m_ethnic"
    cells = laid_out(answers(), flags={path: "w"})["member"].rows[0].cells
    assert [cell.mark for cell in cells if cell.path == path] == ["w"]


def test_a_value_the_store_holds_otherwise_is_struck_beside_the_new_one():
    before = {"/economy/inc_business": Decimal(14100), "/economy/inc_wage": Decimal("0.00")}
    cells = laid_out(answers(), before=before)["economy"].cells
    assert {cell.name: cell.was for cell in cells if cell.changed} == {"inc_business": "14,100 元"}


def test_ticks_in_another_order_are_no_change():
    given = answers() | {"benefit": {"needs": ("medical", "food")}}
    cells = laid_out(given, before={"/benefit/needs": ("food", "medical")})["benefit"].cells
    assert not cells[0].changed


def test_a_member_the_store_does_not_know_is_new():
    before = {"/member[1]/m_name": "李守田"}
    rows = laid_out(answers(member(), member("赵玉兰")), before=before)["member"].rows
    assert [row.is_new for row in rows] == [False, True]


def test_nothing_is_new_for_a_new_household():
    assert not any(row.is_new for row in laid_out(answers())["member"].rows)


def test_every_known_question_has_a_short_label_in_both_languages():
    assert all(label.zh and label.en for label in known().values())
    assert max(len(label.en) for label in known().values()) <= 12
