"""Registers (台账): the nine databases, lists, records, editing, spreadsheets in and out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import blobs, telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import register_form, register_list, register_record
from server.core.registers.fields import FieldType
from server.core.registers.reasons import Reason
from server.core.types import UnitCode
from server.registers import access, editing, files, importing, listing, pictures, records, sheets
from server.registers.editing import Why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response as BaseResponse

    from server.core.registers.desk import Saved
    from server.core.registers.fields import RegisterField
    from server.core.registers.filters import Asked
    from server.core.registers.register import Complaint, Register

bp = Blueprint("registers", __name__, url_prefix="/registers")

SECTION = "registers"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@signed_in()
def index() -> ResponseReturnValue:
    """The registers of every database one may open."""
    access.require_any(asker())
    cards = listing.cards(services(), asker())
    return render_template(
        "registers/index.html",
        section=SECTION,
        shelves=list(register_list.shelves(cards, wording.language())),
    )


@bp.get("/<name>")
@signed_in()
def listed(name: str) -> ResponseReturnValue:
    """A page of one register, narrowed and sorted by any column."""
    register = access.readable(asker(), name)
    args = request.args.to_dict()
    chosen = _chosen(register)
    if "show" in args:
        args["show"] = ",".join(column.name for column in chosen)
    found = listing.page(
        services(),
        asker(),
        name,
        _asked(register, args),
        unit=_unit(args),
        after=args.get("after") or None,
        now=now(),
    )
    return render_template(
        "registers/list.html",
        section=SECTION,
        page=register_list.page(
            replace(found, columns=chosen), args, wording.language(), access.shows(asker())
        ),
        choices=[(each.name, each.label(wording.language())) for each in register.columns],
        chosen={column.name for column in chosen},
    )


def _chosen(register: Register) -> tuple[RegisterField, ...]:
    """The columns somebody wants to see, the usual ones when they do not say."""
    wanted = {name for text in request.args.getlist("show") for name in text.split(",")}
    return tuple(each for each in register.columns if each.name in wanted) or register.listed


def _asked(register: Register, args: Mapping[str, str]) -> Asked:
    pairs = [(key, text) for key, text in args.items() if key.partition(".")[0] in register.by_name]
    return listing.asked_for(
        register,
        asker(),
        pairs=[pair for pair in pairs if pair[0] != "unit"],
        text=args.get("text", ""),
        on=args.get("on", ""),
        sort=args.get("sort", ""),
        now=now(),
    )


def _unit(args: Mapping[str, str]) -> UnitCode | None:
    return UnitCode(args["unit"]) if args.get("unit") else None


@bp.get("/<name>/rows.csv")
@signed_in()
def rows(name: str) -> ResponseReturnValue:
    """All rows of a list as a file for Excel."""
    register = access.readable(asker(), name)
    args = request.args.to_dict()
    lines = files.csv_rows(
        services(),
        asker(),
        register,
        _asked(register, args),
        unit=_unit(args),
        language=wording.language(),
    )
    answer = Response(lines, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return answer


@bp.get("/<name>/template.xlsx")
@signed_in()
def template(name: str) -> ResponseReturnValue:
    """The workbook to fill in."""
    register = access.writable(asker(), name)
    answer = Response(sheets.template(register), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.xlsx"
    return answer


@bp.get("/<name>/new")
@signed_in()
def new(name: str) -> ResponseReturnValue:
    """An empty form."""
    return _new_page(access.writable(asker(), name), {}, ())


def _new_page(
    register: Register, typed: Mapping[str, object], complaints: tuple[Complaint, ...]
) -> ResponseReturnValue:
    language = wording.language()
    page = render_template(
        "registers/new.html",
        section=SECTION,
        name=register.name,
        title=register.label(language),
        widgets=register_form.widgets(register.columns, typed, language, complaints),
        loose=register_form.loose(complaints, language),
    )
    return page, 422 if complaints else 200


@bp.post("/<name>")
@signed_in()
def create(name: str) -> ResponseReturnValue:
    """A new record; what does not fit is said beside its column."""
    register = access.writable(asker(), name)
    typed = {**_typed(register), **_photos(register)}
    judged = editing.look(services(), asker(), name, typed)
    if judged.errors:
        return _new_page(register, typed, judged.errors)
    saved = editing.create(
        services(), asker(), name, typed, note=request.form.get("note", ""), now=now()
    )
    return _saved(name, saved)


def _typed(register: Register) -> dict[str, object]:
    """What stands in the form for the columns of a register."""
    found: dict[str, object] = {}
    for column in register.columns:
        if column.name in request.form or column.choices:
            ticked = [text for text in request.form.getlist(column.name) if text]
            found[column.name] = ticked if column.is_several else "".join(ticked[:1])
    return found


def _photos(register: Register) -> dict[str, object]:
    """What the columns for photos will hold; what was not chosen stays as it is."""
    return {
        column.name: pictures.keep(services(), asker(), register.name, sent.read())
        for column in register.columns
        if column.type is FieldType.FILE and (sent := request.files.get(column.name))
    }


@bp.get("/<name>/<int:ref>/photos/<column>")
@signed_in()
def picture(name: str, ref: int, column: str) -> ResponseReturnValue:
    """The photo in a column of a record."""
    return blobs.send(pictures.picture(services(), asker(), name, ref, column), inline=True)


def _saved(name: str, saved: Saved) -> BaseResponse:
    answer = redirect(url_for("registers.record", name=name, ref=saved.record_id), 303)
    if not saved.warnings:
        return telling.tell(answer, "k", _("已保存。"))
    language = wording.language()
    said = "；".join(each.en if language == "en" else each.zh for each in saved.warnings)
    return telling.tell(answer, "w", _("已保存，请再看一下：%(what)s", what=said))


@bp.get("/<name>/<int:ref>")
@signed_in()
def record(name: str, ref: int) -> ResponseReturnValue:
    """One record with its periods and history."""
    return _record_page(name, ref)


def _record_page(name: str, ref: int, **refused: Any) -> ResponseReturnValue:  # noqa: ANN401  # typed values and complaints
    known = request.args.get("known", None, type=date.fromisoformat)
    file = records.record(services(), asker(), name, ref, now=now(), known=known)
    language = wording.language()
    page = render_template(
        "registers/record.html",
        section=SECTION,
        page=register_record.record(file, now=now(), language=language, **refused),
        known=known,
        loose=register_form.loose(refused.get("complaints", ()), language),
        typed=request.form,
    )
    return page, 422 if refused else 200


@bp.post("/<name>/<int:ref>")
@signed_in()
def change(name: str, ref: int) -> ResponseReturnValue:
    """A correction or a change in life."""
    register = access.writable(asker(), name)
    typed = {**_typed(register), **_photos(register)}
    judged = editing.look(services(), asker(), name, typed, record_id=ref)
    if judged.errors:
        return _record_page(name, ref, typed=typed, complaints=judged.errors)
    saved = editing.change(
        services(),
        asker(),
        name,
        ref,
        typed,
        why=_why(),
        row_version=request.form.get("row_version", 0, type=int),
        since=_day("since"),
        now=now(),
    )
    return _saved(name, saved)


def _why() -> Why:
    reason = request.form.get("reason", "")
    known = Reason(reason) if reason in set(Reason) else Reason.ENTRY_ERROR
    return Why(reason=known, note=request.form.get("note", ""))


def _day(name: str) -> date | None:
    return request.form.get(name, None, type=date.fromisoformat)


@bp.post("/<name>/<int:ref>/end")
@signed_in()
def end(name: str, ref: int) -> ResponseReturnValue:
    """The last day of a record."""
    last_day = _day("last_day")
    if last_day is None:
        answer = redirect(url_for("registers.record", name=name, ref=ref), 303)
        return telling.tell(answer, "w", _("请填写最后一天。"))
    saved = editing.end(
        services(),
        asker(),
        name,
        ref,
        last_day,
        why=Why(reason=Reason.CHANGED, note=request.form.get("note", "")),
        row_version=request.form.get("row_version", 0, type=int),
        now=now(),
    )
    return _saved(name, saved)


@bp.post("/<name>/<int:ref>/remove")
@signed_in()
def remove(name: str, ref: int) -> ResponseReturnValue:
    """Take out a record that should never have been there."""
    editing.remove(services(), asker(), name, ref, why=_why(), now=now())
    answer = redirect(url_for("registers.listed", name=name), 303)
    return telling.tell(answer, "k", _("已删除，内容留在修改历史里。"))


@bp.post("/<name>/<int:ref>/reveal")
@signed_in()
def reveal(name: str, ref: int) -> ResponseReturnValue:
    """One masked value in full; the showing is logged with its purpose."""
    value = records.reveal(
        services(),
        asker(),
        name,
        ref,
        request.form.get("field", ""),
        purpose="register record",
        now=now(),
    )
    return blobs.revealed(value, url_for("registers.record", name=name, ref=ref))


@bp.get("/<name>/import")
@signed_in()
def import_page(name: str) -> ResponseReturnValue:
    """Where a spreadsheet is brought."""
    register = access.writable(asker(), name)
    return render_template(
        "registers/import.html",
        section=SECTION,
        name=name,
        title=register.label(wording.language()),
        check=None,
    )


@bp.post("/<name>/import")
@signed_in()
def check(name: str) -> ResponseReturnValue:
    """Judge a spreadsheet by cell; nothing is loaded yet."""
    register = access.writable(asker(), name)
    sent = request.files.get("sheet")
    if sent is None or not sent.filename:
        answer = redirect(url_for("registers.import_page", name=name), 303)
        return telling.tell(answer, "w", _("没有选文件，请先选一个 XLSX 或 CSV 表格。"))
    found = importing.check(services(), asker(), name, sent.filename, sent.stream.read(), now=now())
    return render_template(
        "registers/import.html",
        section=SECTION,
        name=name,
        title=register.label(wording.language()),
        check=found,
    )


@bp.post("/<name>/import/load")
@signed_in()
def load(name: str) -> ResponseReturnValue:
    """Load a checked spreadsheet, all of it or its good rows."""
    done = importing.load(
        services(),
        asker(),
        name,
        request.form.get("draft", ""),
        only_good="only_good" in request.form,
        now=now(),
    )
    answer = redirect(url_for("registers.listed", name=name), 303)
    sentence = _("已导入 %(n)s 条。", n=done.loaded)
    if done.left_out:
        sentence += _("%(n)s 行有错误，没有导入。", n=done.left_out)
    return telling.tell(answer, "k", sentence)
