"""The check digit of bank cards (ISO/IEC 7812-1, rule P-26)."""

from __future__ import annotations

NINE = 9


def passes_luhn(number: str) -> bool:
    """Whether the last digit is the one the others ask for.

    >>> passes_luhn("4539578763621486"), passes_luhn("4539578763621487")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - NINE if value > NINE else value
    return total % 10 == 0
