"""Lists as files, on the command line; and the process that makes one for the server."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from server.auth.grants import asker_of
from server.cli.opening import opened
from server.core.desk.extract import Wish
from server.core.errors import NotFound, SurveyError, UnexpectedValue
from server.extracts import asking, making
from server.store import users

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
) -> None:
    """Add `export`, and `export-file` for the server's own use."""
    export = commands.add_parser(
        "export", parents=[common], help="a list as CSV, XLSX, GeoJSON, GeoPackage, KML or Parquet"
    )
    export.add_argument("source", help="which list, e.g. register:benefit")
    export.add_argument("file", type=Path, help="ends in .xlsx .csv .geojson .gpkg .kml .parquet")
    export.add_argument("--as", dest="login", required=True, help="with the rights of this account")
    export.add_argument("--for", dest="purpose", required=True, help="what the file is for")
    export.add_argument("--language", choices=("zh", "en"), default="zh")
    export.add_argument("--codes", action="store_true", help="codes instead of labels")
    export.add_argument(
        "where", nargs="*", metavar="NAME=VALUE", help="conditions, as in the list's address"
    )
    export.set_defaults(run=run_export)
    one = commands.add_parser("export-file", parents=[common], help="make one file ordered before")
    one.add_argument("ref", type=int)
    one.set_defaults(run=run_one)


def run_export(arguments: argparse.Namespace) -> None:
    """Write a list to a file, with an account's rights; the trail notes it."""
    now = datetime.now(UTC)
    wish = Wish(
        source=arguments.source,
        format=arguments.file.suffix.lstrip("."),
        purpose=arguments.purpose,
        language=arguments.language,
        codes=arguments.codes,
        query=dict(_conditions(arguments.where)),
    )
    with opened(arguments) as services:
        with services.store.read() as conn:
            account = users.find_account(conn, arguments.login.lower())
            if account is None:
                raise NotFound
            who = asker_of(services, conn, account, csrf="", now=now)
        found = asking.checked(services, who, wish, now=now)
        services.store.write(lambda conn: asking.note_asked(conn, who, wish, found.total, now=now))
        made = making.make_at(services, who, wish, arguments.file, now=now, tell=_told_people)
    print(f"{arguments.file}: {made.rows} 行 / rows, {made.size} B, sha256 {made.sha256}")


def _conditions(words: Sequence[str]) -> list[tuple[str, str]]:
    pairs = [word.partition("=") for word in words]
    for name, mark, _ in pairs:
        if not mark:
            raise UnexpectedValue(field=name, reason="NAME=VALUE")
    return [(name, value) for name, _, value in pairs]


def _told_people(rows: int) -> None:
    print(f"{rows} …", file=sys.stderr)


def run_one(arguments: argparse.Namespace) -> int:
    """Make a file and say on lines of JSON how far it is, for `server.extracts.exporter`."""
    with opened(arguments) as services:
        try:
            made = making.make(
                services,
                arguments.ref,
                now=datetime.now(UTC),
                tell=lambda rows: _say({"rows": rows}),
            )
        except SurveyError as refusal:
            _say({"reason": f"{refusal.sentence('zh')} / {refusal.sentence('en')}"})
            return 1
        except OSError as failure:  # a full disk, mostly
            _say({"reason": f"写文件失败 / The file could not be written: {failure.strerror}"})
            return 1
    _say({"rows": made.rows, "size": made.size, "sha256": made.sha256})
    return 0


def _say(what: dict[str, object]) -> None:
    sys.stdout.write(f"{orjson.dumps(what).decode()}\n")
    sys.stdout.flush()
