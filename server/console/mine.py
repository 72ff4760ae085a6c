"""The page of a village, made for a phone: what came back, what to mend, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import village as view
from server.core.desk.people import May
from server.core.errors import NothingChanged, UnexpectedValue
from server.intake import amending
from server.intake.amending import NewAnswers
from server.intake.upload import SentFile
from server.review import village

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

bp = Blueprint("mine", __name__, url_prefix="/mine")

VALUE, PHOTO, SEEN = "value:", "photo:", "seen:"
"""How the fields of the page begin; the question's path follows."""

PICTURES: Final = {b"\xff\xd8\xff": ("jpg", "image/jpeg"), b"\x89PNG": ("png", "image/png")}
"""How files begin that a phone's camera makes."""


@bp.get("")
@signed_in(May.SEE_OWN)
def mine() -> ResponseReturnValue:
    """Tasks first, then what was sent with its state."""
    found = village.desk(services(), asker(), now=now())
    return render_template(
        "mine/list.html",
        section="mine",
        page=view.desk(found, now=now(), language=wording.language()),
    )


@bp.get("/<int:ref>")
@signed_in(May.SEE_OWN)
def record(ref: int) -> ResponseReturnValue:
    """One record: why it came back and what to mend, or where it stands."""
    found = village.returned(services(), asker(), ref)
    return render_template(
        "mine/record.html",
        section="mine",
        page=view.record(found, now=now(), language=wording.language()),
    )


@bp.post("/<int:ref>/answers")
@signed_in(May.SEE_OWN)
def answers(ref: int) -> ResponseReturnValue:
    """Send a returned record again with what was mended."""
    files = dict(_photos())
    values = dict(_changed()) | {path: file.name for path, file in files.items()}
    if not values:
        raise NothingChanged
    amending.from_village(
        services(),
        asker(),
        ref,
        NewAnswers(
            values=values,
            note=request.form.get("note", "").strip(),
            row_version=request.form.get("row_version", 0, type=int),
            files=tuple(files.values()),
        ),
        now=now(),
    )
    return telling.tell(redirect(url_for("mine.mine"), 303), "k", _("已重新送审"))


@bp.post("/<int:ref>/reply")
@signed_in(May.SEE_OWN)
def reply(ref: int) -> ResponseReturnValue:
    """Say that what was sent is right, and send it again as it is."""
    amending.reply_from_village(services(), asker(), ref, request.form.get("note", ""), now=now())
    return telling.tell(redirect(url_for("mine.mine"), 303), "k", _("已答复，重新送审"))


def _changed() -> Iterator[tuple[str, str]]:
    """Answers that differ from what the page showed."""
    for field in request.form:
        if field.startswith(SEEN):
            path = field.removeprefix(SEEN)
            text = " ".join(request.form.getlist(f"{VALUE}{path}")).strip()
            if text != request.form[field] and (text or request.form[field]):
                yield path, text


def _photos() -> Iterator[tuple[str, SentFile]]:
    """Photographs taken anew, durable before anything names them."""
    taken = (each for each in request.files.items() if each[0].startswith(PHOTO) and each[1])
    for number, (field, file) in enumerate(taken):
        content = file.stream.read()
        kind = next((kind for start, kind in PICTURES.items() if content.startswith(start)), None)
        if kind is None:
            raise UnexpectedValue(field="photo", reason="JPEG, PNG")
        ending, mime = kind
        blob = services().vault.put_bytes(content)
        name = f"{now().timestamp() * 1000 + number:.0f}.{ending}"
        yield (
            field.removeprefix(PHOTO),
            SentFile(name, mime, blob.digest, blob.md5, blob.size),
        )
