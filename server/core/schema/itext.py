"""Texts of a form in its languages: `itext` translations and labels written in the body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from server.core.safexml import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.safexml import Element

MISSING = "-"
"""What pyxform writes, without a warning, where a translation is missing (protocol.md 9)."""

_BRACKETED = re.compile(r"[(（]([A-Za-z][A-Za-z0-9-]*)[)）]\s*$")
_WELL_KNOWN = {
    "中文": "zh",
    "汉语": "zh",
    "chinese": "zh",
    "英文": "en",
    "英语": "en",
    "english": "en",
}
_TEXT_REF = re.compile(r"\s*jr:itext\(\s*(['\"])(.*?)\1\s*\)\s*")


def language_code(name: str) -> str:
    """The code in brackets behind a language's name, else a code for a well-known name, else it.

    >>> language_code("中文 (zh)"), language_code("English"), language_code("默认")
    ('zh', 'en', '默认')
    """
    bracketed = _BRACKETED.search(name)
    if bracketed:
        return bracketed[1].lower()
    return _WELL_KNOWN.get(name.strip().lower(), name.strip())


def text_id(ref: str | None) -> str | None:
    """The id inside ``jr:itext('…')``; None for anything else."""
    found = _TEXT_REF.fullmatch(ref or "")
    return found[2] if found else None


def readable(element: Element) -> str:
    """Text of a label, with ``{name}`` where an `output` shows an answer."""
    parts = [element.text or ""]
    for part in element:
        if name_of(part) == "output":
            parts.append("{" + _last_name(part.get("value") or part.get("ref") or "") + "}")
        parts.append(part.tail or "")
    return "".join(parts).strip()


def _last_name(path: str) -> str:
    names: list[str] = re.findall(r"[^\s/.():,'\"=<>+*\[\]]+", path.rpartition("/")[2])
    return names[0] if names else "…"


@dataclass(frozen=True, slots=True)
class Translations:
    """All `itext` of a form: text id -> language code -> text, and the files the texts show."""

    languages: tuple[str, ...] = ()
    default_language: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    media: tuple[tuple[str, str], ...] = ()

    def get(self, identifier: str | None) -> Mapping[str, str]:
        """The text called `identifier` in all languages that have it."""
        return self.texts.get(identifier or "", {})

    def of(self, element: Element | None) -> Mapping[str, str]:
        """The text of a label, hint or value: referred to, or written in place.

        A text written in place belongs to the default language.
        """
        if element is None:
            return {}
        identifier = text_id(element.get("ref"))
        if identifier is not None:
            return self.get(identifier)
        written = readable(element)
        return {self.default_language: written} if written else {}

    def of_attribute(self, value: str | None) -> Mapping[str, str]:
        """The text of a `constraintMsg` or `requiredMsg` attribute."""
        if not value:
            return {}
        identifier = text_id(value)
        return {self.default_language: value} if identifier is None else self.get(identifier)


def read_translations(model: Element) -> Translations:
    """The `itext` block of a model; empty when there is none."""
    blocks = model.findall("{*}itext/{*}translation")
    codes = tuple(language_code(block.get("lang") or "") for block in blocks)
    texts: dict[str, dict[str, str]] = {}
    media: dict[tuple[str, str], None] = {}
    for code, block in zip(codes, blocks, strict=True):
        for identifier, form, value in _values(block):
            if form is None:
                if value != MISSING:
                    texts.setdefault(identifier, {})[code] = value
            elif value.startswith("jr://"):
                media[form, value] = None
    return Translations(codes, _default(blocks, codes), texts, tuple(media))


def _values(block: Element) -> Iterator[tuple[str, str | None, str]]:
    for text in block.iterfind("{*}text"):
        for value in text.iterfind("{*}value"):
            yield text.get("id") or "", value.get("form"), readable(value)


def _default(blocks: list[Element], codes: tuple[str, ...]) -> str:
    marked = (code for code, block in zip(codes, blocks, strict=True) if block.get("default"))
    return next(marked, codes[0] if codes else "")
