from server.console.views import flags
from server.console.views.reasons import reasons
from server.core.desk.record import Answered, Flag
from server.core.types import Issue, Severity
from tests.builders.forms import schema_of

SURVEY = schema_of("household_survey")
FAR = {"distance_m": "412", "limit_m": "300"}


def flag(number, rule="P-21", severity=Severity.WARNING, path="", values=None, **answer):
    return Flag(number, Issue(rule, severity, path, values or {}), **answer)


def cards(*found, language="zh", **options):
    return flags.cards(found, SURVEY, language, **options)


def test_errors_come_first_then_form_order():
    found = cards(
        flag(1, "P-25", Severity.INFO, "/ident/phone"),
        flag(2, "H-13", path="/economy/inc_wage"),
        flag(3, "P-21", path="/member[1]/m_health"),
        flag(4, "P-02", Severity.ERROR, "/member[1]/m_id_number"),
    )
    assert [card.id for card in found] == [4, 3, 2, 1]


def test_the_first_that_needs_an_answer_stands_open():
    found = cards(flag(1, severity=Severity.ERROR, answered=Answered.WAIVED), flag(2), flag(3))
    assert [card.id for card in found if card.is_current] == [2]


def test_an_answered_issue_never_stands_open():
    assert not any(c.is_current for c in cards(flag(1, answered=Answered.TRUE), current=1))


def test_information_needs_no_answer_and_an_error_cannot_be_true():
    found = cards(flag(1, severity=Severity.INFO), flag(2, severity=Severity.ERROR), flag(3))
    assert flags.unanswered(found) == 2
    assert {card.id: card.may_be_true for card in found} == {1: True, 2: False, 3: True}


def test_an_issue_says_whom_it_is_about():
    path = "/member[2]/m_health"
    (named,) = cards(flag(1, path=path), rows={"/member[2]": "赵玉兰"})
    (counted,) = cards(flag(1, path=path))
    assert (named.where, counted.where) == ("赵玉兰 健康", "家庭成员 2 健康")


def test_the_sentence_comes_from_the_catalogue_in_the_readers_language():
    (chinese,) = cards(flag(1, "S-10", values=FAR))
    (english,) = cards(flag(1, "S-10", values=FAR), language="en")
    assert "412" in chinese.seen
    assert english.title == "More than 300 m from the registered house"


def test_a_rule_that_was_taken_out_speaks_by_its_number():
    assert cards(flag(1, "Z-99", values={"seen": "7"}))[0].title == "Z-99"


def test_the_worst_open_issue_marks_its_answer():
    path = "/member[1]/m_health"
    found = [
        flag(1, path=path),
        flag(2, severity=Severity.ERROR, path=path),
        flag(3, path="/economy/inc_wage", answered=Answered.TRUE),
    ]
    assert flags.marks(found) == {path: "e"}


def test_reasons_begin_with_what_is_open_and_are_nine_at_most():
    found = cards(flag(1), flag(2, answered=Answered.TRUE), flag(3, severity=Severity.INFO))
    offered = reasons(found, "zh", frozenset({"1"}))
    assert [reason.key for reason in offered] == list(range(1, 10))
    assert [(reason.flag, reason.ticked) for reason in offered[:2]] == [(1, True), (None, False)]


def test_what_the_tablet_is_told_is_chinese_whatever_the_reviewer_reads():
    offered = reasons(cards(flag(1, "S-10", values=FAR), language="en"), "en")
    assert "请" in offered[0].text
    assert offered[0].shown.isascii()
    assert "请" in offered[-1].text
