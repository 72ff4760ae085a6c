"""A form while it is being filled in, and the same form filled: bytes and files ready to send."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING

from server.core.case import HOUSEHOLD_SURVEY
from server.core.geodesy import LocalPlane
from server.core.types import GeoPoint
from server.demo import photos
from server.demo.audit import audit_csv
from server.demo.calculated import Answers
from server.demo.instances import COLLECT, Head, Node, Shape, instance_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.types import AdminUnit
    from server.demo.crew import Tablet

MOST_START_M = 25
IMAGE_MIMES = {"jpg": "image/jpeg", "png": "image/png"}


class Sending(StrEnum):
    """How a filled form leaves the tablet."""

    ONCE = "once"
    TWICE = "twice"
    SPLIT = "split"
    CHANGED = "changed"
    TORN = "torn"


class Fate(StrEnum):
    """What the office makes of it."""

    WAIT = "wait"
    ACCEPT = "accept"
    RETURN = "return"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """A form as a tablet has it."""

    version: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo or signature that will be drawn when it is sent."""

    name: str
    question: str
    visit: photos.Visit
    oddity: photos.Oddity | None = None
    neighbour: photos.Visit | None = None

    @property
    def mime(self) -> str:
        """Content type, by the name as a tablet tells it."""
        return IMAGE_MIMES[self.name.rpartition(".")[2]]

    def content(self) -> bytes:
        """The bytes; the same photo gives the same bytes."""
        return photos.picture(
            self.question, self.visit, oddity=self.oddity, neighbour=self.neighbour
        ).content


@dataclass(frozen=True, slots=True)
class Text:
    """A file of text: the audit."""

    name: str
    text: bytes
    mime: str = "text/csv"

    def content(self) -> bytes:
        """The bytes."""
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One filled form.  `odd` names what is wrong with it on purpose; `ended_at` orders them."""

    form_id: str
    instance_id: str
    tablet: Tablet
    device: str
    ended_at: datetime
    xml: bytes
    files: tuple[Photo | Text, ...]
    sending: Sending = Sending.ONCE
    fate: Fate = Fate.WAIT
    odd: str = ""


@dataclass(slots=True)
class Picture:
    """A photo to be taken for a question; `row` is where its name is answered.

    A `withheld` one is named and never sent.
    """

    question: str
    row: Answers
    oddity: photos.Oddity | None = None
    withheld: bool = False


@dataclass(slots=True, kw_only=True)
class Draft:
    """A form being filled in: everything may still be changed.

    `number` names the household for its photos, `door` is where its house really is, `before` what
    was filled in just before on the same tablet, `foreign` a village of somebody else, `until` when
    all of it is sent.  Answers given here are never calculated over.
    """

    form_id: str
    seed: str
    number: int
    village: AdminUnit
    tablet: Tablet
    door: GeoPoint
    at: datetime
    minutes: float
    answers: Answers = field(default_factory=Answers)
    rows: list[Answers] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    device: str = ""
    door_number: int = 1
    lost_rooms: int = 0
    take: int = 0
    instance_id: str = ""
    deprecated_id: str | None = None
    version: str | None = None
    named_form: str = ""
    entity: str = ""
    instance_name: str = ""
    shape: Shape = COLLECT
    sending: Sending = Sending.ONCE
    fate: Fate = Fate.WAIT
    odd: str = ""
    until: datetime
    before: Draft | None = None
    foreign: AdminUnit | None = None

    def __post_init__(self) -> None:
        self.instance_id = self.instance_id or f"uuid:{self.uuid('instance')}"
        self.device = self.device or self.tablet.device

    def uuid(self, what: str) -> str:
        """An id of this draft's own, always the same."""
        bits = Random(f"{self.seed} {what}").getrandbits(128)  # noqa: S311 — ids, not secrets
        return str(uuid.UUID(int=bits, version=4))

    @property
    def dice(self) -> Random:
        """Dice of this draft's own."""
        return Random(f"{self.seed} {self.odd}")  # noqa: S311 — a demo has no secrets

    @property
    def visit(self) -> photos.Visit:
        """Who is photographed when and where."""
        return photos.Visit(
            household=int(self.village.code) * 1000 + self.number,
            take=self.take,
            at=(self.at + timedelta(minutes=self.minutes / 3)).replace(tzinfo=None),
            position=self.door,
            door_number=self.door_number,
            lost_rooms=self.lost_rooms,
        )

    def picture(self, question: str) -> Picture | None:
        """The picture of a question, if one is taken."""
        return next((each for each in self.pictures if each.question == question), None)

    @property
    def ended_at(self) -> datetime:
        """When the form was closed."""
        return self.at + timedelta(minutes=self.minutes)


def head_of(draft: Draft) -> None:
    """Answer what every form begins with: times, device, place."""
    area = draft.village.code
    draft.answers.fill(
        start=draft.at,
        end=draft.ended_at,
        today=draft.at.date(),
        username=draft.tablet.name,
        deviceid=draft.device,
        start_point=beside(draft.door, draft.dice, MOST_START_M),
        county=f"{area[:6]}000000",
        township=f"{area[:9]}000",
        village=area,
    )


def beside(place: GeoPoint, dice: Random, metres: float) -> GeoPoint:
    """A fix of up to so many metres from `place`, as a receiver gives it."""
    moved = LocalPlane.at(place).point((dice.gauss(0, metres / 3), dice.gauss(0, metres / 3)))
    return fix(moved.lat, moved.lon, dice)


def fix(lat: float, lon: float, dice: Random) -> GeoPoint:
    """A position with height and accuracy of a good day."""
    return GeoPoint(
        round(lat, 7),
        round(lon, 7),
        round(dice.uniform(1380, 1720), 1),
        round(dice.uniform(3, 11.5), 1),
    )


def filled(draft: Draft, forms: Mapping[str, PublishedForm]) -> Filled:
    """The form as it lies on the tablet; `draft` has been calculated (`tablet.close`)."""
    form = forms[draft.form_id]
    taken = _take_photos(draft)
    repeat = "member" if draft.form_id == HOUSEHOLD_SURVEY else "house"
    answers: dict[str, object] = {**draft.answers}
    if draft.rows:
        answers[repeat] = draft.rows
    head = Head(
        form_id=draft.named_form or draft.form_id,
        version=draft.version or form.version,
        instance_id=draft.instance_id,
        deprecated_id=draft.deprecated_id,
        instance_name=draft.instance_name,
        entity=draft.entity,
    )
    audit = Text("audit.csv", audit_csv(draft.at, draft.minutes, draft.form_id))
    return Filled(
        form_id=draft.form_id,
        instance_id=draft.instance_id,
        tablet=draft.tablet,
        device=draft.device,
        ended_at=draft.ended_at,
        xml=instance_xml(head, form.nodes, answers, shape=draft.shape),
        files=(*taken, audit),
        sending=draft.sending,
        fate=draft.fate,
        odd=draft.odd,
    )


def _take_photos(draft: Draft) -> list[Photo]:
    """Name the photos in the answers, as Collect does by milliseconds, and return those to send."""
    taken = []
    first_ms = int(draft.at.timestamp() * 1000)
    for nth, picture in enumerate(draft.pictures, start=1):
        ending = "png" if picture.question in photos.SIGNATURES else "jpg"
        name = f"{first_ms + 20_000 * nth + nth}.{ending}"
        picture.row[picture.question] = name
        if not picture.withheld:
            before = draft.before.visit if draft.before else None
            taken.append(Photo(name, picture.question, draft.visit, picture.oddity, before))
    return taken
