"""The control totals of the demonstration: the report's for the city, made up by county."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import TYPE_CHECKING

from server.core.headline import Headline

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = {
    "population": "population",
    "urban_population": "urban_population",
    "urban_dibao_households": "urban_dibao_households",
    "urban_dibao_persons": "urban_dibao_persons",
    "rural_dibao_households": "rural_dibao_households",
    "rural_dibao_persons": "rural_dibao_persons",
    "wubao_households": "tekun_households",
    "wubao_persons": "tekun_persons",
    "medical_assistance_persons": "medical_persons",
    "edge_needy_persons": "edge_persons",
    "youfu_persons": "youfu_persons",
    "persons_60_plus": "elderly_persons",
}
"""Measures of the file, and what they are called today."""

CITY = "620400"


def targets() -> Mapping[str, Headline]:
    """Headline figures by the first six digits of a county's code, and of the city."""
    text = (files(__name__) / "headline.csv").read_text("utf-8")
    rows = {row["measure"]: row for row in csv.DictReader(text.splitlines())}
    units = [name for name in rows["population"] if name[:6].isdigit()]
    return {
        unit[:6]: Headline(**{ours: int(rows[theirs][unit]) for theirs, ours in NAMES.items()})
        for unit in units
    }


def seed_figures() -> Mapping[str, str]:
    """Every figure of the report by name, as text."""
    text = (files(__name__) / "seed_figures.csv").read_text("utf-8")
    return {row["name"]: row["value"] for row in csv.DictReader(text.splitlines())}
