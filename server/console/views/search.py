"""What a search found, in words: lines for the box in the bar and for the page of results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views.register import BENEFITS
from server.core.registers.lists import BENEFIT_KINDS
from server.core.search import SEARCHES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.core.desk.search import Found, HomeHit, PersonHit
    from server.core.search import Filters
    from server.core.types import AdminUnit

SEXES = {"1": {"zh": "男", "en": "man"}, "2": {"zh": "女", "en": "woman"}}
STATUSES = {
    "dead": {"zh": "已去世", "en": "deceased"},
    "moved_out": {"zh": "已迁出", "en": "moved out"},
}
FLAGS = {
    "head": {"zh": "户主", "en": "Head"},
    "danger": {"zh": "危房（C、D级）", "en": "Unsafe house (C, D)"},
    "no_labour": {"zh": "无劳动能力", "en": "No labour capacity"},
    "graduate": {"zh": "毕业学生", "en": "Graduate"},
    "no_id": {"zh": "缺证号", "en": "Without an ID number"},
    "dead": {"zh": "已去世", "en": "Deceased"},
    "moved_out": {"zh": "已迁出", "en": "Moved out"},
}
"""What pages offer beside age, sex, disability and benefit."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person; `facts` are short words about them."""

    id: int
    name: str
    facts: tuple[str, ...]
    id_masked: str
    hh_no: str
    head: str
    place: str
    benefits: str
    how: str
    gone: str


@dataclass(frozen=True, slots=True)
class HomeLine:
    """One household; `goes_on` is the number it is found under now."""

    hh_no: str
    head: str
    members: int
    place: str
    address: str
    phone: str
    benefits: str
    how: str
    goes_on: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Everything found, and what was asked."""

    people: tuple[PersonLine, ...]
    homes: tuple[HomeLine, ...]
    places: tuple[AdminUnit, ...]
    searched: str
    narrowed: str
    after: str | None
    is_logged: bool
    is_empty: bool


def page(found: Found, *, language: str) -> SearchPage:
    """Build the page in the reader's language."""
    return SearchPage(
        people=tuple(_person(hit, language) for hit in found.people),
        homes=tuple(_home(hit, language) for hit in found.homes),
        places=found.places,
        searched=joined((how(name, language) for name in found.searched), language),
        narrowed=joined((unit.name for unit in found.narrowed), language),
        after=found.after,
        is_logged=found.is_logged,
        is_empty=found.is_empty,
    )


def how(look: str, language: str) -> str:
    """What was searched, in words."""
    zh, en = SEARCHES[look]
    return zh if language == "zh" else en


def joined(words: Iterable[str], language: str) -> str:
    """Words as a list of the language."""
    return ("、" if language == "zh" else ", ").join(words)


def kinds(codes: Iterable[str], language: str) -> str:
    """Kinds of assistance in short words."""
    return joined((BENEFITS[code][language] for code in codes if code in BENEFITS), language)


def benefit_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Every kind of assistance with its word, for a list to choose from."""
    return tuple((kind.value, kind.zh if language == "zh" else kind.en) for kind in BENEFIT_KINDS)


def flag_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Every flag with its word."""
    return tuple((name, words[language]) for name, words in FLAGS.items())


def _person(hit: PersonHit, language: str) -> PersonLine:
    facts = [SEXES[hit.sex][language]] if hit.sex in SEXES else []
    if hit.age is not None:
        facts.append(f"{hit.age}岁" if language == "zh" else f"{hit.age} years")
    if hit.is_disabled:
        facts.append("残疾" if language == "zh" else "disabled")
    return PersonLine(
        id=hit.id,
        name=hit.name,
        facts=tuple(facts),
        id_masked=hit.id_masked,
        hh_no=hit.hh_no,
        head=hit.head,
        place=" ".join(filter(None, (hit.village, hit.group))),
        benefits=kinds(hit.benefits, language),
        how=how(hit.how, language),
        gone=STATUSES.get(hit.status, {}).get(language, ""),
    )


def _home(hit: HomeHit, language: str) -> HomeLine:
    return HomeLine(
        hh_no=hit.hh_no,
        head=hit.head,
        members=hit.members,
        place=" ".join(filter(None, (hit.village, hit.group))),
        address=hit.address,
        phone=hit.phone_masked,
        benefits=kinds(hit.benefits, language),
        how=how(hit.how, language),
        goes_on=hit.goes_on,
    )


def age_words(filters: Filters, language: str) -> str:
    """The ages asked for, as a range; empty for any age."""
    first, last = filters.age_from, filters.age_to
    if first is None and last is None:
        return ""
    span = f"{'' if first is None else first}–{'' if last is None else last}"
    return f"{span}岁" if language == "zh" else f"aged {span}"
