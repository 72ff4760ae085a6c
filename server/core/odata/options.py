"""What the address of a feed asks for: ``$top``, ``$skip``, ``$filter`` and the others."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server.core.errors import (
    ExpandUnsupported,
    FeatureUnsupported,
    FilterFieldUnsupported,
    SelectWithExpand,
    SkipTokenInvalid,
    WrongDataType,
)
from server.core.odata.parser import parse_filter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.odata.tree import Expression

KNOWN = frozenset(
    f"${name}"
    for name in (
        "top",
        "skip",
        "count",
        "filter",
        "orderby",
        "select",
        "expand",
        "wkt",
        "skiptoken",
        "format",
    )
)
LARGEST = 2**31 - 1
TOKEN_MARK = "01"  # noqa: S105  # the version of what follows, as the public API has it
_ORDER = re.compile(r"(?P<path>\S+)(?:\s+(?P<way>asc|desc))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """One field to sort by."""

    path: str
    is_descending: bool
    at: int


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for; `top` is None for everything, `select` empty for all fields."""

    top: int | None = None
    skip: int = 0
    counts: bool = False
    filter: Expression | None = None
    order: tuple[Order, ...] = ()
    select: tuple[str, ...] = ()
    expands: bool = False
    wkt: bool = False
    skip_token: Mapping[str, Any] | None = None


def read_options(asked: Mapping[str, str], *, more: frozenset[str] = frozenset()) -> Options:
    """The options among the parameters of an address; others than OData's are passed over.

    `more` are further options the feed knows (``$search``).  Raise FeatureUnsupported,
    WrongDataType, FilterUnparseable, FilterUnsupported, ExpandUnsupported, SelectWithExpand,
    SkipTokenInvalid.
    """
    for name in asked:
        if name.startswith("$") and name not in KNOWN | more:
            raise FeatureUnsupported(feature=name)
    expand, select = asked.get("$expand", ""), _select(asked.get("$select", ""))
    if expand not in {"", "*"}:
        raise ExpandUnsupported(text=expand)
    if expand and select:
        raise SelectWithExpand
    token, order = asked.get("$skiptoken"), _order(asked.get("$orderby", ""))
    if token and order:
        raise FeatureUnsupported(feature="$orderby with $skiptoken")
    if asked.get("$format", "json").partition(";")[0] not in {"json", "application/json"}:
        raise FeatureUnsupported(feature=f"$format={asked['$format']}")
    source = asked.get("$filter", "").strip()
    return Options(
        top=_number(asked, "$top"),
        skip=_number(asked, "$skip") or 0,
        counts=_is_true(asked, "$count"),
        filter=parse_filter(source) if source else None,
        order=order,
        select=select,
        expands=bool(expand),
        wkt=_is_true(asked, "$wkt"),
        skip_token=_token(token) if token else None,
    )


def skip_token(after: Mapping[str, Any]) -> str:
    """The text that names the last row of a page, so that the next begins behind it."""
    written = json.dumps(after, separators=(",", ":")).encode()
    return TOKEN_MARK + base64.urlsafe_b64encode(written).decode()


def _token(text: str) -> Mapping[str, Any]:
    try:
        read = json.loads(base64.b64decode(text[len(TOKEN_MARK) :].encode(), altchars=b"-_"))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise SkipTokenInvalid from error
    if not text.startswith(TOKEN_MARK) or not isinstance(read, dict):
        raise SkipTokenInvalid
    return read


def _number(asked: Mapping[str, str], name: str) -> int | None:
    text = asked.get(name)
    if text is None or text == "":
        return None
    if not (text.isdecimal() and text.isascii()):
        raise WrongDataType(field=name, value=text[:20], expected="integer")
    return min(int(text[:12]), LARGEST)


def _is_true(asked: Mapping[str, str], name: str) -> bool:
    """Clients write ``True`` as well (OR-169)."""
    return asked.get(name, "").lower() == "true"


def _select(text: str) -> tuple[str, ...]:
    names = [name.strip() for name in text.split(",")]
    return () if "*" in names else tuple(dict.fromkeys(filter(None, names)))


def _order(text: str) -> tuple[Order, ...]:
    found = []
    at = 0
    for part in text.split(","):
        wanted = _ORDER.fullmatch(part.strip())
        if wanted is not None:
            way = (wanted["way"] or "asc").lower()
            found.append(Order(wanted["path"], way == "desc", at))
        elif part.strip():
            raise FilterFieldUnsupported(text=part.strip(), at=at)
        at += len(part) + 1
    return tuple(found)
