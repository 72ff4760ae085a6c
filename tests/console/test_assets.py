from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from flask import Flask, render_template_string

from server.console import assets

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

MANIFEST = b"""{
  "web/console.css": {"file": "assets/style-1a2b.css", "isEntry": true},
  "web/icons.svg": {"file": "assets/icons-3c4d.svg"}
}"""
STYLE = b"body { color: black }\n" * 50


@pytest.fixture
def build(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "manifest.json").write_bytes(MANIFEST)
    (tmp_path / "licences.txt").write_bytes(b"MIT")
    (tmp_path / "assets" / "style-1a2b.css").write_bytes(STYLE)
    (tmp_path / "assets" / "style-1a2b.css.gz").write_bytes(gzip.compress(STYLE))
    return tmp_path


def app_with(folder: Path) -> Flask:
    app = Flask(__name__, static_folder=None)
    assets.install(app, folder)
    return app


@pytest.fixture
def client(build: Path) -> FlaskClient:
    return app_with(build).test_client()


def rendered(app: Flask, template: str) -> str:
    with app.test_request_context():
        return render_template_string(template)


def test_a_page_names_the_hashed_file(build: Path) -> None:
    link = rendered(app_with(build), "{{ asset('console.css') }}")
    assert link == "/static/build/assets/style-1a2b.css"


def test_an_icon_points_into_the_sprite(build: Path) -> None:
    assert rendered(app_with(build), "{{ icon('inbox', 's') }}") == (
        '<svg class="i s" aria-hidden="true">'
        '<use href="/static/build/assets/icons-3c4d.svg#inbox"></use></svg>'
    )


def test_a_glyph_has_its_own_class(build: Path) -> None:
    assert 'class="g"' in rendered(app_with(build), "{{ glyph('e') }}")


def test_a_name_that_was_not_built_is_a_mistake(build: Path) -> None:
    with pytest.raises(KeyError, match="typo"):
        rendered(app_with(build), "{{ asset('typo.css') }}")


def test_a_hashed_file_is_kept_for_a_year(client: FlaskClient) -> None:
    response = client.get("/static/build/assets/style-1a2b.css", buffered=True)
    assert response.data == STYLE
    assert response.mimetype == "text/css"
    assert response.headers["Cache-Control"] == "max-age=31536000, public, immutable"


def test_a_file_without_a_hash_is_asked_for_again(client: FlaskClient) -> None:
    response = client.get("/static/build/licences.txt", buffered=True)
    assert "immutable" not in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [("gzip, deflate", "gzip"), ("identity", None), ("br", None)],
    ids=["gzip is there", "plain is asked for", "brotli was not made"],
)
def test_what_was_compressed_ahead_is_sent(client: FlaskClient, accepted: str, sent: str) -> None:
    response = client.get(
        "/static/build/assets/style-1a2b.css",
        headers={"Accept-Encoding": accepted},
        buffered=True,
    )
    assert response.headers.get("Content-Encoding") == sent
    assert response.mimetype == "text/css"
    assert response.headers["Vary"] == "Accept-Encoding"


def test_nothing_outside_the_build_is_served(client: FlaskClient) -> None:
    assert client.get("/static/build/../assets.py").status_code == 404
    assert client.get("/static/build/%2e%2e/assets.py").status_code == 404


def test_without_a_build_a_page_opens_and_says_what_to_do(tmp_path: Path) -> None:
    page = rendered(app_with(tmp_path), "{{ asset('console.css') }} {{ assets.missing('en-GB') }}")
    assert page.startswith("/static/build/missing/console.css ")
    assert "make setup" in page
    assert "make setup" in rendered(app_with(tmp_path), "{{ assets.missing('zh') }}")


def test_with_a_build_there_is_nothing_to_say(build: Path) -> None:
    assert rendered(app_with(build), "{{ assets.missing('zh') }}") == ""


def test_what_is_built_anew_is_used_at_once(build: Path) -> None:
    app = app_with(build)
    rendered(app, "{{ asset('console.css') }}")
    (build / "manifest.json").write_bytes(MANIFEST.replace(b"style-1a2b", b"style-99"))
    link = rendered(app, "{{ asset('console.css') }}")
    assert link == "/static/build/assets/style-99.css"
