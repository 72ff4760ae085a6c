"""Answers about a person's life that cannot be (rules P-17 to P-24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.demo import whom
from server.demo.lives import BACHELOR, DISABLED, SCHOOLS, STUDENT
from server.demo.oddities import odd
from server.demo.people import id_number

if TYPE_CHECKING:
    from server.demo.drafts import Draft


@odd("P-17", fits=whom.has_teenager)
def married_at_school(draft: Draft) -> None:
    """Married below the legal age."""
    row = whom.teenager(draft)
    if row is not None:
        row["m_marital"] = "20"


@odd("P-18", fits=whom.has_child, often=1)
def bachelor_of_ten(draft: Draft) -> None:
    """A child with a university degree."""
    row = whom.child(draft)
    if row is not None:
        row["m_education"] = BACHELOR


@odd("P-19", fits=whom.works)
def disability_without_grade(draft: Draft) -> None:
    """A category without a grade."""
    whom.adult(draft).update(m_health=DISABLED, m_disabled="1", m_disability_type="4")


@odd("P-20", fits=whom.works)
def certificate_of_another(draft: Draft) -> None:
    """A certificate made out for another number."""
    whom.adult(draft).update(
        m_health=DISABLED,
        m_disabled="1",
        m_disability_type="4",
        m_disability_grade="3",
        m_disability_cert=f"{id_number(running=draft.number * 2)}43",
    )


@odd("P-21", fits=whom.works, often=2)
def disabled_without_certificate(draft: Draft) -> None:
    """Disabled by health, and no certificate."""
    whom.adult(draft)["m_health"] = DISABLED


@odd("P-22", fits=whom.last_is_old, often=3)
def full_capacity_in_old_age(draft: Draft) -> None:
    """Full labour capacity past sixty."""
    draft.rows[-1]["m_labour"] = "1"


@odd("P-23", fits=whom.works)
def student_of_forty(draft: Draft) -> None:
    """At school past thirty-five."""
    row = whom.adult(draft)
    row["m_employ"] = STUDENT
    row.pop("m_away_months", None)


@odd("P-24", fits=whom.has_teenager)
def graduated_as_a_child(draft: Draft) -> None:
    """Graduated at an age when nobody does."""
    row = whom.teenager(draft)
    day = whom.born(row) if row is not None else None
    if row is not None and day is not None:
        row.update(m_graduate="1", m_school=SCHOOLS[0], m_grad_year=day.year + 12, m_grad_job="2")


ODDITIES = (
    married_at_school,
    bachelor_of_ten,
    disability_without_grade,
    certificate_of_another,
    disabled_without_certificate,
    full_capacity_in_old_age,
    student_of_forty,
    graduated_as_a_child,
)
