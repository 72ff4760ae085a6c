"""Reports of a village about the flood: first, follow-up, nil (forms.md 3.4)."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from server.core.case import DISASTER_REPORT
from server.demo import calculated
from server.demo.drafts import Draft, Picture, head_of
from server.demo.homes import phone
from server.demo.oddities import odd

if TYPE_CHECKING:
    from datetime import datetime

    from server.core.types import AdminUnit, GeoPoint
    from server.demo.crew import Tablet
    from server.demo.event import Event

FIRST, FOLLOW_UP = "1", "2"
NOTHING = (
    "dead", "missing", "injured_serious", "resettled_central", "col_rooms", "col_res_rooms",
    "col_res_hh", "livestock_large", "loss_industry", "loss_public", "loss_other",
)  # fmt: skip
UNASKED = ("need_transition", "drought_need", "drought_water", "grain_affected")
HALF_HOUR = timedelta(minutes=30)


def report(
    village: AdminUnit,
    event: Event,
    tablet: Tablet,
    place: GeoPoint,
    *,
    seed: str,
    number: int,
    at: datetime,
    minutes: float,
    until: datetime,
    stage: str = FIRST,
) -> Draft:
    """A report of one village, the figures in keeping with one another."""
    dice = Random(f"{seed} report {village.code}")  # noqa: S311 — a demo has no secrets
    draft = Draft(
        form_id=DISASTER_REPORT,
        seed=f"{seed} report {village.code} {stage}",
        number=number,
        village=village,
        tablet=tablet,
        door=place,
        at=at,
        minutes=minutes,
        until=until,
    )
    is_nil = stage == FOLLOW_UP
    draft.answers.fill(
        event_id=event.event_id,
        event_start_dt=event.start,
        stage=stage,
        report_seq=2 if is_nil else 1,
        cutoff=at - HALF_HOUR,
        zero="1" if is_nil else None,
        basis="2",
        cut_road=dice.choice("02"),
        cut_power="0",
        cut_water=dice.choice("00013"),
        cut_comm="3",
        situation="凌晨强降雨引发山洪，部分农户房屋进水。基站停电，恢复后补报。",
        reporter_phone=phone(number),
        photo1="",
    )
    if not is_nil:
        draft.answers.fill(**_figures(dice))
        if dice.random() < PHOTO_SHARE:
            draft.pictures.append(Picture("photo1", draft.answers))
            draft.lost_rooms = 1
    return draft


PHOTO_SHARE = 0.6


def _figures(dice: Random) -> dict[str, object]:
    households = dice.randint(2, 7)
    crops = round(dice.uniform(4, 38), 1)
    figures: dict[str, object] = dict.fromkeys(NOTHING, 0)
    return figures | {
        "affected": households * 4 + dice.randint(20, 160),
        "injured": dice.choice((0, 0, 1)),
        "evacuated": dice.randint(0, 40),
        "resettled": households * 2,
        "need_urgent": households * 3,
        **dict.fromkeys(UNASKED, ""),
        "sev_rooms": households * 2 + 1,
        "sev_res_rooms": households * 2,
        "sev_res_hh": households,
        "min_rooms": 12,
        "min_res_rooms": 9,
        "min_res_hh": 4,
        "crop_affected": f"{crops}",
        "crop_damaged": f"{crops / 2:.1f}",
        "crop_failed": f"{crops / 8:.1f}",
        "livestock_small": dice.randint(0, 14),
        "loss_house": f"{households * 1.6:.1f}",
        "loss_farm": f"{crops * 0.7:.1f}",
        "loss_infra": f"{dice.uniform(0, 9):.1f}",
    }


def close(draft: Draft) -> None:
    """Calculate what the tablet calculates, and name the instance."""
    head_of(draft)
    calculated.report(draft.answers)
    answers = draft.answers
    draft.instance_name = " ".join(
        answers.text(name) for name in ("event_id", "village", "stage", "report_seq")
    )


@odd("")
def more_dead_than_affected(draft: Draft) -> None:
    """Figures of two columns exchanged (D-01)."""
    draft.answers.update(affected=2, dead=3, missing=0, injured=0, need_urgent=0)
