"""A second entry made blind, compared, and settled by a third person."""

import pytest

from server.app import create_app
from server.auth.grants import asker_by_id
from server.core.desk.people import Post
from server.core.errors import ActRefused, NotFound
from server.core.rights import Grant
from server.procedures import proofreading
from tests.builders.areas import DONGWAN
from tests.builders.desk import arrived
from tests.builders.office import NOW, person


@pytest.fixture
def survey(office):
    """A household survey that waits for review; its number."""
    return arrived(create_app(office.settings, office), office)


@pytest.fixture
def third(office):
    key = person(office, "he.ping", grants=[Grant(Post.TOWNSHIP_CLERK, DONGWAN)])
    return asker_by_id(office, key, now=NOW)


def first_entry(office, survey):
    """What the tablet sent, as only a test may look at it."""
    with office.store.read() as conn:
        record = proofreading.records.find(conn, (DONGWAN,), survey)
        reader, raw = proofreading._read(office, conn, record)
    return proofreading.values(reader.schema.fields, raw)


def test_the_form_asks_for_key_fields_and_shows_no_answer(office, clerk, survey):
    form = proofreading.entry_form(office, clerk, survey)
    paths = [each.path for each in form.fields]
    assert "/member[1]/m_name" in paths
    assert "/member[1]/m_id_number" in paths
    assert "/economy/inc_wage" in paths
    assert not any("remark" in path for path in paths)
    assert form.pictures


def test_two_equal_entries_pass_whatever_the_width_of_their_digits(office, clerk, survey):
    typed = first_entry(office, survey)
    typed["/member[1]/m_name"] = f" {typed['/member[1]/m_name']} "
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    typed["/economy/inc_wage"] = typed["/economy/inc_wage"].translate(wide)
    key = proofreading.enter(office, clerk, survey, typed, now=NOW)
    assert proofreading.comparison(office, clerk, key).row["state"] == "passed"
    with pytest.raises(ActRefused, match="twice"):
        proofreading.enter(office, clerk, survey, typed, now=NOW)


def test_a_third_person_settles_what_differs_and_it_counts_against_who_was_wrong(
    office, clerk, third, stranger, survey
):
    typed = first_entry(office, survey)
    typed["/economy/inc_wage"] = "1"
    key = proofreading.enter(office, clerk, survey, typed, now=NOW)
    assert proofreading.comparison(office, clerk, key).differences == ()
    with pytest.raises(ActRefused, match="third person"):
        proofreading.settle(office, clerk, key, {}, reason="x", now=NOW)
    (difference,) = proofreading.comparison(office, third, key).differences
    assert difference.second == "1"
    with pytest.raises(ActRefused, match="every field"):
        proofreading.settle(office, third, key, {}, reason="x", now=NOW)
    chosen = {difference.asked.path: "first"}
    proofreading.settle(office, third, key, chosen, reason="照片为准", now=NOW)
    found = proofreading.tasks(office, third, now=NOW)
    (worst, best) = found.quality
    assert (worst.name, worst.wrong, worst.is_poor) == ("李军", 1, True)
    assert best.wrong == 0
    with pytest.raises(NotFound):
        proofreading.comparison(office, stranger, key)
    with pytest.raises(NotFound):
        proofreading.entry_form(office, stranger, survey)


def test_what_was_typed_is_kept_sealed(office, clerk, survey):
    typed = first_entry(office, survey)
    number = typed["/member[1]/m_id_number"]
    proofreading.enter(office, clerk, survey, typed, now=NOW)
    with office.store.read() as conn:
        rows = conn.exec_driver_sql("SELECT * FROM second_entry").all()
    assert number
    assert number not in str(rows)
