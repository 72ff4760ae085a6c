"""Hiding what a screen need not show: identity numbers, telephones, accounts (domain.md 5.7).

Values are recognised by their shape as well as by their question, so a form of tomorrow that asks
for a number under another name still comes out masked.
"""

from __future__ import annotations

import re

from server.core import idnumber

_ID_INSIDE = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?![\dXx])")
_CERTIFICATE = re.compile(r"(\d{6})\d{8}(\d{3}[\dXx])([1-7][1-4])(?![\dXx])")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{6}(\d{2})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2})\d?-?\d{5,6}(\d{2})(?!\d)")

ID_NUMBERS = frozenset({"m_id_number", "m_id_norm", "head_id", "m_disability_cert", "id_number"})
PHONES = frozenset({"phone", "reporter_phone", "obj_phone", "assistant_phone"})


def masked(name: str, value: str) -> str:
    """The text of question `name` with every number of a person hidden.

    >>> masked("head_id", "34052419800101001X")
    '340524********001X'
    >>> masked("phone", "13912345612")
    '139******12'
    >>> masked("remark", "证号34052419800101001X，电话13912345612")
    '证号340524********001X，电话139******12'
    """
    if name in ID_NUMBERS and not _shaped(value):
        return idnumber.masked(value)
    text = _CERTIFICATE.sub(r"\1********\2\3", value)
    text = _ID_INSIDE.sub(r"\1********\2", text)
    text = _MOBILE.sub(r"\1******\2", text)
    return _LANDLINE.sub(r"\1******\2", text) if name in PHONES else text


def is_masked(name: str, value: str) -> bool:
    """Whether `masked` hides anything of it."""
    return masked(name, value) != value


def _shaped(value: str) -> bool:
    return bool(_CERTIFICATE.fullmatch(value) or _ID_INSIDE.fullmatch(value))
