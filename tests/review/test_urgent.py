"""First reports and deaths are seen upstairs at once, unreviewed, and stand first in the queue."""

from datetime import timedelta

import pytest

from server.auth.grants import asker_by_id
from server.core.desk.people import Post
from server.core.desk.record import Decision
from server.core.errors import NotAllowed
from server.core.rights import Grant
from server.review.urgent import urgent
from tests.builders.areas import JINGYUAN
from tests.builders.desk import published
from tests.builders.instances import START, household_xml, instance_id, report_xml
from tests.builders.office import ASSISTANT, asker, person
from tests.review.conftest import SENT_AT


def test_a_first_report_is_ahead_of_faults_and_seen_by_the_county_at_once(desk):
    published(desk.office, "disaster_report")
    faulty = desk.send(household_xml(gps="36.53 104.01 1707.0 45.0"))
    first = desk.send(report_xml(instance_id=instance_id(5)))
    assert desk.waiting() == [first, faulty]
    (seen,) = urgent(desk.office, desk.county, now=SENT_AT)
    assert (seen.id, seen.is_unreviewed, seen.opens) == (first, True, True)
    assert seen.since == START
    assert (seen.township_due - START, seen.county_due - START) == (
        timedelta(hours=1),
        timedelta(hours=2),
    )
    assert urgent(desk.office, desk.stranger, now=SENT_AT) == ()


def test_emergency_sees_the_line_and_not_the_record(desk):
    published(desk.office, "disaster_report")
    desk.send(report_xml(instance_id=instance_id(5)))
    office = desk.office
    duty = person(office, "sun.li", grants=[Grant(Post.EMERGENCY, JINGYUAN)])
    (seen,) = urgent(office, asker_by_id(office, duty, now=SENT_AT), now=SENT_AT)
    assert seen.is_unreviewed
    assert not seen.opens
    with pytest.raises(NotAllowed):
        urgent(office, asker(office, ASSISTANT), now=SENT_AT)


def test_what_was_decided_is_no_longer_unreviewed(desk):
    published(desk.office, "disaster_report")
    first = desk.send(report_xml(instance_id=instance_id(5)))
    desk.decide(first, Decision.RETURN, note="数字不齐")
    (seen,) = urgent(desk.office, desk.county, now=SENT_AT)
    assert not seen.is_unreviewed
    assert urgent(desk.office, desk.county, now=SENT_AT + timedelta(days=2)) == ()


@pytest.mark.parametrize(
    ("answers", "is_urgent"),
    [({"stage": "2"}, False), ({"stage": "2", "dead": 1}, True), ({"stage": "3"}, False)],
    ids=["a further report", "with a death", "a verified report"],
)
def test_only_first_reports_and_deaths_are_urgent(desk, answers, is_urgent):
    published(desk.office, "disaster_report")
    desk.send(report_xml(instance_id=instance_id(5), **answers))
    assert bool(urgent(desk.office, desk.county, now=SENT_AT)) is is_urgent
