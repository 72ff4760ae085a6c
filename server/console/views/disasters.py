"""An event as its page shows it: headlines with what is new, units below, clocks, differences."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from server.core.area import short_name
from server.core.days import local
from server.core.disaster_indicators import BY_NAME, HEADLINES, INDICATORS, TOTAL_LOSS
from server.core.disaster_report import LOSSES
from server.core.registers import BY_NAME as REGISTERS
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from server.core.disaster_indicators import Indicator
    from server.core.disaster_totals import Totals
    from server.core.types import UnitCode
    from server.disasters.rolls import EventPage, Line
    from server.store.disasters import EventRow, Return

STAGES = {
    "1": {"zh": "初报", "en": "first"},
    "2": {"zh": "续报", "en": "follow-up"},
    "3": {"zh": "核报", "en": "verified"},
}
COLUMNS = ("affected", "dead", "missing", "resettled", "col_res_hh", "sev_res_hh", "crop_failed")
FAULTS = {
    "part": {"zh": "“{0}”大于“{1}”", "en": "“{0}” exceeds “{1}”"},
    "sum": {"zh": "“{0}”与“{1}”之和不等于“{2}”", "en": "“{0}” and “{1}” are not “{2}”"},
    "sum_within": {"zh": "“{0}”与“{1}”之和大于“{2}”", "en": "“{0}” and “{1}” exceed “{2}”"},
}
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event of the list."""

    event_id: str
    name: str
    kind: str
    state: str
    response: str
    began: str
    affected: str
    dead: str
    loss: str
    villages: int
    missing: int
    unreviewed: int


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the numbers at the top; `change` since an hour ago, empty without one."""

    label: str
    value: str
    unit: str
    change: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit below; cells in the order of `COLUMNS`, then the loss."""

    code: str
    name: str
    is_village: bool
    cells: tuple[str, ...]
    stage: str
    is_unreviewed: bool
    late_min: int
    villages: int
    missing: int
    unreviewed: int
    open_checks: int
    returned: str
    when: str
    instance_id: str


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A village whose report and house checks disagree in one figure."""

    village: str
    label: str
    reported: str
    checked: str
    difference: str


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """What an office reported upwards."""

    unit: str
    stage: str
    seq: int
    when: str
    by: str
    figures: tuple[str, ...]
    missing: int
    unreviewed: int
    late_min: int
    note: str
    fingerprint: str
    changed: str


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One indicator of the sheet: reported, and counted from house checks where they count."""

    number: int
    label: str
    unit: str
    value: str
    checked: str


@dataclass(frozen=True, slots=True)
class Page:
    """An event."""

    event_id: str
    name: str
    kind: str
    state: str
    response: str
    began: str
    found: str
    unit_code: str
    unit: str
    above: tuple[tuple[str, str], ...]
    parts: tuple[str, ...]
    merged_into: str
    heads: tuple[Headline, ...]
    columns: tuple[str, ...]
    lines: tuple[UnitLine, ...]
    sums: tuple[str, ...]
    differences: tuple[DifferenceLine, ...]
    faults: tuple[str, ...]
    roster: Mapping[str, int]
    returns: tuple[ReturnLine, ...]
    missing: tuple[str, ...]
    quiet: tuple[str, ...]
    villages: int
    unreviewed: int
    unverified: int
    due: str
    left_min: int | None
    sheet: tuple[SheetLine, ...]
    at: str


def events(found: Iterable[tuple[EventRow, Totals]], language: str) -> tuple[EventLine, ...]:
    """Lines of the list."""
    return tuple(
        EventLine(
            event_id=event.event_id,
            name=event.name,
            kind=_word("disaster_type", event.disaster_type, language),
            state=_word("state", event.state, language),
            response=_word("response_level", event.response_level, language),
            began=f"{local(event.start_at):%Y-%m-%d %H:%M}",
            affected=figure(totals.figures["affected"]),
            dead=figure(totals.figures["dead"] + totals.figures["missing"]),
            loss=figure(totals.loss_total),
            villages=len(totals.villages),
            missing=len(totals.missing),
            unreviewed=len(totals.unreviewed),
        )
        for event, totals in found
    )


def _word(field: str, value: str, language: str) -> str:
    return REGISTERS["disaster_event"].by_name[field].choice_label(value, language)


def figure(value: Decimal) -> str:
    """A figure with thousands apart, decimals only where there are some.

    >>> figure(Decimal("1234.50")), figure(Decimal("3.00"))
    ('1,234.5', '3')
    """
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text or "0"


def page(found: EventPage, language: str, now: datetime) -> Page:
    """An event in the reader's language."""
    event, totals = found.event, found.totals
    left = None if found.due_at is None else int((found.due_at - now).total_seconds() // 60)
    return Page(
        event_id=event.event_id,
        name=event.name,
        kind=_word("disaster_type", event.disaster_type, language),
        state=_word("state", event.state, language),
        response=_word("response_level", event.response_level, language),
        began=f"{local(event.start_at):%m-%d %H:%M}",
        found=f"{local(event.found_at):%m-%d %H:%M}",
        unit_code=found.unit.code,
        unit=found.unit.name,
        above=tuple((unit.code, short_name(unit.name)) for unit in found.above),
        parts=found.parts[1:],
        merged_into=found.merged_into or "",
        heads=tuple(_heads(found, language)),
        columns=tuple(BY_NAME[name].label(language) for name in COLUMNS),
        lines=tuple(_line(line, language) for line in found.lines),
        sums=_cells(totals),
        differences=tuple(
            DifferenceLine(
                found.names.get(each.village, each.village),
                _indicator(BY_NAME[each.indicator], language),
                figure(each.reported),
                figure(each.checked),
                f"{each.checked - each.reported:+,.0f}",
            )
            for each in found.differences
        ),
        faults=tuple(_fault(each.rule, each.names, language) for each in found.faults),
        roster=found.roster,
        returns=tuple(_returns(found, language)),
        missing=_names(found, totals.missing),
        quiet=tuple(unit.name for unit in found.quiet),
        villages=len(totals.villages),
        unreviewed=len(totals.unreviewed),
        unverified=len(totals.unverified),
        due="" if found.due_at is None else f"{local(found.due_at):%m-%d %H:%M}",
        left_min=left,
        sheet=tuple(_sheet(found, language)),
        at=f"{local(now):%Y-%m-%d %H:%M}",
    )


def _names(found: EventPage, codes: Sequence[UnitCode]) -> tuple[str, ...]:
    return tuple(short_name(found.names.get(code, code)) for code in codes)


def _indicator(each: Indicator, language: str) -> str:
    return each.label(language)


def _heads(found: EventPage, language: str) -> Iterable[Headline]:
    for name in HEADLINES:
        each, change = BY_NAME[name], found.changes.get(name, ZERO)
        yield Headline(
            each.label(language),
            figure(found.totals.figures[name]),
            each.unit(language),
            f"{change:+,.1f}".replace(".0", "") if change else "",
        )
    lost = sum((found.changes.get(name, ZERO) for name in LOSSES), ZERO)
    yield Headline(
        TOTAL_LOSS.label(language),
        figure(found.totals.loss_total),
        TOTAL_LOSS.unit(language),
        f"{lost:+,.1f}" if lost else "",
    )


def _line(line: Line, language: str) -> UnitLine:
    totals, standing, returned = line.totals, line.standing, line.returned
    stage = standing.stage if standing else returned.stage if returned else ""
    return UnitLine(
        code=line.unit.code,
        name=short_name(line.unit.name),
        is_village=line.unit.level is Level.VILLAGE,
        cells=_cells(totals),
        stage=STAGES[stage][language] if stage else "",
        is_unreviewed=standing is not None and not standing.is_accepted,
        late_min=standing.late_by_min if standing else 0,
        villages=len(totals.villages),
        missing=len(totals.missing),
        unreviewed=len(totals.unreviewed),
        open_checks=line.open_checks,
        returned=f"{STAGES[returned.stage][language]} {returned.seq}" if returned else "",
        when=f"{local(standing.received_at):%m-%d %H:%M}" if standing else "",
        instance_id=standing.instance_id if standing else "",
    )


def _cells(totals: Totals) -> tuple[str, ...]:
    """Figures in the order of the columns, the loss behind them."""
    return (*(figure(totals.figures[name]) for name in COLUMNS), figure(totals.loss_total))


def _fault(rule: str, names: tuple[str, ...], language: str) -> str:
    return FAULTS[rule][language].format(*(BY_NAME[name].label(language) for name in names))


def _returns(found: EventPage, language: str) -> Iterable[ReturnLine]:
    """The newest first; `changed` says what the villages reported since, which is not in it."""
    names = {found.unit.code: found.unit.name} | {
        line.unit.code: line.unit.name for line in found.lines
    }
    for each in reversed(found.returns):
        if each.unit not in names:
            continue
        yield ReturnLine(
            unit=names[each.unit],
            stage=STAGES[each.stage][language],
            seq=each.seq,
            when=f"{local(each.issued_at):%m-%d %H:%M}",
            by=each.by_name,
            figures=tuple(figure(each.figures[name]) for name in COLUMNS),
            missing=len(each.missing),
            unreviewed=len(each.unreviewed),
            late_min=each.late_by_min,
            note=each.note,
            fingerprint=each.fingerprint[:8],
            changed=_changed(found, each, language),
        )


def _changed(found: EventPage, returned: Return, language: str) -> str:
    """What stands differently now than was reported, for the page's own unit."""
    if returned.unit != found.unit.code:
        return ""
    changes = [
        f"{BY_NAME[name].label(language)} {found.totals.figures[name] - told:+,.1f}".replace(
            ".0", ""
        )
        for name, told in returned.figures.items()
        if name in BY_NAME and found.totals.figures[name] != told
    ]
    return ("；" if language == "zh" else "; ").join(changes[:4])


def _sheet(found: EventPage, language: str) -> Iterable[SheetLine]:
    sums: dict[str, Decimal] = {}
    for figures in found.checked.values():
        for name, value in figures.items():
            sums[name] = sums.get(name, ZERO) + value
    for number, each in enumerate(INDICATORS, 1):
        yield SheetLine(
            number,
            each.label(language),
            each.unit(language),
            figure(found.totals.figures[each.name]),
            figure(sums[each.name]) if each.name in sums else "",
        )
    yield SheetLine(
        len(INDICATORS) + 1,
        TOTAL_LOSS.label(language),
        TOTAL_LOSS.unit(language),
        figure(found.totals.loss_total),
        "",
    )


def waiting(found: Sequence[tuple[str, str]], language: str) -> tuple[str, ...]:
    """Why verified figures cannot go up yet."""
    return tuple(en if language == "en" else zh for zh, en in found)
