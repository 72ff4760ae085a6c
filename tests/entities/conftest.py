"""An office whose tablets register old trees."""

import pytest

from tests.builders.office import services
from tests.builders.trees import publish_trees


@pytest.fixture
def office(settings):
    made = services(settings)
    publish_trees(made)
    yield made
    made.store.close()
