"""The settings text that ODK Collect reads from a QR code (protocol.md 5, OR-162 to OR-165)."""

from __future__ import annotations

import base64
import json
import zlib

LONGEST_NAME = 60
COLOUR = "#0b5cad"
ICON = "民"
PRACTICE_COLOUR, PRACTICE_ICON = "#c2410c", "练"
"""What a tablet for practice shows instead, so that nobody takes one for the other."""


def settings_text(url: str, *, project: str, tablet: str, is_training: bool = False) -> str:
    """Base64 of compressed JSON: the server at `url`, forms kept equal to ours, sent at once.

    What is not said here goes back to Collect's defaults when the code is scanned.  Long names
    are cut so that the code stays readable.
    """
    settings = {
        "general": {
            "server_url": url,
            "form_update_mode": "match_exactly",
            "periodic_form_updates_check": "every_fifteen_minutes",
            "autosend": "wifi_and_cellular",
            "hide_old_form_versions": True,
            "metadata_username": tablet[:LONGEST_NAME],
        },
        "admin": {},
        "project": {
            "name": f"{project[:LONGEST_NAME]} · {tablet[:LONGEST_NAME]}",
            "color": PRACTICE_COLOUR if is_training else COLOUR,
            "icon": PRACTICE_ICON if is_training else ICON,
        },
    }
    text = json.dumps(settings, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()
