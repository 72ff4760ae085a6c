"""What the public API shows: our nouns under Central's names, times in UTC with milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from server.core.odata_names import named_paths
from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from server.auth.app_users import AppUser
    from server.auth.public_links import PublicLink
    from server.auth.roles import Assigned
    from server.auth.web_users import WebUser
    from server.core.caller import Reach
    from server.core.changes import Change
    from server.core.schema import Field, FormSchema
    from server.publish.overview import FormFigures, FormView
    from server.publish.projects import ProjectFigures
    from server.review.trail import Step
    from server.store.actors import Actor
    from server.store.audit import Entry
    from server.store.draft_tests import TestSubmission
    from server.store.forms import StoredFile, StoredProject
    from server.store.keys import StoredKey
    from server.store.submission_lists import Figures, ListedSubmission, ListedVersion
    from server.store.submissions import FileRow

Shape: TypeAlias = "dict[str, Any]"

ACTOR_TYPES = {"user": "user", "app_user": "field_key", "public_link": "public_link"}


def moment(at: datetime | None) -> str | None:
    """An instant of the store, which is UTC: ``2026-11-23T02:30:00.000Z``."""
    return None if at is None else at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def actor(who: Actor) -> Shape:
    """Whoever can act."""
    return {
        "id": who.id,
        "type": ACTOR_TYPES[who.kind],
        "displayName": who.name,
        "createdAt": moment(who.created_at),
        "updatedAt": moment(who.updated_at),
        "deletedAt": moment(who.deleted_at),
    }


def _actor(who: Actor | None) -> Shape | None:
    return None if who is None else actor(who)


def user(found: WebUser) -> Shape:
    """A web user; a start password is shown once, since no letter is sent."""
    shown = {**actor(found.actor), "email": found.login}
    if found.start_password is not None:
        shown["startPassword"] = found.start_password
    return shown


def app_user(found: AppUser, *, extended: bool) -> Shape:
    """A tablet."""
    shown = {**actor(found.actor), "projectId": found.project_id, "token": found.token}
    if extended:
        shown["createdBy"] = _actor(found.created_by)
        shown["lastUsed"] = moment(found.last_used_at)
    return shown


def public_link(found: PublicLink, *, extended: bool, once: bool = False) -> Shape:
    """A public access link."""
    shown = {**actor(found.actor), "token": found.token, "once": once}
    if extended:
        shown["createdBy"] = _actor(found.created_by)
    return shown


def assignment(found: Assigned, *, extended: bool, with_form: bool = False) -> Shape:
    """Who holds which role."""
    shown: Shape = {"actorId": found.actor.id, "roleId": found.role.value}
    if with_form:
        shown["xmlFormId"] = found.form_id
    if extended:
        shown["actor"] = actor(found.actor)
    return shown


def project(found: StoredProject, figures: ProjectFigures | None = None) -> Shape:
    """A project; figures are extended metadata."""
    shown: Shape = {
        "id": found.id,
        "name": found.name,
        "description": found.description,
        "archived": found.archived,
        "keyId": found.key_id,
        "createdAt": moment(found.created_at),
        "updatedAt": moment(found.updated_at),
        "deletedAt": None,
    }
    if figures is not None:
        shown |= {
            "forms": figures.forms,
            "appUsers": figures.app_users,
            "datasets": figures.datasets,
            "lastSubmission": moment(figures.last_at),
            "lastEntity": moment(figures.last_entity_at),
        }
    return shown


def key(found: StoredKey) -> Shape:
    """A public key; the private one is shown to nobody."""
    return {
        "id": found.id,
        "public": found.public,
        "managed": found.locked is not None,
        "hint": found.hint,
        "createdAt": moment(found.created_at),
    }


def form(
    view: FormView, sha1: str, figures: FormFigures | None = None, *, draft_token: str | None = None
) -> Shape:
    """A form in one edition; figures are extended metadata, a draft has a token for testers."""
    found, version = view.form, view.version
    shown: Shape = {
        "projectId": found.project_id,
        "xmlFormId": found.form_id,
        "state": found.state,
        "enketoId": None,
        "enketoOnceId": None,
        "webformsEnabled": False,
        "keyId": version.key_id,
        "version": version.version,
        "hash": version.md5,
        "sha": sha1,
        "sha256": version.sha256,
        "draftToken": draft_token,
        "publishedAt": moment(version.published_at),
        "name": title(version.titles),
        "createdAt": moment(found.created_at),
        "updatedAt": moment(found.updated_at),
    }
    if figures is not None:
        shown |= {
            **_sent(figures.sent),
            "createdBy": _actor(figures.created_by),
            "excelContentType": excel_type(version.workbook_name),
            "entityRelated": figures.moves_entities,
            "publicLinks": 0,
        }
    return shown


def title(titles: Mapping[str, str]) -> str:
    """The title as it stands in the form, both languages if it has them."""
    zh, en = titles.get("zh", ""), titles.get("en", "")
    return f"{zh} / {en}" if en and en != zh else zh


def excel_type(workbook_name: str | None) -> str | None:
    """The type of the workbook behind a form; None for one made elsewhere."""
    if workbook_name is None:
        return None
    if workbook_name.lower().endswith(".xls"):
        return "application/vnd.ms-excel"
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _sent(figures: Figures | None) -> Shape:
    by_state = {} if figures is None else figures.by_state
    return {
        "submissions": sum(by_state.values()),
        "lastSubmission": None if figures is None else moment(figures.last_at),
        "reviewStates": {
            "received": by_state.get(None, 0),
            "hasIssues": by_state.get("hasIssues", 0),
            "edited": by_state.get("edited", 0),
        },
    }


def form_file(slot: StoredFile) -> Shape:
    """A file slot of a form; a list the server makes counts as linked to an entity list."""
    is_made = bool(slot.source)
    is_there = slot.digest is not None
    return {
        "name": slot.name,
        "type": slot.kind,
        "hash": slot.md5,
        "exists": is_made or is_there,
        "blobExists": is_there and not is_made,
        "datasetExists": is_made,
        "updatedAt": moment(slot.updated_at),
    }


def fields(schema: FormSchema, *, odata: bool) -> list[Shape]:
    """The fields of a form, depth first, with the names OData uses if asked for."""
    if odata:
        return [_field(each, path, name) for each, name, path in named_paths(schema.fields)]
    return [_field(each, each.path, each.name) for each in schema.walk()]


def _field(found: Field, path: str, name: str) -> Shape:
    kind = {FieldType.GROUP: "structure", FieldType.REPEAT: "repeat"}.get(found.type)
    return {
        "path": path,
        "name": name,
        "type": kind or found.bind_type,
        "binary": found.type is FieldType.BINARY or None,
        "selectMultiple": found.type is FieldType.SELECT_MULTIPLE or None,
    }


def submission(
    found: ListedSubmission, full: Reach, people: Mapping[int, Actor] | None = None
) -> Shape:
    """A submission; `people` are extended metadata.

    Its name often is a person's, so only those see it who may read the submission.
    """
    is_named = full.holds(found.unit_code, found.submitter_id)
    current = version(found.current, is_current=True, people=people)
    shown: Shape = {
        "instanceId": found.instance_id,
        "submitterId": found.submitter_id,
        "deviceId": found.device_id or None,
        "userAgent": found.current.user_agent or None,
        "reviewState": found.review_state,
        "instanceName": found.current.instance_name or None if is_named else None,
        "createdAt": moment(found.received_at),
        "updatedAt": moment(found.updated_at),
        "deletedAt": moment(found.deleted_at),
        "currentVersion": current if is_named else current | {"instanceName": None},
    }
    if people is not None:
        shown["submitter"] = _actor(people.get(found.submitter_id))
        shown["formVersion"] = found.current.version
    return shown


def version(
    found: ListedVersion, *, is_current: bool, people: Mapping[int, Actor] | None = None
) -> Shape:
    """One version of a submission."""
    shown: Shape = {
        "instanceId": found.instance_id,
        "instanceName": found.instance_name or None,
        "submitterId": found.submitter_id,
        "deviceId": found.device_id or None,
        "userAgent": found.user_agent or None,
        "createdAt": moment(found.received_at),
        "current": is_current,
    }
    if people is not None:
        shown["submitter"] = _actor(people.get(found.submitter_id))
        shown["formVersion"] = found.version
    return shown


def submission_files(files: Iterable[FileRow]) -> list[Shape]:
    """Files of a submission, come or awaited."""
    return [{"name": each.name, "exists": each.digest is not None} for each in files]


def comment(body: str, actor_id: int, at: datetime, people: Mapping[int, Actor] | None) -> Shape:
    """A remark; `people` are extended metadata."""
    shown: Shape = {"body": body, "actorId": actor_id, "createdAt": moment(at)}
    if people is not None:
        shown["actor"] = _actor(people.get(actor_id))
    return shown


def change(found: Change) -> Shape:
    """One answer that changed; what was not there has no key."""
    shown: Shape = {
        "path": [list(each) if isinstance(each, tuple) else each for each in found.path]
    }
    if found.old is not None:
        shown["old"] = found.old
    if found.new is not None:
        shown["new"] = found.new
    return shown


def step(found: Step, people: Mapping[int, Actor] | None) -> Shape:
    """One step of a submission's life."""
    shown: Shape = {
        "actorId": found.actor_id,
        "action": found.action,
        "acteeId": None,
        "details": dict(found.details),
        "loggedAt": moment(found.at),
        "notes": found.notes,
    }
    if people is not None:
        shown["actor"] = _actor(people.get(found.actor_id or 0))
    return shown


def log_entry(found: Entry, people: Mapping[int, Actor] | None) -> Shape:
    """A line of the audit log; what it was done to stands in the details, `people` are extended."""
    shown: Shape = {
        "actorId": found.actor_id,
        "action": found.action,
        "acteeId": None,
        "details": {"subject": found.subject, **(found.details or {})},
        "loggedAt": moment(found.at),
        "notes": found.notes,
    }
    if people is not None:
        shown["actor"] = _actor(people.get(found.actor_id or 0))
        shown["actee"] = None
    return shown


def test_submission(found: TestSubmission) -> Shape:
    """What was sent to try a draft out; nobody is its sender."""
    said: Shape = {
        "instanceId": found.instance_id,
        "instanceName": found.instance_name or None,
        "submitterId": None,
        "deviceId": found.device_id or None,
        "userAgent": found.user_agent or None,
        "createdAt": moment(found.received_at),
    }
    return {
        **said,
        "reviewState": None,
        "updatedAt": None,
        "deletedAt": None,
        "currentVersion": {**said, "current": True},
    }
