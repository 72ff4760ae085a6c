"""An office that takes home surveys, with a county that sets limits."""

import pytest

from tests.builders.field import counts_are_right
from tests.builders.knowing import published
from tests.builders.office import services


@pytest.fixture
def office(settings):
    made = services(settings)
    published(made, "household_survey")
    yield made
    are_right = counts_are_right(made)
    made.store.close()
    assert are_right
