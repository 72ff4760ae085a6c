"""The form's own logic, checked again on an instance (decision D6, rule W-05).

Whatever client sent it: what is answered must have been asked, what was asked must be answered,
keep its constraint and come from the choices offered, and what was calculated must be what the
form calculates.  Where clients differ, or the server does not know a list, nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.case import FormProblem, ProblemKind
from server.core.days import FIRST_YEAR, LAST_YEAR, LOCAL
from server.core.logic.causes import Found, causes
from server.core.logic.expression import written
from server.core.logic.moments import as_written
from server.core.logic.syntax import Unknown
from server.core.logic.tree import Run, Scope, below, grow, place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from server.core.instance import Answers
    from server.core.logic.expression import Expression
    from server.core.logic.form import (
        Calculation,
        Checks,
        Constraint,
        Demand,
        FormLogic,
        Offer,
        Switch,
    )
    from server.core.logic.tree import Lists


MOST_PROBLEMS = 200
"""More than this of one instance nobody reads; a row may be repeated ten thousand times."""


def no_lists(_: str) -> None:
    """For a place where no list is at hand: nothing that needs one is checked."""


def check(
    logic: FormLogic,
    answers: Answers,
    *,
    received_at: datetime,
    lists: Lists = no_lists,
    unread: Collection[str] = (),
    causes_only: bool = True,
) -> tuple[FormProblem, ...]:
    """What the form version itself would not take, in the order of the form.

    `answers` are the raw ones (`core.instance.RawAnswers.values`).  The form's clock is that of
    its `end`, without one the time of receipt.  `lists` gives the rows of a file by its name,
    None for one that is not known as a whole.  `unread` are paths of answers that are no answer of
    their kind: that has been said already, and nothing is concluded from them.
    Without `causes_only` what merely follows from another fault is told as well, as a client would.
    """
    run = Run(_clocks(logic, answers, received_at), lists, logic.languages)
    grow(logic.plan, answers, run)
    return _Checker(logic, run, frozenset(unread)).problems(causes_only=causes_only)


def recalculated(
    logic: FormLogic, answers: Answers, *, received_at: datetime, lists: Lists = no_lists
) -> dict[str, str]:
    """Calculations whose stored text no client would give now: path with positions -> new text.

    Written as Collect writes it.  One calculation may follow from another: ask again with these.
    """
    run = Run(_clocks(logic, answers, received_at), lists, logic.languages)
    grow(logic.plan, answers, run)
    checker = _Checker(logic, run, frozenset())
    checker.problems()
    return {
        place(scope, calculation.path): written(calculation.expression.value(scope))
        for scope, calculation in checker.stale
    }


def _clocks(logic: FormLogic, answers: Answers, received_at: datetime) -> tuple[datetime, ...]:
    """The times the device may have calculated at: the form's end, and its beginning."""
    named = [_clock(answers, path) for path in (logic.end_path, logic.start_path)]
    known = [clock for clock in named if clock is not None] or [received_at.astimezone(LOCAL)]
    return tuple(clock.astimezone(known[0].tzinfo) for clock in known)


def _clock(answers: Answers, path: str | None) -> datetime | None:
    text = answers.get(path.removeprefix("/")) if path else None
    found = as_written(text.strip()) if isinstance(text, str) else None
    if found is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None  # of a clock that was never set; at the ends of time it has no other zone
    return found.replace(tzinfo=LOCAL) if found is not None and found.tzinfo is None else found


class _Checker:
    """One pass over one instance."""

    def __init__(self, logic: FormLogic, run: Run, unread: frozenset[str]) -> None:
        self._logic = logic
        self._run = run
        self._unread = unread
        self._untold = frozenset(_plain(path) for path in unread)
        self._dropped: list[Scope] = []
        self._found: list[Found] = []
        self.stale: list[tuple[Scope, Calculation]] = []

    def problems(self, *, causes_only: bool = True) -> tuple[FormProblem, ...]:
        """What was found, in the order of the form, without what only follows from it."""
        for switch in self._logic.switches:
            for scope in self._run.scopes.get(switch.scope, ()):
                self._decide(switch, scope)
            if self._dropped:
                self._sweep()
        for repeat, checks in self._logic.checks.items():
            for scope in self._run.scopes.get(repeat, ()):
                self._check(checks, scope)
        for repeat, checks in self._logic.checks.items():
            for scope in self._run.scopes.get(repeat, ()):
                for calculation in checks.calculations:
                    self._calculated(calculation, scope)
        if not causes_only:
            ordered = sorted(self._found, key=lambda each: each.order)
            return tuple(each.problem for each in ordered)[:MOST_PROBLEMS]
        return causes(self._logic, self._found, self._unread)[:MOST_PROBLEMS]

    def _check(self, checks: Checks, scope: Scope) -> None:
        values = scope.values
        for demand in checks.demands:
            if not values[demand.path]:
                self._demanded(demand, scope)
        for constraint in checks.constraints:
            if values[constraint.path]:
                self._constrained(constraint, scope)
        for offer in checks.offers:
            if values[offer.path]:
                self._offered(offer, scope)

    def _say(
        self,
        scope: Scope,
        path: str,
        kind: ProblemKind,
        message: Mapping[str, str] | None = None,
        expression: Expression | None = None,
    ) -> None:
        problem = FormProblem(place(scope, path), kind, scope.values[path], message or {})
        reads = expression.reads if expression else frozenset()
        self._found.append(Found(self._order(scope, path), path, scope.where, reads, problem))

    def _order(self, scope: Scope, path: str) -> tuple[int, ...]:
        """Where a node stands in the instance."""
        above = () if not scope.repeat else self._order(scope.up, scope.repeat)
        return (*above, scope.position, self._logic.order[path])

    def _is_told(self, expression: Expression) -> bool:
        """Whether all that `expression` reads could be read."""
        return self._untold.isdisjoint(expression.reads)

    def _decide(self, switch: Switch, scope: Scope) -> None:
        """Switch off what is not relevant, and say if it is answered all the same."""
        if not switch.above.isdisjoint(scope.off):
            return
        expression = switch.expression
        try:
            if expression is None or not self._is_told(expression):
                scope.unsure.add(switch.path)
                return
            if expression.truth(scope):
                return
        except Unknown:
            scope.unsure.add(switch.path)
            return
        answered = next(_answers_below(switch, scope), None)
        if answered is not None and not expression.certainly(scope, verdict=False):
            scope.unsure.add(switch.path)
            return
        if answered is not None:
            self._say(*answered, ProblemKind.RELEVANT, expression=expression)
        self._switch_off(switch, scope)

    def _switch_off(self, switch: Switch, scope: Scope) -> None:
        if switch.path == switch.scope:
            self._drop(scope)
            return
        scope.off.add(switch.path)
        for path in switch.leaves:
            scope.values[path] = ""
        for repeat in switch.repeats:
            for row in scope.rows[repeat]:
                self._drop(row)

    def _drop(self, row: Scope) -> None:
        """Mark a row that is not relevant, and all rows inside it."""
        for each in below(row):
            each.is_gone = True
            self._dropped.append(each)

    def _sweep(self) -> None:
        """Take the marked rows out of their repeats."""
        for above, repeat in {(each.up, each.repeat) for each in self._dropped}:
            above.rows[repeat] = [row for row in above.rows[repeat] if not row.is_gone]
        for repeat in {each.repeat for each in self._dropped}:
            scopes = self._run.scopes
            scopes[repeat] = [each for each in scopes[repeat] if not each.is_gone]
        self._dropped.clear()

    def _demanded(self, demand: Demand, scope: Scope) -> None:
        if not demand.switches.isdisjoint(scope.off):
            return
        expression = demand.expression
        if expression is not None and not self._holds(expression, scope):
            return
        if self._is_surely_on(scope, demand.path):
            self._say(scope, demand.path, ProblemKind.REQUIRED, demand.message, expression)

    def _holds(self, expression: Expression, scope: Scope) -> bool:
        """Whether all clients find `expression` true."""
        return self._is_told(expression) and expression.certainly(scope, verdict=True)

    def _is_surely_on(self, scope: Scope, path: str) -> bool:
        """Whether all clients would have asked for the node."""
        for switch in self._logic.switches:
            if not f"{path}/".startswith(f"{switch.path}/"):
                continue
            around = scope
            while around.repeat != switch.scope:
                around = around.up
            if switch.path in around.unsure:
                return False
            if switch.expression is None or not switch.expression.certainly(around, verdict=True):
                return False
        return True

    def _constrained(self, constraint: Constraint, scope: Scope) -> None:
        expression = constraint.expression
        try:
            if not self._is_told(expression) or expression.truth(scope):
                return
        except Unknown:
            return
        if expression.certainly(scope, verdict=False):
            self._say(
                scope, constraint.path, ProblemKind.CONSTRAINT, constraint.message, expression
            )

    def _offered(self, offer: Offer, scope: Scope) -> None:
        text = scope.values[offer.path]
        chosen = text.split() if offer.is_multiple else [text.strip()]
        if self._is_offered(offer, chosen, scope) or place(scope, offer.path) in self._unread:
            return
        self._say(scope, offer.path, ProblemKind.CHOICE, expression=offer.expression)

    def _is_offered(self, offer: Offer, chosen: list[str], scope: Scope) -> bool:
        expression = offer.expression
        if expression is None:
            return offer.names.issuperset(chosen)
        if not self._is_told(expression):
            return True
        try:
            if set(expression.texts(scope)).issuperset(chosen):
                return True
        except Unknown:
            return True
        return all(expression.could_offer(scope, each) for each in chosen)

    def _calculated(self, calculation: Calculation, scope: Scope) -> None:
        """Compare with what is stored.

        A choice that its list no longer offers is emptied late, and Collect does not calculate
        anew then: of what hangs on a missing answer nothing is told (`causes`).
        """
        expression, stored = calculation.expression, scope.values[calculation.path]
        if not calculation.switches.isdisjoint(scope.off | scope.unsure):
            return
        if self._is_told(expression) and not expression.gives(scope, stored):
            self.stale.append((scope, calculation))
            self._say(scope, calculation.path, ProblemKind.CALCULATE, expression=expression)


def _answers_below(switch: Switch, scope: Scope) -> Iterator[tuple[Scope, str]]:
    """Answers to what the switch decides about, with the scope they lie in."""
    for path in switch.leaves:
        if scope.values[path]:
            yield scope, path
    for repeat in switch.repeats:
        for row in scope.rows[repeat]:
            for each in below(row):
                for path, text in each.values.items():
                    if text:
                        yield each, path


def _plain(path: str) -> str:
    """The path without positions."""
    return "/".join(step.partition("[")[0] for step in path.split("/"))
