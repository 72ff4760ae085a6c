"""Every sentence of the report is served by something that exists (docs/requirements.md)."""

import argparse
import re
from pathlib import Path

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from server.app import create_app
from server.cli.command import parser
from server.core.registers import BY_NAME
from server.reports.catalogue import REPORTS
from server.settings import Settings

FILE = Path(__file__).parent.parent / "docs" / "requirements.md"
ROWS = {
    cells[0]: cells
    for line in FILE.read_text("utf-8").splitlines()
    if re.match(r"\| S\d", line)
    for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
}
EVERY = [f"S{number}" for number in range(1, 33)]
FILLED = {"<int:ref>": "1", "<int:person_id>": "1", "<name>": "staff", "<number>": "R-01"}


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("map")))
    yield app.url_map.bind("localhost")
    app.extensions["minzheng"].store.close()


def test_no_sentence_is_left_out():
    assert list(ROWS) == EVERY


@pytest.mark.parametrize("number", EVERY)
def test_a_sentence_is_told_in_two_languages_and_has_a_place(number):
    _, quote, zh, en, where = ROWS[number]
    assert quote
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert re.fullmatch(r"[ -~]+", en)
    assert re.findall(r"`[^`]+`", where)


@pytest.mark.parametrize("number", EVERY)
def test_its_places_exist(number, addresses):
    for place in re.findall(r"`([^`]+)`", ROWS[number][4]):
        if place.startswith("/"):
            assert is_page(addresses, place), place
        elif place.startswith("minzheng "):
            assert is_command(place.split()[1:]), place
        else:
            assert (FILE.parent.parent / place).exists(), place


def is_page(addresses, place):
    for mark, value in FILLED.items():
        place = place.replace(mark, value)
    place = place.replace("<hh_no>", "6204211022010001")
    try:
        endpoint, values = addresses.match(place, method="GET")
    except (NotFound, RequestRedirect):
        return False
    if endpoint.startswith("registers.") and "name" in values:
        return values["name"] in BY_NAME
    if endpoint.startswith("reports.") and "number" in values:
        return values["number"] in REPORTS
    return True


def is_command(words):
    """Whether the command line knows these words: commands, then what they offer to choose."""
    here = parser()
    for word in words:
        offered = {name: action for action in here._actions for name in (action.choices or ())}
        if word not in offered:
            return False
        action = offered[word]
        if isinstance(action, argparse._SubParsersAction):
            here = action.choices[word]
    return True


def test_a_place_that_is_not_there_is_noticed(addresses):
    assert not is_page(addresses, "/reports/R-98")
    assert not is_page(addresses, "/registers/nothing")
    assert not is_page(addresses, "/nowhere")
    assert not is_command(["report", "R-98"])
    assert not is_command(["conjure"])
