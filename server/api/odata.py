"""Feeds for Excel, Power BI and R: the service document, `$metadata` and the tables (protocol 7).

The answer is always the same kind, whatever `Accept` says: Excel lists JSON, Atom and XML and
means none of them (OR-184, OR-185).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import orjson
from flask import Blueprint, Response, request

from exports.central_odata import Look, RowWriter, one_row
from exports.edmx import metadata
from server.api.answers import answer
from server.api.asking import caller, language, notes, now, services
from server.api.failures import challenged, plain_details
from server.api.forms import FORM
from server.core.errors import NotFound, SurveyError
from server.core.odata.options import LARGEST, Options, read_options, skip_token
from server.submissions import feed as feeds
from server.submissions import paging, selecting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from server.core.feed import Sent
    from server.core.tables import Table
    from server.submissions.feed import Feed
    from server.submissions.selecting import Selection, Spot

SERVICE = f"{FORM}.svc"
JSON = "application/json; charset=utf-8"
SERVICE_JSON = "application/json; odata.metadata=minimal; charset=utf-8"
BUFFERED = 1_000
"""Rows up to which a page is made whole before it is sent, so that a failure can still be told."""

bp = Blueprint("odata", __name__)


@bp.get(SERVICE)
@bp.get(f"{SERVICE}/")
def service(project_id: int, form_id: str) -> Response:
    """The tables of a form."""
    feed = _feed(project_id, form_id)
    made = answer(
        {
            "@odata.context": f"{_root(project_id, form_id)}/$metadata",
            "value": [
                {"name": each.name, "kind": "EntitySet", "url": each.name} for each in feed.tables
            ],
        }
    )
    made.headers["Content-Type"] = SERVICE_JSON
    return made


@bp.get(f"{SERVICE}/$metadata")
@bp.get(f"{SERVICE}//$metadata")
def describe(project_id: int, form_id: str) -> Response:
    """Names and types of everything in the tables."""
    feed = _feed(project_id, form_id)
    wkt = request.args.get("$wkt", "").lower() == "true"
    made = Response(
        metadata(form_id, feed.tables, wkt=wkt), content_type="application/xml; charset=utf-8"
    )
    made.add_etag(weak=True)
    made.make_conditional(request)
    return made


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about a table, taken apart."""

    feed: Feed
    table: Table
    options: Options
    chosen: Selection
    writer: RowWriter
    context: str
    link: Callable[[Mapping[str, str]], str]

    def next(self, last: Spot) -> str:
        """The address of the page behind `last`."""
        if self.options.order:
            return self.link({"$skip": str(self.options.skip + (self.options.top or 0))})
        return self.link({"$skiptoken": skip_token(paging.behind(self.table, last))})

    def rows(self, spots: Iterable[Spot]) -> list[dict[str, Any]]:
        """Rows as they are shown."""
        return [self.writer.row(each.sent, each.found) for each in spots]


@bp.get(f"{SERVICE}/<name>")
@bp.get(f"{SERVICE}//<name>")
def table(project_id: int, form_id: str, name: str) -> Response:
    """Rows of a table, as filtered, sorted and cut as the address says."""
    name, _, rest = name.partition("('")
    if rest:
        return _single(project_id, form_id, name, rest, "")
    options = read_options({key: text.replace("\0", "") for key, text in request.args.items()})
    feed = _feed(project_id, form_id)
    wanted = feed.table(name)
    asked = _Asked(
        feed,
        wanted,
        options,
        selecting.selection(feed, wanted, options.filter),
        RowWriter(wanted, feed.tables, _look(options)),
        _context(project_id, form_id, wanted),
        _links(),
    )
    if not options.skip_token:
        feeds.note(feed, caller(), f"odata {name}", purpose=notes(), now=now())
    is_page = options.top is not None and options.top <= BUFFERED
    return _page(asked) if is_page else _stream(asked)


@bp.get(f"{SERVICE}/<name>/<path:rest>")
def below(project_id: int, form_id: str, name: str, rest: str) -> Response:
    """Rows of a repeat that belong to one row above it."""
    name, found, key = name.partition("('")
    if not found:
        raise NotFound
    return _single(project_id, form_id, name, key, rest)


def _single(project_id: int, form_id: str, name: str, key: str, rest: str) -> Response:
    """One submission, or what lies below it: ``Submissions('uuid:…')/grp/person('…')/pet``."""
    options = read_options(request.args)
    feed = _feed(project_id, form_id)
    sent = feeds.one(feed, key.removesuffix("')"))
    if name != feed.tables[0].name or sent is None or not key.endswith("')"):
        raise NotFound
    steps = [step.partition("('") for step in filter(None, rest.split("/"))]
    wanted = feed.table(".".join([name, *(step for step, _, _ in steps)]))
    writer = RowWriter(wanted, feed.tables, _look(options))
    feeds.note(feed, caller(), f"odata {wanted.name}", purpose=notes(), now=now())
    spots = paging.spots_of(wanted, sent)
    keyed = [(depth, each.removesuffix("')")) for depth, (_, has, each) in enumerate(steps) if has]
    held = _held(feed, wanted, sent, keyed, [step for step, _, _ in steps])
    rows = [
        writer.row(sent, each.found)
        for each in spots
        if all(each.found.places[: len(places)] == places for places in held)
    ]
    return answer({"value": rows, "@odata.context": _context(project_id, form_id, wanted)})


def _held(
    feed: Feed,
    wanted: Table,
    sent: Sent,
    keyed: list[tuple[int, str]],
    steps: list[str],
) -> list[tuple[int, ...]]:
    """Places of the rows whose ids stand in the address; raise NotFound."""
    found = []
    for depth, key in keyed:
        above = feed.table(".".join([feed.tables[0].name, *steps[: depth + 1]]))
        row = one_row(above, sent, key)
        if row is None or above not in wanted.chain:
            raise NotFound
        found.append(row.places)
    return found


def _page(asked: _Asked) -> Response:
    options = asked.options
    page = paging.page(asked.feed, asked.table, options, asked.chosen)
    made: dict[str, Any] = {"value": asked.rows(page.spots), "@odata.context": asked.context}
    if page.has_more:
        made["@odata.nextLink"] = asked.next(page.spots[-1])
    if options.counts:
        made["@odata.count"] = paging.total(asked.feed, asked.table, asked.chosen)
    return answer(made)


def _stream(asked: _Asked) -> Response:
    """Rows written while they are read; asking again is cheap as long as nothing has changed."""
    made = Response(content_type=JSON)
    tag = f"{selecting.mark(asked.feed, asked.chosen)}-{asked.feed.form.current_id}"
    made.set_etag(tag, weak=True)
    if request.if_none_match.contains_weak(tag):
        made.status_code = 304
        return made
    spots = paging.spots(asked.feed, asked.table, asked.options, asked.chosen)
    first = next(spots, None)  # what is wrong with the question is told before anything is sent
    made.response = _pieces(asked, spots if first is None else chain([first], spots))
    return made


def _pieces(asked: _Asked, spots: Iterator[Spot]) -> Iterator[bytes]:
    left = LARGEST if asked.options.top is None else asked.options.top
    yield b'{"value":['
    last: Spot | None = None
    while left > 0 and (some := list(islice(spots, min(left, BUFFERED)))):
        yield (b"," if last else b"") + orjson.dumps(asked.rows(some))[1:-1]
        last, left = some[-1], left - len(some)
    made: dict[str, Any] = {"@odata.context": asked.context}
    if last is not None and next(spots, None) is not None:
        made["@odata.nextLink"] = asked.next(last)
    if asked.options.counts:
        made["@odata.count"] = paging.total(asked.feed, asked.table, asked.chosen)
    yield b"]," + orjson.dumps(made)[1:]


def _feed(project_id: int, form_id: str) -> Feed:
    return feeds.open_feed(services(), caller(), project_id, form_id, now=now())


def _look(options: Options) -> Look:
    return Look(options.select, expands=options.expands, wkt=options.wkt)


def _root(project_id: int, form_id: str) -> str:
    base = services().settings.public_url.rstrip("/")
    return f"{base}/v1/projects/{project_id}/forms/{quote(form_id, safe='')}.svc"


def _context(project_id: int, form_id: str, table: Table) -> str:
    return f"{_root(project_id, form_id)}/$metadata#{quote(table.name)}"


def _links() -> Callable[[Mapping[str, str]], str]:
    """Makes addresses of further pages of this request, which is over when they are needed."""
    base = services().settings.public_url.rstrip("/")
    path = quote(request.path, safe="/'()$:@!*,;")
    kept = {k: v for k, v in request.args.items() if k not in {"$skip", "$skiptoken"}}
    return lambda changed: f"{base}{path}?{urlencode({**kept, **changed})}"


def _told(error: SurveyError) -> Response:
    """A refusal in OData's shape; what other programs of the public API read stands beside it."""
    message, details = error.sentence(language()), plain_details(error)
    made = answer(
        {
            "error": {
                "code": error.code,
                "message": message,
                "details": [
                    {"code": error.code, "target": name, "message": str(value)}
                    for name, value in details.items()
                ],
            },
            "message": message,
            "code": float(error.code),
            "details": details,
        },
        error.status,
    )
    return challenged(made, error)


@bp.after_request
def _versioned(made: Response) -> Response:
    made.headers["OData-Version"] = "4.0"
    return made


bp.register_error_handler(SurveyError, _told)
