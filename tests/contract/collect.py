"""A sender and fetcher that behaves on the wire as ODK Collect does (protocol.md 1 to 3).

It is strict where Collect is strict: a list with one bad item is no list, a status that is not 201
or 202 is a failure, a HEAD that is not 204 is ignored, only the first known challenge is answered.
"""

from __future__ import annotations

import hashlib
import http.client
import itertools
import re
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit
from xml.dom import minidom
from xml.parsers.expat import ExpatError

from lxml import etree

from tests.builders.digest import answer as digest_answer
from tests.builders.uploads import Part, body, content_type, incomplete_part, xml_part

DEFAULT_LIMIT = 10_000_000
MOST_FILES = 101
LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"


class NotOpenRosa(AssertionError):
    """The server does not do what Collect insists on."""


@dataclass(frozen=True)
class Answer:
    """One response."""

    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def message(self) -> str | None:
        """What the phone shows, found as Collect finds it; None when there is none."""
        try:
            root = minidom.parseString(self.content).documentElement  # noqa: S318 - our server's
        except ExpatError:
            return None
        found = root.getElementsByTagName("message")
        return "".join(n.data for n in found[0].childNodes) if found else None


@dataclass(frozen=True)
class BlankForm:
    """A form as it lies on the tablet."""

    version: str | None
    xml: bytes
    media: dict[str, bytes]


@dataclass
class Collect:
    """One installation of Collect, set up with a server URL and perhaps a login."""

    server_url: str
    username: str = ""
    password: str = ""
    device: str = "collect:Ab0C1d2E3f4G5h6I"
    forms: dict[str, BlankForm] = field(default_factory=dict)
    log: list[tuple[str, str, int]] = field(default_factory=list)
    _tokens: dict[str, str] = field(default_factory=dict)
    _cache: dict[str, Answer] = field(default_factory=dict)
    _challenge: str | None = None
    _counter: itertools.count = field(default_factory=lambda: itertools.count(1))

    # Requests

    def request(self, method: str, url: str, content: bytes = b"", kind: str = "") -> Answer:
        """One request with its answer to a challenge, as the authenticators do it."""
        answer = self._once(method, url, content, kind)
        if answer.status != http.client.UNAUTHORIZED or not self.username:
            return answer
        was_answered = self._challenge is not None
        asked = _first_digest(answer)
        if was_answered and "stale=true" not in (asked or ""):
            self._challenge = None  # the cached state is dropped; one attempt without it
            answer = self._once(method, url, content, kind)
            asked = _first_digest(answer)
        if asked is None:
            return answer
        self._challenge, self._counter = asked, itertools.count(1)
        again = self._once(method, url, content, kind)
        if again.status == http.client.UNAUTHORIZED:
            self._challenge = None
        return again

    def _once(self, method: str, url: str, content: bytes, kind: str) -> Answer:
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        headers = {
            "User-Agent": "org.odk.collect.android/v2026.2.0 Dalvik/2.1.0 (Linux; U; Android 14)",
            "X-OpenRosa-Version": "1.0",
            "Date": "Mon, 23 Nov 2026 04:53:18 GMT",  # twelve hours, and nobody says which
            "Accept-Encoding": "gzip",
        }
        if kind:
            headers["Content-Type"] = kind
        if self._challenge:
            headers["Authorization"] = digest_answer(
                self._challenge,
                method=method,
                uri=target,
                login=self.username,
                password=self.password,
                nc=next(self._counter),
                cnonce=uuid.uuid4().hex[:16],
            )
        cached = self._cache.get(url) if method == "GET" else None
        if cached:
            headers["If-None-Match"] = cached.headers["ETag"]
        connection.request(method, target, content or None, headers)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        self.log.append((method, target, answer.status))
        return self._from_cache(url, answer)

    def _from_cache(self, url: str, answer: Answer) -> Answer:
        """What the app gets: its disk cache turns a 304 back into the 200 it keeps."""
        if answer.status == http.client.NOT_MODIFIED:
            return self._cache[url]
        if answer.status == http.client.OK and "ETag" in answer.headers:
            self._cache[url] = answer
        return answer

    def _get(self, url: str) -> Answer:
        mark = "&" if "?" in url else "?"
        return self.request("GET", f"{url}{mark}deviceID={quote(self.device, safe='')}")

    def _get_xml(self, url: str) -> etree._Element:
        answer = self._get(url)
        if answer.status != http.client.OK:
            raise NotOpenRosa(f"{answer.status} for {url}: {answer.message}")
        if "text/xml" not in answer.headers.get("Content-Type", ""):
            raise NotOpenRosa("not text/xml: a proxy is in the way")
        if answer.headers.get("X-OpenRosa-Version") is None:
            raise NotOpenRosa("not the OpenRosa API")
        return etree.fromstring(answer.content.decode().encode())

    # Blank forms

    def refresh(self) -> list[str]:
        """Match the server exactly; return the ids of forms that were downloaded."""
        listed = self._listed()
        self.forms = {form_id: f for form_id, f in self.forms.items() if form_id in listed}
        fetched = []
        for form_id, item in listed.items():
            files = self._files(item)
            if not self._is_current(form_id, item, files):
                self.forms[form_id] = self._fetch(item, files)
                fetched.append(form_id)
        return fetched

    def _listed(self) -> dict[str, dict[str, str]]:
        root = self._get_xml(f"{self.server_url.rstrip('/')}/formList")
        if root.tag != f"{LIST}xforms":
            raise NotOpenRosa(root.tag)
        listed = {}
        for item in root.iterchildren(f"{LIST}xform"):
            read = {child.tag.removeprefix(LIST): (child.text or "").strip() for child in item}
            if not all(read.get(name) for name in ("formID", "name", "downloadUrl")):
                raise NotOpenRosa(f"an item lacks what it must have: {read}")
            if not read.get("hash", "").startswith("md5:"):
                raise NotOpenRosa("a form with no hash")
            listed[read["formID"]] = read
        return listed

    def _files(self, item: dict[str, str]) -> dict[str, dict[str, str]]:
        if "manifestUrl" not in item:
            return {}
        root = self._get_xml(item["manifestUrl"])
        if root.tag != f"{MANIFEST}manifest":
            raise NotOpenRosa(root.tag)
        files = {}
        for file in root.iterchildren(f"{MANIFEST}mediaFile"):
            read = {child.tag.removeprefix(MANIFEST): (child.text or "").strip() for child in file}
            if not all(read.get(name) for name in ("filename", "hash", "downloadUrl")):
                raise NotOpenRosa(f"a file lacks what it must have: {read}")
            files[read["filename"].rpartition("/")[2]] = read | {"type": file.get("type", "")}
        return files

    def _is_current(self, form_id: str, item: dict, files: dict) -> bool:
        local = self.forms.get(form_id)
        if local is None or _md5(local.xml) != item["hash"][4:]:
            return False
        hashes = {_md5(content) for content in local.media.values()}
        return all(file["hash"][4:] in hashes for file in files.values())

    def _fetch(self, item: dict, files: dict) -> BlankForm:
        xml = self._download(item["downloadUrl"])
        local = self.forms.get(item["formID"])
        media = {
            name: self._file(name, file, local.media.get(name) if local else None)
            for name, file in files.items()
        }
        return BlankForm(item.get("version") or None, xml, media)

    def _file(self, name: str, file: dict, local: bytes | None) -> bytes:
        """A file's content, fetched when it is another one, a list when its token changed."""
        is_list = file["type"] in {"entityList", "approvalEntityList"}
        known = self._tokens.get(name) if is_list else local is not None and _md5(local)
        if local is not None and known == file["hash"][4:]:
            return local
        content = self._download(file["downloadUrl"])
        if is_list:
            self._tokens[name] = file["hash"][4:]
        return content

    def _download(self, url: str) -> bytes:
        answer = self._get(url)
        if answer.status != http.client.OK:
            raise NotOpenRosa(f"{answer.status} for {url}")
        return answer.content

    # Filled forms

    def send(self, xml: bytes, files: dict[str, bytes] | None = None) -> Answer:
        """Send one instance, split by the limit of the preflight; the last or first bad answer."""
        limit = self._limit()
        for parts in _posts(xml, files or {}, limit):
            answer = self.post(*parts)
            if answer.status not in {http.client.CREATED, http.client.ACCEPTED}:
                return answer
        return answer

    def post(self, *parts: Part) -> Answer:
        """One POST."""
        mark = f"a{uuid.uuid4()}"
        return self.request(
            "POST", self.submission_url, body(*parts, boundary=mark), content_type(mark)
        )

    @property
    def submission_url(self) -> str:
        """Where instances go."""
        device = quote(self.device, safe="")
        return f"{self.server_url.removesuffix('/')}/submission?deviceID={device}"

    def _limit(self) -> int:
        answer = self.request("HEAD", self.submission_url)
        if answer.status == http.client.UNAUTHORIZED:
            raise NotOpenRosa("authentication needed")
        if answer.status != http.client.NO_CONTENT:
            if answer.status < http.client.MULTIPLE_CHOICES:
                raise NotOpenRosa("is this an OpenRosa submission endpoint?")
            return DEFAULT_LIMIT
        return int(answer.headers["X-OpenRosa-Accept-Content-Length"])


def _posts(xml: bytes, files: dict[str, bytes], limit: int) -> list[list[Part]]:
    """The parts of each POST: a new one begins when the next file would pass the limit."""
    posts: list[list[Part]] = [[xml_part(xml)]]
    size = len(xml)
    for name, content in files.items():
        is_full = size + len(content) > limit and len(posts[-1]) > 1
        if is_full or len(posts[-1]) > MOST_FILES:
            posts[-1].append(incomplete_part())
            posts.append([xml_part(xml)])
            size = len(xml)
        posts[-1].append(Part(name, content, name, "image/jpeg"))
        size += len(content)
    return posts


def _first_digest(answer: Answer) -> str | None:
    """The challenge that is answered over http: the first that begins with ``Digest``."""
    for challenge in answer.headers.get_all("WWW-Authenticate") or ():
        if re.match("Digest ", challenge):
            return challenge
    return None


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
