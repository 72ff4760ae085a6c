"""Where the CPU of one submission goes: each step of the road called by itself, in this process."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime
from statistics import median

from server.answers import form_reader, known_forms
from server.answers.lists import lists_for
from server.app import create_app, open_services
from server.auth.tokens import tablet_sender
from server.core.geotag import geotag
from server.core.instance import read_answers
from server.core.logic import check
from server.intake.judging import judge
from server.intake.keeping import keep
from server.intake.knowledge import facts_for
from server.intake.reading import envelope_of, read_by
from server.intake.rows import rows_of
from server.intake.upload import Upload
from server.openrosa.multipart import UploadLimits, receive_parts
from server.places import gazetteer
from tests.builders.uploads import body, content_type, xml_part

BATCH = 20
WARM = 2
"""Batches that are not counted."""


class Clock:
    """CPU milliseconds of this process per step, all its threads together; median of batches."""

    def __init__(self):
        self._batches = {}

    def measure(self, step, work, inputs):
        """Do `work` on each input and return the results."""
        begun = time.process_time()
        results = [work(each) for each in inputs]
        spent = time.process_time() - begun
        self._batches.setdefault(step, []).append(1000 * spent / len(inputs))
        return results

    def medians(self):
        """Step -> milliseconds."""
        return {step: round(median(each[WARM:]), 3) for step, each in self._batches.items()}


def measure(city, numbers):
    """Milliseconds of CPU per step; `whole` is a request through the application."""
    services = open_services(city.settings)
    app = create_app(city.settings, services)
    clock = Clock()
    numbers = list(numbers)
    half = len(numbers) // 2
    for start in range(0, half - BATCH + 1, BATCH):
        _steps(services, city, clock, numbers[start : start + BATCH])
        _whole(app, city, clock, numbers[half + start : half + start + BATCH])
    services.store.close()
    found = clock.medians()
    parts = ("multipart", "auth", "envelope", "reading", "judging", "rows", "write")
    found["dispatch and answer"] = round(found["whole"] - sum(found[part] for part in parts), 3)
    return found


def _whole(app, city, clock, numbers):
    requests = [(city.path_of(n), body(xml_part(city.surveys.xml(n)))) for n in numbers]
    statuses = clock.measure("whole", lambda each: _request(app, *each), requests)
    assert statuses == ["201 CREATED"] * len(numbers), statuses


def _request(app, path, content):
    route, _, query = path.partition("?")
    said = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": route,
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type(),
        "CONTENT_LENGTH": str(len(content)),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_X_OPENROSA_VERSION": "1.0",
        "HTTP_USER_AGENT": "org.odk.collect.android/v2026.2.0 Dalvik/2.1.0",
        "wsgi.input": io.BytesIO(content),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    b"".join(app.wsgi_app(environ, lambda status, *_: said.append(status)))
    return said[0]


def _steps(services, city, clock, numbers):
    now = datetime.now(UTC)
    bodies = [body(xml_part(city.surveys.xml(number))) for number in numbers]
    limits = UploadLimits()
    parts = clock.measure(
        "multipart",
        lambda content: receive_parts(
            io.BytesIO(content), content_type(), len(content), vault=services.vault, limits=limits
        ),
        bodies,
    )
    keys = [city.path_of(number).split("/")[3] for number in numbers]
    senders = clock.measure(
        "auth", lambda key: tablet_sender(services, key, address="127.0.0.1", now=now), keys
    )
    envelopes = clock.measure("envelope", lambda each: envelope_of(each.xml), parts)
    form = known_forms(services)[1, "household_survey"]
    reader = form_reader(services, form.current_id)

    def read(each):
        envelope, sender = each
        return read_by(
            services,
            envelope,
            reader,
            received_at=now,
            sender_id=sender.id,
            sender_name=sender.name,
            units=sender.units,
        )

    together = list(zip(envelopes, senders, strict=True))
    readings = clock.measure("reading", read, together)
    _of_reading(services, clock, reader, readings, now)

    def judged(each):
        reading, sender = each
        with services.store.read() as conn:
            return judge(services, conn, reading, sender, known_version=True)

    def asked(each):
        reading, sender = each
        with services.store.read() as conn:
            return facts_for(services, conn, reading, sender, known_version=True)

    together = list(zip(readings, senders, strict=True))
    found = clock.measure("judging", judged, together)
    clock.measure("of judging: facts", asked, together)
    uploads = [
        Upload(project_id=1, sender=sender, xml=part.xml, received_at=now)
        for part, sender in zip(parts, senders, strict=True)
    ]

    def rows(each):
        upload, reading, issues = each
        return rows_of(upload, reading, form, version_id=form.current_id, issues=issues)

    made = clock.measure("rows", rows, list(zip(uploads, readings, found, strict=True)))

    def write(each):
        upload, envelope, row = each
        return services.store.write(lambda conn: keep(conn, upload, envelope, form, row))

    clock.measure("write", write, list(zip(uploads, envelopes, made, strict=True)))


def _of_reading(services, clock, reader, readings, now):
    roots = [each.envelope.root for each in readings]
    raw = clock.measure("of reading: answers", lambda r: read_answers(r, reader.schema), roots)
    clock.measure("of reading: typed", lambda each: reader.typed.read(each.values), raw)
    clock.measure(
        "of reading: form logic",
        lambda each: check(
            reader.logic, each.values, received_at=now, lists=lists_for(services, reader)
        ),
        raw,
    )
    where = gazetteer(services)
    clock.measure(
        "of reading: geotag",
        lambda case: geotag(case.gps, case.village, case.tag.assigned, where),
        [each.case for each in readings],
    )
