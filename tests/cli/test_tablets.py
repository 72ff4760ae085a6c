"""A tablet's code on the command line."""

import base64
import json
import re
import zlib

import pytest
import segno
from PIL import Image

from server.auth.collect import settings_text
from tests.builders.areas import NAMES, SANHE, small_county

URL = "https://minzheng.example.org"
SCALE = 6
PROJECT = "白银市民政调查"


@pytest.fixture
def office(installed, tmp_path):
    """An installation that knows its villages."""
    rows = [f"{unit.code},{NAMES[unit.code]}\n" for unit in small_county(drawn=())]
    file = tmp_path / "areas.csv"
    file.write_text("code,name\n" + "".join(rows), encoding="utf-8")
    assert installed("area", "load", file).status == 0
    return installed


def dark(path):
    """Modules of a drawn code, its quiet zone left out."""
    with Image.open(path) as picture:
        grey = picture.convert("L")
    border = 4
    side = grey.width // SCALE - 2 * border
    spots = [SCALE * (n + border) + SCALE // 2 for n in range(side)]
    return [[grey.getpixel((x, y)) < 128 for x in spots] for y in spots]


def test_or_162_the_drawn_code_holds_the_settings_of_the_printed_address(office, tmp_path):
    picture = tmp_path / "tablet.png"
    made = office(
        "app-user", "add", "--name", "t1", "--unit", SANHE, "--public-url", URL, "--qr", picture
    )
    assert made.status == 0
    address, drawn = made.out.splitlines()
    assert drawn == str(picture)
    assert re.fullmatch(URL + r"/v1/key/[\w!$-]{64}/projects/1", address)
    text = settings_text(address, project=PROJECT, tablet="t1")
    assert dark(picture) == [
        [module % 2 == 1 for module in row]
        for row in segno.make(text.encode(), error="l", micro=False).matrix
    ]
    scanned = json.loads(zlib.decompress(base64.b64decode(text)))
    assert scanned["general"]["server_url"] == address


def test_a_code_without_a_file_is_drawn_in_the_terminal(office):
    made = office("app-user", "add", "--name", "t1", "--unit", SANHE)
    assert made.status == 0
    assert len(made.out.splitlines()) > 20


def test_zeros_at_the_end_of_a_code_may_be_left_out(office):
    assert office("app-user", "add", "--name", "t1", "--unit", "620421102").status == 0


@pytest.mark.parametrize("unit", ["620421102999", "六二"], ids=["unknown", "no code"])
def test_a_tablet_needs_an_area_there_is(office, unit, tmp_path):
    picture = tmp_path / "tablet.png"
    refused = office("app-user", "add", "--name", "t1", "--unit", unit, "--qr", picture)
    assert refused.status == 1
    assert refused.err
    assert not picture.exists()
