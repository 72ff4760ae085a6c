r"""Regular expressions of forms in Python's: written for Java, and read by scripts in the browser.

JavaRosa wants the whole text to match and takes ``\s`` for ASCII blanks only; a browser looks for
a match anywhere.  Both count in units of UTF-16.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from server.core.logic.syntax import NotUnderstood, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 2_000
"""A longer text is not matched: a pattern that runs wild must not hold up receipt."""

LAST_PLAIN = "\uffff"

_ENDLESS = re.compile(r"[+*]|\{[0-9]+,\}")
_PIECE = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<opened>\()|(?P<closed>\))|(?P<endless>[+*]|\{[0-9]+,\})|.",
    re.DOTALL,
)
"""An escape, a class, a bracket of a group, a repetition without end, or anything else."""

_DIGIT, _WORD = "0-9", "A-Za-z0-9_"
_BLANK = " \\t\\n\\r\\f\\v"
_SETS = {"d": _DIGIT, "w": _WORD}
_NEGATED = {"D": _DIGIT, "W": _WORD}
_SET_ALGEBRA = frozenset(("&&", "--", "||", "~~"))
"""Classes inside classes are Java's alone, and Python keeps these signs for its own."""

_KNOWN = frozenset("dDwWsSbBtnrfvxu0123456789")


def units(text: str) -> str:
    """The text as its UTF-16 units: a rare character counts as two, as on tablets.

    >>> len(units("𠮷a"))
    3
    """
    if text.isascii() or max(text) <= LAST_PLAIN:
        return text
    encoded = text.encode("utf-16-le", "surrogatepass")
    return "".join(
        chr(int.from_bytes(encoded[at : at + 2], "little")) for at in range(0, len(encoded), 2)
    )


def joined(text: str) -> str:
    """UTF-16 units put together again; a half that lost the other stays as it is."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


@lru_cache(maxsize=512)
def java_pattern(source: str) -> Callable[[str], bool]:
    """A test whether the whole text matches, as in Java; raise NotUnderstood for its specialities.

    >>> java_pattern("[0-9]+")("12"), java_pattern("[0-9]+")("a12")
    (True, False)
    """
    match = _compiled(source, blank=_BLANK).fullmatch
    return lambda text: match(_bounded(text)) is not None


@lru_cache(maxsize=512)
def script_pattern(source: str) -> Callable[[str], bool]:
    """A test whether the text holds a match, as in a browser.

    >>> script_pattern("[0-9]+")("a12")
    True
    """
    search = _compiled(source, blank=None).search
    return lambda text: search(units(_bounded(text))) is not None


def _bounded(text: str) -> str:
    if len(text) > LONGEST:
        raise Unknown
    return text


def _compiled(source: str, *, blank: str | None) -> re.Pattern[str]:
    if _runs_wild(source):
        raise NotUnderstood(f"regex {source[:40]}")
    try:
        return re.compile(_translated(source, blank))
    except (re.error, OverflowError, RecursionError) as error:
        raise NotUnderstood(f"regex {source[:40]}") from error


def _runs_wild(source: str) -> bool:
    """Whether something repeated without end is repeated without end again: ``(x+)+``.

    Such a pattern takes a time that doubles with each character of a text that does not match.
    """
    endless = [False]
    for piece in _PIECE.finditer(source):
        if piece["opened"]:
            endless.append(False)
        elif piece["closed"] and len(endless) > 1:
            inside = endless.pop()
            again = _ENDLESS.match(source, piece.end()) is not None
            if inside and again:
                return True
            endless[-1] |= inside or again
        elif piece["endless"]:
            endless[-1] = True
    return False


def _translated(source: str, blank: str | None) -> str:
    """The same pattern with the ASCII classes of Java and script spelled out."""
    written: list[str] = []
    place, in_set = 0, False
    while place < len(source):
        char = source[place]
        if char == "\\":
            written.append(_escaped(source[place + 1 : place + 2], blank, in_set=in_set))
            place += 2
            continue
        if in_set and (char == "[" or source[place : place + 2] in _SET_ALGEBRA):
            raise NotUnderstood(f"regex {source[:40]}")
        if source.startswith("(?<", place) and source[place + 3 : place + 4] not in ("=", "!"):
            written.append("(?P<")
            place += 3
            continue
        written.append("(?!\\n)\\Z" if char == "$" and not in_set else char)
        in_set = (char == "[") or (in_set and char != "]")
        place += 1
    return "".join(written)


def _escaped(char: str, blank: str | None, *, in_set: bool) -> str:
    r"""What stands for ``\char``."""
    if char.isalnum() and char not in _KNOWN:
        raise NotUnderstood(f"regex \\{char}")
    inside = _SETS.get(char) or (blank if char == "s" else None)
    if inside is not None:
        return inside if in_set else f"[{inside}]"
    outside = _NEGATED.get(char) or (blank if char == "S" else None)
    if outside is not None and in_set:
        raise NotUnderstood(f"regex \\{char}")
    return f"\\{char}" if outside is None else f"[^{outside}]"
