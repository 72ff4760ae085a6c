"""Public lists: what waits to be listed, drafts, approval, posting, the end of the clock (5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from media import photo
from server import ledger, places
from server.core.area import level_of
from server.core.days import LOCAL, local_date
from server.core.desk.people import May
from server.core.errors import ActRefused, NoPicture, NotFound
from server.core.procedures import lists as machine
from server.core.procedures.application import Act
from server.core.procedures.lists import ItemClock, ListAct, checksum, item_clock, last_day
from server.core.procedures.states import LISTS, State
from server.core.publicity import ListCase, ListFacts, ListState, PublicityItem, PublicityList
from server.core.registers.application import APPLICATION
from server.core.registers.lists import BENEFIT_KINDS
from server.core.registers.publicity import PUBLICITY_ITEM, PUBLICITY_LIST
from server.core.rules.records import examine_list
from server.core.types import GeoPoint, Level, Severity, UnitCode
from server.procedures import acting, drafting, objections, settings
from server.procedures.acting import Wanted
from server.procedures.writing import Pen, Written, refuse_stale
from server.scope import area_of
from server.store import procedures, register_acts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import AdminUnit, Issue
    from server.core.workdays import Calendar
    from server.procedures.drafting import Line
    from server.services import Services
    from server.store.named import Named

SUBJECT = "list"
STATES = {round_no: state for state, round_no in LISTS.items()}
KIND_ZH = {choice.value: choice.zh for choice in BENEFIT_KINDS}
HANGING = frozenset({ListState.POSTED, ListState.PAUSED})
SHOWN = 200


@dataclass(frozen=True, slots=True)
class ToList:
    """Applications of a village that wait for a list of one round and kind."""

    village: AdminUnit
    round_no: int
    kind: str
    households: int
    persons: int


@dataclass(frozen=True, slots=True)
class ListLine:
    """One list in an overview; `left` counts calendar days to its last, None off the board."""

    record_id: int
    number: str
    village: str
    round_no: int
    kind: str
    households: int
    state: ListState
    start: date
    end: date
    left: int | None
    open_objections: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Lists of an area, and what waits to be listed."""

    waiting: tuple[ToList, ...]
    lists: tuple[ListLine, ...]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One household of a list with its clock and where its application stands."""

    item: Named
    application: Named | None
    clock: ItemClock | None
    objections: Sequence[Named]
    is_moved: bool


@dataclass(frozen=True, slots=True)
class ListFile:
    """Everything about one list; `content` is what an approval froze, else what it would."""

    row: Named
    state: ListState
    village: AdminUnit
    township: AdminUnit | None
    items: tuple[ItemLine, ...]
    content: Mapping[str, Any]
    checksum: str
    is_frozen: bool
    is_unchanged: bool
    acts: Sequence[Named]
    possible: tuple[ListAct, ...]
    issues: tuple[Issue, ...]
    objections: Sequence[Named]
    photo: str
    day: date


def overview(
    services: Services, who: Asker, *, unit: UnitCode | None = None, now: datetime
) -> Overview:
    """What waits to be listed and the newest lists; raise NotFound outside the area."""
    units = area_of(who, May.PROCEDURES, unit)
    day = local_date(now)
    with services.store.read() as conn:
        waiting = tuple(_waiting(services, conn, units))
        rows = procedures.records(
            conn, "publicity_list", units, order=("-start_date", "-id"), limit=SHOWN
        )
        about = procedures.open_objections(conn, {row["list_no"] for row in rows})
    tree = places.tree(services)
    return Overview(
        waiting,
        tuple(
            ListLine(
                record_id=row["record_id"],
                number=row["list_no"],
                village=_name(tree.by_code, row["unit_code"]),
                round_no=int(row["round"]),
                kind=row["kind"],
                households=row["households"] or 0,
                state=ListState(row["state"]),
                start=row["start_date"],
                end=row["end_date"],
                left=(row["end_date"] - day).days if row["state"] in HANGING else None,
                open_objections=about.get(row["list_no"], 0),
            )
            for row in rows
        ),
    )


def _name(units: Mapping[UnitCode, AdminUnit], code: str) -> str:
    unit = units.get(UnitCode(code))
    return unit.name if unit else code


def _waiting(services: Services, conn: Connection, units: Sequence[UnitCode]) -> Iterable[ToList]:
    tree = places.tree(services)
    found: dict[tuple[str, int, str], list[Named]] = {}
    for state, round_no in LISTS.items():
        for row in _unlisted(conn, units, state):
            found.setdefault((row["unit_code"], round_no, row["kind"]), []).append(row)
    for (code, round_no, kind), rows in sorted(found.items()):
        village = tree.by_code.get(UnitCode(code))
        if village is not None:
            persons = sum(row["persons_covered"] or row["persons"] for row in rows)
            yield ToList(village, round_no, kind, len(rows), persons)


def _unlisted(conn: Connection, units: Sequence[UnitCode], state: State) -> list[Named]:
    """Applications that reached a list's state and stand on no list made since."""
    rows = procedures.records(conn, "application", units, state=state)
    numbers = [row["application_no"] for row in rows]
    listed = procedures.listed_since(conn, numbers, round_no=str(LISTS[state]))
    return [
        row
        for row in rows
        if not any(local_date(at) >= _since(row) for at in listed.get(row["application_no"], ()))
    ]


def _since(row: Named) -> date:
    since: date = row["state_since"] or row["apply_date"]
    return since


def draft(
    services: Services,
    who: Asker,
    village: UnitCode,
    *,
    round_no: int,
    kind: str,
    start: date | None = None,
    now: datetime,
) -> int:
    """Make a list of all applications that wait for it; return its key.

    Raise ActRefused when nobody waits, NotFound outside the area.
    """
    units = area_of(who, May.PROCEDURES, village)
    if level_of(village) is not Level.VILLAGE or round_no not in STATES or kind not in KIND_ZH:
        raise NotFound
    day = local_date(now)

    def work(conn: Connection) -> int:
        rows = [r for r in _unlisted(conn, units, STATES[round_no]) if r["kind"] == kind]
        return _draft(services, conn, who, village, rows, round_no, start or day, now=now)

    return services.store.write(work)


def _draft(  # noqa: PLR0917 — one transaction's parts
    services: Services,
    conn: Connection,
    who: Asker,
    village: UnitCode,
    rows: Sequence[Named],
    round_no: int,
    start: date,
    *,
    now: datetime,
    replaces: Named | None = None,
    correction: str = "",
) -> int:
    if not rows:
        raise ActRefused(reason_zh="没有等待公示的户", reason_en="no household waits for this list")
    lines = drafting.lines(services, conn, rows, (village,), round_no=round_no, day=start)
    values: dict[str, object] = {
        "unit": village,
        "round": str(round_no),
        "kind": rows[0]["kind"],
        "start_date": start,
        "end_date": last_day(start, settings.calendar(services)),
        "state": ListState.DRAFT,
        "households": len({row["hh_no"] for row in rows}),
        "persons": sum(line.persons for line in lines),
        "replaces": replaces["list_no"] if replaces else None,
        "correction": correction or None,
    }
    written = Written(
        subject=SUBJECT,
        act="draft",
        to_state=ListState.DRAFT,
        on=local_date(now),
        at=now,
        label="生成公示榜",
        note=correction,
    )
    pen = Pen(conn, who, services.sealer, written)
    key = pen.begin(PUBLICITY_LIST, values)
    row = procedures.record(conn, "publicity_list", key, (village,))
    if row is None:
        raise NotFound
    for line in lines:
        _item(pen, row, line)
    return key


def _item(pen: Pen, row: Named, line: Line) -> None:
    pen.create(
        PUBLICITY_ITEM,
        {
            "unit": row["unit_code"],
            "list_no": row["list_no"],
            "application_no": line.application["application_no"],
            "start_date": row["start_date"],
            "display_name": line.display_name,
            "masked_id": line.masked_id or None,
            "group_no": line.group_no or None,
            "persons": line.persons,
            "class": line.class_ or None,
            "amount": line.amount,
            "result": line.result,
        },
    )


def find(conn: Connection, who: Asker, record_id: int) -> Named:
    """A list of the asker's area; raise NotAllowed or NotFound."""
    row = procedures.record(conn, "publicity_list", record_id, area_of(who, May.PROCEDURES))
    if row is None:
        raise NotFound
    return row


def items_of(conn: Connection, row: Named) -> Sequence[Named]:
    """The lines of a list in the order they are printed in."""
    return procedures.records(
        conn,
        "publicity_item",
        (row["unit_code"],),
        order=("group_no", "display_name", "application_no"),
        list_no=row["list_no"],
    )


def content_of(row: Named, items: Sequence[Named]) -> dict[str, Any]:
    """What a list shows, as it is frozen: nothing here may change once it is approved."""
    return {
        "list_no": row["list_no"],
        "village": row["unit_code"],
        "round": row["round"],
        "kind": row["kind"],
        "replaces": row["replaces"] or "",
        "correction": row["correction"] or "",
        "items": [
            {
                "application": item["application_no"],
                "name": item["display_name"],
                "id": item["masked_id"] or "",
                "group": item["group_no"] or "",
                "persons": item["persons"],
                "class": item["class"] or "",
                "amount": "" if item["amount"] is None else f"{item['amount']:.2f}",
            }
            for item in items
        ],
    }


def file(services: Services, who: Asker, record_id: int, *, now: datetime) -> ListFile:
    """Everything about one list; raise NotFound outside the area."""
    day = local_date(now)
    with services.store.read() as conn:
        row = find(conn, who, record_id)
        return _file(services, conn, who, row, day)


def _file(services: Services, conn: Connection, who: Asker, row: Named, day: date) -> ListFile:
    items = items_of(conn, row)
    petitions = objections.of_list(conn, row)
    acts = procedures.acts_of(conn, row["record_id"])
    kept = procedures.frozen(conn, row["record_id"])
    content = content_of(row, items)
    state = ListState(row["state"])
    tree = places.tree(services)
    village = tree.get(UnitCode(row["unit_code"]))
    lines = tuple(_lines(conn, row, items, petitions, settings.calendar(services)))
    possible = tuple(
        act
        for act in machine.possible(state, who.post)
        if act is not ListAct.END or any(not line.is_moved for line in lines)
    )
    return ListFile(
        row=row,
        state=state,
        village=village,
        township=tree.by_code.get(village.parent_code) if village.parent_code else None,
        items=lines,
        content=kept["content"] if kept else content,
        checksum=kept["checksum"] if kept else checksum(content),
        is_frozen=kept is not None,
        is_unchanged=kept is None or kept["checksum"] == checksum(content),
        acts=tuple(reversed(acts)),
        possible=possible,
        issues=_issues(services, conn, row, items, acts),
        objections=petitions,
        photo=next((a["details"]["photo"] for a in acts if a["details"].get("photo")), ""),
        day=day,
    )


def _lines(
    conn: Connection,
    row: Named,
    items: Sequence[Named],
    petitions: Sequence[Named],
    calendar: Calendar,
) -> Iterable[ItemLine]:
    numbers = {item["application_no"] for item in items}
    rows = procedures.records(
        conn, "application", (row["unit_code"],), application_no=frozenset(numbers)
    )
    by_number = {each["application_no"]: each for each in rows}
    pauses = objections.pauses(petitions)
    is_posted = row["state"] not in {ListState.DRAFT, ListState.APPROVED, ListState.WITHDRAWN}
    for item in items:
        application = by_number.get(item["application_no"])
        names = objections.names_of(application, (item,)) if application else frozenset[str]()
        names |= {item["display_name"]}
        yield ItemLine(
            item=item,
            application=application,
            clock=item_clock(row["start_date"], names, pauses, calendar) if is_posted else None,
            objections=[each for each in petitions if (each["item"] or "") in names],
            is_moved=application is None or not _is_here(application, row, item),
        )


def _is_here(application: Named, row: Named, item: Named) -> bool:
    """Whether the application still waits for this list."""
    is_state = application["state"] == STATES[int(row["round"])]
    return is_state and local_date(item["created_at"]) >= _since(application)


def _issues(
    services: Services,
    conn: Connection,
    row: Named,
    items: Sequence[Named],
    acts: Sequence[Named],
) -> tuple[Issue, ...]:
    """What L-01 to L-05 say about the list as it stands."""
    state = ListState(row["state"])
    if state is ListState.WITHDRAWN:
        return ()
    numbers = frozenset(item["application_no"] for item in items)
    village = UnitCode(row["unit_code"])
    applications = procedures.records(conn, "application", (village,), application_no=numbers)
    masked = {
        line.application["application_no"]: line
        for line in drafting.lines(
            services,
            conn,
            applications,
            (village,),
            round_no=int(row["round"]),
            day=row["start_date"],
        )
    }
    posted = next((a for a in reversed(acts) if a["act"] == ListAct.POST), None)
    here = [a for a in applications if a["state"] == STATES[int(row["round"])]]
    is_fresh = state in {ListState.DRAFT, ListState.APPROVED}
    return examine_list(
        ListCase(
            _as_list(row, items, posted),
            ListFacts(
                earlier=tuple(_earlier(conn, row, numbers)),
                open_objections=_objected(conn, row, applications) if is_fresh else frozenset(),
                applicants={n: line.allowed_name for n, line in masked.items()},
                hidden_names={n: line.hidden_names for n, line in masked.items()},
                households=len({a["hh_no"] for a in here}) if is_fresh else None,
                persons=sum(a["persons_covered"] or a["persons"] for a in here)
                if is_fresh
                else None,
            ),
        )
    )


def _as_list(row: Named, items: Sequence[Named], posted: Named | None) -> PublicityList:
    details = posted["details"] if posted else {}
    gps = None
    if details.get("lat") is not None:
        gps = GeoPoint(details["lat"], details["lon"], accuracy_m=details.get("accuracy_m"))
    return PublicityList(
        list_no=row["list_no"],
        village=UnitCode(row["unit_code"]),
        round=int(row["round"]),
        start_date=row["start_date"],
        end_date=row["end_date"],
        state=ListState(row["state"]),
        items=tuple(
            PublicityItem(
                application_id=item["application_no"],
                position=at,
                display_name=item["display_name"],
                masked_id=item["masked_id"] or "",
                group_no=item["group_no"] or "",
                persons=item["persons"],
                class_=item["class"] or "",
                amount=item["amount"],
                result=item["result"],
            )
            for at, item in enumerate(items, 1)
        ),
        posted_photo=details.get("photo", "") or row["posted_photo"] or "",
        posted_at=_moment(details.get("taken_at")),
        posted_gps=gps,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _earlier(conn: Connection, row: Named, numbers: frozenset[str]) -> Iterable[PublicityList]:
    """Lists of the round before that name one of these applications and were not withdrawn."""
    wanted = str(int(row["round"]) - 1)
    for each in procedures.lists_naming(conn, row["county"], numbers, round_no=wanted):
        if each["state"] in {ListState.POSTED, ListState.PAUSED, ListState.ENDED}:
            yield _as_list(each, (), None)


def _objected(conn: Connection, row: Named, applications: Sequence[Named]) -> frozenset[str]:
    """Applications of this list with an objection that is open."""
    found = set()
    for application in applications:
        items = procedures.records(
            conn,
            "publicity_item",
            (row["unit_code"],),
            application_no=application["application_no"],
        )
        if any(objections.is_open(each) for each in objections.about(conn, application, items)):
            found.add(application["application_no"])
    return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWanted:
    """What somebody fills in for an act on a list; `picture` is the photo of the board."""

    act: ListAct
    on: date | None = None
    note: str = ""
    picture: bytes = b""
    position: GeoPoint | None = None
    row_version: int | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a list; `key` is the list itself, or the one issued in its place."""

    key: int
    moved: int = 0
    left: int = 0


def act(
    services: Services, who: Asker, record_id: int, wanted: ListWanted, *, now: datetime
) -> Ended:
    """Do one act.

    Raise ActRefused with the reason (an unapproved list is not posted, errors of rules stop an
    approval, the clock has not run out), ChangedMeanwhile, NotAllowed, NotFound, NoPicture.
    """
    details = _board(services, wanted, now) if wanted.act is ListAct.POST else {}
    return services.store.write(
        lambda conn: _act(services, conn, who, record_id, wanted, details, now=now)
    )


def _board(services: Services, wanted: ListWanted, now: datetime) -> dict[str, Any]:
    """The photo of the board with what it says of time and place; kept in the vault first."""
    if not wanted.picture:
        return {}
    facts = photo.examine(wanted.picture)
    if not facts.is_image:
        raise NoPicture
    kept = services.vault.put_bytes(wanted.picture)
    position = facts.position or wanted.position
    taken = facts.taken_at.replace(tzinfo=LOCAL) if facts.taken_at else now
    return {
        "photo": kept.digest,
        "taken_at": taken.isoformat(),
        "lat": position.lat if position else None,
        "lon": position.lon if position else None,
        "accuracy_m": position.accuracy_m if position else None,
    }


def _act(  # noqa: PLR0917 — one transaction's parts
    services: Services,
    conn: Connection,
    who: Asker,
    record_id: int,
    wanted: ListWanted,
    details: Mapping[str, Any],
    *,
    now: datetime,
) -> Ended:
    row = find(conn, who, record_id)
    refuse_stale(row, wanted.row_version)
    day = local_date(now)
    after = machine.act_on(ListState(row["state"]), wanted.act, who.post, reason=wanted.note)
    on = wanted.on or day
    if on > day:
        raise ActRefused(reason_zh="日期在今天之后", reason_en="the day lies in the future")
    written = Written(
        subject=SUBJECT,
        act=wanted.act,
        to_state=after,
        on=on,
        at=now,
        label=machine.MOVES[wanted.act].zh,
        note=wanted.note.strip(),
        details=details,
    )
    pen = Pen(conn, who, services.sealer, written)
    match wanted.act:
        case ListAct.APPROVE:
            _approve(services, pen, row)
        case ListAct.POST:
            _post(services, pen, row)
        case ListAct.END:
            return _end(services, pen, row, day)
        case ListAct.REISSUE:
            return _reissue(services, pen, row)
        case ListAct.WITHDRAW:
            pen.change(PUBLICITY_LIST, row, {})
    return Ended(record_id)


def _approve(services: Services, pen: Pen, row: Named) -> None:
    """Freeze what the list shows, once no rule finds an error in it."""
    if row["round"] == "3" and "county" not in pen.who.post:
        raise ActRefused(
            reason_zh="第三榜由县级审定", reason_en="the third list is approved by the county"
        )
    items = items_of(pen.conn, row)
    issues = _issues(services, pen.conn, row, items, ())
    wrong = [each for each in issues if each.severity is Severity.ERROR]
    if wrong:
        rules = "、".join(dict.fromkeys(each.rule for each in wrong))
        raise ActRefused(
            reason_zh=f"有未解决的错误（{rules}）", reason_en=f"errors stand against it ({rules})"
        )
    content = content_of(row, items)
    total = checksum(content)
    values = {"checksum": total, "approved_by": pen.who.name, "approved_date": pen.written.on}
    procedures.freeze(pen.conn, row, content, total, pen.written.at)
    pen.change(PUBLICITY_LIST, row, values)


def _post(services: Services, pen: Pen, row: Named) -> None:
    """Start the clock on the day of posting; the applications wait for its last day."""
    start = pen.written.on
    if start < row["approved_date"]:
        raise ActRefused(reason_zh="张榜早于审定", reason_en="it was posted before its approval")
    end = last_day(start, settings.calendar(services))
    pen.change(PUBLICITY_LIST, row, {"start_date": start, "end_date": end})
    numbers = frozenset(item["application_no"] for item in items_of(pen.conn, row))
    state = STATES[int(row["round"])]
    for each in procedures.records(
        pen.conn, "application", (row["unit_code"],), application_no=numbers, state=state
    ):
        columns = ledger.columns_of(APPLICATION, {"due_date": end}, pen.sealer)
        register_acts.rewrite(pen.conn, APPLICATION, each, columns, pen.history)


def _end(services: Services, pen: Pen, row: Named, day: date) -> Ended:
    """Take the list down and let every household go on whose clock has run out (L-01, L-02)."""
    petitions = objections.of_list(pen.conn, row)
    calendar = settings.calendar(services)
    lines = list(_lines(pen.conn, row, items_of(pen.conn, row), petitions, calendar))
    waiting = [line for line in lines if not line.is_moved]
    ready = [line for line in waiting if line.clock and line.clock.has_run_out(day)]
    if row["state"] != ListState.ENDED and day <= row["end_date"]:
        raise ActRefused(
            reason_zh=f"公示到 {row['end_date']} 24时才满",
            reason_en=f"the list hangs until the end of {row['end_date']}",
        )
    if any(each["item"] is None and each["check_result"] is None for each in petitions):
        raise ActRefused(
            reason_zh="有针对整张榜的程序异议未核查",
            reason_en="an objection to the procedure of the whole list is open",
        )
    if row["state"] == ListState.ENDED and not ready:
        raise ActRefused(reason_zh="没有可以继续的户", reason_en="no household can go on yet")
    pen.change(PUBLICITY_LIST, row, {"removed_date": pen.written.on})
    for line in ready:
        if line.application is not None:
            _move_on(services, pen, line.application, row)
    return Ended(row["record_id"], moved=len(ready), left=len(waiting) - len(ready))


def _move_on(services: Services, pen: Pen, application: Named, row: Named) -> None:
    acting.act_in(
        services,
        pen.conn,
        pen.who,
        application["record_id"],
        Wanted(act=Act.LIST_ENDED, on=pen.written.on, details={"list_no": row["list_no"]}),
        now=pen.written.at,
    )


def _reissue(services: Services, pen: Pen, row: Named) -> Ended:
    """Withdraw a list and draft it anew from the cases as they stand, saying what it corrects."""
    items = items_of(pen.conn, row)
    numbers = frozenset(item["application_no"] for item in items)
    rows = procedures.records(
        pen.conn,
        "application",
        (row["unit_code"],),
        application_no=numbers,
        state=STATES[int(row["round"])],
    )
    pen.change(PUBLICITY_LIST, row, {})
    key = _draft(
        services,
        pen.conn,
        pen.who,
        UnitCode(row["unit_code"]),
        rows,
        int(row["round"]),
        local_date(pen.written.at),
        now=pen.written.at,
        replaces=row,
        correction=pen.written.note[:200],
    )
    return Ended(key)


@dataclass(frozen=True, slots=True)
class Verified:
    """A list whose number and checksum somebody gave: it is ours, and not changed since."""

    number: str
    village: str
    round_no: int
    kind: str
    households: int
    state: ListState
    start: date
    end: date


def verify(services: Services, list_no: str, given: str) -> Verified | None:
    """The list of a number and checksum; None when they do not belong together.

    Both stand on the paper, so this tells nobody more than the paper, and names no household.
    """
    with services.store.read() as conn:
        kept = procedures.frozen_by_number(conn, list_no.strip())
        if kept is None or not machine.same_sum(given, kept["checksum"]):
            return None
        row = procedures.by_number(conn, "publicity_list", kept["list_no"], kept["county"])
        if row is None or checksum(content_of(row, items_of(conn, row))) != kept["checksum"]:
            return None
    return Verified(
        number=row["list_no"],
        village=_name(places.tree(services).by_code, row["unit_code"]),
        round_no=int(row["round"]),
        kind=row["kind"],
        households=len(kept["content"]["items"]),
        state=ListState(row["state"]),
        start=row["start_date"],
        end=row["end_date"],
    )


def picture(services: Services, who: Asker, record_id: int) -> bytes:
    """The photo of the board, small enough for a page; raise NotFound."""
    with services.store.read() as conn:
        row = find(conn, who, record_id)
        acts = procedures.acts_of(conn, row["record_id"])
    digest = next((a["details"]["photo"] for a in acts if a["details"].get("photo")), "")
    if not digest:
        raise NotFound
    return services.thumbnails.get(digest, edge=photo.VIEW_EDGE)
