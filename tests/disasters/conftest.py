"""A flood in the small county, and those who add it up."""

import pytest

from tests.builders import office as built
from tests.builders.knowing import event, published
from tests.builders.office import AUDITOR, REVIEWER, STRANGER


@pytest.fixture
def office(settings):
    made = built.services(settings)
    published(made, "disaster_report")
    event(made)
    yield made
    made.store.close()


@pytest.fixture
def clerk(office):
    """A clerk of the township the flood is in."""
    return built.asker(office, REVIEWER)


@pytest.fixture
def county(office):
    """The county's auditor."""
    return built.asker(office, AUDITOR)


@pytest.fixture
def stranger(office):
    """A clerk of the next township."""
    return built.asker(office, STRANGER)
