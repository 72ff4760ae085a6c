"""Records of registers as files, photos and reports: what a township keeps and takes out."""

from __future__ import annotations

from server.registers import editing, pictures
from server.registers.editing import Why
from tests.builders.areas import DONGWAN
from tests.builders.office import NOW
from tests.builders.pictures import encoded, picture
from tests.strangers.ledger import checked_sheet


def filed(office, clerk, written):
    """Values of the slots: a photo in a record, a checked sheet of a program, reports."""
    held = pictures.keep(office, clerk, "good_deed", encoded(picture(640, 480, seed=77)))
    key = written["good_deed"]
    editing.change(
        office, clerk, "good_deed", key, {"photo": held}, why=Why(), row_version=1, now=NOW
    )
    staff = {"name": "staff", "key": written["staff"]}
    return {
        "registers.picture": [{"name": "good_deed", "ref": key, "column": "photo"}],
        "api.registers.load": [staff | {"draft": checked_sheet(office, clerk)}],
        "reports": [{"number": "R-01", "kind": "xlsx", "unit": DONGWAN}],
    }
