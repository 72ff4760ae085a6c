"""What cannot be filed is refused with a reason, and a copy of it kept aside."""

import pytest

from server.core.errors import (
    BrokenXml,
    DtdRefused,
    FormNotFound,
    NoFormId,
    NoInstanceId,
    SameIds,
)
from tests.builders.areas import SANHE
from tests.builders.field import aside, filled, records, send, sha256
from tests.builders.office import NOW

DTD = b'<!DOCTYPE data [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
SEALED = b'<data id="doorstep"><base64EncryptedKey>AAAA</base64EncryptedKey></data>'
DEEP = b'<data id="doorstep">' + b"<a>" * 400 + b"</a>" * 400 + b"</data>"

UNREADABLE = [
    ("cut short", filled()[:-20], BrokenXml, "unreadable"),
    ("nothing", b"", BrokenXml, "unreadable"),
    ("not UTF-8", b"<?xml version='1.0' encoding='utf-8'?><d>\xff</d>", BrokenXml, "unreadable"),
    ("a document type", DTD + filled(), DtdRefused, "unreadable"),
    ("nested too deep", DEEP, BrokenXml, "unreadable"),
    ("of no form", filled().replace(b'id="doorstep"', b""), NoFormId, "unreadable"),
    ("of an unknown form", filled().replace(b"doorstep", b"backdoor"), FormNotFound, "W-02"),
    ("editing itself", filled(1, edits=1), SameIds, "unreadable"),
    (
        "sealed without an id",
        SEALED,
        NoInstanceId,
        "unreadable",
    ),
]


@pytest.mark.parametrize(
    ("xml", "refusal", "rule"),
    [case[1:] for case in UNREADABLE],
    ids=[case[0] for case in UNREADABLE],
)
def test_what_cannot_be_filed_is_refused_and_kept_byte_for_byte(office, xml, refusal, rule):
    photo = b"\xff\xd8\xff photo"
    with pytest.raises(refusal):
        send(office, xml, {"a.jpg": photo})
    assert records(office) == []
    (kept,) = aside(office)
    assert (bytes(kept.body), kept.sha256, kept.rule) == (xml, sha256(xml), rule)
    assert kept.files == [["a.jpg", sha256(photo), len(photo)]]
    assert (kept.unit_code, kept.received_at) == (SANHE, NOW)
    assert kept.reason


def test_the_same_refused_again_is_kept_once(office):
    for _ in range(3):
        with pytest.raises(BrokenXml):
            send(office, b"<data")
    assert len(aside(office)) == 1
