import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.core.logic.numbers import java_round, script_round


@pytest.mark.parametrize("rounded", [java_round, script_round])
@given(number=st.floats(), places=st.floats() | st.integers(-400, 400).map(float))
@example(number=1e308, places=2.0)
@example(number=0.0, places=-400.0)
def test_no_number_is_too_large_to_be_rounded(rounded, number, places):
    """A crafted answer must not stop the visit it stands in from being taken."""
    assert isinstance(rounded(number, places), float)


@pytest.mark.parametrize("rounded", [java_round, script_round])
def test_rounding_to_more_places_than_there_are_is_no_number(rounded):
    assert math.isnan(rounded(1.5, 31.0))
