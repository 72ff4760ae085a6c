"""Names for codes: a unit by its name, a person by name or identity number, a household's village.

People write what they know; what is stored is the code.  What is not found, or found twice, is
said by cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server import places
from server.core import idnumber
from server.core.area import is_within, short_name
from server.core.registers import BY_NAME
from server.core.registers.fields import FieldType
from server.core.registers.register import UNIT, Complaint
from server.core.types import UnitCode
from server.registers.access import is_for, units_of
from server.store import households, registers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.registers.register import Register, Values
    from server.core.types import AdminUnit
    from server.services import Services
    from server.store.households import AnyRow

HH_NO = "hh_no"


class Resolver:
    """Looks names up for one asker and register; what it has found it remembers."""

    def __init__(
        self, services: Services, conn: Connection, who: Asker, register: Register
    ) -> None:
        self._services = services
        self._conn = conn
        self._register = register
        self._units = units_of(who)
        self._named: dict[str, list[AdminUnit]] | None = None
        self._households: dict[str, AnyRow | None] = {}

    def resolved(self, raw: Mapping[str, object]) -> tuple[dict[str, object], list[Complaint]]:
        """`raw` with codes in place of names, and what could not be found."""
        found: dict[str, object] = dict(raw)
        wrong: list[Complaint] = []
        for field in self._register.columns:
            text = str(raw.get(field.name) or "").strip()
            if field.type is FieldType.PLACE and field.name in raw:
                wrong += self._place(field.name, text, found)
            elif field.type is FieldType.PERSON and text:
                wrong += self._person(field.name, text, found)
        return found, wrong

    def _place(self, name: str, text: str, found: dict[str, object]) -> Iterator[Complaint]:
        if not text and name == UNIT.name and found.get(HH_NO):
            row = self._household(str(found[HH_NO]))
            if row is not None:
                found[name] = row.village
            return
        if not text or text.isdecimal():
            return
        units = self._by_name().get(text.replace(" ", ""), [])
        if len(units) == 1:
            found[name] = units[0].code
        elif units:
            codes = "、".join(unit.code for unit in units)
            del found[name]
            yield Complaint(
                name,
                f"有 {len(units)} 个“{text}”，请写区划代码：{codes}",
                f"{len(units)} units are called “{text}”; write the code: {codes}",
            )
        else:
            del found[name]
            yield Complaint(name, f"您的区域里没有“{text}”", f"there is no “{text}” in your area")

    def _by_name(self) -> Mapping[str, list[AdminUnit]]:
        """Units of the right level in the area, by full name, short name and path of names."""
        if self._named is None:
            self._named = {}
            tree = places.tree(self._services)
            for unit in tree.by_code.values():
                if is_for(self._services, self._register, unit.code) and self._is_mine(unit.code):
                    path = tree.lineage(unit.code)
                    names = {unit.name, short_name(unit.name)}
                    names |= {"".join(each.name for each in path[n:]) for n in range(len(path))}
                    for name in names:
                        self._named.setdefault(name, []).append(unit)
        return self._named

    def _is_mine(self, code: UnitCode) -> bool:
        return any(is_within(code, unit) for unit in self._units)

    def _household(self, hh_no: str) -> AnyRow | None:
        if hh_no not in self._households:
            self._households[hh_no] = households.by_number(self._conn, hh_no, self._units)
        return self._households[hh_no]

    def _person(self, name: str, text: str, found: dict[str, object]) -> Iterator[Complaint]:
        row = self._household(str(found.get(HH_NO) or ""))
        persons = () if row is None else self._persons(row, text)
        if len(persons) == 1:
            found[name] = str(persons[0].id)
            return
        del found[name]
        if persons:
            yield Complaint(
                name,
                "户内有同名的人，请写公民身份号码",
                "two persons share the name; write the ID number",
            )
        else:
            yield Complaint(name, "这户里没有这个人", "there is no such person in the household")

    def _persons(self, row: AnyRow, text: str) -> Sequence[AnyRow]:
        persons = households.persons_of(self._conn, row.county, row.id)
        digest = self._services.sealer.digest(idnumber.normalise(text))
        return [p for p in persons if text in {str(p.id), p.name} or p.id_digest == digest]

    def complaints(self, values: Values) -> Iterator[Complaint]:
        """What typed values point at and is not there, or not the asker's."""
        unit = values.get(UNIT.name)
        if unit is not None:
            yield from self._about_unit(UnitCode(str(unit)))
        for field in self._register.fields:
            value = values.get(field.name)
            if value is None:
                continue
            if field.type is FieldType.HOUSEHOLD and self._household(str(value)) is None:
                yield Complaint(
                    field.name,
                    f"您的区域里没有户 {value}",
                    f"there is no household {value} in your area",
                )
            if field.type is FieldType.RECORD and not self._is_record(field.refers, str(value)):
                yield Complaint(
                    field.name,
                    f"{BY_NAME[field.refers].zh}中没有“{value}”",
                    f"there is no “{value}” in {BY_NAME[field.refers].en}",
                )

    def _about_unit(self, unit: UnitCode) -> Iterator[Complaint]:
        if not self._is_mine(unit) or unit not in places.tree(self._services):
            yield Complaint(
                UNIT.name, f"您的区域里没有 {unit}", f"there is no unit {unit} in your area"
            )
        elif not is_for(self._services, self._register, unit):
            yield Complaint(
                UNIT.name,
                "这类记录不属于这一级",
                "records of this kind do not belong to this level",
            )

    def _is_record(self, register_name: str, number: str) -> bool:
        register = BY_NAME[register_name]
        column = next(f.name for f in register.fields if f.type is FieldType.NUMBER)
        counties = {UnitCode(unit[:6].ljust(12, "0")) for unit in self._units}
        return registers.is_number_known(self._conn, register, column, counties, number)
