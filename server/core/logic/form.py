"""A form version's logic, compiled once: what to look at in every instance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from server.core.logic.expression import Expression
from server.core.logic.parser import parse
from server.core.logic.paths import repeats_around
from server.core.logic.syntax import NotUnderstood
from server.core.logic.tree import ROOT, Plan, plan_of
from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.logic.lists import Rows
    from server.core.schema import Field, FormSchema

META = "/meta/"
START, END = "timestamp:start", "timestamp:end"
ALWAYS = "true()"
READONLY = ("true()", "1")


@dataclass(frozen=True, slots=True)
class Unread:
    """An expression that cannot be checked here, and what stands in the way."""

    path: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Switch:
    """A `relevant`: None for one that cannot be checked.

    `scope` is the repeat whose rows it is decided in, `above` the switches around it there.
    `leaves` are the answers it switches, `repeats` the repeats.
    """

    path: str
    scope: str
    expression: Expression | None
    above: frozenset[str]
    leaves: tuple[str, ...]
    repeats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """A `required`; `expression` is None for one that always holds."""

    path: str
    expression: Expression | None
    switches: frozenset[str]
    message: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Constraint:
    """A `constraint` with the form's own sentence."""

    path: str
    expression: Expression
    message: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a select offers: `names` where that never changes, else what `expression` gives."""

    path: str
    is_multiple: bool
    names: frozenset[str]
    expression: Expression | None


@dataclass(frozen=True, slots=True)
class Calculation:
    """A `calculate` that can be told again."""

    path: str
    expression: Expression
    switches: frozenset[str]


@dataclass(slots=True)
class Checks:
    """What to check in one kind of scope."""

    demands: list[Demand] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    calculations: list[Calculation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FormLogic:
    """The compiled logic of one form version.

    `checks` are by the path of the repeat, empty for the form itself; `switches` stand in an order
    in which each finds those it depends on decided.  `order` numbers the fields.
    """

    plan: Plan
    switches: tuple[Switch, ...]
    checks: Mapping[str, Checks]
    order: Mapping[str, int]
    start_path: str | None
    end_path: str | None
    languages: tuple[str, ...]
    unread: tuple[Unread, ...]


def compile_logic(schema: FormSchema) -> FormLogic:
    """Compile every expression of a form version; what cannot be is listed in `unread`."""
    return _Builder(schema).build()


class _Builder:
    """Collects what to check, field by field."""

    def __init__(self, schema: FormSchema) -> None:
        self._schema = schema
        self._fields = tuple(schema.walk())
        self._repeats = {each.path: repeats_around(schema, each.path) for each in self._fields}
        self._tables: dict[str, Rows] = {}
        self._unread: list[Unread] = []
        self._checks = {"": Checks()} | {
            each.path: Checks() for each in self._fields if each.type is FieldType.REPEAT
        }

    def build(self) -> FormLogic:
        """The logic of the form."""
        switches = {each.path: self._switch(each) for each in self._fields if each.relevant}
        for each in self._fields:
            if not each.is_structure and not each.path.startswith(META):
                self._leaf(each, self._checks[self._scope(each.path)])
        return FormLogic(
            plan=plan_of(self._schema.fields),
            switches=tuple(_ordered(switches)),
            checks=self._checks,
            order={each.path: number for number, each in enumerate(self._fields)},
            start_path=self._preloaded(START),
            end_path=self._preloaded(END),
            languages=self._schema.languages or ("",),
            unread=tuple(self._unread),
        )

    def _preloaded(self, preload: str) -> str | None:
        return next((each.path for each in self._schema.fields if each.preload == preload), None)

    def _scope(self, path: str) -> str:
        """The innermost repeat around `path` or at it."""
        return self._repeats[path][-1] if self._repeats[path] else ROOT

    def _compiled(self, path: str, column: str, source: str | None) -> Expression | None:
        try:
            expr = parse(source or "")
            return Expression(self._schema, self._tables, expr, path)
        except NotUnderstood as error:
            self._unread.append(Unread(path, column, error.reason))
            return None

    def _switch(self, each: Field) -> Switch:
        scope = self._scope(each.path)
        inside = [one for one in each.walk() if not one.is_structure]
        rows = [one for one in each.walk() if one.type is FieldType.REPEAT and one is not each]
        return Switch(
            path=each.path,
            scope=scope,
            expression=self._compiled(each.path, "relevant", each.relevant),
            above=self._switches(each.path) - {each.path},
            leaves=tuple(one.path for one in inside if self._scope(one.path) == scope),
            repeats=tuple(
                one.path for one in rows if (ROOT, *self._repeats[one.path])[-2] == scope
            ),
        )

    def _switches(self, path: str) -> frozenset[str]:
        """Nodes with a `relevant` around `path` and at it, within its scope."""
        scope = self._scope(path)
        return frozenset(
            each.path
            for each in self._fields
            if each.relevant
            and (path == each.path or path.startswith(f"{each.path}/"))
            and self._scope(each.path) == scope
            and each.path != scope
        )

    def _leaf(self, each: Field, checks: Checks) -> None:
        if each.control is not None:
            self._demand(each, checks)
            self._constraint(each, checks)
        if each.type in (FieldType.SELECT_ONE, FieldType.SELECT_MULTIPLE):
            self._offer(each, checks)
        if each.calculate and not each.preload and _stays(each):
            self._calculation(each, checks)

    def _demand(self, each: Field, checks: Checks) -> None:
        if each.required is None:
            return
        expression = None
        if each.required != ALWAYS:
            expression = self._compiled(each.path, "required", each.required)
            if expression is None:
                return
        switches = self._switches(each.path)
        checks.demands.append(Demand(each.path, expression, switches, each.required_message))

    def _constraint(self, each: Field, checks: Checks) -> None:
        if each.constraint is None:
            return
        expression = self._compiled(each.path, "constraint", each.constraint)
        if expression is not None:
            checks.constraints.append(Constraint(each.path, expression, each.constraint_message))

    def _offer(self, each: Field, checks: Checks) -> None:
        is_multiple = each.type is FieldType.SELECT_MULTIPLE
        listed = self._schema.choices.get(each.choices or "")
        if listed is not None and (each.itemset is None or "[" not in each.itemset):
            names = frozenset(choice.name for choice in listed)
            checks.offers.append(Offer(each.path, is_multiple, names, None))
        elif each.itemset is not None:
            expression = self._offered(each)
            if expression is not None:
                checks.offers.append(Offer(each.path, is_multiple, frozenset(), expression))

    def _offered(self, each: Field) -> Expression | None:
        return self._compiled(each.path, "choice_filter", f"{each.itemset}/{each.choice_value}")

    def _calculation(self, each: Field, checks: Checks) -> None:
        expression = self._compiled(each.path, "calculation", each.calculate)
        if expression is not None and expression.can_be_told_again:
            switches = self._switches(each.path)
            checks.calculations.append(Calculation(each.path, expression, switches))


def _stays(each: Field) -> bool:
    """Whether nobody can write over what is calculated."""
    return each.control is None or each.readonly in READONLY


def _ordered(switches: Mapping[str, Switch]) -> Iterator[Switch]:
    """Each switch behind those that decide about what it reads; circles are cut anywhere."""
    done: set[str] = set()
    for path in switches:
        yield from _with_needs(path, switches, done)


def _with_needs(path: str, switches: Mapping[str, Switch], done: set[str]) -> Iterator[Switch]:
    if path in done:
        return
    done.add(path)
    switch = switches[path]
    read = switch.expression.reads if switch.expression else frozenset()
    for other in switches:
        around = (path, *read)
        if other != path and any(f"{each}/".startswith(f"{other}/") for each in around):
            yield from _with_needs(other, switches, done)
    yield switch
