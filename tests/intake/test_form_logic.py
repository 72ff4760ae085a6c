"""The form's own logic is checked on every submission, whatever sent it (decision D6, W-05)."""

import pytest
from sqlalchemy import select

from server.intake import Outcome
from server.publish.publishing import publish
from server.store.tables.submissions import issue
from tests.builders.areas import GUAYUAN, JINGYUAN, SANHE
from tests.builders.field import current, record, send
from tests.builders.forms import compiled
from tests.builders.instances import head, household_xml, member
from tests.builders.office import NOW

STANDARDS = f"""name,label,county,kind,year,monthly
r,农村低保标准,{JINGYUAN},rural,2026,500
u,城市低保标准,{JINGYUAN},urban,2026,700
""".encode()


@pytest.fixture
def survey(office):
    """The office with the household survey and its standards."""
    media = {"standards.csv": STANDARDS}
    publish(office, 1, compiled("household_survey"), media=media, by=None, now=NOW)
    return office


def blamed(office):
    """(path, kind, shown answer) of what the form would not take."""
    wanted = select(issue).where(
        issue.c.version_id == record(office).current_id, issue.c.rule == "W-05"
    )
    with office.store.read() as conn:
        rows = conn.execute(wanted.order_by(issue.c.id)).all()
    return [(row.path, row.values["kind"], row.values["seen"]) for row in rows]


def test_a_survey_that_keeps_the_logic_is_not_blamed(survey):
    assert send(survey, household_xml()) is Outcome.STORED
    assert blamed(survey) == []


def test_what_the_form_would_not_take_is_an_issue_and_no_refusal(survey):
    xml = household_xml(
        phone="12345",
        address="",
        water="99",
        house_rooms="many",
        hukou_type="1",
        land_mu="12.5",
    )
    assert send(survey, xml) is Outcome.STORED
    assert bytes(current(survey).xml) == xml
    assert sorted(blamed(survey)) == [
        ("/assets/house_rooms", "whole", "many"),
        ("/assets/land_mu", "relevant", "12.5"),
        ("/assets/water", "choice", "99"),
        ("/ident/address", "required", ""),
        ("/ident/phone", "constraint", "***45"),
    ]


@pytest.mark.parametrize("village", [GUAYUAN, "620421102999"], ids=["elsewhere", "nowhere"])
def test_a_village_must_lie_in_its_township(survey, village):
    send(survey, household_xml(village=village))
    assert blamed(survey) == [("/admin/village", "choice", village)]


def test_two_heads_do_not_pass_the_stop(survey):
    assert send(survey, household_xml([head(), head("李二田"), member()])) is Outcome.STORED
    assert ("/members_check/head_err", "required", "") in blamed(survey)


def test_an_age_that_was_changed_by_hand_is_told(survey):
    send(survey, household_xml([head(age=61), member()]))
    assert blamed(survey) == [("/member[1]/m_age", "calculate", "61")]


def test_the_sentence_is_that_of_the_form_in_both_languages(survey):
    send(survey, household_xml(phone="12345"))
    with survey.store.read() as conn:
        (row,) = conn.execute(select(issue).where(issue.c.rule == "W-05")).all()
    assert "电话" in row.values["message_zh"]
    assert "Phone" in row.values["message_en"]


def test_a_household_that_is_not_known_yet_is_nobodys_fault(survey):
    """A tablet may have made it an hour ago, out of reach of the network."""
    xml = household_xml(survey_mode="update", hh_no_old=f"{SANHE}7777")
    assert send(survey, xml) is Outcome.STORED
    assert blamed(survey) == []


def test_a_broken_identity_number_is_told_once_and_never_shown(survey):
    """A letter among its digits hides it from everything that looks for numbers."""
    broken = "62042119750304O12X"
    wrong = head(id_number=broken, id_norm=broken, birth_date="", age="", sex="")
    send(survey, household_xml([wrong, member()]))
    with survey.store.read() as conn:
        found = conn.execute(
            select(issue).where(issue.c.version_id == record(survey).current_id)
        ).all()
    assert [row.rule for row in found if row.path.startswith("/member[1]")] == ["P-01"]
    assert broken[:-4] not in " ".join(str(row.values) for row in found)


def test_a_missing_position_is_told_once(survey):
    send(survey, household_xml(gps=None))
    with survey.store.read() as conn:
        found = conn.execute(
            select(issue.c.rule).where(issue.c.version_id == record(survey).current_id)
        ).scalars()
        assert sorted(found) == ["S-01"]
