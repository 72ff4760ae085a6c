"""The browser's side: forms of other sites, cookies, addresses that lead elsewhere, false hosts."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import pytest

from tests.builders.field import filled, uid
from tests.builders.office import REVIEWER
from tests.hostile.site import Browser

ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "\t//evil.example/",
    "/\n/evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "evil.example",
    "@evil.example",
    "/%09/evil.example",
    "/..//evil.example/",
    "/a\r\nSet-Cookie: a=b",
    "/a\u2028b",
    "http://[::1",
    "",
]


def leads_home(location):
    """Whether a browser stays on this site: it drops tabs and line ends, and knows no ``\\``."""
    seen = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    parts = urlsplit(seen)
    return not parts.scheme and not parts.netloc and seen.startswith("/") and seen[1:2] != "/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_never_leads_elsewhere(site, target):
    """ASVS 3.7.2"""
    browser = Browser(site)
    page = browser.go("GET", f"/sign-in?next={quote(target, safe='')}")
    hidden = re.search(r'name="next" value="([^"]*)"', page.content.decode())
    assert hidden is None or leads_home(hidden[1])
    answer = browser.sign_in(REVIEWER, next=target)
    assert (answer.status, leads_home(answer.headers["Location"])) == (303, True)
    assert answer.headers.get_all("Set-Cookie")[0].startswith("mz_session=")
    assert "a=b" not in str(answer.headers.get_all("Set-Cookie"))
    answer = browser.go("GET", f"/sign-in?next={quote(target, safe='')}")
    assert leads_home(answer.headers["Location"])


@pytest.mark.parametrize("target", ELSEWHERE)
def test_choosing_a_language_never_leads_elsewhere(site, target):
    browser = Browser(site)
    proof = browser.proof("/sign-in")
    answer = browser.post("/account/language", csrf=proof, language="en", back=target)
    assert (answer.status, leads_home(answer.headers["Location"])) == (303, True)


HOSTS = [
    "evil.example",
    "evil.example:80",
    "127.0.0.1:9",
    "a b",
    "<script>",
    "",
    "[::1",
    "x" * 5_000,
]


@pytest.mark.parametrize("host", HOSTS)
def test_no_address_is_made_of_what_the_client_calls_the_host(site, host):
    """OR-10: form lists, codes and redirects use the configured address or none."""
    false = {"Host": host, "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    listed = site.ask("GET", f"/v1/key/{site.token}/projects/1/formList", None, false)
    if listed.status == 200:
        urls = re.findall(r"Url>([^<]+)<", listed.content.decode())
        assert urls
        assert all(url.startswith(site.served.url) for url in urls)
    for path in ("/", "/review", "/sign-in", "/sign-in/", "/nothing"):
        answer = site.ask("GET", path, None, false)
        assert "evil.example" not in f"{answer.headers}{answer.content.decode()}"
        assert leads_home(answer.headers.get("Location", "/"))


def test_a_session_named_before_signing_in_is_not_kept(site):
    """ASVS 7.2.4: who planted the cookie does not get in with it."""
    planted = "planted-by-somebody-else"
    browser = Browser(site, {"mz_session": planted})
    proof = browser.proof("/sign-in")
    assert browser.post("/sign-in", login=REVIEWER, password="x", csrf=proof).status == 401
    assert browser.sign_in(REVIEWER).status == 303
    assert browser.cookies["mz_session"] != planted
    assert Browser(site, {"mz_session": planted}).go("GET", "/account").status == 302


def test_every_sign_in_has_a_session_of_its_own_and_signing_out_ends_it(site):
    first, second = Browser(site), Browser(site)
    first.sign_in(REVIEWER)
    second.sign_in(REVIEWER)
    kept = first.cookies["mz_session"]
    assert kept != second.cookies["mz_session"]
    first.post("/sign-out", csrf=first.proof())
    assert Browser(site, {"mz_session": kept}).go("GET", "/account").status == 302
    assert second.go("GET", "/account").status == 200


def test_cookies_are_for_the_server_alone(site):
    """ASVS 3.3"""
    answer = Browser(site).sign_in(REVIEWER)
    (session,) = (c for c in answer.headers.get_all("Set-Cookie") if c.startswith("mz_session="))
    assert "HttpOnly" in session
    assert re.search("SameSite=(Lax|Strict)", session)
    assert "Domain" not in session


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "x",
        "x" * 500_000,
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "0",
    ],
)
@pytest.mark.parametrize(
    "path", ["/account/theme", "/sign-out", "/review/undo", "/review/1/decision"]
)
def test_a_form_of_another_site_changes_nothing(site, reviewer, path, given):
    """ASVS 3.5.1"""
    before = site.filed()
    fields = {} if given is None else {"csrf": given}
    headers = {"Origin": "https://evil.example", "Referer": "https://evil.example/"}
    assert reviewer.post(path, headers, theme="dark", **fields).status == 403
    assert site.filed() == before
    assert reviewer.go("GET", "/account").status == 200


def test_the_proof_of_one_session_is_none_for_another(site, reviewer):
    other = Browser(site)
    other.sign_in(REVIEWER)
    assert other.post("/account/theme", theme="dark", csrf=reviewer.proof()).status == 403


def test_a_program_with_a_cookie_alone_changes_nothing(reviewer):
    """A page elsewhere can make the browser send the cookie, but no header of its own."""
    answer = reviewer.go(
        "POST",
        "/v1/projects/1/app-users",
        b'{"displayName":"x"}',
        {"Content-Type": "text/plain", "Origin": "https://evil.example"},
    )
    assert answer.status == 401


PAGES = ["/", "/review", "/households", "/tablets", "/areas", "/quarantine", "/account", "/nothing"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_framed_nowhere_and_runs_only_our_scripts(reviewer, path):
    """ASVS 3.4"""
    answer = reviewer.go("GET", path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] is None
    assert not re.search(rb"<script>|\son\w+=|style=|javascript:", answer.content)


def test_what_was_typed_in_the_field_is_text_on_every_page(site, reviewer):
    """Script in an answer, a name and a file name meets the reviewer as letters."""
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"
    sent = site.send(filled(60_000, note=bad, house="a.jpg").replace(b"a.jpg", b"&lt;b&gt;.jpg"))
    assert sent.status == 201
    ref = site.number_of(uid(60_000))[0]
    for path in (
        f"/review/{ref}?everything=1",
        f"/review?text={quote(bad)}",
        f"/households?text={quote(bad)}",
    ):
        content = reviewer.go("GET", path).content
        assert b"<script>alert" not in content
        assert b"<img src=x" not in content
        assert b"49" not in re.findall(rb"onerror=alert\(1\)&gt;[^{]{0,10}(\d+)", content)


@pytest.mark.parametrize("name", ["deviceID", "st"])
def test_no_header_is_made_of_a_parameter(site, name):
    bad = quote("a\r\nSet-Cookie: a=b\r\n\r\n<script>", safe="")
    for path in ("/v1/projects/1/formList", "/sign-in", "/review", "/nothing", f"/{bad}"):
        answer = site.ask("GET", f"{path}?{name}={bad}&next={bad}&unit={bad}")
        assert "a=b" not in str(answer.headers.get_all("Set-Cookie"))
