"""Short labels for the review grid, where a question's full sentence would not fit."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.schema import Field

HIDDEN = "-"
SHORT_UNITS = {
    "zh": {"平方米": "m²"},
    "en": {
        "元": "yuan",
        "万元": "10k yuan",
        "亩": "mu",
        "公顷": "ha",
        "平方米": "m²",
        "间": "rooms",
        "层": "storeys",
        "人": "",
        "户": "",
        "头": "head",
        "只": "head",
        "月": "months",
        "次": "times",
    },
}
"""How a form's unit is printed beside a value; others as they stand."""

COUNTED = frozenset({"间", "层", "人", "户", "头", "只", "rooms", "storeys", "head"})
"""Units that go without saying in the head of a column."""
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]")


@dataclass(frozen=True, slots=True)
class ShortLabel:
    """How a known question is shown.

    `choices` names the list that decodes a calculated value; answers among `quiet` are what one
    expects of everybody and are left out of the short view.
    """

    zh: str
    en: str
    choices: str
    quiet: frozenset[str]


@cache
def known() -> Mapping[str, ShortLabel]:
    """The table beside this module, by question name."""
    text = files(__package__).joinpath("short_labels.csv").read_text("utf-8")
    return {
        row["name"]: ShortLabel(
            row["zh"], row["en"], row["list"], frozenset(row["quiet"].split()) - {""}
        )
        for row in csv.DictReader(text.splitlines())
    }


def plain(text: str) -> str:
    """The first line of a label without its brackets.

    >>> plain("转移净收入(不含低保金、优抚抚恤金等不计入项目)(元/yuan)")
    '转移净收入'
    """
    first = text.strip().partition("\n")[0]
    return _BRACKETS.sub("", first).strip() or first


def spoken(labels: Mapping[str, str], language: str) -> str:
    """The text in `language`, else in any language the form has."""
    return labels.get(language) or next((text for text in labels.values() if text), "")


def full(field: Field, language: str) -> str:
    """The question as the tablet asked it; its name when it has no label."""
    return spoken(field.label, language) or field.name


def is_named(field: Field) -> bool:
    """Whether people have a word for it: no metadata, no bare calculation."""
    return field.name in known() or bool(spoken(field.label, "zh"))


def short(field: Field, language: str) -> str:
    """The label of the grid."""
    label = known().get(field.name)
    if label is None:
        return plain(full(field, language))
    return label.en if language == "en" else label.zh


def own_unit(unit: str, language: str) -> str:
    """A form's unit in `language`.

    >>> own_unit("元", "zh"), own_unit("万元/10k yuan", "en"), own_unit("平方米", "en")
    ('元', '10k yuan', 'm²')
    """
    chinese = unit.partition("/")[0].strip()
    return SHORT_UNITS[language].get(chinese, chinese)
