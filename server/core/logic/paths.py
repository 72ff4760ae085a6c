"""Paths into the primary instance, resolved against the form once: no search at run time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server.core.logic.code import STRUCTURES, Code, Get, Kind, Site
from server.core.logic.filters import Filter, kept
from server.core.logic.syntax import NotUnderstood, Path, Step
from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from server.core.logic.compiling import Compiling
    from server.core.logic.tree import Scope
    from server.core.schema import FormSchema

    ToScope = Callable[[Scope], Scope]
    ToScopes = Callable[[Scope], Sequence[Scope]]


def repeats_around(schema: FormSchema, path: str) -> tuple[str, ...]:
    """The repeats `path` lies in or is, the outermost first."""
    steps = path.split("/")
    above = ("/".join(steps[:depth]) for depth in range(2, len(steps) + 1))
    return tuple(each for each in above if schema.by_path[each].type is FieldType.REPEAT)


def site_of(schema: FormSchema, path: str) -> Site:
    """The site of an expression that belongs to the node at `path`."""
    return Site(path, repeats_around(schema, path))


@dataclass(frozen=True, slots=True)
class Target:
    """What a path leads to.

    `base` finds the scope that the context already fixes; `descents` are the repeats all of whose
    rows are then meant, with what filters them, and `filters` those on the last step.
    """

    path: str
    type: FieldType
    base: ToScope
    descents: tuple[tuple[str, tuple[Filter, ...]], ...]
    filters: tuple[Filter, ...]
    is_own: bool


def resolve(compiler: Compiling, path: Path, site: Site) -> Target:
    """Where `path`, written at `site`, leads; raise NotUnderstood for a node that is not there."""
    start, via = _start(path, site)
    levels, held = _levels(compiler, path, start)
    full = "".join(f"/{step.name}" for step in levels)
    field = compiler.schema.by_path.get(full)
    if full and field is None:
        raise NotUnderstood(full)
    compiler.reads.add(full)
    repeats = repeats_around(compiler.schema, full)
    fixed = [each for each in repeats if each.count("/") <= held]
    loose = repeats[len(fixed) :]
    filters = {
        "/".join(["", *(step.name for step in levels[: n + 1])]): _filters(
            compiler, levels, n, site
        )
        for n in range(held, len(levels))
        if levels[n].predicates
    }
    if any(each not in loose and each != full for each in filters):
        raise NotUnderstood(f"{full}[]")  # a condition on a group
    return Target(
        path=full,
        type=FieldType.GROUP if field is None else field.type,
        base=_climb(via, len(start.repeats) - len(fixed)),
        descents=tuple((each, filters.pop(each, ())) for each in loose),
        filters=filters.get(full, ()),
        is_own=path.is_absolute and bool(fixed),
    )


def _start(path: Path, site: Site) -> tuple[Site, ToScope | None]:
    """The site a path counts from, and how to get to its scope; None for the scope at hand."""
    ups, around = 0, site
    while around.is_item and around.outer is not None:
        ups, around = ups + 1, around.outer
    if path.start is not None and around.top is not None:  # current(), from within a condition
        return around.top, _origin
    return around, _climb(None, ups) if ups else None


def _up(scope: Scope) -> Scope:
    return scope.up


def _origin(scope: Scope) -> Scope:
    return scope.run.origin


def _levels(compiler: Compiling, path: Path, site: Site) -> tuple[list[Step], int]:
    """The steps from the root, and how many of them the context fixes."""
    here = [Step(name) for name in site.path.split("/")[1:]]
    if path.is_absolute:
        root, *steps = path.steps
        if root.name != compiler.schema.root_name or root.predicates:
            raise NotUnderstood(f"/{root.name}")
        levels = _walked([], steps)[0]
        return levels, _shared(levels, here) if compiler.dialect.binds_own_row else 0
    return _walked(here, path.steps)


def _walked(levels: list[Step], steps: Sequence[Step]) -> tuple[list[Step], int]:
    held = len(levels)
    for step in steps:
        if step.name in (".", ".."):
            if step.predicates or (step.name == ".." and not levels):
                raise NotUnderstood(f"{step.name}[]" if step.predicates else "/..")
            levels = levels[:-1] if step.name == ".." else levels
            held = min(held, len(levels))
        else:
            levels = [*levels, step]
    return levels, held


def _shared(levels: Sequence[Step], here: Sequence[Step]) -> int:
    """How many steps an absolute path has in common with its context."""
    shared = 0
    for ours, theirs in zip(levels, here, strict=False):
        if ours != theirs:
            break
        shared += 1
    return shared


def _filters(compiler: Compiling, levels: Sequence[Step], n: int, site: Site) -> tuple[Filter, ...]:
    path = "".join(f"/{step.name}" for step in levels[: n + 1])
    inner = replace(site_of(compiler.schema, path), top=site.top or site)
    return tuple(compiler.filter(each, inner) for each in levels[n].predicates)


def _climb(via: ToScope | None, ups: int) -> ToScope:
    def climb(scope: Scope) -> Scope:
        found = scope if via is None else via(scope)
        for _ in range(ups):
            found = found.up
        return found

    if ups == 0:
        return _here if via is None else via
    return _up if ups == 1 and via is None else climb


def _here(scope: Scope) -> Scope:
    return scope


def path_code(compiler: Compiling, path: Path, site: Site) -> Code:
    """The code of a path into the primary instance."""
    target = resolve(compiler, path, site)
    if target.type in STRUCTURES:
        return Code(Kind.NODES, _blanks(target, site), target.type, is_own=target.is_own)
    if target.descents or target.filters:
        get = _many(target, _there(compiler, target.path), site)
        return Code(Kind.NODES, get, target.type, is_own=target.is_own)
    return Code(
        Kind.NODE,
        _text(target),
        target.type,
        is_there=_is_there(target, _there(compiler, target.path)),
        is_own=target.is_own,
    )


def _text(target: Target) -> Get:
    path, base = target.path, target.base
    if base is _here:
        return lambda s: s.values[path]
    if base is _up:
        return lambda s: s.up.values[path]
    return lambda s: base(s).values[path]


def _there(compiler: Compiling, path: str) -> frozenset[str]:
    """The switches a node depends on inside its scope; none for clients that keep empty nodes."""
    return compiler.switches(path) if compiler.dialect.binds_own_row else frozenset()


def _is_there(target: Target, switches: frozenset[str]) -> Callable[[Scope], bool] | None:
    if not switches:
        return None
    base = target.base
    return lambda s: switches.isdisjoint(base(s).off)


def _blanks(target: Target, site: Site) -> Get:
    scopes = scopes_of(target, site)
    return lambda s: [""] * len(scopes(s))


def _many(target: Target, switches: frozenset[str], site: Site) -> Get:
    scopes, path = scopes_of(target, site), target.path
    if not switches:
        return lambda s: [each.values[path] for each in scopes(s)]
    return lambda s: [each.values[path] for each in scopes(s) if switches.isdisjoint(each.off)]


def scopes_of(target: Target, site: Site) -> ToScopes:
    """A getter of all scopes a path leads to."""
    base, descents, last, is_top = target.base, target.descents, target.filters, site.top is None

    def scopes(scope: Scope) -> Sequence[Scope]:
        if is_top:
            scope.run.origin = scope
        found: Sequence[Scope] = [base(scope)]
        for repeat, filters in descents:
            rows = [row for each in found for row in each.rows[repeat]]
            scope.run.look_at(len(rows))
            found = kept(rows, filters, scope.run)
        return kept(found, last, scope.run)

    return scopes
