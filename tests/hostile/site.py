"""An office served by a process of its own, and whoever asks it something."""

from __future__ import annotations

import http.client
import re
import socket
import sqlite3
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlencode

from tests.builders.office import PASSWORD
from tests.builders.uploads import body, content_type, xml_part
from tests.contract.collect import Answer
from tests.hostile.watching import Process, watched

INSIDE = re.compile(rb"Traceback|File \"|\.py\b|sqlalchemy|werkzeug", re.IGNORECASE)
"""What tells of the inside of the program."""

PROOF = re.compile(rb'name="csrf" value="([^"]+)"')


@dataclass
class Site:
    """The served office."""

    served: object
    token: str
    api_tokens: dict[str, str] = field(default_factory=dict)

    @property
    def port(self):
        return self.served.port

    @property
    def submission(self):
        """Where the tablet sends to."""
        return f"/v1/key/{self.token}/projects/1/submission"

    @property
    def process(self):
        return Process(self.served.process.pid)

    def watched(self, **limits):
        """Bounds what happens inside costs; see `watching`."""
        forms = f"/v1/key/{self.token}/projects/1/formList"
        return watched(self.process, lambda: self.ask("GET", forms).status, **limits)

    def ask(self, method, path, content=None, headers=None):
        """One request with its answer, which tells nothing of the inside."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, content, headers or {})
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        assert not INSIDE.search(answer.content), answer.content[:500]
        assert answer.status < 500 or answer.status == 507, answer.content[:500]
        return answer

    def raw(self, *pieces, end=True):
        """Bytes as they are, and all that comes back; without `end` nothing more is awaited."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            try:
                for piece in pieces:
                    connection.sendall(piece)
                return b"".join(iter(lambda: connection.recv(65536), b"")) if end else b""
            except (ConnectionResetError, BrokenPipeError):
                return b""  # it was refused before all was sent

    def send(self, xml, *files, headers=None):
        """One instance, as a tablet posts it."""
        return self.post(xml_part(xml), *files, headers=headers)

    def post(self, *parts, headers=None):
        """One POST of a tablet."""
        return self.post_body(body(*parts), content_type(), headers=headers)

    def post_body(self, content, kind, *, headers=None):
        """One POST of a tablet, whatever is in it."""
        answer = self.ask(
            "POST",
            self.submission,
            content,
            {"Content-Type": kind, "X-OpenRosa-Version": "1.0", **(headers or {})},
        )
        assert answer.headers["X-OpenRosa-Version"] == "1.0"
        assert answer.message, answer.content[:500]
        return answer

    def api(self, login, method, path, content=None, kind="application/json", **headers):
        """One request of a person's program."""
        return self.ask(
            method,
            f"/v1/{path}",
            content,
            {"Content-Type": kind, "Authorization": f"Bearer {self.api_tokens[login]}", **headers},
        )

    # What is stored

    def _rows(self, query, *values):
        with sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True) as connection:
            found = connection.execute(query, values).fetchall()
        connection.close()
        return found

    @property
    def database(self):
        return self.served.data_dir / "minzheng.sqlite3"

    def filed(self):
        """What would be left of a request that should have left nothing."""
        tables = ("submission", "submission_version", "attachment", "form_version", "actor")
        counts = {name: self._rows(f"SELECT count(*) FROM {name}")[0][0] for name in tables}  # noqa: S608 - the names above
        files = {str(path) for path in self.served.data_dir.rglob("*") if path.parent.is_dir()}
        return counts, {path for path in files if "sqlite3" not in path}

    def is_filed(self, xml):
        """Whether these bytes are a version of a submission."""
        found = self._rows("SELECT xml FROM submission_version WHERE sha256 = ?", _sha256(xml))
        return [bytes(row[0]) for row in found] == [xml]

    def is_aside(self, xml):
        """Whether these bytes are kept in quarantine."""
        found = self._rows("SELECT body FROM quarantine WHERE sha256 = ?", _sha256(xml))
        return [bytes(row[0]) for row in found] == [xml]

    def files_of(self, instance_id):
        """Name -> SHA-256 of the files of a submission."""
        query = """SELECT a.name, a.digest FROM attachment a JOIN submission_version v
            ON v.id = a.version_id WHERE v.instance_id = ?"""
        return dict(self._rows(query, instance_id))

    def number_of(self, instance_id):
        """The number pages know a submission by, and its state."""
        return self._rows("SELECT id, state FROM submission WHERE instance_id = ?", instance_id)[0]


def _sha256(content):
    return sha256(content).hexdigest()


@dataclass
class Browser:
    """A person's browser: it keeps cookies and fills in forms."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)

    def go(self, method, path, content=None, headers=None):
        """One request; what it sets is kept."""
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.site.ask(method, path, content, sent)
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def proof(self, path="/account"):
        """What the forms of a page carry."""
        return PROOF.search(self.go("GET", path).content)[1].decode()

    def post(self, path, headers=None, **fields):
        """Send a form as it is; `csrf` must be among its fields to be taken."""
        kind = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.go("POST", path, urlencode(fields, doseq=True).encode(), kind)

    def sign_in(self, login, password=PASSWORD, **more):
        """Sign in through the form."""
        proof = self.proof("/sign-in")
        return self.post("/sign-in", login=login, password=password, csrf=proof, **more)
