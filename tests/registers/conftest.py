"""An office with its people, for what is done to registers."""

import pytest

from server import places
from tests.builders import office as built
from tests.builders.office import AUDITOR, REVIEWER, STRANGER


@pytest.fixture
def office(settings):
    made = built.services(settings)
    places.forget(made)
    yield made
    made.store.close()


@pytest.fixture
def clerk(office):
    """A clerk of the township."""
    return built.asker(office, REVIEWER)


@pytest.fixture
def county(office):
    """The county's auditor, who sets standards."""
    return built.asker(office, AUDITOR)


@pytest.fixture
def stranger(office):
    """A clerk of the next township."""
    return built.asker(office, STRANGER)
