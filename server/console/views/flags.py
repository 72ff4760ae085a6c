"""Issues as cards: what, which values, why, what to do, and the answer they got."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import labels
from server.console.views.pictures import position_in, question_of
from server.core.desk.record import Answered
from server.core.rules.catalogue import Explanation, catalogue, explain
from server.core.types import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from server.core.desk.record import Flag, HitRate
    from server.core.schema import FormSchema
    from server.core.types import Issue

INSTANCE_ID = re.compile(r"uuid:[0-9a-f-]{30}([0-9a-f]{6})")
CSS = {Severity.ERROR: "e", Severity.WARNING: "w", Severity.INFO: "i"}
OF_ANOTHER = frozenset({"F-05", "H-09", "P-10", "P-11"})
"""Rules that name another household."""

ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class FlagCard:
    """One issue on the page.

    `css` is ``e``, ``w`` or ``i``; `where` names the question, with the row of a repeat;
    `is_current` marks the one that stands open, `hits` how often its rule was right before.
    `return_zh` is what the tablet would be told; `other_hh` a household it is compared with.
    """

    id: int
    css: str
    rule: str
    title: str
    where: str
    seen: str
    why: str
    todo: str
    path: str
    answered: Answered
    note: str
    by: str
    is_current: bool
    hits: HitRate
    return_zh: str
    return_text: str
    other_hh: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return self.answered is Answered.OPEN

    @property
    def needs_answer(self) -> bool:
        """Whether it stands between the reviewer and an approval."""
        return self.is_open and self.css != "i"

    @property
    def may_be_true(self) -> bool:
        """Whether it can be confirmed as it is: an error never (mock/visual.md 6)."""
        return self.css != "e"


def cards(
    flags: Sequence[Flag],
    schema: FormSchema,
    language: str,
    *,
    rows: Mapping[str, str] | None = None,
    current: int | None = None,
) -> tuple[FlagCard, ...]:
    """All issues: errors, warnings, information, each in form order; one of the open stands open.

    `rows` names the rows of repeats by path (``/member[2]``).  `current` asks for that issue;
    without it the first that needs an answer stands open.
    """
    places = {field.path: at for at, field in enumerate(schema.walk())}
    ordered = sorted(flags, key=lambda flag: _rank(flag, places))
    chosen = current if current is not None else _first_open(ordered)
    places_of = Places(schema, rows or {})
    return tuple(_card(flag, places_of, language, chosen) for flag in ordered)


def marks(flags: Iterable[Flag]) -> dict[str, str]:
    """The worst open issue of each path: ``e``, ``w`` or ``i``."""
    found: dict[str, str] = {}
    for flag in sorted(flags, key=lambda flag: ORDER.index(flag.issue.severity)):
        if flag.issue.path and flag.answered is Answered.OPEN:
            found.setdefault(flag.issue.path, CSS[flag.issue.severity])
    return found


def unanswered(cards: Iterable[FlagCard]) -> int:
    """How many errors and warnings still need an answer."""
    return sum(card.needs_answer for card in cards)


@dataclass(frozen=True, slots=True)
class Places:
    """Says where an issue points, with the names of people for rows of a repeat."""

    schema: FormSchema
    rows: Mapping[str, str]

    def where(self, path: str, language: str) -> str:
        """The question: ``房屋 1 总间``, ``赵玉兰 健康``; empty when it is the whole record."""
        question = question_of(self.schema, path)
        if question is None:
            return ""
        is_named = question.type != "repeat" and labels.is_named(question)
        own = labels.short(question, language) if is_named else ""
        return f"{self._row(path, language)} {own}".strip()

    def _row(self, path: str, language: str) -> str:
        position = position_in(path)
        if not position:
            return ""
        name = f"/{path.lstrip('/').partition('[')[0]}"
        repeat = self.schema.by_path.get(name)
        known = self.rows.get(f"{name}[{position}]")
        if known or repeat is None:
            return known or ""
        return f"{labels.plain(labels.full(repeat, language))} {position}"


def readable(sentence: str) -> str:
    """A sentence whose long instance ids are cut to what tells them apart.

    >>> readable("另一份 uuid:d04e5ef4-ec52-4b81-90ce-1fb2a3c4d5e6")
    '另一份 …c4d5e6'
    """
    return INSTANCE_ID.sub(r"…\1", sentence)


def said_of(issue: Issue, language: str) -> Explanation:
    """The catalogue's sentences; a rule that was taken out since speaks by its number alone."""
    if issue.rule in catalogue():
        return explain(issue, language)
    return Explanation(issue.rule, ", ".join(issue.values.values()), "", "")


def _rank(flag: Flag, places: Mapping[str, int]) -> tuple[int, int, str]:
    bare = "/".join(step.partition("[")[0] for step in flag.issue.path.split("/"))
    return (ORDER.index(flag.issue.severity), places.get(bare, len(places)), flag.issue.path)


def _first_open(flags: Iterable[Flag]) -> int | None:
    return next(
        (
            flag.id
            for flag in flags
            if flag.answered is Answered.OPEN and flag.issue.severity is not Severity.INFO
        ),
        None,
    )


def _card(flag: Flag, places: Places, language: str, chosen: int | None) -> FlagCard:
    said = said_of(flag.issue, language)
    chinese = said_of(flag.issue, "zh")
    return FlagCard(
        id=flag.id,
        css=CSS[flag.issue.severity],
        rule=flag.issue.rule,
        title=said.title,
        where=places.where(flag.issue.path, language),
        seen=readable(said.sentence),
        why=said.why,
        todo=said.todo,
        path=flag.issue.path,
        answered=flag.answered,
        note=flag.note,
        by=flag.by,
        hits=flag.hits,
        other_hh=flag.issue.values.get("hh_no", "") if flag.issue.rule in OF_ANOTHER else "",
        is_current=flag.id == chosen and flag.answered is Answered.OPEN,
        return_zh=_back(places.where(flag.issue.path, "zh"), chinese, "，请核对后改正", "，"),
        return_text=_back(places.where(flag.issue.path, language), said, ": check it", ", ")
        if language == "en"
        else _back(places.where(flag.issue.path, "zh"), chinese, "，请核对后改正", "，"),
    )


def _back(place: str, said: Explanation, request: str, comma: str) -> str:
    seen = f"{comma}{said.sentence}" if said.sentence else ""
    return f"{place} {said.title}{seen}{request}".strip()
