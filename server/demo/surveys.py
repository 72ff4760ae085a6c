"""Home surveys as assistants fill them in."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from server.core.area import short_name
from server.core.case import HOUSEHOLD_SURVEY
from server.demo import calculated, hamlets, homes, lives
from server.demo.calculated import Answers
from server.demo.drafts import Draft, Picture, beside, head_of
from server.demo.instances import entity_xml
from server.demo.people import family

if TYPE_CHECKING:
    from datetime import date, datetime

    from server.core.types import AdminUnit
    from server.demo.crew import Tablet
    from server.demo.hamlets import Door

TOWN_SHARE = 0.7
BOOK_PHOTO_SHARE = 0.06
AT_THE_DOOR_M = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One house on somebody's round: `number` counts the households of the township."""

    seed: str
    number: int
    village: AdminUnit
    door: Door
    tablet: Tablet
    at: datetime
    minutes: float
    until: datetime


def survey(stop: Stop) -> Draft:
    """A first survey of the household behind a door; nothing is wrong with it."""
    dice = Random(f"{stop.seed} household")  # noqa: S311 — a demo has no secrets
    is_urban = hamlets.is_town(stop.village) and dice.random() < TOWN_SHARE
    draft = Draft(
        form_id=HOUSEHOLD_SURVEY,
        seed=stop.seed,
        number=stop.number,
        village=stop.village,
        tablet=stop.tablet,
        door=stop.door.position,
        door_number=stop.door.number,
        at=stop.at,
        minutes=stop.minutes,
        until=stop.until,
    )
    _identify(draft, stop, is_urban=is_urban)
    _describe(draft, dice, stop.at.date(), is_urban=is_urban)
    _photograph(draft, dice)
    return draft


def _identify(draft: Draft, stop: Stop, *, is_urban: bool) -> None:
    place = short_name(stop.village.name)
    draft.answers.fill(
        survey_mode="new",
        new_uuid=draft.uuid("household"),
        group_no=stop.door.group,
        address=f"{place}{stop.door.group}{stop.door.number}号",
        hukou_type=homes.URBAN if is_urban else homes.RURAL,
        reside_status="1",
        phone=homes.phone(int(stop.village.code[6:]) * 1000 + stop.number),
        consent="1",
        gps=beside(stop.door.position, Random(f"{stop.seed} fix"), AT_THE_DOOR_M),  # noqa: S311 — a demo has no secrets
    )


def _describe(draft: Draft, dice: Random, day: date, *, is_urban: bool) -> None:
    people = family(dice, day, number=draft.number, division=draft.village.code[:6])
    home = homes.standing(dice, people, day, is_urban=is_urban)
    draft.rows = lives.answers(dice, people, day, benefits=home.benefits)
    count = len(draft.rows)
    draft.answers |= homes.economy(dice, draft.rows, home, is_urban=is_urban)
    draft.answers |= homes.house(dice, home, count, is_urban=is_urban)
    draft.answers |= homes.assistance(dice, home, count)


def _photograph(draft: Draft, dice: Random) -> None:
    draft.pictures.append(Picture("photo_door", draft.answers))
    if dice.random() < BOOK_PHOTO_SHARE:
        draft.pictures.append(Picture("photo_book", draft.answers))
    draft.pictures.append(Picture("sign", draft.answers))
    draft.answers.fill(photo_book="")


def close(draft: Draft) -> None:
    """Calculate what the tablet calculates, and name the instance and its entity."""
    answers = draft.answers
    head_of(draft)
    for row in draft.rows:
        calculated.member(row, draft.at.date())
    whole = Answers(answers | {"member": draft.rows})
    calculated.identity(whole)
    calculated.counts(whole)
    whole.fill(member_count_book=len(draft.rows))
    calculated.incomes(whole)
    del whole["member"]
    answers |= whole
    is_update = answers.text("survey_mode") == "update"
    label = f"{answers.text('head_name')} {answers.text('group_no')} {len(draft.rows)}人"
    draft.entity = draft.entity or entity_xml(
        answers.text("entity_id"), create=not is_update, update=is_update, label=label
    )
    draft.instance_name = (
        f"{answers.text('hh_no')} {answers.text('head_name')} {answers.text('today')}"
    )
