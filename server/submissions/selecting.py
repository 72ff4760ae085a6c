"""A feed's filter taken apart: what columns answer, and what each row is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from server.answers.leaves import LEAVES, Unreadable
from server.core.errors import (
    FilterFieldUnsupported,
    FilterUnsupported,
)
from server.core.odata.predicate import predicate
from server.core.odata.tree import Both, conditions, names
from server.core.schema import FieldType
from server.core.tables import ROOT, Found, names_of, row_id
from server.store import feeds
from server.store.odata_clauses import clause

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from server.core.feed import Sent
    from server.core.odata.tree import Expression, Name
    from server.core.schema import Field
    from server.core.tables import Table
    from server.store.feeds import Wanted
    from server.submissions.feed import Feed

ROOT_PREFIX = f"$root/{ROOT}/"
TYPED = frozenset({FieldType.INT, FieldType.DECIMAL, FieldType.DATE, FieldType.DATETIME})
"""Answers that are compared as what they are; all others as texts."""


class Spot(NamedTuple):
    """One row of a table, and the submission it belongs to."""

    sent: Sent
    found: Found


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter taken apart: what columns answer, and what each row is asked."""

    wanted: Wanted
    holds: Callable[[Spot], bool] | None


def selection(feed: Feed, table: Table, tree: Expression | None) -> Selection:
    """The filter of a feed over a table.

    Raise FilterFieldUnsupported, FilterUnsupported with the place.
    """
    if tree is None:
        return Selection(feed.wanted, None)
    deleted = any(plain(each.path) == feeds.DELETED_AT for each in names(tree))
    wanted = replace(feed.wanted, deleted=deleted)
    columns: list[Expression] = []
    others: list[Expression] = []
    for each in conditions(tree):
        (columns if _is_of_columns(each, table, feed.now) else others).append(each)
    if columns:
        wanted = replace(wanted, filter=_all(columns))
    if not others:
        return Selection(wanted, None)
    getter = _getter(table, feed.tables[0])
    return Selection(wanted, predicate(_all(others), getter, now=feed.now))


def _all(parts: Sequence[Expression]) -> Expression:
    return reduce(lambda left, right: Both("and", left, right, right.at), parts)


def plain(path: str) -> str:
    """The path of a field without the prefix that filters over repeats give it."""
    return path.removeprefix(ROOT_PREFIX)


def _is_of_columns(tree: Expression, table: Table, now: datetime) -> bool:
    """Whether the database can answer this by itself."""
    for each in names(tree):
        is_own_id = each.path == "__id" and table.above is not None
        if is_own_id or each.path not in feeds.COLUMNS:
            return False
    try:
        clause(tree, feeds.COLUMNS, now=now)
    except FilterUnsupported:
        return False
    return True


SYSTEM: Mapping[str, Callable[[Sent], Any]] = {
    "__id": lambda sent: sent.instance_id,
    "__system/submissionDate": lambda sent: sent.received_at,
    "__system/updatedAt": lambda sent: sent.updated_at,
    "__system/deletedAt": lambda sent: sent.deleted_at,
    "__system/submitterId": lambda sent: str(sent.submitter_id),
    "__system/submitterName": lambda sent: sent.submitter_name,
    "__system/attachmentsPresent": lambda sent: sent.files_present,
    "__system/attachmentsExpected": lambda sent: sent.files_expected,
    "__system/status": lambda sent: sent.status,
    "__system/reviewState": lambda sent: sent.review_state,
    "__system/deviceId": lambda sent: sent.device_id or None,
    "__system/edits": lambda sent: sent.edits,
    "__system/formVersion": lambda sent: sent.form_version,
}


def _getter(table: Table, root: Table) -> Callable[[Name], Callable[[Spot], Any]]:
    """Finds what a filter speaks of: system fields, answers of the row, answers of the root."""
    own = {path: (table, each) for path, each in names_of(table.fields)}
    whole = {f"{ROOT_PREFIX}{path}": (root, each) for path, each in names_of(root.fields)}

    def getter(name: Name) -> Callable[[Spot], Any]:
        if name.path == "__id" and table.above is not None:
            return lambda spot: row_id(table, spot.sent.instance_id, spot.found.places)
        said = SYSTEM.get(plain(name.path))
        if said is not None:
            return lambda spot: said(spot.sent)
        answer = own.get(name.path) or whole.get(name.path)
        if answer is None:
            raise FilterFieldUnsupported(text=name.path, at=name.at)
        return _answer(*answer, is_root=name.path in whole)

    return getter


def _answer(table: Table, field: Field, *, is_root: bool) -> Callable[[Spot], Any]:
    place = table.layout.index[field.path]
    typed = LEAVES[field.type] if field.type in TYPED else None

    def value(spot: Spot) -> Any:  # noqa: ANN401  # any answer
        text = (spot.sent.row if is_root else spot.found.row)[place]
        if typed is None or text is None:
            return text
        try:
            return typed(text)
        except Unreadable:
            return text

    return value


def mark(feed: Feed, chosen: Selection) -> str:
    """A text that changes with any of these submissions, for cheap 304 answers."""
    with feed.services.store.read() as conn:
        return feeds.mark(conn, chosen.wanted)
