"""Which lists the form's logic may look into, and which the server does not know whole."""

import pytest

from server import places
from server.answers import form_reader, known_forms
from server.answers.lists import lists_for
from server.store import areas
from tests.builders.areas import DABA, DONGWAN, JINGYUAN, SANHE, YANGLIU, unit
from tests.builders.office import form, services

STANDARDS = "name,label,monthly\r\nr,农村,500\r\nu,城市,700\r\n".encode("utf-8-sig")


@pytest.fixture
def office(settings):
    made = services(settings)
    form(
        made,
        files=[
            ("villages.csv", "villages"),
            ("townships.csv", "townships"),
            ("households.csv", "households"),
            ("standards.csv", STANDARDS),
            ("events.csv", b"name,label\n"),
            ("later.csv", None),
            ("logo.png", b"not a list"),
        ],
    )
    yield made
    made.store.close()


def lists(office):
    (known,) = known_forms(office).values()
    return lists_for(office, form_reader(office, known.current_id))


def test_the_area_lists_are_known_level_by_level(office):
    villages = lists(office)("villages.csv")
    assert {row["name"] for row in villages.where("township", DONGWAN)} == {SANHE, DABA, YANGLIU}
    assert [row["county"] for row in lists(office)("townships.csv").where("name", DONGWAN)] == [
        JINGYUAN
    ]
    assert villages.where("name", SANHE)[0]["label"] == "三合村村民委员会"
    assert villages.closed == {"lat", "lon"}


def test_a_file_published_with_the_form_is_known(office):
    standards = lists(office)("standards.csv")
    assert [row["monthly"] for row in standards.where("name", "r")] == ["500"]
    assert lists(office)("standards.csv") is standards


@pytest.mark.parametrize(
    "name", ["households.csv", "events.csv", "later.csv", "logo.png", "nowhere.csv"]
)
def test_what_is_made_for_each_tablet_or_is_empty_is_not_known(office, name):
    assert lists(office)(name) is None


def test_new_areas_are_known_at_once(office):
    before = lists(office)("villages.csv")
    assert not before.where("name", "620421102209")
    office.store.write(lambda conn: areas.save_units(conn, [unit("620421102209", "新村")]))
    places.forget(office)
    assert lists(office)("villages.csv").where("name", "620421102209")
