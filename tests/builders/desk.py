"""A desk with work on it: a bundled survey published, filled in, sent by a tablet and settled."""

from __future__ import annotations

import io
import re
from datetime import timedelta

from sqlalchemy import select

from server.intake.worker import drain
from server.publish.publishing import publish
from server.store.tables.submissions import submission
from tests.builders.forms import compiled
from tests.builders.instances import START, household_xml, instance_id
from tests.builders.office import NOW, tablet, token_of
from tests.builders.pictures import encoded, picture

PICTURE = re.compile(r">([^<>]+\.(?:jpg|png))<")
AUDIT = b"event,node,start,end\nform start,,1763863200000,\n"


def published(office, form_id="household_survey"):
    """A bundled form as the newest version of the project's first form."""
    return publish(office, 1, compiled(form_id), by=None, now=NOW)


def photographs(xml, *, seed=1):
    """The pictures an instance names, each a different one."""
    named = dict.fromkeys(PICTURE.findall(xml.decode()))
    return {
        name: encoded(picture(seed=at), "PNG" if name.endswith("png") else "JPEG")
        for at, name in enumerate(named, start=10 * seed)
    }


def send(client, token, xml, files=None):
    """Send one instance as a tablet does; returns the answer."""
    parts = {"audit.csv": AUDIT} | (photographs(xml) if files is None else files)
    data = {"xml_submission_file": (io.BytesIO(xml), "submission.xml", "text/xml")}
    data |= {name: (io.BytesIO(content), name) for name, content in parts.items()}
    return client.post(
        f"/v1/key/{token}/projects/1/submission",
        data=data,
        headers={"X-OpenRosa-Version": "1.0"},
        content_type="multipart/form-data",
    )


def arrived(app, office, *units, number=1, **answers):
    """One household survey that waits for a reviewer; returns the number pages know it by."""
    published(office)
    token = token_of(office, tablet(office, *units).id)
    return sent(app, office, token, number=number, **answers)


def sent(app, office, token, *, number=1, **answers):
    """One more, an hour after the one before it."""
    identifier = instance_id(number)
    answers.setdefault("at", hour(number))
    xml = household_xml(instance_id=identifier, **answers)
    answer = send(app.test_client(), token, xml, photographs(xml, seed=number))
    assert answer.status_code == 201, answer.text
    drain(office)
    return number_of(office, identifier)


def hour(number):
    """When survey `number` was filled in."""
    return START + timedelta(hours=number)


def number_of(office, identifier):
    """The number of a stored submission."""
    with office.store.read() as conn:
        return conn.scalar(select(submission.c.id).where(submission.c.instance_id == identifier))
