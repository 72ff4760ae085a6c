"""Bank account and card numbers (rules P-26, P-27, L-03).

A card of 16 or 19 digits ends in the check digit of ISO/IEC 7812; accounts of other lengths carry
none that could be checked without the bank.
"""

from __future__ import annotations

import re

SHORTEST, LONGEST = 12, 19
CARD_LENGTHS = frozenset({16, 19})
_ACCOUNT = re.compile(rf"[0-9]{{{SHORTEST},{LONGEST}}}")


def normalise(text: str) -> str:
    """`text` without the spaces and hyphens between its groups.

    >>> normalise("6212 2600-0000 0000")
    '6212260000000000'
    """
    return text.replace(" ", "").replace("-", "")


def is_account(number: str) -> bool:
    """Whether a normalised number can be an account: 12 to 19 digits, a card's check digit right.

    >>> is_account("123456789012"), is_account("6212260000000002")
    (True, False)
    """
    if not _ACCOUNT.fullmatch(number):
        return False
    return len(number) not in CARD_LENGTHS or is_card(number)


def is_card(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (Luhn).

    >>> is_card("6212260000000001"), is_card("6212260000000002")
    (True, False)
    """
    places = [int(digit) for digit in reversed(digits)]
    doubled = (sum(divmod(2 * place, 10)) for place in places[1::2])
    return (sum(places[::2]) + sum(doubled)) % 10 == 0
