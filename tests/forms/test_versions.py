from datetime import date

from forms.versions import next_version, with_version
from server.core.schema import parse_xform
from tests.builders.xforms import xform

DAY = date(2026, 11, 23)


def test_the_first_version_of_a_day_ends_in_01():
    assert next_version(DAY, []) == "2026112301"


def test_versions_already_taken_are_passed_over():
    taken = ["2026112301", "2026112302", "x"]
    assert next_version(DAY, taken) == "2026112303"


def test_a_version_is_put_on_the_primary_instance_alone():
    plain = xform("<a/>", "<instance id='y'><root><item/></root></instance>", attributes='id="f"')
    made = with_version(plain, "2026112301")
    assert parse_xform(made).version == "2026112301"
    assert made.count(b"2026112301") == 1
