"""Workbooks and XForms in, publishable forms out; the one place that has pyxform run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from forms import expressions, houserules
from forms.lint import lint
from forms.messages import UNCODED, error_finding, sentence_finding
from forms.sandbox import CompileLimits, run_pyxform
from forms.versions import next_version, with_version
from forms.workbook import Workbook, read_workbook
from server.core.days import local_date
from server.core.errors import FormInvalid
from server.core.schema import FormSchema, parse_xform
from server.core.types import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date
    from typing import Any

    from server.core.finding import Finding

BY_COLUMN = "Language '"
"""How pyxform begins its remark on a language that lacks whole columns."""

DEFAULT_LIMITS = CompileLimits()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A form ready to be published.

    `xform` are the bytes to store, hash and serve.  `warnings` hold advice too, sorted by weight;
    none of them forbids publishing.  `itemsets` is the content of ``itemsets.csv`` where the form
    has external choices (OR-212).
    """

    xform: bytes
    schema: FormSchema
    warnings: tuple[Finding, ...] = ()
    itemsets: bytes | None = None

    @property
    def form_id(self) -> str:
        """The id in the XForm."""
        return self.schema.form_id

    @property
    def version(self) -> str:
        """The version in the XForm; never empty."""
        return self.schema.version


def compile_xlsform(
    content: bytes,
    filename: str,
    *,
    limits: CompileLimits = DEFAULT_LIMITS,
    today: date | None = None,
    taken: Collection[str] = (),
) -> Compiled:
    """The form in a workbook (.xlsx, .xls; also the Markdown and CSV tables pyxform reads).

    `filename` gives the id of a form without `form_id`.  A form without a version gets the first
    of `today` that is not among `taken`.  Raise FormInvalid (400.15) with everything that is wrong,
    by sheet, row and column.
    """
    answer = run_pyxform(content, filename, limits)
    book = read_workbook(answer)
    if "error" in answer:
        raise FormInvalid(_stopped(answer["error"], book))
    warnings = [
        sentence_finding(text, book, Severity.WARNING)
        for text in answer["warnings"]
        if not text.startswith(BY_COLUMN)  # our own findings say it by cell
    ]
    itemsets = answer["itemsets"]
    return _checked(
        _versioned(answer["xform"].encode(), today, taken),
        book,
        warnings,
        itemsets.encode() if itemsets else None,
    )


def accept_xform(
    content: bytes, *, today: date | None = None, taken: Collection[str] = ()
) -> Compiled:
    """A form written as XForm XML by other tools; its bytes are kept unless a version is missing.

    Raise FormInvalid, Unparseable or UnknownEntitiesVersion.
    """
    return _checked(_versioned(content, today, taken), None, [], None)


def _stopped(error: Mapping[str, Any], book: Workbook) -> list[Finding]:
    """What stopped pyxform, and with it everything else we can see."""
    own = list(lint(book))
    first = error_finding(error, book)
    same_row = any((first.sheet, first.row) == (each.sheet, each.row) for each in own)
    says_less = own and first.row is None and first.code == UNCODED
    return own if same_row or says_less else [first, *own]


def _versioned(xform: bytes, today: date | None, taken: Collection[str]) -> bytes:
    if parse_xform(xform).version:
        return xform
    return with_version(xform, next_version(today or local_date(datetime.now(UTC)), taken))


def _checked(
    xform: bytes, book: Workbook | None, warnings: Iterable[Finding], itemsets: bytes | None
) -> Compiled:
    schema = parse_xform(xform)
    found = [
        *warnings,
        *expressions.check(schema, schema.instances, book),
        *houserules.examine(schema, book),
    ]
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    if errors:
        raise FormInvalid(errors)
    found.sort(key=lambda finding: finding.severity is Severity.INFO)
    return Compiled(xform, schema, tuple(found), itemsets)
