"""One search over the central store: people, households and places, within one's rights.

Looks are asked one after the other, the surest first (exact before beginning before part), each
first near and then elsewhere, until the page is full.  Each is one range of the index and the
units are part of its key, so that what one may not see is never fetched (docs/adr/0011-search.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server import places
from server.core import idnumber
from server.core.area import is_within, short_name
from server.core.days import age_on, local_date
from server.core.desk.people import May
from server.core.desk.search import Found, HomeHit, PersonHit
from server.core.errors import UnexpectedValue
from server.core.search import Filters, asked, everybody
from server.core.terms import plain
from server.core.types import Level, UnitCode
from server.registers.households import masked_phone
from server.scope import area_of
from server.store import audit, households
from server.store import search as index
from server.store.search import Narrowing, Range, Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.area import AreaTree
    from server.core.desk.people import Asker
    from server.core.search import Asked, Look
    from server.core.types import AdminUnit
    from server.services import Services
    from server.store.search import AnyRow, Place

CURSOR = re.compile(r"(\d{1,2})~(\d)~([^~\0]{1,48})~(\d{12})~(\d{1,18})")
PLACES = 5
HOMES = 10
PAGE = 20
MOST = 100
NO_BENEFIT = "0"


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of the index, and by whom."""

    tree: AreaTree
    units: tuple[UnitCode, ...]
    near: UnitCode | None
    counties: tuple[str, ...]
    filters: Filters
    today: date

    @property
    def areas(self) -> tuple[tuple[tuple[UnitCode, ...], tuple[UnitCode, ...]], ...]:
        """Units to ask in this order, and what of them was asked before."""
        if self.near is None:
            return ((self.units, ()),)
        return (((self.near,), ()), (self.units, (self.near,)))

    @property
    def narrowing(self) -> Narrowing:
        """The filters as the index knows them."""
        first, last = self.filters.born(self.today)
        return Narrowing(self.filters.traits, first, last)


def search(
    services: Services,
    who: Asker,
    text: str,
    *,
    filters: Filters | None = None,
    unit: UnitCode | None = None,
    near: UnitCode | None = None,
    after: str | None = None,
    limit: int = PAGE,
    now: datetime,
) -> Found:
    """People, households and places that `text` may mean, the nearest first from `near`.

    A search by a full identity number is written into the audit trail.  Raise NotAllowed for posts
    that see no households, NotFound for a unit outside the area, UnexpectedValue for a cursor that
    is none.
    """
    units = area_of(who, May.SEE_HOUSEHOLDS, unit)
    tree = places.tree(services)
    narrowed, rest = _places_in(tree, units, text)
    if narrowed:
        units = tuple(each.code for each in narrowed)
    filters = filters or Filters()
    what = asked(rest, may_use_tail=May.REVEAL in who.may)
    if not rest.strip() and (filters or narrowed):
        what = everybody()
    question = _Question(
        tree=tree,
        units=units,
        near=near if near and near not in units and _lies_in(near, units) else None,
        counties=counties_of(tree, units),
        filters=filters,
        today=local_date(now),
    )
    if what.id_number:
        return _by_number(services, who, question, what.id_number, now=now)
    found = _by_text(services, question, what, after=after, limit=min(max(limit, 1), MOST))
    named = () if after or filters else _named(tree, units, rest)
    return replace(found, narrowed=narrowed, places=named)


def _lies_in(unit: UnitCode, units: Sequence[UnitCode]) -> bool:
    return any(is_within(unit, each) for each in units)


def counties_of(tree: AreaTree, units: Sequence[UnitCode]) -> tuple[str, ...]:
    """Six digits of every county the units lie in, in order."""
    found = set()
    for unit in units:
        if unit[4:6] != "00":
            found.add(unit[:6])
        elif unit in tree:
            found |= {each.code[:6] for each in tree.below(unit, Level.COUNTY)}
    return tuple(sorted(found))


def _places_in(
    tree: AreaTree, units: Sequence[UnitCode], text: str
) -> tuple[tuple[AdminUnit, ...], str]:
    """Units of the area that a word of the text names, and the other words."""
    words = text.split()
    if len(words) < 2:  # noqa: PLR2004  # one word alone may be anything
        return (), text
    for word in words:
        named = tuple(
            each for each in _below(tree, units) if word in {each.name, short_name(each.name)}
        )
        if named:
            return named, " ".join(other for other in words if other is not word)
    return (), text


def _below(tree: AreaTree, units: Sequence[UnitCode]) -> Iterator[AdminUnit]:
    for unit in units:
        if unit in tree:
            yield tree.get(unit)
            yield from tree.below(unit)


def _named(tree: AreaTree, units: Sequence[UnitCode], text: str) -> tuple[AdminUnit, ...]:
    """Units of the area whose name holds the text, those that begin with it first."""
    wanted = plain(text)
    if len(wanted) < 2 or wanted.isascii():  # noqa: PLR2004  # one character names half of them
        return ()
    hits = [each for each in _below(tree, units) if wanted in each.name]
    hits.sort(key=lambda each: (not each.name.startswith(wanted), len(each.name), each.code))
    return tuple(hits[:PLACES])


def _by_number(
    services: Services, who: Asker, question: _Question, number: str, *, now: datetime
) -> Found:
    digest = services.sealer.digest(number)
    with services.store.read() as conn:
        rows = index.persons_by_digest(conn, digest, question.units)
    details = {"found": len(rows), "digest": digest[:16]}
    services.store.soon(  # like the reading of a household: nobody waits for the disk
        lambda conn: audit.note(conn, "search.id_number", at=now, by=who.id, details=details)
    )
    people = tuple(_person(services, question, row, "id_number") for row in rows)
    return Found(people=people, searched=("id_number",), is_logged=True)


def _by_text(
    services: Services, question: _Question, what: Asked, *, after: str | None, limit: int
) -> Found:
    with services.store.read() as conn:
        people, cursor = _people(services, conn, question, what, after=after, limit=limit)
        homes = () if after or question.filters else _homes(conn, question, what)
    searched = [look.name for look in (*what.people, *what.homes)]
    if what.number_begins:
        searched.insert(0, "number")
    return Found(people, homes, searched=tuple(dict.fromkeys(searched)), after=cursor)


def _people(
    services: Services,
    conn: Connection,
    question: _Question,
    what: Asked,
    *,
    after: str | None,
    limit: int,
) -> tuple[tuple[PersonHit, ...], str | None]:
    """A page of persons and the cursor of the next."""
    stratum, area, place = _opened(after)
    hits: dict[int, tuple[str, str]] = {}
    last = ""
    for n, look in enumerate(what.people[stratum:], stratum):
        for m, (units, but) in enumerate(question.areas):
            if n == stratum and m < area:
                continue
            here = place if (n, m) == (stratum, area) else None
            window = Window(units, limit + 1 - len(hits), but, here)
            rows = _entries(conn, question, look, window)
            for row in rows:
                if len(hits) == limit and row.subject not in hits:
                    return _shown(services, conn, question, hits), last
                hits.setdefault(row.subject, (row.village[:6], look.name))
                last = f"{n}~{m}~{row.term}~{row.village}~{row.subject}"
    return _shown(services, conn, question, hits), None


def _opened(after: str | None) -> tuple[int, int, Place | None]:
    if not after:
        return 0, 0, None
    parts = CURSOR.fullmatch(after)
    if parts is None:
        raise UnexpectedValue(field="after", reason="not a cursor of this list")
    stratum, area, term, village, subject = parts.groups()
    return int(stratum), int(area), (term, village, int(subject))


def _entries(
    conn: Connection,
    question: _Question,
    look: Look,
    window: Window,
) -> Sequence[AnyRow]:
    return index.found(
        conn,
        question.counties,
        Range(look.term, is_exact=look.is_exact, or_exact=look.or_exact),
        question.narrowing,
        window,
    )


def _shown(
    services: Services, conn: Connection, question: _Question, hits: dict[int, tuple[str, str]]
) -> tuple[PersonHit, ...]:
    keys = [(county, key) for key, (county, _) in hits.items()]
    rows = index.persons(conn, keys, question.units)
    return tuple(
        _person(services, question, rows[key], how) for key, (_, how) in hits.items() if key in rows
    )


def _person(services: Services, question: _Question, row: AnyRow, how: str) -> PersonHit:
    said = row.doc if isinstance(row.doc, dict) else {}
    return PersonHit(
        id=row.id,
        name=row.name,
        sex=row.sex,
        age=age_on(question.today, row.birth_date) if row.birth_date else None,
        id_masked=idnumber.masked(services.sealer.open(row.id_sealed)) if row.id_sealed else "",
        status=row.status,
        hh_no=row.hh_no,
        head=row.head_name,
        village=_village(question.tree, row.village),
        group=row.group_no,
        benefits=_kinds(row.benefits),
        is_disabled=said.get("m_disabled") == "1",
        how=how,
    )


def _village(tree: AreaTree, code: str) -> str:
    unit = UnitCode(code)
    return (
        " ".join(short_name(each.name) for each in tree.lineage(unit)[-2:]) if unit in tree else ""
    )


def _kinds(benefits: str) -> tuple[str, ...]:
    return tuple(each for each in benefits.split() if each != NO_BENEFIT)


def _homes(conn: Connection, question: _Question, what: Asked) -> tuple[HomeHit, ...]:
    """Households by number, telephone or address; few, since each look is narrow."""
    found: dict[int, tuple[AnyRow, str]] = {}
    if what.number_begins:
        for row in index.households_by_number(
            conn, what.number_begins, question.units, after="", limit=HOMES
        ):
            found[row.id] = (row, "number")
    for look in what.homes:
        for units, but in question.areas:
            if len(found) >= HOMES:
                break
            window = Window(units, HOMES - len(found), but)
            entries = _entries(conn, question, look, window)
            keys = [(entry.village[:6], entry.subject) for entry in entries]
            for key, row in index.households(conn, keys, question.units).items():
                found.setdefault(key, (row, look.name))
    return tuple(_home(conn, question, row, how) for row, how in found.values())


def _home(conn: Connection, question: _Question, row: AnyRow, how: str) -> HomeHit:
    goes_on = ""
    if row.merged_into is not None:
        heir = households.by_id(conn, row.county, row.merged_into)
        goes_on = heir.hh_no if heir is not None else ""
    return HomeHit(
        hh_no=row.hh_no,
        head=row.head_name,
        members=row.member_count,
        village=_village(question.tree, row.village),
        group=row.group_no,
        address=str(row.doc.get("address") or "") if isinstance(row.doc, dict) else "",
        phone_masked=masked_phone(row.phone),
        benefits=_kinds(row.benefits),
        how=how,
        goes_on=goes_on,
    )
