"""One search over people, households and places, within the rights of who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from server.api.answers import answer
from server.api.asking import caller, now, services
from server.core.desk.people import May
from server.core.errors import UnexpectedValue
from server.core.search import KNOWN_TRAITS, SEARCHES, Filters
from server.core.types import UnitCode
from server.registers.searching import MOST, PAGE
from server.registers.searching import search as find

if TYPE_CHECKING:
    from server.core.desk.search import Found, HomeHit, PersonHit

    Shape = dict[str, Any]

bp = Blueprint("search", __name__, url_prefix="/search")

LARGEST_NUMBER = 999


@bp.get("")
def search() -> Response:
    """What `q` finds: a page of persons; with the first also households and places.

    Identity numbers and telephones are masked; a search by a full identity number is logged.
    """
    args = request.args
    found = find(
        services(),
        caller().at_desk(May.SEE_HOUSEHOLDS),
        args.get("q", ""),
        filters=_filters(),
        unit=UnitCode(args["unit"]) if args.get("unit") else None,
        near=UnitCode(args["near"]) if args.get("near") else None,
        after=args.get("after") or None,
        limit=_number("limit") or PAGE,
        now=now(),
    )
    return answer(_shape(found))


def _filters() -> Filters:
    args = request.args
    filters = Filters(
        benefit=args.get("benefit", ""),
        sex=args.get("sex", ""),
        disabled=args.get("disabled", ""),
        age_from=_number("ageFrom"),
        age_to=_number("ageTo"),
        flags=tuple(filter(None, args.getlist("flag"))),
    )
    benefit = f"benefit_{filters.benefit}" if filters.benefit else ""
    for name, value in (
        ("benefit", benefit),
        ("sex", filters.sex),
        ("disabled", filters.disabled),
        *(("flag", flag) for flag in filters.flags),
    ):
        if value and value not in KNOWN_TRAITS:
            raise UnexpectedValue(field=name, reason="not one of the list")
    return filters


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and int(text[:9]) <= LARGEST_NUMBER):
        raise UnexpectedValue(field=name, reason=f"a number up to {LARGEST_NUMBER}")
    return min(int(text), MOST) if name == "limit" else int(text)


def _shape(found: Found) -> Shape:
    return {
        "searched": [
            {"name": name, "zh": SEARCHES[name][0], "en": SEARCHES[name][1]}
            for name in found.searched
        ],
        "narrowedTo": [{"code": unit.code, "name": unit.name} for unit in found.narrowed],
        "persons": [_person(hit) for hit in found.people],
        "households": [_household(hit) for hit in found.homes],
        "places": [{"code": unit.code, "name": unit.name} for unit in found.places],
        "after": found.after,
    }


def _person(hit: PersonHit) -> Shape:
    return {
        "id": str(hit.id),
        "name": hit.name,
        "sex": hit.sex,
        "age": hit.age,
        "idNumber": hit.id_masked,
        "status": hit.status,
        "household": hit.hh_no,
        "head": hit.head,
        "village": hit.village,
        "group": hit.group,
        "benefits": list(hit.benefits),
        "disabled": hit.is_disabled,
        "foundBy": hit.how,
    }


def _household(hit: HomeHit) -> Shape:
    return {
        "household": hit.hh_no,
        "head": hit.head,
        "members": hit.members,
        "village": hit.village,
        "group": hit.group,
        "address": hit.address,
        "phone": hit.phone_masked,
        "benefits": list(hit.benefits),
        "mergedInto": hit.goes_on or None,
        "foundBy": hit.how,
    }
