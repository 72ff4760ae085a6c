"""XML from strangers: read without entities, network or DTD, and with bounded depth and text."""

from __future__ import annotations

from typing import TypeAlias

from lxml import etree

from server.core.errors import BrokenXml, DtdRefused, TooManyAnswers

Element: TypeAlias = etree._Element  # noqa: SLF001  # lxml's public name for it is a function

MOST_MARKS = 200_000
"""Tags and attributes of one document; each takes up to 350 bytes of memory once it is read.

The largest submission of our forms has 3,000, the largest form 6,000; a form with 10,000 choices
in two languages has 160,000.
"""

_PARSER = etree.XMLParser(
    resolve_entities=False,
    load_dtd=False,
    no_network=True,
    huge_tree=False,  # libxml2 then stops at 256 levels, at 10 MB of one text, at entity bombs
    remove_comments=True,
    remove_pis=True,
)


def parse_xml(xml: bytes) -> Element:
    """The root element of `xml`; comments and processing instructions are left out.

    Raise BrokenXml for what is no XML (also nesting deeper than 256 levels, bytes that are not in
    the declared encoding), DtdRefused for any document type declaration (OR-133) and TooManyAnswers
    for more than `MOST_MARKS`.
    """
    if xml.count(b"<") + xml.count(b"=") > MOST_MARKS:  # bytes that stand there in every encoding
        raise TooManyAnswers(limit=MOST_MARKS, unit_zh="个标记", unit_en="tags and attributes")
    try:
        root = etree.fromstring(xml, _PARSER)
    except etree.XMLSyntaxError as err:
        line, column = err.position
        raise BrokenXml(line=line or 1, column=column or 1, reason=_reason(err)) from err
    if root.getroottree().docinfo.internalDTD is not None:
        raise DtdRefused
    return root


def _reason(err: etree.XMLSyntaxError) -> str:
    # libxml2 repeats the place at the end of its sentence and may break lines inside it.
    sentence, _, _ = (err.msg or "no XML").partition(", line ")
    return " ".join(sentence.split())


def name_of(element: Element) -> str:
    """The name without namespace: clients write `orx:meta`, `meta` and `ns0:meta` (OR-142)."""
    return str(element.tag).rpartition("}")[2]


def child(parent: Element, name: str) -> Element | None:
    """The first child called `name` in any namespace or none."""
    return parent.find(f"{{*}}{name}")


def text_of(element: Element | None) -> str:
    """Trimmed text directly in `element`; empty for none."""
    return "" if element is None else (element.text or "").strip()
