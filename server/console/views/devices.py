"""Where somebody is signed in, as the page tells it: device, address, last seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from server.console.views import times

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from server.auth.signed_in import Open

BROWSERS: Final = (
    ("Edg", "Edge"),
    ("MicroMessenger", "微信 / WeChat"),
    ("QQBrowser", "QQ"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("pyodk", "pyodk"),
    ("python", "Python"),
    ("curl", "curl"),
)
"""Words of a browser's own description, the telling ones first: most say Safari, too."""

SYSTEMS: Final = (
    ("Windows NT 6.1", "Windows 7"),
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One session."""

    handle: str
    device: str
    address: str
    since: str
    seen: str
    is_here: bool
    is_phone: bool


def lines(found: Iterable[Open], *, now: datetime, language: str) -> tuple[Line, ...]:
    """Sessions in their order."""
    return tuple(
        Line(
            handle=each.place.handle,
            device=device(each.place.user_agent),
            address=each.place.address,
            since=times.near(each.place.created_at, now, language),
            seen=times.near(each.place.seen_at, now, language),
            is_here=each.is_here,
            is_phone=any(word in each.place.user_agent for word in ("Android", "iPhone")),
        )
        for each in found
    )


def device(agent: str) -> str:
    """Browser and system: ``Firefox · Windows``; what it says itself when neither is known.

    >>> device("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537 Chrome/126 Safari/537 Edg/126")
    'Edge · Windows'
    >>> device("Collector/3"), device("")
    ('Collector/3', '—')
    """
    found = [_first(BROWSERS, agent), _first(SYSTEMS, agent)]
    return " · ".join(word for word in found if word) or agent[:40] or "—"


def _first(words: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for word, name in words if word in agent), "")
