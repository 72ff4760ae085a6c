"""What rules ask of the store is answered, for each fact: the rule fires, and does not."""

from contextlib import ExitStack
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from forms.catalogue import bundled
from forms.compile import accept_xform
from server import thresholds
from server.core.desk.people import Post
from server.core.rights import Grant
from server.core.rules import BY_FORM
from server.publish.publishing import publish
from server.settings import Settings
from server.store import rulebook
from server.store.ids import new_id
from server.store.rulebook import DayOff, LimitRow
from server.store.tables.registers import edit_history
from tests.builders.areas import BAIYIN, JINGYUAN, PINGCHUAN, SANHE
from tests.builders.field import records
from tests.builders.forms import compiled
from tests.builders.households import ACCOUNT
from tests.builders.instances import (
    EVENT,
    HEAD_BORN,
    HOUSEHOLD,
    START,
    WIFE_BORN,
    appraisal_xml,
    appraised,
    damage_xml,
    head,
    household_xml,
    member,
    objection_xml,
    profile_xml,
    report_xml,
    visit_xml,
)
from tests.builders.knowing import (
    decided,
    emptied,
    event,
    hh_no,
    home,
    numbered,
    published,
    row,
    sent,
)
from tests.builders.office import NOW, services
from tests.builders.office import person as account
from tests.conftest import KINDS

VERSION = compiled("household_survey").version
SOON = START + timedelta(hours=2)
OTHER = "0f0f0f0f-0000-4000-8000-000000000001"


def pytest_generate_tests(metafunc):
    """One office a database for all tests of this module."""
    if "shared" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = KINDS if chosen == "both" else (chosen,)
        metafunc.parametrize("shared", kinds, indirect=True, scope="module")


@pytest.fixture(scope="module")
def shared(request, tmp_path_factory):
    """An office with all bundled forms: publishing them takes longer than any test here."""
    folder = tmp_path_factory.mktemp("office")
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = request.getfixturevalue("sqlite").migrated(folder / "minzheng.sqlite3")
        else:
            url = stack.enter_context(request.getfixturevalue("postgresql").migrated())
        made = services(Settings(data_dir=folder, database_url=url))
        published(made, *(form.form_id for form in bundled() if form.form_id in BY_FORM))
        yield made
        made.store.close()


@pytest.fixture
def office(shared):
    """The same with nothing sent and nothing entered."""
    yield shared
    emptied(shared)
    thresholds.forget(shared)


def limit(office, name, value, *, unit=JINGYUAN, since=date(2026, 1, 1), until=None):
    """A limit as the county set it."""
    made = LimitRow(new_id(), unit, name, value, since, until, "", NOW, "赵敏")
    office.store.write(lambda conn: rulebook.add_limit(conn, made, by=None))
    thresholds.forget(office)


def another(n):
    """An instance id of its own."""
    return f"uuid:0a1b2c3d-0002-4000-8000-{n:012d}"


def updated(people=None, **answers):
    """A survey of the household that is in the store."""
    return household_xml(people, survey_mode="update", household=HOUSEHOLD, **answers)


# The household -----------------------------------------------------------------------------------


def with_accounts(office):
    """The home survey with two questions more, as a county may publish it."""
    xform = compiled("household_survey").xform
    xform = xform.replace(b"<m_benefit/>", b"<m_benefit/><m_bank_account/><m_bank_holder/>")
    for name in (b"m_bank_account", b"m_bank_holder"):
        bind = b'<bind nodeset="/data/member/%s" type="string"/>' % name
        xform = xform.replace(
            b'<bind nodeset="/data/member/m_youfu"', bind + b'<bind nodeset="/data/member/m_youfu"'
        )
    xform = xform.replace(f'version="{VERSION}"'.encode(), b'version="accounts"')
    publish(office, 1, accept_xform(xform), by=None, now=NOW)


@pytest.mark.parametrize("uuid", [OTHER, HOUSEHOLD], ids=["another household", "the same one"])
def test_p_27_an_account_is_found_in_another_household_by_its_digest(office, uuid):
    with_accounts(office)
    digest = office.sealer.digest(ACCOUNT)
    home(office, uuid=uuid, people=[{"account_digest": digest}])
    held = f"<m_bank_account>{ACCOUNT}</m_bank_account><m_bank_holder>王秀英</m_bank_holder>"
    xml = updated(version="accounts").replace(
        b"</m_benefit><m_is60>", b"</m_benefit>" + held.encode() + b"<m_is60>"
    )
    assert ("P-27" in sent(office, xml, at=SOON)) is (uuid == OTHER)


@pytest.mark.parametrize(
    ("receives", "severity"), [("old80", "E"), ("0", "W")], ids=["the same benefit", "none"]
)
def test_p_10_knows_what_the_person_receives_elsewhere(office, receives, severity):
    wife = {**numbered(office, WIFE_BORN, running=120, sex="2"), "doc": {"m_benefit": receives}}
    home(office, uuid=OTHER, people=[{}, wife], benefits="0")
    xml = household_xml([head(), member(benefit="old80")])
    assert sent(office, xml, at=SOON).get("P-10") == severity


@pytest.mark.parametrize(
    ("ends", "fires"),
    [("", True), ("2026-11-30", False), ("2027-01-31", True)],
    ids=["still running", "ends within the month", "ends late"],
)
def test_p_16_a_benefit_of_the_register_runs_on_after_death(office, ends, fires):
    home(office, people=[{}, {"birth_date": WIFE_BORN}])
    end = {"end_date": ends, "end_reason": "死亡" if ends else ""}
    row(
        office, "benefit", hh_no=hh_no(office), kind="高龄津贴", level="个人", person_id="12", **end
    )
    xml = visit_xml(changes="death", death_name="王秀英", death_date="2026-11-10")
    assert ("P-16" in sent(office, xml, at=SOON)) is fires


@pytest.mark.parametrize("reported", [True, False], ids=["reported dead", "not heard of"])
def test_h_11_asks_for_a_member_unless_a_visit_has_told_why(office, reported):
    home(office, people=[{"birth_date": HEAD_BORN}, {"birth_date": WIFE_BORN}])
    if reported:
        row(office, "visit", hh_no=hh_no(office), death_name="王秀英", death_date="2026-09-01")
    assert ("H-11" in sent(office, updated([head()]), at=SOON)) is not reported


@pytest.mark.parametrize(
    ("income", "fires"), [("13100", True), ("13000", False)], ids=["above", "at three times"]
)
def test_h_15_compares_with_the_average_entered_for_the_county(office, income, fires):
    limit(office, "average_income_yuan", "4000")
    limit(office, "average_income_yuan", "1", unit=PINGCHUAN)
    xml = household_xml(
        inc_wage=income, inc_business="6200", inc_transfer="0", exp_rigid="0", inc_property="4800"
    )
    assert ("H-15" in sent(office, xml, at=SOON)) is fires


def standard(office, amount, *, since="2026-01-01", until="", unit=JINGYUAN):
    row(
        office,
        "benefit_standard",
        unit=unit,
        kind="农村低保",
        amount=amount,
        valid_from=since,
        valid_to=until,
        **{"class": ""},
    )
    thresholds.forget(office)


@pytest.mark.parametrize(
    ("amount", "unit", "fires"),
    [("400", JINGYUAN, True), ("9000", JINGYUAN, False), ("400", PINGCHUAN, False)],
    ids=["above the line", "below it", "another county's line"],
)
def test_b_04_compares_with_the_line_of_the_county(office, amount, unit, fires):
    standard(office, amount, unit=unit)
    xml = household_xml(hh_benefit="dibao_rural")
    assert ("B-04" in sent(office, xml, at=SOON)) is fires


# Damage ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reside", ["3", "1"], ids=["nobody lived there", "lived in"])
def test_d_38_knows_the_house_before_the_event(office, reside):
    home(office, house_danger="D", doc={"reside_status": reside, "today": "2026-03-01"})
    assert ("D-38" in sent(office, damage_xml(household=HOUSEHOLD), at=SOON)) is (reside == "3")


@pytest.mark.parametrize(
    ("began", "fires"),
    [("2026-11-16 00:00", False), ("2026-11-17 09:00", True)],
    ids=["began that day", "began a day later"],
)
def test_d_32_goes_by_the_event_of_the_register(office, began, fires):
    event(office, start_time=began, found_time=began)
    assert ("D-32" in sent(office, damage_xml(damage_date="2026-11-16"), at=SOON)) is fires


SAME = {"household": HOUSEHOLD, "head_name_s": "李守田"}
NEXT_DOOR = {"in_list": "0", "head_name": "赵志强", "gps": "36.53002 104.01001 1707.0 4.5"}
FAR = {"in_list": "0", "head_name": "赵志强", "gps": "36.5301 104.0101 1707.0 4.5"}


@pytest.mark.parametrize(
    ("second", "state", "fires"),
    [
        (SAME, "to_review", True),
        (SAME | {"check_round": "2"}, "to_review", False),
        (SAME, "returned", False),
        (NEXT_DOOR, "to_review", True),
        (FAR, "to_review", False),
        (SAME | {"event_id": "EV-620421-20261101-flood-01"}, "to_review", False),
    ],
    ids=["the same", "next round", "was returned", "on the spot", "further on", "another event"],
)
def test_d_33_another_assessment_of_the_house(office, second, state, fires):
    home(office)
    assert "D-33" not in sent(office, damage_xml(instance_id=another(1)), at=SOON)
    decided(office, state)
    xml = damage_xml(instance_id=another(2), **second)
    assert ("D-33" in sent(office, xml, at=SOON + timedelta(hours=1))) is fires


def test_d_33_a_correction_is_not_another_assessment(office):
    sent(office, damage_xml(instance_id=another(1)), at=SOON)
    xml = damage_xml(instance_id=another(2), deprecated_id=another(1), persons=4)
    assert "D-33" not in sent(office, xml, at=SOON + timedelta(hours=1))
    assert len(records(office)) == 1


@pytest.mark.parametrize(
    "xml",
    [
        damage_xml(gps=None, household=None, in_list="0", head_id=None),
        damage_xml(event_id="事" * 300),
        report_xml(report_seq=10**10),
        report_xml(event_id="EV-\u2028", stage="9" * 50),
        report_xml(affected=10**40),
        profile_xml(year=10**9),
        objection_xml(checked="1", item_id="9" * 18, list_id="G" * 300),
        appraisal_xml([appraised(application="A" * 400)]),
    ],
    ids=[
        "nothing known",
        "long id",
        "no such number",
        "no such stage",
        "no such figure",
        "no such year",
        "no such item",
        "long application",
    ],
)
def test_whatever_is_answered_is_kept(office, xml):
    for at in (SOON, SOON + timedelta(minutes=5)):
        assert sent(office, xml, at=at) is not None
    assert len(records(office)) == 1


# Reports -----------------------------------------------------------------------------------------


def reported(office, n, *, hours, stage="2", state=None, **figures):
    """A report sent so many hours after the first; the rules that fired."""
    at = START + timedelta(hours=hours)
    xml = report_xml(
        at=at, instance_id=another(n), stage=stage, cutoff=at - timedelta(minutes=30), **figures
    )
    found = sent(office, xml, at=at + timedelta(minutes=20))
    if state:
        decided(office, state, another(n))
    return found


def test_d_10_to_d_12_compare_with_the_reports_before(office):
    event(office)
    assert reported(office, 1, hours=0, affected=120)["D-10"] == "E"  # no first one
    assert "D-10" not in reported(office, 2, hours=1, stage="1", state="accepted")
    assert reported(office, 3, hours=2, stage="1")["D-10"] == "E"
    assert reported(office, 4, hours=3, affected=119)["D-11"] == "W"
    assert "D-11" not in reported(office, 5, hours=4, affected=120)
    assert reported(office, 6, hours=5, affected=601)["D-12"] == "W"
    assert "D-12" not in reported(office, 7, hours=6, affected=600)


def test_d_10_nothing_follows_an_accepted_verified_report_unless_reopened(office):
    key = event(office)
    reported(office, 1, hours=0, stage="1", state="accepted")
    reported(office, 2, hours=2, stage="3", state="accepted")
    assert reported(office, 3, hours=4)["D-10"] == "E"
    opened = {
        "county": JINGYUAN[:6],
        "id": new_id(),
        "register": "disaster_event",
        "record_id": key,
        "period_id": key,
        "at": START + timedelta(hours=5),
        "kind": "corrected",
        "changes": {"state": ["verified", "reopened"]},
    }
    office.store.write(lambda conn: conn.execute(insert(edit_history).values(opened)))
    assert "D-10" not in reported(office, 4, hours=6)


@pytest.mark.parametrize("duty", ["是", "否"], ids=["nil reports due", "only as figures change"])
def test_d_19_a_follow_up_is_late_while_nil_reports_are_due(office, duty):
    event(office, nil_report_duty=duty)
    reported(office, 1, hours=0, stage="1")
    assert ("D-19" in reported(office, 2, hours=25)) is (duty == "是")
    assert "D-19" not in reported(office, 3, hours=48)


@pytest.mark.parametrize(
    ("found", "fires"),
    [("2026-11-23 09:00", False), ("2026-11-23 07:00", True)],
    ids=["in time", "late"],
)
def test_d_18_counts_from_the_discovery_in_the_register(office, found, fires):
    event(office, start_time=found, found_time=found)
    assert ("D-18" in reported(office, 1, hours=0, stage="1")) is fires


def test_d_23_the_cutoff_moves_on(office):
    event(office)
    reported(office, 1, hours=0, stage="1")
    at = START + timedelta(hours=3)
    early = report_xml(
        at=at, stage="2", instance_id=another(2), cutoff=START - timedelta(minutes=30)
    )
    assert sent(office, early, at=at)["D-23"] == "E"
    assert "D-23" not in reported(office, 3, hours=5)


@pytest.mark.parametrize(
    ("kind", "fires"), [("干旱", False), ("洪涝", True)], ids=["a drought", "a flood"]
)
def test_d_22_the_kind_of_disaster_is_the_registers(office, kind, fires):
    event(office, disaster_type=kind)
    assert ("D-22" in reported(office, 1, hours=0, stage="1", drought_need=20)) is fires


@pytest.mark.parametrize("rooms", [4, 5], ids=["as checked", "one room more"])
def test_d_20_a_verified_report_has_the_houses_that_were_checked(office, rooms):
    event(office)
    check = {"event_no": EVENT, "col_rooms": "0", "col_res_rooms": "0", "min_rooms": "9"}
    for n, (severe, minor) in enumerate([(3, 4), (1, 4), (0, 1), (0, 2)], 1):
        row(
            office,
            "house_damage",
            hh_no=f"{SANHE}{n:04d}",
            sev_rooms="9",
            persons="3",
            sev_res_rooms=str(severe),
            min_res_rooms=str(minor),
            **check,
        )
    row(
        office,
        "house_damage",
        hh_no=f"{SANHE}0004",
        check_round="2",
        sev_rooms="9",
        persons="3",
        sev_res_rooms="0",
        min_res_rooms="3",
        **check,
    )
    reported(office, 1, hours=0, stage="1")
    figures = {
        "sev_res_rooms": rooms,
        "sev_res_hh": 2,
        "min_res_rooms": 12,
        "min_res_hh": 2,
        "sev_rooms": 12,
        "min_rooms": 20,
    }
    assert ("D-20" in reported(office, 2, hours=2, stage="3", **figures)) is (rooms != 4)


def test_d_21_the_dead_and_missing_stand_on_the_roster(office):
    event(office)
    row(office, "casualty", unit=SANHE, event_no=EVENT, fate="死亡")
    reported(office, 1, hours=0, stage="1", dead=1)
    assert "D-21" not in reported(office, 2, hours=2, stage="3", dead=1)
    assert reported(office, 3, hours=4, stage="3", dead=1, missing=1)["D-21"] == "E"


@pytest.mark.parametrize(
    ("affected", "severity"),
    [(2240, None), (2241, "W"), (2689, "E")],
    ids=["everybody", "strangers too", "far too many"],
)
def test_d_13_the_affected_are_compared_with_the_latest_profile(office, affected, severity):
    event(office)
    row(office, "village_profile", year="2025", population="100", farmland="1")
    row(office, "village_profile", year="2026", population="2240", farmland="8200")
    found = reported(office, 1, hours=0, stage="1", affected=affected)
    assert (found.get("D-13"), "D-14" in found) == (severity, False)


def test_d_14_crops_are_compared_with_the_farmland(office):
    event(office)
    row(office, "village_profile", year="2026", population="2240", farmland="300")
    assert reported(office, 1, hours=0, stage="1", crop_affected="22.1")["D-14"] == "W"


def test_d_13_without_a_profile_the_store_is_counted(office):
    event(office)
    home(office)
    assert reported(office, 1, hours=0, stage="1", affected=3)["D-13"] == "E"


# Villages, appraisals, objections ----------------------------------------------------------------


@pytest.mark.parametrize("year", ["2026", "2025"], ids=["the same year", "another year"])
def test_g_01_a_second_accepted_profile_of_the_year(office, year):
    sent(office, profile_xml(instance_id=another(1)), at=SOON)
    row(office, "village_profile", year=year, source=records(office)[0].id)
    found = sent(office, profile_xml(instance_id=another(2)), at=SOON + timedelta(hours=1))
    assert ("G-01" in found) is (year == "2026")
    own = profile_xml(instance_id=another(3), deprecated_id=another(1), groups=7)
    assert "G-01" not in sent(office, own, at=SOON + timedelta(hours=2))


@pytest.mark.parametrize(
    ("population", "fires"), [(12, False), (25, True)], ids=["near enough", "far off"]
)
def test_g_03_figures_are_compared_with_the_persons_in_the_store(office, population, fires):
    home(office)
    small = dict.fromkeys(("female", "age60", "labour", "migrants", "disabled", "graduates"), 0)
    xml = profile_xml(population=population, voters=5, votes=4, households=2, **small)
    assert ("G-03" in sent(office, xml, at=SOON)) is fires


@pytest.mark.parametrize(
    ("surveyed", "fires"),
    [("2026-11-01", False), ("2026-10-01", True), ("2026-11-24", True), ("", False)],
    ids=["shortly before", "long before", "after", "never"],
)
def test_a_06_the_meeting_follows_the_survey_of_the_application(office, surveyed, fires):
    home(office, doc={"today": surveyed})
    row(office, "application", application_no="A-1", hh_no=hh_no(office))
    xml = appraisal_xml([appraised(application="A-1")])
    assert ("A-06" in sent(office, xml, at=SOON)) is fires


LISTED = {"list_no": "G-1", "start_date": "2026-11-15"}


@pytest.mark.parametrize(
    ("ends", "fires"), [("2026-11-23", False), ("2026-11-22", True)], ids=["last day", "after it"]
)
def test_o_01_the_register_knows_when_the_list_ended(office, ends, fires):
    row(office, "publicity_list", end_date=ends, **LISTED)
    xml = objection_xml(list_id="G-1", post_end="2026-11-30" if fires else "2026-11-20")
    assert ("O-01" in sent(office, xml, at=SOON)) is fires


@pytest.mark.parametrize("off", [True, False], ids=["with days off", "without"])
def test_o_02_counts_the_working_days_that_were_entered(office, off):
    if off:
        days = [DayOff(date(2026, 11, 10), is_worked=False, name="放假")]
        office.store.write(
            lambda conn: rulebook.put_days_off(conn, days, year=2026, at=NOW, by=None)
        )
        thresholds.forget(office)
    xml = objection_xml(recv_time=START - timedelta(days=17), post_end="2026-11-30")
    assert ("O-02" in sent(office, xml, at=SOON)) is not off


@pytest.mark.parametrize(
    ("checkers", "fires"),
    [("王芳、赵志强", True), ("李守田、赵志强", True), ("刘芳、赵志强", False)],
    ids=["the assistant", "of the household", "neither"],
)
def test_o_03_the_checkers_have_no_tie_to_the_household(office, checkers, fires):
    home(office)
    account(office)
    row(office, "application", application_no="A-1", hh_no=hh_no(office))
    xml = objection_xml(checked="1", checkers=checkers, list_id="G-1", item_id="A-1")
    assert ("O-03" in sent(office, xml, at=SOON)) is fires


def test_o_03_an_assignment_that_has_ended_is_none(office):
    account(office, grants=[Grant(Post.ASSISTANT, SANHE)], to_date=date(2026, 10, 1))
    xml = objection_xml(checked="1", checkers="王芳、赵志强")
    assert "O-03" not in sent(office, xml, at=SOON)


# Limits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("set_limits", "fires"),
    [
        ([("20", JINGYUAN)], True),
        ([("20", PINGCHUAN)], False),
        ([("20", BAIYIN)], True),
        ([("20", BAIYIN), ("99", JINGYUAN)], False),
        ([("20", JINGYUAN), ("", JINGYUAN)], False),
    ],
    ids=[
        "the county's",
        "another county's",
        "the city's",
        "the county over the city",
        "taken back",
    ],
)
def test_a_submission_is_judged_by_the_limits_of_its_county(office, set_limits, fires):
    for value, unit in set_limits:
        limit(office, "accuracy_m", value, unit=unit)
    xml = household_xml(gps="36.53 104.01 1707.0 25.0")
    assert ("S-06" in sent(office, xml, at=SOON)) is fires


@pytest.mark.parametrize(
    ("since", "until", "fires"),
    [
        (date(2026, 11, 23), None, True),
        (date(2026, 11, 24), None, False),
        (date(2026, 1, 1), date(2026, 11, 22), False),
        (date(2026, 1, 1), date(2026, 11, 23), True),
    ],
    ids=["from that day", "from the next", "until the day before", "until that day"],
)
def test_a_submission_is_judged_by_the_limits_of_its_day(office, since, until, fires):
    limit(office, "accuracy_m", "20", since=since, until=until)
    xml = household_xml(gps="36.53 104.01 1707.0 25.0")
    assert ("S-06" in sent(office, xml, at=SOON + timedelta(days=3))) is fires
