"""Which key the submissions of a form are encrypted with, as it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.sealing import sealed
from server.core.errors import FormInvalid
from server.core.finding import Finding
from server.sealing.keys import is_usable
from server.store import forms, keys

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from forms.compile import Compiled

UNUSABLE = Finding(
    "公钥不能使用：应为 2048 至 8192 位的 RSA 公钥，去掉首尾行后的 base64 文本",
    "This public key cannot be used: an RSA key of 2048 to 8192 bits in base64 is wanted, without "
    "its first and last line.",
    code="public-key",
    sheet="settings",
    column="public_key",
)


def require_usable(compiled: Compiled) -> Compiled:
    """The form; raise FormInvalid when tablets could not encrypt with the key it brings."""
    public = compiled.schema.public_key
    if public is not None and not is_usable(public):
        raise FormInvalid([UNUSABLE])
    return compiled


def sealed_for(
    conn: Connection, project_id: int, compiled: Compiled, *, now: datetime
) -> tuple[Compiled, int | None]:
    """The form as it is stored, and its key: its own, else the project's; None for a plain form."""
    own = compiled.schema.public_key
    if own is not None:
        return compiled, keys.add(conn, own, now=now)
    project = forms.find_project(conn, project_id)
    key_id = None if project is None else project.key_id
    if key_id is None:
        return compiled, None
    return sealed(compiled, keys.keys(conn, [key_id])[key_id].public), key_id
