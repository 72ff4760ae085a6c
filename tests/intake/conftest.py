"""An office that takes one form of a note and four photos."""

import pytest

from tests.builders.field import counts_are_right, publish_doorstep
from tests.builders.office import services


@pytest.fixture
def office(settings):
    """Whatever a test sends, at its end the counters say what a recount says."""
    made = services(settings)
    publish_doorstep(made)
    yield made
    are_right = counts_are_right(made)
    made.store.close()
    assert are_right
