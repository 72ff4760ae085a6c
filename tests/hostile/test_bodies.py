"""JSON and page forms that are too deep, too large or of the wrong kind."""

from __future__ import annotations

import json

import pytest

from tests.builders.office import ADMIN
from tests.hostile.site import Browser

PROJECTS = "projects"

REFUSED = {
    "nothing": (b"", 400),
    "words": (b"hello", 400),
    "a list": (b"[]", 400),
    "a text": (b'"x"', 400),
    "a number": (b"5", 400),
    "no value": (b"null", 400),
    "not a number": (b'{"name":NaN}', 400),
    "a number without end": (b'{"name":' + b"9" * 5_000 + b"}", 400),
    "half a character": (b'{"name":"\\ud800"}', 400),
    "half a byte": (b'{"name":"\xff"}', 400),
    "UTF-16": ('{"name":"x"}'.encode("utf-16"), 400),
    "400,000 lists": (b"[" * 400_000 + b"]" * 400_000, 400),
    "100,000 objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400),
    "2 MB": (b'"' + b"x" * 2_000_000 + b'"', 413),
    "a null": (b'{"name":"a\\u0000b"}', 400),
    "a list for a text": (b'{"name":["a"]}', 400),
    "an object for a text": (b'{"name":{"$ne":""}}', 400),
    "a flag for a text": (b'{"name":true}', 400),
}


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
@pytest.mark.parametrize(("content", "status"), REFUSED.values(), ids=REFUSED)
def test_a_body_that_is_no_object_of_ours_is_refused(site, kind, content, status):
    with site.watched():
        answer = site.api(ADMIN, "POST", PROJECTS, content, kind)
    assert answer.status == status
    told = json.loads(answer.content)
    assert told["message"]
    assert int(told["code"]) == status


@pytest.mark.parametrize(
    "content",
    [
        b'{"email":["admin@example.org"],"password":"x"}',
        b'{"email":{"$ne":""},"password":{"$ne":""}}',
        b'{"email":true,"password":true}',
        b'{"email":1,"password":2}',
        b'{"email":"admin@example.org","password":null}',
        b'{"email":"admin@example.org"}',
    ],
)
def test_nobody_signs_in_with_something_else_than_two_texts(site, content):
    answer = site.ask("POST", "/v1/sessions", content, {"Content-Type": "application/json"})
    assert answer.status == 400


PAGES = {
    "a field of 2 MB": (b"login=" + b"x" * 2_000_000, "application/x-www-form-urlencoded"),
    "500,000 fields": (b"a=b&" * 500_000, "application/x-www-form-urlencoded"),
    "a file of 50 MB": (
        b'--zz\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n'
        + b"x" * 50_000_000
        + b"\r\n--zz--\r\n",
        "multipart/form-data; boundary=zz",
    ),
    "10,000 parts": (
        b'--zz\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * 10_000 + b"--zz--\r\n",
        "multipart/form-data; boundary=zz",
    ),
}


@pytest.mark.parametrize(("content", "kind"), PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("path", ["/sign-in", "/account/language"])
def test_a_page_takes_no_more_than_a_form_can_hold(site, path, content, kind):
    with site.watched():
        answer = Browser(site).go("POST", path, content, {"Content-Type": kind})
    assert answer.status == 413
    assert "上传" in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"--zz\r\nfoo", "multipart/form-data; boundary=zz"),
        (b"login=a", "multipart/form-data"),
        (b"\xff\xfe=%ff%zz&=&&&;", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"", ""),
    ],
    ids=["cut off", "no boundary", "no text", "JSON", "nothing"],
)
def test_what_is_no_form_of_ours_changes_nothing(admin, content, kind):
    answer = admin.go("POST", "/account/theme", content, {"Content-Type": kind})
    assert answer.status == 403
