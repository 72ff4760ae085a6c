"""The built front end: hashed addresses for pages, and the files themselves, compressed ahead."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson
from flask import Blueprint, Flask, Response, request, send_from_directory, url_for
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Mapping

logger = logging.getLogger(__name__)

BUILD: Final = Path(__file__).parent / "static" / "build"
YEAR_S: Final = 365 * 24 * 3600
ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
MISSING: Final = {
    "zh": "界面文件还没有生成，请运行 make setup 后重新启动。",
    "en": "The front end has not been built: run make setup, then start again.",
}


@dataclass(frozen=True, slots=True)
class Assets:
    """What Vite built, by source name: ``console.ts``, ``console.css``, ``icons.svg``.

    Without a build every page still opens, unstyled, and `missing` says what to do.
    """

    folder: Path
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def built(self) -> bool:
        """Whether there is a build."""
        return bool(self.files)

    def path(self, name: str) -> str:
        """Path below the build folder of the source `name`; raise KeyError for no such source."""
        return self.files[f"web/{name}"] if self.built else f"missing/{name}"

    def missing(self, language: str) -> str:
        """Sentence for a page when there is no build, else empty."""
        return "" if self.built else MISSING["en" if language.startswith("en") else "zh"]


def load(folder: Path = BUILD) -> Assets:
    """Read the manifest of the build in `folder`; without one, log how to make it."""
    manifest = folder / "manifest.json"
    if not manifest.exists():
        logger.warning("front end not built", extra={"folder": str(folder), "remedy": "make setup"})
        return Assets(folder)
    entries = orjson.loads(manifest.read_bytes())
    return Assets(folder, {source: entry["file"] for source, entry in entries.items()})


class Latest:
    """The build as it is now: the manifest is read again when it has changed."""

    def __init__(self, folder: Path = BUILD) -> None:
        self.folder = folder
        self._stamp = self._now()
        self._read = load(folder)

    def __call__(self) -> Assets:
        """What is built."""
        stamp = self._now()
        if stamp != self._stamp:
            self._read, self._stamp = load(self.folder), stamp
        return self._read

    def missing(self, language: str) -> str:
        """Sentence for a page when there is no build, else empty."""
        return self().missing(language)

    def _now(self) -> tuple[int, int]:
        try:
            found = (self.folder / "manifest.json").stat()
        except FileNotFoundError:
            return 0, 0
        return found.st_mtime_ns, found.st_size


def install(app: Flask, folder: Path = BUILD) -> None:
    """Serve the build below ``/static/build/`` and give templates their names for it.

    Templates get ``asset("console.css")``, ``icon("inbox")``, ``icon("inbox", "s")`` for a small
    one, ``glyph("e")`` for our shapes of severity and damage, and ``assets.missing("zh")``.
    """
    latest = Latest(folder)
    app.register_blueprint(files(folder))

    def asset(name: str) -> str:
        return url_for("assets.file", path=latest().path(name))

    def drawing(name: str, classes: str) -> Markup:
        return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
            classes, asset("icons.svg"), name
        )

    def icon(name: str, size: str = "") -> Markup:
        return drawing(name, f"i {escape(size)}".rstrip())

    def glyph(name: str) -> Markup:
        return drawing(name, "g")

    app.jinja_env.globals.update(assets=latest, asset=asset, icon=icon, glyph=glyph)


def files(folder: Path) -> Blueprint:
    """The blueprint that serves the build in `folder`."""
    blueprint = Blueprint("assets", __name__, url_prefix="/static/build")

    @blueprint.get("/<path:path>")
    def file(path: str) -> Response:
        encoding, suffix = _encoding(folder, path)
        response = send_from_directory(folder, path + suffix, mimetype=_mimetype(path))
        response.vary.add("Accept-Encoding")
        if encoding:
            response.content_encoding = encoding
        # Only what lies in assets/ carries a hash in its name.
        if path.startswith("assets/"):
            response.cache_control.no_cache = None
            response.cache_control.max_age = YEAR_S
            response.cache_control.public = True
            response.cache_control.immutable = True
        return response

    return blueprint


def _encoding(folder: Path, path: str) -> tuple[str, str]:
    for encoding, suffix in ENCODINGS:
        if request.accept_encodings.quality(encoding) and (folder / (path + suffix)).is_file():
            return encoding, suffix
    return "", ""


# Written out because Windows takes its types from a registry where .js may be text/plain, and a
# page that forbids sniffing then runs no script.
TYPES: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".png": "image/png",
    ".woff2": "font/woff2",
}


def _mimetype(path: str) -> str:
    return TYPES.get(Path(path).suffix, "application/octet-stream")
