"""First contact, a working day and bad lines, as ODK Collect would meet them."""

import http.client
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from server.auth.grants import OPERATOR
from server.auth.tablets import revoke_tablet, tablets
from server.store import forms
from server.store.tables import metadata
from tests.builders.office import ASSISTANT, NOW, PASSWORD, form, instance, person, xform
from tests.builders.uploads import Part, body, content_type, photo_part, xml_part
from tests.contract.collect import NotOpenRosa

PHOTO = b"\xff\xd8\xff\xe0" + b"p" * 40_000


def rows(live, table, *columns):
    with live.office.store.read() as conn:
        found = conn.execute(metadata.tables[table].select()).mappings().all()
    return [tuple(row[name] for name in columns) for row in found]


def records(live):
    return len(rows(live, "submission", "id"))


def test_a_tablet_fetches_everything_once_and_then_nothing(live):
    collect = live.tablet()
    assert collect.refresh() == ["visit"]
    assert collect.forms["visit"].xml == xform()
    assert collect.forms["visit"].media == {"villages 清单.csv": b"name,label\n1,a\n"}
    assert collect.refresh() == []


def test_or_80_an_entity_list_is_fetched_once_and_its_form_is_asked_for_with_its_tag(live):
    form(live.office, "revisit", files=[("households.csv", "households"), ("a.csv", b"x")])
    collect = live.tablet()
    collect.refresh()
    before = len(collect.log)
    assert collect.refresh() == ["revisit"]  # a list is no file that could be compared
    asked = {
        target.partition("?")[0].rpartition("/")[2]: status
        for _, target, status in collect.log[before:]
    }
    assert asked == {"formList": 200, "manifest": 200, "revisit.xml": 304}


def test_a_form_that_closes_leaves_the_tablet_and_a_new_one_comes(live):
    collect = live.tablet()
    closing = form(live.office, "damage")
    collect.refresh()
    live.office.store.write(lambda conn: forms.change_form(conn, closing, state="closing"))
    assert form(live.office, "入户 1.2")
    assert collect.refresh() == ["入户 1.2"]
    assert sorted(collect.forms) == ["visit", "入户 1.2"]


def test_or_64_a_revoked_tablet_keeps_the_forms_it_has(live):
    collect = live.tablet()
    collect.refresh()
    (made,) = tablets(live.office, OPERATOR)
    revoke_tablet(live.office, OPERATOR, made.id, now=NOW)
    with pytest.raises(NotOpenRosa, match="403"):
        collect.refresh()
    assert list(collect.forms) == ["visit"]


def test_a_filled_form_with_a_photo_is_sent(live):
    answer = live.tablet().send(instance(photo="a.jpg"), {"a.jpg": PHOTO})
    assert (answer.status, answer.message) == (201, "full submission upload was successful!")
    assert rows(live, "submission", "files_expected", "files_present") == [(1, 1)]


def test_or_89_files_beyond_the_limit_come_in_several_posts(live):
    collect = live.tablet()
    files = {f"{n}.jpg": PHOTO + bytes([n]) for n in range(5)}
    assert collect.send(instance(photo="4.jpg"), files).status == 201
    posts = [entry for entry in collect.log if entry[0] == "POST"]
    assert len(posts) == 3
    assert records(live) == 1
    assert rows(live, "submission", "files_present") == [(1,)]


def test_or_91_more_than_a_hundred_files_come_in_several_posts(live):
    collect = live.tablet()
    files = {f"{n}.jpg": bytes([n % 250]) for n in range(130)}
    assert collect.send(instance(photo="129.jpg"), files).status == 201
    assert [entry[0] for entry in collect.log] == ["HEAD", "POST", "POST"]
    assert rows(live, "submission", "files_present") == [(1,)]


def test_or_92_one_file_beyond_the_limit_goes_alone(live):
    answer = live.tablet().send(instance(photo="a.jpg"), {"a.jpg": b"v" * 1_500_000})
    assert answer.status == 201
    assert rows(live, "submission", "files_present") == [(1,)]


def test_or_37_beyond_the_hard_limit_the_phone_shows_why(live):
    answer = live.tablet().send(instance(photo="a.jpg"), {"a.jpg": b"v" * 2_500_000})
    assert answer.status == 413
    assert "2 MB" in answer.message
    assert answer.headers["X-OpenRosa-Version"] == "1.0"
    assert records(live) == 0


def test_or_37_far_beyond_it_the_server_says_so_before_the_body_comes(live):
    lines = head(live.tablet(), f"Content-Type: {content_type()}", "Content-Length: 9000000")
    status, content = raw(live, lines)
    assert status == 413
    assert b"<OpenRosaResponse" in content


def test_or_103_eight_times_the_same_at_once_is_one_record(live):
    collect = live.tablet()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: collect.post(xml_part(instance())), range(8)))
    assert [answer.status for answer in answers] == [201] * 8
    assert records(live) == 1


def test_or_104_eight_posts_with_a_file_each_at_once_lose_none(live):
    collect = live.tablet()
    xml = instance(photo="3.jpg")

    def send(n):
        return collect.post(xml_part(xml), photo_part(f"{n}.jpg", PHOTO + bytes([n])))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert [answer.status for answer in answers] == [201] * 8
    assert records(live) == 1
    assert rows(live, "submission", "files_present") == [(1,)]


def raw(live, text, *, close_early=False):
    """Send bytes as they are and read the answer, if there is one."""
    parts = urlsplit(live.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as line:
        line.sendall(text)
        if close_early:
            return None
        response = http.client.HTTPResponse(line)
        response.begin()
        return response.status, response.read()


def head(collect, *lines):
    target = urlsplit(collect.submission_url)
    first = f"POST {target.path}?{target.query} HTTP/1.1"
    return "\r\n".join([first, "Host: x", *lines, "", ""]).encode()


def test_or_93_chunks_without_a_length_are_taken(live):
    content = body(xml_part(instance(photo="a.jpg")), photo_part("a.jpg", PHOTO))
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(content[at : at + 1000]), content[at : at + 1000])
        for at in range(0, len(content), 1000)
    )
    lines = head(
        live.tablet(),
        f"Content-Type: {content_type()}",
        "Transfer-Encoding: chunked",
        "Connection: close",
    )
    status, _ = raw(live, lines + chunks + b"0\r\n\r\n")
    assert status == 201
    assert rows(live, "submission", "files_present") == [(1,)]


def test_or_27_broken_chunks_are_told_in_an_envelope(live):
    lines = head(live.tablet(), f"Content-Type: {content_type()}", "Transfer-Encoding: chunked")
    status, content = raw(live, lines + b"zz\r\nnot hex\r\n0\r\n\r\n")
    assert status == 400
    assert b"<OpenRosaResponse" in content


def test_other_requests_are_refused_in_waitress_own_words(live):
    lines = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    status, content = raw(live, lines)
    assert status == 400
    assert b"OpenRosa" not in content


def test_or_100_a_line_cut_in_mid_body_leaves_nothing_and_the_retry_works(live):
    collect, kept = live.tablet(), list(live.office.vault.digests())
    content = body(xml_part(instance(photo="a.jpg")), photo_part("a.jpg", PHOTO))
    lines = head(collect, f"Content-Type: {content_type()}", f"Content-Length: {len(content)}")
    raw(live, lines + content[: len(content) // 2], close_early=True)
    assert records(live) == 0
    assert list(live.office.vault.digests()) == kept
    assert collect.send(instance(photo="a.jpg"), {"a.jpg": PHOTO}).status == 201
    assert records(live) == 1


def test_a_body_that_ends_before_its_last_boundary_is_told_and_can_be_sent_again(live):
    collect, kept = live.tablet(), list(live.office.vault.digests())
    content = body(xml_part(instance(photo="a.jpg")), photo_part("a.jpg", PHOTO))[:-50]
    answer = collect.request("POST", collect.submission_url, content, content_type())
    assert answer.status == 400
    assert "重新发送" in answer.message
    assert list(live.office.vault.digests()) == kept
    assert collect.send(instance(photo="a.jpg"), {"a.jpg": PHOTO}).status == 201


def test_a_retry_after_the_answer_was_lost_changes_nothing(live):
    collect = live.tablet()
    files = {f"{n}.jpg": PHOTO + bytes([n]) for n in range(5)}
    xml = instance(photo="4.jpg")
    collect.post(xml_part(xml), Part("0.jpg", PHOTO, "0.jpg", "image/jpeg"))
    for _ in range(2):
        assert collect.send(xml, files).status == 201
    assert records(live) == 1
    assert rows(live, "submission", "files_present") == [(1,)]


def test_or_45_a_login_works_over_plain_http_by_digest(live):
    person(live.office)
    collect = live.with_login(ASSISTANT, PASSWORD)
    assert collect.refresh() == ["visit"]
    assert collect.send(instance()).status == 201
    refused = [entry for entry in collect.log if entry[2] == 401]
    assert len(refused) == 1
    assert collect.log[0][2] == 401


def test_or_48_a_wrong_password_ends_soon(live):
    person(live.office)
    collect = live.with_login(ASSISTANT, "not this one")
    with pytest.raises(NotOpenRosa, match="authentication"):
        collect.send(instance())
    assert [entry[2] for entry in collect.log] == [401, 401]


def test_or_48_a_nonce_grown_old_costs_one_more_request(live):
    person(live.office)
    collect = live.with_login(ASSISTANT, PASSWORD)
    collect.refresh()
    before = len(collect.log)
    realm = live.office.settings.realm
    collect._challenge = f'Digest realm="{realm}", nonce="68a0b2f8:00", qop="auth", algorithm=MD5'
    assert collect.request("HEAD", collect.submission_url).status == 204
    assert [entry[2] for entry in collect.log[before:]] == [401, 204]


def test_or_50_parallel_requests_share_a_nonce(live):
    person(live.office)
    collect = live.with_login(ASSISTANT, PASSWORD)
    collect.refresh()
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: collect.request("HEAD", collect.submission_url), range(40))
        )
    assert {answer.status for answer in answers} == {204}


def test_or_156_sixty_thousand_bytes_of_ids_fit_the_request_line(live):
    collect = live.tablet()
    ids = "%2C".join(f"24b47424-ccf8-4f4b-b4cd-{n:012d}" for n in range(1_600))
    answer = collect.request("GET", f"{collect.server_url}/datasets/households/integrity?id={ids}")
    assert len(ids) > 60_000
    assert answer.status == 200


def test_or_223_two_hundred_preflights_in_a_row_are_answered(live):
    collect = live.tablet()
    statuses = {collect.request("HEAD", collect.submission_url).status for _ in range(200)}
    assert statuses == {204}


def test_or_12_a_server_url_typed_with_slashes_works(live):
    collect = live.tablet()
    collect.server_url = collect.server_url.replace("/projects", "//projects") + "/"
    assert collect.refresh() == ["visit"]
    assert collect.send(instance()).status == 201


def test_a_slow_sender_keeps_nobody_waiting(live):
    collect = live.tablet()
    content = body(xml_part(instance()))
    lines = head(collect, f"Content-Type: {content_type()}", f"Content-Length: {len(content)}")
    parts = urlsplit(live.url)
    slow = [socket.create_connection((parts.hostname, parts.port)) for _ in range(20)]
    for line in slow:
        line.sendall(lines + content[:20])
    done = threading.Event()
    quick = threading.Thread(target=lambda: (live.tablet().refresh(), done.set()))
    quick.start()
    assert done.wait(3)
    quick.join()
    for line in slow:
        line.close()
