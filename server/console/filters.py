"""Which part of the queue is worked through; every link and form of the page carries it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

from server.core.desk.queue import Shelf
from server.core.types import State, UnitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LISTED: Final = frozenset(
    {
        State.RETURNED,
        State.QUARANTINED,
        State.TO_AUDIT,
        State.ACCEPTED,
        State.LOADED,
        State.CORRECTED,
        State.REJECTED,
    }
)
"""States whose submissions can be looked through; without one it is what waits at the desk."""

LONGEST_ID: Final = 19


@dataclass(frozen=True, slots=True)
class Filters:
    """A shelf, a state, a unit, a form, words to look for, and the page.

    `batch` and `draw` name the batch or the sample that is worked through instead, `selection`
    what was drawn around on the map.
    """

    shelf: Shelf = Shelf.ALL
    state: str = ""
    unit: str = ""
    form_id: str = ""
    text: str = ""
    after: str = ""
    batch: str = ""
    draw: str = ""
    mine: str = ""
    selection: str = ""

    @classmethod
    def asked(cls, values: Mapping[str, str]) -> Self:
        """The filters of a request; an unknown shelf is all of them."""
        shelf, state = values.get("shelf", ""), values.get("state", "")
        return cls(
            Shelf(shelf) if shelf in set(Shelf) else Shelf.ALL,
            state if state in LISTED else "",
            values.get("unit", ""),
            values.get("form_id", ""),
            values.get("text", "").strip(),
            values.get("after", ""),
            _number(values.get("batch", "")),
            _number(values.get("draw", "")),
            "1" if values.get("mine") else "",
            _number(values.get("selection", "")),
        )

    @property
    def args(self) -> dict[str, Any]:
        """What stands in an address: only what narrows."""
        return {
            name: value
            for name, value in (
                ("shelf", "" if self.shelf is Shelf.ALL else self.shelf.value),
                ("state", self.state),
                ("unit", self.unit),
                ("form_id", self.form_id),
                ("text", self.text),
                ("after", self.after),
                ("batch", self.batch),
                ("draw", self.draw),
                ("mine", self.mine),
                ("selection", self.selection),
            )
            if value
        }

    @property
    def kept(self) -> dict[str, str]:
        """What is worth keeping under a name: not the page, nor a batch or sample."""
        passing = {"after", "batch", "draw", "selection"}
        return {name: str(value) for name, value in self.args.items() if name not in passing}

    def changed(
        self,
        *,
        shelf: str | None = None,
        text: str | None = None,
        after: str = "",
        mine: str | None = None,
    ) -> dict[str, Any]:
        """The address with something changed; a change starts at the first page again."""
        other = replace(
            self,
            shelf=self.shelf if shelf is None else Shelf(shelf),
            text=self.text if text is None else text,
            after=after,
            mine=self.mine if mine is None else mine,
        )
        return other.args

    @property
    def wanted(self) -> State | None:
        """The state asked for, None for what waits at the desk."""
        return State(self.state) if self.state else None

    @property
    def drawn(self) -> int | None:
        """The selection worked through, None for none."""
        return int(self.selection) if self.selection else None

    @property
    def unit_code(self) -> UnitCode | None:
        """The unit asked for, None for the whole area."""
        return UnitCode(self.unit) if self.unit else None

    def hidden(self, *without: str) -> Iterator[tuple[str, str]]:
        """Names and values for hidden fields."""
        return ((name, value) for name, value in self.args.items() if name not in without)


def _number(text: str) -> str:
    """The digits of an id; empty for anything else."""
    return text if text.isdecimal() and len(text) <= LONGEST_ID else ""
