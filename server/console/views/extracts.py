"""Files in the making and made, as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.days import local
from server.core.desk.extract import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from server.core.desk.extract import Extract

KILO = 1024
LEAST_ROWS = 1
SOON_S = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """One file; `left_s` seconds until it is done, None while nobody can say."""

    id: int
    title: str
    format: str
    purpose: str
    state: str
    is_open: bool
    rows: int
    total: int
    percent: int
    rate: int
    left_s: int | None
    size: str
    sha256: str
    reason: str
    when: str
    until: str


def lines(found: Iterable[Extract], *, now: datetime, language: str) -> tuple[Line, ...]:
    """Lines of the page."""
    del language
    return tuple(_line(each, now) for each in found)


def _line(each: Extract, now: datetime) -> Line:
    rate = _rate(each, now)
    missing = max(0, each.total - each.rows)
    return Line(
        id=each.id,
        title=each.title,
        format=each.wish.format,
        purpose=each.wish.purpose,
        state=each.state,
        is_open=each.state in OPEN,
        rows=each.rows,
        total=each.total,
        percent=each.percent,
        rate=rate,
        left_s=round(missing / rate) if rate and each.state in OPEN else None,
        size=sized(each.size),
        sha256=each.sha256,
        reason=each.reason,
        when=f"{local(each.created_at):%m-%d %H:%M}",
        until=f"{local(each.expires_at):%m-%d}" if each.expires_at else "",
    )


def _rate(each: Extract, now: datetime) -> int:
    """Rows a second so far."""
    if each.started_at is None or each.rows < LEAST_ROWS:
        return 0
    seconds = ((each.finished_at or now) - each.started_at).total_seconds()
    return round(each.rows / seconds) if seconds > SOON_S else 0


def sized(size: int) -> str:
    """Bytes as people read them.

    >>> sized(512), sized(20_480), sized(5_242_880)
    ('1 KB', '20 KB', '5.0 MB')
    """
    if size < KILO * KILO:
        return f"{max(1, round(size / KILO))} KB"
    return f"{size / KILO / KILO:.1f} MB"


def file_name(found: Extract) -> str:
    """A name that says what it is and from when; names of paths are not let in."""
    title = "".join(c if c.isalnum() else "_" for c in found.title)
    return f"{title}_{local(found.created_at):%Y%m%d_%H%M}.{found.wish.format}"
