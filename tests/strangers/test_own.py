"""The proof that strangers were asked for the right things: its own people get them.

A stranger who is refused for a missing field proves nothing about rights.  So every address is
asked for once more, with the same ids and the same bodies, by those whose work it is; one of them
must succeed.
"""

from __future__ import annotations

import pytest

from tests.builders.office import ADMIN, ASSISTANT, AUDITOR, REVIEWER
from tests.builders.routes import routes
from tests.strangers.bodies import content
from tests.strangers.test_strangers import SAFE

OWN = ("tablet", REVIEWER, AUDITOR, ASSISTANT, ADMIN, "nobody")
ELSEWHERE = {
    "duties.assign": "is done by the head of the township, see tests/review/test_duties.py",
    "disasters.report": "needs a village that has reported, see tests/console/test_disasters.py",
    "extracts.file": "lies in the folder it was made in, see tests/extracts",
    "api.entities.restore": "nothing is deleted here, see tests/api/test_entities.py",
    "api.entities.restore_many": "nothing is deleted here, see tests/api/test_entities.py",
    "api.drafts.link_dataset": "takes an empty slot of a draft, see tests/api/test_entities.py",
    "extracts.new": "needs a list in its address, see tests/extracts",
    "maps.base": "needs the office's own base map, see tests/console/test_maps.py",
    "api.nothing": "answers for whatever nobody serves",
    "openrosa.nothing_here": "answers for whatever nobody serves",
    "api.sessions.create": "opens for a password, see tests/auth",
    "sign.sign_in_post": "opens for a password, see tests/auth",
    "sign.code_post": "opens for a code, see tests/auth/test_second.py",
    "users.end_session": "needs the other's session, see tests/console/test_second.py",
    "users.reset_second": "needs a lost authenticator, see tests/auth/test_second.py",
    **{
        f"security.{name}": "needs a password or a code, see tests/console/test_second.py"
        for name in ("propose", "proposal", "confirm", "remove")
    },
    **{
        f"openrosa.testing.{name}": "opens for the draft's token, see tests/api/test_draft_tests.py"
        for name in ("form_list", "form", "manifest", "media", "preflight", "submission")
    },
    "api.draft_tests.create": "takes XML of the draft's form, see tests/api/test_draft_tests.py",
    "api.submissions.restore": "nothing is deleted here, see tests/api/test_trash.py",
    "api.forms.restore": "nothing is deleted here, see tests/api/test_trash.py",
    "api.preferences.forget": "each has none but the own, see tests/api/test_site.py",
    "api.preferences.forget_in_project": "each has none but the own, see tests/api/test_site.py",
    "api.resets.verify": "opens for a code, see tests/api/test_site.py",
    "api.forms.get_workbook_xls_draft": "no form here was made of an old workbook",
    "api.forms.get_workbook_xls_shown": "no form here was made of an old workbook",
    "api.forms.get_workbook_xls_version": "no form here was made of an old workbook",
}
"""Endpoints that nobody of the township can succeed at, and why that proves nothing."""


def succeeds(world, route, name):
    """Whether one of its own people gets what the address promises, for some of the ids."""
    person = world.people[name]
    for values in world.fillings(route):
        sent = {} if route.method in SAFE else content(route, values, world.story, person.csrf)
        answer = person.ask(world.told, route, route.address(values), **sent)
        if route.method not in SAFE:
            world.told.restore()  # also the session, which may be over now
        if not world.told.is_refusal(answer):
            return True
    return False


def test_every_address_is_served_to_somebody_whose_it_is(world):
    missed = [
        str(route)
        for route in world.routes
        if route.endpoint not in ELSEWHERE and not any(succeeds(world, route, name) for name in OWN)
    ]
    assert missed == [], (
        "Nobody of the township itself succeeds here, so that it is not known whether strangers "
        "are refused for who they are.  Give these the ids they need in `slots_of` "
        "(tests/strangers/story.py) or the body they need in `BODIES` (tests/strangers/bodies.py)."
    )


@pytest.mark.parametrize("endpoint", ELSEWHERE)
def test_what_is_left_out_is_still_there(world, endpoint):
    assert endpoint in {route.endpoint for route in routes(world.told.app)}
