"""What is sent to change something: right in form, so that only who asks can be wrong."""

from __future__ import annotations

import csv
import io
from datetime import date

from server.core.registers import BY_NAME
from server.registers.sheets import heading
from tests.builders.areas import DONGWAN, SANHE
from tests.builders.forms import xlsx
from tests.builders.office import PASSWORD, instance
from tests.builders.people import id_number
from tests.builders.registers import staff
from tests.builders.uploads import body, content_type, xml_part
from tests.strangers import casework, figures, mapping

FORM = """
| survey |
| | type | name | label::中文 (zh) | label::English (en) |
| | text | a | 甲 | A |
| settings |
| | form_id | form_title | version |
| | another | 另一个 | 1 |
"""
NEW_PASSWORD = f"{PASSWORD} 7"
NEWCOMER = staff(name="新来的", id_number=id_number(date(1990, 4, 5)), phone="13912340000")
WORDS = {
    "email": "new@example.org",
    "password": NEW_PASSWORD,
    "old": PASSWORD,
    "new": NEW_PASSWORD,
    "name": "x",
    "displayName": "x",
    "description": "x",
    "archived": False,
    "post": "assistant",
    "units": [SANHE],
    "state": "open",
    "reviewState": "hasIssues",
    "body": "x",
    "values": NEWCOMER,
    "rowVersion": 1,
    "propertyValue": "x",
    "reason": "entry_error",
    "note": "x",
}
"""Every name that bodies of the public API know."""

RECORD = {
    **NEWCOMER,
    "row_version": 1,
    "reason": "entry_error",
    "note": "x",
    "field": "id_number",
    "last_day": "2026-12-31",
}
"""Every name that forms of registers know."""

FIELDS = {
    "name": "x",
    "state": "closing",
    "unit": SANHE,
    "answered": "waived",
    "decision": "reject",
    "reason": "x",
    "text": "x",
    "note": "x",
    "path": "/member[1]/m_id_number",
    "field": "phone",
    "login": "nobody",
    "password": "x",
    "old": PASSWORD,
    "new": NEW_PASSWORD,
    "again": NEW_PASSWORD,
    "language": "zh",
    "theme": "light",
}
"""Every name that the other forms of pages know."""


def content(route, values, story, csrf):
    """Arguments for the test client that fit the route."""
    special = BODIES.get(route.endpoint)
    if special is not None:
        return special(values, story, csrf)
    if route.template.startswith("/v1"):
        return {"json": WORDS}
    if route.endpoint.startswith("registers."):
        return {"data": {"csrf": csrf, **RECORD, "draft": story.import_draft}}
    return {"data": {"csrf": csrf, **FIELDS, "row_version": story.row_version}}


def _xml(values, _story, _csrf):
    return {"data": instance(form_id=values["form_id"], version=values["edition"])}


def _key(_values, _story, _csrf):
    return {"json": {"passphrase": "x", "hint": "x"}}


def _edit(values, _story, _csrf):
    sent = instance("uuid:newer", form_id=values["form_id"], version=values["edition"])
    mark = f"<orx:deprecatedID>{values['version_id']}</orx:deprecatedID></orx:meta>"
    return {"data": sent.replace(b"</orx:meta>", mark.encode())}


def _multipart(_values, _story, _csrf):
    sent = instance(form_id="doorstep", version="1")
    return {"data": body(xml_part(sent)), "content_type": content_type()}


def _entered(values, _story, csrf):
    sent = instance(form_id=values["form_id"], version=values["edition"])
    return _page(sent, csrf)


def _entry_edited(values, _story, csrf):
    return _page(_edit(values, _story, csrf)["data"], csrf)


def _page(sent, csrf):
    return {"data": {"csrf": csrf, "note": "x", "xml_submission_file": (io.BytesIO(sent), "x.xml")}}


def _published_draft(_values, _story, csrf):
    return {"data": {"csrf": csrf, "version": "2026112398"}}


def _form(_values, _story, _csrf):
    return {"data": xlsx(FORM), "query_string": {"ignoreWarnings": "true"}}


def _file(_values, _story, _csrf):
    return {"data": b"name,label\n1,a\n", "content_type": "text/csv"}


def _decision(_values, _story, csrf):
    return {"data": {"csrf": csrf, "decision": "different", "note": "x"}}


def _event(values, _story, csrf):
    said = {"kind": "death", "person": values["person_id"], "on_date": "2026-11-23"}
    return {"data": {"csrf": csrf, "note": "x"} | said}


def _correction(_values, story, csrf):
    mended = {"path": "/ident/address", "value": "三合村二组1号", "note": "x"}
    return {"data": {"csrf": csrf, "row_version": story.row_version} | mended}


def _mended(_values, story, csrf):
    mended = {"seen:/note": "x", "value:/note": "y", "note": "x"}
    return {"data": {"csrf": csrf, "row_version": story.returned_version} | mended}


def _sample(_values, _story, csrf):
    days = {"from_date": "2026-11-23", "to_date": "2026-11-23"}
    return {"data": {"csrf": csrf, "township": DONGWAN, "percent": "50"} | days}


def _back_again(_values, story, csrf):
    return {"data": {"csrf": csrf, "actor": story.slots["api.users"][1]["actor_id"]}}


def _judged(_values, _story, csrf):
    return {"data": {"csrf": csrf, "result": "fail", "note": "x"}}


def _copy(_values, _story, _csrf):
    return {}


def _entity(_values, _story, _csrf):
    return {"json": {"label": "x"}}


def _entity_change(_values, _story, _csrf):
    return {"json": {"label": "x"}, "query_string": {"force": "true", "resolve": "true"}}


def _entities(values, _story, _csrf):
    return {"json": {"ids": [values["uuid"]]}}


def _settled(_values, _story, csrf):
    return {"data": {"csrf": csrf, "base": "3", "p.height": "2"}}


def _named(_values, _story, _csrf):
    return {"query_string": {"version": "2026112399"}}


def _workbook(_values, _story, csrf):
    return {"data": {"csrf": csrf, "workbook": (io.BytesIO(xlsx(FORM)), "a.xlsx")}}


def _draft(_values, story, csrf):
    return {"data": {"csrf": csrf, "draft": story.form_draft}}


def _sheet(_values, _story, csrf):
    return {"data": {"csrf": csrf, "sheet": (io.BytesIO(sheet()), "a.csv")}}


def _rows(_values, _story, _csrf):
    return {"data": sheet(), "query_string": {"name": "a.csv"}}


def _ended(_values, _story, _csrf):
    return {"json": {"lastDay": "2026-12-31", "rowVersion": 1}}


def _removed(_values, _story, _csrf):
    return {"headers": {"X-Action-Notes": "x"}}


def _revealed(_values, _story, _csrf):
    return {"json": {"column": "id_number", "purpose": "x"}}


def sheet():
    """A table with one more person for the register of staff."""
    columns = BY_NAME["staff"].columns
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([heading(column, "zh") for column in columns])
    writer.writerow([NEWCOMER.get(column.name, "") for column in columns])
    return out.getvalue().encode("utf-8-sig")


BODIES = {
    "api.projects.encrypt": _key,
    "decide.correct": _correction,
    "mine.answers": _mended,
    "audits.draw": _sample,
    "audits.decide": _judged,
    "duties.away": _back_again,
    "api.submissions.create": _xml,
    "api.submissions.edit": _edit,
    "api.submission_files.add": _file,
    "api.forms.create": _form,
    "api.drafts.create": _copy,
    "api.drafts.publish": _named,
    "api.entities.create": _entity,
    "api.entities.change": _entity_change,
    "api.entities.delete_many": _entities,
    "api.entities.restore_many": _entities,
    "entities.resolve": _settled,
    "api.drafts.fill_file": _file,
    "openrosa.submission": _multipart,
    "filling.send": _entered,
    "filling.save": _entry_edited,
    "public_forms.send": _entered,
    "forms.save_draft": _draft,
    "forms.decide_draft": _published_draft,
    "forms.check": _workbook,
    "forms.publish": _draft,
    "registers.check": _sheet,
    "api.registers.check": _rows,
    "api.registers.end": _ended,
    "api.registers.remove": _removed,
    "api.registers.reveal": _revealed,
    "people.decide": _decision,
    "people.record_event": _event,
    **casework.BODIES,
    **figures.BODIES,
    **mapping.BODIES,
}
"""Endpoints that take neither the words nor the fields above."""
