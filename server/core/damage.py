"""One household's damaged houses, as assessed on the spot (domain.md 3.4; forms.md 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core import answers as read
from server.core.household import Member, identify

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from server.core.answers import Answers
    from server.core.types import GeoPoint

HEAD_QUESTIONS = {"name": "head_name", "id_number": "head_id"}


@dataclass(frozen=True, slots=True)
class House:
    """One building; rooms are natural rooms (自然间), the area is in square metres.

    Photos are the file names answered, whether or not the files have arrived.
    """

    path: str
    position: int = 1
    use: str = ""
    structure: str = ""
    year: int | None = None
    storeys: int | None = None
    rooms: int | None = None
    area_m2: Decimal | None = None
    collapsed: int | None = None
    severe: int | None = None
    minor: int | None = None
    signs: tuple[str, ...] = ()
    whole_views: tuple[str, ...] = ()
    part_views: tuple[str, ...] = ()

    @property
    def is_dwelling(self) -> bool:
        """Whether people live in it: kitchens and stables give no rebuilding aid."""
        return self.use == "1"

    @property
    def rooms_lost(self) -> int:
        """Rooms collapsed or severely damaged."""
        return (self.collapsed or 0) + (self.severe or 0)

    def at(self, question: str) -> str:
        """Path of the question, e.g. ``/house[1]/h_photo_whole``."""
        return f"{self.path}/h_{question}"


@dataclass(frozen=True, slots=True)
class DamageAnswers:
    """What one assessment says about a household; losses in 万元."""

    event_id: str = ""
    event_type: str = ""
    event_start: date | None = None
    check_round: str = ""
    damage_date: date | None = None
    in_list: bool | None = None
    entity_uuid: str = ""
    head_name: str = ""
    head: Member | None = None
    family_type: str = ""
    persons: int | None = None
    deaths: int | None = None
    missing: int | None = None
    injured: int | None = None
    relocated: int | None = None
    gps: GeoPoint | None = None
    houses: tuple[House, ...] = ()
    only_house: bool | None = None
    shelter: str = ""
    loss_house_wan: Decimal | None = None
    loss_property_wan: Decimal | None = None
    relief_need: tuple[str, ...] = ()
    self_rebuild: str = ""
    assessor2: str = ""
    remark: str = ""


def damage_of(answers: Answers) -> DamageAnswers:
    """The damage in the typed answers of a `house_damage`, of any version.

    `head` is set for a household that is not in the list: only then are name and number asked.
    """
    event = read.group(answers, "event")
    hh = read.group(answers, "hh")
    totals = read.group(answers, "sum")
    return DamageAnswers(
        event_id=read.text(event, "event_id"),
        event_type=read.text(event, "event_type"),
        event_start=read.day(event, "event_start"),
        check_round=read.text(event, "check_round"),
        damage_date=read.day(event, "damage_date"),
        in_list=read.yes(hh, "in_list"),
        entity_uuid=read.text(hh, "household"),
        head_name=read.text(hh, "head_name_s") or read.text(hh, "head_name"),
        head=_head(hh),
        family_type=read.text(hh, "family_type"),
        persons=read.whole(hh, "persons"),
        deaths=read.whole(hh, "deaths"),
        missing=read.whole(hh, "missing"),
        injured=read.whole(hh, "injured"),
        relocated=read.whole(hh, "relocated"),
        gps=read.point(hh, "gps"),
        houses=tuple(_house(row, n) for n, row in enumerate(read.rows(answers, "house"), 1)),
        only_house=read.yes(totals, "only_house"),
        shelter=read.text(totals, "shelter"),
        loss_house_wan=read.amount(totals, "loss_house"),
        loss_property_wan=read.amount(totals, "loss_property"),
        relief_need=read.codes(totals, "relief_need"),
        self_rebuild=read.text(totals, "self_rebuild"),
        assessor2=read.text(totals, "assessor2"),
        remark=read.text(totals, "remark"),
    )


def _head(hh: Answers) -> Member | None:
    name, number = read.text(hh, "head_name"), read.text(hh, "head_id")
    if not (name or number):
        return None
    identity = identify(number)
    return Member(
        path="/hh",
        questions=HEAD_QUESTIONS,
        name=name,
        identity=identity,
        birth_date=identity.birth_date,
        sex=identity.sex,
    )


def _house(row: Answers, position: int) -> House:
    return House(
        path=f"/house[{position}]",
        position=position,
        use=read.text(row, "h_use"),
        structure=read.text(row, "h_structure"),
        year=read.whole(row, "h_year"),
        storeys=read.whole(row, "h_storeys"),
        rooms=read.whole(row, "h_rooms"),
        area_m2=read.amount(row, "h_area"),
        collapsed=read.whole(row, "h_collapsed"),
        severe=read.whole(row, "h_severe"),
        minor=read.whole(row, "h_minor"),
        signs=read.codes(row, "h_signs"),
        whole_views=_answered(row, "h_photo_whole"),
        part_views=_answered(row, "h_photo_part1", "h_photo_part2"),
    )


def _answered(row: Answers, *questions: str) -> tuple[str, ...]:
    return tuple(name for question in questions if (name := read.text(row, question)))
