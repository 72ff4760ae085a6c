"""OR-1 to OR-7, OR-17, OR-18, OR-38 to OR-55: headers and credentials on OpenRosa URLs."""

import base64
import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from werkzeug.exceptions import MethodNotAllowed

from server.app import create_app
from server.auth import sessions
from server.auth.throttle import PER_PAIR
from server.openrosa import failures
from server.store.tables import metadata
from tests.builders.digest import answer as digest
from tests.builders.office import ASSISTANT, PASSWORD, person

pytestmark = pytest.mark.usefixtures("visit")

PROJECT = "/v1/projects/1"
ALL = {
    "formList": 200,
    "forms/visit.xml": 200,
    "forms/visit/manifest": 200,
    "submission": 204,
    "datasets/households/integrity?id=a": 200,
    "forms/none.xml": 404,
    "nonsense": 404,
}
HTTPS = "https://localhost"
ROSA = {"X-OpenRosa-Version": "1.0"}


def basic(login=ASSISTANT, password=PASSWORD):
    return {"Authorization": "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()}


@pytest.mark.parametrize("resource", ALL)
def test_or_1_every_answer_is_marked(client, base, resource):
    answer = client.get(f"{base}/{resource}")
    assert answer.status_code == ALL[resource]
    assert answer.headers["X-OpenRosa-Version"] == "1.0"
    assert answer.headers["X-OpenRosa-Accept-Content-Length"] == "100000000"
    assert answer.headers["Date"].endswith(" GMT")


@pytest.mark.parametrize(("version", "status"), [("1.0", 200), (" 1.0 ", 200), ("2.0", 400)])
def test_or_4_another_version_is_refused(client, base, version, status):
    answer = client.get(f"{base}/formList", headers={"X-OpenRosa-Version": version})
    assert answer.status_code == status


@pytest.mark.parametrize(
    "date", ["Mon, 23 Nov 2026 04:53:18 GMT", "周一, 23 十一月 2026", "yesterday", ""]
)
def test_or_5_the_devices_date_is_not_looked_at(client, base, date):
    headers = {"Date": date.encode().decode("latin-1")}
    assert client.get(f"{base}/formList", headers=headers).status_code == 200


@pytest.mark.parametrize("key", ["x", "x" * 64, "x" * 65, "%E4%BB%A4"])
def test_or_39_a_bad_token_is_403_without_challenge(client, key):
    for method in ("GET", "HEAD", "POST"):
        answer = client.open(f"/v1/key/{key}/projects/1/submission", method=method)
        assert answer.status_code == 403
        assert "WWW-Authenticate" not in answer.headers
        assert answer.headers["X-OpenRosa-Accept-Content-Length"]


def test_or_41_the_token_is_taken_from_the_query_too(client, key):
    answer = client.get(f"{PROJECT}/formList?st={key}&deviceID=x")
    assert answer.status_code == 200
    assert f"/v1/key/{key}/projects/1/forms/visit.xml" in answer.text
    assert client.get(f"{PROJECT}/formList?st=wrong").status_code == 403


def test_or_17_a_login_url_without_credentials_asks_for_them(client):
    for method in ("GET", "HEAD", "POST"):
        answer = client.open(f"{PROJECT}/submission", method=method)
        assert answer.status_code == 401
        (asked,) = answer.headers.getlist("WWW-Authenticate")
        assert asked.startswith("Digest ")


def test_or_44_over_https_digest_comes_before_basic(client):
    answer = client.get(f"{PROJECT}/formList", base_url=HTTPS)
    schemes = [line.split(" ")[0] for line in answer.headers.getlist("WWW-Authenticate")]
    assert schemes == ["Digest", "Basic"]


def test_or_53_a_page_is_not_challenged(client):
    headers = {"X-Requested-With": "XMLHttpRequest"}
    answer = client.get(f"{PROJECT}/formList", headers=headers)
    assert answer.status_code == 401
    assert "WWW-Authenticate" not in answer.headers


def test_or_42_basic_over_https_opens_the_list(office, client):
    person(office)
    answer = client.get(f"{PROJECT}/formList", base_url=HTTPS, headers=basic())
    assert answer.status_code == 200
    assert "/v1/projects/1/forms/visit.xml" in answer.text


def test_or_43_basic_over_http_is_refused_unless_allowed(office, client):
    person(office)
    refused = client.get(f"{PROJECT}/formList", headers=basic())
    assert refused.status_code == 401
    assert "https" in refused.text
    lenient = replace(office, settings=replace(office.settings, allow_basic_over_http=True))
    app = create_app(lenient.settings, lenient)
    assert app.test_client().get(f"{PROJECT}/formList", headers=basic()).status_code == 200


def test_or_43_a_trusted_proxy_says_whether_it_was_https(office):
    person(office)
    behind = replace(office, settings=replace(office.settings, trust_proxy=True))
    client = create_app(behind.settings, behind).test_client()
    for scheme, status in (("https", 200), ("http", 401)):
        headers = basic() | {"X-Forwarded-Proto": scheme}
        assert client.get(f"{PROJECT}/formList", headers=headers).status_code == status


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_or_45_or_47_digest_with_a_query_opens_it(office, client, method):
    person(office)
    uri = f"{PROJECT}/formList?deviceID=collect%3AAbC%20d&formID=%E5%85%A5"
    asked = client.open(uri, method=method).headers["WWW-Authenticate"]
    headers = {"Authorization": digest(asked, method=method, uri=uri)}
    assert client.open(uri, method=method, headers=headers).status_code == 200


def test_or_47_the_target_is_compared_as_sent_also_with_doubled_slashes(office, client):
    person(office)
    uri = "/v1//projects/1/formList/"
    asked = client.get(uri).headers["WWW-Authenticate"]
    headers = {"Authorization": digest(asked, uri=uri)}
    assert client.get(uri, headers=headers).status_code == 200


def test_or_48_a_wrong_password_is_asked_again_without_stale(office, client):
    person(office)
    uri = f"{PROJECT}/formList"
    asked = client.get(uri).headers["WWW-Authenticate"]
    headers = {"Authorization": digest(asked, uri=uri, password="not this one")}
    again = client.get(uri, headers=headers)
    assert again.status_code == 401
    assert "stale" not in again.headers["WWW-Authenticate"]


def test_or_48_an_old_nonce_is_answered_with_stale(office, client):
    person(office)
    uri = f"{PROJECT}/formList"
    old = f'Digest realm="{office.settings.realm}", nonce="68a0b2f8:00", qop="auth"'
    again = client.get(uri, headers={"Authorization": digest(old, uri=uri)})
    assert again.status_code == 401
    assert "stale=true" in again.headers["WWW-Authenticate"]


def test_or_54_too_many_failures_say_how_long_to_wait(office, client):
    person(office)
    for _ in range(PER_PAIR):
        client.get(f"{PROJECT}/formList", base_url=HTTPS, headers=basic(password="wrong"))
    answer = client.get(f"{PROJECT}/formList", base_url=HTTPS, headers=basic())
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "15 分钟" in answer.text


def test_a_session_lists_forms_too(office, client):
    person(office)
    signed = sessions.sign_in(
        office, ASSISTANT, PASSWORD, address="", agent="", now=datetime.now(UTC)
    )
    headers = {"Authorization": f"Bearer {signed.token}"}
    assert client.get(f"{PROJECT}/formList", headers=headers).status_code == 200
    client.set_cookie(sessions.SESSION_COOKIE, signed.token)
    assert client.get(f"{PROJECT}/formList").status_code == 200


def test_or_12_slashes_lead_there_without_redirect(client, base):
    for url in (f"{base}//formList", f"{base}/formList/"):
        assert client.get(url).status_code == 200
    assert client.post(f"{base}//submission/").status_code == 400


def test_or_55_no_log_holds_the_token(office, client, key, caplog):
    caplog.set_level(logging.DEBUG)
    base = f"/v1/key/{key}/projects/1"
    client.get(f"{base}/formList")
    client.get(f"{base}/nonsense")
    client.get(f"{PROJECT}/formList?st={key}")
    office.store.write(metadata.tables["assignment"].drop)
    assert client.get(f"{base}/formList").status_code == 500
    assert "request failed" in caplog.text
    assert key not in caplog.text


def test_errors_are_in_the_language_asked_for(client, base):
    assert "没有" in client.get(f"{base}/forms/x.xml").text
    english = client.get(f"{base}/forms/x.xml", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert "There is no form" in english.text
    assert english.headers["Content-Language"] == "en"
    assert "没有" in client.get(f"{base}/forms/x.xml", headers={"Accept-Language": "fr"}).text


def test_what_the_public_api_serves_too_is_ours_by_the_header(office, client):
    person(office)
    headers = basic() | ROSA
    answer = client.get(f"{PROJECT}/forms/visit.xml", base_url=HTTPS, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["X-OpenRosa-Version"] == "1.0"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
def test_or_27_unknown_resources_below_a_key_answer_with_an_envelope(client, key, method):
    for path in (f"/v1/key/{key}", f"/v1/key/{key}/projects/1/nothing", "/v1/key/x/y"):
        answer = client.open(path, method=method)
        assert answer.status_code == 404
        assert b"<OpenRosaResponse" in answer.data


@pytest.mark.parametrize(
    "project", ["99999999999999999999999", "2147483648", "-1", "1.0", "一", "%00"]
)
def test_a_project_that_no_column_holds_is_not_found(client, key, project):
    for resource in ("formList", "submission"):
        assert client.get(f"/v1/key/{key}/projects/{project}/{resource}").status_code == 404


@pytest.mark.parametrize("text", ["%00", "a%00b", "%FF", "%F0%9F", "%27%3B--", "%2C%2C%2C"])
def test_no_text_in_a_query_is_a_fault_of_ours(client, base, text):
    assert client.get(f"{base}/formList?formID={text}&deviceID={text}").status_code == 200
    assert client.get(f"{base}/datasets/households/integrity?id={text}").status_code == 200
    assert client.get(f"{base}/datasets/{text}/integrity?id=a").status_code == 404
    assert client.get(f"{base}/forms/{text}.xml").status_code == 404
    assert client.get(f"{base}/forms/visit/attachments/{text}").status_code == 404
    assert client.get(f"{PROJECT}/formList?st={text}").status_code == 403


@pytest.mark.parametrize("value", ["Digest " + "a=" * 5000, "Basic AAAA", "Bearer \xff\xfe", "x"])
def test_no_credentials_are_a_fault_of_ours(client, value):
    answer = client.get(f"{PROJECT}/formList", base_url=HTTPS, headers={"Authorization": value})
    assert answer.status_code == 401


def test_or_27_what_the_framework_refuses_is_told_in_an_envelope(app):
    with app.test_request_context():
        answer = failures.told_http(MethodNotAllowed())
    assert answer.status_code == 405
    assert b"<OpenRosaResponse" in answer.data
