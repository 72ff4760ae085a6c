"""Made-up people: identity numbers are computed, never typed in from anywhere."""

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
