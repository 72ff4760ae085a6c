"""What is wrong with a workbook, found all at once: pyxform stops at the first mistake.

Each check looks at the whole workbook and yields findings with the cell to blame and, where there
is one, the name that was probably meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.lint.references import choices, lists, references
from forms.lint.rows import calculations, labels, names, names_twice, nesting, types

if TYPE_CHECKING:
    from forms.workbook import Workbook
    from server.core.finding import Finding

CHECKS = (types, names, names_twice, nesting, references, lists, choices, calculations, labels)


def lint(book: Workbook) -> tuple[Finding, ...]:
    """Every mistake that would stop pyxform, in the order of the checks."""
    return tuple(finding for check in CHECKS for finding in check(book))
