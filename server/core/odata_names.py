"""Names of fields as OData clients may write them (protocol.md 7, OR-186, OR-187)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from server.core.schema.nouns import Field

LONGEST = 128
_NOT_ALLOWED = re.compile(r"\W+")


def identifier(name: str) -> str:
    """`name` as an identifier: letters of any script stay, other characters become one ``_``.

    >>> identifier("姓名"), identifier("h.photo-1"), identifier("2nd")
    ('姓名', 'h_photo_1', '_2nd')
    """
    plain = _NOT_ALLOWED.sub("_", name)
    return (plain if plain[:1].isalpha() or plain[:1] == "_" else f"_{plain}")[:LONGEST]


def sibling_names(names: Iterable[str]) -> dict[str, str]:
    """Identifiers of fields that stand beside each other, told apart by a number where needed.

    >>> sibling_names(["a.b", "a_b", "c"])
    {'a.b': 'a_b', 'a_b': 'a_b_2', 'c': 'c'}
    """
    given: dict[str, str] = {}
    for name in names:
        wanted = identifier(name)
        number = 2
        while wanted in given.values():
            wanted = f"{identifier(name)[: LONGEST - 4]}_{number}"
            number += 1
        given[name] = wanted
    return given


def named_paths(fields: Iterable[Field], above: str = "") -> Iterator[tuple[Field, str, str]]:
    """All fields, depth first, each with its identifier and the path of identifiers to it."""
    fields = tuple(fields)
    names = sibling_names(each.name for each in fields)
    for each in fields:
        path = f"{above}/{names[each.name]}"
        yield each, names[each.name], path
        yield from named_paths(each.children, path)
