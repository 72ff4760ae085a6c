"""Made-up people: identity and card numbers are computed, never typed in from anywhere."""

from datetime import date

from server.core import idnumber

DIVISION = "620421"


def id_number(
    born: date = date(1963, 4, 17),
    *,
    sex: str = idnumber.FEMALE,
    running: int = 120,
    division: str = DIVISION,
) -> str:
    """A valid number; `running` is made odd for men and even for women."""
    odd = sex == idnumber.MALE
    first_17 = f"{division}{born:%Y%m%d}{running - running % 2 + odd:03d}"
    return first_17 + idnumber.check_digit(first_17)


def bank_card(first_15: str = "621226000000000") -> str:
    """A card number of sixteen digits with its check digit (ISO/IEC 7812)."""
    doubled = [2 * int(digit) for digit in first_15[::2]]
    total = sum(map(int, first_15[1::2])) + sum(sum(divmod(twice, 10)) for twice in doubled)
    return first_15 + str(-total % 10)
