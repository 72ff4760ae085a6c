"""A multipart body into the vault, as it comes off the wire (protocol.md 3.1).

Files are hashed and written while they stream; only the XML part and small fields are held in
memory.  Nothing of a body that breaks off stays behind.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from server.core.errors import (
    MissingXMLPart,
    MultipartBroken,
    NotMultipart,
    TooLarge,
    TooManyParts,
    UploadCutOff,
)
from server.openrosa.partnames import INCOMPLETE, XML_PART, free_name, is_file, mime, read_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from media.blobs import BlobStore, BlobWriter, Delivery, StoredBlob

READ_BYTES = 128 * 1024
MAX_FIELD_BYTES = 64 * 1024
MAX_HEADER_BYTES = 8 * 1024
MAX_BOUNDARY = 200  # RFC 2046 allows 70
PLAIN_ENCODINGS = frozenset({"", "7bit", "8bit", "binary"})


class Stream(Protocol):
    """What WSGI calls ``wsgi.input``."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes, none at the end."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much one POST may hold: the body in bytes, the XML part in bytes, parts."""

    hard_limit_bytes: int = 250_000_000
    max_xml_bytes: int = 10_000_000
    max_parts: int = 500


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """One file of a POST, durable in the vault.  `name` is what the XML calls it."""

    name: str
    content_type: str
    blob: StoredBlob


@dataclass(frozen=True, slots=True)
class ReceivedParts:
    """One POST taken apart.  `xml` is byte for byte as sent; `files` keep the order of parts."""

    xml: bytes
    files: tuple[ReceivedFile, ...]
    fields: Mapping[str, str]

    @property
    def more_follows(self) -> bool:
        """Whether the tablet says that this is not its last POST (a hint, never relied on)."""
        return INCOMPLETE in self.fields


def receive_parts(
    stream: Stream,
    content_type: str,
    content_length: int | None,
    *,
    vault: BlobStore,
    limits: UploadLimits,
) -> ReceivedParts:
    """Take one POST apart; its files are durable in `vault` when this returns.

    `content_length` is None for a chunked body.  Two files of one name are both kept: the later
    one bears the name, as it would in a later POST, the earlier one a name of its own.
    Raise NotMultipart, MultipartBroken, UploadCutOff, MissingXMLPart, TooLarge, TooManyParts or
    DiskFull; then nothing of the request is in the vault.
    """
    parser = _parser(content_type)
    chunks = _chunks(stream, content_length, limits.hard_limit_bytes)
    with vault.delivery() as delivery:
        envelope = _Envelope(delivery, limits)
        for event in _events(parser, chunks):
            envelope.take(event)
        return envelope.close()


def _parser(content_type: str) -> PushMultipartParser:
    kind, options = parse_options_header(content_type)
    if kind != "multipart/form-data":
        raise NotMultipart(reason=kind)
    boundary = options.get("boundary", "")
    if not 0 < len(boundary) <= MAX_BOUNDARY:
        raise MultipartBroken(reason="boundary")
    try:
        # Latin-1 keeps every byte of a name; which charset it is in is decided in partnames.
        return PushMultipartParser(
            boundary.encode("latin-1", "replace"),
            max_header_size=MAX_HEADER_BYTES,
            header_charset="latin-1",
        )
    except MultipartError as err:
        raise MultipartBroken(reason=str(err)) from err


def _chunks(stream: Stream, content_length: int | None, hard_limit_bytes: int) -> Iterator[bytes]:
    """The body in pieces, never more than is announced; raise TooLarge before reading on."""
    left = hard_limit_bytes + 1 if content_length is None else content_length
    if content_length is not None and content_length > hard_limit_bytes:
        raise _too_large(hard_limit_bytes)
    while left > 0 and (chunk := stream.read(min(READ_BYTES, left))):
        left -= len(chunk)
        if content_length is None and left <= 0:
            raise _too_large(hard_limit_bytes)
        yield chunk


def _events(
    parser: PushMultipartParser, chunks: Iterator[bytes]
) -> Iterator[MultipartSegment | bytes | None]:
    """The parser's events: a header, pieces of its body, None, and so on."""
    try:
        for chunk in chunks:
            yield from parser.parse(chunk)
    except MultipartError as err:
        raise MultipartBroken(reason=str(err)) from err
    try:
        parser.close()
    except MultipartError as err:
        raise UploadCutOff(reason="end of body") from err


def _too_large(limit_bytes: int) -> TooLarge:
    return TooLarge(limit_mb=limit_bytes // 1_000_000)


class _Held:
    """A part that is held in memory: the XML or a field."""

    def __init__(self, limit_bytes: int, *, is_xml: bool = False) -> None:
        self._limit_bytes = limit_bytes
        self.is_xml = is_xml
        self._content = bytearray()

    def write(self, chunk: bytes) -> None:
        """Add `chunk`; raise TooLarge."""
        if len(self._content) + len(chunk) > self._limit_bytes:
            raise _too_large(self._limit_bytes)
        self._content += chunk

    def content(self) -> bytes:
        """What was written so far."""
        return bytes(self._content)


class _Envelope:
    """The parts of one POST, sorted as they come."""

    def __init__(self, delivery: Delivery, limits: UploadLimits) -> None:
        self._delivery = delivery
        self._limits = limits
        self._parts = 0
        self._xml: _Held | None = None
        self._fields: dict[str, _Held] = {}
        self._files: list[tuple[str, str]] = []
        self._writer: BlobWriter | _Held = _Held(0)

    def take(self, event: MultipartSegment | bytes | None) -> None:
        """Take the next event of the parser."""
        if isinstance(event, MultipartSegment):
            self._writer = self._begin(event)
        elif event is None:
            self._end()
        else:
            self._writer.write(event)

    def close(self) -> ReceivedParts:
        """The POST taken apart, its files durable; raise MissingXMLPart."""
        fields = {n: held.content().decode("utf-8", "replace") for n, held in self._fields.items()}
        xml = self._one_xml()
        files = [
            ReceivedFile(name, content_type, blob)
            for (name, content_type), blob in zip(self._files, self._delivery.keep(), strict=True)
        ]
        return ReceivedParts(xml, _told_apart(files), fields)

    def _begin(self, segment: MultipartSegment) -> BlobWriter | _Held:
        self._parts += 1
        if self._parts > self._limits.max_parts:
            raise TooManyParts(limit=self._limits.max_parts)
        _refuse_encoded(segment.header("Content-Transfer-Encoding", ""))
        names = read_names(segment.name, segment.filename, segment.header("Content-Disposition"))
        if names.field == XML_PART:
            return _Held(self._limits.max_xml_bytes, is_xml=True)
        if is_file(names, segment.content_type):
            self._files.append((names.attachment, mime(segment.content_type)))
            return self._delivery.writer()
        self._fields[names.field] = _Held(MAX_FIELD_BYTES)
        return self._fields[names.field]

    def _end(self) -> None:
        if not isinstance(self._writer, _Held):
            self._writer.seal()
        elif self._writer.is_xml:
            self._keep_xml(self._writer)

    def _keep_xml(self, held: _Held) -> None:
        """Keep the XML part; a second one must be the same, and none of its copies is held."""
        if self._xml is not None and self._xml.content() != held.content():
            raise MultipartBroken(reason=f"2 x {XML_PART}")
        self._xml = held

    def _one_xml(self) -> bytes:
        if self._xml is None:
            raise MissingXMLPart
        return self._xml.content()


def _refuse_encoded(transfer_encoding: str) -> None:
    """RFC 7578 knows no transfer encodings; storing base64 as a picture would lose it."""
    if transfer_encoding.strip().lower() not in PLAIN_ENCODINGS:
        raise MultipartBroken(reason=f"Content-Transfer-Encoding: {transfer_encoding}")


def _told_apart(files: list[ReceivedFile]) -> tuple[ReceivedFile, ...]:
    """`files` under distinct names: the last of a name bears it, a copy of it is dropped."""
    taken = {file.name for file in files}
    kept: dict[str, ReceivedFile] = {}
    for file in reversed(files):
        twin = kept.get(file.name)
        if twin is None:
            kept[file.name] = file
        elif twin.blob != file.blob:
            name = free_name(file.name, taken)
            taken.add(name)
            kept[name] = replace(file, name=name)
    return tuple(reversed(kept.values()))
