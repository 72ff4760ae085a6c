"""Numbers of a form's questions: the same on paper, on the page and in the instructions (S8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from server.core.safexml import name_of, parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from server.core.safexml import Element
    from server.core.schema import Field

TRANSLATED = "jr:itext('"


def numbers(fields: Iterable[Field]) -> dict[str, str]:
    """The number of each asked question and of each group with some, by path: ``3``, ``3.2``."""
    return dict(_numbered(fields, ""))


def _numbered(fields: Iterable[Field], above: str) -> Iterator[tuple[str, str]]:
    count = 0
    for field in fields:
        asks = field.is_asked or any(each.is_asked for each in field.walk())
        if not asks:
            continue
        count += 1
        number = f"{above}{count}"
        yield field.path, number
        yield from _numbered(field.children, f"{number}.")


def numbered(xform: bytes, known: Mapping[str, str]) -> bytes:
    """The XForm with each question's number before its label, in every language."""
    root = parse_xml(xform)
    top = _top(root)
    wanted: dict[str, str] = {}
    for label in root.iter("{*}label"):
        control = label.getparent()
        path = "" if control is None else control.get("ref") or control.get("nodeset") or ""
        number = known.get(path.removeprefix(top))
        if number is None:
            continue
        ref = label.get("ref") or ""
        if ref.startswith(TRANSLATED):
            wanted[ref.removeprefix(TRANSLATED).partition("'")[0]] = number
        else:
            label.text = f"{number} {label.text or ''}"
    for text in root.iter("{*}text"):
        value = next((each for each in text if each.get("form") is None), None)
        number = wanted.get(text.get("id") or "")
        if value is not None and number is not None:
            value.text = f"{number} {value.text or ''}"
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _top(root: Element) -> str:
    """The beginning of all paths: that of the primary instance's root."""
    instance = next(root.iter("{*}instance"))
    return f"/{name_of(instance[0])}"
