"""What a part of a multipart body is called, and whether it is a file (protocol.md 3.1)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from urllib.parse import unquote

XML_PART = "xml_submission_file"
INCOMPLETE = "*isIncomplete*"
GENERIC = frozenset({"", "attachment", "data", "file", "files", "media", "upload"})
"""Field names that say nothing; there the filename is the name."""

UNNAMED = "unnamed"
CHARSETS = ("utf-8", "gb18030")  # the second for curl on a Chinese Windows console

_EXTENSION = re.compile(r".\.[A-Za-z0-9]{1,5}$")
_QUOTED = re.compile(r'"[^"]*"')
_EXTENDED = re.compile(r"""; *(name|filename)\* *= *([\w.+-]+)'[^';]*'([^;"\s]*)""")
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartNames:
    """The names in one part's Content-Disposition, decoded; `filename` is None when absent."""

    field: str
    filename: str | None = None

    @property
    def attachment(self) -> str:
        """What the submission calls this file: the field name unless it says nothing.

        Directories and control characters go, everything else stays as the XML has it.
        """
        field, filename = _last_component(self.field), _last_component(self.filename or "")
        wanted = (filename, field) if self.field.lower() in GENERIC else (field, filename)
        return next((name for name in wanted if name.strip(" .")), UNNAMED)


def read_names(name: str | None, filename: str | None, header: str) -> PartNames:
    """The names of a part from the parser's reading and the raw `header`, both in Latin-1.

    ``name*`` and ``filename*`` (RFC 5987, old urllib3) win over the plain ones.
    """
    extended = _extended(header) if "*" in header else {}
    plain = None if filename is None else _decoded(filename)
    return PartNames(extended.get("name", _decoded(name or "")), extended.get("filename", plain))


def is_file(names: PartNames, content_type: str | None) -> bool:
    """Whether the part is kept as a file: a field is text without filename and extension.

    A picture whose sender forgot the filename is a file all the same, else it would be lost.
    """
    if names.field == INCOMPLETE:
        return False
    if names.filename or _EXTENSION.search(names.field):
        return True
    return content_type is not None and not content_type.startswith("text/")


def mime(content_type: str | None) -> str:
    """The type a part declares if it is well formed; a claim, not a fact."""
    if content_type is None or _MIME.fullmatch(content_type) is None:
        return "application/octet-stream"
    return content_type


def free_name(name: str, taken: set[str]) -> str:
    """`name` with the first number that makes it differ from `taken`.

    >>> free_name("照片.jpg", {"照片.jpg"})
    '照片~1.jpg'
    """
    stem, dot, suffix = name.rpartition(".")
    if not stem:
        stem, dot, suffix = name, "", ""
    number = 1
    while (candidate := f"{stem}~{number}{dot}{suffix}") in taken:
        number += 1
    return candidate


def _last_component(name: str) -> str:
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return "".join(c for c in last if unicodedata.category(c) != "Cc")


def _decoded(latin1: str) -> str:
    if latin1.isascii():
        return _encoded_word(latin1)
    raw = latin1.encode("latin-1")
    for charset in CHARSETS:
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return latin1


def _encoded_word(text: str) -> str:
    """`text` without RFC 2047 encoding, which JavaMail puts into names."""
    if not (text.startswith("=?") and text.endswith("?=")):
        return text
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError):
        return text


def _extended(header: str) -> dict[str, str]:
    names = {}
    for key, charset, value in _EXTENDED.findall(_QUOTED.sub('""', header)):
        try:
            names[key] = unquote(value, encoding=charset, errors="strict")
        except (LookupError, UnicodeDecodeError):
            continue
    return names
