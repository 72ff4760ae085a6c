"""Rules on photos: F (domain.md 4.5).

`Case.photos` holds photographs only: a signature is no evidence of a place or a time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from server.core.geodesy import distance_m
from server.core.rules.printing import instance, plain
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.case import Case
    from server.core.facts import PhotoTwin
    from server.core.types import PhotoFacts


def unreadable(case: Case) -> Iterator[Issue]:
    """F-01  A damage photo cannot be decoded or is too small to show anything."""
    for path, photo in case.photos.items():
        side = min(photo.width or 0, photo.height or 0)
        limits = case.limits
        if photo.is_image and photo.size >= limits.photo_bytes and side >= limits.photo_side_px:
            continue
        values = {
            "size_kb": plain(photo.size / 1000, 1),
            "side_px": str(side) if photo.is_image else "",
            "limit_kb": plain(limits.photo_bytes / 1000, 1),
            "limit_px": str(limits.photo_side_px),
        }
        yield Issue("F-01", Severity.ERROR, path, values)


def taken_at_another_time(case: Case) -> Iterator[Issue]:
    """F-02  The camera's time lies outside the time the form was open.

    The camera writes the wall time of the device without a zone, so it is compared with `start`
    and `end` as the same device wrote them.
    """
    span = case.span
    if span is None:
        return
    slack = timedelta(minutes=case.limits.photo_time_min)
    opens, closes = span.start.replace(tzinfo=None), span.end.replace(tzinfo=None)
    for path, photo in _images(case):
        if photo.taken_at is None or opens - slack <= photo.taken_at <= closes + slack:
            continue
        values = {
            "taken": f"{photo.taken_at:%Y-%m-%d %H:%M}",
            "start": f"{opens:%Y-%m-%d %H:%M}",
            "end": f"{closes:%Y-%m-%d %H:%M}",
            "limit_min": str(case.limits.photo_time_min),
        }
        yield Issue("F-02", Severity.WARNING, path, values)


def taken_elsewhere(case: Case) -> Iterator[Issue]:
    """F-03  The camera's position is far from the position on site."""
    here = case.position
    if here is None:
        return
    limit = case.limits.photo_position_m + (here.accuracy_m or 0)
    for path, photo in _images(case):
        away = distance_m(here, photo.position) if photo.position else 0
        if away > limit:
            values = {"distance_m": plain(away), "limit_m": plain(limit)}
            yield Issue("F-03", Severity.WARNING, path, values)


def without_time(case: Case) -> Iterator[Issue]:
    """F-04  The photo carries no time; many cameras and any scaling drop it."""
    for path, photo in _images(case):
        if photo.taken_at is None:
            yield Issue("F-04", Severity.INFO, path)


def used_twice(case: Case) -> Iterator[Issue]:
    """F-05  The same file came before, or one that looks the same with another household."""
    for path, photo in _images(case):
        for twin in case.facts.photo_twins.get(photo.digest, ()):
            if _is_suspect(case, twin):
                yield Issue("F-05", Severity.WARNING, path, _twin_values(case, twin))


def _is_suspect(case: Case, twin: PhotoTwin) -> bool:
    if twin.bits is None:
        return True
    return twin.bits <= case.limits.photo_hash_bits and twin.household != case.household_uuid


def _twin_values(case: Case, twin: PhotoTwin) -> dict[str, str]:
    return {
        "likeness": "same_file" if twin.bits is None else "same_view",
        "bits": "" if twin.bits is None else str(twin.bits),
        "limit_bits": str(case.limits.photo_hash_bits),
        "hh_no": twin.hh_no,
        "other": instance(twin.instance_id),
    }


def not_clear(case: Case) -> Iterator[Issue]:
    """F-06  The photo is too dark, too bright or blurred."""
    for path, photo in _images(case):
        look = _look(photo, case)
        if look:
            values = {
                "look": look,
                "brightness": _measured(photo.brightness),
                "sharpness": _measured(photo.sharpness),
                "dark": str(case.limits.photo_dark),
                "bright": str(case.limits.photo_bright),
                "limit_sharpness": str(case.limits.photo_sharpness),
            }
            yield Issue("F-06", Severity.WARNING, path, values)


def _look(photo: PhotoFacts, case: Case) -> str:
    limits = case.limits
    if photo.brightness is not None and photo.brightness < limits.photo_dark:
        return "dark"
    if photo.brightness is not None and photo.brightness > limits.photo_bright:
        return "bright"
    if photo.sharpness is not None and photo.sharpness < limits.photo_sharpness:
        return "blurred"
    return ""


def _measured(value: float | None) -> str:
    return "" if value is None else plain(value, 1)


def too_few_views(case: Case) -> Iterator[Issue]:
    """F-07  A house lacks its whole view, or two part views where rooms are lost.

    A photo named in the answers counts; if its file is missing or bad, W-04 or F-01 says so.
    """
    limits = case.limits
    for house in case.damage.houses if case.damage else ():
        wanted = limits.part_views if house.rooms_lost else 0
        if len(house.whole_views) >= limits.whole_views and len(house.part_views) >= wanted:
            continue
        values = {
            "house": str(house.position),
            "whole": str(len(house.whole_views)),
            "parts": str(len(house.part_views)),
            "limit_whole": str(limits.whole_views),
            "limit_parts": str(wanted),
        }
        yield Issue("F-07", Severity.WARNING, house.at("photo_whole"), values)


def _images(case: Case) -> list[tuple[str, PhotoFacts]]:
    return [(path, photo) for path, photo in case.photos.items() if photo.is_image]


ANY_FORM = (taken_at_another_time, taken_elsewhere, without_time, used_twice, not_clear)
DAMAGE = (unreadable, *ANY_FORM, too_few_views)
RULES = DAMAGE
