"""Submissions of a form as files: CSV (protocol.md 8) and GeoJSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from server.api.answers import disposition
from server.api.asking import JSON_LIMIT, argument, body, caller, is_true, notes, now, services
from server.api.failures import challenging
from server.api.finding import SUBMISSIONS
from server.core.errors import SurveyError
from server.core.odata.parser import parse_filter
from server.submissions import csvs, feed, selecting
from server.submissions.csvs import Wishes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from server.submissions.feed import Feed

KEY_ID = re.compile("[0-9]{1,9}")

bp = Blueprint("csvs", __name__)


@bp.route(f"{SUBMISSIONS}.csv", methods=("GET", "POST"))
def table(project_id: int, form_id: str) -> Response:
    """The table of submissions, without repeats and files."""
    return _made(project_id, form_id, csvs.csv_table, ".csv", "text/csv; charset=utf-8")


@bp.route(f"{SUBMISSIONS}.csv.zip", methods=("GET", "POST"))
def archive(project_id: int, form_id: str) -> Response:
    """All tables and files."""
    return _made(project_id, form_id, csvs.csv_zip, ".csv.zip", "application/zip")


@bp.get(f"{SUBMISSIONS}.geojson")
def places(project_id: int, form_id: str) -> Response:
    """The first place of each submission, or that of `fieldpath`, for maps."""
    path = argument("fieldpath")

    def make(opened: Feed, wishes: Wishes) -> Iterator[bytes]:
        return csvs.features(opened, wishes.filter, path)

    return _made(project_id, form_id, make, ".geojson", "application/geo+json")


def _passphrases() -> dict[int, str]:
    """Passphrases by the number of the key: fields of the body, or of the address.

    The body is the better place, since addresses are written down by what lies between.
    """
    given: dict[str, object] = {**request.args}
    if request.method == "POST":
        is_form = request.mimetype == "application/x-www-form-urlencoded"
        given |= request.form if is_form else body(JSON_LIMIT)
    return {
        int(name): secret
        for name, secret in given.items()
        if KEY_ID.fullmatch(name) and isinstance(secret, str)
    }


def _made(
    project_id: int,
    form_id: str,
    make: Callable[[Feed, Wishes], Iterator[bytes]],
    ending: str,
    mime: str,
) -> Response:
    source = argument("$filter").strip()
    wishes = Wishes(
        filter=parse_filter(source) if source else None,
        group_paths=argument("groupPaths").lower() != "false",
        splits=is_true("splitSelectMultiples"),
        files=argument("attachments").lower() != "false",
        defused=is_true("defused"),
        bom=is_true("bom"),
    )
    secrets = _passphrases()
    opened = feed.open_feed(
        services(),
        caller(),
        project_id,
        form_id,
        now=now(),
        old_fields=is_true("deletedFields"),
        secrets=secrets,
    )
    content = make(opened, wishes)
    made = Response(content_type=mime)
    made.headers["Content-Disposition"] = disposition(f"{form_id}{ending}")
    chosen = selecting.selection(opened, opened.tables[0], wishes.filter)
    made.set_etag(
        f"{selecting.mark(opened, chosen)}-{opened.form.current_id}{'-' * len(secrets)}", weak=True
    )
    if request.method == "GET" and request.if_none_match.contains_weak(made.get_etag()[0] or ""):
        made.status_code = 304
        return made
    feed.note(opened, caller(), f"submissions{ending}", purpose=notes(), now=now())
    made.response = content
    return made


bp.register_error_handler(SurveyError, challenging)
