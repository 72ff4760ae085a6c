"""Tables of a form, flat rows, and fields of several versions in one order."""

from __future__ import annotations

from server.answers.packing import Packing
from server.core.instance import read_answers
from server.core.packed import Layout, translation
from server.core.safexml import parse_xml
from server.core.schema import parse_xform
from server.core.tables import merged, rows_in, tables_of
from tests.builders.feeds import feed_xform, person, visit

SCHEMA = parse_xform(feed_xform())
WIDER = parse_xform(feed_xform(version="2", more="<note/><last/>"))


def row(schema, xml):
    packing = Packing(schema.fields)
    kept = packing.pack(read_answers(parse_xml(xml), schema).values)
    return packing.unpack(kept)


def test_a_row_kept_is_the_row_read_and_no_other_layout_takes_it():
    xml = visit(1, person("甲", "70", "咪"), person("乙"), pets=["牛"])
    found = row(SCHEMA, xml)
    names = [
        [[each.row[0] for each in rows_in(table, found)] for table in tables_of(SCHEMA.fields)]
    ]
    assert names == [[["王芳"], ["甲", "乙"], ["咪"], ["牛"]]]
    kept = Packing(SCHEMA.fields).pack(read_answers(parse_xml(xml), SCHEMA).values)
    assert Packing(WIDER.fields).unpack(kept) is None
    assert Packing(WIDER.fields).unpack(None) is None


def test_rows_of_one_version_are_read_as_another():
    old, new = Layout.of(SCHEMA.fields), Layout.of(WIDER.fields)
    assert translation(old, old) is None
    xml = visit(1, person("甲", "70", "咪"), pets=["牛"])
    widen, narrow = translation(old, new), translation(new, old)
    assert list(narrow(list(widen(row(SCHEMA, xml))))) == row(SCHEMA, xml)
    said = xml.replace(b"<meta>", b"<note>n</note><last/><meta>")
    assert list(widen(row(SCHEMA, xml)))[new.index["/note"]] is None
    assert row(WIDER, said)[new.index["/note"]] == "n"


def test_fields_of_earlier_versions_stand_behind_the_one_they_followed():
    both = merged(SCHEMA.fields, WIDER.fields)
    assert [each.name for each in both][-4:] == ["pet", "note", "last", "meta"]
    assert merged(WIDER.fields, SCHEMA.fields) == WIDER.fields
