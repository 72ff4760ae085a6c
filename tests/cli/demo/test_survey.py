"""The whole demo township, sent to a real application and decided about, before every rule.

Photos without a flaw are replaced by small ones, since drawing five hundred takes half a minute.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from server.app import create_app, open_services
from server.auth import passwords
from server.cli.demo.doors import ApplicationDoor, household_numbers
from server.cli.demo.installation import Choice, Scale, install
from server.cli.demo.journal import Journal
from server.cli.demo.office import Desk
from server.cli.demo.survey import Survey
from server.core.rules.catalogue import catalogue
from server.core.types import State
from server.demo.drafts import Photo, Text
from server.demo.photos import Oddity
from server.intake.worker import drain
from server.rebuild import rebuild
from server.registers.recount import differences
from server.settings import Settings
from server.store.tables.households import household
from server.store.tables.submissions import attachment, issue, job, quarantine, submission
from tests.builders import office
from tests.builders.pictures import encoded, picture

NOT_BY_TABLETS = {
    "P-16": "the end of a benefit is not kept yet beside a death",
    "P-26": "bank accounts are entered by the township, not on tablets (domain.md 2.3)",
    "P-27": "as P-26",
    "H-15": "the county's average income is entered by the county",
}
"""Rules of the letters W, P, H, S, F that no form of a tablet can raise, and why."""


@dataclass(slots=True)
class Quick(Survey):
    """The same with a simple camera."""

    def _send(self, form):
        files = tuple(light(file) for file in form.files)
        Survey._send(self, replace(form, files=files))


ACCEPTED = (State.ACCEPTED, State.TO_AUDIT, State.LOADED)
PLAIN = {None: "visit", Oddity.OF_THE_NEIGHBOUR: "neighbour"}
"""Whose photo it is, for the photos whose flaw is not in the picture."""


def light(file):
    if not isinstance(file, Photo) or file.oddity not in PLAIN or file.name.endswith(".png"):
        return file
    whose = getattr(file, PLAIN[file.oddity])
    seed = zlib.crc32(f"{file.question} {whose}".encode())
    return Text(file.name, encoded(picture(640, 480, seed=seed)), "image/jpeg")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A township's demo on SQLite, from nothing to the last decision."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", office.CHEAP)
        settings = Settings(data_dir=tmp_path_factory.mktemp("township"))
        services = open_services(settings)
        until = datetime.now(UTC).replace(microsecond=0)
        installation = install(services, Choice(Scale.TOWNSHIP, 1, 31, until))
        survey(services, installation).run()
        _stop_waiting_for_files(services)
        yield services, installation
        services.store.close()


def survey(services, installation):
    return Quick(
        made=installation,
        door=ApplicationDoor(create_app(services.settings, services)),
        desk=Desk.of_the_colleague(services, installation.project),
        journal=Journal.of(services.settings.data_dir),
        settle=lambda _: drain(services),
        tell=lambda _: None,
    )


def _stop_waiting_for_files(services):
    """A day passes: forms whose files never came go to the reviewer as they are."""
    past = datetime.now(UTC) - timedelta(minutes=1)
    services.store.write(
        lambda conn: conn.execute(
            update(job).where(job.c.state == "waiting").values(run_after=past)
        )
    )
    drain(services)


@pytest.fixture(scope="module")
def rows(made):
    """Rows of a query."""
    services, _ = made

    def ask(query):
        with services.store.read() as conn:
            return conn.execute(query).all()

    return ask


def count(rows, table, *where):
    ((found,),) = rows(select(func.count()).select_from(table).where(*where))
    return found


def test_every_rule_about_persons_homes_places_photos_and_receipt_is_fired(rows):
    fired = {rule for (rule,) in rows(select(issue.c.rule).distinct())}
    fired |= {rule for (rule,) in rows(select(quarantine.c.rule).distinct())}
    wanted = {rule for rule in catalogue() if rule[0] in "WPHSF"}
    assert wanted - fired == set(NOT_BY_TABLETS)


def test_a_quarter_of_the_records_has_a_flag(rows):
    flagged = count(rows, submission, submission.c.errors + submission.c.warnings > 0)
    assert 0.2 < flagged / count(rows, submission) < 0.33


def test_it_is_a_township_of_surveys_and_a_flood(rows):
    forms = dict(rows(select(submission.c.form_id, func.count()).group_by(submission.c.form_id)))
    assert forms["household_survey"] >= 300
    assert forms["house_damage"] >= 40
    assert set(forms) == {"household_survey", "house_damage", "visit_followup", "disaster_report"}


def test_a_part_is_decided_and_most_of_the_queue_is_left(rows):
    states = dict(rows(select(submission.c.state, func.count()).group_by(submission.c.state)))
    whole = sum(states.values())
    accepted = sum(states.get(state, 0) for state in ACCEPTED)
    assert 0.3 < accepted / whole < 0.5
    assert states[State.RETURNED] >= 10
    assert states[State.TO_REVIEW] >= 150
    assert states[State.QUARANTINED] >= 3


def test_households_stand_in_the_register_some_of_them_surveyed_twice(rows):
    assert count(rows, household) >= 100
    assert count(rows, household, household.c.version > 1) >= 1


def test_what_could_not_be_filed_is_kept_aside(rows):
    assert {rule for (rule,) in rows(select(quarantine.c.rule))} == {"W-01", "W-02", "unreadable"}


def test_files_arrived_whatever_way_they_were_sent(rows):
    missing = count(rows, attachment, attachment.c.is_expected, attachment.c.digest.is_(None))
    assert missing <= 4


def test_counters_agree_with_a_recount(made):
    services, _ = made
    assert list(differences(services)) == []


def test_the_store_made_again_from_submissions_and_decisions_is_equal_row_by_row(made):
    done = rebuild(made[0], only_check=True, tell=lambda _done, _count: None)
    assert done.acts > 100
    assert done.differences == ()


def test_tablets_see_the_numbers_of_their_households(made, rows):
    services, installation = made
    door = ApplicationDoor(create_app(services.settings, services))
    numbers = household_numbers(door, installation.paths)
    assert len(numbers) == count(rows, household, household.c.status == "active")


def test_interrupted_it_sends_what_is_not_noted_once_more_and_nothing_changes(made, rows):
    services, installation = made
    before = [count(rows, table) for table in (submission, attachment, issue, household)]
    journal = services.settings.data_dir / "demo-journal.txt"
    steps = journal.read_text("utf-8").splitlines(keepends=True)
    journal.write_text("".join(steps[:-60]), "utf-8")
    survey(services, installation).run()
    assert [count(rows, table) for table in (submission, attachment, issue, household)] == before
    assert len(journal.read_text("utf-8").splitlines()) == len(steps)


def test_once_finished_nothing_is_sent_again(made):
    services, installation = made
    again = survey(services, installation)
    again.run()
    assert again.sent == 0
