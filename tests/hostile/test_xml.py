"""XML that is none, that wants to be more than it is, or that is merely strange."""

from __future__ import annotations

import re
from itertools import count

import pytest

from tests.builders.field import filled, uid
from tests.builders.instances import household_xml

NUMBERS = count(1_000)
OPEN = b'<data id="doorstep" version="1">'


def fresh(**answers):
    """A submission nobody has sent yet."""
    return filled(next(NUMBERS), **answers)


def named(instance_id, before=b""):
    meta = b"<meta><instanceID>" + instance_id + b"</instanceID></meta>"
    return OPEN + before + meta + b"</data>"


def entities(*declared, use):
    listed = b"".join(b'<!ENTITY %c "%s">' % (97 + n, text) for n, text in enumerate(declared))
    return b"<!DOCTYPE d [" + listed + b"]>" + OPEN + b"<note>" + use + b"</note></data>"


def laughs():
    levels = [b"lollollol", *(b"&%c;" % (97 + n) * 10 for n in range(12))]
    return entities(*levels, use=b"&m;")


def external(target):
    return b'<!DOCTYPE d [<!ENTITY a SYSTEM "%s">]>' % target + OPEN + b"<note>&a;</note></data>"


def members(row, times):
    xml = household_xml(instance_id=uid(next(NUMBERS)))
    first = re.search(rb"<member>.*?</member>", xml, re.DOTALL)[0]
    return xml.replace(first, (row or first) * times, 1)


def sealed(files):
    names = b"".join(b"<media><file>%d</file></media>" % n for n in range(files))
    key = b"<base64EncryptedKey>k</base64EncryptedKey>"
    return named(b"sealed-%d" % files, key + names)


REFUSED = {
    "nothing": (lambda: b"", 400),
    "words": (lambda: b"hello", 400),
    "cut off": (lambda: OPEN + b"<note>", 400),
    "two roots": (lambda: fresh() + fresh(), 400),
    "another root": (lambda: b"<html><body/></html>", 400),
    "a root without form": (lambda: b"<data/>", 400),
    "an unknown form": (lambda: b'<data id="nope" version="1"/>', 404),
    "a form id of 5 MB": (lambda: b'<data id="' + b"x" * 5_000_000 + b'"/>', 404),
    "a DTD elsewhere": (lambda: b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d">' + fresh(), 400),
    "an empty DTD": (lambda: b"<!DOCTYPE d []>" + fresh(), 400),
    "a billion laughs": (laughs, 400),
    "a quadratic bomb": (lambda: entities(b"x" * 100_000, use=b"&a;" * 30_000), 400),
    "a file of the server": (lambda: external(b"file:///etc/passwd"), 400),
    "a page elsewhere": (lambda: external(b"http://127.0.0.1:9/"), 400),
    "a parameter entity": (
        lambda: b'<!DOCTYPE d [<!ENTITY % a SYSTEM "http://127.0.0.1:9/">%a;]>' + fresh(),
        400,
    ),
    "100,000 levels": (lambda: OPEN + b"<a>" * 99_000 + b"</a>" * 99_000 + b"</data>", 400),
    "levels without end": (lambda: OPEN + b"<a>" * 1_000_000, 413),
    "two million tags": (lambda: named(b"wide", b"<a/>" * 2_000_000), 413),
    "half a million attributes": (
        lambda: b"<data " + b" ".join(b'a%d="1"' % n for n in range(500_000)) + b"/>",
        413,
    ),
    "a name of 9 MB": (lambda: OPEN + b"<" + b"x" * 9_000_000 + b"/></data>", 400),
    "80,000 empty rows": (lambda: members(b"<member/>", 80_000), 413),
    "15,000 rows": (lambda: members(None, 15_000), 413),
    "30,000 sealed files": (lambda: sealed(30_000), 413),
    "bytes of no encoding": (lambda: fresh(note="X").replace(b"X", b"\xff\xfe\xc3"), 400),
    "latin-1 that says UTF-8": (lambda: fresh(note="é").decode().encode("latin-1"), 400),
    "an unknown encoding": (lambda: b'<?xml version="1.0" encoding="UTF-7"?>' + fresh(), 400),
    "half of UTF-16": (lambda: fresh().decode().encode("utf-16")[:-101], 400),
    "a null byte": (lambda: fresh(note="X").replace(b"X", b"\0"), 400),
    "a null reference": (lambda: fresh(note="X").replace(b"X", b"&#0;"), 400),
    "half a character": (lambda: fresh(note="X").replace(b"X", b"&#xD800;"), 400),
    "an unbound prefix": (lambda: fresh(note="X").replace(b"X", b"<a:b/>"), 400),
}


@pytest.mark.parametrize(("made", "status"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_filed_is_refused_at_once_and_kept_as_it_came(site, made, status):
    xml, before = made(), site.filed()
    with site.watched():
        answer = site.send(xml)
    assert answer.status == status
    assert len(answer.content) < 4_000
    assert site.filed() == before
    assert site.is_aside(xml)


@pytest.mark.parametrize("over", [1, 5_000_000])
def test_more_xml_than_is_read_is_refused_with_the_limit(site, over):
    xml, before = fresh(note="x" * (10_000_000 + over)), site.filed()
    with site.watched():
        answer = site.send(xml)
    assert (answer.status, "10 MB" in answer.message) == (413, True)
    assert site.filed() == before


STORED = {
    "a text of 9.9 MB": lambda: fresh(note="x" * 9_900_000),
    "an attribute of 9.9 MB": lambda: named(b"attribute", b'<note a="' + b"x" * 9_900_000 + b'"/>'),
    "a thousand rows": lambda: members(b"<member/>", 999),
    "a thousand files in an envelope": lambda: sealed(999),
    "UTF-16": lambda: fresh(note="水井").decode().encode("utf-16"),
    "UTF-16 that says so": lambda: (
        '<?xml version="1.0" encoding="UTF-16"?>' + fresh().decode()
    ).encode("utf-16"),
    "latin-1": lambda: (
        b'<?xml version="1.0" encoding="ISO-8859-1"?>' + fresh(note="é").decode().encode("latin-1")
    ),
    "GB18030": lambda: (
        b'<?xml version="1.0" encoding="GB18030"?>' + fresh(note="水井").decode().encode("gb18030")
    ),
    "a byte order mark": lambda: b"\xef\xbb\xbf" + fresh(),
    "an inclusion that is only text": lambda: named(
        b"xi",
        b'<note xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></note>',
    ),
    "a processing instruction": lambda: b'<?xml-stylesheet href="http://127.0.0.1:9/"?>' + fresh(),
    "markup as text": lambda: fresh(note="]]><script>alert(1)</script>&lt;!DOCTYPE"),
    "every sort of character": lambda: fresh(note="\t\u202e\u200b\ufdd0\U0001f600\U0010fffd\r"),
    "an id of 5 MB": lambda: named(b"x" * 5_000_000),
    "an id like a path": lambda: named(b"../../etc/passwd"),
    "an id like SQL": lambda: named(b"'); DROP TABLE submission; --"),
    "a name of 5 MB": lambda: (
        OPEN
        + b"<meta><instanceID>long-name</instanceID><instanceName>"
        + b"x" * 5_000_000
        + b"</instanceName></meta></data>"
    ),
    "a file name of 5 MB": lambda: named(b"long-file", b"<house>" + b"x" * 5_000_000 + b"</house>"),
    "a thousand unknown questions": lambda: fresh().replace(
        b"<note>", b"<who/>" * 1_000 + b"<note>"
    ),
    "a question answered a thousand times": lambda: named(b"again", b"<note>a</note>" * 1_000),
}


@pytest.mark.parametrize("made", STORED.values(), ids=STORED)
def test_what_is_merely_strange_is_filed_byte_for_byte(site, made):
    xml = made()
    with site.watched():
        assert site.send(xml).status == 201
        assert site.send(xml).status == 201
    assert site.is_filed(xml)


PARKED = {
    "an unknown version": lambda: fresh(version="77"),
    "a version of 5 MB": lambda: fresh(version="7" * 5_000_000),
    "an edit of what is not here": lambda: fresh(edits=999),
    "an edit of an id of 5 MB": lambda: fresh().replace(
        b"</instanceID>", b"</instanceID><deprecatedID>" + b"x" * 5_000_000 + b"</deprecatedID>"
    ),
}


@pytest.mark.parametrize("made", PARKED.values(), ids=PARKED)
def test_what_waits_for_somebody_is_taken_off_the_tablet(site, made):
    """OR-33, OR-117."""
    xml = made()
    with site.watched():
        assert site.send(xml).status == 202
    assert site.is_filed(xml)


def test_other_content_under_an_id_is_refused_and_kept_aside(site):
    """OR-105, OR-106."""
    number = next(NUMBERS)
    assert site.send(filled(number)).status == 201
    other, before = filled(number, note="anders"), site.filed()
    answer = site.send(other)
    assert (answer.status, "另存" in answer.message) == (409, True)
    assert site.filed() == before
    assert site.is_aside(other)


def test_the_tablet_hears_which_form_is_unknown(site):
    answer = site.send(b'<data id="nope &amp; &lt;b&gt;" version="1"/>')
    assert (answer.status, "nope & <b>" in answer.message) == (404, True)
