"""The name that was probably meant."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.core.finding import Finding


def nearest(name: str, known: Iterable[str]) -> str:
    """The one of `known` that was probably meant; empty when none is near.

    >>> nearest("head_nmae", ["head_name", "head_id"])
    'head_name'
    """
    found = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def asking(finding: Finding, guess: str, written: str = "“{}”") -> Finding:
    """The finding with the question whether `guess` was meant; unchanged for no guess."""
    if not guess:
        return finding
    shown = written.format(guess)
    return replace(
        finding, suggestion_zh=f"是否应为 {shown}？", suggestion_en=f"Did you mean {shown}?"
    )
