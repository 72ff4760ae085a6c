"""Sending: preflight, statuses and sentences, files, retries (protocol.md 1.4, 1.5, 3)."""

from dataclasses import replace

import pytest
from lxml import etree

from server.app import create_app
from server.settings import Settings
from server.store.tables import metadata
from tests.builders.office import form, instance, services, tablet, token_of
from tests.builders.uploads import Part, body, content_type, incomplete_part, photo_part, xml_part
from tests.databases import build_schema

SUCCESS = "full submission upload was successful!"
PHOTO = b"\xff\xd8\xff\xe0 not much of a photo"
pytestmark = pytest.mark.usefixtures("visit")


@pytest.fixture
def send(client, base):
    """Send parts as Collect does; without parts a filled form."""

    def send(*parts, query="?deviceID=collect%3AAbC", **headers):
        return client.post(
            f"{base}/submission{query}",
            data=body(*(parts or (xml_part(instance()),))),
            content_type=content_type(),
            headers=headers,
        )

    return send


def message(answer):
    root = etree.fromstring(answer.data)
    assert root.tag == "{http://openrosa.org/http/response}OpenRosaResponse"
    return root[0].text


def rows(office, table, *columns):
    wanted = metadata.tables[table]
    with office.store.read() as conn:
        found = conn.execute(wanted.select()).mappings().all()
    return [tuple(row[name] for name in columns) for row in found]


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_or_15_or_16_or_19_asking_before_sending_is_204_with_the_limit(client, base, method):
    answer = client.open(f"{base}/submission?deviceID=x", method=method)
    assert (answer.status_code, answer.data) == (204, b"")
    assert int(answer.headers["X-OpenRosa-Accept-Content-Length"]) == 100_000_000
    assert "Content-Type" not in answer.headers


def test_or_21_what_is_advertised_is_really_accepted(office):
    assert office.settings.accept_content_length < office.settings.hard_limit_bytes


def test_or_22_or_25_a_new_submission_is_201_with_the_text_collect_translates(send):
    answer = send()
    assert (answer.status_code, message(answer)) == (201, SUCCESS)


def test_or_14_the_device_and_its_program_are_kept(office, send):
    send(**{"User-Agent": "org.odk.collect.android/v2026.2 Dalvik/2.1.0"})
    kept = rows(office, "submission_version", "device_id", "user_agent")
    assert kept == [("collect:AbC", "org.odk.collect.android/v2026.2 Dalvik/2.1.0")]


@pytest.mark.parametrize("device", ["", "%00", "collect%00x", "x" * 3000, "%FF%FE"])
def test_or_6_whatever_a_device_calls_itself_its_data_are_taken(send, device):
    assert send(query=f"?deviceID={device}", **{"User-Agent": "x" * 3000}).status_code == 201


def test_or_102_the_same_again_is_201_and_one_record(office, send):
    first, second = send(), send()
    assert (first.status_code, second.status_code) == (201, 201)
    assert message(second) == SUCCESS
    assert len(rows(office, "submission", "id")) == 1


def test_or_105_or_106_other_content_under_the_same_id_is_409_and_kept_aside(office, send):
    send()
    answer = send(xml_part(instance(note="改过了")))
    assert answer.status_code == 409
    assert "乡镇" in message(answer)
    assert len(rows(office, "submission", "id")) == 1
    assert [row[0] for row in rows(office, "quarantine", "rule")] == ["W-01"]


def test_or_111_one_id_in_two_forms_is_two_records(office, send):
    form(office, "damage")
    assert send().status_code == 201
    assert send(xml_part(instance(form_id="damage"))).status_code == 201
    assert len(rows(office, "submission", "id")) == 2


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([Part("note", b"x")], 400),
        ([xml_part(b"<data id='visit'>")], 400),
        ([xml_part(b"")], 400),
        ([xml_part(b"<data><meta/></data>")], 400),
        ([xml_part(b"<!DOCTYPE d [<!ENTITY a 'b'>]><data id='visit'>&a;</data>")], 400),
        ([xml_part(instance(form_id="没有"))], 404),
    ],
    ids=[
        "OR-29 no XML part",
        "OR-30 not well-formed",
        "OR-30 empty",
        "OR-31 no form id",
        "OR-133 a DTD",
        "OR-32 unknown form",
    ],
)
def test_what_cannot_be_filed_is_told_and_leaves_no_record(office, send, parts, status):
    answer = send(*parts)
    assert answer.status_code == status
    assert message(answer)
    assert rows(office, "submission", "id") == []


def test_or_33_an_unknown_version_is_parked_with_202(office, send):
    answer = send(xml_part(instance(version="0.9")))
    assert answer.status_code == 202
    assert "核对" in message(answer)
    assert len(rows(office, "submission", "id")) == 1


@pytest.mark.parametrize(("state", "status"), [("closing", 201), ("closed", 409)])
def test_or_34_closing_forms_still_take_and_closed_ones_do_not(office, send, state, status):
    form(office, state, state=state)
    answer = send(xml_part(instance(form_id=state)))
    assert answer.status_code == status


def test_or_27_an_empty_and_a_foreign_body_are_told(client, base):
    for data, kind in ((b"", content_type()), (b"{}", "application/json"), (b"x", "")):
        answer = client.post(f"{base}/submission", data=data, content_type=kind)
        assert answer.status_code == 400
        assert message(answer)


def test_or_37_more_than_the_hard_limit_is_413_with_its_size(office, key):
    small = replace(office, settings=replace(office.settings, hard_limit_bytes=2_000_000))
    client = create_app(small.settings, small).test_client()
    answer = client.post(
        f"/v1/key/{key}/projects/1/submission",
        data=body(xml_part(instance()), photo_part(content=b"x" * 2_000_000)),
        content_type=content_type(),
    )
    assert answer.status_code == 413
    assert "2 MB" in message(answer)
    assert answer.headers["X-OpenRosa-Accept-Content-Length"]
    assert rows(office, "submission", "id") == []


def test_or_35_a_full_disk_is_507_and_nothing_is_half_stored(office, key):
    full = replace(office, vault=type(office.vault)(office.vault.root, reserve_bytes=2**62))
    client = create_app(full.settings, full).test_client()
    answer = client.post(
        f"/v1/key/{key}/projects/1/submission",
        data=body(xml_part(instance()), photo_part()),
        content_type=content_type(),
    )
    assert answer.status_code == 507
    assert "磁盘" in message(answer)
    assert rows(office, "submission", "id") == []


def test_or_35_a_stopping_server_is_503(tmp_path):
    settings = Settings(data_dir=tmp_path / "stopping")
    settings.data_dir.mkdir()
    build_schema(settings.sqlalchemy_url)
    stopping = services(settings)
    form(stopping)
    key = token_of(stopping, tablet(stopping).id)
    client = create_app(settings, stopping).test_client()
    stopping.store.close()
    answer = client.post(
        f"/v1/key/{key}/projects/1/submission",
        data=body(xml_part(instance())),
        content_type=content_type(),
    )
    stopping.store.close()
    assert answer.status_code == 503
    assert "重发" in message(answer)


def test_or_27_our_own_fault_says_that_the_data_are_still_there(office, send):
    office.store.write(metadata.tables["assignment"].drop)
    answer = send()
    assert answer.status_code == 500
    assert "数据仍在" in message(answer)
    assert answer.headers["X-OpenRosa-Version"] == "1.0"


def test_or_83_or_84_the_xml_is_found_anywhere_and_as_a_plain_field(office, send):
    photo = photo_part("a.jpg", PHOTO)
    xml = instance(photo="a.jpg")
    assert send(photo, xml_part(xml)).status_code == 201
    assert send(Part("xml_submission_file", xml), photo).status_code == 201
    assert len(rows(office, "submission", "id")) == 1


def test_or_84_a_plain_field_beyond_half_a_megabyte_is_taken(office, send):
    xml = instance(note="水" * 300_000)
    assert send(Part("xml_submission_file", xml)).status_code == 201
    assert rows(office, "submission_version", "xml") == [(xml,)]


def test_or_89_or_90_a_split_submission_merges_and_its_parts_may_come_again(office, send):
    xml = instance(photo="a.jpg")
    first = (xml_part(xml), photo_part("other.jpg", b"leftover"), incomplete_part())
    second = (xml_part(xml), photo_part("a.jpg", PHOTO))
    for parts in (first, second, first, second):
        assert send(*parts).status_code == 201
    assert len(rows(office, "submission", "id")) == 1
    assert rows(office, "submission", "files_expected", "files_present") == [(1, 1)]


def test_or_88_the_mark_of_more_to_come_is_no_file(office, send):
    send(xml_part(instance(photo="a.jpg")), incomplete_part())
    assert [row[0] for row in rows(office, "attachment", "name")] == ["a.jpg"]


def test_or_94_or_95_missing_and_unasked_files_do_not_fail_the_post(office, send):
    assert send(xml_part(instance(photo="a.jpg")), photo_part("b.jpg", PHOTO)).status_code == 201
    assert rows(office, "submission", "files_expected", "files_present") == [(1, 0)]


@pytest.mark.parametrize(
    "name",
    ['照片 1".jpg', "户\N{HOUSE BUILDING}.jpg", "../../etc/passwd.jpg"],
    ids=["quote", "emoji", "path"],
)
def test_or_85_to_87_files_keep_their_names_but_no_directories(office, send, name):
    bare = name.rpartition("/")[2]
    xml = instance(photo=bare.replace('"', "&quot;"))
    assert send(xml_part(xml), photo_part(name, PHOTO)).status_code == 201
    (kept,) = rows(office, "attachment", "name", "digest")
    assert kept[0] == bare
    with office.vault.open(kept[1]) as file:
        assert file.read() == PHOTO


def test_or_91_a_hundred_and_two_parts_in_one_post(send):
    photos = [photo_part(f"{n}.jpg", b"%d" % n) for n in range(101)]
    assert send(xml_part(instance()), *photos).status_code == 201


def test_or_97_an_empty_file_is_kept_as_such(office, send):
    assert send(xml_part(instance(photo="a.jpg")), photo_part("a.jpg", b"")).status_code == 201
    assert rows(office, "attachment", "name", "size") == [("a.jpg", 0)]


def test_or_145_the_xml_is_kept_byte_for_byte(office, send):
    xml = instance(note="A &amp; B <![CDATA[]]]]><![CDATA[>]]> \N{FAMILY} e\u0301")
    send(xml_part(xml))
    assert rows(office, "submission_version", "xml") == [(xml,)]


def test_or_112_a_long_id_of_another_kind_is_taken(office, send):
    long_id = "imei:" + "9" * 244
    assert send(xml_part(instance(long_id))).status_code == 201
    assert rows(office, "submission", "instance_id") == [(long_id,)]


def test_english_is_spoken_on_request(send):
    send()
    answer = send(xml_part(instance(note="x")), **{"Accept-Language": "en"})
    assert "township office" in message(answer)
