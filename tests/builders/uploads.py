"""Multipart bodies as tablets write them."""

from __future__ import annotations

from dataclasses import dataclass

XML = b'<?xml version="1.0"?><data id="f"><meta><instanceID>uuid:1</instanceID></meta></data>'
BOUNDARY = "a2f5b6c0-41d1-4a0e-9d0b-0b6a3f6f9f10"


@dataclass(frozen=True)
class Part:
    """One part; `disposition` overrides what follows from the names."""

    name: str = "xml_submission_file"
    content: bytes = XML
    filename: str | None = None
    content_type: str | None = None
    disposition: bytes | None = None
    headers: bytes = b""


def xml_part(content=XML, filename="household_2026-11-23.xml"):
    """The XML part as Collect sends it."""
    return Part("xml_submission_file", content, filename, "text/xml")


def photo_part(name="照片.jpg", content=b"\xff\xd8\xff\xe0 photo", **more):
    """A photo whose field name and filename are the same, as Collect sends it."""
    return Part(name, content, more.pop("filename", name), "image/jpeg", **more)


def incomplete_part():
    """Collect's announcement of more POSTs."""
    return Part("*isIncomplete*", b"yes")


def body(*parts, boundary=BOUNDARY, end=b"--\r\n"):
    """The bytes of a POST."""
    delimiter = b"--" + boundary.encode()
    return b"".join(delimiter + b"\r\n" + _head(p) + p.content + b"\r\n" for p in parts) + (
        delimiter + end
    )


def content_type(boundary=BOUNDARY):
    """The header that belongs to `body`."""
    return f"multipart/form-data; boundary={boundary}"


def _head(part):
    lines = [part.disposition or _disposition(part)]
    if part.content_type:
        lines.append(b"Content-Type: " + part.content_type.encode())
    return b"\r\n".join(lines) + b"\r\n" + part.headers + b"\r\n"


def _disposition(part):
    text = f'Content-Disposition: form-data; name="{_quoted(part.name)}"'
    if part.filename is not None:
        text += f'; filename="{_quoted(part.filename)}"'
    return text.encode()


def _quoted(name):
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
