"""Where each value of a household came from: the version that first had it as it is now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from server.core.desk.register import Change, HouseholdVersion, Source, Valued

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from server.store.households import AnyRow

    Typed = Callable[[str, str], object]


@dataclass(slots=True)
class Trail:
    """Versions walked from the oldest: what each changed, and the source of every value."""

    typed: Typed
    household: dict[str, Valued] = field(default_factory=dict)
    members: dict[int, dict[str, Valued]] = field(default_factory=dict)
    versions: list[HouseholdVersion] = field(default_factory=list)
    _texts: dict[tuple[int, str], str] = field(default_factory=dict)

    def add(self, number: int, source: Source, snapshot: Mapping[str, object]) -> None:
        """Go one version on."""
        changes = self._apply(0, "", snapshot["household"], self.household, source)  # type: ignore[arg-type]  # JSON
        persons: Sequence[Mapping[str, object]] = snapshot["persons"]  # type: ignore[assignment]  # JSON
        for person in persons:
            key = int(str(person["id"]))
            values = self.members.setdefault(key, {})
            changes += self._apply(key, str(person["name"]), person, values, source)
        self.versions.append(HouseholdVersion(number, source, tuple(changes)))

    def _apply(
        self,
        key: int,
        member: str,
        row: Mapping[str, object],
        values: dict[str, Valued],
        source: Source,
    ) -> list[Change]:
        doc: Mapping[str, str] = row["doc"]  # type: ignore[assignment]  # JSON
        changes = []
        for name in dict.fromkeys((*values, *doc)):
            new, old = doc.get(name), self._texts.get((key, name))
            if new == old:
                continue
            changes.append(Change(name, self._read(name, old), self._read(name, new), member))
            if new is None:
                values.pop(name, None)
                self._texts.pop((key, name), None)
            else:
                values[name] = Valued(self.typed(name, new), source)
                self._texts[key, name] = new
        return changes

    def _read(self, name: str, text: str | None) -> object:
        return None if text is None else self.typed(name, text)


def walk(versions: Sequence[AnyRow], sources: Mapping[int, Source], typed: Typed) -> Trail:
    """The trail through all versions of a household, oldest first."""
    trail = Trail(typed)
    for version in versions:
        trail.add(version.version, sources[version.id], version.snapshot)
    return trail
