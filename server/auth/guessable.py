"""Passwords that anybody would try first, told without the net (safety.md V6.2.4, V6.2.12).

Lists of leaked passwords are mostly some hundred words with digits and signs added, walks over
the keyboard, dates and telephone numbers.  Those are told by rule, so the shipped list is short.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LEET = str.maketrans("01345@$!78", "oleasasitb")
FEW_MORE = 3
"""A known word with up to this many other letters is no better than the word."""

LEAST_DIFFERENT = 5
LEAST_ABOUT = 4
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "147258369",
    "159357",
)
LEAST_WALK = 4

_MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}")
_DATE = re.compile(r"(19|20)\d{6}")
_SPOKEN = re.compile(r"(520|521|1314|168|6+|8+|9+|0+)+")  # read aloud, they wish love or luck


def is_guessable(password: str, *, about: Iterable[str] = ()) -> bool:
    """Whether `password` is among the first tries of somebody who knows `about` its owner.

    >>> is_guessable("P@ssw0rd2026"), is_guessable("1qaz2wsx"), is_guessable("19630417")
    (True, True, True)
    >>> is_guessable("zhangwei88", about=["zhangwei"]), is_guessable("麦田-水渠-风筝")
    (True, False)
    """
    plain = unicodedata.normalize("NFKC", password).casefold()
    return (
        _is_monotonous(plain)
        or _is_number(plain)
        or _is_walk(plain)
        or _is_word(plain)
        or any(_holds(plain, part.casefold()) for part in about)
    )


def _is_monotonous(plain: str) -> bool:
    """Few different characters, or one short piece again and again."""
    repeated = any(plain == (plain[:n] * len(plain))[: len(plain)] for n in range(1, 5))
    return repeated or len(set(plain)) < LEAST_DIFFERENT


def _is_number(plain: str) -> bool:
    """A day, a mobile or a lucky number, also with a few letters or signs."""
    digits = re.sub(r"\D", "", plain)
    if len(plain) - len(digits) > FEW_MORE:
        return False
    return _is_day(digits) or any(kind.fullmatch(digits) for kind in (_MOBILE, _SPOKEN))


def _is_day(digits: str) -> bool:
    if _DATE.fullmatch(digits) is None:
        return False
    try:
        datetime.strptime(digits, "%Y%m%d")  # noqa: DTZ007  # only whether there is such a day
    except ValueError:
        return False
    return True


def _is_walk(plain: str) -> bool:
    """All but few characters lie side by side on the keyboard, the alphabet or the number line."""
    at = others = 0
    while at < len(plain):
        step = _walk_from(plain[at:])
        if step < LEAST_WALK:
            others += 1
            step = 1
        at += step
    return others <= FEW_MORE


def _walk_from(rest: str) -> int:
    """How many characters at the beginning of `rest` follow one row, in either direction."""
    length = 1
    while length < len(rest) and _in_a_row(rest[: length + 1]):
        length += 1
    return length


def _in_a_row(piece: str) -> bool:
    return any(piece in row or piece[::-1] in row for row in ROWS)


def _is_word(plain: str) -> bool:
    """A known word or two of them, with digits and signs around."""
    bare = {_letters(plain), _letters(plain.strip("0123456789!@#$%&*.,_- ").translate(LEET))}
    return any(_is_known(letters) for letters in bare if letters)


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalpha())


def _is_known(letters: str) -> bool:
    known = _words()
    return letters in known or any(
        letters[:at] in known and letters[at:] in known for at in range(3, len(letters) - 2)
    )


@cache
def _words() -> frozenset[str]:
    lines = files(__package__).joinpath("guessable.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _holds(plain: str, part: str) -> bool:
    """Whether little is left of the password without `part`."""
    if len(part) < LEAST_ABOUT or part not in plain:
        return False
    return len(_letters(plain.replace(part, ""))) <= FEW_MORE
