"""Functions of days and times.  The clock is that of the submission, never the server's."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING

from server.core.logic import moments, numbers
from server.core.logic.code import Code, Kind, Value
from server.core.logic.library.plain import Builder, count, getter
from server.core.logic.syntax import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from server.core.logic.code import Site
    from server.core.logic.compiling import Compiling
    from server.core.logic.syntax import Expr
    from server.core.logic.tree import Run, Scope

LARGEST_DAY = 2.0**31


def day_of(value: Value, run: Run) -> Value:
    """The day a value names, as JavaRosa counts: a number is a day of the local calendar."""
    if isinstance(value, float):
        return _counted(value, lambda days: moments.from_days(numbers.whole(days), run.zone))
    return moments.midnight(value) if isinstance(value, datetime) else moment_of(value, run)


def moment_of(value: Value, run: Run) -> Value:
    """The moment a value names; Unknown for what is none, as a tablet shows an error."""
    if isinstance(value, datetime) or value == "":
        return value
    if isinstance(value, bool):
        raise Unknown
    if isinstance(value, float):
        return _counted(value, lambda days: moments.from_exact_days(days, run.zone))
    found = moments.moment(value, run.zone)
    if found is None:
        raise Unknown
    return found


def _counted(days: float, moment: Callable[[float], datetime]) -> Value:
    if math.isnan(days):
        return days
    if abs(days) > LARGEST_DAY:
        raise Unknown
    return moment(days)


def decimal_date_time(value: Value, run: Run) -> float:
    """Days since the epoch, with their fraction."""
    if isinstance(value, float):
        return value
    found = moment_of(value, run)
    return moments.exact_days(found) if isinstance(found, datetime) else numbers.NAN


def decimal_time(value: Value, run: Run) -> float:
    """The part of the day that has passed."""
    if isinstance(value, float):
        return value - math.floor(value) if math.isfinite(value) else numbers.NAN
    found = moment_of(value, run)
    return moments.clock_fraction(found) if isinstance(found, datetime) else numbers.NAN


def _decimal_time(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    """In a browser a time is a text such as ``10:00``, and nothing else has one."""
    if compiler.dialect.binds_own_row:
        return _of_value(Kind.NUMBER, decimal_time)(compiler, site, arguments)
    count(arguments, 1, 1)
    text = compiler.dialect.text(compiler.code(arguments[0], site))
    return Code(Kind.NUMBER, lambda s: moments.fraction_of_day(text(s)))


def _of_value(kind: Kind, function: Callable[[Value, Run], Value]) -> Builder:
    def build(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
        count(arguments, 1, 1)
        value = compiler.dialect.value(compiler.code(arguments[0], site))
        return Code(kind, lambda s: function(value(s), s.run))

    return build


def _date(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    """In a browser a number is a moment and not a day."""
    reading = day_of if compiler.dialect.binds_own_row else moment_of
    return _of_value(Kind.ANY, reading)(compiler, site, arguments)


def _formatted(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    count(arguments, 2, 2)
    value = compiler.dialect.value(compiler.code(arguments[0], site))
    pattern = getter(compiler, compiler.code(arguments[1], site), "t")
    is_strict = compiler.dialect.binds_own_row  # a browser writes nothing for what is no day

    def text(scope: Scope) -> str:
        given = value(scope)
        if isinstance(given, str) and not is_strict:
            given = moments.moment(given, scope.run.zone) or ""
        found = moment_of(given, scope.run)
        return moments.formatted(found, pattern(scope)) if isinstance(found, datetime) else ""

    return Code(Kind.TEXT, text)


def _today(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    del compiler, site
    count(arguments, 0, 0)
    return Code(Kind.ANY, lambda s: s.run.today)


def _now(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    del compiler, site
    count(arguments, 0, 0)
    return Code(Kind.ANY, lambda s: s.run.now)


FUNCTIONS: Mapping[str, Builder] = {
    "today": _today,
    "now": _now,
    "date": _date,
    "date-time": _of_value(Kind.ANY, moment_of),
    "decimal-date-time": _of_value(Kind.NUMBER, decimal_date_time),
    "decimal-time": _decimal_time,
    "format-date": _formatted,
    "format-date-time": _formatted,
}
