"""What an issue means, in words: its title, the values it saw, why it matters, what to do.

The sentences stand in ``catalogue.csv``, one line per rule; words for coded values stand in
``words.csv``.  A template puts values in by name: ``{age}``; ``{sex:sex}`` prints the word for a
code of the list `sex`; a part in square brackets is left out while a value in it is empty.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from server.core.types import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.types import Issue

OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
GROUPED = re.compile("[0-9]{2}")
LANGUAGES = ("zh", "en")
BLANK = "—"
LIST_COMMA = {"zh": "、", "en": ", "}


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule of the catalogue; texts by language, empty where none is written yet."""

    rule: str
    severity: Severity
    applies_to: str
    fires_when: str
    title: Mapping[str, str]
    template: Mapping[str, str]
    why: Mapping[str, str]
    todo: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """An issue told to a person: four short sentences in one language."""

    title: str
    sentence: str
    why: str
    todo: str


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every rule by its id, in the order of the catalogue."""
    return {row["id"]: _entry(row) for row in _table("catalogue.csv")}


def _entry(row: Mapping[str, str]) -> Entry:
    return Entry(
        rule=row["id"],
        severity=Severity(row["severity"]),
        applies_to=row["applies_to"],
        fires_when=row["fires_when"],
        title=_by_language(row, "title"),
        template=_by_language(row, "template"),
        why=_by_language(row, "why"),
        todo=_by_language(row, "do"),
    )


def _by_language(row: Mapping[str, str], column: str) -> dict[str, str]:
    return {language: row[f"{column}_{language}"] for language in LANGUAGES}


@cache
def words() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """The word for a code, by list and code."""
    return {
        (row["list"], row["code"]): {language: row[language] for language in LANGUAGES}
        for row in _table("words.csv")
    }


def _table(name: str) -> Iterator[dict[str, str]]:
    text = files("server.core.rules").joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def explain(issue: Issue, language: str) -> Explanation:
    """The issue in `language` (``"zh"`` or ``"en"``).

    A value that an issue stored long ago does not have shows as a dash.
    Raise KeyError for a rule the catalogue does not have.
    """
    entry = catalogue()[issue.rule]
    return Explanation(
        title=entry.title[language],
        sentence=sentence(entry.template[language], issue.values, language),
        why=entry.why[language],
        todo=entry.todo[language],
    )


def sentence(template: str, values: Mapping[str, str], language: str) -> str:
    """The template with the values put in.

    >>> sentence("{age} years[, {sex:sex}][, {job}]", {"age": "3", "sex": "2"}, "en")
    '3 years, Female'
    """

    def part(optional: re.Match[str]) -> str:
        wanted = [name for name, _ in PLACE.findall(optional[1])]
        return optional[1] if all(values.get(name) for name in wanted) else ""

    def word(place: re.Match[str]) -> str:
        return _printed(values.get(place[1], ""), place[2], language)

    return PLACE.sub(word, OPTIONAL.sub(part, template)).strip()


def _printed(value: str, word_list: str | None, language: str) -> str:
    """The value itself, or the words for the codes in it; a code without a word stays a code."""
    if not value or word_list is None:
        return value or BLANK
    known = words()
    printed = [_word(known, word_list, code).get(language, code) for code in value.split()]
    return LIST_COMMA[language].join(printed)


def _word(
    known: Mapping[tuple[str, str], Mapping[str, str]], word_list: str, code: str
) -> Mapping[str, str]:
    """The word of the code, else of its major group: two-digit national lists group by tens."""
    own = known.get((word_list, code), {})
    if own or not GROUPED.fullmatch(code):
        return own
    return known.get((word_list, f"{code[0]}0"), {})
