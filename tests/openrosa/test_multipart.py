"""The multipart reader: OR-83 to OR-100 as far as one POST goes."""

from __future__ import annotations

import hashlib
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.vault import Vault
from server.core.errors import (
    DiskFull,
    MissingXMLPart,
    MultipartBroken,
    NotMultipart,
    SurveyError,
    TooLarge,
    TooManyParts,
    UploadCutOff,
)
from server.openrosa.multipart import MAX_FIELD_BYTES, UploadLimits, receive_parts
from tests.builders.uploads import (
    XML,
    Part,
    body,
    content_type,
    incomplete_part,
    photo_part,
    xml_part,
)

JPEG = bytes(range(256)) * 800


class Drip:
    """A stream that gives `step` bytes at a time and remembers how much was asked of it."""

    def __init__(self, content, step):
        self._rest, self._step, self.given = io.BytesIO(content), step, 0

    def read(self, size):
        chunk = self._rest.read(min(size, self._step))
        self.given += len(chunk)
        return chunk


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path / "media", reserve_bytes=0)


def receive(vault, *parts, raw=None, length=True, kind=None, **limits):
    content = body(*parts) if raw is None else raw
    return receive_parts(
        io.BytesIO(content),
        content_type() if kind is None else kind,
        len(content) if length else None,
        vault=vault,
        limits=UploadLimits(**limits),
    )


def left_over(vault):
    return [path for path in vault.root.rglob("*") if path.is_file()]


def names(received):
    return [file.name for file in received.files]


def blob_of(vault, file):
    with vault.open(file.blob.digest) as stream:
        return stream.read()


@pytest.mark.parametrize("position", [0, 1, 2], ids=["first", "middle", "last"])
def test_or_83_the_xml_part_is_found_wherever_it_stands(vault, position):
    parts = [photo_part("1.jpg"), photo_part("2.jpg", b"other")]
    parts.insert(position, xml_part())
    received = receive(vault, *parts)
    assert received.xml == XML
    assert names(received) == ["1.jpg", "2.jpg"]


def test_or_84_xml_as_a_plain_field_of_more_than_500_kb_is_accepted(vault):
    xml = b"<data>" + b"<a>1</a>" * 100_000 + b"</data>"
    assert receive(vault, Part(content=xml)).xml == xml


def test_xml_is_kept_byte_for_byte(vault):
    xml = b"\xef\xbb\xbf<data>\r\n--not-a-boundary\r\n</data>\r\n"
    assert receive(vault, xml_part(xml)).xml == xml


def test_a_file_lies_in_the_vault_under_its_hash_when_the_reader_returns(vault):
    (file,) = receive(vault, xml_part(), photo_part(content=JPEG)).files
    assert file.content_type == "image/jpeg"
    assert file.blob.digest == hashlib.sha256(JPEG).hexdigest()
    assert file.blob.md5 == hashlib.md5(JPEG, usedforsecurity=False).hexdigest()
    assert file.blob.size == len(JPEG)
    assert blob_of(vault, file) == JPEG
    assert list(vault.tmp.iterdir()) == []


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (photo_part("1700000000000.jpg", filename="IMG_1.jpg"), "1700000000000.jpg"),
        (photo_part("file", filename="照片.jpg"), "照片.jpg"),
        (photo_part("Media", filename="照片.jpg"), "照片.jpg"),
        (photo_part("照片 1.jpg", filename=None), "照片 1.jpg"),
        (photo_part("file", filename=None), "file"),
        (photo_part("", filename=""), "unnamed"),
        (photo_part('照片 "1".jpg'), '照片 "1".jpg'),
        (photo_part("👨‍👩‍👧 全家.jpg"), "👨‍👩‍👧 全家.jpg"),
        (photo_part("cafe\u0301.jpg"), "cafe\u0301.jpg"),
        (photo_part("a\r\nb.jpg"), "ab.jpg"),
        (photo_part("../../etc/passwd.jpg"), "passwd.jpg"),
        (photo_part("..\\..\\windows\\win.ini"), "win.ini"),
        (photo_part("C:\\DCIM\\照片.jpg"), "照片.jpg"),
        (photo_part("photos/", filename="x.jpg"), "photos"),
        (photo_part("..", filename="x.jpg"), "x.jpg"),
        (photo_part("../..", filename=".."), "unnamed"),
    ],
    ids=[
        "field name wins",
        "generic field name",
        "generic in capitals",
        "no filename",
        "nothing but generic",
        "no name at all",
        "quotes",
        "emoji joined",
        "not normalised",
        "line break",
        "parent folders",
        "Windows parent folders",
        "Windows path",
        "ends in a slash",
        "only dots",
        "dots everywhere",
    ],
)
def test_or_85_to_87_names_are_the_fields_without_directories(vault, part, name):
    assert names(receive(vault, xml_part(), part)) == [name]


@pytest.mark.parametrize(
    "disposition",
    [
        "name*=utf-8''%E7%85%A7%E7%89%87.jpg; filename*=utf-8''%E7%85%A7%E7%89%87.jpg",
        'name="file"; filename="x.jpg"; filename*=UTF-8\'zh\'%E7%85%A7%E7%89%87.jpg',
        'name="file"; filename="=?UTF-8?B?54Wn54mHLmpwZw==?="',
        "name=\"照片.jpg\"; filename*=klingon''%E7",
        "name=\"照片.jpg\"; filename*=utf-8''%FF",
        'name="照片.jpg"; filename="=?klingon?B?54Wn?="',
    ],
    ids=[
        "old urllib3",
        "RFC 5987",
        "RFC 2047",
        "unknown charset",
        "broken bytes",
        "broken word",
    ],
)
def test_encoded_names_are_read(vault, disposition):
    raw = f"Content-Disposition: form-data; {disposition}".encode()
    part = photo_part(disposition=raw)
    assert names(receive(vault, xml_part(), part)) == ["照片.jpg"]


@pytest.mark.parametrize(
    ("charset", "name"),
    [("gb18030", "照片.jpg"), ("latin-1", "\xff\xff.jpg")],
    ids=["Chinese console", "neither UTF-8 nor Chinese"],
)
def test_names_in_other_charsets_lose_nothing(vault, charset, name):
    raw = f'Content-Disposition: form-data; name="{name}"; filename="{name}"'.encode(charset)
    assert names(receive(vault, xml_part(), photo_part(disposition=raw))) == [name]


def test_an_asterisk_inside_a_quoted_name_is_part_of_the_name(vault):
    assert names(receive(vault, xml_part(), photo_part("a; filename*=x''b.jpg"))) == [
        "a; filename*=x''b.jpg"
    ]


def test_or_88_the_incomplete_mark_is_a_field_and_no_file(vault):
    received = receive(vault, xml_part(), photo_part(), incomplete_part())
    assert received.more_follows
    assert received.fields == {"*isIncomplete*": "yes"}
    assert names(received) == ["照片.jpg"]


def test_the_incomplete_mark_stays_a_field_when_sent_as_a_file(vault):
    mark = Part("*isIncomplete*", b"yes", "mark.txt", "application/octet-stream")
    assert receive(vault, xml_part(), mark).files == ()


def test_a_post_without_the_mark_is_the_last(vault):
    assert not receive(vault, xml_part()).more_follows


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        (Part("deviceID", b"collect:1"), []),
        (Part("comment", b"hello", None, "text/plain"), []),
        (Part("choice", b"", "", None), []),
        (Part("audit.csv", b"event,node"), ["audit.csv"]),
        (Part("1.jpg", b"\xff\xd8"), ["1.jpg"]),
        (Part("scan", b"\xff\xd8", None, "image/jpeg"), ["scan"]),
    ],
    ids=[
        "text",
        "text with a type",
        "no file chosen",
        "table without filename",
        "photo without filename or type",
        "photo by its type",
    ],
)
def test_a_part_without_filename_is_a_field_unless_it_looks_like_a_file(vault, part, kept):
    assert names(receive(vault, xml_part(), part)) == kept


def test_or_91_102_parts_in_one_post_work(vault):
    photos = [photo_part(f"{n}.jpg", b"photo %d" % n) for n in range(101)]
    received = receive(vault, xml_part(), *photos)
    assert names(received) == [f"{n}.jpg" for n in range(101)]
    assert blob_of(vault, received.files[77]) == b"photo 77"


def test_too_many_parts_are_refused_and_leave_nothing(vault):
    with pytest.raises(TooManyParts):
        receive(vault, xml_part(), *[photo_part(f"{n}.jpg") for n in range(5)], max_parts=5)
    assert left_over(vault) == []


@pytest.mark.parametrize("length", [True, False], ids=["length announced", "chunked"])
def test_or_93_a_body_is_read_with_and_without_its_length(vault, length):
    received = receive(vault, xml_part(), photo_part(content=JPEG), length=length)
    assert blob_of(vault, received.files[0]) == JPEG


def test_or_97_an_empty_file_is_stored_as_such(vault):
    (file,) = receive(vault, xml_part(), photo_part(content=b"")).files
    assert file.blob.size == 0
    assert blob_of(vault, file) == b""


@pytest.mark.parametrize("cut", [1, 3, 60, 150, 400, 100_000], ids=lambda cut: f"{cut} bytes")
def test_or_100_a_body_cut_off_leaves_nothing(vault, cut):
    raw = body(xml_part(), photo_part("1.jpg", JPEG), photo_part("2.jpg", JPEG[::-1]))
    with pytest.raises(UploadCutOff):
        receive(vault, raw=raw[: -cut - 2])
    assert left_over(vault) == []


def test_a_body_shorter_than_announced_is_cut_off(vault):
    raw = body(xml_part(), photo_part(content=JPEG))[:-500]
    with pytest.raises(UploadCutOff):
        receive_parts(io.BytesIO(raw), content_type(), 300_000, vault=vault, limits=UploadLimits())


def test_a_body_over_the_hard_limit_is_refused_before_it_is_read(vault):
    stream = Drip(body(xml_part(), photo_part(content=JPEG)), 10**6)
    with pytest.raises(TooLarge):
        receive_parts(
            stream, content_type(), 10**6, vault=vault, limits=UploadLimits(hard_limit_bytes=999)
        )
    assert stream.given == 0


def test_a_chunked_body_is_read_no_further_than_the_hard_limit(vault):
    stream = Drip(body(xml_part(), photo_part(content=JPEG * 10)), 10**6)
    limits = UploadLimits(hard_limit_bytes=300_000)
    with pytest.raises(TooLarge):
        receive_parts(stream, content_type(), None, vault=vault, limits=limits)
    assert stream.given == 300_001
    assert left_over(vault) == []


def test_a_chunked_body_of_exactly_the_hard_limit_is_taken(vault):
    raw = body(xml_part())
    received = receive(vault, raw=raw, length=False, hard_limit_bytes=len(raw))
    assert received.xml == XML


def test_xml_over_its_limit_is_refused(vault):
    with pytest.raises(TooLarge):
        receive(vault, photo_part(), xml_part(b"x" * 1001), max_xml_bytes=1000)
    assert left_over(vault) == []


def test_a_field_over_its_limit_is_refused(vault):
    with pytest.raises(TooLarge):
        receive(vault, xml_part(), Part("note", b"x" * (MAX_FIELD_BYTES + 1)))


def test_a_body_without_xml_is_refused_and_leaves_nothing(vault):
    with pytest.raises(MissingXMLPart):
        receive(vault, photo_part())
    assert left_over(vault) == []


@pytest.mark.parametrize(
    "kind", ["application/xml", "text/plain; boundary=x", "", "multipart/mixed; boundary=x"]
)
def test_what_is_no_form_data_is_named_so(vault, kind):
    with pytest.raises(NotMultipart) as failure:
        receive(vault, xml_part(), kind=kind)
    assert failure.value.status == 400


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 300,
        'multipart/form-data; boundary="a\nb"',
    ],
    ids=["none", "empty", "endless", "with a line break"],
)
def test_a_bad_boundary_is_a_broken_body(vault, kind):
    with pytest.raises(MultipartBroken):
        receive(vault, xml_part(), kind=kind)


@pytest.mark.parametrize(
    "part",
    [
        Part(headers=b"X-Long: " + b"x" * 10_000 + b"\r\n"),
        Part(headers=b"".join(b"X-%d: y\r\n" % n for n in range(50))),
        Part(headers=b"no colon here\r\n"),
        Part(headers=b"Content-Length: 5\r\n"),
        Part(headers=b"Content-Transfer-Encoding: base64\r\n"),
        Part(disposition=b"Content-Disposition: attachment; name=x"),
        Part(disposition=b"Content-Type: text/xml"),
    ],
    ids=[
        "endless header",
        "too many headers",
        "header without colon",
        "wrong length",
        "base64",
        "not form-data",
        "no disposition",
    ],
)
def test_a_malformed_part_is_a_broken_body(vault, part):
    with pytest.raises(MultipartBroken) as failure:
        receive(vault, photo_part(), part)
    assert failure.value.code == "400.39"
    assert left_over(vault) == []


@pytest.mark.parametrize("encoding", ["binary", "8bit", "7BIT"])
def test_transfer_encodings_that_change_nothing_are_taken(vault, encoding):
    headers = b"Content-Transfer-Encoding: " + encoding.encode() + b"\r\n"
    assert receive(vault, Part(headers=headers)).xml == XML


def test_the_same_xml_twice_is_one(vault):
    assert receive(vault, xml_part(), xml_part()).xml == XML


def test_two_different_xml_parts_are_refused(vault):
    with pytest.raises(MultipartBroken):
        receive(vault, xml_part(), xml_part(b"<other/>"))


def test_or_96_one_file_sent_twice_is_one_attachment(vault):
    received = receive(vault, xml_part(), photo_part(), photo_part())
    assert names(received) == ["照片.jpg"]


def test_two_files_of_one_name_are_both_kept_and_the_later_bears_it(vault):
    received = receive(
        vault,
        xml_part(),
        photo_part("照片.jpg", b"first"),
        photo_part("照片~1.jpg", b"another"),
        photo_part("照片.jpg", b"second"),
    )
    assert {file.name: blob_of(vault, file) for file in received.files} == {
        "照片~2.jpg": b"first",
        "照片~1.jpg": b"another",
        "照片.jpg": b"second",
    }


def test_two_files_of_one_name_without_extension_are_told_apart(vault):
    sent = [photo_part("scan", b"first"), photo_part("scan", b"second")]
    assert names(receive(vault, xml_part(), *sent)) == ["scan~1", "scan"]


def test_what_follows_the_last_boundary_is_ignored(vault):
    raw = body(xml_part()) + b"trailing bytes of a proxy"
    assert receive(vault, raw=raw).xml == XML


def test_what_precedes_the_first_boundary_is_ignored(vault):
    assert receive(vault, raw=b"a preamble\r\n" + body(xml_part())).xml == XML


def test_a_malformed_type_of_a_part_becomes_plain_bytes(vault):
    part = Part("a.bin", b"x", "a.bin", "image/svg+xml<script>")
    (file,) = receive(vault, xml_part(), part).files
    assert file.content_type == "application/octet-stream"


def test_a_full_disk_refuses_the_post(tmp_path):
    full = Vault(tmp_path / "media", reserve_bytes=1 << 60)
    with pytest.raises(DiskFull):
        receive(full, xml_part(), photo_part())


def test_a_photo_sent_again_changes_nothing(vault):
    first = receive(vault, xml_part(), photo_part(content=JPEG))
    before = left_over(vault)
    assert receive(vault, xml_part(), photo_part(content=JPEG)) == first
    assert left_over(vault) == before


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    step=st.integers(1, 300),
    contents=st.lists(
        st.binary(max_size=200)
        | st.text("\r\n-abf0125", max_size=200).map(str.encode)
        | st.just(b"\r\n--" + content_type()[30:].encode()[:-1]),
        max_size=4,
    ),
)
def test_the_parts_do_not_depend_on_how_the_body_arrives(vault, step, contents):
    parts = [photo_part(f"{n}.jpg", content) for n, content in enumerate(contents)]
    raw = body(*parts, xml_part(), incomplete_part())
    received = receive_parts(
        Drip(raw, step), content_type(), len(raw), vault=vault, limits=UploadLimits()
    )
    assert received.xml == XML
    assert [blob_of(vault, file) for file in received.files] == contents
    assert received.more_follows


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_body_is_read_or_refused_but_never_an_accident(vault, data):
    raw = bytearray(body(xml_part(), photo_part(), incomplete_part()))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        raw[start : start + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=5))
    try:
        receive(vault, raw=bytes(raw))
    except SurveyError as refusal:
        assert refusal.status in {400, 413}  # noqa: PT017 - reading it is as good
    assert list(vault.tmp.iterdir()) == []
