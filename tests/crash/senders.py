"""Tablets that send as Collect does: split uploads, retries from the first part, all over again."""

from __future__ import annotations

import hashlib
import http.client
import random
import threading
from collections import defaultdict
from dataclasses import dataclass, field

from tests.builders.field import SLOTS, filled
from tests.builders.uploads import body, content_type, incomplete_part, photo_part, xml_part

ANSWERED = {201, 202}


def sha256(content):
    return hashlib.sha256(content).hexdigest()


@dataclass
class Ledger:
    """What a server has said yes to, and what else was ever sent."""

    xml: dict[int, bytes] = field(default_factory=dict)
    acknowledged: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    posts: int = 0
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def sent(self, number, xml):
        with self.lock:
            self.xml[number] = xml

    def answered(self, number, files, status, message):
        with self.lock:
            if status in ANSWERED:
                self.posts += 1
                self.acknowledged[number] |= {n: sha256(content) for n, content in files.items()}
            elif status not in {500, 503}:
                self.refused.append(f"{status} {message}")


@dataclass
class Tablet:
    """One tablet with a stream of submissions of its own; `stop` ends it after the present one."""

    port: int
    path: str
    ledger: Ledger
    first: int
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self):
        self.chance = random.Random(self.first)  # noqa: S311  # the same course every time

    def run(self):
        number = self.first
        while not self.stop.is_set():
            self.send_instance(number)
            number += 1

    def send_instance(self, number):
        """Send one submission until everything of it was answered; sometimes once more."""
        photos = self.photos(number)
        xml = filled(number, **dict(zip(SLOTS, photos, strict=False)))
        self.ledger.sent(number, xml)
        parts = self.split(photos)
        while not all(self.post(number, xml, part, part is not parts[-1]) for part in parts):
            if self.stop.wait(0.05):
                return
        if self.chance.random() < 0.1:
            self.post(number, xml, self.chance.choice(parts), more=False)

    def photos(self, number):
        """No, one or several files nobody else has."""
        names = [f"{number}-{n}.jpg" for n in range(self.chance.choice((0, 1, 1, 2, 3)))]
        return {name: self.chance.randbytes(self.chance.randint(1, 30_000)) for name in names}

    def split(self, photos):
        """The files of each POST; the XML goes with every one."""
        if self.chance.random() < 0.5 or len(photos) < 2:
            return [photos]
        names = list(photos)
        self.chance.shuffle(names)
        return [{name: photos[name]} for name in names]

    def post(self, number, xml, files, more):
        """One POST; true when the server said yes."""
        parts = [xml_part(xml), *(photo_part(name, content) for name, content in files.items())]
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(
                "POST",
                self.path,
                body(*parts, *([incomplete_part()] if more else [])),
                {"Content-Type": content_type(), "X-OpenRosa-Version": "1.0"},
            )
            answer = connection.getresponse()
            message = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return False  # the server died: the tablet keeps everything and tries again
        finally:
            connection.close()
        self.ledger.answered(number, files, answer.status, message)
        return answer.status in ANSWERED
