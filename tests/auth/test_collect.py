"""OR-162 to OR-165: what a tablet scans."""

import base64
import json
import zlib

import pytest
import segno

from server.auth.collect import settings_text

URL = f"https://minzheng.example.org/v1/key/{'k' * 64}/projects/1"
KNOWN = {
    "server_url": str,
    "form_update_mode": {"manual", "previously_downloaded", "match_exactly"},
    "periodic_form_updates_check": {
        "every_fifteen_minutes",
        "every_one_hour",
        "every_six_hours",
        "every_24_hours",
    },
    "autosend": {"off", "wifi_only", "cellular_only", "wifi_and_cellular"},
    "hide_old_form_versions": bool,
    "metadata_username": str,
}


def scanned(text):
    return json.loads(zlib.decompress(base64.b64decode(text, validate=True)))


def test_or_162_the_text_decodes_with_standard_tools():
    code = scanned(settings_text(URL, project="入户调查", tablet="三合村 1 号"))
    assert code["general"]["server_url"] == URL
    assert code["project"]["name"] == "入户调查 · 三合村 1 号"


def test_or_163_both_parts_are_there_and_every_value_has_the_type_collect_checks():
    code = scanned(settings_text(URL, project="p", tablet="t"))
    assert set(code) == {"general", "admin", "project"}
    for key, value in code["general"].items():
        kind = KNOWN[key]
        assert isinstance(value, kind) if isinstance(kind, type) else value in kind
    assert len(code["project"]["icon"]) == 1


@pytest.mark.parametrize("error", ["l", "m"])
def test_or_165_long_names_still_fit_one_code(error):
    text = settings_text(URL, project="示范县困难群众入户核查" * 20, tablet="乡镇民政所平板" * 20)
    assert len(text) <= 2953
    assert segno.make(text, error=error, micro=False).version <= 40
