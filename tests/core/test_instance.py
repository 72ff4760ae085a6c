import time
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.errors import BrokenXml, DtdRefused, TooManyAnswers
from server.core.instance import (
    MOST_ROWS,
    FileName,
    deterministic_id,
    files_of,
    read_answers,
    read_envelope,
    read_files,
    sealed_files,
)
from server.core.schema import parse_xform
from tests.builders.instances import (
    PREFIXED,
    WEB,
    damage_xml,
    head,
    house,
    household_xml,
    instance_id,
    member,
)
from tests.builders.xforms import xform

NESTED = xform(
    "<name/><r jr:template=''><x/><s jr:template=''><y/><p/></s></r><g><q/></g>",
    "<bind nodeset='/data/r/s/p' type='binary'/><bind nodeset='/data/g/q' type='binary'/>",
    "<repeat nodeset='/data/r'><repeat nodeset='/data/r/s'/></repeat>",
)
SCHEMA = parse_xform(NESTED)

SEALED = b"""<data id="household" version="3" encrypted="yes"
 xmlns="http://www.opendatakit.org/xforms/encrypted">
<base64EncryptedKey>abc</base64EncryptedKey>
<orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>uuid:9</orx:instanceID></orx:meta>
<media><file>1.jpg.enc</file></media><media><file>audit.csv.enc</file></media>
<encryptedXmlFile>submission.xml.enc</encryptedXmlFile></data>"""


def answers(body):
    return read_answers(read_envelope(f"<data>{body}</data>".encode()).root, SCHEMA)


@pytest.mark.parametrize("shape", [None, PREFIXED, WEB], ids=["Collect", "prefixed meta", "web"])
def test_an_envelope_reads_the_same_whatever_the_client(shape):
    """OR-101, OR-142."""
    look = {} if shape is None else {"shape": shape}
    old, new = instance_id(1), instance_id(2)
    read = read_envelope(household_xml(instance_id=new, deprecated_id=old, **look))
    assert (read.form_id, read.version) == ("household_survey", "2026112301")
    assert (read.instance_id, read.deprecated_id) == (new, old)
    assert "李守田" in read.instance_name
    assert not read.encrypted


@pytest.mark.parametrize(
    "xml",
    [
        b'<data id="f"><meta><instanceID> uuid:1\n</instanceID></meta></data>',
        b'<data id="f" instanceID="uuid:1"/>',
        b'<data id="f" instanceID="uuid:1"><meta><instanceID/></meta></data>',
        b'<x:d xmlns:x="urn:x" id="f"><x:meta><x:instanceID>uuid:1</x:instanceID></x:meta></x:d>',
    ],
    ids=["with blanks", "on the root", "empty in meta", "in any namespace"],
)
def test_the_instance_id_is_found_under_meta_or_on_the_root(xml):
    assert read_envelope(xml).instance_id == "uuid:1"


def test_an_id_deeper_in_the_form_is_not_the_instance_id():
    nested = b'<data id="f"><g><meta><instanceID>uuid:2</instanceID></meta></g></data>'
    assert read_envelope(nested).instance_id is None


def test_without_an_id_the_same_bytes_get_the_same_one():
    """OR-109."""
    xml = household_xml(instance_id=None)
    made = deterministic_id("household_survey", "1", xml)
    assert made == deterministic_id("household_survey", "1", bytes(xml))
    assert made.startswith("uuid:")
    assert len(made) == len("uuid:") + 36
    others = {deterministic_id("f", "1", xml), deterministic_id("household_survey", "", xml)}
    assert made not in others


@pytest.mark.parametrize(
    ("xml", "refusal"),
    [(b"<data", BrokenXml), (b"<!DOCTYPE data><data id='f'/>", DtdRefused)],
    ids=["cut off", "with a DTD"],
)
def test_what_cannot_be_read_is_refused(xml, refusal):
    with pytest.raises(refusal):
        read_envelope(xml)


@pytest.mark.parametrize(
    "namespace",
    ["http://www.opendatakit.org/xforms/encrypted", "http://opendatakit.org/submissions", ""],
    ids=["Collect", "Enketo", "none"],
)
def test_an_encrypted_envelope_is_known_by_its_key(namespace):
    """OR-124."""
    read = read_envelope(
        SEALED.replace(b"http://www.opendatakit.org/xforms/encrypted", namespace.encode())
    )
    assert (read.encrypted, read.instance_id, read.version) == (True, "uuid:9", "3")


def test_files_of_an_encrypted_envelope_keep_the_order_that_decides_their_keys():
    root = read_envelope(SEALED).root
    assert sealed_files(root) == ("1.jpg.enc", "audit.csv.enc", "submission.xml.enc")
    assert [file.name for file in read_files(root, SCHEMA)] == list(sealed_files(root))


def test_omitted_and_empty_answers_are_none():
    """OR-135."""
    read = answers("<name></name><g/>")
    assert read.values["name"] is None
    assert read.values["g"] == {"q": None}
    assert (read.values["r"], read.unknown) == ([], ())


def test_answers_are_kept_verbatim_blanks_included():
    assert answers("<name>  王 秀英 </name>").values["name"] == "  王 秀英 "


def test_repeats_nest_and_may_be_empty():
    """OR-137."""
    read = answers("<r><x>1</x><s><y>a</y></s><s><y>b</y></s></r><r><x>2</x></r>")
    first, second = read.values["r"]
    assert [row["y"] for row in first["s"]] == ["a", "b"]
    assert (second["x"], second["s"]) == ("2", [])


def test_unknown_elements_are_named_and_do_no_harm():
    """OR-143."""
    read = answers("<new>1</new><r><x>1</x></r><r><z/><x>2</x></r><g><h><i/></h></g>")
    assert read.unknown == ("/new", "/r[2]/z", "/g/h")
    assert [row["x"] for row in read.values["r"]] == ["1", "2"]


def test_an_answer_given_twice_counts_once_and_is_named():
    read = answers("<name>甲</name><name>乙</name>")
    assert (read.values["name"], read.unknown) == ("甲", ("/name[2]",))


def test_files_are_named_with_their_place():
    xml = damage_xml([house(), house(severe=1, photo_part2="照片 2.jpg")])
    schema = parse_xform(DAMAGE_LIKE)
    files = read_files(read_envelope(xml).root, schema)
    assert FileName("/house[2]/h_photo_part2", "照片 2.jpg") in files
    assert files[-1] == FileName("/meta/audit", "audit.csv")


DAMAGE_LIKE = xform(
    "<house jr:template=''><h_photo_whole/><h_photo_part2/></house>",
    "<bind nodeset='/data/house/h_photo_whole' type='binary'/>"
    "<bind nodeset='/data/house/h_photo_part2' type='binary'/>"
    "<bind nodeset='/data/meta/audit' type='binary'/>",
    "<repeat nodeset='/data/house'/>",
).replace(b"<instanceID/>", b"<audit/><instanceID/>")


def test_a_default_picture_of_the_form_is_no_file_of_the_submission():
    read = answers("<g><q>jr://images/x.png</q></g><r><s><p> 1.jpg </p></s></r>")
    assert files_of(read, SCHEMA) == (FileName("/r[1]/s[1]/p", "1.jpg"),)


@pytest.mark.parametrize("inner", [0, 1], ids=["one in the other", "all in one"])
def test_rows_beyond_what_is_read_are_refused(inner):
    """Also those of a repeat in a repeat, which a form may nest without end."""
    row = "<r>" + "<s/>" * (1 - inner) + "</r>"
    bearable = MOST_ROWS // (2 - inner)
    assert len(answers(row * bearable).values["r"]) == bearable
    with pytest.raises(TooManyAnswers):
        answers(row * (bearable + 1))


def test_more_files_in_a_sealed_envelope_than_are_read_are_refused():
    media = "<media><file>a</file></media>" * (MOST_ROWS + 1)
    sealed = read_envelope(
        f'<d id="f"><base64EncryptedKey>k</base64EncryptedKey>{media}</d>'.encode()
    )
    with pytest.raises(TooManyAnswers):
        sealed_files(sealed.root)


def test_reading_is_fast_enough_for_the_hot_path():
    people = [head(), member(), member("李大", relation="20"), member("李二", relation="20")]
    xml = household_xml(people)
    read_envelope(xml)
    began = time.perf_counter()
    for _ in range(100):
        read_envelope(xml)
    assert (time.perf_counter() - began) / 100 < 0.002, "usually 0.05 ms"


IN_XML = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
NAMES = st.text(IN_XML, max_size=20)


@given(NAMES, st.lists(NAMES, max_size=3))
def test_what_is_written_is_read(name, xs):
    rows = "".join(f"<r><x>{escape(x)}</x></r>" for x in xs)
    read = answers(f"<name>{escape(name)}</name>{rows}")
    assert read.values["name"] == (name or None)
    assert [row["x"] for row in read.values["r"]] == [x or None for x in xs]
