"""The nouns of a form: fields, choices, attachment slots, entity declarations."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class FieldType(StrEnum):
    """What an answer is; the values are XForms bind types where one exists (protocol.md 3.6)."""

    STRING = "string"
    INT = "int"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "dateTime"
    GEOPOINT = "geopoint"
    GEOTRACE = "geotrace"
    GEOSHAPE = "geoshape"
    BINARY = "binary"
    BARCODE = "barcode"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    NOTE = "note"
    GROUP = "group"
    REPEAT = "repeat"


class SlotKind(StrEnum):
    """Kinds of files a form needs beside it, as the public API names them."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"


def text_in(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, else in Chinese, else in any; empty when there is none.

    >>> text_in({"zh": "姓名", "en": "Name"}, "en")
    'Name'
    """
    return texts.get(language) or texts.get("zh") or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose; `extra` holds the further columns of its list (for filters)."""

    name: str
    label: Mapping[str, str]
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """One node of the primary instance: a question, a calculation, a group or a repeat.

    `path` starts at the root and has no positions (``/member/m_name``).  Texts are keyed ``zh``,
    ``en`` or by the language's own name; a text that is missing has no key.  Expressions are XPath
    sources as they stand in the form.  `control` is the local name of the body element (``input``,
    ``select1``, ``upload`` …) or None for what nobody is asked.  `choices` names a list of the
    form, `choice_file` a file sent with it, `itemset` is the XPath of the choices offered.
    `units` are the units of a number by language.
    `preload` is e.g. ``timestamp:start``, ``date:today`` or ``property:deviceid``.
    """

    path: str
    name: str
    type: FieldType
    bind_type: str = "string"
    label: Mapping[str, str] = field(default_factory=dict)
    hint: Mapping[str, str] = field(default_factory=dict)
    control: str | None = None
    appearance: str = ""
    mediatype: str | None = None
    choices: str | None = None
    choice_file: str | None = None
    itemset: str | None = None
    choice_value: str = "name"
    choice_label: str = "label"
    units: Mapping[str, str] = field(default_factory=dict)
    required: str | None = None
    required_message: Mapping[str, str] = field(default_factory=dict)
    constraint: str | None = None
    constraint_message: Mapping[str, str] = field(default_factory=dict)
    relevant: str | None = None
    calculate: str | None = None
    readonly: str | None = None
    repeat_count: str | None = None
    default: str | None = None
    preload: str | None = None
    save_to: str | None = None
    children: tuple[Field, ...] = ()
    by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {child.name: child for child in self.children})

    @property
    def unit(self) -> str | None:
        """The unit of a number in Chinese, as its label's bracket gives it: ``元``."""
        return text_in(self.units, "zh") or None

    @property
    def is_structure(self) -> bool:
        """Whether it holds other fields rather than an answer."""
        return self.type in (FieldType.GROUP, FieldType.REPEAT)

    @property
    def is_asked(self) -> bool:
        """Whether a person sees and answers it: no calculation, no note, no group."""
        return (
            self.control is not None
            and self.calculate is None
            and self.type is not FieldType.NOTE
            and not self.is_structure
        )

    def walk(self) -> Iterator[Field]:
        """Itself and everything below, depth first."""
        yield self
        yield from walk(self.children)


def walk(fields: Iterable[Field]) -> Iterator[Field]:
    """All of `fields` and everything below them, depth first, in the form's order."""
    for each in fields:
        yield from each.walk()


@dataclass(frozen=True, slots=True)
class Slot:
    """A file the form refers to, by base name."""

    name: str
    kind: SlotKind


@dataclass(frozen=True, slots=True)
class EntityDeclaration:
    """An `entity` element: what the form creates or updates in an entity list.

    `path` is that of the element (``/meta/entity``), `repeat` that of the repeat holding it, if
    one does.  `properties` maps each property to the path of the field saved to it.
    """

    dataset: str
    path: str
    creates: bool
    updates: bool
    repeat: str | None = None
    has_label: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormSchema:
    """A form version as the server needs to know it.

    `fields` are the children of the primary instance's root, `meta` included, in the form's order.
    `version` is empty when the form has none.  `instance_id_path` is None for a form that must not
    be published.  `languages` are codes where one stands in brackets behind the language's name.
    `instances` are the ids expressions may name; `external` tells the file behind some of them.
    """

    form_id: str
    version: str
    title: str
    root_name: str
    languages: tuple[str, ...]
    default_language: str
    fields: tuple[Field, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    attachments: tuple[Slot, ...]
    entities: tuple[EntityDeclaration, ...]
    public_key: str | None
    instance_id_path: str | None
    entities_version: str | None = None
    instances: frozenset[str] = frozenset()
    external: Mapping[str, str] = field(default_factory=dict)
    by_path: Mapping[str, Field] = field(init=False, repr=False, compare=False)
    by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_path", {each.path: each for each in self.walk()})
        object.__setattr__(self, "by_name", {each.name: each for each in self.fields})

    @property
    def has_meta(self) -> bool:
        """Whether instances carry their own id."""
        return self.instance_id_path is not None

    def title_in(self, language: str) -> str:
        """The title in one language, where both stand in it: ``入户调查表 / Household survey``."""
        chinese, _, english = self.title.partition(" / ")
        return english if english and language.startswith("en") else chinese

    def walk(self) -> Iterator[Field]:
        """All fields, depth first, in the form's order."""
        return walk(self.fields)

    def choice(self, path: str, name: str) -> Choice | None:
        """The choice called `name` of the select at `path`; None for unknown or external ones."""
        offered = self.choices.get(self.by_path[path].choices or "", ())
        return next((choice for choice in offered if choice.name == name), None)
