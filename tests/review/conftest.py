"""An office that surveys households: one form, one tablet's villages, a clerk and a county."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest

from server.core.desk.record import Decision
from server.core.rights import APP_USER, Grant, Sender
from server.intake import SentFile, Upload, receive
from server.intake.worker import drain
from server.publish import publishing
from server.review.decisions import Verdict, decide
from server.review.queue import queue
from tests.builders import instances
from tests.builders.areas import DABA, SANHE
from tests.builders.field import counts_are_right, records
from tests.builders.forms import compiled
from tests.builders.office import AUDITOR, REVIEWER, STRANGER, asker, services
from tests.builders.pictures import encoded, picture

SENT_AT = instances.START + timedelta(hours=2)
FILES = re.compile(r">(audit\.csv|\d+\.(?:jpg|png))<")
TABLET = Sender(
    7, "三合村 1 号", is_app_user=True, grants=(Grant(APP_USER, SANHE, 1), Grant(APP_USER, DABA, 1))
)


def newest(office):
    """Id of the record that came last."""
    return records(office)[-1].id


@dataclass
class Desk:
    """What a test of reviewing needs: people, and a tablet that sends."""

    office: object
    clerk: object
    county: object
    stranger: object
    sent: int = 0

    def send(self, xml, *, at=SENT_AT):
        """Send one instance with every file it names, and let the jobs be done."""
        self.sent += 1
        files = tuple(self._stored(name) for name in FILES.findall(xml.decode()))
        upload = Upload(project_id=1, sender=TABLET, xml=xml, files=files, received_at=at)
        receive(self.office, upload)
        drain(self.office)
        return newest(self.office)

    def _stored(self, name):
        content = b"" if name == "audit.csv" else encoded(picture(640, 480, seed=self.sent))
        blob = self.office.vault.put_bytes(content)
        return SentFile(name, "image/jpeg", blob.digest, blob.md5, blob.size)

    def waiting(self, who=None):
        """Ids of what waits at a desk, in its order."""
        return [row.id for row in queue(self.office, who or self.clerk).rows]

    def decide(self, submission, decision=Decision.APPROVE, *, who=None, at=SENT_AT, **more):
        """One decision, by the clerk unless somebody else is named."""
        decide(
            self.office,
            who or self.clerk,
            submission,
            Verdict(decision=decision, **more),
            now=at,
        )


@pytest.fixture
def desk(settings):
    """At its end the counters say what a recount says."""
    office = services(settings)
    publishing.publish(office, 1, compiled("household_survey"), by=None, now=SENT_AT)
    people = (asker(office, login) for login in (REVIEWER, AUDITOR, STRANGER))
    yield Desk(office, *people)
    are_right = counts_are_right(office)
    office.store.close()
    assert are_right
