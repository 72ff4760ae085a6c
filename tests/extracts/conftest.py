"""An office with a register to take out."""

import pytest

from server.registers import editing
from tests.builders import office as built
from tests.builders import registers as records
from tests.builders.areas import DABA, SANHE, WULAN, YANGLIU
from tests.builders.office import NOW, REVIEWER, STRANGER

HOMES = (("=甲院", SANHE, 10), ("乙院", DABA, 30), ("丙院", YANGLIU, 20))


def add_homes(office, who, homes):
    for name, unit, beds in homes:
        raw = records.institution(name=name, unit=unit, beds=beds, residents=5, kind="day_care")
        editing.create(office, who, "institution", raw, now=NOW)


@pytest.fixture
def office(settings):
    made = built.services(settings)
    yield made
    made.store.close()


@pytest.fixture
def clerk(office):
    """A clerk of the township, with three homes."""
    who = built.asker(office, REVIEWER)
    add_homes(office, who, HOMES)
    return who


@pytest.fixture
def stranger(office):
    """A clerk of the next township, with one home."""
    who = built.asker(office, STRANGER)
    add_homes(office, who, [("邻院", WULAN, 7)])
    return who
