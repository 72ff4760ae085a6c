"""Entities in a table: one row each, a column for the label and one for each property."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from server.core.entity_names import LABEL
from server.core.errors import MissingParameter, Unparseable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

IDS = ("uuid", "__id")
"""Columns that may name the entity; without one an id is made."""


def read_entities(content: bytes) -> Iterator[tuple[str | None, str, Mapping[str, str]]]:
    r"""Id or None, label and properties of each row.

    Columns that begin with ``__`` are passed over.
    Raise Unparseable, MissingParameter for a table without labels.

    >>> list(read_entities("label,species\n老槐树,槐\n".encode()))
    [(None, '老槐树', {'species': '槐'})]
    """
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unparseable(part="table", reason=str(error), format="csv") from error
    for number, row in enumerate(rows, 1):
        if None in row or None in row.values():
            raise Unparseable(part="table", reason=f"row {number} is ragged", format="csv")
        if LABEL not in row:
            raise MissingParameter(field=LABEL)
        values = {k: v for k, v in row.items() if k not in {*IDS, LABEL} and not k.startswith("__")}
        uuid = next((row[key] for key in IDS if row.get(key)), None)
        yield uuid, row[LABEL], values
