"""Stored texts of one question -> typed values, and labels of lists that come from files."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from server import places
from server.answers.leaves import Unreadable, leaf
from server.store import forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.answers.readers import FormReader
    from server.core.schema import Field
    from server.services import Services

AREA_FILES = frozenset({"counties.csv", "townships.csv", "villages.csv"})


def typed_value(reader: FormReader, field: Field, text: str) -> object:
    """The typed value of a stored text; the text itself when it is no answer of that kind."""
    try:
        return leaf(field, reader.schema)(text)
    except Unreadable:
        return text


def choice_labels(services: Services, reader: FormReader) -> Mapping[str, Mapping[str, str]]:
    """Labels of choices in files of this form: file name -> value -> label."""
    return services.memo.get(("labels", reader.version_id), lambda: _labels(services, reader))


def _labels(services: Services, reader: FormReader) -> dict[str, dict[str, str]]:
    wanted = {field.choice_file for field in reader.schema.walk() if field.choice_file}
    tree = places.tree(services)
    units: dict[str, str] = {unit.code: unit.name for unit in tree.by_code.values()}
    found = dict.fromkeys(wanted & AREA_FILES, units)
    with services.store.read() as conn:
        files = forms.files_of(conn, reader.version_id)
    for file in files:
        if file.name in wanted and file.digest is not None:
            with services.vault.open(file.digest) as stored:
                found[file.name] = _column(stored.read())
    return found


def _column(content: bytes) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig", errors="replace")))
    return {row.get("name") or "": row.get("label") or "" for row in rows}
