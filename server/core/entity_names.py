"""What entity lists and their properties may be called (protocol.md 4.1)."""

from __future__ import annotations

import re

from server.core.errors import UnexpectedValue

LABEL = "label"
RESERVED = frozenset({"name", LABEL})
LONGEST = 200

_XML_NAME = re.compile(r"[^\W\d][\w.-]*")


def dataset_name(text: str) -> str:
    """`text` if a list may have this name: an XML name without ``.`` that begins with no ``__``.

    Raise UnexpectedValue.
    """
    if not _is_name(text) or "." in text:
        raise UnexpectedValue(field="name", value=text, reason="This is not a valid dataset name.")
    return text


def property_name(text: str) -> str:
    """`text` if a property may have this name; ``name`` and ``label`` are taken in any capitals.

    Raise UnexpectedValue.
    """
    if not _is_name(text) or folded(text) in RESERVED:
        raise UnexpectedValue(field="name", value=text, reason="This is not a valid property name.")
    return text


def _is_name(text: str) -> bool:
    return (
        len(text) <= LONGEST and not text.startswith("__") and _XML_NAME.fullmatch(text) is not None
    )


def folded(name: str) -> str:
    """What two names are held against each other by: capitals make no difference (409.16).

    >>> folded("Trees") == folded("trees")
    True
    """
    return name.casefold()
