"""XPath in a form, checked before a tablet has to: pyxform lets any text pass (OR-210)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree

from forms.lint.nearest import asking, nearest
from forms.lint.places import pinned
from server.core.finding import Finding
from server.core.logic import compile_logic
from server.core.schema.slots import ITEMSETS
from server.core.types import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forms.workbook import Workbook
    from server.core.schema import Field, FormSchema

FUNCTIONS = frozenset((
    # XPath 1.0
    "boolean", "ceiling", "concat", "contains", "count", "false", "floor", "id", "lang", "last",
    "local-name", "name", "namespace-uri", "normalize-space", "not", "number", "position", "round",
    "starts-with", "string", "string-length", "substring", "substring-after", "substring-before",
    "sum", "translate", "true",
    # XForms and ODK
    "abs", "acos", "area", "asin", "atan", "atan2", "base64-decode", "boolean-from-string",
    "checklist", "coalesce", "cos", "count-non-empty", "count-selected", "current", "date",
    "date-time", "decimal-date", "decimal-date-time", "decimal-time", "depend", "digest",
    "distance", "ends-with", "exp", "exp10", "extract-signed", "format-date", "format-date-time",
    "geofence", "if", "indexed-repeat", "instance", "int", "intersects", "join", "jr:choice-name",
    "jr:itext", "log", "log10", "max", "min", "now", "once", "pi", "pow", "property", "pulldata",
    "random", "randomize", "regex", "selected", "selected-at", "sin", "sqrt", "substr", "tan",
    "thousands-sep", "today", "uuid", "weighted-checklist",
))  # fmt: skip
NOT_CALLS = frozenset(("text", "node", "comment", "processing-instruction", "and", "or"))
FULL_WIDTH = str.maketrans("（），：；＝＋－＊＜＞！‘’“”．", "(),:;=+-*<>!''\"\".")
SHOWN_LENGTH = 80

_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
_CALL = re.compile(r"((?:[^\W\d][\w.-]*:)?[^\W\d][\w.-]*)\s*\(")
_INSTANCE = re.compile(r"instance\(\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)")


@dataclass(frozen=True, slots=True)
class Expression:
    """One XPath of the form and the column of the workbook it came from."""

    path: str
    column: str
    source: str


def expressions(schema: FormSchema) -> Iterator[Expression]:
    """Every expression of the form's fields."""
    for field in schema.walk():
        for column, source in _of(field):
            if source is not None:
                yield Expression(field.path, column, source)


def _of(field: Field) -> tuple[tuple[str, str | None], ...]:
    return (
        ("relevant", field.relevant),
        ("constraint", field.constraint),
        ("calculation", field.calculate),
        ("required", field.required),
        ("readonly", field.readonly),
        ("repeat_count", field.repeat_count),
        ("choice_filter", field.itemset),
    )


def check(
    schema: FormSchema, instances: frozenset[str], book: Workbook | None
) -> Iterator[Finding]:
    """Broken XPath and unknown instances are errors; unknown functions a warning.

    What the server cannot check again on submissions is told as information.  `instances` are the
    ids the form has.  With a workbook the findings point at its cells.
    """
    known = instances | _queried(schema)
    unread = {(each.path, each.column): each.reason for each in compile_logic(schema).unread}
    for expression in expressions(schema):
        path, column = expression.path, expression.column
        row = book.paths.get(path) if book else None
        written = next((text for _, text in row.named(column)), "") if row else ""
        found = list(_problems(expression.source, written or expression.source, known))
        if not found and (path, column) in unread:
            found = [_not_checked(unread[path, column])]
        for finding in found:
            if book is not None and row is not None:
                yield pinned(finding, book, row, column)
            else:
                yield _at_path(finding, path)


def _queried(schema: FormSchema) -> frozenset[str]:
    """Lists of `select_one_external`: they come in ``itemsets.csv`` and are no instances."""
    external = [field.itemset or "" for field in schema.walk() if field.choice_file == ITEMSETS]
    return frozenset(a or b for source in external for a, b in _INSTANCE.findall(source))


def _problems(source: str, written: str, instances: frozenset[str]) -> Iterator[Finding]:
    broken = syntax_problem(source, written)
    if broken is not None:
        yield broken
        return
    for name in dict.fromkeys(_CALL.findall(_LITERAL.sub("''", source))):
        if name not in FUNCTIONS and name not in NOT_CALLS:
            yield _unknown_function(name)
    for single, double in dict.fromkeys(_INSTANCE.findall(source)):
        if (single or double) not in instances:
            yield _unknown_instance(single or double, instances)


def syntax_problem(source: str, written: str) -> Finding | None:
    """What is wrong when `source` is no XPath, with a hint for the usual slips; else None.

    `written` is how the designer wrote it, with ``${name}`` for paths.
    """
    bare = _LITERAL.sub("''", source)
    reason = _parse_error(source) or _unread_by_tablets(bare)
    if reason is None:
        return None
    shown = written if len(written) <= SHOWN_LENGTH else f"{written[:SHOWN_LENGTH]}…"
    hint_zh, hint_en = _hint(bare, reason)
    return Finding(
        f"表达式“{shown}”有语法错误",
        f"“{shown}” is no valid expression.",
        code="xpath",
        suggestion_zh=hint_zh,
        suggestion_en=hint_en,
    )


def _parse_error(source: str) -> str | None:
    try:
        etree.XPath(source)
    except etree.XPathError as err:
        return str(err)
    return None


def _unread_by_tablets(bare: str) -> str | None:
    """What libxml2 lets pass and JavaRosa does not."""
    if bare.count("(") != bare.count(")"):
        return "brackets"  # libxml2 closes a call that the end of the text cuts off
    return "unsupported" if re.search(r"//|\$", bare) else None


def _hint(bare: str, reason: str) -> tuple[str, str]:
    opened, closed = bare.count("("), bare.count(")")
    if bare.translate(FULL_WIDTH) != bare:
        return "请把全角的括号、逗号、引号改成半角", "Use half-width brackets, commas and quotes."
    if opened != closed:
        return f"左括号 {opened} 个，右括号 {closed} 个", f"{opened} “(” but {closed} “)”."
    if "Unfinished literal" in reason:
        return "引号没有成对", "A quote is not closed."
    if re.search(r"==|&&|\|\||<>", bare):
        return "请用 =、and、or、!=", "Write =, and, or, != instead."
    if reason == "unsupported":
        return "平板不支持 // 和 $", "Tablets read neither // nor $."
    return "", ""


def _unknown_function(name: str) -> Finding:
    finding = Finding(
        f"没有函数 {name}()，平板可能打不开表单",
        f"There is no function {name}(); tablets may fail to open the form.",
        Severity.WARNING,
        "function-unknown",
    )
    return asking(finding, nearest(name, FUNCTIONS), "{}()")


def _unknown_instance(name: str, known: frozenset[str]) -> Finding:
    finding = Finding(
        f"表单没有名为“{name}”的外部列表",
        f"The form has no list or file called “{name}”.",
        code="instance-unknown",
    )
    return asking(finding, nearest(name, known), "instance('{}')")


def _not_checked(reason: str) -> Finding:
    return Finding(
        f"服务器不能复核“{reason}”，提交的数据不按这一项再查",
        f"The server cannot check “{reason}” again: submissions are not held to this.",
        Severity.INFO,
        "not-checked",
    )


def _at_path(finding: Finding, path: str) -> Finding:
    return replace(finding, zh=f"{path}：{finding.zh}", en=f"{path}: {finding.en}")
