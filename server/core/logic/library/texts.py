"""Functions of texts.  Lengths and places count UTF-16 units, as Java and scripts do."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from server.core.logic import numbers
from server.core.logic.code import Code, Kind
from server.core.logic.library.plain import Builder, Fixed, applied, count, getter, plain
from server.core.logic.patterns import joined, units
from server.core.logic.syntax import NotUnderstood, Path, Step, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.logic.code import Site
    from server.core.logic.compiling import Compiling
    from server.core.logic.syntax import Expr
    from server.core.logic.tree import Scope

ALGORITHMS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
SELF = Path((Step("."),))


def substr(text: str, start: float, end: float | None = None) -> str:
    """From `start` up to before `end`, both from 0; negative ones count from the end.

    >>> substr("hello", 1, -1), substr("hello", -3), substr("hello", 3, 1)
    ('ell', 'llo', '')
    """
    written = units(text)
    last = len(written)
    first = numbers.index(start)
    after = last if end is None else numbers.index(end)
    first = min(max(0, last + first if first < 0 else first), last)
    after = min(max(0, last + after if after < 0 else after), last)
    return joined(written[first:after])


def translate(text: str, old: str, new: str) -> str:
    """Each character of `old` replaced by the one at its place in `new`, or left out.

    >>> translate("abcb", "bc", "B")
    'aBB'
    """
    replaced: dict[int, str] = {}
    for place, char in enumerate(old):
        replaced.setdefault(ord(char), new[place : place + 1])
    return text.translate(replaced)


def before(text: str, part: str) -> str:
    """What stands before `part`; empty where it does not occur."""
    found = text.find(part)
    return text[:found] if found > 0 else ""


def after(text: str, part: str) -> str:
    """What stands behind `part`; empty where it does not occur."""
    found = text.find(part)
    return text[found + len(part) :] if found >= 0 else ""


def digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    """The hash of a text.

    >>> digest("a", "MD5", "hex")
    '0cc175b9c0f1b6a831c399e269772661'
    """
    name = ALGORITHMS.get(algorithm)
    if name is None or encoding not in ("base64", "hex"):
        raise Unknown
    found = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
    return found.hex() if encoding == "hex" else base64.b64encode(found).decode()


def decoded(text: str) -> str:
    """The text behind base64."""
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError as error:  # no base64, or no UTF-8 behind it
        raise Unknown from error


def _concat(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    count(arguments, 1)
    codes = [shared(compiler.code(each, site)) for each in arguments]
    texts = compiler.dialect.texts(codes)
    return Code(Kind.TEXT, lambda s: "".join(texts(s)))


def _join(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    count(arguments, 1)
    between, *codes = [shared(compiler.code(each, site)) for each in arguments]
    separator, texts = compiler.dialect.text(between), compiler.dialect.texts(codes)
    return Code(Kind.TEXT, lambda s: separator(s).join(texts(s)))


def shared(code: Code) -> Code:
    """`code`, unless clients disagree which nodes a function of several nodes would see."""
    return Code(Kind.NODES, refused) if code.is_own else code


def refused(_: Scope) -> str:
    """Nothing can be said."""
    raise Unknown


def _of_self(builder: Builder) -> Builder:
    """A function whose only argument may be left out and is then the node itself."""

    def build(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
        return builder(compiler, site, arguments or (SELF,))

    return build


def _regex(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    count(arguments, 2, 2)
    text = compiler.dialect.text(compiler.code(arguments[0], site))
    source = getter(compiler, compiler.code(arguments[1], site), "t")
    pattern = compiler.dialect.pattern
    if isinstance(source, Fixed):
        test = pattern(str(source.value))
        return Code(Kind.TRUTH, lambda s: test(text(s)))

    def matches(scope: Scope) -> bool:
        try:
            return pattern(source(scope))(text(scope))
        except NotUnderstood as error:
            raise Unknown from error

    return Code(Kind.TRUTH, matches)


def _string(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    count(arguments, 1, 1)
    return Code(Kind.TEXT, applied(str, [getter(compiler, compiler.code(arguments[0], site), "t")]))


FUNCTIONS: Mapping[str, Builder] = {
    "string": _of_self(_string),
    "concat": _concat,
    "join": _join,
    "substr": plain(Kind.TEXT, "tn?n", substr),
    "substring-before": plain(Kind.TEXT, "tt", before),
    "substring-after": plain(Kind.TEXT, "tt", after),
    "translate": plain(Kind.TEXT, "ttt", translate),
    "string-length": _of_self(plain(Kind.NUMBER, "t", lambda t: float(len(units(t))))),
    "normalize-space": _of_self(plain(Kind.TEXT, "t", lambda t: " ".join(t.split()))),
    "contains": plain(Kind.TRUTH, "tt", lambda text, part: part in text),
    "starts-with": plain(Kind.TRUTH, "tt", str.startswith),
    "ends-with": plain(Kind.TRUTH, "tt", str.endswith),
    "digest": plain(Kind.TEXT, "tt?t", digest),
    "base64-decode": plain(Kind.TEXT, "t", decoded),
    "regex": _regex,
}
