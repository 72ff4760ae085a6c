"""The XML lists: forms, files of a form, deleted entities (protocol.md 2 and 4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from server.openrosa.envelope import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.publish.listing import ListedForm, MediaItem

UNRESERVED = "-._~"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute URLs below one project, as the tablet must use them (OR-10).

    `public_url` is the configured one; `key` is the token, None for somebody with a password.
    """

    public_url: str
    project_id: int
    key: str | None

    def form(self, form_id: str) -> str:
        """Where the XForm is."""
        return f"{self._project}/forms/{_quoted(form_id)}.xml"

    def manifest(self, form_id: str) -> str:
        """Where the list of a form's files is."""
        return f"{self._project}/forms/{_quoted(form_id)}/manifest"

    def media(self, form_id: str, name: str) -> str:
        """Where a form's file is."""
        return f"{self._project}/forms/{_quoted(form_id)}/attachments/{_quoted(name)}"

    def integrity(self, dataset: str) -> str:
        """Where to ask which entities were deleted."""
        return f"{self._project}/datasets/{_quoted(dataset)}/integrity"

    @property
    def _project(self) -> str:
        key = "" if self.key is None else f"/key/{self.key}"
        return f"{self.public_url.rstrip('/')}/v1{key}/projects/{self.project_id}"


@dataclass(frozen=True, slots=True)
class DraftAddresses(Addresses):
    """The same below a draft, whose token is `key`."""

    draft_of: str

    def form(self, form_id: str) -> str:
        """Where the XForm is."""
        del form_id
        return f"{self._draft}.xml"

    def manifest(self, form_id: str) -> str:
        """Where the list of the draft's files is."""
        del form_id
        return f"{self._draft}/manifest"

    def media(self, form_id: str, name: str) -> str:
        """Where a file of the draft is."""
        del form_id
        return f"{self._draft}/attachments/{_quoted(name)}"

    @property
    def _draft(self) -> str:
        base = f"{self.public_url.rstrip('/')}/v1/test/{self.key}/projects/{self.project_id}"
        return f"{base}/forms/{_quoted(self.draft_of)}/draft"


def form_list(forms: Iterable[ListedForm], addresses: Addresses) -> str:
    """The xforms list; an item without a hash or a URL would void the whole list (OR-57, OR-59)."""
    items = "".join(_form(form, addresses) for form in forms)
    return f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{items}</xforms>'


def _form(form: ListedForm, addresses: Addresses) -> str:
    manifest = _element("manifestUrl", addresses.manifest(form.form_id))
    return (
        "<xform>"
        + _element("formID", form.form_id)
        + _element("name", form.name)
        + _element("version", form.version)
        + _element("hash", f"md5:{form.md5}")
        + _element("downloadUrl", addresses.form(form.form_id))
        + (manifest if form.has_attachments else "")
        + "</xform>"
    )


def manifest(form_id: str, files: Iterable[MediaItem], addresses: Addresses) -> str:
    """The media files of one form (OR-71 to OR-77)."""
    items = "".join(_file(form_id, file, addresses) for file in files)
    return f'<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{items}</manifest>'


def _file(form_id: str, file: MediaItem, addresses: Addresses) -> str:
    is_list = file.dataset is not None
    kind = f' type="{text(file.kind)}"' if is_list else ""
    return (
        f"<mediaFile{kind}>"
        + _element("filename", file.name)
        + _element("hash", f"md5:{file.hash}")
        + _element("downloadUrl", addresses.media(form_id, file.name))
        + (_element("integrityUrl", addresses.integrity(file.dataset)) if file.dataset else "")
        + "</mediaFile>"
    )


def integrity(entities: Iterable[tuple[str, bool]]) -> str:
    """Whether entities were deleted: ``true`` or ``false``, without blanks around (OR-155)."""
    items = "".join(
        f'<entity id="{text(uuid)}"><deleted>{str(is_deleted).lower()}</deleted></entity>'
        for uuid, is_deleted in entities
    )
    return f"<data><entities>{items}</entities></data>"


def _element(name: str, value: str) -> str:
    return f"<{name}>{text(value)}</{name}>"


def _quoted(segment: str) -> str:
    return quote(segment, safe=UNRESERVED)
