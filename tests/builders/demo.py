"""The demo's township for tests: small, and always the same."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from random import Random

from server.answers.typed import AnswerReader
from server.core.case import case_of
from server.core.gazetteer import Gazetteer
from server.core.geotag import geotag
from server.core.instance import read_answers, read_envelope
from server.core.logic import check, compile_logic
from server.core.rules import examine
from server.demo.drafts import PublishedForm, filled
from server.demo.instances import nodes_of
from server.demo.town import Town
from tests.builders.baiyin import drawn_baiyin
from tests.builders.forms import schema_of

UNTIL = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
DONGWAN = "620421102"
FORMS = ("household_survey", "visit_followup", "house_damage", "disaster_report")


def town(*, seed="1", households=12, villages=11):
    """The first villages of 东湾镇."""
    units = {unit.code: unit for unit in drawn_baiyin()}
    codes = [code for code in sorted(units) if code.startswith(DONGWAN) and code[9:] != "000"]
    return Town(
        seed=seed,
        county=units["620421000000"],
        villages=tuple(units[code] for code in codes[-villages:]),
        elsewhere=next(unit for code, unit in units.items() if code[:9] == "620421103"),
        households=households,
        until=UNTIL,
    )


def dice(seed):
    """Dice that always fall alike."""
    return Random(seed)  # noqa: S311 — tests have no secrets


@cache
def published():
    """The forms as tablets have them."""
    return {
        form_id: PublishedForm(schema_of(form_id).version, nodes_of(schema_of(form_id)))
        for form_id in FORMS
    }


@cache
def reader(form_id):
    """What types the answers of a form."""
    return AnswerReader(schema_of(form_id))


@cache
def gazetteer():
    """The city's units."""
    return Gazetteer.of(drawn_baiyin())


def as_sent(draft):
    """A draft as it lies on the tablet."""
    return filled(draft, published())


@cache
def logic(form_id):
    """What the form itself insists on."""
    return compile_logic(schema_of(form_id))


def read(form):
    """Typed answers, problems of the form's own logic and unknown questions of a filled form."""
    raw = read_answers(read_envelope(form.xml).root, schema_of(form.form_id))
    typed = reader(form.form_id).read(raw.values)
    broken = check(
        logic(form.form_id),
        raw.values,
        received_at=UNTIL,
        unread=[problem.path for problem in typed.problems],
    )
    return typed.answers, typed.problems + broken, raw.unknown


def issues(form):
    """What the rules say about a filled form by itself, without the store and the photos."""
    answers, problems, _ = read(form)
    bare = case_of(answers, form_id=form.form_id, version="2026112301", received_at=UNTIL)
    tag = geotag(bare.gps, bare.village, form.tablet.codes, gazetteer())
    return examine(
        case_of(
            answers,
            form_id=form.form_id,
            version="2026112301",
            received_at=UNTIL,
            tag=tag,
            form_problems=problems,
        )
    )
