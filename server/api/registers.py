"""Registers: what there is, lists by any column, records, new ones and changes."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from server.api.answers import answer
from server.api.asking import caller, fields, notes, now, services, whole
from server.api.schemas import (
    ImportWish,
    RecordChange,
    RecordEnd,
    RecordReveal,
    RecordValues,
)
from server.api.shapes import moment
from server.core.errors import NotAllowed, NotFound, UnexpectedValue
from server.core.registers.explaining import explained
from server.core.registers.fields import FieldType
from server.core.registers.masking import Hidden
from server.core.registers.reasons import Reason
from server.core.registers.writing import json_of
from server.core.types import UnitCode
from server.registers import access, editing, importing, listing, records
from server.registers.editing import Why
from server.registers.sheets import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.desk.people import Asker
    from server.core.registers.desk import RecordAct, RecordPeriod, Saved
    from server.core.registers.fields import RegisterField
    from server.core.registers.register import Register

    Shape = dict[str, Any]

bp = Blueprint("registers", __name__, url_prefix="/registers")

KEY = re.compile("[0-9]{1,18}")
MOST = 500
OWN = frozenset({"text", "on", "sort", "unit", "after", "limit"})
"""Parameters of a list that are no columns."""


def _asker() -> Asker:
    """The person behind the program; registers belong to posts."""
    person = caller().asker
    if person is None:
        raise NotAllowed
    return person


def _key(text: str) -> int:
    if not KEY.fullmatch(text):
        raise NotFound
    return int(text)


@bp.get("")
def registers() -> Response:
    """The registers one may open, with how many records the area holds."""
    return answer(
        [
            {**_register(card.register), "records": card.records, "mayWrite": card.may_write}
            for card in listing.cards(services(), _asker())
        ]
    )


@bp.get("/<name>/columns")
def columns(name: str) -> Response:
    """The columns of a register: kinds, bounds, choices."""
    register = access.readable(_asker(), name)
    return answer({**_register(register), "columns": [_column(c) for c in register.columns]})


@bp.get("/<name>")
def listed(name: str) -> Response:
    """A page of records, narrowed and sorted by any column."""
    person = _asker()
    register = access.readable(person, name)
    args = request.args.to_dict()
    asked = listing.asked_for(
        register,
        person,
        pairs=[(key, text) for key, text in args.items() if key not in OWN],
        text=args.get("text", ""),
        on=args.get("on", ""),
        sort=args.get("sort", ""),
        now=now(),
    )
    page = listing.page(
        services(),
        person,
        name,
        asked,
        unit=UnitCode(args["unit"]) if args.get("unit") else None,
        after=args.get("after"),
        limit=_limit(args.get("limit", "")),
        now=now(),
    )
    shown = [
        {
            "id": str(line.record_id),
            "validFrom": line.valid_from.isoformat(),
            "validTo": line.valid_to.isoformat() if line.valid_to else None,
            "values": _values(line.values),
        }
        for line in page.lines
    ]
    return answer({"records": shown, "total": page.total, "after": page.after})


def _limit(text: str) -> int:
    if not text:
        return 50
    if not KEY.fullmatch(text) or not 1 <= int(text) <= MOST:
        raise UnexpectedValue(field="limit", value=text, reason=f"must be 1 to {MOST}")
    return int(text)


@bp.post("/<name>")
def create(name: str) -> Response:
    """A new record."""
    given = fields(RecordValues())
    saved = editing.create(
        services(), _asker(), name, given["values"], note=notes() or "", now=now()
    )
    return _saved(saved)


@bp.get("/<name>/<key>")
def record(name: str, key: str) -> Response:
    """A record with all its periods and its history, newest first.

    With ``known`` its periods are those that were known at the end of that day.
    """
    known = _known(request.args.get("known", ""))
    file = records.record(services(), _asker(), name, _key(key), known=known)
    return answer(
        {
            "id": str(file.record_id),
            "periods": [_period(period) for period in file.periods],
            "history": [_act(act) for act in file.acts],
        }
    )


def _known(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnexpectedValue(field="known", value=text, reason="a day is needed") from error


@bp.patch("/<name>/<key>")
def change(name: str, key: str) -> Response:
    """A correction, or with the reason “changed” a change in life from a day on."""
    given = fields(RecordChange())
    saved = editing.change(
        services(),
        _asker(),
        name,
        _key(key),
        given["values"],
        why=Why(reason=given["reason"], note=given["note"] or notes() or ""),
        row_version=given["row_version"],
        since=given["since"],
        period_id=given["period"],
        now=now(),
    )
    return _saved(saved)


@bp.post("/<name>/<key>/end")
def end(name: str, key: str) -> Response:
    """The last day of a record."""
    given = fields(RecordEnd())
    saved = editing.end(
        services(),
        _asker(),
        name,
        _key(key),
        given["last_day"],
        raw=given["values"],
        why=Why(reason=Reason.CHANGED, note=given["note"] or notes() or ""),
        row_version=given["row_version"],
        now=now(),
    )
    return _saved(saved)


@bp.delete("/<name>/<key>")
def remove(name: str, key: str) -> Response:
    """Take out a record that should never have been there; X-Action-Notes says why."""
    why = Why(note=notes() or "")
    editing.remove(services(), _asker(), name, _key(key), why=why, now=now())
    return answer({"success": True})


@bp.post("/<name>/<key>/reveal")
def reveal(name: str, key: str) -> Response:
    """A masked value in full; it is logged with its purpose."""
    given = fields(RecordReveal())
    value = records.reveal(
        services(),
        _asker(),
        name,
        _key(key),
        given["column"],
        purpose=given["purpose"] or notes() or "",
        now=now(),
    )
    return answer({"value": value})


@bp.post("/<name>/import")
def check(name: str) -> Response:
    """Judge a workbook or CSV and keep it for loading; nothing is written yet."""
    person = _asker()
    access.writable(person, name)
    content = whole(MAX_BYTES)
    file_name = request.args.get("name", "rows.xlsx")
    found = importing.check(services(), person, name, file_name, content, now=now())
    return answer(
        {
            "rows": found.rows,
            "good": found.good,
            "draft": found.draft,
            "findings": [finding.as_dict() for finding in found.findings],
        }
    )


@bp.post("/<name>/import/<draft>")
def load(name: str, draft: str) -> Response:
    """Write the rows of a file that was judged before, all or none of them."""
    given = fields(ImportWish())
    done = importing.load(
        services(), _asker(), name, draft, only_good=given["only_good"], now=now()
    )
    return answer({"loaded": done.loaded, "leftOut": done.left_out})


def _saved(saved: Saved) -> Response:
    return answer(
        {
            "id": str(saved.record_id),
            "warnings": [{"column": w.field, "zh": w.zh, "en": w.en} for w in saved.warnings],
        }
    )


def _register(register: Register) -> Shape:
    return {
        "name": register.name,
        "title": {"zh": register.zh, "en": register.en},
        "database": register.database,
        "businesses": list(register.businesses),
    }


def _column(column: RegisterField) -> Shape:
    return {
        "name": column.name,
        "label": {"zh": column.zh, "en": column.en},
        "type": column.type.value,
        "unit": {"zh": column.unit.zh, "en": column.unit.en} if column.unit else None,
        "required": column.required and column.type is not FieldType.NUMBER,
        "privacy": int(column.privacy),
        "how": {language: explained(column, language) for language in ("zh", "en")},
        "choices": [{"value": c.value, "label": {"zh": c.zh, "en": c.en}} for c in column.choices],
    }


def _values(values: Mapping[str, object]) -> Shape:
    """Values as JSON; what is masked says so."""
    return {name: _value(value) for name, value in values.items()}


def _value(value: object) -> object:
    return {"masked": value.text} if isinstance(value, Hidden) else json_of(value)


def _period(period: RecordPeriod) -> Shape:
    return {
        "id": str(period.id),
        "rowVersion": period.row_version,
        "validFrom": period.valid_from.isoformat(),
        "validTo": period.valid_to.isoformat() if period.valid_to else None,
        "values": _values(period.values),
        "submission": str(period.submission) if period.submission else None,
    }


def _act(act: RecordAct) -> Shape:
    return {
        "at": moment(act.at),
        "actor": act.who,
        "kind": act.kind,
        "reason": act.reason or None,
        "note": act.note or None,
        "undone": act.is_undone,
        "changes": [
            {"column": c.column.name, "old": _value(c.old), "new": _value(c.new)}
            for c in act.changes
        ],
    }
