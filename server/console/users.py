"""People's accounts: who holds which post where, new ones, start passwords on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server import places
from server.auth import accounts, many_accounts, second
from server.auth import signed_in as signed_in_at
from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import devices
from server.console.views import users as view
from server.core.desk.people import May, Post
from server.core.posts import NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from server.auth.accounts import NewAccount

bp = Blueprint("users", __name__, url_prefix="/users")

SECTION = "users"
CELLS = ("login", "name", "post", "units")


@bp.get("")
@signed_in(May.MANAGE_USERS)
def users() -> ResponseReturnValue:
    """All accounts, narrowed by words and post."""
    return _page()


def _page(
    *, rows: str = "", reading: many_accounts.Reading | None = None, status: int = 200
) -> ResponseReturnValue:
    language = wording.language()
    found = view.lines(
        accounts.people(services(), asker()),
        text=request.args.get("text", ""),
        post=request.args.get("post", ""),
        language=language,
    )
    page = render_template(
        "users.html",
        section=SECTION,
        lines=found.lines,
        total=found.total,
        posts=[(post.value, names.name(language)) for post, names in NAMES.items()],
        units=view.unit_words(places.tree(services())),
        rows=rows,
        reading=view.reading(reading, language) if reading else None,
        args=request.args,
    )
    return page, status


@bp.post("")
@signed_in(May.MANAGE_USERS)
def create() -> ResponseReturnValue:
    """Check what was typed or pasted; without a fault, and when wanted, make the accounts."""
    form = request.form
    rows = form.get("rows") or "\t".join(form.get(cell, "") for cell in CELLS)
    reading = many_accounts.read(services(), asker(), rows)
    if reading.faults or not reading.rows or form.get("only_check"):
        return _page(rows=rows, reading=reading, status=422 if reading.faults else 200)
    return _slips(many_accounts.create(services(), asker(), reading.rows, now=now()))


def _slips(made: Sequence[NewAccount]) -> ResponseReturnValue:
    """Start passwords to print and cut; they are shown this once and kept nowhere."""
    answer = render_template(
        "user_slips.html",
        section=SECTION,
        slips=view.slips(made, wording.language()),
        address=services().settings.public_url,
    )
    return answer, {"Cache-Control": "no-store"}


@bp.get("/<int:ref>")
@signed_in(May.MANAGE_USERS)
def user(ref: int) -> ResponseReturnValue:
    """Where somebody is signed in, and the second factor."""
    return render_template(
        "user.html",
        section=SECTION,
        person=accounts.person(services(), asker(), ref),
        second=second.standing(services(), ref),
        sessions=devices.lines(
            signed_in_at.of(services(), asker(), ref, now=now()),
            now=now(),
            language=wording.language(),
        ),
    )


@bp.post("/<int:ref>/sessions/end")
@signed_in(May.MANAGE_USERS)
def end_session(ref: int) -> ResponseReturnValue:
    """Sign somebody out in one place."""
    signed_in_at.end_of(services(), asker(), ref, request.form.get("handle", ""), now=now())
    there = redirect(url_for("users.user", ref=ref), 303)
    return telling.tell(there, "k", _("那里的登录已退出。"))


@bp.post("/<int:ref>/second/reset")
@signed_in(May.MANAGE_USERS)
def reset_second(ref: int) -> ResponseReturnValue:
    """Take away a lost authenticator."""
    second.reset(services(), asker(), ref, now=now())
    return _told(_("两步验证已重置，登录已全部退出；请本人登录后重新开启。"))


@bp.post("/<int:ref>/reset")
@signed_in(May.MANAGE_USERS)
def reset(ref: int) -> ResponseReturnValue:
    """A new start password for who forgot theirs."""
    return _slips([accounts.reset_password(services(), asker(), ref, now=now())])


@bp.post("/<int:ref>/disable")
@signed_in(May.MANAGE_USERS)
def disable(ref: int) -> ResponseReturnValue:
    """Close an account."""
    accounts.disable_user(services(), asker(), ref, now=now())
    return _told(_("账号已停用，登录已全部退出。"))


@bp.post("/<int:ref>/sign-out")
@signed_in(May.MANAGE_USERS)
def sign_out(ref: int) -> ResponseReturnValue:
    """End somebody's sessions."""
    ended = accounts.end_sessions(services(), asker(), ref, now=now())
    return _told(_("已退出 %(n)s 处登录。", n=ended))


@bp.post("/<int:ref>/assign")
@signed_in(May.MANAGE_USERS)
def assign(ref: int) -> ResponseReturnValue:
    """Another post, from today; what was held ends yesterday."""
    person = accounts.person(services(), asker(), ref)
    form = request.form
    line = f"{person.login}-new\t{person.name}\t{form.get('post', '')}\t{form.get('units', '')}"
    reading = many_accounts.read(services(), asker(), line)
    if reading.faults:
        said = view.reading(reading, wording.language())
        return telling.tell(
            redirect(url_for("users.users"), 303), "e", "；".join(f.text for f in said.faults)
        )
    row = reading.rows[0]
    accounts.assign(services(), asker(), ref, post=Post(row.post), units=row.units, now=now())
    return _told(_("岗位已更换，从今天起生效。"))


def _told(message: str) -> ResponseReturnValue:
    return telling.tell(redirect(url_for("users.users"), 303), "k", message)
