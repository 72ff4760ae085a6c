"""A person's program at the public API: what it may do, and which submissions it may see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from server.core.area import is_within
from server.core.desk.people import May
from server.core.errors import NotAllowed
from server.core.types import UnitCode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.desk.people import Asker
    from server.core.rights import Sender


class Role(IntEnum):
    """Roles of the public API; the numbers are part of it (design README 4)."""

    ADMIN = 1
    APP_USER = 2
    PASSWORD_RESET = 3
    MANAGER = 5
    VIEWER = 6
    FORM_VIEW = 7
    FORM_FILL = 8
    PUBLIC_LINK = 9

    @property
    def system(self) -> str:
        """The name programs use instead of the number, also that of its assignments."""
        return SYSTEM_NAMES[self]

    @classmethod
    def of(cls, text: str) -> Role | None:
        """The role of a number or a system name; None for neither.

        >>> Role.of("2"), Role.of("viewer"), Role.of("chief")
        (<Role.APP_USER: 2>, <Role.VIEWER: 6>, None)
        """
        return next((role for role in cls if text in {str(role.value), role.system}), None)


SYSTEM_NAMES: Mapping[Role, str] = {
    Role.ADMIN: "admin",
    Role.APP_USER: "app-user",
    Role.PASSWORD_RESET: "pwreset",
    Role.MANAGER: "manager",
    Role.VIEWER: "viewer",
    Role.FORM_VIEW: "formview",
    Role.FORM_FILL: "formfill",
    Role.PUBLIC_LINK: "pub-link",
}

READERS = frozenset({Role.MANAGER, Role.VIEWER})
"""Given for a project, these read all of its submissions, wherever they belong."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Which submissions: all of them, or those filed in `units` and those `own` sent itself."""

    everywhere: bool
    units: tuple[UnitCode, ...]
    own: int

    def holds(self, unit_code: str, submitter_id: int) -> bool:
        """Whether a submission filed under `unit_code` (empty while unknown) is among them."""
        if self.everywhere or submitter_id == self.own:
            return True
        return any(is_within(UnitCode(unit_code), unit) for unit in self.units)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: a sender with a password or session, and the post held, if any.

    Rights by area come from posts (domain.md 5.2).  The public API's own roles come on top: they
    are given to a person for one project, by an administrator, and each time logged.
    """

    sender: Sender
    asker: Asker | None

    @property
    def id(self) -> int:
        """The actor."""
        return self.sender.id

    def may(self, what: May) -> bool:
        """Whether the post allows `what` anywhere."""
        return self.asker is not None and what in self.asker.may

    def at_desk(self, what: May) -> Asker:
        """The person as use cases of the office know them; raise NotAllowed without this right."""
        if self.asker is None or what not in self.asker.may:
            raise NotAllowed
        return self.asker

    def holds(self, role: Role, project_id: int) -> bool:
        """Whether the person was given this role for the project."""
        return any(
            grant.role == role.system and grant.project_id == project_id
            for grant in self.sender.grants
        )

    def belongs_to(self, project_id: int) -> bool:
        """Whether the project and its open forms exist for this person: any post will do."""
        return self.asker is not None or any(
            grant.project_id == project_id for grant in self.sender.grants
        )

    def manages_forms(self, project_id: int) -> bool:
        """Whether the person may add, change and delete forms of the project."""
        return self.may(May.MANAGE_FORMS) or self.holds(Role.MANAGER, project_id)

    def submits(self, project_id: int) -> bool:
        """Whether the person may send and correct submissions."""
        return self.may(May.SUBMIT) or self.holds(Role.FORM_FILL, project_id)

    def listed(self, project_id: int) -> Reach:
        """Submissions whose time, place, sender and state the person may know."""
        return self._reach(project_id, frozenset({May.SEE_SUBMISSIONS}))

    def read(self, project_id: int) -> Reach:
        """Submissions the person may read in full, with identity numbers and photos.

        What a post shows masked elsewhere is not read here (domain.md 5.2, city).
        """
        return self._reach(project_id, frozenset({May.SEE_SUBMISSIONS, May.REVEAL}))

    def entities(self, project_id: int) -> Reach:
        """Entities the person may read: those of the area for whom looks households up."""
        return self._reach(project_id, frozenset({May.SEE_HOUSEHOLDS, May.REVEAL}))

    def changes_entities(self, project_id: int) -> bool:
        """Whether the person may add, change and delete the entities within reach."""
        return self.manages_forms(project_id) or self.may(May.REVIEW)

    def corrected(self) -> Reach:
        """Submissions the person may correct and complete: own ones, as reviewer those at hand."""
        return self._at_desk(frozenset({May.SEE_SUBMISSIONS, May.REVIEW}), everywhere=False)

    def counted(self, project_id: int) -> Reach:
        """Submissions the person may know the number of."""
        needed = May.SEE_SUBMISSIONS if self.may(May.SEE_SUBMISSIONS) else May.SEE_COUNTS
        return self._reach(project_id, frozenset({needed}))

    def _reach(self, project_id: int, needed: frozenset[May]) -> Reach:
        everywhere = any(self.holds(role, project_id) for role in READERS)
        return self._at_desk(needed, everywhere=everywhere)

    def _at_desk(self, needed: frozenset[May], *, everywhere: bool) -> Reach:
        if self.asker is None or not needed <= self.asker.may:
            return Reach(everywhere, (), self.id)
        return Reach(everywhere, tuple(unit.code for unit in self.asker.units), self.id)
