"""What is measured is what offices get: distinct home surveys without a fault."""

from datetime import UTC, datetime, timedelta

import pytest

from server.core.days import local_date
from server.intake import Outcome
from server.intake.worker import drain
from server.publish.publishing import publish
from tests.bench.photos import photo, signature
from tests.bench.surveys import Surveys, Village, files_of
from tests.builders.areas import DONGWAN, JINGYUAN, SANHE
from tests.builders.field import issues, records, send
from tests.builders.forms import compiled
from tests.builders.office import services

STANDARDS = f"name,label,county,kind,year,monthly\nr,农村低保,{JINGYUAN},rural,2026,500\n"


@pytest.fixture
def office(settings):
    made = services(settings)
    media = {"standards.csv": STANDARDS.encode()}
    publish(made, 1, compiled("household_survey"), media=media, by=None, now=datetime.now(UTC))
    yield made
    made.store.close()


@pytest.fixture
def surveys():
    points = tuple((36.525 + n / 10_000, 104.005 + n / 10_000) for n in range(40))
    village = Village(JINGYUAN, DONGWAN, SANHE, "500", points)
    return Surveys([village], until=local_date(datetime.now(UTC)))


def test_no_two_surveys_are_alike_and_each_is_a_few_kilobytes(surveys):
    made = {surveys.xml(number) for number in range(200)}
    assert len(made) == 200
    assert all(4_000 < len(xml) < 6_000 for xml in made)


def test_a_survey_is_taken_without_any_issue_and_its_photo_only_lacks_a_time(office, surveys):
    now = datetime.now(UTC)
    for number in range(3):
        photo_name, sign_name = files_of(number)
        files = {photo_name: photo(number), sign_name: signature()}
        assert send(office, surveys.xml(number), files, at=now) is Outcome.STORED
    drain(office)
    rows = records(office)
    assert [row.state for row in rows] == ["to_review"] * 3
    assert {rule for row in rows for rule in issues(office, row.current_id)} == {"F-04"}
    assert now - rows[0].received_at < timedelta(minutes=1)
