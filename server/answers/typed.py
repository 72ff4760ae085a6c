"""Raw answers of one form version -> typed answers, and what could not be read.

Two readers stand behind each other and share the leaves: a plan of plain functions, quick on good
answers, and a marshmallow schema, which reads what the plan gave up on and names every problem
(decision D16).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from server.answers.leaves import Unreadable, leaf
from server.core.case import FormProblem, ProblemKind
from server.core.schema import Field, FieldType, FormSchema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from server.answers.leaves import Leaf
    from server.core.answers import Answers

    Container = Callable[[Mapping[str, Any]], dict[str, object]]

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Typed:
    """Typed answers and the problems met; an answer with a problem is None, its text stays raw.

    Every question of the version has its key.  A group is a dict, a repeat a list of dicts, a leaf
    a str, int, Decimal, date, time, aware datetime, GeoPoint, a tuple of codes or positions, or
    None.
    """

    answers: Answers
    problems: tuple[FormProblem, ...] = ()


class AnswerReader:
    """Reads the answers of one form version; make it once per version and keep it."""

    def __init__(self, schema: FormSchema) -> None:
        self._fields = schema.fields
        self._plan = _planned(schema.fields, schema)
        self._schema = _generated(schema.fields, schema)()

    def read(self, raw: Mapping[str, Any]) -> Typed:
        """The typed tree of raw answers (`core.instance.RawAnswers.values`); nothing is raised."""
        try:
            return Typed(self._plan(raw))
        except Unreadable:
            return self.read_closely(raw)

    def read_closely(self, raw: Mapping[str, Any]) -> Typed:
        """The same through marshmallow alone: slower, and it names what is wrong."""
        wrong: dict[str, Any] = {}
        try:
            loaded = self._schema.load(raw, unknown=EXCLUDE)
        except ValidationError as error:
            loaded, wrong = error.valid_data, error.messages_dict
        problems = tuple(_problems(wrong, raw, ""))
        return Typed(_named(loaded, self._fields), problems)


def _planned(questions: Sequence[Field], schema: FormSchema) -> Container:
    """A function that reads one group, or one row of a repeat."""
    blank = dict.fromkeys(each.name for each in questions)
    leaves = [(each.name, leaf(each, schema)) for each in questions if not each.is_structure]
    inner = [(each.name, _inner(each, schema)) for each in questions if each.is_structure]

    def read(raw: Mapping[str, Any]) -> dict[str, object]:
        answers: dict[str, object] = blank.copy()
        for name, reader in leaves:
            value = raw.get(name)
            if value is not None:
                answers[name] = reader(_text(value))
        for name, container in inner:
            answers[name] = container(raw.get(name))
        return answers

    return read


def _text(value: Any) -> str:  # noqa: ANN401 — not yet checked
    if not isinstance(value, str):
        raise Unreadable(ProblemKind.TEXT)
    return value


def _inner(question: Field, schema: FormSchema) -> Callable[[Any], object]:
    container = _planned(question.children, schema)

    def group(raw: Any) -> object:  # noqa: ANN401 — not yet checked
        return container(_mapping(raw))

    def rows(raw: Any) -> object:  # noqa: ANN401 — not yet checked
        return [container(_mapping(row)) for row in _list(raw)]

    return rows if question.type is FieldType.REPEAT else group


def _mapping(raw: Any) -> Mapping[str, Any]:  # noqa: ANN401 — not yet checked
    if raw is None:
        return NOTHING
    if not isinstance(raw, Mapping):
        raise Unreadable(ProblemKind.SHAPE)
    return raw


def _list(raw: Any) -> list[Any]:  # noqa: ANN401 — not yet checked
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise Unreadable(ProblemKind.SHAPE)
    return raw


class _Leaf(fields.Field[object]):
    """A question, read by the same function as in the plan."""

    def __init__(self, reader: Leaf, name: str) -> None:
        super().__init__(allow_none=True, load_default=None, data_key=name)
        self._reader = reader

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401 — marshmallow's signature
        attr: str | None,  # noqa: ARG002 — marshmallow's signature
        data: Mapping[str, Any] | None,  # noqa: ARG002 — marshmallow's signature
        **kwargs: Any,  # noqa: ANN401, ARG002 — marshmallow's signature
    ) -> object:
        try:
            return self._reader(_text(value))
        except Unreadable as error:
            raise ValidationError(error.kind.value) from error


def _generated(questions: Sequence[Field], schema: FormSchema) -> type[Schema]:
    """A marshmallow schema of one group.

    Attributes are numbered: a question may bear any XML name, also one with a dot, which
    marshmallow would take for a path, or one that a Schema needs itself.
    """
    attributes = {f"q{n}": _field(each, schema) for n, each in enumerate(questions)}
    return Schema.from_dict(attributes, name="Answers")


def _field(question: Field, schema: FormSchema) -> fields.Field[Any]:
    if not question.is_structure:
        return _Leaf(leaf(question, schema), question.name)
    nested = fields.Nested(
        _generated(question.children, schema),
        data_key=question.name,
        allow_none=True,
        load_default=None,
        unknown=EXCLUDE,
    )
    if question.type is FieldType.GROUP:
        return nested
    return fields.List(nested, data_key=question.name, allow_none=True, load_default=None)


def _named(loaded: object, questions: Sequence[Field]) -> dict[str, object]:
    """What marshmallow read, under the names of the questions, with a key for each."""
    found = loaded if isinstance(loaded, Mapping) else NOTHING
    return {each.name: _named_one(found.get(f"q{n}"), each) for n, each in enumerate(questions)}


def _named_one(value: object, question: Field) -> object:
    if question.type is FieldType.GROUP:
        return _named(value, question.children)
    if question.type is FieldType.REPEAT:
        rows = value if isinstance(value, list) else []
        return [_named(row, question.children) for row in rows]
    return value


def _problems(wrong: Any, raw: Any, path: str) -> Iterator[FormProblem]:  # noqa: ANN401 — JSON
    """The nested messages of marshmallow as one problem per question, with its path."""
    if isinstance(wrong, list):
        yield FormProblem(path, _kind(wrong), raw if isinstance(raw, str) else "")
        return
    for key, inner in wrong.items():
        if key == "_schema":
            yield FormProblem(path, ProblemKind.SHAPE)
        elif isinstance(key, int):
            row = raw[key] if isinstance(raw, list) else None
            yield from _problems(inner, row, f"{path}[{key + 1}]")
        else:
            answer = raw.get(key) if isinstance(raw, Mapping) else None
            yield from _problems(inner, answer, f"{path}/{key}")


def _kind(messages: list[str]) -> ProblemKind:
    """The kind a leaf named; marshmallow's own messages speak of the shape."""
    known = [kind for kind in ProblemKind if kind.value in messages]
    return known[0] if known else ProblemKind.SHAPE
