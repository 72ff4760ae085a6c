"""Forms, tablets and quarantine as lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from server.console.views import times
from server.console.views.labels import spoken
from server.core.area import short_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from server.core.desk.office import (
        Finding,
        FormCheck,
        FormRow,
        Quarantined,
        SheetExcerpt,
        Tablet,
    )

SILENT_DAYS = 3
NAMING_COLUMNS = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One published version."""

    version: str
    day: str
    by: str
    submissions: int


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form of the list, newest version first."""

    form_id: str
    title: str
    state: str
    fields: int
    attachments: tuple[str, ...]
    versions: tuple[VersionLine, ...]

    @property
    def current(self) -> VersionLine | None:
        """The version tablets get."""
        return next(iter(self.versions), None)

    @property
    def submissions(self) -> int:
        """Submissions of all versions."""
        return sum(each.submissions for each in self.versions)


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


@dataclass(frozen=True, slots=True)
class TabletLine:
    """One tablet; `is_silent` when it has not been seen for three days."""

    id: int
    name: str
    villages: str
    created: str
    last_seen: str
    submissions: int
    is_silent: bool
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class QuarantineLine:
    """One piece in quarantine; `rule` chooses the sentence."""

    id: int
    rule: str
    when: str
    sender: str
    form_id: str
    version: str
    instance_id: str
    kilobytes: int
    files: int
    reason: str
    is_handled: bool


def forms(rows: Iterable[FormRow], language: str) -> tuple[FormLine, ...]:
    """The list of forms."""
    return tuple(
        FormLine(
            row.form_id,
            spoken(row.title, language) or row.form_id,
            row.state,
            row.fields,
            row.attachments,
            tuple(
                VersionLine(
                    each.version, times.iso_day(each.published_at), each.by, each.submissions
                )
                for each in row.versions
            ),
        )
        for row in rows
    )


def check(found: FormCheck, language: str, at: int = 0) -> CheckPage:
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


def tablets(
    found: Iterable[Tablet], *, now: datetime, language: str, joiner: str = "、"
) -> tuple[TabletLine, ...]:
    """Tablets, those in use first, the longest silent on top."""
    ordered = sorted(found, key=lambda each: (each.is_revoked, each.last_seen_at or now, each.name))
    return tuple(
        TabletLine(
            each.id,
            each.name,
            joiner.join(short_name(unit.name) for unit in each.units),
            times.iso_day(each.created_at),
            times.near(each.last_seen_at, now, language) if each.last_seen_at else "",
            each.submissions,
            is_silent=each.last_seen_at is not None
            and (now - each.last_seen_at).days >= SILENT_DAYS,
            is_revoked=each.is_revoked,
        )
        for each in ordered
    )


def quarantine(
    found: Iterable[Quarantined], *, now: datetime, language: str
) -> tuple[QuarantineLine, ...]:
    """What could not be filed."""
    return tuple(
        QuarantineLine(
            each.id,
            each.rule,
            times.near(each.received_at, now, language),
            each.sender,
            each.form_id,
            each.version,
            each.instance_id,
            max(1, round(each.size / 1000)),
            each.files,
            each.reason,
            each.is_handled,
        )
        for each in found
    )


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
