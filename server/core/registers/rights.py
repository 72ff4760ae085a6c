"""Which post reads and writes which of the nine databases (domain.md 1.2, 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.desk.people import Post
from server.core.registers.fields import Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.registers.register import Register

ALL = frozenset(range(1, 10))
NONE: frozenset[int] = frozenset()
DISASTER = frozenset({7})


@dataclass(frozen=True, slots=True)
class Reach:
    """Databases a post reads and writes inside its area, and up to which privacy class unmasked."""

    reads: frozenset[int] = NONE
    writes: frozenset[int] = NONE
    shows: Privacy = Privacy.INTERNAL


NOTHING = Reach()

BY_POST: Mapping[Post, Reach] = {
    Post.TOWNSHIP_CLERK: Reach(ALL, ALL, Privacy.PERSONAL),
    Post.TOWNSHIP_HEAD: Reach(ALL, ALL, Privacy.PERSONAL),
    Post.COUNTY_AUDIT: Reach(ALL, ALL, Privacy.PERSONAL),
    Post.COUNTY_READ: Reach(ALL),
    Post.CITY: Reach(ALL),
    Post.EMERGENCY: Reach(DISASTER, DISASTER, Privacy.PERSONAL),
    Post.AUDITOR: Reach(ALL),
}
"""Assistants work on tablets, the administrator sees no register: neither stands here."""


def reach_of(post: Post) -> Reach:
    """What the post opens; nothing for posts that do not work with registers."""
    return BY_POST.get(post, NOTHING)


def may_read(post: Post, register: Register) -> bool:
    """Whether the post reads this register."""
    return register.database in reach_of(post).reads


def may_write(post: Post, register: Register) -> bool:
    """Whether the post writes in this register; where, is a matter of the area."""
    if register.writers and post not in register.writers:
        return False
    return register.database in reach_of(post).writes
