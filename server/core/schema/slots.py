"""Files a form needs beside it, from all six places that name them (OR-79)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from server.core.schema.nouns import Field, Slot, SlotKind, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from server.core.safexml import Element
    from server.core.schema.itext import Translations

ITEMSETS = "itemsets.csv"
"""What `select_one_external` looks its choices up in; its content comes from the compiler."""

_DIRECTORIES = {"images": SlotKind.IMAGE, "audio": SlotKind.AUDIO, "video": SlotKind.VIDEO}
_PULLDATA = re.compile(r"\bpulldata\(\s*['\"]([^'\"]+)['\"]")
_EXPRESSIONS = ("calculate", "constraint", "relevant", "required", "readonly")


def slot_of(uri: str) -> Slot | None:
    """The file behind a ``jr://`` address; None for ``jr://instance/last-saved`` (OR-78).

    >>> slot_of("jr://file-csv/villages.csv")
    Slot(name='villages.csv', kind=<SlotKind.FILE: 'file'>)
    """
    directory, _, name = uri.removeprefix("jr://").partition("/")
    if not uri.startswith("jr://") or directory == "instance" or not name:
        return None
    return Slot(name.rpartition("/")[2], _DIRECTORIES.get(directory, SlotKind.FILE))


def slots(
    texts: Translations,
    instances: Iterable[Slot],
    binds: Iterable[Element],
    fields: tuple[Field, ...],
) -> tuple[Slot, ...]:
    """Every file once: external instances, media of texts, defaults, search(), pulldata()."""
    found = [*instances]
    found += filter(None, (slot_of(address) for _, address in texts.media))
    for each in walk(fields):
        found += filter(None, (slot_of(each.default or ""),))
        if each.choice_file is not None:
            found.append(Slot(each.choice_file, SlotKind.FILE))
    found += (Slot(name, SlotKind.FILE) for bind in binds for name in _pulled(bind))
    return tuple(dict.fromkeys(found))


def _pulled(bind: Element) -> Iterator[str]:
    for name in _EXPRESSIONS:
        for source in _PULLDATA.findall(bind.get(name) or ""):
            yield source if "." in source else f"{source}.csv"
