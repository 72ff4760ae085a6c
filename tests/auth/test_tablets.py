"""Tablets as the office keeps them: by area, with a code to scan, revoked in one step."""

import base64
import json
import zlib

import pytest

from server.auth import tablet_rights, tablets
from server.auth.grants import OPERATOR
from server.auth.tokens import tablet_sender
from server.core.errors import MissingParameter, NotAllowed, NotFound, UnitNotFound
from server.store import audit
from tests.builders.areas import DABA, DONGWAN, GUAYUAN, SANHE, WULAN
from tests.builders.office import (
    ADMIN,
    ASSISTANT,
    AUDITOR,
    NOW,
    REVIEWER,
    STRANGER,
    asker,
    form,
    tablet,
    token_of,
)


def names(found):
    return [each.name for each in found]


def create(office, who, *units, name="三合村 1 号", **more):
    return tablets.create_tablet(office, who, name=name, units=units, now=NOW, **more)


def sender(office, made):
    return tablet_sender(office, token_of(office, made.id), address="", now=NOW)


def test_a_township_makes_a_tablet_for_its_villages(office):
    made = create(office, asker(office), SANHE, DABA, name="  三合村\t1 号 ")
    assert made.name == "三合村 1 号"
    assert [unit.code for unit in made.units] == [SANHE, DABA]
    assert (made.created_at, made.last_seen_at, made.submissions) == (NOW, None, 0)
    assert not made.is_revoked


@pytest.mark.parametrize(
    "units", [(GUAYUAN,), (SANHE, GUAYUAN), (WULAN,), ()], ids=["other", "mixed", "wider", "none"]
)
def test_a_township_makes_none_beyond_its_area(office, units):
    with pytest.raises(NotAllowed):
        create(office, asker(office), *units)


def test_an_assistant_makes_none(office):
    with pytest.raises(NotAllowed):
        create(office, asker(office, ASSISTANT), SANHE)


def test_an_unknown_village_and_a_missing_name_are_told(office):
    who = asker(office)
    with pytest.raises(UnitNotFound):
        create(office, who, "620421102299")
    with pytest.raises(MissingParameter):
        create(office, who, SANHE, name="  ")


def test_an_unknown_project_is_not_found(office):
    with pytest.raises(NotFound):
        create(office, OPERATOR, SANHE, project_id=99)


def test_each_sees_the_tablets_of_their_own_area(office):
    for unit in (SANHE, DABA, GUAYUAN):
        tablet(office, unit, name=unit[-3:])
    seen = {
        login: names(tablets.tablets(office, asker(office, login)))
        for login in (REVIEWER, STRANGER, AUDITOR, ADMIN)
    }
    assert seen == {
        REVIEWER: ["201", "202"],
        STRANGER: ["205"],
        AUDITOR: ["201", "202", "205"],
        ADMIN: ["201", "202", "205"],
    }


def test_the_list_can_be_narrowed_to_a_unit(office):
    for unit in (SANHE, DABA, GUAYUAN):
        tablet(office, unit, name=unit[-3:])
    who = asker(office, AUDITOR)
    assert names(tablets.tablets(office, who, unit=DONGWAN)) == ["201", "202"]
    assert names(tablets.tablets(office, who, unit=DABA)) == ["202"]


def test_a_tablet_of_another_township_does_not_exist_for_this_one(office):
    made = tablet(office, GUAYUAN)
    who = asker(office)
    with pytest.raises(NotFound):
        tablets.tablet(office, who, made.id)
    with pytest.raises(NotFound):
        tablets.revoke_tablet(office, who, made.id, now=NOW)
    with pytest.raises(NotFound):
        tablets.tablet_code(office, who, made.id, now=NOW)


def test_a_tablet_shared_with_another_township_is_seen_but_not_managed(office):
    made = tablet(office, SANHE, GUAYUAN)
    who = asker(office)
    assert tablets.tablet(office, who, made.id) == made
    with pytest.raises(NotAllowed):
        tablets.revoke_tablet(office, who, made.id, now=NOW)
    with pytest.raises(NotAllowed):
        tablets.tablet_code(office, who, made.id, now=NOW)


def test_revoking_is_shown_and_logged_once(office):
    made, who = tablet(office), asker(office)
    for _ in range(2):
        tablets.revoke_tablet(office, who, made.id, now=NOW)
    assert tablets.tablet(office, who, made.id).is_revoked
    with office.store.read() as conn:
        (line,) = audit.entries(conn, action="app_user.revoke")
    assert (line.actor_id, line.actor_name, line.subject) == (who.id, "李军", f"app_user {made.id}")


def test_or_164_the_code_holds_the_url_of_this_tablet(office):
    made = tablet(office)
    code = tablets.tablet_code(office, asker(office), made.id, now=NOW)
    base = office.settings.public_url
    assert code.url == f"{base}/v1/key/{token_of(office, made.id)}/projects/1"
    scanned = json.loads(zlib.decompress(base64.b64decode(code.settings)))
    assert scanned["general"]["server_url"] == code.url


def test_that_a_code_was_shown_is_logged(office):
    made, who = tablet(office), asker(office)
    tablets.tablet_code(office, who, made.id, now=NOW)
    with office.store.read() as conn:
        (line,) = audit.entries(conn, action="app_user.code")
    assert line.actor_id == who.id


def test_or_166_a_revoked_tablet_has_no_code(office):
    made, who = tablet(office), asker(office)
    tablets.revoke_tablet(office, who, made.id, now=NOW)
    with pytest.raises(NotFound):
        tablets.tablet_code(office, who, made.id, now=NOW)


def test_or_40_a_tablet_of_villages_fills_every_form_of_its_project_alone(office):
    made = tablet(office)
    form_pk = form(office)
    assert sender(office, made).fills(1, form_pk)
    assert not sender(office, made).fills(2, form_pk)


def test_or_174_a_tablet_without_villages_fills_the_forms_it_is_assigned_to(office):
    made = create(office, OPERATOR)
    visit, damage = form(office, "visit"), form(office, "damage")
    for _ in range(2):
        tablet_rights.allow_form(office, OPERATOR, made.id, visit, now=NOW)
    assert sender(office, made).fills(1, visit)
    assert not sender(office, made).fills(1, damage)
    tablet_rights.withdraw_form(office, OPERATOR, made.id, visit, now=NOW)
    assert not sender(office, made).fills(1, visit)
    with pytest.raises(NotFound):
        tablet_rights.withdraw_form(office, OPERATOR, made.id, visit, now=NOW)


def test_villages_can_be_changed_within_the_area(office):
    made, who = tablet(office, SANHE), asker(office)
    tablet_rights.set_units(office, who, made.id, (DABA,), now=NOW)
    assert sender(office, made).units == (DABA,)
    with pytest.raises(NotAllowed):
        tablet_rights.set_units(office, who, made.id, (GUAYUAN,), now=NOW)
