"""What searches are narrowed by, as bits beside each term: sex, disability, benefits, flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

BENEFITS = (
    "dibao_urban",
    "dibao_rural",
    "tekun",
    "medical",
    "temp",
    "low_income",
    "rigid",
    "orphan",
    "disab_life",
    "disab_care",
    "old80",
    "youfu",
)
"""Kinds of assistance (domain.md 2.4), in the order of their bits."""

TRAITS: Mapping[str, int] = {
    "male": 1 << 0,
    "female": 1 << 1,
    "disabled": 1 << 2,
    "severe": 1 << 3,  # grade 1 or 2
    "no_labour": 1 << 4,
    "graduate": 1 << 5,
    "alive": 1 << 6,
    "dead": 1 << 7,
    "moved_out": 1 << 8,
    "head": 1 << 9,
    "danger": 1 << 10,  # the house is of grade C or D
    "no_id": 1 << 11,
} | {f"benefit_{kind}": 1 << (16 + place) for place, kind in enumerate(BENEFITS)}

SEXES = {"1": "male", "2": "female"}
DANGEROUS = frozenset("CD")
UNABLE = frozenset("34")
SEVERE = frozenset("12")


def bits(*names: str) -> int:
    """The bits of these traits together."""
    found = 0
    for name in names:
        found |= TRAITS.get(name, 0)
    return found


def traits_of(row: Mapping[str, object]) -> int:
    """Bits of a person's row, those of the household left out."""
    doc = row.get("doc")
    said: Mapping[str, object] = doc if isinstance(doc, dict) else {}
    own = str(said.get("m_benefit") or "").split()
    names = [SEXES.get(str(row.get("sex")), ""), str(row.get("status") or "alive")]
    if said.get("m_disabled") in {"yes", "1", "true"}:
        names.append("disabled")
        if said.get("m_disability_grade") in SEVERE:
            names.append("severe")
    if said.get("m_labour") in UNABLE:
        names.append("no_labour")
    if said.get("m_graduate") in {"yes", "1", "true"}:
        names.append("graduate")
    if row.get("relation") == "02":
        names.append("head")
    if not row.get("id_digest"):
        names.append("no_id")
    return bits(*names, *(f"benefit_{kind}" for kind in own))


def traits_of_household(row: Mapping[str, object]) -> int:
    """Bits of a household's row."""
    names = [f"benefit_{kind}" for kind in str(row.get("benefits") or "").split()]
    if row.get("house_danger") in DANGEROUS:
        names.append("danger")
    return bits(*names)
