"""Campaigns: villages, collectors, households to visit, and how far each village is (S7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from server import places
from server.answers import known_forms
from server.core.area import level_of
from server.core.days import LOCAL, local_date
from server.core.desk.people import May
from server.core.errors import ActRefused, NotFound
from server.core.registers.guiding import CAMPAIGN_VILLAGE
from server.core.registers.office import CAMPAIGN
from server.core.types import Level, UnitCode
from server.procedures import contacts
from server.procedures.writing import Pen, Written
from server.scope import area_of
from server.store import campaign_progress, procedures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import AdminUnit
    from server.services import Services
    from server.store.named import Named

DAYS_SHOWN = 14
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One campaign with the sums of the asker's villages."""

    row: Named
    villages: int
    target: int
    done: int


@dataclass(frozen=True, slots=True)
class VillageProgress:
    """One village: records sent by day and in all; `is_late` when it lags behind the calendar."""

    village: AdminUnit
    collector: str
    target: int
    done: int
    by_day: tuple[int, ...]
    is_late: bool

    @property
    def percent(self) -> int:
        """Done of the target, at most 100."""
        return 100 if not self.target else min(100, self.done * 100 // self.target)


@dataclass(frozen=True, slots=True)
class Progress:
    """A campaign by village and day, late villages first."""

    row: Named
    days: tuple[date, ...]
    villages: tuple[VillageProgress, ...]
    elapsed_percent: int
    days_left: int

    @property
    def late(self) -> int:
        """Villages that lag behind."""
        return sum(each.is_late for each in self.villages)

    @property
    def done(self) -> int:
        """Records sent in all."""
        return sum(each.done for each in self.villages)

    @property
    def target(self) -> int:
        """Households to visit in all."""
        return sum(each.target for each in self.villages)


@dataclass(frozen=True, slots=True)
class Campaigns:
    """Campaigns with tasks in the area, and forms a new one may use: id and title."""

    lines: tuple[CampaignLine, ...]
    forms: tuple[tuple[str, str], ...]


def campaigns(services: Services, who: Asker) -> Campaigns:
    """Campaigns of one's villages, the newest first."""
    units = area_of(who, May.PROCEDURES)
    with services.store.read() as conn:
        tasks = procedures.records(conn, CAMPAIGN_VILLAGE.name, units)
        lines = []
        for number in sorted({row["campaign_no"] for row in tasks}, reverse=True):
            mine = [row for row in tasks if row["campaign_no"] == number]
            row = procedures.by_number(conn, CAMPAIGN.name, number, mine[0]["county"])
            if row is not None:
                done = _counts(conn, row, [UnitCode(each["unit_code"]) for each in mine])
                target = sum(each["target"] for each in mine)
                lines.append(CampaignLine(row, len(mine), target, sum(done.values())))
    forms = {f.form_id: f.form_id for f in known_forms(services).values() if f.current_id}
    return Campaigns(tuple(lines), tuple(sorted(forms.items())))


def _counts(
    conn: Connection, row: Named, units: Sequence[UnitCode], *, on: date | None = None
) -> Mapping[str, int]:
    first = on or row["start_date"]
    last = on or row["closing_date"]
    return campaign_progress.by_village(
        conn, row["form_id"], units, since=_begin(first), before=_begin(last + ONE_DAY)
    )


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    """A campaign of a unit: every village of it, with its lead contact as collector."""

    unit: UnitCode
    name: str
    form_id: str
    start: date
    closing: date


def create(services: Services, who: Asker, asked: NewCampaign, *, now: datetime) -> int:
    """Start a campaign; the households registered in each village are its target.

    Raise ActRefused, NotFound; return the campaign's key.
    """
    units = area_of(who, May.PROCEDURES, asked.unit)
    if not asked.name.strip() or asked.closing < asked.start:
        raise ActRefused(
            reason_zh="要有名称，截止日期不早于开始日期",
            reason_en="it needs a name, and closes no earlier than it begins",
        )
    tree = places.tree(services)
    below = list(tree.below(asked.unit, Level.VILLAGE))
    if level_of(asked.unit) is Level.VILLAGE:
        raise ActRefused(
            reason_zh="按乡镇或县布置", reason_en="campaigns are of a township or county"
        )

    def work(conn: Connection) -> int:
        targets = campaign_progress.households(conn, units)
        leads = {
            row["unit_code"]: row["name"]
            for row in contacts.in_force(conn, units, local_date(now))
            if row["is_lead"]
        }
        written = Written(
            subject="", act="create", to_state="", on=asked.start, at=now, label="布置采集"
        )
        pen = Pen(conn, who, services.sealer, written)
        key = pen.create(CAMPAIGN, _values(asked, below, targets, leads, local_date(now)))
        row = procedures.record(conn, CAMPAIGN.name, key, units)
        if row is None:
            raise NotFound
        for village in below:
            pen.create(CAMPAIGN_VILLAGE, _task(row, village, targets, leads))
        return key

    return services.store.write(work)


def _values(
    asked: NewCampaign,
    villages: Sequence[AdminUnit],
    targets: Mapping[str, int],
    leads: Mapping[str, str],
    day: date,
) -> dict[str, Any]:
    return {
        "unit": asked.unit,
        "name": asked.name.strip()[:120],
        "form_id": asked.form_id[:60],
        "start_date": asked.start,
        "closing_date": asked.closing,
        "state": "running" if asked.start <= day else "planned",
        "villages": len(villages),
        "target": sum(targets.values()),
        "persons": len(set(leads.values())),
    }


def _task(
    row: Named, village: AdminUnit, targets: Mapping[str, int], leads: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "unit": village.code,
        "campaign_no": row["campaign_no"],
        "start_date": row["start_date"],
        "closing_date": row["closing_date"],
        "collector": leads.get(village.code),
        "target": targets.get(village.code, 0),
    }


def progress(services: Services, who: Asker, number: str, *, now: datetime) -> Progress:
    """A campaign by village and day; raise NotFound where none of one's villages takes part."""
    units = area_of(who, May.PROCEDURES)
    day = local_date(now)
    tree = places.tree(services)
    with services.store.read() as conn:
        tasks = procedures.records(conn, CAMPAIGN_VILLAGE.name, units, campaign_no=number)
        row = (
            procedures.by_number(conn, CAMPAIGN.name, number, tasks[0]["county"]) if tasks else None
        )
        if row is None:
            raise NotFound
        codes = [UnitCode(task["unit_code"]) for task in tasks]
        done = _counts(conn, row, codes)
        days = _days(row, day)
        by_day = [_counts(conn, row, codes, on=each) for each in days]
    elapsed = _elapsed(row, day)
    villages = [
        VillageProgress(
            village=tree.get(UnitCode(task["unit_code"])),
            collector=task["collector"] or "",
            target=task["target"],
            done=done.get(task["unit_code"], 0),
            by_day=tuple(counts.get(task["unit_code"], 0) for counts in by_day),
            is_late=done.get(task["unit_code"], 0) * 100 < task["target"] * elapsed,
        )
        for task in tasks
        if UnitCode(task["unit_code"]) in tree
    ]
    return Progress(
        row=row,
        days=days,
        villages=tuple(sorted(villages, key=_late_first)),
        elapsed_percent=elapsed,
        days_left=(row["closing_date"] - day).days,
    )


def _late_first(one: VillageProgress) -> tuple[bool, int, str]:
    return not one.is_late, one.percent, one.village.code


def _days(row: Named, day: date) -> tuple[date, ...]:
    """The last days of the campaign up to today."""
    last = min(day, row["closing_date"])
    first = max(row["start_date"], last - ONE_DAY * (DAYS_SHOWN - 1))
    return tuple(first + ONE_DAY * n for n in range((last - first).days + 1))


def _elapsed(row: Named, day: date) -> int:
    """How much of its time has passed, in percent; the present day does not count yet."""
    first: date = row["start_date"]
    last: date = row["closing_date"]
    whole = (last - first).days + 1
    return min(100, max(0, (day - first).days * 100 // whole))
