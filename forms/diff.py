"""What changed between two versions of a form, and what it means for answers already collected."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from server.core.schema.nouns import text_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from server.core.schema import Choice, Field, FormSchema


class ChangeKind(StrEnum):
    """Kinds of changes."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    TYPE = "type"
    CHOICE_ADDED = "choice_added"
    CHOICE_REMOVED = "choice_removed"
    CHOICE_LABEL = "choice_label"
    LABEL = "label"
    CONSTRAINT = "constraint"
    RELEVANT = "relevant"
    REQUIRED = "required"
    CALCULATION = "calculation"
    SAVE_TO = "save_to"


LOSING = frozenset(
    (
        ChangeKind.REMOVED,
        ChangeKind.RENAMED,
        ChangeKind.MOVED,
        ChangeKind.TYPE,
        ChangeKind.CHOICE_REMOVED,
    )
)
"""After these, old answers no longer stand in the column, or under the code, of new ones."""

SENTENCES = {
    ChangeKind.ADDED: ("新增“{new}”", "“{new}” was added"),
    ChangeKind.REMOVED: ("删除“{old}”", "“{old}” was removed"),
    ChangeKind.RENAMED: ("可能由 {old} 改名为 {new}", "probably renamed from {old} to {new}"),
    ChangeKind.MOVED: ("由 {old} 移到 {new}", "moved from {old} to {new}"),
    ChangeKind.TYPE: ("题型由 {old} 改为 {new}", "type changed from {old} to {new}"),
    ChangeKind.CHOICE_ADDED: ("新增选项“{new}”", "choice “{new}” was added"),
    ChangeKind.CHOICE_REMOVED: ("删除选项“{old}”", "choice “{old}” was removed"),
    ChangeKind.CHOICE_LABEL: (
        "选项文字由“{old}”改为“{new}”",
        "text of a choice changed from “{old}” to “{new}”",
    ),
    ChangeKind.LABEL: ("标签由“{old}”改为“{new}”", "label changed from “{old}” to “{new}”"),
    ChangeKind.CONSTRAINT: (
        "约束由“{old}”改为“{new}”",
        "constraint changed from “{old}” to “{new}”",
    ),
    ChangeKind.RELEVANT: (
        "显示条件由“{old}”改为“{new}”",
        "relevance changed from “{old}” to “{new}”",
    ),
    ChangeKind.REQUIRED: ("必填由“{old}”改为“{new}”", "required changed from “{old}” to “{new}”"),
    ChangeKind.CALCULATION: (
        "计算公式由“{old}”改为“{new}”",
        "calculation changed from “{old}” to “{new}”",
    ),
    ChangeKind.SAVE_TO: (
        "实体属性由“{old}”改为“{new}”",
        "entity property changed from “{old}” to “{new}”",
    ),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change at `path` (of the newer form; for a removed question of the older)."""

    kind: ChangeKind
    path: str
    old: str = ""
    new: str = ""

    @property
    def loses_data(self) -> bool:
        """Whether answers collected before no longer go on in the newer version."""
        return self.kind in LOSING

    def line(self, language: str) -> str:
        """The change in a sentence, in ``"zh"`` or ``"en"``.

        >>> Change(ChangeKind.TYPE, "/a", "string", "int").line("en")
        '/a: type changed from string to int'
        """
        english = language.startswith("en")
        nothing = "none" if english else "无"
        said = SENTENCES[self.kind][english].format(
            old=self.old or nothing, new=self.new or nothing
        )
        return f"{self.path}{': ' if english else '：'}{said}"


@dataclass(frozen=True, slots=True)
class FormDiff:
    """All changes between two versions, in the order of the newer form."""

    old_version: str
    new_version: str
    changes: tuple[Change, ...]

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def losing(self) -> tuple[Change, ...]:
        """The changes after which old and new answers no longer belong together."""
        return tuple(change for change in self.changes if change.loses_data)


def diff(old: FormSchema, new: FormSchema) -> FormDiff:
    """What changed from `old` to `new`; the meta block and texts of groups are left out."""
    before, after = _fields(old), _fields(new)
    gone = {path: field for path, field in before.items() if path not in after}
    changes: list[Change] = []
    for path, field in after.items():
        if path in before:
            changes += _changed(before[path], field)
            changes += _choices(old, new, before[path], field)
        else:
            changes.append(_arrived(field, gone))
    changes += (Change(ChangeKind.REMOVED, path, old=_called(f)) for path, f in gone.items())
    return FormDiff(old.version, new.version, tuple(changes))


def _fields(schema: FormSchema) -> dict[str, Field]:
    return {
        field.path: field
        for field in schema.walk()
        if field.path != "/meta" and not field.path.startswith("/meta/")
    }


def _called(field: Field) -> str:
    return text_in(field.label, "zh") or field.name


def _arrived(field: Field, gone: dict[str, Field]) -> Change:
    """A new field; one of the `gone` leaves with its name, or its label, was it before."""
    moved = _take(gone, field, lambda other: other.name == field.name)
    if moved is not None:
        return Change(ChangeKind.MOVED, field.path, moved.path, field.path)
    renamed = _take(gone, field, lambda other: bool(field.label) and other.label == field.label)
    if renamed is not None:
        return Change(ChangeKind.RENAMED, field.path, renamed.name, field.name)
    return Change(ChangeKind.ADDED, field.path, new=_called(field))


def _take(gone: dict[str, Field], field: Field, alike: Callable[[Field], bool]) -> Field | None:
    for path, other in gone.items():
        if other.type is field.type and alike(other):
            return gone.pop(path)
    return None


def _changed(old: Field, new: Field) -> Iterator[Change]:
    pairs = (
        (ChangeKind.TYPE, old.type, new.type),
        (ChangeKind.LABEL, *_differing(old.label, new.label)),
        (ChangeKind.CONSTRAINT, old.constraint, new.constraint),
        (ChangeKind.RELEVANT, old.relevant, new.relevant),
        (ChangeKind.REQUIRED, old.required, new.required),
        (ChangeKind.CALCULATION, old.calculate, new.calculate),
        (ChangeKind.SAVE_TO, old.save_to, new.save_to),
    )
    for kind, before, after in pairs:
        if before != after:
            yield Change(kind, new.path, before or "", after or "")


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, str]:
    """The texts of the first language in which two labels differ; equal texts if none does."""
    languages = (lang for lang in {**new, **old} if old.get(lang) != new.get(lang))
    language = next(languages, "")
    return old.get(language, ""), new.get(language, "")


def _choices(old: FormSchema, new: FormSchema, before: Field, after: Field) -> Iterator[Change]:
    """Choices by name; a file of choices is not looked into."""
    if before.choices is None or after.choices is None:
        return
    had, has = _by_name(old, before), _by_name(new, after)
    for name, choice in has.items():
        if name not in had:
            yield Change(ChangeKind.CHOICE_ADDED, after.path, new=_shown(choice))
        elif had[name].label != choice.label:
            before_text, text = _differing(had[name].label, choice.label)
            yield Change(
                ChangeKind.CHOICE_LABEL, after.path, f"{name} {before_text}", f"{name} {text}"
            )
    for name, choice in had.items():
        if name not in has:
            yield Change(ChangeKind.CHOICE_REMOVED, after.path, old=_shown(choice))


def _by_name(schema: FormSchema, field: Field) -> Mapping[str, Choice]:
    return {choice.name: choice for choice in schema.choices.get(field.choices or "", ())}


def _shown(choice: Choice) -> str:
    return f"{choice.name} {text_in(choice.label, 'zh')}".strip()
