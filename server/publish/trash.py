"""Forms that were deleted, and bringing them back: their submissions were never gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from server.answers.readers import forget_forms
from server.core.errors import NotFound, NotUnique
from server.publish.managing import log, require_manager
from server.publish.overview import FormView
from server.store import forms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.services import Services


def deleted_forms(
    services: Services, who: Caller, project_id: int
) -> tuple[tuple[FormView, datetime], ...]:
    """Deleted forms of a project with the time; raise NotFound, NotAllowed."""
    require_manager(services, who, project_id)
    with services.store.read() as conn:
        found = forms.deleted_forms(conn, project_id)
        keys = [form.current_id or form.draft_id or 0 for form in found]
        versions: Mapping[int, forms.StoredVersion] = forms.versions(conn, keys)
    return tuple(
        (FormView(form, versions[key]), at)
        for (form, at), key in zip(found.items(), keys, strict=True)
        if key in versions
    )


def restore_form(
    services: Services, who: Caller, project_id: int, form_pk: int, *, now: datetime
) -> None:
    """Bring a deleted form back; raise NotFound, NotAllowed, NotUnique while its id is in use."""
    require_manager(services, who, project_id)

    def work(conn: Connection) -> None:
        wanted = [each for each in forms.deleted_forms(conn, project_id) if each.id == form_pk]
        if not wanted:
            raise NotFound
        (form,) = wanted
        if forms.find_form(conn, project_id, form.form_id) is not None:
            raise NotUnique(field="projectId,xmlFormId", value=f"{project_id},{form.form_id}")
        try:
            forms.change_form(conn, form.id, deleted_at=None, updated_at=now)
        except IntegrityError as error:
            raise NotUnique(
                field="projectId,xmlFormId", value=f"{project_id},{form.form_id}"
            ) from error
        log(conn, "restore", form.form_id, who, now=now)

    services.store.write(work)
    forget_forms(services)
