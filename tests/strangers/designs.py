"""Forms as the administrator makes them: published, in draft, checked and waiting."""

from server.auth import public_links
from server.auth.grants import caller_of, sender_of
from server.publish import desk, draft_files, draft_tests, drafts, overview, publishing
from server.publish.definitions import Definition
from server.publish.draft_tests import Trial
from server.publish.overview import Edition
from server.store import users
from tests.builders.field import doorstep
from tests.builders.forms import xlsx
from tests.builders.office import ADMIN, NOW, instance
from tests.strangers.asking import asker_of

TRIED = "uuid:7d0b1a52-6c2f-4f0e-9a3e-000000000099"
SHEET = """
| survey |
| | type | name | label::中文 (zh) | label::English (en) |
| | select_one_from_file extra.csv | a | 甲 | A |
| settings |
| | form_id | form_title | version |
| | sheet | 表 | 1 |
"""


def _admin(office):
    with office.store.read() as conn:
        account = users.find_account(conn, ADMIN)
        return caller_of(office, sender_of(conn, account, now=NOW))


def publish_workbook(office):
    """A form whose workbook is kept, with a slot for a file."""
    content = xlsx(SHEET)
    compiled = publishing.check(office, 1, content, "sheet.xlsx")
    publishing.publish(
        office, 1, compiled, workbook=content, workbook_name="sheet.xlsx", by=None, now=NOW
    )


def make_drafts(office):
    """Drafts of two forms, made by the administrator."""
    who = _admin(office)
    for form_id, definition in (
        (
            "sheet",
            Definition(xlsx(SHEET.replace("| 1 |", "| 2 |")), "sheet.xlsx", ignores_warnings=True),
        ),
        ("doorstep", Definition(doorstep("2"), "doorstep.xml")),
        ("household_survey", None),
    ):
        drafts.replace_draft(office, who, 1, form_id, definition, now=NOW)
    draft_files.fill_file(
        office,
        who,
        1,
        "sheet",
        "extra.csv",
        blob=office.vault.put_bytes(b"name,label\n1,a\n"),
        mime="text/csv",
        now=NOW,
    )
    view = overview.form(office, who, 1, "sheet", Edition.DRAFT)
    xml = instance(TRIED, form_id="sheet", version="2")
    draft_tests.receive(office, view, Trial(xml, (), "tester", "", NOW))


def open_to_the_public(office, *, name="海报"):
    """A public link to a form; its id."""
    made = public_links.create_public_link(
        office, _admin(office), 1, "household_survey", name=name, now=NOW
    )
    return made.actor.id


def street(office):
    """The token of the link that everybody has seen."""
    links = public_links.public_links(office, _admin(office), 1, "household_survey")
    return next(link.token for link in links if link.actor.name == "街头")


def checked_workbook(office):
    """A workbook that was checked in the browser and waits to be published."""
    who = asker_of(office, ADMIN)
    content = xlsx(SHEET.replace("| sheet |", "| later |"))
    return desk.check(office, who, "later.xlsx", content, language="zh", now=NOW).draft
