"""Photographs of a submission: captions, when and where they were taken, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server.console.views import labels
from server.console.views.times import stamp
from server.core.days import LOCAL
from server.core.geodesy import distance_m

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from server.core.desk.record import Photo
    from server.core.schema import Field, FormSchema
    from server.core.types import GeoPoint, PhotoFacts


PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".heic", ".heif")


@dataclass(frozen=True, slots=True)
class Picture:
    """One photograph in the strip.

    `taken` is the camera's own time, `in_span` whether it lies between start and end of the form,
    `metres` the distance to the fix; each is None when not known.  `state` is ``ok``, ``missing``
    or ``broken``.  `is_signature` pictures stand at the end of the strip.
    """

    number: int
    name: str
    path: str
    caption: str
    state: str
    taken: str | None = None
    in_span: bool | None = None
    metres: int | None = None
    is_signature: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a photograph is compared with: when the form was open, and where."""

    started_at: datetime | None
    ended_at: datetime | None
    point: GeoPoint | None


def pictures(
    photos: Iterable[Photo],
    schema: FormSchema,
    moment: Moment,
    language: str,
    marks: dict[str, str] | None = None,
) -> tuple[Picture, ...]:
    """All pictures in form order, signatures last, numbered from 1."""
    flagged = marks or {}
    places = {field.path: at for at, field in enumerate(schema.walk())}
    told = [
        _picture(photo, schema, moment, language, flagged)
        for photo in photos
        if is_picture(photo, schema)
    ]
    told.sort(key=lambda picture: (picture.is_signature, *_place(picture.path, places)))
    return tuple(replace(picture, number=at) for at, picture in enumerate(told, start=1))


def question_of(schema: FormSchema, path: str) -> Field | None:
    """The question a path with positions belongs to."""
    return schema.by_path.get(without_positions(path))


def without_positions(path: str) -> str:
    """``/house[1]/h_photo_whole`` without ``[1]``.

    >>> without_positions("/house[1]/h_photo_whole")
    '/house/h_photo_whole'
    """
    return "/".join(step.partition("[")[0] for step in path.split("/"))


def position_in(path: str) -> str:
    """The first repeat's position in a path, or empty.

    >>> position_in("/house[2]/h_rooms"), position_in("/hh/gps")
    ('2', '')
    """
    return path.partition("[")[2].partition("]")[0]


def is_picture(photo: Photo, schema: FormSchema) -> bool:
    """Whether a file is a picture to look at: not the audit log, not a recording."""
    question = question_of(schema, photo.path)
    asks_for_picture = question is None or (question.mediatype or "").startswith("image")
    return asks_for_picture and photo.name.lower().endswith(PICTURES)


def _picture(
    photo: Photo, schema: FormSchema, moment: Moment, language: str, marks: dict[str, str]
) -> Picture:
    question = question_of(schema, photo.path)
    facts = photo.facts
    return Picture(
        number=0,
        name=photo.name,
        path=photo.path,
        caption=_caption(photo, question, language),
        state=_state(photo),
        taken=_taken(facts),
        in_span=_in_span(facts, moment),
        metres=_metres(facts, moment),
        is_signature=question is not None and "signature" in question.appearance,
        mark=marks.get(photo.path, ""),
    )


def _place(path: str, places: Mapping[str, int]) -> tuple[int, int]:
    """The row of a repeat, then the place in the form: house by house."""
    return (int(position_in(path) or 0), places.get(without_positions(path), len(places)))


def _state(photo: Photo) -> str:
    if not photo.has_arrived:
        return "missing"
    return "broken" if photo.facts is not None and not photo.facts.is_image else "ok"


def _caption(photo: Photo, question: Field | None, language: str) -> str:
    if question is None:
        return photo.name
    position = position_in(photo.path)
    label = labels.short(question, language)
    return f"{label} {position}" if position not in {"", "1"} else label


def _taken(facts: PhotoFacts | None) -> str | None:
    if facts is None or facts.taken_at is None:
        return None
    return stamp(facts.taken_at.replace(tzinfo=LOCAL))


def _in_span(facts: PhotoFacts | None, moment: Moment) -> bool | None:
    if facts is None or facts.taken_at is None or not moment.started_at or not moment.ended_at:
        return None
    return moment.started_at <= facts.taken_at.replace(tzinfo=LOCAL) <= moment.ended_at


def _metres(facts: PhotoFacts | None, moment: Moment) -> int | None:
    if facts is None or facts.position is None or moment.point is None:
        return None
    return round(distance_m(facts.position, moment.point))
