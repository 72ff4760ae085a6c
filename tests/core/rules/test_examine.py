"""One cause, one issue: what a rule does not say because an earlier rule has said why."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.case import FormProblem, MissingFile, ProblemKind, case_of
from server.core.facts import (
    Casualties,
    Facts,
    KnownPerson,
    LastSurvey,
    OtherDamage,
    PhotoTwin,
)
from server.core.limits import Limits
from server.core.rules import (
    BY_FORM,
    benefit,
    dibao,
    disaster,
    disaster_course,
    disaster_scale,
    examine,
    examine_answers,
    examine_files,
    village,
)
from server.core.rules import appraisal as meeting
from server.core.rules import damage as house_damage
from server.core.rules import objection as objections
from server.core.rules.catalogue import explain
from server.core.types import GeoPoint
from tests.builders.cases import (
    DOOR,
    NEIGHBOURS,
    RECEIVED,
    START,
    TODAY,
    child,
    damage,
    head,
    household,
    member,
    north_of,
    other_visit,
    photo,
    tag,
    visit,
    without_number,
)
from tests.builders.people import bank_card, id_number
from tests.builders.samples.every import SAMPLES
from tests.builders.village_cases import (
    appraisal,
    event,
    first_report,
    objection,
    profile,
    report,
)

FAR_AWAY = GeoPoint(31.2, 121.5, 10.0, 900.0)


def rules(case):
    return [issue.rule for issue in examine(case)]


def test_rules_run_from_receipt_to_evidence_to_persons_to_household():
    case = household(
        head(name="Li"),
        member(),
        facts=Facts(entity_base=1, entity_current=2),
        ident={"gps": replace(DOOR, accuracy_m=40.0)},
        photos={"/ident/photo_door": photo(brightness=2.0)},
        members_check={"member_count_book": 5},
    )
    assert rules(case) == ["W-06", "S-06", "F-06", "P-12", "H-03"]


def test_a_form_without_rules_of_its_own_is_still_judged_on_receipt():
    case = case_of({"start": START}, form_id="trial", version="1", received_at=RECEIVED)
    assert rules(replace(case, start=START - timedelta(days=20_000))) == ["W-19"]


def test_answers_that_could_not_be_read_raise_only_what_receipt_tells():
    unread = case_of(
        {},
        form_id="household_survey",
        version="9",
        received_at=RECEIVED,
        is_read=False,
        facts=Facts(version_is_unknown=True),
    )
    assert rules(unread) == ["W-02"]


def test_an_encrypted_submission_is_not_blamed_for_missing_answers():
    sealed = case_of(
        {}, form_id="household_survey", version="1", received_at=RECEIVED, is_read=False
    )
    assert rules(sealed) == []


def test_answers_of_an_old_version_without_most_questions_raise_no_exception():
    bare = case_of({}, form_id="household_survey", version="1", received_at=RECEIVED)
    assert rules(bare) == ["S-01", "H-01"]


def test_a_wrong_clock_is_told_once_and_ages_are_counted_on_the_day_of_receipt():
    in_1990 = START.replace(year=1990)
    case = household(head(), member(), child(), start=in_1990, end=in_1990, today=in_1990.date())
    assert rules(case) == ["W-19"]


def test_an_end_before_the_start_leaves_no_duration_to_judge():
    case = household(end=START - timedelta(minutes=5), photos={"/ident/photo_door": photo()})
    assert rules(case) == ["W-10"]


def test_disasters_keep_no_hours():
    night = START.replace(hour=23)
    end = night + timedelta(minutes=12)
    assert rules(damage(start=night, end=end, received_at=end, photos={})) == []


def test_forms_open_on_two_devices_at_once_are_not_a_journey():
    elsewhere = other_visit(minutes=-1, lasting_s=600, metres=30_000, device="collect:two")
    assert rules(household(facts=Facts(other_visits=(elsewhere,)))) == ["W-16"]


def test_only_the_forms_next_in_time_are_a_journey():
    near = other_visit(minutes=-30, instance_id="uuid:near")
    far = other_visit(minutes=-31, metres=70_000, instance_id="uuid:far")
    assert rules(household(facts=Facts(other_visits=(near, far)))) == []


@pytest.mark.parametrize(
    ("gps", "said"),
    [
        (None, ["S-01"]),
        (GeoPoint(0, 0, 0, 900), ["S-02"]),
        (FAR_AWAY, ["S-03"]),
        (GeoPoint(DOOR.lon, DOOR.lat, 0, 900), ["S-08"]),
    ],
    ids=["none", "null island", "another city", "exchanged"],
)
def test_a_position_that_is_no_place_here_is_told_once(gps, said):
    case = household(
        ident={"gps": gps},
        tag=tag(outside_m=9_000, county_outside_m=9_000, centre_m=9_000),
        facts=Facts(other_visits=(other_visit(),)),
    )
    assert rules(case) == said


def test_outside_the_county_is_not_told_again_as_outside_the_village():
    assert rules(household(tag=tag(outside_m=9_000, county_outside_m=8_000))) == ["S-04"]


def test_surveys_of_another_day_or_of_the_same_household_are_not_counted_at_the_spot():
    others = [
        other_visit(minutes=-24 * 60, metres=0, household=f"other {n}", instance_id=f"uuid:{n}")
        for n in range(9)
    ]
    again = other_visit(metres=0, household=household().household_uuid)
    assert rules(household(facts=Facts(other_visits=(*others, again)))) == []


def test_a_file_that_is_no_picture_is_told_once():
    spoilt = photo(is_image=False, width=None, height=None, taken_at=None, position=None)
    assert rules(damage(photos={"/house[1]/h_photo_whole": spoilt})) == ["F-01"]


def test_the_camera_is_compared_with_the_wall_time_of_its_device():
    in_urumqi = START.astimezone(UTC) + timedelta(hours=6)
    start = in_urumqi.replace(tzinfo=None)
    case = household(photos={"/ident/photo_door": photo(taken_at=start)})
    assert rules(case) == ["F-02"]


def test_a_named_photo_that_has_not_arrived_is_missing_not_too_few():
    path = "/house[1]/h_photo_whole"
    case = damage(photos={}, missing_files=(MissingFile(path, "whole.jpg", required=True),))
    assert rules(case) == ["W-04"]


@pytest.mark.parametrize(
    "number",
    ["12345", id_number()[:17] + "Y", id_number()[:-1] + ("1" if id_number()[-1] != "1" else "2")],
    ids=["too short", "wrong character", "wrong check digit"],
)
def test_nothing_is_read_out_of_a_number_that_was_refused(number):
    case = household(head(), member(id_number=number, birth_date="2020-01-01", sex="1"))
    assert rules(case) in (["P-01"], ["P-02"])


def test_what_was_typed_beside_a_refused_number_still_counts():
    nearly = id_number(date(2015, 6, 1))[:17]
    typed = {"birth_manual": date(2015, 6, 1), "sex_manual": "2"}
    case = household(head(), child(id_number=nearly, marital="20", **typed))
    assert rules(case) == ["P-01", "P-17"]


def test_an_old_number_is_converted_and_then_read():
    number = id_number(date(2015, 6, 1).replace(year=1955), sex="1")
    case = household(head(), member(id_number=number[:6] + number[8:17], labour="3"))
    assert rules(case) == ["P-05", "P-06", "P-14", "H-06"]


def test_somebody_born_after_the_survey_has_no_age():
    unborn = child(born=TODAY + timedelta(days=400), marital="20", labour="1", education="80")
    assert rules(household(head(), unborn)) == ["P-04"]


def test_the_dead_are_not_asked_for_their_age():
    dead = member(born=date(1901, 1, 1), relation="97", status="dead", death_date=TODAY)
    assert rules(household(head(), dead)) == []


def test_a_household_without_members_is_told_once():
    nobody = household(
        member=[],
        economy=dict.fromkeys(("inc_wage", "inc_business", "inc_property"), Decimal(0)),
        members_check={"member_count_book": 4},
    )
    assert rules(nobody) == ["H-01"]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"name": "王秀兰", "id_number": id_number(date(1977, 5, 6))}, []),
        ({"name": "王秀英", "id_number": id_number(date(1977, 5, 6), running=8)}, ["H-11"]),
    ],
    ids=["new name, same number", "same name, other number"],
)
def test_the_number_decides_who_was_reported(known, said):
    last = LastSurvey(date(2025, 11, 1), (KnownPerson(household=NEIGHBOURS, **known),))
    assert rules(household(facts=Facts(last_survey=last))) == said


def test_a_child_without_a_known_birth_date_is_not_compared():
    case = household(head(), child(id_number=None, birth_date=None))
    assert rules(case) == []


def test_without_one_head_nobody_is_compared_with_the_head():
    case = household(
        head(), head("李强", running=8, born=date(1990, 1, 1)), child(born=date(1985, 1, 1))
    )
    assert rules(case) == ["H-02"]


def test_the_head_of_a_damaged_household_is_checked_where_it_was_typed():
    case = damage(hh={"in_list": "0", "head_name": "Li", "head_id": "123"})
    issues = [(issue.rule, issue.path) for issue in examine(case)]
    assert issues == [("P-01", "/hh/head_id"), ("P-12", "/hh/head_name")]


def test_every_limit_can_be_set():
    strict = Limits(late_days=0, accuracy_m=4, members=1, registered_m=0)
    case = household(limits=strict, received_at=RECEIVED + timedelta(days=2))
    assert rules(case) == ["W-13", "S-06", "H-10"]


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_rule_speaks_either_before_the_files_came_or_after(sample):
    before, after = examine_answers(sample.fires), examine_files(sample.fires)
    assert {issue.rule for issue in after} <= {"W-04", "W-14", *(f"F-0{n}" for n in range(1, 8))}
    assert sorted(map(str, before + after)) == sorted(map(str, examine(sample.fires)))
    assert not {issue.rule for issue in before} & {issue.rule for issue in after}


@pytest.mark.parametrize("form_id", BY_FORM)
def test_the_rules_of_a_form_stand_there_once(form_id):
    assert len(set(BY_FORM[form_id])) == len(BY_FORM[form_id])


ID = id_number(date(1977, 5, 6))
CARD = bank_card()
LEAKS = [
    household(head(name=ID), member()),
    household(head(), member(f"{ID}王", bank_account=f"{CARD}1", bank_holder=ID)),
    household(ident={"hh_no": ID}, facts=Facts(hh_no_taken=True)),
    household(form_problems=(FormProblem("/x", ProblemKind.CONSTRAINT, f"no {ID[:9]} {ID[9:]}"),)),
    household(form_problems=(FormProblem("/x", ProblemKind.CONSTRAINT, f"{CARD[:4]}-{CARD[4:]}"),)),
    household(missing_files=(MissingFile("/x", f"{ID}.jpg", required=True),)),
    household(instance_id=ID, facts=Facts(instance_conflicts=True)),
    household(facts=Facts(photo_twins={"a" * 64: (PhotoTwin(f"uuid:{ID}", NEIGHBOURS, bits=1),)})),
    visit(change={"changes": ("death",), "death_name": ID}),
    damage(hh={"in_list": "0", "head_name": ID, "head_id": f"{ID}0"}),
    damage(sum={"assessor2": ID}, user_name=ID),
    damage(
        hh={"head_name_s": "李守田"},
        facts=Facts(other_damages=(OtherDamage(ID, hh_no=ID, head_name=CARD, position=DOOR),)),
    ),
    report(facts=Facts(village_reports=(first_report(instance_id=f"uuid:{ID}"),))),
    profile(facts=Facts(profile_of_year=CARD)),
    objection(check={"checkers": f"{ID} {CARD}"}, facts=Facts(concerned_names=frozenset({ID}))),
]


@pytest.mark.parametrize(
    "case", [*LEAKS, *(sample.fires for sample in SAMPLES)], ids=range(len(LEAKS) + len(SAMPLES))
)
def test_no_full_number_of_a_person_leaves_a_rule(case):
    told = " ".join(
        part
        for issue in examine(case)
        for part in (*issue.values.values(), explain(issue, "zh").sentence)
    )
    bare = told.replace(" ", "").replace("-", "")
    assert ID[:-1] not in bare
    assert CARD[:-1] not in bare


def test_the_leaking_answers_do_raise_issues():
    assert all(examine(case) for case in LEAKS)


POINTS = st.none() | st.builds(
    GeoPoint,
    st.floats(-200, 200),
    st.floats(-200, 200),
    st.none() | st.floats(-10, 10),
    st.none() | st.floats(-10, 1_000),
)
DATES = st.dates(date(1800, 1, 1), date(2200, 12, 31))
DAYS = st.none() | DATES
MOMENTS = st.none() | st.builds(datetime.combine, DATES, st.times(timezones=st.just(UTC)))
ANYTHING = (
    st.none()
    | st.text(max_size=20)
    | st.integers(-(2**63), 2**63)
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18)
    | DAYS
    | MOMENTS
    | POINTS
    | st.tuples(st.sampled_from(["0", "dibao", "x"]))
)
MEMBER_QUESTIONS = [*member(), *without_number(TODAY), "m_grad_year", "m_status", "m_death_date"]
ROWS = st.dictionaries(
    st.sampled_from([name if name.startswith("m_") else f"m_{name}" for name in MEMBER_QUESTIONS]),
    ANYTHING | st.sampled_from([ID, ID[:6] + ID[8:17], "02", "20", "1", "60", "dead"]),
)
ORDINARY = (household(), visit(), damage(), report(), profile(), appraisal(), objection())
GROUPS = {
    name: list(inner)
    for case in ORDINARY
    for name, inner in case.answers.items()
    if isinstance(inner, dict)
}
TREES = st.fixed_dictionaries(
    {},
    optional={
        "start": MOMENTS,
        "end": MOMENTS,
        "today": DAYS,
        "start_point": POINTS,
        "member": st.lists(ROWS, max_size=4) | ANYTHING,
        "house": st.lists(
            st.dictionaries(st.sampled_from(list(damage().answers["house"][0])), ANYTHING)
        )
        | ANYTHING,
        "case": st.lists(
            st.dictionaries(st.sampled_from(list(appraisal().answers["case"][0])), ANYTHING)
        )
        | ANYTHING,
        "loss_total": ANYTHING | st.just("1E9"),
    }
    | {
        name: st.dictionaries(st.sampled_from(questions), ANYTHING) | ANYTHING
        for name, questions in GROUPS.items()
    },
)


KNOWN = Facts(
    other_visits=(other_visit(),),
    registered_position=north_of(DOOR, 900),
    event=event(),
    village_reports=(first_report(),),
    house_checks={"col_res_hh": 1},
    casualties=Casualties(0, 0),
    village_population=0,
    village_farmland_mu=Decimal(0),
    other_damages=(OtherDamage("uuid:other", head_name="马玉兰", position=DOOR),),
    village_register={"population": 0},
    application_surveys={"": TODAY},
)


@given(TREES, st.sampled_from([*BY_FORM, "trial"]), st.floats(-1, 1_000_000) | st.none())
def test_no_answers_whatever_make_a_rule_fail(answers, form_id, active_s):
    case = case_of(
        answers,
        form_id=form_id,
        version="1",
        received_at=RECEIVED,
        active_s=active_s,
        photos={"/photo": photo()},
        tag=tag(centre_m=1e6, outside_m=None),
        facts=KNOWN,
    )
    for issue in examine(case):
        assert explain(issue, "en").title


OF_ONE_FORM = {
    "household_survey": (*benefit.RULES, *dibao.RULES),
    "house_damage": house_damage.RULES,
    "disaster_report": (*disaster.RULES, *disaster_course.RULES, *disaster_scale.RULES),
    "village_profile": village.RULES,
    "dibao_appraisal": meeting.RULES,
    "objection": objections.RULES,
}


@pytest.mark.parametrize("case", ORDINARY, ids=lambda case: case.form_id)
def test_rules_on_one_form_say_nothing_about_another(case):
    others = (rules for form_id, rules in OF_ONE_FORM.items() if form_id != case.form_id)
    known = replace(case, facts=KNOWN)
    assert [issue for rules in others for rule in rules for issue in rule(known)] == []


def test_every_fact_is_empty_by_default():
    assert not any(
        getattr(Facts(), fact.name) for fact in fields(Facts) if fact.name != "writable_units"
    )
