"""A real form engine fills in our forms, as they are served, and sends them through real HTTP.

What a village assistant would do with a browser or tablet, to the household in the store: the
cascade of areas, a refused answer, rows of a repeat, calculations, a position, photo and signature,
the geotag, the rules, a clerk's yes.
"""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from server.answers import form_reader
from server.core.days import LOCAL
from server.core.desk.record import Decision
from server.core.instance import read_answers, read_envelope
from server.core.types import State
from server.intake.worker import drain
from server.publish.publishing import publish
from server.registers.households import household
from server.review import decisions, record
from server.review.decisions import Verdict
from server.store.tables.households import person
from tests.builders.areas import DABA, DONGWAN, GUAYUAN, JINGYUAN, SANHE, YANGLIU
from tests.builders.field import current, files, issues, sha256
from tests.builders.field import record as stored
from tests.builders.forms import compiled
from tests.builders.instances import (
    DOOR,
    damage_xml,
    file_name,
    head,
    house,
    household_xml,
    member,
)
from tests.builders.knowing import event
from tests.builders.office import NOW, asker
from tests.builders.pictures import encoded, exif, picture
from tests.contract.engine.webforms import WebForms

EVENT = "EV-620421-flood-01"
STANDARDS = f"""name,label,county,kind,year,monthly
r,农村低保标准,{JINGYUAN},rural,2026,500
u,城市低保标准,{JINGYUAN},urban,2026,700
"""
CHINESE = "中文 (zh)"


@pytest.fixture(scope="module")
def webforms():
    made = WebForms()
    yield made
    made.close()


@pytest.fixture
def office(live):
    """Both forms published with the files that an office gives them."""
    began = f"{start_of_day() - timedelta(days=8)} 02:00"
    event(live.office, event_no=EVENT, name="暴雨洪涝", start_time=began, found_time=began)
    given = {"household_survey": {"standards.csv": STANDARDS.encode()}, "house_damage": {}}
    for form_id, media in given.items():
        publish(live.office, 1, compiled(form_id), media=media, by=None, now=NOW)
    return live.office


@pytest.fixture
def tablet(live, office):
    """A tablet of two villages that has fetched its forms."""
    assert office is live.office
    made = live.tablet(SANHE, YANGLIU)
    made.refresh()
    return made


def morning():
    """Ten o'clock of the last morning that is over: no visit at night, none in the future."""
    now = datetime.now(LOCAL)
    today = now.replace(hour=10, minute=0, second=0, microsecond=0)
    return today if now - today > timedelta(hours=1) else today - timedelta(days=1)


def start_of_day():
    return morning().date()


def photo(seed):
    """A photo taken at the door while the form was open."""
    taken = morning() + timedelta(minutes=5)
    tags = exif(taken_at=taken, lat_lon=(DOOR.lat, DOOR.lon))
    return encoded(picture(1280, 960, seed=seed), exif=tags)


def signature():
    return encoded(Image.new("L", (400, 200), 255), "PNG")


def open_form(webforms, tablet, form_id, *, language=CHINESE):
    """Open a form as the tablet has it, at ten in the morning."""
    webforms.clock(morning())
    blank = tablet.forms[form_id]
    preload = {"deviceID": tablet.device, "username": "zhangwei"}
    webforms.open(blank.xml, blank.media, preload=preload, language=language)


def fill_in(webforms, form_id, xml, contents):
    """Answer like a finished instance; a quarter of an hour later all is said."""
    schema = compiled(form_id).schema
    raw = read_answers(read_envelope(xml).root, schema).values
    webforms.fill(schema.fields, raw, contents)
    webforms.clock(morning() + timedelta(minutes=15))


def a_household(**answers):
    """What is to be typed in: a couple and their child."""
    child = member("李小宝", sex="1", born=date(2019, 5, 1), relation="20")
    return household_xml(
        [head(), member(), child], at=morning(), audit="", photo_book="", **answers
    )


def household_files():
    return {file_name(1): photo(1), file_name(2, "png"): signature()}


def typed(office, version):
    reader = form_reader(office, version.version_id)
    return reader.typed.read(
        read_answers(read_envelope(bytes(version.xml)).root, reader.schema).values
    )


def send(tablet, payload):
    """Send what the engine made; the statuses."""
    assert (payload.status, payload.violations) == ("ready", [])
    return [tablet.post(*post).status for post in payload.posts]


def test_or_216_a_household_from_the_blank_form_to_the_store(webforms, tablet, office):
    open_form(webforms, tablet, "household_survey")
    fill_in(webforms, "household_survey", a_household(), household_files())
    payload = webforms.payload()
    assert send(tablet, payload) == [201]
    assert bytes(current(office).xml) == payload.xml
    drain(office)

    row, version = stored(office), current(office)
    assert (row.unit_code, row.title, row.state) == (SANHE, "李守田", "to_review")
    assert (version.geotag["located"], version.geotag["claimed"]) == (SANHE, SANHE)
    assert (version.lat, version.lon, version.accuracy_m) == (DOOR.lat, DOOR.lon, DOOR.accuracy_m)
    assert timedelta() <= version.start_at - morning() < timedelta(minutes=2)
    assert issues(office) == []
    assert files(office) == {name: sha256(c) for name, c in household_files().items()}

    clerk = asker(office)
    seen = record.record(office, clerk, row.id)
    assert [shown.name for shown in seen.photos if shown.facts] == [file_name(1)]
    approve = Verdict(decision=Decision.APPROVE)
    decisions.decide(office, clerk, row.id, approve, now=datetime.now(UTC))
    assert stored(office).state == State.LOADED

    kept = household(office, clerk, f"{SANHE}0001")
    assert [unit.code for unit in kept.place] == [JINGYUAN, DONGWAN, SANHE]
    assert (kept.head, len(kept.members)) == ("李守田", 3)
    assert kept.versions[0].source.submission == row.id
    with office.store.read() as conn:
        people = conn.execute(select(person).order_by(person.c.position)).all()
    assert [(p.name, p.village) for p in people] == [
        (n, SANHE) for n in ("李守田", "王秀英", "李小宝")
    ]
    assert all(p.submission_id == row.id for p in people)


def test_what_the_engine_calculates_is_what_our_builders_write(webforms, tablet, office):
    """Ages, counts, sums, relevance: instances of other tests are those of a real client."""
    xml = a_household()
    open_form(webforms, tablet, "household_survey")
    fill_in(webforms, "household_survey", xml, household_files())
    send(tablet, webforms.payload())
    reader = form_reader(office, current(office).version_id)
    ours = reader.typed.read(read_answers(read_envelope(xml).root, reader.schema).values)
    theirs = typed(office, current(office))
    assert theirs.problems == ours.problems == ()
    assert flat(theirs.answers) == flat(ours.answers)


OWN = {
    "start",
    "end",
    "deviceid",
    "username",
    "start_point",
    "new_uuid",
    "entity_id",
    "hh_no_new",
    "hh_no",
    "std_month",
}


def flat(answers, below=""):
    """Answers by path without what differs each time: ids, and what only a device writes."""
    found = {}
    for name, value in answers.items():
        path = f"{below}/{name}"
        if isinstance(value, dict):
            found |= {} if name == "meta" else flat(value, path)
        elif isinstance(value, list):
            for number, row in enumerate(value, start=1):
                found |= flat(row, f"{path}[{number}]")
        elif value is not None and name not in OWN:
            found[path] = value
    return found


def test_the_areas_are_offered_level_by_level_as_far_as_the_tablet_serves(webforms, tablet):
    open_form(webforms, tablet, "household_survey")
    assert webforms.offered("/data/admin/county") == {JINGYUAN: "靖远县"}
    assert webforms.offered("/data/admin/township") == {}
    webforms.answer("/data/admin/county", JINGYUAN)
    assert webforms.offered("/data/admin/township") == {DONGWAN: "东湾镇"}
    webforms.answer("/data/admin/township", DONGWAN)
    assert webforms.offered("/data/admin/village").keys() == {SANHE, YANGLIU}
    webforms.answer("/data/admin/village", DABA)
    assert webforms.value("/data/admin/village") == []
    webforms.answer("/data/admin/village", YANGLIU)
    assert webforms.value("/data/admin/village") == [YANGLIU]
    assert GUAYUAN not in webforms.offered("/data/admin/village")


def test_a_refused_answer_is_explained_in_both_languages_and_can_be_corrected(webforms, tablet):
    told = {}
    for language in (CHINESE, "English (en)"):
        open_form(webforms, tablet, "household_survey", language=language)
        webforms.answer("/data/ident/phone", "12345")
        seen = webforms.look("/data/ident/phone")
        assert seen["violated"] == "constraint"
        told[language] = seen["message"]
    assert len(set(told.values())) == 2
    assert all(told.values())
    webforms.answer("/data/ident/phone", "13893000001")
    assert webforms.look("/data/ident/phone")["violated"] is None


def test_what_is_required_and_empty_keeps_the_form_open(webforms, tablet):
    open_form(webforms, tablet, "household_survey")
    contents = household_files()
    fill_in(webforms, "household_survey", a_household(address=None), contents)
    payload = webforms.payload()
    assert (payload.status, payload.violations) == ("pending", ["/data/ident/address"])


def test_or_218_or_224_a_payload_in_pieces_becomes_one_record(webforms, tablet, office):
    """The same XML with each file, in the engine's own order, and no mark of more to come."""
    open_form(webforms, tablet, "household_survey")
    fill_in(webforms, "household_survey", a_household(), household_files())
    largest = max(map(len, household_files().values()))
    payload = webforms.payload(max_bytes=largest + len(a_household()) + 100)
    assert len(payload.posts) == 2
    assert set(send(tablet, payload)) == {201}
    assert files(office) == {name: sha256(c) for name, c in household_files().items()}
    drain(office)
    assert (stored(office).state, issues(office)) == ("to_review", [])


def test_or_217_an_edit_in_the_browser_is_the_next_version_with_the_old_photos(
    webforms, tablet, office
):
    open_form(webforms, tablet, "household_survey")
    fill_in(webforms, "household_survey", a_household(), household_files())
    first = webforms.payload()
    send(tablet, first)
    blank = tablet.forms["household_survey"]
    webforms.clock(morning() + timedelta(minutes=20))
    webforms.open(blank.xml, blank.media, language=CHINESE, edit=first.xml)
    webforms.answer("/data/ident/address", "三合村三组13号")
    edited = webforms.payload()
    assert [part.name for part in edited.posts[0]] == ["xml_submission_file"]
    assert send(tablet, edited) == [201]
    row = stored(office)
    assert (row.edits, row.review_state, row.files_present) == (1, "edited", 2)
    assert bytes(current(office).xml) == edited.xml
    assert files(office) == {name: sha256(c) for name, c in household_files().items()}


def test_house_damage_after_an_event_with_its_houses_and_grades(webforms, tablet, office):
    """The event comes from the office's list; a household that is not on the tablet's list."""
    houses = [
        house(rooms=5, severe=2, minor=1),
        house(use="2", rooms=2, collapsed=1, signs="collapse"),
    ]
    xml = damage_xml(
        houses,
        at=morning(),
        in_list="0",
        event_id=EVENT,
        damage_date=start_of_day() - timedelta(days=7),
        audit="",
    )
    names = [file_name(n) for n in (10, 11, 12, 20, 21, 22)]
    contents = {name: photo(seed) for seed, name in enumerate(names, start=10)}
    contents[file_name(3, "png")] = signature()
    open_form(webforms, tablet, "house_damage")
    assert webforms.offered("/data/event/event_id") == {EVENT: "暴雨洪涝"}
    fill_in(webforms, "house_damage", xml, contents)
    payload = webforms.payload()
    assert send(tablet, payload) == [201]
    drain(office)
    answers = typed(office, current(office)).answers
    assert (answers["sum"]["hh_grade"], answers["sum"]["hh_grade_zh"]) == ("2", "严重损坏住房户")
    assert [each["h_col_res"] for each in answers["house"]] == ["0", "0"]
    assert answers["event"]["event_start"] == (start_of_day() - timedelta(days=8)).isoformat()
    assert (stored(office).unit_code, stored(office).state) == (SANHE, "to_review")
    assert issues(office) == []
    assert files(office) == {name: sha256(content) for name, content in contents.items()}


def test_a_photo_the_engine_sends_opens_again(webforms, tablet, office):
    open_form(webforms, tablet, "household_survey")
    fill_in(webforms, "household_survey", a_household(), household_files())
    send(tablet, webforms.payload())
    digest = files(office)[file_name(1)]
    with office.vault.open(digest) as content:
        assert Image.open(BytesIO(content.read())).size == (1280, 960)
