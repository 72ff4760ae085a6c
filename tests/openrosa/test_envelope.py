"""OR-24 to OR-28: the envelope as a parser that knows no namespaces reads it."""

from xml.dom import minidom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.openrosa.envelope import SUCCESS, envelope


def message(answer):
    """As Collect finds it: by the qualified name, in a DOM that knows no namespaces."""
    root = minidom.parseString(answer.data).documentElement  # noqa: S318 - our own answer
    assert root.tagName == "OpenRosaResponse"
    (found,) = root.getElementsByTagName("message")
    return "".join(node.data for node in found.childNodes), found.getAttribute("nature")


def test_or_24_the_elements_bear_no_prefix():
    answer = envelope(SUCCESS, 201)
    assert b'<OpenRosaResponse xmlns="http://openrosa.org/http/response"' in answer.data
    assert answer.status_code == 201
    assert answer.content_type == "text/xml; charset=utf-8"


def test_or_25_success_is_said_exactly_so():
    text, nature = message(envelope(SUCCESS, 201))
    assert text == "full submission upload was successful!"
    assert nature == "submit_success"


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 500, 503, 507])
def test_or_28_errors_are_marked(status):
    assert message(envelope("没有", status)) == ("没有", "error")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"])))
def test_or_26_every_text_survives(text):
    assert message(envelope(text, 400))[0] == text


def test_or_26_what_xml_cannot_hold_is_marked_and_the_rest_stays():
    assert message(envelope("a\x00<&\"'\x1b村", 400))[0] == "a\ufffd<&\"'\ufffd村"


def test_or_3_nothing_stands_before_the_first_element():
    assert envelope("x", 400).data.startswith(b"<")
