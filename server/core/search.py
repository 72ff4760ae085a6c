"""What somebody who types into the search box may mean, and in which order to look.

A full identity number is looked up by its digest and nothing else; digits are the number of a
household or a telephone; letters are pinyin or first letters; Chinese characters are a name, then
an address, then names that sound alike (domain.md S4).

>>> [look.name for look in asked("守田").people]
['name', 'name_begins', 'name_part', 'homophone']
>>> [look.name for look in asked("wgl").people]
['initials', 'pinyin', 'initials_begin', 'pinyin_begins', 'pinyin_part', 'initials_part']
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core import idnumber, pinyin, terms
from server.core.traits import TRAITS, bits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

FULL_ID = re.compile(r"\d{17}[\dX]")
DIGITS = re.compile(r"\d+")
LETTERS = re.compile(r"[A-Za-züÜ' :]+")
PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
LONGEST_QUERY = 60
HOUSEHOLD_NUMBER = 16
LEAST_TAIL = 4
LEAST_HEAD = 6
"""Digits of a number's end that find it, and of its beginning: those of its county."""


@dataclass(frozen=True, slots=True)
class Look:
    """One range of the index; `name` says in the answer what was searched."""

    name: str
    term: str
    is_exact: bool = False
    or_exact: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A text as understood: at most one of `id_number` and the looks is there."""

    text: str = ""
    id_number: str = ""
    number_begins: str = ""
    people: tuple[Look, ...] = ()
    homes: tuple[Look, ...] = ()


SEARCHES: Mapping[str, tuple[str, str]] = {
    "id_number": ("完整证号", "the full ID number"),
    "number": ("户编号", "household number"),
    "number_tail": ("户编号末四位", "last four of the household number"),
    "phone": ("电话", "telephone"),
    "phone_tail": ("电话尾号", "end of the telephone"),
    "name": ("姓名", "name"),
    "name_begins": ("姓名开头", "beginning of the name"),
    "name_part": ("姓名中的字", "part of the name"),
    "pinyin": ("姓名拼音", "pinyin of the name"),
    "pinyin_begins": ("姓名拼音开头", "beginning of the pinyin"),
    "pinyin_part": ("名字拼音", "pinyin of the given name"),
    "initials": ("拼音首字母", "pinyin initials"),
    "initials_begin": ("拼音首字母开头", "beginning of the initials"),
    "initials_part": ("名字首字母", "initials of the given name"),
    "homophone": ("同音姓名", "names that sound alike"),
    "address": ("地址", "address"),
    "everybody": ("条件筛选", "filters"),
    "place": ("村镇名称", "names of places"),
}
"""What was searched, in Chinese and English."""


def asked(text: str, *, may_use_tail: bool = True) -> Asked:
    """What `text` may mean; `may_use_tail` lets the end of a telephone number find it."""
    bare = idnumber.normalise(text[:LONGEST_QUERY]).replace(" ", "")
    if FULL_ID.fullmatch(bare):
        return Asked(text, id_number=bare)
    if idnumber.is_old(bare):
        return Asked(text, id_number=idnumber.from_15(bare))
    digits = bare.replace("-", "")
    if DIGITS.fullmatch(digits):
        return _digits(text, digits, may_use_tail=may_use_tail)
    if LETTERS.fullmatch(text.strip()):
        return Asked(text, people=tuple(_letters(pinyin.typed(text))))
    words = terms.plain(text)
    return Asked(text, people=tuple(_words(words)), homes=tuple(_address(words)))


def everybody() -> Asked:
    """No text at all: everybody whom the filters leave, in order of the villages."""
    return Asked(people=(Look("everybody", terms.EVERYBODY, is_exact=True),))


def _digits(text: str, digits: str, *, may_use_tail: bool) -> Asked:
    homes = []
    if PHONE.fullmatch(digits):
        homes.append(Look("phone", terms.PHONE + digits[::-1], is_exact=True))
    elif may_use_tail and LEAST_TAIL <= len(digits) < HOUSEHOLD_NUMBER:
        homes.append(Look("phone_tail", terms.PHONE + digits[::-1]))
    if len(digits) == terms.TAIL:
        homes.insert(0, Look("number_tail", terms.NUMBER_TAIL + digits, is_exact=True))
    begins = digits if LEAST_HEAD <= len(digits) <= HOUSEHOLD_NUMBER else ""
    address = () if len(digits) > LEAST_TAIL else (Look("address", terms.ADDRESS + digits),)
    return Asked(text, number_begins=begins, homes=(*homes, *address))


def _letters(letters: str) -> Iterator[Look]:
    if not letters:
        return
    yield Look("initials", terms.INITIALS + letters, is_exact=True)
    yield Look("pinyin", terms.PINYIN + letters, is_exact=True)
    yield Look("initials_begin", terms.INITIALS + letters, or_exact=False)
    yield Look("pinyin_begins", terms.PINYIN + letters, or_exact=False)
    yield Look("pinyin_part", terms.PINYIN_PART + letters)
    yield Look("initials_part", terms.INITIALS_PART + letters)


def _words(words: str) -> Iterator[Look]:
    if not words:
        return
    yield Look("name", terms.NAME + words, is_exact=True)
    yield Look("name_begins", terms.NAME + words, or_exact=False)
    yield Look("name_part", terms.NAME_PART + words)
    if len(words) > 1:
        for reading in pinyin.readings(words)[:2]:
            yield Look("homophone", terms.PINYIN + "".join(reading), is_exact=True)


def _address(words: str) -> Iterator[Look]:
    if len(words) > 1:
        yield Look("address", terms.ADDRESS + words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What else must hold; an age counts completed years on the day of the search."""

    benefit: str = ""
    sex: str = ""
    disabled: str = ""
    age_from: int | None = None
    age_to: int | None = None
    flags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is filtered."""
        return self != Filters()

    @property
    def traits(self) -> int:
        """All bits that must be set."""
        benefit = f"benefit_{self.benefit}" if self.benefit else ""
        return bits(benefit, self.sex, self.disabled, *self.flags)

    def born(self, today: date) -> tuple[int, int]:
        """First and last day of birth as numbers, 0 for no bound."""
        last = 0 if self.age_from is None else _years_before(today, self.age_from)
        first = 0 if self.age_to is None else _years_before(today, self.age_to + 1) + 1
        return first, last


def _years_before(day: date, years: int) -> int:
    return terms.day_number(day) - years * 10_000


KNOWN_TRAITS = frozenset(TRAITS)
