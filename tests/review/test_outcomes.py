"""How often a rule was right is counted with the decision, and taken back with it."""

from server.core.desk.record import Answered, Decision, HitRate
from server.review.decisions import answer, undo
from server.review.record import record
from server.store import rulebook
from tests.review.conftest import SENT_AT
from tests.review.test_decisions import INACCURATE, survey


def counted(desk):
    with desk.office.store.read() as conn:
        return rulebook.outcomes(conn)


def flagged(desk, number):
    """A survey with one warning."""
    return desk.send(survey(number, **{"/ident/gps": INACCURATE}))


def confirm(desk, submission):
    for flag in record(desk.office, desk.clerk, submission).flags:
        if flag.issue.severity == "W":
            answer(
                desk.office, desk.clerk, submission, flag.id, answered=Answered.TRUE, now=SENT_AT
            )


def test_each_decision_says_once_whether_the_rule_was_right(desk):
    explained, back, gone = (flagged(desk, n) for n in (1, 2, 3))
    confirm(desk, explained)
    desk.decide(explained)
    desk.decide(back, Decision.RETURN, reasons=("定位不准",))
    desk.decide(gone, Decision.REJECT, reasons=("重复",))
    assert counted(desk) == {"S-06": (2, 1)}
    flags = record(desk.office, desk.clerk, flagged(desk, 4)).flags
    (hits,) = (flag.hits for flag in flags if flag.issue.rule == "S-06")
    assert (hits, hits.percent) == (HitRate(2, 1), 67)
    undo(desk.office, desk.clerk, now=SENT_AT)
    assert counted(desk) == {"S-06": (1, 1)}


def test_an_answer_alone_counts_for_nothing(desk):
    confirm(desk, flagged(desk, 1))
    assert counted(desk) == {}
