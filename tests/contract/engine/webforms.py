"""ODK Web Forms' own engine in one Node process, driven by lines of JSON."""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from server.core.schema import FieldType
from tests.builders.uploads import Part
from tools.frontend import find_node
from tools.ground import path_with

JPEG = "image/jpeg"
SCRIPT = Path(__file__).with_name("fill.mjs")


class NotFilled(AssertionError):
    """The engine could not do what was asked."""


@dataclass(frozen=True)
class Payload:
    """What the engine would send: `posts` are lists of parts."""

    status: str
    violations: list[str]
    posts: list[list[Part]]

    @property
    def xml(self):
        """The instance, the same in every post."""
        (xml,) = {post[0].content for post in self.posts}
        return xml


class WebForms:
    """One engine; it holds one open instance at a time."""

    def __init__(self, *, zone="Asia/Shanghai"):
        node = find_node().node
        self._process = subprocess.Popen(
            [node, SCRIPT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=path_with(node.parent) | {"TZ": zone},
            text=True,
            encoding="utf-8",
        )

    def _do(self, what, **given):
        self._process.stdin.write(json.dumps({"do": what, **given}) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline() or '{"error": "the engine died"}')
        if "error" in told:
            raise NotFilled(f"{what} {given.get('ref', '')}: {told['error']}")
        return told["ok"]

    def clock(self, at):
        """Set the tablet's clock; it goes on from there."""
        self._do("clock", ahead=round((at - datetime.now(UTC)).total_seconds() * 1000))

    def open(self, xform, media, *, preload=None, language=None, edit=None):
        """Open a form with its files for a new instance, or for an edit of the XML `edit`."""
        return self._do(
            "open",
            formXml=xform.decode(),
            media={name: b64encode(content).decode() for name, content in media.items()},
            preload=preload or {},
            language=language,
            edit=None if edit is None else edit.decode(),
        )

    def count(self, ref, n):
        """Have `n` rows of a repeat."""
        self._do("count", ref=ref, n=n)

    def answer(self, ref, value):
        """Answer one question; a choice that is not offered is no answer."""
        self._do("answer", ref=ref, value=value)

    def fill(self, fields, answers, files, below="/data"):
        """Answer every question of a form that a person answers, in the order of the form.

        `answers` are raw and nested as `read_answers` gives them, `files` contents by name.
        """
        for field in fields:
            given, ref = answers[field.name], f"{below}/{field.name}"
            if field.type is FieldType.REPEAT:
                self.count(ref, len(given))
                for number, row in enumerate(given, start=1):
                    self.fill(field.children, row, files, f"{ref}[{number}]")
            elif field.children:
                self.fill(field.children, given, files, ref)
            elif given is not None and _is_asked(field):
                self._answer_one(field, ref, given, files)

    def _answer_one(self, field, ref, given, files):
        if field.type is FieldType.BINARY:
            self.file(ref, given, files[given], "image/png" if given.endswith("png") else JPEG)
        elif field.type is FieldType.SELECT_MULTIPLE:
            self.answer(ref, given.split())
        else:
            self.answer(ref, given)

    def file(self, ref, name, content, kind="image/jpeg"):
        """Answer with a file."""
        self._do("file", ref=ref, name=name, type=kind, content=b64encode(content).decode())

    def look(self, ref):
        """What stands there now: value, relevant, violated, message, choices."""
        return self._do("look", ref=ref)

    def value(self, ref):
        """The answer, or what was calculated."""
        return self.look(ref)["value"]

    def offered(self, ref):
        """Choice -> label."""
        return dict(self.look(ref)["choices"])

    def payload(self, *, max_bytes=None):
        """Finish: the posts to send, and what the engine still objects to."""
        made = self._do("payload", maxSize=max_bytes)
        posts = [[_part(part) for part in post] for post in made["posts"]]
        return Payload(made["status"], made["violations"], posts)

    def close(self):
        """End the process."""
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def _is_asked(field):
    """Whether a person answers it: nothing calculated, filled in by the device, or only shown."""
    is_shown = field.type is FieldType.NOTE or field.path.startswith("/meta")
    return not (is_shown or field.calculate or field.preload or field.name == "start_point")


def _part(told):
    return Part(told["name"], b64decode(told["content"]), told["filename"], told["type"])
