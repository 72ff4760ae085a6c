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
        raise BrokenXml(
            line=line or 1, column=column or 1, reason=_reason(err), reason_zh=_reason_zh(err)
        ) from err
    if root.getroottree().docinfo.internalDTD is not None:
        raise DtdRefused
    return root


def _reason(err: etree.XMLSyntaxError) -> str:
    # libxml2 repeats the place at the end of its sentence and may break lines inside it.
    sentence, _, _ = (err.msg or "no XML").partition(", line ")
    return " ".join(sentence.split())


_FAULTS = etree.ErrorTypes
_CUT_OFF = "内容不完整，可能在发送途中中断"
_CHARACTERS = "有 XML 不允许的字符"
_ENCODING = "字符与所声明的编码不符"
REASONS = {
    _FAULTS.ERR_DOCUMENT_EMPTY: "开头不是 XML 标签，可能发来了别的文件",
    _FAULTS.ERR_DOCUMENT_END: "根标签结束之后还有内容",
    _FAULTS.ERR_TAG_NOT_FINISHED: _CUT_OFF,
    _FAULTS.ERR_GT_REQUIRED: _CUT_OFF,
    _FAULTS.ERR_LTSLASH_REQUIRED: _CUT_OFF,
    _FAULTS.ERR_TAG_NAME_MISMATCH: "开始标签与结束标签不一致",
    _FAULTS.ERR_INVALID_CHAR: _CHARACTERS,
    _FAULTS.ERR_INVALID_CHARREF: _CHARACTERS,
    _FAULTS.ERR_INVALID_ENCODING: _ENCODING,
    _FAULTS.ERR_UNSUPPORTED_ENCODING: _ENCODING,
    _FAULTS.ERR_UNKNOWN_ENCODING: _ENCODING,
    _FAULTS.ERR_UNDECLARED_ENTITY: "用了没有声明的实体",
    _FAULTS.ERR_ATTRIBUTE_REDEFINED: "同一标签里属性写了两次",
    _FAULTS.ERR_NAME_REQUIRED: "“<”之后不是标签名",
    _FAULTS.ERR_RESOURCE_LIMIT: "嵌套过深或单项内容过长",
    _FAULTS.ERR_NAME_TOO_LONG: "名称过长",
}
"""What libxml2 means, for people who read no English."""


def _reason_zh(err: etree.XMLSyntaxError) -> str:
    return next((told for code, told in REASONS.items() if code == err.code), "不符合 XML 语法")


def name_of(element: Element) -> str:
    """The name without namespace: clients write `orx:meta`, `meta` and `ns0:meta` (OR-142)."""
    return str(element.tag).rpartition("}")[2]


def child(parent: Element, name: str) -> Element | None:
    """The first child called `name` in any namespace or none."""
    return parent.find(f"{{*}}{name}")


def text_of(element: Element | None) -> str:
    """Trimmed text directly in `element`; empty for none."""
    return "" if element is None else (element.text or "").strip()
