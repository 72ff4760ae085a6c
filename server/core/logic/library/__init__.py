"""The functions of the ODK XForms specification, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.logic.library import days, logical, mathematical, nodes, places, selects, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.logic.library.plain import Builder

FUNCTIONS: Mapping[str, Builder] = {
    **texts.FUNCTIONS,
    **logical.FUNCTIONS,
    **mathematical.FUNCTIONS,
    **days.FUNCTIONS,
    **nodes.FUNCTIONS,
    **selects.FUNCTIONS,
    **places.FUNCTIONS,
}

CHANGING = frozenset(("now", "once", "random", "randomize", "uuid"))
"""Functions that give something else each time: what they calculated cannot be told again."""

TIMED = frozenset(("now", "today"))
"""Functions of the clock: evaluated at the submission's own time."""

SPOKEN = frozenset(("jr:choice-name", "jr:itext"))
"""Functions of the language the form was filled in."""
