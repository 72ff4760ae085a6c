"""Instance XML of the seven forms as Collect writes it, breaking nothing unless told to.

    household_xml()                                   a household of two on one morning
    household_xml([head(), member("李小宝", born=date(2019, 5, 1), relation="20")])
    household_xml(phone="13800000000", remark=None)   answers by name; None leaves the element out
    household_xml(**{"/ident/gps": "36.53 104.01 1700.0 200.0"})        or by path
    damage_xml([house(rooms=5, severe=2), house(use="2", collapsed=1)], deaths="1")
    visit_xml(met="4")   report_xml(stage="3")   profile_xml()   appraisal_xml()   objection_xml()

What the tablet would calculate (ages, sums, grades, relevance) follows from the answers given, so a
test that changes the benefits of a household gets the class of its Dibao as well.  An answer named
by the test is never calculated over.  The order of the elements comes from the workbook itself; a
name the form does not have is a KeyError.

All of them take `at` (aware start of the survey), `minutes`, `instance_id`, `deprecated_id`,
`version`, `device`, `user`, and `shape` for the look of the bytes (`COLLECT`, `PREFIXED`, `WEB`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from server.core.days import LOCAL, age_on
from server.core.types import GeoPoint
from server.demo import calculated
from tests.builders.areas import DONGWAN, JINGYUAN, SANHE
from tests.builders.collect import (
    COLLECT,
    PREFIXED,
    WEB,
    Answers,
    entity,
    instance_id,
    instance_xml,
    written,
)
from tests.builders.people import id_number

START = datetime(2026, 11, 23, 10, 0, tzinfo=LOCAL)
DOOR = GeoPoint(36.53, 104.01, 1707.0, 4.5)  # inside SANHE of tests.builders.areas
DEVICE = "collect:7hW4cT1ShcsvxtZz"
USER = "zhangwei"
HOUSEHOLD = "11111111-1111-4111-8111-111111111111"
NEW_HOUSEHOLD = "5e1f2a3b-4c5d-4e6f-8a7b-9c0d1e2f3a4b"
EVENT = "EV-620421-20261115-flood-01"
HEAD_BORN = date(1975, 3, 4)
WIFE_BORN = date(1977, 5, 6)

__all__ = [
    "COLLECT", "PREFIXED", "WEB", "appraisal_xml", "appraised", "correction_xml", "damage_xml",
    "entity", "fix", "head", "house", "household_xml", "instance_id", "instance_xml", "member",
    "objection_xml", "profile_xml", "report_xml", "visit_xml",
]  # fmt: skip


def _tablet(answers, at, minutes, device, user):
    answers.fill(
        start=at,
        end=at + timedelta(minutes=minutes),
        today=at.date(),
        username=user,
        deviceid=device,
        start_point=DOOR,
        county=JINGYUAN,
        township=DONGWAN,
        village=SANHE,
    )


def file_name(number, ending="jpg"):
    """A name as Collect gives it: milliseconds of the shot."""
    return f"{1763863200000 + number}.{ending}"


# household_survey -------------------------------------------------------------------------------


def member(name="王秀英", *, born=WIFE_BORN, sex="2", relation="12", running=120, **answers):
    """A grown-up or child with an ID number; answers are named without their ``m_``.

    ``member(id_status="2")`` has no number: birth date and sex are then typed in by hand.
    """
    given = {"name": name, "relation": relation, "born": born, "sex_of": sex, "running": running}
    return given | answers


def head(name="李守田", *, born=HEAD_BORN, sex="1", **answers):
    """The head of the household."""
    return member(name, born=born, sex=sex, relation="02", **answers)


def _member(given, today):
    row = {key: value for key, value in given.items() if key not in ("born", "sex_of", "running")}
    born, sex = given["born"], given["sex_of"]
    age = age_on(today, born)
    has_number = row.setdefault("id_status", "1") == "1"
    number = id_number(born, sex=sex, running=given["running"]) if has_number else None
    defaults = {
        "id_number": number,
        "birth_manual": None if has_number else born,
        "birth_date": born,
        "sex_manual": None if has_number else sex,
        "sex": sex,
        "ethnic": "01",
        "education": _if(age >= 6, "80" if age < 13 else "70"),
        "marital": _if(age >= 15, "10" if age < 22 else "20"),
        "health": "10",
        "disabled": "0",
        "labour": _if(age >= 16, "1" if age < 60 else "4"),
        "employ": _if(age >= 6, "6" if age < 16 else "1"),
        "benefit": "0",
    }
    row = defaults | row
    graduated = row.setdefault("graduate", _if(14 <= age <= 35, "0")) == "1"
    row = {
        "disability_type": _if(row["disabled"] == "1", "4"),
        "disability_grade": _if(row["disabled"] == "1", "2"),
        "disability_cert": _if(row["disabled"] == "1", ""),
        "away_months": _if(row["employ"] == "3", 8),
        "school": _if(graduated, "兰州大学"),
        "grad_year": _if(graduated, today.year),
        "grad_job": _if(graduated, "3"),
        "youfu": _if("youfu" in written(row["benefit"]).split(), "5"),
    } | row
    made = calculated.Answers(
        {f"m_{name.removeprefix('m_')}": answer for name, answer in row.items()}
    )
    calculated.member(made, today)
    return made


def _if(condition, answer):
    return answer if condition else None


def household_xml(  # one keyword per thing a test may want to change
    members=None,
    *,
    at=START,
    minutes=12,
    device=DEVICE,
    user=USER,
    entity_of=None,
    **overrides,
):
    """A household survey; `entity_of` replaces the entity element (an empty text: none)."""
    options = _options(overrides)
    answers = Answers("household_survey", overrides)
    _tablet(answers, at, minutes, device, user)
    people = [head(), member()] if members is None else members
    answers.fill(member=[_member(person, at.date()) for person in people])
    _identity(answers)
    calculated.counts(answers)
    answers.fill(member_count_book=len(answers["member"]))
    _economy(answers)
    _assistance(answers)
    is_new = answers["survey_mode"] == "new"
    label = f"{answers['head_name']} {answers['group_no']} {answers['member_count']}人"
    made = entity(answers["entity_id"], create=is_new, update=not is_new, label=label)
    options.setdefault(
        "instance_name", f"{answers['hh_no']} {answers['head_name']} {written(answers['today'])}"
    )
    return instance_xml(
        "household_survey", answers, entity=made if entity_of is None else entity_of, **options
    )


OPTIONS = ("version", "instance_id", "deprecated_id", "instance_name", "audit", "shape")


def _options(overrides):
    return {name: overrides.pop(name) for name in OPTIONS if name in overrides}


def _identity(answers):
    answers.fill(survey_mode="new")
    known = answers["survey_mode"] == "update"
    answers.fill(household=HOUSEHOLD if known else None, new_uuid=NEW_HOUSEHOLD)
    calculated.identity(answers, known_number=f"{answers['village']}0001")
    answers.fill(
        group_no="三组",
        address="三合村三组12号",
        hukou_type="2",
        reside_status="1",
        phone="13893000001",
        consent="1",
        gps=DOOR,
        photo_door=file_name(1),
    )


def _economy(answers):
    answers.fill(
        inc_wage="18000.0",
        inc_business="6200.0",
        inc_property="0.0",
        inc_transfer="1200.0",
        exp_rigid="800.0",
    )
    calculated.incomes(answers)
    urban = answers["hukou_type"] == "1"
    answers.fill(
        land_mu=None if urban else "12.5",
        large_livestock=None if urban else 1,
        small_livestock=None if urban else 6,
        asset_items="0",
        house_structure="3",
        house_rooms=5,
        house_area="96.0",
        house_danger="B",
        water="1",
    )


def _assistance(answers):
    answers.fill(hh_benefit="0")
    dibao = {"dibao_urban", "dibao_rural"} & set(answers.chosen("hh_benefit"))
    answers.fill(
        dibao_class=_if(dibao, "2"),
        dibao_persons=_if(dibao, answers["member_count"]),
        hardship_cause="none",
        needs="none",
        remark="",
        photo_book="",
        sign=file_name(2, "png"),
    )


# visit_followup ---------------------------------------------------------------------------------


def visit_xml(*, at=START, minutes=8, device=DEVICE, user=USER, entity_of=None, **overrides):
    """A visit to a known household that receives Dibao."""
    options = _options(overrides)
    answers = Answers("visit_followup", overrides)
    _tablet(answers, at, minutes, device, user)
    answers.fill(household=HOUSEHOLD, hh_no=f"{answers['village']}0001", met="1")
    answers.fill(v_benefits="dibao_rural", v_geom=DOOR)
    someone_met = answers["met"] != "4"
    changes = answers.chosen("changes") or ["0"]
    cared_for = someone_met and "tekun" in written(answers["v_benefits"])
    answers.fill(
        v_head="李守田",
        v_count="2",
        v_last="2026-08-20",
        v_due="2026-11-30",
        visit_type="quarter",
        gps=DOOR,
        photo=file_name(1),
        count_now=_if(someone_met, 2),
        changes=_if(someone_met, "0"),
        death_date=_if(someone_met and "death" in changes, at.date()),
        death_name=_if(someone_met and "death" in changes, "王秀英"),
        income_now=_if(someone_met and {"income_up", "income_down"} & set(changes), "450.0"),
        change_text=_if(someone_met and "0" not in changes, "见面询问"),
        **dict.fromkeys(calculated.CARE, _if(cared_for, "1")),
        carer_ok=_if(cared_for, "1"),
        needs="none",
        suggest="keep",
        opinion="",
        sign=_if(someone_met, file_name(2, "png")),
    )
    calculated.visit(answers)
    made = entity(answers["household"], update=True)
    options.setdefault("instance_name", f"走访 {answers['hh_no']} {written(answers['today'])}")
    return instance_xml(
        "visit_followup", answers, entity=made if entity_of is None else entity_of, **options
    )


# house_damage -----------------------------------------------------------------------------------


def house(*, use="1", rooms=5, collapsed=0, severe=0, minor=0, **answers):
    """One building; further answers are named without their ``h_``."""
    given = {"use": use, "rooms": rooms, "collapsed": collapsed, "severe": severe, "minor": minor}
    return given | answers


def _house(given, number):
    collapsed, severe, minor = given["collapsed"], given["severe"], given["minor"]
    worse, any_damage = collapsed + severe, collapsed + severe + minor
    row = {
        "structure": "4",
        "year": 1996,
        "storeys": 1,
        "area": "88.0",
        "signs": "wall_crack" if any_damage else "none",
        "photo_whole": file_name(10 * number),
        "photo_part1": _if(any_damage, file_name(10 * number + 1)),
        "photo_part2": _if(worse, file_name(10 * number + 2)),
    } | given
    made = calculated.Answers(
        {f"h_{name.removeprefix('h_')}": answer for name, answer in row.items()}
    )
    calculated.house(made)
    return made


def damage_xml(houses=None, *, at=START, minutes=15, device=DEVICE, user=USER, **overrides):
    """An assessment of a household's buildings after a flood."""
    options = _options(overrides)
    answers = Answers("house_damage", overrides)
    _tablet(answers, at, minutes, device, user)
    standing = [house(severe=2, minor=1)] if houses is None else houses
    answers.fill(house=[_house(each, n) for n, each in enumerate(standing, start=1)])
    answers.fill(in_list="1")
    listed = answers["in_list"] == "1"
    answers.fill(
        event_id=EVENT,
        event_type="flood",
        event_start="2026-11-15",
        check_round="1",
        damage_date=date(2026, 11, 16),
        household=_if(listed, HOUSEHOLD),
        head_name=_if(not listed, "李守田"),
        head_id=_if(not listed, id_number(HEAD_BORN, sex="1")),
        family_type="1",
        persons=3,
        deaths=0,
        missing=0,
        injured=0,
        relocated=0,
        gps=DOOR,
    )
    answers.fill(head_name_s="李守田" if listed else answers["head_name"])
    calculated.damage(answers)
    badly = answers["hh_grade"] in ("1", "2")
    answers.fill(
        only_house=_if(badly, "1"),
        shelter="2" if badly else "1",
        loss_house="3.2",
        loss_property="0.5",
        relief_need="quilt" if badly else "none",
        self_rebuild=_if(badly, "2"),
        assessor2="赵志强",
        sign_head=file_name(3, "png"),
        remark="",
    )
    options.setdefault("instance_name", f"房损 {answers['head_name_s']} {answers['hh_grade_zh']}")
    return instance_xml("house_damage", answers, **options)


# disaster_report --------------------------------------------------------------------------------

PEOPLE = {"affected": 120, "injured": 2, "evacuated": 30, "resettled": 12, "need_urgent": 20}
ROOMS = {"sev_rooms": 6, "sev_res_rooms": 4, "sev_res_hh": 2, "min_rooms": 10, "min_res_rooms": 8}
CROPS = {"crop_affected": "24.5", "crop_damaged": "10.0", "crop_failed": "2.0"}
LOSSES = {"loss_house": "6.4", "loss_farm": "11.0"}
ALL_PEOPLE = (*PEOPLE, "dead", "missing", "injured_serious", "resettled_central")
ALL_ROOMS = (*ROOMS, "min_res_hh", "col_rooms", "col_res_rooms", "col_res_hh")
ALL_FARM = (*CROPS, "livestock_large", "livestock_small")
UNASKED = ("need_transition", "drought_need", "drought_water", "grain_affected")


def report_xml(*, at=START, minutes=10, device=DEVICE, user=USER, **overrides):
    """A village's first report of a flood; ``report_xml(stage="2", zero="1")`` is a nil report."""
    options = _options(overrides)
    answers = Answers("disaster_report", overrides)
    _tablet(answers, at, minutes, device, user)
    answers.fill(stage="1")
    answers.fill(
        event_id=EVENT,
        event_start_dt="2026-11-15T02:00:00.000+08:00",
        report_seq=1 if answers["stage"] == "1" else 2,
        cutoff=at - timedelta(minutes=30),
        zero=_if(answers["stage"] == "2", "0"),
        basis="1",
    )
    nil = answers["stage"] == "2" and answers["zero"] == "1"
    figures = dict.fromkeys((*ALL_PEOPLE, *ALL_ROOMS, *ALL_FARM, *calculated.LOSSES), 0)
    figures |= PEOPLE | ROOMS | {"min_res_hh": 3} | CROPS | LOSSES | dict.fromkeys(UNASKED, "")
    answers.fill(**{name: _if(not nil, figure) for name, figure in figures.items()})
    calculated.report(answers)
    answers.fill(
        cut_road="2",
        cut_power="0",
        cut_water="0",
        cut_comm="0",
        situation="暴雨引发山洪，部分房屋进水",
        photo1="",
        reporter_phone="13893000002",
    )
    options.setdefault(
        "instance_name",
        f"{answers['event_id']} {answers['village']} {answers['stage']} {answers['report_seq']}",
    )
    return instance_xml("disaster_report", answers, **options)


# village_profile, dibao_appraisal, objection ----------------------------------------------------

VILLAGE_FIGURES = {
    "year": 2026,
    "groups": 6,
    "households": 590,
    "population": 2240,
    "resident_pop": 1650,
    "female": 1090,
    "age60": 420,
    "labour": 1180,
    "migrants": 640,
    "disabled": 88,
    "graduates": 9,
    "farmland": "8200.0",
    "irrigated": "2100.0",
    "income_pc": "11800.0",
}


def profile_xml(*, at=START, minutes=20, device=DEVICE, user=USER, **overrides):
    """The yearly profile of a village."""
    options = _options(overrides)
    answers = Answers("village_profile", overrides)
    _tablet(answers, at, minutes, device, user)
    answers.fill(
        **VILLAGE_FIGURES,
        facilities=("office", "clinic", "road", "water"),
        gps=DOOR,
        photo_office="",
        election_date=date(2024, 3, 20),
        voters=1700,
        votes=1430,
        committee_size=5,
        committee_women=1,
        director="张建国",
        one_shoulder="1",
        supervision="1",
        meetings=4,
        open_times=4,
        open_last=date(2026, 10, 8),
        photo_board=file_name(1),
        finance_open="1",
        care_home_beds=0,
        day_care=1,
        assistant_name="张伟",
        assistant_phone="13893000003",
    )
    options.setdefault("instance_name", f"村情 {answers['village']} {answers['year']}")
    return instance_xml("village_profile", answers, **options)


def appraised(*, agree=18, oppose=1, abstain=1, **answers):
    """One applicant at an appraisal meeting of twenty."""
    return {"agree": agree, "oppose": oppose, "abstain": abstain} | answers


def _appraised(given, present):
    passed = given["agree"] * 2 > present
    related = given.get("relative") == "1"
    return {
        "application": "AP-620421102201-0007",
        "a_head": "李守田",
        "a_persons": "2",
        "a_income": "380",
        "a_note": "",
        "relative": "0",
        "relative_who": _if(related, "村主任张建国之弟"),
        "passed": "1" if passed else "0",
        "class_suggest": _if(passed, "2"),
        "persons_suggest": _if(passed, 2),
        "reason": "家庭缺劳力，收入低",
    } | given


def appraisal_xml(cases=None, *, at=START, minutes=60, device=DEVICE, user=USER, **overrides):
    """An appraisal meeting with one applicant who passes."""
    options = _options(overrides)
    answers = Answers("dibao_appraisal", overrides)
    _tablet(answers, at, minutes, device, user)
    answers.fill(should=24, present=20)
    heard = [appraised()] if cases is None else cases
    answers.fill(case=[_appraised(each, int(answers["present"])) for each in heard])
    answers.fill(
        meeting_date=at.date(),
        place="村委会会议室",
        chair="刘芳",
        recorder="张伟",
        rep_villagers=15,
        photo_meeting=file_name(1),
        photo_signin=file_name(2),
        gps=DOOR,
        case_count=len(answers["case"]),
        passed_count=sum(each["passed"] == "1" for each in answers["case"]),
        fin_note="",
        sign_chair=file_name(3, "png"),
        post1_date=at.date() + timedelta(days=1),
    )
    options.setdefault(
        "instance_name", f"评议 {answers['village']} {written(answers['meeting_date'])}"
    )
    return instance_xml("dibao_appraisal", answers, **options)


def objection_xml(*, at=START, minutes=10, device=DEVICE, user=USER, **overrides):
    """An objection to a public list by somebody who gives a name, not yet checked."""
    options = _options(overrides)
    answers = Answers("objection", overrides)
    _tablet(answers, at, minutes, device, user)
    answers.fill(kind="1", anonymous="0", checked="0")
    to_list, named = answers["kind"] == "1", answers["anonymous"] == "0"
    checked = answers["checked"] == "1"
    answers.fill(
        list_id=_if(to_list, "PB-620421102201-2026-01"),
        post_end="2026-11-27",
        item_id=_if(to_list, "PB-620421102201-2026-01-03"),
        channel="1",
        obj_name=_if(named, "马玉兰"),
        obj_phone=_if(named, "13893000004"),
        recv_time=at - timedelta(hours=1),
        reasons="income",
        content="反映该户在县城另有住房出租",
        evidence="",
        check_date=_if(checked, at.date()),
        checkers=_if(checked, "刘芳、赵志强"),
        check_result=_if(checked, "2"),
        check_text=_if(checked, "入户核查，房屋系其兄所有"),
        reply_date=_if(checked and named, at.date()),
    )
    options.setdefault(
        "instance_name", f"异议 {answers['list_id'] or ''} {written(answers['today'])}"
    )
    return instance_xml("objection", answers, **options)


TASK = "6d7a7461-736b-4000-8000-000000000001"
FIXED = ("new_text", "new_number", "new_date", "gps", "new_photo", "new_choice", "new_many")


def fix(path="/ident/address", label="门牌或详细地址", kind="text", **new):
    """One question mended; without a new answer it was left as it was."""
    return {"path": path, "label": label, "kind": kind, "present": "", "ask": ""} | new


def correction_xml(fixes=None, *, at=START, minutes=5, device=DEVICE, user=USER, **overrides):
    """A returned record mended on the tablet: an address, unless told otherwise."""
    options = _options(overrides)
    answers = Answers("correction", overrides)
    answers.fill(
        start=at,
        end=at + timedelta(minutes=minutes),
        today=at.date(),
        username=user,
        deviceid=device,
        start_point=DOOR,
        task=TASK,
        township=DONGWAN,
        village=SANHE,
        task_form="民政对象入户调查表",
        task_name="李守田",
        task_reason="门牌看不清",
        task_by="李军",
        task_on=at.date(),
    )
    mended = [fix(new_text="三合村三组21号")] if fixes is None else fixes
    answers.fill(task_questions=len(mended), task_note="", how="1" if mended else "2")
    answers.fill(
        explanation="" if mended else "核对过户口簿，没有错",
        fix_count=len(mended) if answers["how"] == "1" else 0,
        fix=[
            {"n": number} | {name: _if(name in each, "") for name in FIXED} | each
            for number, each in enumerate(mended, start=1)
        ],
    )
    options.setdefault("instance_name", f"补正 {answers['task_name']}")
    return instance_xml("correction", answers, **options)
