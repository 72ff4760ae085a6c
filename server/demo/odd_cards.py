"""Slips with identity cards and names (rules P-01 to P-14)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from server.core import idnumber
from server.demo import whom
from server.demo.calculated import Answers
from server.demo.oddities import odd
from server.demo.people import MEN, WOMEN, id_number

if TYPE_CHECKING:
    from server.demo.drafts import Draft

ASKED_LATER = (
    "m_marital", "m_labour", "m_employ", "m_education", "m_graduate", "m_away_months",
    "m_school", "m_grad_year", "m_grad_job",
)  # fmt: skip
"""What nobody asks of a newborn."""


def _give(row: Answers, number: str) -> None:
    row["m_id_number"] = number
    row.pop("m_disability_cert", None)


def _take_card(row: Answers, status: str) -> None:
    """The card was not there: birth date and sex are typed in."""
    by_hand = Answers(
        m_id_status=status,
        m_birth_manual=str(whom.born(row)),
        m_sex_manual=whom.sex(row),
        m_id_number=None,
    )
    row |= by_hand
    row.pop("m_disability_cert", None)


@odd("P-01")
def one_place_short(draft: Draft) -> None:
    """Seventeen places."""
    row = whom.adult(draft)
    _give(row, row.text("m_id_number")[:17])


@odd("P-01")
def letter_for_a_digit(draft: Draft) -> None:
    """The letter O for a nought."""
    row = whom.adult(draft)
    number = row.text("m_id_number")
    _give(row, f"{number[:9]}O{number[10:]}")


@odd("P-02", often=5)
def wrong_digit(draft: Draft) -> None:
    """One of the last digits mistyped, so that the check digit does not fit."""
    row = whom.adult(draft)
    number = row.text("m_id_number")
    _give(row, f"{number[:15]}{(int(number[15]) + 3) % 10}{number[16:]}")


@odd("P-03")
def thirtieth_of_february(draft: Draft) -> None:
    """A day that no calendar has."""
    first_17 = f"62042119780230{draft.number % 500 * 2:03d}"
    _give(whom.adult(draft), first_17 + idnumber.check_digit(first_17))


@odd("P-04", fits=whom.has_child)
def born_next_month(draft: Draft) -> None:
    """A child registered before birth."""
    row = whom.child(draft)
    if row is not None:
        due = draft.at.date() + timedelta(days=33)
        _give(row, id_number(due, sex=WOMEN, running=draft.number * 2))
        row["m_relation"] = "30"
        for question in ASKED_LATER:
            row.pop(question, None)


@odd("P-05")
def birth_date_of_another(draft: Draft) -> None:
    """A birth date that was calculated from the card shown before."""
    row = whom.adult(draft)
    row["m_birth_date"] = str((whom.born(row) or date(1970, 1, 1)) + timedelta(days=47))


@odd("P-06")
def sex_of_another(draft: Draft) -> None:
    """A sex that was calculated from the card shown before."""
    row = whom.adult(draft)
    row["m_sex"] = MEN if whom.sex(row) == WOMEN else WOMEN


@odd("P-07")
def province_sixteen(draft: Draft) -> None:
    """A number of no province."""
    row = whom.adult(draft)
    first_17 = "16" + row.text("m_id_number")[2:17]
    _give(row, first_17 + idnumber.check_digit(first_17))


@odd("P-08", fits=whom.last_is_old)
def born_in_1909(draft: Draft) -> None:
    """Somebody older than anybody."""
    row = draft.rows[-1]
    _give(row, id_number(date(1909, 8, 14), sex=whom.sex(row), running=draft.number * 2))
    row["m_labour"] = "4"


@odd("P-09", fits=whom.has_child)
def mothers_card_twice(draft: Draft) -> None:
    """The number of the mother typed for the child as well."""
    row = whom.child(draft)
    if row is not None:
        _give(row, whom.adult(draft).text("m_id_number"))


@odd("P-11", often=1)
def entered_twice(draft: Draft) -> None:
    """The same person once with and once without a card."""
    again = Answers(whom.adult(draft), m_relation="97")
    _take_card(again, "3")
    draft.rows.append(again)


@odd("P-12", often=1)
def digit_in_the_name(draft: Draft) -> None:
    """A digit typed into a name."""
    row = whom.adult(draft)
    row["m_name"] = row.text("m_name") + "2"


@odd("P-12")
def name_in_letters(draft: Draft) -> None:
    """A name in Latin letters."""
    whom.adult(draft)["m_name"] = "Wang Fang"


@odd("P-13", fits=whom.has_child, often=4)
def child_without_card(draft: Draft) -> None:
    """A child whose number was never applied for."""
    row = whom.child(draft)
    if row is not None:
        _take_card(row, "2")


@odd("P-14", often=1)
def old_card(draft: Draft) -> None:
    """A card of before 1999, with fifteen places."""
    row = whom.adult(draft)
    number = row.text("m_id_number")
    _give(row, number[:6] + number[8:17])


ODDITIES = (
    one_place_short,
    letter_for_a_digit,
    wrong_digit,
    thirtieth_of_february,
    born_next_month,
    birth_date_of_another,
    sex_of_another,
    province_sixteen,
    born_in_1909,
    mothers_card_twice,
    entered_twice,
    digit_in_the_name,
    name_in_letters,
    child_without_card,
    old_card,
)
