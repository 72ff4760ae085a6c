"""Who may do what: posts and areas (domain.md 5.2), one table for the whole program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.desk.people import May, Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from server.core.types import UnitCode

MAY: Mapping[Post, frozenset[May]] = {
    Post.ASSISTANT: frozenset({May.SUBMIT, May.SEE_OWN}),
    Post.DISASTER_OFFICER: frozenset({May.SUBMIT, May.SEE_OWN}),
    Post.TOWNSHIP_CLERK: frozenset(
        {
            May.SEE_REPORTS,
            May.SUBMIT,
            May.SEE_SUBMISSIONS,
            May.REVIEW,
            May.SEE_HOUSEHOLDS,
            May.REVEAL,
            May.MANAGE_TABLETS,
            May.SEE_QUARANTINE,
            May.PROCEDURES,
            May.KEEP_HOUSEHOLDS,
        }
    ),
    Post.TOWNSHIP_HEAD: frozenset(
        {
            May.SEE_REPORTS,
            May.SUBMIT,
            May.SEE_SUBMISSIONS,
            May.REVIEW,
            May.SEE_HOUSEHOLDS,
            May.REVEAL,
            May.MANAGE_TABLETS,
            May.SEE_QUARANTINE,
            May.PROCEDURES,
            May.KEEP_HOUSEHOLDS,
        }
    ),
    Post.COUNTY_AUDIT: frozenset(
        {
            May.SEE_REPORTS,
            May.LIMITS,
            May.SEE_SUBMISSIONS,
            May.AUDIT,
            May.WAIVE,
            May.SEE_HOUSEHOLDS,
            May.REVEAL,
            May.MANAGE_TABLETS,
            May.SEE_QUARANTINE,
            May.PROCEDURES,
            May.KEEP_HOUSEHOLDS,
        }
    ),
    Post.COUNTY_READ: frozenset({May.SEE_COUNTS, May.SEE_REPORTS}),
    Post.CITY: frozenset(
        {May.LIMITS, May.SEE_COUNTS, May.SEE_REPORTS, May.SEE_SUBMISSIONS, May.SEE_HOUSEHOLDS}
    ),
    Post.EMERGENCY: frozenset({May.SEE_COUNTS}),
    Post.ADMIN: frozenset(
        {
            May.LIMITS,
            May.SEE_COUNTS,
            May.MANAGE_FORMS,
            May.MANAGE_TABLETS,
            May.MANAGE_USERS,
            May.SEE_HEALTH,
        }
    ),
    Post.AUDITOR: frozenset({May.SEE_COUNTS, May.SEE_REPORTS, May.SEE_HEALTH}),
}
"""What each post allows inside its area.  The administrator sees no personal data."""


FORMS_SEEN: Mapping[Post, frozenset[str]] = {
    Post.DISASTER_OFFICER: frozenset({"disaster_report", "house_damage"}),
}
"""Forms of posts that see those alone, also in their own villages; other posts see all."""


def sees_form(post: Post, form_id: str) -> bool:
    """Whether somebody of this post is concerned with a form at all (domain.md 5.2).

    >>> sees_form(Post.DISASTER_OFFICER, "household_survey"), sees_form(Post.ASSISTANT, "objection")
    (False, True)
    """
    return form_id in FORMS_SEEN.get(post, {form_id})


APP_USER = "app-user"
"""Role of a tablet: with a form for that form alone, without one for all of the project."""


FILLING = frozenset({APP_USER, "formfill", "manager"})
"""Roles of the public API that fill forms."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One assignment in force: a post in an area, or a role of the public API.

    `unit` is None for roles that have no area; `form_pk` narrows an app user's role to one form.
    """

    role: str
    unit: UnitCode | None = None
    project_id: int | None = None
    form_pk: int | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends or asks over the wire: a tablet's app user or a person with a password."""

    id: int
    name: str
    is_app_user: bool
    grants: tuple[Grant, ...] = ()
    project_id: int | None = None

    @property
    def units(self) -> tuple[UnitCode, ...]:
        """Areas this sender works in, as assigned."""
        return tuple(g.unit for g in self.grants if g.unit is not None)

    def fills(self, project_id: int, form_pk: int) -> bool:
        """Whether this form is the sender's to fill (OR-40).

        A post that surveys fills every form.  A tablet, or a person with a role of the public
        API, is assigned to forms one by one or to the whole project.
        """
        if not self.is_app_user and self.may(May.SUBMIT):
            return True
        return any(
            grant.form_pk == form_pk
            or (grant.form_pk is None and grant.project_id in {None, project_id})
            for grant in self.grants
            if grant.role in FILLING
        )

    def may(self, what: May) -> bool:
        """Whether any post of this sender allows `what`."""
        return any(what in MAY[Post(g.role)] for g in self.grants if g.role in _POSTS)


_POSTS = frozenset(Post)


def in_force(day: date, from_date: date | None, to_date: date | None) -> bool:
    """Tell whether an assignment from the first to the last day (both counted) holds on `day`."""
    return (from_date is None or from_date <= day) and (to_date is None or day <= to_date)


def allowed(posts: Iterable[Post]) -> frozenset[May]:
    """Union of what several posts allow: one person may hold more than one (domain.md S17)."""
    return frozenset[May]().union(*(MAY[post] for post in posts))
