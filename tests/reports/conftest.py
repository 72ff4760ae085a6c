"""An office whose registers are added up."""

import pytest

from tests.builders import office as built
from tests.builders.office import AUDITOR, STRANGER


@pytest.fixture
def office(settings):
    made = built.services(settings)
    yield made
    made.store.close()


@pytest.fixture
def county(office):
    """The county's auditor."""
    return built.asker(office, AUDITOR)


@pytest.fixture
def stranger(office):
    """A clerk of the next township."""
    return built.asker(office, STRANGER)
