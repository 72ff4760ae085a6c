"""An office without people: forms and lists need none."""

import pytest

from tests.builders import office as built


@pytest.fixture
def office(settings):
    made = built.services(settings)
    yield made
    made.store.close()
