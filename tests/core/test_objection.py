"""An objection as the rules see it."""

import doctest

import pytest

from server.core import objection
from server.core.objection import names_in, objection_of


def test_the_examples_in_the_module_are_true():
    assert doctest.testmod(objection).failed == 0


@pytest.mark.parametrize("text", ["刘芳、李和平", " 刘芳 李和平 ", "刘芳,李和平", "刘芳；李和平；"])
def test_names_are_told_apart_however_they_are_separated(text):
    assert names_in(text) == ("刘芳", "李和平")


def test_answers_of_another_version_read_as_unanswered():
    told = objection_of({"recv": None, "check": {"checkers": 3}})
    assert (told.kind, told.checkers, told.received_at) == ("", (), None)
