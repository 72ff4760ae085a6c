"""What a procedure has begun is not changed by typing: steps are taken, frozen lists reissued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.errors import GuidedByProcedure
from server.core.registers import BY_NAME
from server.core.registers.fields import FieldType
from server.store import procedures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from server.core.registers.register import Register
    from server.store.named import Named


def refuse_guided(
    register: Register, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    """Raise GuidedByProcedure for a change of a column that only a procedure changes."""
    changed = [name for name in register.guided if after.get(name) != before.get(name)]
    if changed:
        raise GuidedByProcedure(
            fields_zh="、".join(register.by_name[name].zh for name in changed),
            fields_en=", ".join(register.by_name[name].en for name in changed),
        )


def refuse_frozen(conn: Connection, register: Register, row: Named) -> None:
    """Raise GuidedByProcedure when nothing of the record may change any more."""
    if is_frozen(conn, register, row):
        column = register.by_name[register.frozen_with]
        raise GuidedByProcedure(fields_zh=column.zh, fields_en=column.en)


def is_frozen(conn: Connection, register: Register, row: Named) -> bool:
    """Whether the record, or the one it belongs to, was frozen by an approval."""
    if not register.frozen_with:
        return False
    column, value = register.by_name[register.frozen_with], row[register.frozen_with]
    if column.type is not FieldType.RECORD:
        return bool(value)
    above = BY_NAME[column.refers]
    found = procedures.by_number(conn, above.name, str(value), row["county"])
    return found is not None and is_frozen(conn, above, found)
