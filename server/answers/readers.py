"""Form versions ready to read submissions with: made once, kept for the life of the server.

A published version never changes, so nothing here is ever stale but the list of versions.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server.answers.packing import Packing
from server.answers.typed import AnswerReader
from server.core.logic import compile_logic
from server.core.schema import FieldType, parse_xform
from server.store import forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.logic import FormLogic
    from server.core.schema import FormSchema
    from server.services import Services

KNOWN = "forms"
FRESH_S = 1.0


@dataclass(frozen=True, slots=True)
class FormReader:
    """One form version: its schema, its reader of answers, its logic, the files it insists on.

    `packing` makes and reads the flat rows that feeds and exports are made from.
    """

    version_id: int
    schema: FormSchema
    typed: AnswerReader
    logic: FormLogic
    titles: Mapping[str, str]
    required_files: frozenset[str]
    packing: Packing


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A live form and its published versions by name."""

    id: int
    project_id: int
    form_id: str
    state: str
    current_id: int | None
    versions: Mapping[str, int]
    is_training: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    """The forms, and when they were asked for."""

    at: float
    forms: Mapping[tuple[int, str], KnownForm]


def form_reader(services: Services, version_id: int) -> FormReader:
    """The reader of a stored version."""
    return services.memo.get(("form", version_id), lambda: _load(services, version_id))


def _load(services: Services, version_id: int) -> FormReader:
    with services.store.read() as conn:
        xml = forms.version_xml(conn, version_id)
        version = forms.get_version(conn, version_id)
    schema = parse_xform(xml)
    return FormReader(
        version_id=version_id,
        schema=schema,
        typed=AnswerReader(schema),
        logic=compile_logic(schema),
        titles=version.titles,
        required_files=frozenset(
            field.path
            for field in schema.walk()
            if field.type is FieldType.BINARY and field.required == "true()"
        ),
        packing=Packing(schema.fields),
    )


def known_forms(services: Services) -> Mapping[tuple[int, str], KnownForm]:
    """Live forms by project and form id.

    Of several server processes another one may publish or close a form: there this is a second
    old at most.  Whoever misses a form or a version in it forgets the forms and asks again.
    """
    kept = services.memo.get(KNOWN, lambda: _known(services))
    if not services.store.is_sqlite and time.monotonic() - kept.at > FRESH_S:
        forget_forms(services)
        kept = services.memo.get(KNOWN, lambda: _known(services))
    return kept.forms


def forget_forms(services: Services) -> None:
    """Ask again: a form was published, closed or deleted."""
    services.memo.forget(KNOWN)


def _known(services: Services) -> _Kept:
    at = time.monotonic()
    found: dict[tuple[int, str], KnownForm] = {}
    with services.store.read() as conn:
        rows = forms.live(conn)
    for row in rows:
        key = (row.project_id, row.form_id)
        known = found.get(key)
        if known is None:
            known = KnownForm(
                row.id, *key, row.state, row.current_id, {}, is_training=row.is_training
            )
        if row.version_id is not None:
            known = replace(known, versions={**known.versions, row.version: row.version_id})
        found[key] = known
    return _Kept(at, found)
