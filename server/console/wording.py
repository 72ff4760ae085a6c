"""Languages of the pages: Chinese sentences are the keys, English stands in the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import g, has_request_context, request
from flask_babel import Babel

if TYPE_CHECKING:
    from flask import Flask

LANGUAGES: Final = ("zh", "en")
COOKIE: Final = "mz_language"


def language() -> str:
    """``"zh"`` or ``"en"``: the person's own choice, before signing in the browser's cookie."""
    if not has_request_context():
        return "zh"
    person = g.get("asker")
    chosen = person.language if person else request.cookies.get(COOKIE, "zh")
    return chosen if chosen in LANGUAGES else "zh"


def theme() -> str:
    """``"light"`` or ``"dark"``, by choice only (mock/visual.md 10)."""
    person = g.get("asker") if has_request_context() else None
    return "dark" if person and person.theme == "dark" else "light"


def install(app: Flask) -> None:
    """Give templates ``_()`` in the reader's language."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "zh")
    Babel(
        app,
        default_locale="zh",
        default_translation_directories="console/translations",
        locale_selector=language,
    )
