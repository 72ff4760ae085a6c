"""The lives of forms: open, closing, closed, renamed, gone; and who may decide about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.answers.readers import forget_forms
from server.core.errors import NotAllowed, NotFound, UnexpectedValue
from server.publish import projects
from server.publish.publishing import titles_of
from server.store import audit, forms

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.services import Services
    from server.store.forms import StoredForm

STATES = ("open", "closing", "closed")


def change_form(
    services: Services,
    who: Caller,
    project_id: int,
    form_id: str,
    *,
    state: str | None,
    name: str | None,
    now: datetime,
) -> None:
    """Open or close a form, or have tablets show it under another name.

    Raise NotFound, NotAllowed, UnexpectedValue.
    """
    require_manager(services, who, project_id)
    if state is not None and state not in STATES:
        reason = f"must be one of {', '.join(STATES)}"
        raise UnexpectedValue(field="state", value=state, reason=reason)
    form = form_of(services, project_id, form_id)
    shown = form.current_id or form.draft_id

    def work(conn: Connection) -> None:
        if state is not None:
            forms.change_form(conn, form.id, state=state, updated_at=now)
        if name and shown is not None:
            forms.change_version(conn, shown, titles=titles_of(name))
            forms.change_form(conn, form.id, updated_at=now)
        log(conn, "update", form_id, who, now=now)

    services.store.write(work)
    forget_forms(services)
    services.memo.forget(("form", shown))


def delete_form(
    services: Services, who: Caller, project_id: int, form_id: str, *, now: datetime
) -> None:
    """Take a form off every list; its versions and submissions stay stored.

    Raise NotFound, NotAllowed.
    """
    require_manager(services, who, project_id)
    form = form_of(services, project_id, form_id)

    def work(conn: Connection) -> None:
        forms.change_form(conn, form.id, deleted_at=now)
        log(conn, "delete", form_id, who, now=now)

    services.store.write(work)
    forget_forms(services)


def require_manager(services: Services, who: Caller, project_id: int) -> None:
    """Raise NotFound for the project, NotAllowed for whoever does not manage its forms."""
    projects.one(services, who, project_id)
    if not who.manages_forms(project_id):
        raise NotAllowed


def form_of(services: Services, project_id: int, form_id: str) -> StoredForm:
    """The form; raise NotFound."""
    with services.store.read() as conn:
        found = forms.find_form(conn, project_id, form_id)
    if found is None:
        raise NotFound
    return found


def draft_of(services: Services, project_id: int, form_id: str) -> int:
    """Key of the form's draft; raise NotFound."""
    with services.store.read() as conn:
        return current_draft(conn, project_id, form_id)


def current_draft(conn: Connection, project_id: int, form_id: str) -> int:
    """The same inside a transaction."""
    form = forms.find_form(conn, project_id, form_id)
    if form is None or form.draft_id is None:
        raise NotFound
    return form.draft_id


def log(conn: Connection, what: str, form_id: str, who: Caller, *, now: datetime) -> None:
    """Write down what was done to a form."""
    audit.note(conn, f"form.{what}", at=now, by=who.id, subject=form_id)
