"""Follow-up visits to households that receive something (forms.md 3.2)."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from server.core.case import VISIT_FOLLOWUP
from server.core.geodesy import LocalPlane
from server.demo import calculated
from server.demo.drafts import Draft, Picture, beside, fix, head_of
from server.demo.instances import entity_xml
from server.demo.oddities import odd

if TYPE_CHECKING:
    from datetime import datetime

    from server.demo.surveys import Stop

QUARTER = timedelta(days=91)
NEXT_DOOR_M = 640
AWAY = "4"


def visit(stop: Stop, surveyed: Draft, hh_no: str, *, at: datetime, minutes: float) -> Draft:
    """A visit to a household of the list at which nothing has changed."""
    seed = f"{stop.seed} visit"
    draft = Draft(
        form_id=VISIT_FOLLOWUP,
        seed=seed,
        number=stop.number,
        take=1,
        village=stop.village,
        tablet=stop.tablet,
        door=stop.door.position,
        at=at,
        minutes=minutes,
        until=stop.until,
    )
    told = surveyed.answers
    draft.answers.fill(
        household=told["entity_id"],
        hh_no=hh_no,
        v_head=told["head_name"],
        v_benefits=" ".join(told.chosen("hh_benefit")),
        v_count=told["member_count"],
        v_last="",
        v_geom=told["gps"],
        v_due=str(at.date() + QUARTER),
        visit_type="month" if "tekun" in told.chosen("hh_benefit") else "quarter",
        met="1",
        gps=beside(stop.door.position, Random(seed), 6),  # noqa: S311 — a demo has no secrets
        count_now=told["member_count"],
        changes=["0"],
        needs=["none"],
        suggest="keep",
        opinion="生活稳定，待遇发放正常。",
    )
    if "tekun" in told.chosen("hh_benefit"):
        draft.answers.fill(**dict.fromkeys(calculated.CARE, "1"), carer_ok="1")
        draft.answers["care_bath"] = "0"
    draft.pictures += [Picture("photo", draft.answers), Picture("sign", draft.answers)]
    return draft


def close(draft: Draft) -> None:
    """Calculate what the tablet calculates, and name the instance and its entity."""
    head_of(draft)
    calculated.visit(draft.answers)
    draft.entity = entity_xml(draft.answers.text("household"), update=True)
    draft.instance_name = f"走访 {draft.answers.text('hh_no')} {draft.answers.text('today')}"


@odd("")
def nobody_at_home(draft: Draft) -> None:
    """Nobody was met: an attempt, not a visit."""
    for question in ("count_now", "changes", "carer_ok", *calculated.CARE):
        draft.answers.pop(question, None)
    draft.answers.update(met=AWAY, opinion="家中无人，邻居称外出看病。", suggest="review")
    draft.pictures = draft.pictures[:1]


@odd("S-10")
def another_door(draft: Draft) -> None:
    """The house next but three."""
    away = LocalPlane.at(draft.door).point((NEXT_DOOR_M, 120))
    draft.answers["gps"] = fix(away.lat, away.lon, draft.dice)
    draft.answers["start_point"] = draft.answers["gps"]
    draft.door = away


@odd("P-15")
def died_next_week(draft: Draft) -> None:
    """A date of death that has not come yet."""
    draft.answers.update(
        changes=["death"],
        death_date=draft.at.date() + timedelta(days=8),
        death_name=draft.answers["v_head"],
        change_text="户主去世，家属已报。",
        suggest="stop",
    )


@odd("W-14")
def at_the_gate(draft: Draft) -> None:
    """Half a minute at the gate."""
    draft.minutes = 0.6


@odd("")
def income_has_grown(draft: Draft) -> None:
    """Something has changed, and is told."""
    draft.answers.update(
        changes=["income_up", "job"],
        income_now="860.0",
        change_text="儿子在银川务工，月收入约4000元。",
        suggest="review",
    )


ODDITIES = (nobody_at_home, another_door, died_next_week, at_the_gate, income_has_grown)
