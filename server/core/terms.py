"""What a person and a household can be found by: the terms kept in the search index.

A term is a letter for its kind and a text; a search is a range of terms.  Any part of a name is
found because every ending of it is a term: 王桂兰, 桂兰, 兰.  Terms are a pure function of the row,
so that a load writes only those that changed and a rebuild makes the same ones.

>>> sorted(term.text for term in name_terms("王桂兰"))
['iwgl', 'jgl', 'n王桂兰', 'p兰', 'p桂兰', 'ywangguilan', 'zguilan']
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core import pinyin
from server.core.traits import traits_of, traits_of_household

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

NAME, NAME_PART = "n", "p"
PINYIN, PINYIN_PART = "y", "z"
INITIALS, INITIALS_PART = "i", "j"
BORN = "b"
EVERYBODY = "v"
NUMBER_TAIL, PHONE, ADDRESS = "h", "f", "a"

LONGEST = 40
TAIL = 4
LAST = "\U0010ffff"
"""Behind every text that begins alike."""

BEGINNINGS = re.compile(r"(?<=[乡镇街村组社路巷区院楼队庄沟湾号里])(?=\w)|(?<=[^\W\d])(?=\d)")
MOST_ADDRESS = 6


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """One entry of the index: whom it finds is beside it in the table."""

    text: str
    born: int = 0
    traits: int = 0


def plain(text: str) -> str:
    """A text in one width, without spaces and the dots of names.

    >>> plain("买买提·艾力 "), plain("１３９")
    ('买买提艾力', '139')
    """
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in wide if each.isalnum())


def name_terms(name: str) -> Iterator[Term]:
    """A name, its endings, how it is read and the first letters of that."""
    bare = plain(name)[:LONGEST]
    if not bare:
        return
    yield Term(NAME + bare)
    for start in range(1, len(bare)):
        yield Term(NAME_PART + bare[start:])
    found = set()
    for reading in pinyin.readings(bare):
        letters = pinyin.initials(reading)
        found |= {PINYIN + "".join(reading)[:LONGEST], INITIALS + letters}
        if len(reading) > 1:
            found.add(PINYIN_PART + "".join(reading[1:])[:LONGEST])
        if len(reading) > 2:  # noqa: PLR2004  # one letter alone finds half the town
            found.add(INITIALS_PART + letters[1:])
    yield from map(Term, found)


def person_terms(row: Mapping[str, object], home: int = 0) -> Iterator[Term]:
    """Terms of a person's row with what filters ask for; none for who is merged into another.

    `home` are the traits of the household, which its members share.
    """
    if row.get("status") == "merged":
        return
    born = day_number(row.get("birth_date"))  # type: ignore[arg-type]  # a date or None
    traits = traits_of(row) | home
    for term in name_terms(str(row["name"])):
        yield Term(term.text, born, traits)
    yield Term(EVERYBODY, born, traits)
    if born:
        yield Term(f"{BORN}{born}", born, traits)


def household_terms(row: Mapping[str, object]) -> Iterator[Term]:
    """Terms of a household's row: the end of its number, its telephone backwards, its address."""
    if row.get("status") != "active":
        return
    traits = traits_of_household(row)
    yield Term(NUMBER_TAIL + str(row["hh_no"])[-TAIL:], 0, traits)
    phone = "".join(filter(str.isdigit, str(row.get("phone") or "")))
    if len(phone) >= TAIL:
        yield Term(PHONE + phone[::-1], 0, traits)
    doc = row.get("doc")
    address = str(doc.get("address") or "") if isinstance(doc, dict) else ""
    for part in address_parts(address):
        yield Term(ADDRESS + part, 0, traits)


def address_parts(address: str) -> tuple[str, ...]:
    """An address and its endings where a part of it begins.

    >>> address_parts("三合村三社17号")
    ('三合村三社17号', '三社17号', '17号')
    """
    bare = plain(address)
    starts = [0, *(found.start() for found in BEGINNINGS.finditer(bare))]
    return tuple(dict.fromkeys(bare[start:][:LONGEST] for start in starts if bare[start:]))[
        :MOST_ADDRESS
    ]


def day_number(day: date | None) -> int:
    """A day as a number one can compare, 0 for none.

    >>> from datetime import date
    >>> day_number(date(1963, 4, 17))
    19630417
    """
    return 0 if day is None else day.year * 10_000 + day.month * 100 + day.day
