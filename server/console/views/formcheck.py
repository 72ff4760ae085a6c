"""The outcome of checking a workbook: findings by cell, the sheet around them, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from server.console.views.labels import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from server.core.desk.office import Finding, FormCheck, SheetExcerpt

NAMING_COLUMNS = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CheckPage:
    """The outcome of checking a workbook, the excerpt around the chosen finding with it."""

    check: FormCheck
    errors: int
    warnings: int
    chosen: Finding | None
    excerpt: SheetExcerpt | None
    kilobytes: int
    titles: Mapping[str, str]
    language: str

    @property
    def title(self) -> str:
        """The form's title in the language asked for, else the file's name."""
        return spoken(self.titles, self.language) or self.check.file_name

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Letters and heads of the excerpt's columns that tell something here."""
        return tuple(self._kept(self.excerpt.columns)) if self.excerpt else ()

    @property
    def lines(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """Rows of the excerpt, cells in the order of `columns`."""
        if self.excerpt is None:
            return ()
        return tuple((number, tuple(self._kept(cells))) for number, cells in self.excerpt.rows)

    def _kept(self, cells: Sequence[T]) -> Iterator[T]:
        """The first three columns of a sheet name a row; beside them stand the faulty ones."""
        excerpt = self.excerpt
        faulty = {f.column for f in self.check.findings if excerpt and f.sheet == excerpt.sheet}
        for at, cell in enumerate(cells):
            if excerpt and (at < NAMING_COLUMNS or excerpt.columns[at][0] in faulty):
                yield cell

    @property
    def added(self) -> int:
        """New questions."""
        return sum(each.kind == "added" for each in self.check.changes)

    @property
    def changed(self) -> int:
        """Changed questions."""
        return sum(each.kind == "changed" for each in self.check.changes)

    @property
    def removed(self) -> int:
        """Removed questions."""
        return sum(each.kind == "removed" for each in self.check.changes)


def page(found: FormCheck, language: str, at: int = 0) -> CheckPage:
    """The page of a checked workbook with the finding number `at` chosen."""
    chosen = found.findings[at] if at < len(found.findings) else None
    return CheckPage(
        check=found,
        errors=sum(each.severity == "E" for each in found.findings),
        warnings=sum(each.severity == "W" for each in found.findings),
        chosen=chosen,
        excerpt=_excerpt(found, chosen),
        kilobytes=max(1, round(found.size / 1000)),
        titles=titles_of(found.title),
        language=language,
    )


def titles_of(title: str) -> dict[str, str]:
    """A title in both languages, as the bundled forms write it.

    >>> titles_of("因灾倒损住房现场核查表 / House damage on site")["en"]
    'House damage on site'
    """
    chinese, _, english = title.partition(" / ")
    return {"zh": chinese, "en": english or chinese}


def _excerpt(found: FormCheck, chosen: Finding | None) -> SheetExcerpt | None:
    if chosen is None:
        return None
    return next(
        (
            each
            for each in found.excerpts
            if each.sheet == chosen.sheet and any(row == chosen.row for row, _ in each.rows)
        ),
        None,
    )
