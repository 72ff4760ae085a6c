"""Reports: the list of them, one on the screen to print or drill into, and as a file."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, render_template, request, send_file

from exports.formats import MEDIA_TYPES, Format, write
from server.console import wording
from server.console.access import asker, now, services, signed_in
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import NotFound, UnexpectedValue
from server.core.types import UnitCode
from server.reports import sheets
from server.reports.catalogue import REPORTS, report_for

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from server.reports.model import Report

bp = Blueprint("reports", __name__, url_prefix="/reports")
SECTION = "reports"
FILES = {"xlsx": Format.XLSX, "csv": Format.CSV}


@bp.get("")
@signed_in(May.SEE_REPORTS)
def index() -> ResponseReturnValue:
    """Every report there is."""
    language = wording.language()
    listed = [(number, each.label(language)) for number, each in REPORTS.items()]
    return render_template("reports/index.html", section=SECTION, reports=listed)


@bp.get("/<number>")
@signed_in(May.SEE_REPORTS)
def report(number: str) -> ResponseReturnValue:
    """One report of a unit on a day."""
    made = _made(number)
    return render_template(
        "reports/report.html", section=SECTION, report=made, columns=made.columns
    )


@bp.get("/<number>/file.<kind>")
@signed_in(May.SEE_REPORTS)
def file(number: str, kind: str) -> ResponseReturnValue:
    """The same as a file."""
    if kind not in FILES:
        raise NotFound
    made, language = _made(number), wording.language()
    sheet = sheets.sheet(made, language)
    with TemporaryDirectory() as folder:
        path = Path(folder, f"report.{kind}")
        write(path, FILES[kind], sheet, sheets.rows(made, language))
        content = path.read_bytes()
    answer = send_file(io.BytesIO(content), mimetype=MEDIA_TYPES[FILES[kind]])
    name = quote(f"{sheet.title}.{kind}")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def _made(number: str) -> Report:
    """The report asked for: without a unit that of one's own area, without a day today's."""
    person = asker()
    unit = request.args.get("unit") or next((each.code for each in person.units), "")
    return report_for(services(), person, number, UnitCode(unit), day=_day(), now=now())


def _day() -> date:
    text = request.args.get("day", "")
    if not text:
        return local_date(now())
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnexpectedValue(field="day", reason=text) from error
