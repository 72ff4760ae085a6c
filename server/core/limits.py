"""Thresholds of the rules, with the defaults of rules.csv; a county may set its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers that rules compare with.  Units stand in the names."""

    clock_ahead_min: int = 10
