"""How a value is written into an issue: short, in office time, and never a full ID number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from server.core.days import LOCAL

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

LONGEST = 40
UUID = re.compile(r"(?:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
HOUSEHOLD_NUMBERS = (16, 20)
"""Lengths of the permanent and of the provisional number (forms.md 3.1)."""

NUMBER_OF_A_PERSON = re.compile(r"(?:\d[\s-]?){12,}[\dXxＸｘ]")
"""Thirteen places or more, as identity and account numbers have; a division code has twelve."""

QUESTIONS_OF_NUMBERS = re.compile(
    "(?:^|_)(?:id_?(?:number|norm|no|card)|(?:head|holder|death)_id|cert|account|phone|mobile|tel)$"
)
"""Questions for an identity number, a certificate that holds one, an account or a telephone."""

LAST_SHOWN = 4


def plain(number: float | Decimal, places: int = 0) -> str:
    """A number without an exponent or needless zeros.

    >>> plain(412.4), plain(0.4, 1), plain(60)
    ('412', '0.4', '60')
    """
    text = f"{number:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def clock(moment: datetime) -> str:
    """Office time to the minute, e.g. ``2026-11-23 21:05``."""
    return moment.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")


def seen(answer: str) -> str:
    """An answer as it was given, shortened, with long numbers starred but for their last four.

    >>> seen("id 34052419800101001X?")
    'id **************001X?'
    """
    text = NUMBER_OF_A_PERSON.sub(_starred, answer[: 4 * LONGEST])
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def seen_at(path: str, answer: str) -> str:
    """An answer at its question: of a number of a person the last places only, however spoilt.

    >>> seen_at("/member[1]/m_id_number", "34052419800l0l001X")
    '**************001X'
    >>> seen_at("/ident/phone", "12345")
    '***45'
    """
    question = path.rpartition("/")[2].partition("[")[0]
    if not QUESTIONS_OF_NUMBERS.search(question):
        return seen(answer)
    shown = LAST_SHOWN if len(answer) > 3 * LAST_SHOWN else LAST_SHOWN // 2
    return seen(f"{'*' * (len(answer) - shown)}{answer[-shown:]}")


def instance(instance_id: str) -> str:
    """An instance id, which is a UUID and may hold many digits in a row, else as `seen`."""
    return instance_id if UUID.fullmatch(instance_id) else seen(instance_id)


def household_number(hh_no: str, village: str | None) -> str:
    """A household's number, which begins with its village; anything else is shown as `seen`."""
    is_one = village and hh_no.startswith(village) and len(hh_no) in HOUSEHOLD_NUMBERS
    return hh_no if is_one else seen(hh_no)


def _starred(number: re.Match[str]) -> str:
    text = number.group()
    return "*" * (len(text) - 4) + text[-4:]
