"""A record in every register there is, also in one that is written tomorrow."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from server.core.errors import SurveyError
from server.core.registers import REGISTERS
from server.core.registers.fields import FieldType
from server.registers import access, editing, importing, records
from tests.builders.office import AUDITOR, NOW, REVIEWER
from tests.builders.registers import raw
from tests.strangers.asking import asker_of
from tests.strangers.bodies import sheet
from tests.strangers.people import MARKS


def public_records(office):
    """What a county writes for everybody below it to read; their numbers by register."""
    public = [each for each in REGISTERS if each.is_public]
    return _written(office, public, "", {})[1]


def own_records(office, hh_no, numbers):
    """A record in every other register that somebody here writes; their ids by register."""
    others = [each for each in REGISTERS if not each.is_public]
    return _written(office, others, hh_no, numbers, mark=MARKS["a record's word"])[0]


def _written(office, registers, hh_no, known, *, mark="示例"):
    """Write a record in each register, those that refer to others after them; ids and numbers."""
    writers = [asker_of(office, login) for login in (REVIEWER, AUDITOR)]
    left = [each for each in registers if _writer(each, writers)]
    made, numbers = {}, dict(known)
    while left:
        register = next((each for each in left if _refers(each) <= numbers.keys()), None)
        assert register, f"{[each.name for each in left]} refer to registers without a record"
        left.remove(register)
        who = _writer(register, writers)
        given = cells(register, hh_no, numbers, mark)
        try:
            saved = editing.create(office, who, register.name, given, now=NOW)
        except SurveyError as refused:
            pytest.fail(f"{register.name}: {refused.sentence('en')} Give it a value in `cells`.")
        made[register.name] = saved.record_id
        numbers[register.name] = _number_of(office, who, register, saved.record_id)
    return made, numbers


def _writer(register, people):
    return next((who for who in people if access.writes(who, register)), None)


def _refers(register):
    return {c.refers for c in register.columns if c.type is FieldType.RECORD and c.required}


def _number_of(office, who, register, key):
    values = records.record(office, who, register.name, key).periods[0].values
    named = (c.name for c in register.columns if c.type is FieldType.NUMBER)
    return next((str(values[name]) for name in named), "")


def cells(register, hh_no, numbers, mark):
    """The example of a register for the township's village, with a mark where a text stands."""
    given = raw(register)
    for column in register.columns:
        if column.type in {FieldType.TEXT, FieldType.NOTE} and column.name not in register.example:
            given[column.name] = mark[: column.longest]
        elif column.type is FieldType.HOUSEHOLD:
            given[column.name] = hh_no
        elif column.type is FieldType.PERSON:
            given[column.name] = MARKS["the head's name"]
        elif column.type is FieldType.RECORD:
            given[column.name] = numbers.get(column.refers, "")
    return given


def checked_sheet(office, clerk):
    """A spreadsheet that was checked and waits to be loaded."""
    now = datetime.now(UTC)  # it is kept for a day
    return importing.check(office, clerk, "staff", "a.csv", sheet(), now=now).draft
