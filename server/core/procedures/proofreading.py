"""Which fields are entered twice, which records are drawn for it, and how people fare (5.4)."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from server.core.schema import Field

DRAWN_PERCENT = 5
TOO_MANY_PERCENT = 1
KEY_FIELDS = re.compile(
    r"(?:m_)?(?:name|id_number|relation|bank_account|death_date)|inc_\w+|exp_rigid|dibao_persons"
    r"|dibao_class|member_count_book|(?:col|sev|min)_\w+|collapsed|severe|minor|dead|missing"
    r"|affected|should|present|rep_villagers|agree|oppose|abstain"
)
"""Names, numbers, relations, incomes, persons covered, accounts, and figures that are added up."""


def is_drawn(instance_id: str, percent: int = DRAWN_PERCENT) -> bool:
    """Whether a record is among the share drawn at random: always the same answer for one record.

    >>> sum(is_drawn(f"uuid:{n}") for n in range(1000)) in range(35, 66)
    True
    """
    return zlib.crc32(instance_id.encode()) % 100 < percent


@dataclass(frozen=True, slots=True)
class Asked:
    """One field to enter; `path` has positions (``/member[2]/m_name``)."""

    path: str
    field: Field
    positions: tuple[int, ...] = ()


def asked(fields: Iterable[Field], raw: Mapping[str, object]) -> list[Asked]:
    """The key fields of a record that was answered as `raw`, repeats as often as they were filled.

    Calculated fields are left out: nobody types them.
    """
    return [each for each, _ in _walk(fields, raw, "", ())]


def values(fields: Iterable[Field], raw: Mapping[str, object]) -> dict[str, str]:
    """The first entry: the key fields' answers by path."""
    return {each.path: text for each, text in _walk(fields, raw, "", ())}


def _walk(
    fields: Iterable[Field], raw: Mapping[str, object], above: str, positions: tuple[int, ...]
) -> Iterator[tuple[Asked, str]]:
    for field in fields:
        answer, path = raw.get(field.name), f"{above}/{field.name}"
        if isinstance(answer, list):
            for at, row in enumerate(answer, 1):
                yield from _walk(field.children, row, f"{path}[{at}]", (*positions, at))
        elif isinstance(answer, dict):
            yield from _walk(field.children, answer, path, positions)
        elif field.control and KEY_FIELDS.fullmatch(field.name):
            yield Asked(path, field, positions), str(answer or "")


@dataclass(frozen=True, slots=True)
class Quality:
    """How one person's entries fared: fields compared, and those found to be wrong."""

    name: str
    compared: int
    wrong: int

    @property
    def percent(self) -> float:
        """Wrong fields in a hundred."""
        return 100 * self.wrong / self.compared if self.compared else 0.0

    @property
    def is_poor(self) -> bool:
        """Whether all of the person's records of the day are to be entered twice (5.4)."""
        return self.percent > TOO_MANY_PERCENT
