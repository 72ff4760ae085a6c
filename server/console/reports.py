"""Reports: the list of them, one on the screen to print or drill into, and as a file."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from exports import official
from exports.formats import MEDIA_TYPES, Format, write
from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import NotFound, UnexpectedValue
from server.core.types import UnitCode
from server.reports import freezing, sheets
from server.reports.catalogue import REPORTS, report_for

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from exports.table import Table
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
    return _sent(_made(number), kind)


def _sent(made: Report, kind: str, number: str = "") -> ResponseReturnValue:
    """A report as a file; XLSX in the look of an office, with the number it was given."""
    language = wording.language()
    sheet = sheets.sheet(made, language)
    rows = list(sheets.rows(made, language))
    if kind == "xlsx":
        content = official.workbook(sheet, rows, sheets.frame(made, language, number=number))
    else:
        content = _written(sheet, rows)
    answer = send_file(io.BytesIO(content), mimetype=MEDIA_TYPES[FILES[kind]])
    name = quote(f"{number or sheet.title}.{kind}")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def _written(sheet: Table, rows: list[tuple[object, ...]]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "report.csv")
        write(path, Format.CSV, sheet, rows)
        return path.read_bytes()


@bp.post("/<number>/freeze")
@signed_in(May.SEE_REPORTS)
def freeze(number: str) -> ResponseReturnValue:
    """Give a report out under a number; it never changes again."""
    form = request.form
    frozen = freezing.freeze(
        services(),
        asker(),
        number,
        UnitCode(form.get("unit", "")),
        day=_day(form.get("day", "")),
        note=form.get("note", ""),
        replaces=form.get("replaces") or None,
        now=now(),
    )
    answer = redirect(url_for("reports.frozen", number=frozen.number), 303)
    return telling.tell(answer, "k", _("已定稿，编号 %(number)s。", number=frozen.number))


@bp.get("/frozen")
@signed_in(May.SEE_REPORTS)
def frozen_list() -> ResponseReturnValue:
    """Reports given out in one's area."""
    return render_template(
        "reports/frozen.html", section=SECTION, found=freezing.listed(services(), asker())
    )


@bp.get("/frozen/<number>")
@signed_in(May.SEE_REPORTS)
def frozen(number: str) -> ResponseReturnValue:
    """One as it was given out, and where the records say something else today."""
    found = freezing.compared(services(), asker(), number, now=now())
    return render_template(
        "reports/one_frozen.html",
        section=SECTION,
        found=found,
        report=found.frozen.report,
        columns=found.frozen.report.columns,
    )


@bp.get("/frozen/<number>/file.<kind>")
@signed_in(May.SEE_REPORTS)
def frozen_file(number: str, kind: str) -> ResponseReturnValue:
    """The frozen one as a file."""
    if kind not in FILES:
        raise NotFound
    return _sent(freezing.one(services(), asker(), number).report, kind, number)


def _made(number: str) -> Report:
    """The report asked for: without a unit that of one's own area, without a day today's."""
    person = asker()
    unit = request.args.get("unit") or next((each.code for each in person.units), "")
    return report_for(
        services(), person, number, UnitCode(unit), day=_day(request.args.get("day", "")), now=now()
    )


def _day(text: str) -> date:
    if not text:
        return local_date(now())
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnexpectedValue(field="day", reason=text) from error
