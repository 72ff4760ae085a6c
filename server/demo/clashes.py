"""What only shows beside households that are in the register already."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from server.core import idnumber
from server.core.geodesy import LocalPlane
from server.demo.calculated import Answers
from server.demo.drafts import beside
from server.demo.hamlets import Door
from server.demo.surveys import Stop, survey

if TYPE_CHECKING:
    from datetime import datetime

    from server.demo.drafts import Draft

COUSIN, NOT_SHOWN = "97", "3"
NEW_HOUSES = 40
"""Door numbers of the houses built since the first survey lie so much higher."""

ASIDE_M = 70


def again(stop: Stop, hh_no: str, *, at: datetime, minutes: float, tag: str) -> Draft:
    """A second survey of a household that was chosen from the list on the tablet."""
    draft = survey(stop)
    known = draft.answers.text("new_uuid")
    draft.at, draft.minutes, draft.take = at, minutes, 1
    draft.instance_id = f"uuid:{draft.uuid(tag)}"
    draft.answers.update(
        survey_mode="update",
        household=known,
        hh_no_old=hh_no,
        new_uuid=draft.uuid(f"{tag} unused"),
        gps=beside(stop.door.position, Random(f"{stop.seed} {tag}"), 6),  # noqa: S311 — a demo has no secrets
    )
    return draft


def newcomer(stop: Stop, number: int, *, at: datetime, minutes: float) -> Draft:
    """A household that moved in beside `stop`, surveyed for the first time."""
    away = LocalPlane.at(stop.door.position).point((ASIDE_M, ASIDE_M / 2))
    house = Door(stop.door.group, stop.door.number + NEW_HOUSES, away)
    return survey(
        Stop(
            seed=f"{stop.seed} newcomer",
            number=number,
            village=stop.village,
            door=house,
            tablet=stop.tablet,
            at=at,
            minutes=minutes,
            until=stop.until,
        )
    )


def member_left_out(draft: Draft) -> None:
    """H-11  Somebody of the register is not on the form."""
    draft.odd = member_left_out.__name__
    del draft.rows[-1]
    if "dibao_persons" in draft.answers:
        draft.answers["dibao_persons"] = len(draft.rows)


def richer_overnight(draft: Draft) -> None:
    """H-14  An income far from that of the last survey."""
    draft.odd = richer_overnight.__name__
    draft.answers["inc_business"] = "96000.0"


def changed_by_a_colleague(draft: Draft) -> None:
    """W-06  A list on the tablet that is older than the register."""
    draft.odd = changed_by_a_colleague.__name__


def lives_in_two_households(draft: Draft, known: Draft) -> None:
    """P-10  The card of somebody who lives in another household."""
    draft.odd = lives_in_two_households.__name__
    draft.rows.append(_uncalculated(Answers(known.rows[-1], m_relation=COUSIN)))


def namesake_without_card(draft: Draft, known: Draft) -> None:
    """P-11  Name and birth date of somebody in the village, without a card."""
    draft.odd = namesake_without_card.__name__
    row = known.rows[0]
    born = idnumber.birth_date(row.text("m_id_number")) or known.at.date() - timedelta(days=9999)
    twin = Answers(
        row,
        m_relation=COUSIN,
        m_id_status=NOT_SHOWN,
        m_birth_manual=born.isoformat(),
        m_sex_manual=idnumber.sex(row.text("m_id_number")),
        m_id_number=None,
    )
    twin.pop("m_disability_cert", None)
    draft.rows.append(_uncalculated(twin))


def number_of_the_neighbour(draft: Draft, hh_no: str) -> None:
    """H-09  The household number of another household."""
    draft.odd = number_of_the_neighbour.__name__
    draft.answers["hh_no"] = hh_no


def one_phone_too_many(draft: Draft, phone: str) -> None:
    """P-25  A telephone that half the village gives."""
    draft.odd = one_phone_too_many.__name__
    draft.answers["phone"] = phone


CALCULATED = (
    "m_id_norm", "m_birth_date", "m_age", "m_sex", "m_check", "m_is60", "m_is_head",
    "m_head_name", "m_is_disabled", "m_is_labour",
)  # fmt: skip


def _uncalculated(row: Answers) -> Answers:
    for name in CALCULATED:
        row.pop(name, None)
    return row
