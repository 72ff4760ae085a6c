import re
import time

import pytest

from server.core.errors import BrokenXml, DtdRefused, TooManyAnswers, Unparseable
from server.core.safexml import MOST_MARKS, child, name_of, parse_xml, text_of

DEEP = b"<a>" * 100_000 + b"</a>" * 100_000
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "xxxxxxxxxx">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b']><d v="&j;">&j;</d>'
)


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"   ",
        b"hello",
        b'{"a": 1}',
        b"<d>",
        b"<d></e>",
        b'<d a="1" a="2"/>',
        b"<x:d/>",
        b"<d>&nope;</d>",
        b"<d>&#0;</d>",
        b"<d>\x00</d>",
        "<d>王</d>".encode("gbk"),
        b'<?xml version="1.0" encoding="klingon"?><d/>',
        b"<d/><d/>",
    ],
    ids=[
        "nothing",
        "blanks",
        "words",
        "JSON",
        "cut off",
        "wrong end",
        "attribute twice",
        "undeclared prefix",
        "undefined entity",
        "forbidden character",
        "a zero byte",
        "GBK bytes said to be UTF-8",
        "unknown encoding",
        "two roots",
    ],
)
def test_what_is_no_xml_is_refused_with_its_place(xml):
    with pytest.raises(BrokenXml) as refusal:
        parse_xml(xml)
    assert (refusal.value.details["line"], refusal.value.status) == (1, 400)


def test_nesting_without_end_is_refused_at_once():
    began = time.perf_counter()
    with pytest.raises(BrokenXml, match="depth"):
        parse_xml(DEEP)
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    "xml",
    [
        b"<!DOCTYPE d><d/>",
        b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><d/>',
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
        '<!DOCTYPE d [<!ENTITY x "王">]><d/>'.encode("utf-16"),
    ],
    ids=["empty", "external", "external entity", "in UTF-16"],
)
def test_a_document_type_declaration_is_refused(xml):
    """OR-133."""
    with pytest.raises(DtdRefused):
        parse_xml(xml)


def test_an_entity_bomb_is_refused_and_not_expanded():
    with pytest.raises(Unparseable):
        parse_xml(BOMB)


def tags(number):
    return "<d>" + "<a/>" * (number - 2) + "</d>"


def attributes(number):
    return "<d " + " ".join(f'a{n}="1"' for n in range(number)) + "/>"


@pytest.mark.parametrize("made", [tags, attributes])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_more_tags_and_attributes_than_memory_bears_are_refused(made, encoding):
    with pytest.raises(TooManyAnswers):
        parse_xml(made(MOST_MARKS + 1).encode(encoding))


def test_as_many_tags_as_are_borne_are_read():
    assert len(parse_xml(tags(MOST_MARKS).encode())) == MOST_MARKS - 2


@pytest.mark.parametrize(
    "xml",
    [
        "<d>王é</d>".encode(),
        b"\xef\xbb\xbf" + "<d>王é</d>".encode(),
        '<?xml version="1.0" encoding="UTF-16"?><d>王é</d>'.encode("utf-16"),
        '<?xml version="1.0" encoding="GB18030"?><d>王é</d>'.encode("gb18030"),
    ],
    ids=["UTF-8", "byte order mark", "UTF-16", "GB18030"],
)
def test_encodings_that_say_what_they_are_are_read(xml):
    assert parse_xml(xml).text == "王é"


def test_text_split_by_entities_cdata_and_comments_is_whole():
    """OR-134."""
    xml = b"<d>A &amp; <!-- no -->B<?pi?> <![CDATA[<C> & ]]>D]]&gt;</d>"
    assert parse_xml(xml).text == "A & B <C> & D]]>"


def test_names_are_compared_without_namespace():
    root = parse_xml(b'<d xmlns:o="urn:o"><o:meta> x </o:meta></d>')
    meta = child(root, "meta")
    assert (name_of(meta), text_of(meta), text_of(child(root, "none"))) == ("meta", "x", "")


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        (b"", "第 1 行第 1 列：开头不是 XML 标签"),
        (b"<d>\n<a>\n</d>", "第 3 行第 5 列：开始标签与结束标签不一致"),
        (b"<d><a>x</a>", "内容不完整"),
        (b"<d/>x", "根标签结束之后还有内容"),
        (b"<d>\x01</d>", "有 XML 不允许的字符"),
        (b"<d x=1/>", "不符合 XML 语法"),
    ],
    ids=["nothing", "crossed", "cut off", "more", "control character", "anything else"],
)
def test_what_is_wrong_is_told_in_chinese_without_a_word_of_english(xml, told):
    with pytest.raises(BrokenXml) as caught:
        parse_xml(xml)
    sentence = caught.value.sentence("zh")
    assert told in sentence
    assert not re.search("[A-Za-z]", sentence.replace("XML", ""))
