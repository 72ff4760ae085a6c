"""The list of addresses in the documentation is that of the program."""

from __future__ import annotations

import re

from tests.tree import ROOT

DOCUMENT = ROOT / "docs" / "central-compatibility.md"


def test_every_address_is_compared_with_central_and_no_other_is(anonymous):
    paths = anonymous.get("/v1/openapi.json").json["paths"]
    served = {
        f"{method.upper()} {path.removeprefix('/v1')}"
        for path, methods in paths.items()
        for method in methods
    }
    written = set(
        re.findall(r"^\| `([A-Z]+ /[^`]*)` \| .", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    )
    assert served - written == set()
    assert written - served == set()
