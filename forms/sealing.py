"""An XForm told to have its submissions encrypted (protocol.md 3.5)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from forms.versions import with_version
from server.core.safexml import parse_xml
from server.core.schema import parse_xform

if TYPE_CHECKING:
    from forms.compile import Compiled

XFORMS = "http://www.w3.org/2002/xforms"
_MARK = re.compile(r"\[encrypted:\w+\]$")


def plain_version(version: str) -> str:
    """A version without the mark of the key it is encrypted with.

    >>> plain_version("2026112301[encrypted:5f0c21ab]")
    '2026112301'
    """
    return _MARK.sub("", version)


def sealed_version(version: str, public: str) -> str:
    """The version with a mark of the key: tablets take the form for a new one.

    The same key gives the same mark, so that publishing the same form again changes nothing.
    """
    mark = hashlib.sha256(public.encode()).hexdigest()[:8]
    return f"{plain_version(version)}[encrypted:{mark}]"


def sealed(compiled: Compiled, public: str) -> Compiled:
    """The form with this public key and a version of its own."""
    xform = sealed_xform(compiled.xform, compiled.version, public)
    return replace(compiled, xform=xform, schema=parse_xform(xform))


def sealed_xform(xform: bytes, version: str, public: str) -> bytes:
    """The XForm with this public key and a version of its own."""
    html = parse_xml(with_version(xform, sealed_version(version, public)))
    model = html.find("{*}head/{*}model")
    if model is not None:
        found = model.find("{*}submission")
        if found is None:
            found = etree.SubElement(model, f"{{{XFORMS}}}submission")
        found.set("base64RsaPublicKey", public)
    return etree.tostring(html, encoding="utf-8", xml_declaration=True)
