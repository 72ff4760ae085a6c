"""Classes of a coloured map: round limits, every value in one class, the order kept."""

from hypothesis import given
from hypothesis import strategies as st

from server.core.classes import SHADES, class_of, limits, shade_of

COUNTS = st.lists(st.integers(0, 10**7), max_size=80)


@given(COUNTS)
def test_limits_rise_and_no_class_but_nothing_is_empty(values):
    cuts = limits(values)
    assert list(cuts) == sorted(set(cuts))
    told = {class_of(value, cuts) for value in values if value > 0}
    assert told == (set(range(1, len(cuts) + 2)) if told else set())


@given(COUNTS)
def test_more_is_never_lighter(values):
    cuts = limits(values)
    shades = [shade_of(value, cuts) for value in sorted(values)]
    assert shades == sorted(shades)


def test_few_classes_take_shades_far_apart():
    assert [SHADES[n] for n in (1, 2, 3)] == [(4,), (2, 4), (1, 3, 5)]
