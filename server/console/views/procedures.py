"""Words and clocks of the procedures, as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views.times import stamp
from server.core.procedures.application import MOVES, Act, state_label
from server.core.procedures.clock import Standing
from server.core.procedures.lists import MOVES as LIST_MOVES
from server.core.procedures.lists import ListAct
from server.core.procedures.petition import MOVES as PETITION_MOVES
from server.core.procedures.petition import PetitionAct
from server.core.procedures.states import State
from server.core.procedures.visits import intervals
from server.core.registers import BY_NAME
from server.core.registers.benefit import END_REASONS
from server.core.registers.lists import BENEFIT_KINDS, CLASSES
from server.core.rules.catalogue import explain
from server.core.types import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from server.core.procedures.clock import Clock
    from server.core.registers.fields import Choice
    from server.core.types import Issue
    from server.store.named import Named

TONES = {Standing.LATE: "e", Standing.SOON: "w", Standing.IN_TIME: ""}
SEVERITIES = {Severity.ERROR: "e", Severity.WARNING: "w", Severity.INFO: "i"}
BEGUN = {
    "draft": ("生成草稿", "Drafted"),
    "apply": ("提出申请", "Applied"),
    "receive": ("登记", "Received"),
    "pause": ("程序异议，整张榜暂停", "Procedural objection: stopped"),
    "resume": ("恢复计时", "Clock runs again"),
    "record": ("登记评议会", "Meeting entered"),
}
AGREED = {
    Act.OPINION: {"granted": ("同意", "Agreed"), "refused": ("不同意", "Not agreed")},
    Act.APPRAISE: {"granted": ("通过", "Passed"), "refused": ("未通过", "Not passed")},
    Act.DECIDE: {"granted": ("批准", "Granted"), "refused": ("不予批准", "Refused")},
}
ROUNDS = {
    "zh": ("", "第一榜", "第二榜", "第三榜"),
    "en": ("", "First list", "Second list", "Third list"),
}


def options(choices: Iterable[Choice], language: str) -> list[tuple[str, str]]:
    """Values and labels of a closed list."""
    return [(each.value, each.en if language == "en" else each.zh) for each in choices]


def labels(choices: Iterable[Choice], language: str) -> dict[str, str]:
    """Labels by value."""
    return dict(options(choices, language))


def kinds(language: str) -> list[tuple[str, str]]:
    """Kinds of benefit."""
    return options(BENEFIT_KINDS, language)


def column(register: str, name: str, language: str) -> list[tuple[str, str]]:
    """Values and labels of a column of a register."""
    return options(BY_NAME[register].by_name[name].choices, language)


@dataclass(frozen=True, slots=True)
class Words:
    """What codes are called in the reader's language."""

    language: str

    def kind(self, code: str) -> str:
        """A kind of benefit."""
        return labels(BENEFIT_KINDS, self.language).get(code, code)

    def class_(self, code: str | None) -> str:
        """A class of rural Dibao."""
        return labels(CLASSES, self.language).get(code or "", "")

    def state(self, state: str) -> str:
        """A state of an application."""
        return state_label(State(state), self.language)

    def of(self, register: str, name: str, code: str | None) -> str:
        """A code of a register's column."""
        return dict(column(register, name, self.language)).get(code or "", "")

    def act(self, act: str) -> str:
        """An act on an application, a list or a petition."""
        if act in set(Act):
            return MOVES[Act(act)].label(self.language)
        if act in set(ListAct):
            return LIST_MOVES[ListAct(act)].label(self.language)
        if act in set(PetitionAct):
            return PETITION_MOVES[PetitionAct(act)].label(self.language)
        return BEGUN.get(act, (act, act))[self.language == "en"]

    def round(self, number: int | str) -> str:
        """The round of a list."""
        return ROUNDS[self.language][int(number)]

    def end_reason(self, code: str) -> str:
        """Why a benefit ended."""
        return labels(END_REASONS, self.language).get(code, code)

    def interval(self, category: str) -> str:
        """How often households of a category are visited."""
        return intervals()[category].label(self.language)


def tone(clock: Clock | None) -> str:
    """The colour of a clock: amber in its last days, red when it has run out."""
    return TONES[clock.standing] if clock else ""


@dataclass(frozen=True, slots=True)
class IssueLine:
    """What a rule says, in words."""

    rule: str
    tone: str
    title: str
    sentence: str
    todo: str


def issues(found: Iterable[Issue], language: str) -> list[IssueLine]:
    """The findings of rules in the reader's language."""
    lines = []
    for issue in found:
        told = explain(issue, language)
        lines.append(
            IssueLine(issue.rule, SEVERITIES[issue.severity], told.title, told.sentence, told.todo)
        )
    return lines


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act of a timeline."""

    on: str
    when: str
    label: str
    who: str
    document: str
    note: str
    facts: tuple[str, ...]
    to_state: str


def acts(rows: Sequence[Named], words: Words) -> list[ActLine]:
    """The acts on something, in their order."""
    return [
        ActLine(
            on=row["on_date"].isoformat(),
            when=stamp(row["at"]),
            label=words.act(row["act"]),
            who=row["actor_name"],
            document=row["document"],
            note=row["note"],
            facts=tuple(_facts(row, words)),
            to_state=row["to_state"],
        )
        for row in rows
    ]


def _facts(row: Named, words: Words) -> Iterable[str]:
    """What an act decided, in words."""
    details: Mapping[str, object] = row["details"]
    agreed = AGREED.get(row["act"], {})
    said: dict[str, Callable[[str], str]] = {
        "grants": lambda v: agreed.get(v, ("", ""))[words.language == "en"],
        "check_result": lambda v: words.of("application", "check_result", v),
        "class": words.class_,
        "persons": lambda v: f"{v} 人" if words.language == "zh" else f"{v} persons",
        "amount": lambda v: f"{v} 元" if words.language == "zh" else f"{v} yuan",
        "end_reason": words.end_reason,
        "surveyors": str,
        "list_no": str,
        "finding": lambda v: words.of("petition", "check_result", v),
        "checkers": str,
    }
    for name, tell in said.items():
        told = tell(str(details[name])) if details.get(name) else ""
        if told:
            yield told
