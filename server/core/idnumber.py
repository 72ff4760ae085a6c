"""Resident identity number (公民身份号码).

Issued by the police for life; published as GB 11643-1999.  Eighteen places: six for the division
of first registration, eight for the birth date, three for a running number (odd for men, even for
women) and a check character (domain.md 2.3).  Cards before 1999 carried fifteen places: no
century, no check character.

>>> is_valid("34052419800101001X")
True
>>> is_valid("340524198001010010")
False
>>> validate(" 34052419800101001x ")
'34052419800101001X'
>>> birth_date("34052419800101001X")
datetime.date(1980, 1, 1)
>>> sex("34052419800101001X")
'1'
>>> from_15("340524800101001")
'34052419800101001X'
>>> masked("34052419800101001X")
'340524********001X'

The division is the place of *first* registration and retired codes stay good, so nothing here
refuses an unknown county; only the two places of the province are ever looked at (rule P-07).
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from operator import mul

from server.core.errors import IdNumberCheckWrong, IdNumberDateWrong, IdNumberFormatWrong

MALE = "1"
FEMALE = "2"

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
SHORTEST = 15

PROVINCES = {
    "11": "北京市",
    "12": "天津市",
    "13": "河北省",
    "14": "山西省",
    "15": "内蒙古自治区",
    "21": "辽宁省",
    "22": "吉林省",
    "23": "黑龙江省",
    "31": "上海市",
    "32": "江苏省",
    "33": "浙江省",
    "34": "安徽省",
    "35": "福建省",
    "36": "江西省",
    "37": "山东省",
    "41": "河南省",
    "42": "湖北省",
    "43": "湖南省",
    "44": "广东省",
    "45": "广西壮族自治区",
    "46": "海南省",
    "50": "重庆市",
    "51": "四川省",
    "52": "贵州省",
    "53": "云南省",
    "54": "西藏自治区",
    "61": "陕西省",
    "62": "甘肃省",
    "63": "青海省",
    "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区",
    "71": "台湾省",
    "81": "香港特别行政区",
    "82": "澳门特别行政区",
    "83": "台湾居民居住证",
}
"""Places 1-2 (GB/T 2260 and the residence permits for 81, 82, 83), as listed in rule P-07."""

_MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_EIGHTEEN = re.compile(rf"[1-9][0-9]{{5}}(?:19|20)[0-9]{{2}}{_MONTH_AND_DAY}[0-9]{{3}}[0-9X]")
_FIFTEEN = re.compile(rf"[1-9][0-9]{{5}}[0-9]{{2}}{_MONTH_AND_DAY}[0-9]{{3}}")
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF38: "X", 0xFF58: "X"}


class Fault(StrEnum):
    """Why a number is none."""

    FORMAT = "format"  # P-01
    CHECK = "check"  # P-02
    DATE = "date"  # P-03


FAILURES = {
    Fault.FORMAT: IdNumberFormatWrong,
    Fault.CHECK: IdNumberCheckWrong,
    Fault.DATE: IdNumberDateWrong,
}


def normalise(text: str) -> str:
    """`text` trimmed, upper-cased and in half-width characters; nothing is refused here.

    >>> normalise(" ３４０５２４19800101001x ")
    '34052419800101001X'
    """
    trimmed = text.strip()
    if not trimmed.isascii():
        trimmed = trimmed.translate(_FULL_WIDTH)
    return trimmed.upper()


def is_well_formed(number: str) -> bool:
    """Whether a normalised number has the eighteen places of rule P-01."""
    return _EIGHTEEN.fullmatch(number) is not None


def is_old(number: str) -> bool:
    """Whether a normalised number has the fifteen places of cards before 1999 (rule P-14)."""
    return _FIFTEEN.fullmatch(number) is not None


def check_digit(first_17: str) -> str:
    """The character that belongs in place 18 (rule P-02).

    >>> check_digit("34052419800101001")
    'X'
    """
    total = sum(map(mul, WEIGHTS, map(int, first_17)))
    return CHECK_CHARACTERS[total % 11]


def checks(number: str) -> bool:
    """Whether place 18 of a well-formed number is the one its other places ask for."""
    return check_digit(number[:17]) == number[17]


def birth_date(number: str) -> date | None:
    """The day in places 7-14 of a well-formed number; None when the calendar has no such day.

    >>> birth_date("620422200702301218") is None
    True
    """
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex(number: str) -> str:
    """``"1"`` for a man, ``"2"`` for a woman (GB/T 2261.1), from place 17."""
    return MALE if number[16] in "13579" else FEMALE


def province(number: str) -> str | None:
    """Name of the province in places 1-2; None when there is none of that code."""
    return PROVINCES.get(number[:2])


def from_15(number: str) -> str:
    """The eighteen places of an old number: ``19`` put in, check character added (rule P-14)."""
    first_17 = f"{number[:6]}19{number[6:]}"
    return first_17 + check_digit(first_17)


def fault(number: str) -> Fault | None:
    """The first thing wrong with a normalised number of eighteen places; None for a good one."""
    if not is_well_formed(number):
        return Fault.FORMAT
    if not checks(number):
        return Fault.CHECK
    return None if birth_date(number) else Fault.DATE


def validate(text: str) -> str:
    """The normalised number.

    Raise IdNumberFormatWrong (P-01), IdNumberCheckWrong (P-02) or IdNumberDateWrong (P-03).
    """
    number = normalise(text)
    wrong = fault(number)
    if wrong:
        raise FAILURES[wrong]
    return number


def is_valid(text: str) -> bool:
    """Whether `text` is an eighteen-place number with a true date and check character."""
    return fault(normalise(text)) is None


def masked(number: str) -> str:
    """The number for a screen: first 6, stars, last 4; a broken number keeps only its last 2.

    >>> masked("62042219630417")
    '************17'
    """
    if len(number) < SHORTEST:
        return _almost_hidden(number)
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"


def masked_for_list(number: str) -> str:
    """The number for a public list, where two share a name: first 6, stars, last 2 (domain.md 5.7).

    >>> masked_for_list("34052419800101001X")
    '340524**********1X'
    """
    if len(number) < SHORTEST:
        return _almost_hidden(number)
    return f"{number[:6]}{'*' * (len(number) - 8)}{number[-2:]}"


def _almost_hidden(fragment: str) -> str:
    return "*" * (len(fragment) - 2) + fragment[-2:]
