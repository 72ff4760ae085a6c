"""OR-186, OR-187: names for OData."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from server.core.odata_names import LONGEST, identifier, sibling_names

IDENTIFIER = re.compile(r"[^\W\d]\w*")


@given(st.text(min_size=1, max_size=200))
def test_every_name_becomes_an_identifier(name):
    assert IDENTIFIER.fullmatch(identifier(name))
    assert len(identifier(name)) <= LONGEST


@given(st.lists(st.text(alphabet="a.-_甲", min_size=1, max_size=140), unique=True, max_size=8))
def test_siblings_never_share_a_name(names):
    given_names = sibling_names(names)
    assert [*given_names] == names
    assert len({*given_names.values()}) == len(names)


def test_chinese_names_stay_what_they_are():
    """OR-187"""
    assert sibling_names(["姓名", "住址"]) == {"姓名": "姓名", "住址": "住址"}
