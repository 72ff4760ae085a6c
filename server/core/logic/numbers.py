"""Numbers as the two clients read, print and round them: Collect's Java, the browser's script.

They differ where it hardly matters, and there a form must not be judged by one of them alone.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Context, Decimal

NAN = math.nan
SAME = 1e-12
"""JavaRosa takes numbers for equal that are nearer than this."""

LARGEST_INT = 2**31
MOST_PLACES = 30
EXACT = Context(prec=400)
"""Holds the largest number there is with all its places, as Java's decimals do."""

JAVA_PLAIN = (1e-3, 1e7)
SCRIPT_PLAIN = (1e-6, 1e21)

_JAVA = re.compile(r"\s*(-?(?:[0-9]+\.?[0-9]*|\.[0-9]+))\s*")
_SCRIPT = re.compile(r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*")


def java_number(text: str) -> float:
    """Number of a text: no exponent, and a comma for a point (JavaRosa `toNumeric`).

    >>> java_number(" 12 "), java_number("1,5"), java_number("1e3"), java_number("")
    (12.0, 1.5, nan, nan)
    """
    if text.isdecimal() and text.isascii():
        return float(text)
    found = _JAVA.fullmatch(text)
    if found is None:
        return java_number(text.replace(",", ".")) if "," in text else NAN
    return float(found[1])


def script_number(text: str) -> float:
    """Number of a text: exponents count, a comma does not.

    >>> script_number("1e3"), script_number("1,5"), script_number("")
    (1000.0, nan, nan)
    """
    found = _SCRIPT.fullmatch(text)
    return float(found[1]) if found else NAN


def java_text(number: float) -> str:
    """A number as JavaRosa prints it.

    >>> [java_text(n) for n in (3.0, 0.1, 3e9, 1e-7, NAN)]
    ['3', '0.1', '3.0E9', '1.0E-7', 'NaN']
    """
    if math.isnan(number):
        return "NaN"
    if abs(number) < SAME:
        return "0"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    whole = int(number) if abs(number) < LARGEST_INT else 0
    if abs(number - whole) < SAME:
        return str(whole)
    if JAVA_PLAIN[0] <= abs(number) < JAVA_PLAIN[1]:
        return repr(number)
    digits, power = _scientific(number)
    return f"{digits if '.' in digits else digits + '.0'}E{power}"


def script_text(number: float) -> str:
    """A number as a browser prints it; nothing for what is no number.

    >>> [script_text(n) for n in (3.0, 3e9, 1e-7, NAN)]
    ['3', '3000000000', '1e-7', '']
    """
    if math.isnan(number):
        return ""
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    if SCRIPT_PLAIN[0] <= abs(number) < SCRIPT_PLAIN[1]:
        whole = number.is_integer()
        return str(int(number)) if whole else format(Decimal(repr(number)), "f")
    digits, power = _scientific(number)
    return f"{digits}e{power:+d}"


def _scientific(number: float) -> tuple[str, int]:
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    written = "".join(map(str, digits))
    mantissa = written[0] + (f".{written[1:]}" if written[1:] else "")
    return ("-" if sign else "") + mantissa, int(exponent) + len(written) - 1


def java_round(number: float, places: float = 0.0) -> float:
    """Rounded as a decimal, halves upwards (JavaRosa `round`).

    >>> java_round(2.675, 2), java_round(-2.5), java_round(34.0, -1)
    (2.68, -2.0, 30.0)
    """
    if math.isnan(number) or math.isinf(number):
        return number
    if math.isnan(places) or abs(places) > MOST_PLACES:
        return NAN
    if places < 0:
        scale = 10.0 ** -int(places)
        return float(int(number / scale + 0.5)) * scale
    way = ROUND_HALF_DOWN if number < 0 else ROUND_HALF_UP
    last = Decimal(1).scaleb(-int(places))
    return float(Decimal(repr(number)).quantize(last, rounding=way, context=EXACT))


def script_round(number: float, places: float = 0.0) -> float:
    """Rounded away from zero at halves (Web Forms `round`).

    >>> script_round(-2.5), script_round(2.5)
    (-3.0, 3.0)
    """
    if math.isnan(places) or abs(places) > MOST_PLACES:
        return NAN
    scale = 10.0**places
    scaled = abs(number) * scale
    if not math.isfinite(scaled):
        return math.copysign(scaled, number)
    return math.copysign(math.floor(scaled + 0.5) / scale, number)


def whole(number: float) -> float:
    """Without its fraction.

    >>> whole(-3.7)
    -3.0
    """
    return number if math.isnan(number) or math.isinf(number) else float(math.trunc(number))


def index(number: float) -> int:
    """A position in a text or a list; what is no number counts as 0, as in Java and script."""
    if math.isnan(number):
        return 0
    return int(max(-float(LARGEST_INT), min(float(LARGEST_INT), number)))


def divide(left: float, right: float) -> float:
    """Division of floating-point numbers: by zero it gives infinity or nothing."""
    if right:
        return left / right
    if math.isnan(left) or left == 0 or math.isnan(right):
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def remainder(left: float, right: float) -> float:
    """The rest of a division, with the sign of the dividend.

    >>> remainder(-5, 3), remainder(5, -3)
    (-2.0, 2.0)
    """
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return NAN
    return math.fmod(left, right)
