"""Where all parts meet: `create_app(settings)` builds one application that shares nothing."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from media.thumbnails import Thumbnails
from media.vault import Vault
from server import __version__, api, console, openrosa
from server.extracts.exporter import Exporter
from server.intake.worker import Worker
from server.secrets import Sealer, load_key
from server.services import Services
from server.store.engine import Store, open_engine
from server.store.schema import is_current, upgrade

if TYPE_CHECKING:
    from werkzeug.routing import Map

    from server.settings import Settings


LARGEST = 2**63 - 1
"""The largest number of any column."""

PARTS_LIVE = timedelta(hours=2)
"""Longer than any upload takes: what lies there unfinished after that was cut off."""


EDGES = ((openrosa.INSIDE, openrosa.no_route), ("/v1/", api.no_route), ("/", console.no_route))
"""Who answers for addresses that nobody serves, the narrower ones first."""


class StorableNumber(IntegerConverter):
    """A number in an address; one that no column can hold is the id of nothing."""

    def __init__(self, url_map: Map, *, max: int = LARGEST, **more: Any) -> None:  # noqa: A002, ANN401  # as in addresses
        super().__init__(url_map, max=max, **more)


def open_services(settings: Settings) -> Services:
    """Open the data folder and the database, bringing its tables up to date."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    key = load_key(settings.data_dir)
    engine = open_engine(settings.sqlalchemy_url)
    upgrade(engine)
    vault = Vault(settings.media_dir, reserve_bytes=settings.reserve_bytes)
    vault.sweep_parts(PARTS_LIVE)
    return Services(
        settings=settings,
        store=Store(engine),
        vault=vault,
        thumbnails=Thumbnails(vault, settings.data_dir / "thumbnails"),
        sealer=Sealer(key),
        started_at=datetime.now(UTC),
    )


def create_app(settings: Settings, services: Services | None = None) -> Flask:
    """Build the application; with `services` on what is open already.

    The jobs are not started here: `serve` does that once the server listens.
    """
    app = Flask("server", static_folder=None)
    app.url_map.converters["int"] = StorableNumber
    app.url_map.merge_slashes = False  # it redirects to whatever the client calls the host
    opened = services if services is not None else open_services(settings)
    app.extensions["minzheng"] = opened
    app.extensions["worker"] = Worker(opened)
    app.extensions["exporter"] = Exporter(opened)
    app.secret_key = hashlib.sha256(opened.sealer.signing_key + b"flask").digest()
    app.config["MAX_CONTENT_LENGTH"] = None  # each edge bounds what it reads itself
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    _add_health(app, opened)
    openrosa.register(app)
    api.register(app)
    console.register(app)
    app.register_error_handler(HTTPException, _no_route)
    if settings.trust_proxy:  # outermost, so that every edge sees the address people used
        app.wsgi_app = ProxyFix(app.wsgi_app, x_proto=1, x_host=1)  # type: ignore[method-assign]  # as its documentation says
    return app


def _no_route(error: HTTPException) -> Response:
    """An address or method that nobody serves, told by the edge it belongs to."""
    tell = next(tell for prefix, tell in EDGES if request.path.startswith(prefix))
    answer = tell(error)
    if isinstance(error, MethodNotAllowed):
        answer.allow.update(error.valid_methods or ())
    return answer


def _add_health(app: Flask, services: Services) -> None:
    """The three addresses that watchers ask."""

    @app.get("/healthz")
    def healthz() -> Response:
        """Say that the process answers."""
        return jsonify(status="ok")

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        """Say whether the database can be read and is up to date."""
        try:
            with services.store.read() as conn:
                ready = is_current(conn)
        except SQLAlchemyError:
            ready = False
        return jsonify(status="ok" if ready else "not ready"), 200 if ready else 503

    @app.get("/version.txt")
    def version() -> Response:
        """Name the version, as the public API's clients expect it."""
        return Response(f"minzheng {__version__}\n", mimetype="text/plain")
