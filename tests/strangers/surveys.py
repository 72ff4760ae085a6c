"""Households and notes that tablets of both townships send."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

from server.core.rights import APP_USER, Grant, Sender
from server.core.types import GeoPoint
from server.intake import SentFile, Upload, receive
from server.intake.worker import drain
from tests.builders.areas import DABA, GUAYUAN, SANHE, WULAN
from tests.builders.field import filled
from tests.builders.instances import START, head, household_xml, instance_id, member
from tests.builders.office import NOW
from tests.builders.pictures import encoded, picture
from tests.strangers.people import HEAD_BORN, MARKS, WIFE_BORN

FILES = re.compile(r">(audit\.csv|\d+\.(?:jpg|png))<")


def surveyed(office, tablet_id):
    """Two households, one of them in two versions, and a form sent again as another; the photos."""
    sender = sender_of(tablet_id, SANHE, DABA)
    photos = [content for n in (11, 12) for content in send(office, survey(n), sender)]
    remark = MARKS["a remark"].encode()
    send(office, survey(12).replace(remark, MARKS["what is aside"].encode()), sender)
    here = sender_of(tablet_id, SANHE)  # a form without a village is filed where the tablet serves
    for number, edits in ((13, None), (14, 13)):
        send(office, filled(number, note=MARKS["a note"], edits=edits, house="1.jpg"), here)
    return photos


def neighbour(number):
    """A household of the next township."""
    return household_xml(
        instance_id=instance_id(number),
        at=START - timedelta(hours=2 * number),
        township=WULAN,
        village=GUAYUAN,
        gps=GeoPoint(36.51, 104.03, 1700.0, 4.0),
        start_point=GeoPoint(36.51, 104.03, 1700.0, 4.0),
    )


def survey(number):
    people = [
        head(MARKS["the head's name"], born=HEAD_BORN, running=731),
        member(MARKS["the wife's name"], born=WIFE_BORN, running=732),
    ]
    xml = household_xml(
        people,
        instance_id=instance_id(number),
        at=START - timedelta(hours=12 - number),
        phone=MARKS["the phone"],
        remark=MARKS["a remark"],
        new_uuid=MARKS["its entity"],
    )
    if number == 11:
        return xml
    return xml.replace(b"<inc_wage>", b"<inc_wage>9")  # something for a rule to object to


def sender_of(actor_id, *villages):
    grants = tuple(Grant(APP_USER, village, 1) for village in villages)
    return Sender(actor_id, "平板", is_app_user=True, grants=grants, project_id=1)


def send(office, xml, sender):
    """Send one instance with every file it names; returns the photos."""
    named = dict.fromkeys(FILES.findall(xml.decode()))
    contents = {
        name: b"" if name == "audit.csv" else encoded(picture(320, 240, seed=hash_of(xml, name)))
        for name in named
    }
    files = []
    for name, content in contents.items():
        blob = office.vault.put_bytes(content)
        files.append(SentFile(name, "image/jpeg", blob.digest, blob.md5, blob.size))
    receive(
        office,
        Upload(
            project_id=1,
            sender=sender,
            xml=xml,
            files=tuple(files),
            received_at=NOW,
            user_agent="x",
        ),
    )
    drain(office)
    return [content for content in contents.values() if content]


def hash_of(xml, name):
    """A seed of its own for every photo."""
    return int(hashlib.sha256(xml + name.encode()).hexdigest()[:8], 16)
