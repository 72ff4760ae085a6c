"""Households that cannot be as they are told (rules H)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from server.demo import whom
from server.demo.calculated import INCOMES, Answers
from server.demo.lives import AWAY, EMPLOYED
from server.demo.names import full_name
from server.demo.oddities import odd
from server.demo.people import DAUGHTER, FATHER, HEAD, HUSBAND, MOTHER, SON, id_number

if TYPE_CHECKING:
    from server.demo.drafts import Draft

BROTHER, COUSIN = "70", "97"
MOST_MEMBERS = 12


@odd("H-01")
def nobody(draft: Draft) -> None:
    """Sent without the people."""
    draft.rows.clear()


@odd("H-02", fits=whom.has_wife)
def two_heads(draft: Draft) -> None:
    """Husband and wife both as the head."""
    whom.adult(draft)["m_relation"] = HEAD


@odd("H-03", often=7)
def one_more_in_the_book(draft: Draft) -> None:
    """A daughter married away still stands in the hukou book."""
    draft.answers["member_count_book"] = len(draft.rows) + 1


@odd("H-04", fits=whom.has_child)
def child_as_head(draft: Draft) -> None:
    """The card of the child was shown first."""
    young = whom.child(draft)
    for row in draft.rows:
        is_parent = whom.age(draft, row) > max(whom.CHILDHOOD)
        parent = FATHER if whom.sex(row) == "1" else MOTHER
        row["m_relation"] = parent if is_parent else BROTHER
    if young is not None:
        young["m_relation"] = HEAD


def _another(draft: Draft, like: Answers, running: int, *, relation: str) -> Answers:
    """Somebody of the same answers with another name and card."""
    day = whom.born(like)
    sex = whom.sex(like)
    older = (day or draft.at.date()) - timedelta(days=31 * running)
    row = Answers(like, m_relation=relation)
    row["m_name"] = full_name(draft.dice, year=older.year - running, is_man=sex == "1")
    row["m_id_number"] = id_number(older, sex=sex, running=(draft.number + running) * 2 % 1000)
    row.pop("m_disability_cert", None)
    return row


@odd("H-05", fits=whom.works)
def two_wives(draft: Draft) -> None:
    """The sister entered with the wrong relation."""
    row = whom.adult(draft)
    draft.rows.append(_another(draft, row, 1, relation=row.text("m_relation")))


@odd("H-06", fits=whom.has_wife)
def wife_as_husband(draft: Draft) -> None:
    """The line above was touched in the list of relations."""
    whom.adult(draft)["m_relation"] = HUSBAND


@odd("H-07", fits=whom.has_wife)
def wife_as_daughter(draft: Draft) -> None:
    """A daughter of the head's own age."""
    whom.adult(draft)["m_relation"] = DAUGHTER


@odd("H-08", fits=whom.has_child, often=2)
def son_as_daughter(draft: Draft) -> None:
    """A boy as daughter, or a girl as son."""
    row = whom.child(draft)
    if row is not None:
        row["m_relation"] = DAUGHTER if whom.sex(row) == "1" else SON


@odd("H-10", fits=whom.works)
def whole_clan(draft: Draft) -> None:
    """Three households on one form."""
    row = whom.adult(draft)
    missing = MOST_MEMBERS + 1 - len(draft.rows)
    draft.rows += [_another(draft, row, n, relation=COUSIN) for n in range(1, missing + 1)]


def _gets_nothing(draft: Draft) -> bool:
    own = all(row.text("m_benefit") == "0" for row in draft.rows)
    return own and draft.answers.text("hh_benefit") == "0"


@odd("H-12", fits=_gets_nothing)
def lives_on_nothing(draft: Draft) -> None:
    """All incomes skipped with a nought."""
    draft.answers.update(dict.fromkeys(INCOMES, "0.0"))


def _has_workers(draft: Draft) -> bool:
    return any(row.text("m_employ") in {EMPLOYED, AWAY} for row in draft.rows)


@odd("H-13", fits=_has_workers, often=4)
def works_for_nothing(draft: Draft) -> None:
    """Somebody works away, and no wage is named."""
    draft.answers["inc_wage"] = "0.0"


@odd("H-16", often=3)
def hall_of_a_room(draft: Draft) -> None:
    """The area of the yard taken for that of the house."""
    draft.answers.update(house_rooms=3, house_area="286.0")


ODDITIES = (
    nobody,
    two_heads,
    one_more_in_the_book,
    child_as_head,
    two_wives,
    wife_as_husband,
    wife_as_daughter,
    son_as_daughter,
    whole_clan,
    lives_on_nothing,
    works_for_nothing,
    hall_of_a_room,
)
