"""What the page of a form needs, whoever fills it in: its policy, its files, what it sends."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Final, ParamSpec
from urllib.parse import quote

from flask import Response, jsonify, make_response, render_template, request, url_for

from server.areas import drawn_tiles
from server.console import wording
from server.console.access import services
from server.core.errors import FormIsSealed, MissingXMLPart, SurveyError
from server.core.numbering import numbered, numbers
from server.core.schema import parse_xform
from server.intake.upload import SentFile
from server.intake.web_entry import Entry
from server.publish.listing import Streamed

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from server.core.desk.people import Asker
    from server.core.desk.record import Blob

P = ParamSpec("P")

POLICY: Final = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; "
    "media-src 'self' blob:; worker-src 'self' data: blob:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""The form's engine is WebAssembly and writes its own styles; nothing is evaluated (stack.md 5)."""

XML: Final = "xml_submission_file"
ZOOM, X, Y = 11, 12, 13
SEALED: Final = b"base64RsaPublicKey"
ANY: Final = "-"
PIECE: Final = 1 << 16
MOST_BYTES: Final = 20_000_000
"""What a page sends in one post, the rest follows in further ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FillPage:
    """Addresses and words of one page; without `submit` nothing can be sent from it.

    `owner` is whom kept answers belong to; empty keeps them for this tab alone.
    """

    title: str
    lead: str = ""
    xform: str
    files: str
    tiles: str
    view: str = ""
    submit: str = ""
    back: str = ""
    owner: str = ""
    username: str = ""
    key: str = ""
    instance: str = ""
    media: str = ""
    attachments: tuple[str, ...] = field(default=())
    needs_reason: bool = False
    is_public: bool = False


def folder(address: str) -> str:
    """The address of one file without the file's name, which the page adds itself."""
    return address.removesuffix(ANY)


def tiles(token: str = "") -> str:
    """The address of the map's pieces, with letters where numbers go; by a link's `token`."""
    if token:
        address = url_for("public_forms.tile", token=token, zoom=ZOOM, x=X, y=Y)
    else:
        address = url_for("tiles.outlines", zoom=ZOOM, x=X, y=Y)
    return address.replace(f"{ZOOM}/{X}/{Y}", "{z}/{x}/{y}")


def view(person: Asker) -> str:
    """Where the map begins for somebody: the middle of the area, as near as shows it whole."""
    found = drawn_tiles.view(services(), person.units[0].code) if person.units else None
    return "" if found is None else f"[{found[0]:.4f},{found[1]:.4f},{found[2]}]"


def page(shown: FillPage) -> Response:
    """The page a form is filled on, under a policy of its own."""
    made = render_template("fill/form.html", page=shown, most_bytes=MOST_BYTES)
    answer = make_response(made)
    answer.headers["Content-Security-Policy"] = POLICY
    if shown.is_public:
        answer.headers["Referrer-Policy"] = "no-referrer"  # the address is the key
    return answer


def xform(content: bytes) -> Response:
    """The XForm with its questions numbered as on paper.

    Raise FormIsSealed for one whose answers must be encrypted.
    """
    if SEALED in content:
        raise FormIsSealed
    known = numbers(parse_xform(content).fields)
    return Response(numbered(content, known), content_type="text/xml; charset=utf-8")


def file(blob: Blob | Streamed) -> Response:
    """One file that goes with a form."""
    if isinstance(blob, Streamed):
        answer = Response(blob.pieces, content_type="text/csv; charset=utf-8")
    else:
        answer = Response(blob.content, content_type=blob.mime)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(blob.name)}"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def entry() -> Entry:
    """What the page sent; its files are durable then.  Raise MissingXMLPart without an instance."""
    sent = request.files.get(XML)
    if sent is None:
        raise MissingXMLPart
    named = [(name, each) for name, each in request.files.items(multi=True) if name != XML]
    with services().vault.delivery() as delivery:
        for _, each in named:
            part = delivery.writer()
            while piece := each.stream.read(PIECE):
                part.write(piece)
            part.seal()
        blobs = delivery.keep()
    files = tuple(
        SentFile(name, each.mimetype, blob.digest, blob.md5, blob.size)
        for (name, each), blob in zip(named, blobs, strict=True)
    )
    return Entry(xml=sent.stream.read(), files=files, user_agent=request.user_agent.string)


def note() -> str:
    """Why a correction is made, as typed above the form."""
    return request.form.get("note", "").strip()


def instance(content: bytes) -> Response:
    """A stored submission, to be opened in its form."""
    return Response(content, content_type="text/xml; charset=utf-8")


def told(url: str) -> Response:
    """What the page hears when its answers are stored: where to go."""
    return jsonify(ok=True, url=url, sentence="")


def answering(
    view: Callable[P, ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """A view that is posted to by script: a refusal is a sentence, and the answers stay there."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        try:
            return view(*args, **kwargs)
        except SurveyError as error:
            said = error.sentence(wording.language())
            return jsonify(ok=False, url="", sentence=said, code=error.code), error.status

    return answered
