"""Results as a table, beside those of the run before."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime

from tests.tree import ROOT

FOLDER = ROOT / "bench-results"
COLUMNS = (
    ("rows", "rows", 8),
    ("senders", "senders", 8),
    ("files", "photo", 6),
    ("per_second", "per s", 8),
    ("p50_ms", "p50 ms", 8),
    ("p99_ms", "p99 ms", 8),
    ("cpu_ms", "CPU ms", 8),
    ("rss_mb", "MB", 6),
    ("errors", "errors", 7),
)


def save(kind, runs, steps, options):
    """Write the results and return those of the last run of this kind, or None."""
    FOLDER.mkdir(exist_ok=True)
    earlier = sorted(FOLDER.glob(f"{kind}-*.json"))
    now = datetime.now(UTC)
    result = {
        "at": now.isoformat(timespec="seconds"),
        "options": options,
        "runs": [asdict(run) for run in runs],
        "steps": steps,
    }
    file = FOLDER / f"{kind}-{now:%Y%m%dT%H%M%S}.json"
    file.write_text(json.dumps(result, indent=1))
    return json.loads(earlier[-1].read_text()) if earlier else None


def lines(runs, steps, before):
    """The table; the last column says how CPU compares with the run before, pace taken out."""
    yield "".join(title.rjust(width) for _, title, width in COLUMNS) + "  CPU to before"
    old = {_key(run): run for run in (before or {}).get("runs", ())}
    for run in map(asdict, runs):
        row = "".join(_cell(run[key]).rjust(width) for key, _, width in COLUMNS)
        yield f"{row}  {_ratio(run, old.get(_key(run)))}"
    if steps:
        yield ""
        yield "CPU ms of one submission without photo, by step"
        for step, ms in steps.items():
            yield f"{ms:8.3f}  {step}"
    yield f"\npace {max((run.pace for run in runs), default=0)} ms (a fixed piece of Python)"


def _cell(value):
    return ("" if value is False else "yes") if isinstance(value, bool) else str(value)


def _key(run):
    return run["rows"] // 1000, run["senders"], run["files"]


def _ratio(run, old):
    if old is None:
        return ""
    return f"x {run['cpu_ms'] / run['pace'] / (old['cpu_ms'] / old['pace']):.2f}"
