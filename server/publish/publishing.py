"""From a workbook to a form that tablets fetch: checked, versioned, stored, announced."""

from __future__ import annotations

import hashlib
import mimetypes
from typing import TYPE_CHECKING

from forms.compile import Compiled, accept_xform, compile_xlsform
from forms.houserules import version_problem
from forms.sealing import plain_version
from server.answers.readers import forget_forms
from server.core.errors import FormInvalid, NotFound, VersionTaken
from server.core.schema.slots import ITEMSETS
from server.entities import declaring
from server.publish.lists import SOURCES
from server.publish.sealing import require_usable, sealed_for
from server.store import audit, forms, jobs, parked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from media.blobs import StoredBlob
    from server.core.schema import FormSchema
    from server.services import Services
    from server.store.forms import StoredFile

CSV_MIME = "text/csv"
WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".md", ".csv")
REREAD = "reread"


def check(services: Services, project_id: int, content: bytes, file_name: str) -> Compiled:
    """Compile a workbook or an XForm and hold it against what is published.

    Raise FormInvalid with everything that is wrong, by cell.
    """
    taken = published_versions(services, project_id)
    if is_workbook(file_name):
        return require_usable(compile_xlsform(content, file_name, taken=taken))
    return require_usable(accept_xform(content, taken=taken))


def is_workbook(file_name: str) -> bool:
    """Whether pyxform is to read a file of this name; anything else is an XForm."""
    return file_name.lower().endswith(WORKBOOKS)


def published_versions(services: Services, project_id: int) -> frozenset[str]:
    """Versions already used in the project, so that a form without one gets a new one."""
    with services.store.read() as conn:
        return frozenset(
            version
            for form in forms.forms_of(conn, project_id)
            for version in forms.version_ids(conn, form.id)
        )


def publish(
    services: Services,
    project_id: int,
    given: Compiled,
    *,
    workbook: bytes | None = None,
    workbook_name: str | None = None,
    media: Mapping[str, bytes] | None = None,
    by: int | None,
    now: datetime,
) -> int:
    """Publish a compiled form and return the key of its version.

    The same bytes under the same version are published once.  Raise NotFound for the project,
    VersionTaken when that version holds other content (OR-67), FormInvalid when it does not grow.
    """
    digest = services.vault.put_bytes(workbook).digest if workbook else None
    made = {} if given.itemsets is None else {ITEMSETS: given.itemsets}
    files = {
        name: _content(services.vault.put_bytes(content), name)
        for name, content in {**(media or {}), **made}.items()
    }

    def work(conn: Connection) -> int:
        if forms.find_project(conn, project_id) is None:
            raise NotFound
        compiled, key_id = sealed_for(conn, project_id, given, now=now)
        form = forms.find_form(conn, project_id, compiled.form_id)
        form_pk = (
            form.id
            if form is not None
            else forms.add_form(conn, project_id, compiled.form_id, now=now, by=by)
        )
        known = forms.find_version(conn, form_pk, compiled.version)
        md5 = hashlib.md5(compiled.xform, usedforsecurity=False).hexdigest()
        if known is not None:
            if known.md5 == md5:
                return known.id
            raise VersionTaken(form_id=compiled.form_id, version=compiled.version)
        current = form.current_id if form is not None else None
        if current is not None:
            _must_grow(compiled, forms.get_version(conn, current).version)
        version_id = forms.add_version(
            conn,
            form_pk=form_pk,
            version=compiled.version,
            titles=titles_of(compiled.schema.title),
            xml=compiled.xform,
            md5=md5,
            sha256=hashlib.sha256(compiled.xform).hexdigest(),
            workbook_digest=digest,
            workbook_name=workbook_name,
            created_at=now,
            created_by=by,
            published_at=now,
            published_by=by,
            key_id=key_id,
        )
        declaring.declare(conn, project_id, compiled.schema, by=by, now=now)
        kept = forms.files_of(conn, current) if current is not None else ()
        lists = declaring.names_in(conn, project_id)
        slots = file_slots(compiled.schema, files, kept, now=now, datasets=lists)
        forms.add_files(conn, version_id, slots)
        forms.change_form(conn, form_pk, current_id=version_id, updated_at=now)
        announce(conn, form_pk, compiled.form_id, compiled.version, by=by, now=now)
        return version_id

    version_id = services.store.write(work)
    forget_forms(services)
    return version_id


def _content(blob: StoredBlob, name: str) -> dict[str, object]:
    """Columns of the slot `name` with this blob in it."""
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    mime = CSV_MIME if name.lower().endswith(".csv") else guessed  # Windows guesses Excel for it
    return {"digest": blob.digest, "md5": blob.md5, "size": blob.size, "mime": mime}


def announce(
    conn: Connection, form_pk: int, form_id: str, version: str, *, by: int | None, now: datetime
) -> None:
    """What follows a publication: it is logged, and what was sent for it before is read again."""
    details = {"version": version}
    audit.note(conn, "form.publish", at=now, by=by, subject=form_id, details=details)
    for county, key in parked.waiting_for(conn, form_pk, version):
        jobs.enqueue(conn, REREAD, {"county": county, "version": key}, now=now)


def titles_of(title: str) -> dict[str, str]:
    """A bilingual form title taken apart (forms.md: «中文 / English»).

    >>> titles_of("入户调查 / Household survey"), titles_of("Survey")
    ({'zh': '入户调查', 'en': 'Household survey'}, {'zh': 'Survey', 'en': 'Survey'})
    """
    zh, found, en = title.partition(" / ")
    return {"zh": zh, "en": en if found else zh}


def _must_grow(compiled: Compiled, previous: str) -> None:
    problem = version_problem(plain_version(compiled.version), plain_version(previous))
    if problem is not None:
        raise FormInvalid([problem])


def file_slots(
    schema: FormSchema,
    given: Mapping[str, Mapping[str, object]],
    kept: tuple[StoredFile, ...],
    *,
    now: datetime,
    datasets: frozenset[str] = frozenset(),
) -> list[dict[str, object]]:
    """File slots of the new version: given now, made by the server, or kept from the last one.

    An empty slot that has the name of an entity list (`datasets`) carries that list.
    """
    before = {file.name: file for file in kept}
    rows: list[dict[str, object]] = []
    for slot in schema.attachments:
        source = SOURCES.get(slot.name, "")
        content: Mapping[str, object] = {}
        old = before.get(slot.name)
        if not source and slot.name in given:
            content = given[slot.name]
        elif not source and old is not None and old.digest is not None:
            content = {"digest": old.digest, "md5": old.md5, "size": old.size, "mime": old.mime}
        if not source and not content:
            source = dataset_for(slot.name, datasets)
        rows.append(
            {
                "name": slot.name,
                "kind": slot.kind,
                "source": source,
                "digest": None,
                "md5": None,
                "size": None,
                "mime": None,
                "updated_at": now if content else None,
                **content,
            }
        )
    return rows


def dataset_for(file_name: str, datasets: frozenset[str]) -> str:
    """The entity list that a file is called by; empty for none.

    >>> dataset_for("trees.csv", frozenset({"trees"})), dataset_for("a.csv", frozenset())
    ('trees', '')
    """
    name = file_name.removesuffix(".csv")
    return name if name != file_name and name in datasets else ""
