"""Batches of clean records and a sample of the county: ids for addresses."""

from __future__ import annotations

from datetime import timedelta

from server.core.days import local_date
from server.core.desk.record import Decision
from server.review import audits, batches, views
from server.review.decisions import Verdict, decide
from tests.builders.areas import DONGWAN
from tests.builders.instances import START, head, household_xml, instance_id, member
from tests.builders.office import AUDITOR, NOW
from tests.strangers.asking import asker_of
from tests.strangers.surveys import send

TODAY = local_date(NOW)


def shared_out(office, clerk, sender):
    """A batch that was accepted, one that may be, a record for another, and a drawn sample."""
    done = _offered(office, clerk, sender, 31, 32)
    batches.accept(office, clerk, done, now=NOW)
    open_batch = _offered(office, clerk, sender, 33, 34)
    draw = audits.draw(
        office,
        asker_of(office, AUDITOR),
        DONGWAN,
        from_date=TODAY,
        to_date=TODAY,
        percent=100,
        now=NOW,
    )
    drawn = audits.one(office, asker_of(office, AUDITOR), draw).items[0].id
    views.keep(office, clerk, "无问题的", {"shelf": "clean"}, now=NOW)
    return {
        "queue_views": [{"ref": views.views(office, clerk)[0].id}],
        "batches": [{"ref": open_batch}, {"ref": done}],
        "batches.undo": [{"ref": done}],
        "audits": [{"ref": draw, "submission": drawn}],
    }


def _offered(office, clerk, sender, *numbers):
    """A batch of these households whose sample was accepted."""
    for number in numbers:
        send(office, _clean(number), sender)
    ref = batches.offer(office, clerk, now=NOW)
    for item in batches.batch(office, clerk, ref).sample:
        decide(office, clerk, item.id, Verdict(decision=Decision.APPROVE), now=NOW)
    return ref


def _clean(number):
    uuid = f"5e1f2a3b-4c5d-4e6f-8a7b-9c0d1e2f3a{number}"
    people = [head(running=2 * number + 1), member(running=2 * number)]
    return household_xml(
        people,
        instance_id=instance_id(number),
        at=START - timedelta(days=number - 30),
        new_uuid=uuid,
        entity_id=uuid,
        phone=f"138930001{number}",
    )
