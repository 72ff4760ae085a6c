"""Functions of choices: what was ticked, and how choices are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.logic import numbers
from server.core.logic.code import Code, Kind
from server.core.logic.library.plain import Builder, count, getter, plain
from server.core.logic.parser import parse
from server.core.logic.paths import resolve
from server.core.logic.syntax import Literal, NotUnderstood, Path, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.logic.code import Site
    from server.core.logic.compiling import Compiling
    from server.core.logic.syntax import Expr
    from server.core.logic.tree import Scope
    from server.core.schema import Field


def selected_at(text: str, place: float) -> str:
    """The choice at a place counted from 0; empty where there is none."""
    chosen = text.split()
    at = numbers.index(place)
    return chosen[at] if 0 <= at < len(chosen) else ""


def _choice_name(compiler: Compiling, site: Site, arguments: tuple[Expr, ...]) -> Code:
    """The label of a choice of the question whose path is given as a text."""
    count(arguments, 2, 2)
    value = getter(compiler, compiler.code(arguments[0], site), "t")
    field = _question(compiler, arguments[1], site)
    labels = {
        choice.name: choice.label for choice in compiler.schema.choices.get(field.choices or "", ())
    }
    if not labels:
        raise NotUnderstood("jr:choice-name()")

    def label(scope: Scope) -> str:
        found = labels.get(value(scope), {"": ""})
        return _in_language(found, scope.run.language)

    return Code(Kind.TEXT, label)


def _question(compiler: Compiling, path: Expr, site: Site) -> Field:
    if not isinstance(path, Literal):
        raise NotUnderstood("jr:choice-name()")
    found = parse(path.text.strip())
    if not isinstance(found, Path) or found.start is not None or site.is_item:
        raise NotUnderstood("jr:choice-name()")
    return compiler.schema.by_path[resolve(compiler, found, site).path]


def _in_language(texts: Mapping[str, str], language: str) -> str:
    found = texts.get(language, texts.get(""))
    if found is None:
        raise Unknown
    return found


def selected(text: str, choice: str) -> bool:
    """Whether `choice` is one of the names in `text`.

    >>> selected("dibao rent", "dibao"), selected("dibao_rural", "dibao")
    (True, False)
    """
    return f" {choice.strip()} " in f" {text} "


FUNCTIONS: Mapping[str, Builder] = {
    "selected": plain(Kind.TRUTH, "tt", selected),
    "is-selected": plain(Kind.TRUTH, "tt", selected),
    "selected-at": plain(Kind.TEXT, "tn", selected_at),
    "count-selected": plain(Kind.NUMBER, "t", lambda text: float(len(text.split()))),
    "jr:choice-name": _choice_name,
}
