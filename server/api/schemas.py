"""Bodies of the public API: its camelCase names become ours here, and types are checked."""

from __future__ import annotations

from typing import Any, TypeAlias

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from server.core.desk.people import Post
from server.core.registers.reasons import Reason

MISSING = "missing"

Messages: TypeAlias = "dict[str, str | list[Any] | dict[Any, Any]]"

_TEXT: Messages = {
    "required": MISSING,
    "null": MISSING,
    "invalid": "string",
    "invalid_utf8": "string",
}
_OBJECT: Messages = {"required": MISSING, "null": MISSING, "invalid": "object"}
_FLAG: Messages = {"required": MISSING, "null": MISSING, "invalid": "boolean"}


def _without_nul(text: str) -> None:
    """No database text holds it."""
    if "\0" in text:
        raise ValidationError("text without NUL")


def _text(name: str | None = None, **options: Any) -> fields.String:  # noqa: ANN401  # marshmallow's options
    return fields.String(data_key=name, error_messages=_TEXT, validate=_without_nul, **options)


class Body(Schema):
    """Names we do not know are passed over, as the public API does."""

    class Meta:
        """Options of marshmallow."""

        unknown = EXCLUDE


class Login(Body):
    """Credentials of a web user; that both must be there is told in one message.

    `code` is ours: that of an authenticator, where the account has one.
    """

    email = _text(load_default="", allow_none=False)
    password = _text(load_default="", allow_none=False)
    code = _text(load_default="", allow_none=False)


class NewUser(Body):
    """An account; `post` and `units` are ours."""

    email = _text(required=True)
    password = _text(load_default=None, allow_none=True)
    name = _text("displayName", load_default="")
    post = fields.Enum(
        Post,
        by_value=True,
        load_default=None,
        allow_none=True,
        error_messages={"unknown": f"one of {', '.join(Post)}"},
    )
    units = fields.List(_text(), load_default=(), error_messages={"invalid": "list of codes"})


class UserChange(Body):
    """What may be changed about an account."""

    name = _text("displayName", load_default=None)


class PasswordChange(Body):
    """The present password and the next."""

    old = _text(required=True)
    new = _text(required=True)


class ResetRequest(Body):
    """Whose password is forgotten."""

    email = _text(required=True)


class ResetUse(Body):
    """The next password."""

    new = _text(required=True)


class NewProject(Body):
    """A project."""

    name = _text(required=True)
    description = _text(load_default=None, allow_none=True)


class ProjectChange(Body):
    """What may be changed about a project; what is not there stays."""

    name = _text(load_default=None)
    description = _text(load_default=None, allow_none=True)
    archived = fields.Boolean(load_default=None, allow_none=True, error_messages=_FLAG)


class NewKey(Body):
    """What opens the submissions of a project, and a hint at it for those who know it."""

    passphrase = _text(required=True)
    hint = _text(load_default=None, allow_none=True)


class NewAppUser(Body):
    """A tablet; `units` are the villages it collects in, which are ours."""

    name = _text("displayName", required=True)
    units = fields.List(_text(), load_default=(), error_messages={"invalid": "list of codes"})


class NewPublicLink(Body):
    """A public access link; `once` is kept by the page that fills the form."""

    name = _text("displayName", required=True)
    once = fields.Boolean(load_default=False, allow_none=False, error_messages=_FLAG)


class PreferenceValue(Body):
    """What a program wants remembered for a person; anything JSON holds."""

    value = fields.Raw(
        data_key="propertyValue", required=True, allow_none=True, error_messages=_OBJECT
    )


class FormChange(Body):
    """What may be changed about a form."""

    state = _text(load_default=None)
    name = _text(load_default=None)


class SubmissionChange(Body):
    """What may be changed about a submission; a review state that is not there stays."""

    review_state = _text("reviewState", allow_none=True)


class NewComment(Body):
    """A remark."""

    body = _text(required=True)


class RecordValues(Body):
    """Columns of a register's record by name; what they may hold is the register's matter."""

    values = fields.Dict(required=True, error_messages=_OBJECT)


class RecordChange(RecordValues):
    """A change of a record: `row_version` is that of the period as it was read."""

    row_version = fields.Integer(
        data_key="rowVersion", required=True, error_messages={**_OBJECT, "invalid": "integer"}
    )
    reason = fields.Enum(
        Reason,
        by_value=True,
        load_default=Reason.ENTRY_ERROR,
        error_messages={**_OBJECT, "unknown": ", ".join(Reason)},
    )
    note = _text(load_default="")
    since = fields.Date(load_default=None, error_messages={"invalid": "date"})
    period = fields.Integer(
        data_key="period", load_default=None, error_messages={"invalid": "integer"}
    )


class RecordEnd(Body):
    """The last day of a record; `values` may say more, as a benefit's end reason."""

    last_day = fields.Date(
        data_key="lastDay", required=True, error_messages={**_OBJECT, "invalid": "date"}
    )
    values = fields.Dict(load_default=dict, error_messages=_OBJECT)
    row_version = fields.Integer(
        data_key="rowVersion", required=True, error_messages={**_OBJECT, "invalid": "integer"}
    )
    note = _text(load_default="")


class RecordReveal(Body):
    """A column that is masked, and what its value is needed for."""

    column = _text(required=True)
    purpose = _text(load_default="")


class ImportWish(Body):
    """Whether rows with errors may be left out."""

    only_good = fields.Boolean(data_key="onlyGood", load_default=False, error_messages=_FLAG)


class NewDataset(Body):
    """An entity list."""

    name = _text(required=True)
    approval_required = fields.Boolean(
        data_key="approvalRequired", load_default=False, error_messages=_FLAG
    )
    owner_only = fields.Boolean(data_key="ownerOnly", load_default=False, error_messages=_FLAG)


class DatasetChange(Body):
    """What may be changed about an entity list."""

    approval_required = fields.Boolean(
        data_key="approvalRequired", load_default=None, error_messages=_FLAG
    )
    owner_only = fields.Boolean(data_key="ownerOnly", load_default=None, error_messages=_FLAG)


class NewProperty(Body):
    """A property of an entity list."""

    name = _text(required=True)


class EntityIds(Body):
    """Entities to be deleted or restored together."""

    ids = fields.List(
        _text(),
        required=True,
        error_messages={"required": MISSING, "null": MISSING, "invalid": "list of ids"},
    )


class DatasetLink(Body):
    """Whether a file of a form is an entity list."""

    dataset = fields.Boolean(required=True, error_messages=_FLAG)
