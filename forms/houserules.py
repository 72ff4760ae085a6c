"""Our own demands on a form, beyond what a tablet needs: both languages, units, a growing version.

Errors stop publishing; warnings and advice are shown to the designer.  With a workbook the findings
point at its cells, without one (a ready-made XForm) at the path of the question.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forms.lint.places import pinned
from server.core.finding import Finding
from server.core.schema import FieldType
from server.core.schema.itext import language_code
from server.core.types import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from forms.workbook import Row, Sheet, Workbook
    from server.core.schema import Field, FormSchema

LANGUAGES = {"zh": ("中文", "Chinese"), "en": ("英文", "English")}
TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
NUMBERS = (FieldType.INT, FieldType.DECIMAL)
LONGEST_ID = 128

_NO_QUANTITY = re.compile(r"年份|年度|第几|序号|编号|号码|\byear\b|\bnumber\b", re.IGNORECASE)
_ID_FORBIDDEN = re.compile(r"[/\\:*?\"<>|#%&\x00-\x1f]")
_ID_SUFFIX = re.compile(r"\.(xml|xlsx|xls|svc)\Z", re.IGNORECASE)
_CURLED = re.compile("[“”‘’]")


def examine(schema: FormSchema, book: Workbook | None) -> Iterator[Finding]:
    """All findings on one form, whatever was published before."""
    yield from identity(schema, book)
    yield from translations(schema) if book is None else cells_untranslated(book)
    yield from units(schema, book)
    yield from positions(schema)
    if book is not None:
        yield from messages(book)
        yield from curled_quotes(book)


def identity(schema: FormSchema, book: Workbook | None) -> Iterator[Finding]:
    """The id works in addresses and file names; instances bring their own id (protocol.md 3.3)."""
    form_id = schema.form_id
    if _ID_FORBIDDEN.search(form_id) or _ID_SUFFIX.search(form_id) or len(form_id) > LONGEST_ID:
        yield Finding(
            f"表单编号“{form_id}”不能用于网址和文件名",
            f"The form id “{form_id}” cannot stand in addresses and file names.",
            code="form-id",
            sheet="settings" if book else None,
            column="form_id" if book else None,
            suggestion_zh='不要含 / \\ : * ? " < > | # % &，也不要以 .xml、.xlsx、.svc 结尾',
            suggestion_en='Leave out / \\ : * ? " < > | # % & and endings like .xml, .xlsx, .svc.',
        )
    if not schema.has_meta:
        yield Finding(
            "表单没有 meta/instanceID，重发的记录将无法识别",
            "The form has no meta/instanceID; repeated uploads could not be recognised.",
            code="instance-id",
            suggestion_zh="请删除 settings 中的 omit_instanceID",
            suggestion_en="Remove omit_instanceID from the settings.",
        )
    if book is not None and not book.setting("form_id"):
        yield Finding(
            f"settings 没有 form_id，暂用文件名“{form_id}”",
            f"The settings have no form_id; the file's name “{form_id}” is used.",
            Severity.WARNING,
            "form-id-missing",
            sheet="settings",
            column="form_id",
        )


def cells_untranslated(book: Workbook) -> Iterator[Finding]:
    """Every text stands in every language; pyxform would print a bare dash (OR-215).

    A form without any language columns gets one finding instead of one for each cell.
    """
    headers = [header for sheet in (book.survey, book.choices) for header in sheet.headers]
    used = {header.language for header in headers if header.language}
    wanted = [*LANGUAGES, *sorted(used - set(LANGUAGES))]
    if not used:
        yield Finding(
            "表单没有分语言的列，请将 label 改为 label::中文 (zh)，并增加 label::English (en)",
            "The form has no columns by language; use label::中文 (zh) and label::English (en).",
            Severity.WARNING,
            "one-language",
            sheet="survey",
        )
        return
    plain = language_code(book.setting("default_language")) or "zh"
    for sheet in (book.survey, book.choices):
        for row in sheet.rows:
            for name in TRANSLATED:
                said = {header.language or plain for header, _ in row.named(name)}
                for language in wanted if said else ():
                    if language not in said:
                        yield _untranslated(book, sheet, row, (name, language))


def _untranslated(book: Workbook, sheet: Sheet, row: Row, column: tuple[str, str]) -> Finding:
    name, language = column
    zh, en = LANGUAGES.get(language, (language, language))
    subject = row["name"] or str(row.number)
    finding = Finding(
        f"“{subject}”的 {name} 缺少{zh}",
        f"The {name} of “{subject}” has no {en} text.",
        Severity.WARNING,
        "untranslated",
    )
    headers = (each.text for each in sheet.headers if (each.name, each.language) == column)
    return pinned(finding, book, row, next(headers, name))


def translations(schema: FormSchema) -> Iterator[Finding]:
    """The same for a ready-made XForm."""
    for field in schema.walk():
        for name, texts in _texts(field):
            for code, (zh, en) in LANGUAGES.items():
                if texts and code not in texts:
                    yield Finding(
                        f"{field.path} 的 {name} 缺少{zh}",
                        f"The {name} of {field.path} has no {en} text.",
                        Severity.WARNING,
                        "untranslated",
                    )


def _texts(field: Field) -> tuple[tuple[str, Mapping[str, str]], ...]:
    return (
        ("label", field.label),
        ("hint", field.hint),
        ("constraint_message", field.constraint_message),
        ("required_message", field.required_message),
    )


def messages(book: Workbook) -> Iterator[Finding]:
    """A constraint says what is wrong when it is broken."""
    for row in book.survey.rows:
        if row["constraint"] and not any(True for _ in row.named("constraint_message")):
            finding = Finding(
                f"“{row['name']}”有约束条件，但没有提示语",
                f"“{row['name']}” has a constraint but no message.",
                Severity.WARNING,
                "message-missing",
            )
            yield pinned(finding, book, row, "constraint_message")


def units(schema: FormSchema, book: Workbook | None) -> Iterator[Finding]:
    """A quantity shows its unit in the bracket that ends its label (forms.md 1)."""
    for field in schema.walk():
        is_quantity = field.type in NUMBERS and field.is_asked
        said = " ".join(field.label.values())
        if is_quantity and not field.units and said and not _NO_QUANTITY.search(said):
            finding = Finding(
                f"数值题“{field.name}”的标签没有注明单位",
                f"The label of the number “{field.name}” shows no unit.",
                Severity.WARNING,
                "unit-missing",
                suggestion_zh="请在标签末尾用括号注明，例如“（元）”",
                suggestion_en="Put it in brackets at the end of the label, such as “(yuan)”.",
            )
            row = book.paths.get(field.path) if book else None
            yield pinned(finding, book, row, "label") if book and row else finding


def positions(schema: FormSchema) -> Iterator[Finding]:
    """The server looks for the position of a visit in a geopoint called `gps`."""
    asked = [f.name for f in schema.walk() if f.type is FieldType.GEOPOINT and f.is_asked]
    if asked and "gps" not in asked:
        yield Finding(
            "表单有定位题，但没有一题名为 gps，提交的记录不会按位置归属到村",
            "The form asks for a position, but no question is called gps; submissions are not "
            "located by it.",
            Severity.INFO,
            "gps-missing",
            suggestion_zh=f"请把“{asked[0]}”改名为 gps",
            suggestion_en=f"Rename “{asked[0]}” to gps.",
        )


def curled_quotes(book: Workbook) -> Iterator[Finding]:
    """Pyxform turns curled quotes in texts into straight ones."""
    for row in book.survey.rows:
        for header, text in row.cells.items():
            if _CURLED.search(text) and header.startswith(TRANSLATED):
                finding = Finding(
                    "弯引号会被转换成直引号",
                    "Curled quotes will be turned into straight ones.",
                    Severity.INFO,
                    "curled-quotes",
                    suggestion_zh="中文可改用「」",
                    suggestion_en="In Chinese, 「」 stay as they are.",
                )
                yield pinned(finding, book, row, header)


def version_problem(version: str, previous: str) -> Finding | None:
    """Why `version` may not follow `previous`; None when it may (protocol.md 2.2, OR-67).

    >>> version_problem("2026112302", "2026112301") is None
    True
    """
    both_numbers = version.isdecimal() and previous.isdecimal()
    grows = int(version) > int(previous) if both_numbers else version != previous
    if grows:
        return None
    return Finding(
        f"版本号 {version} 应大于已发布的 {previous}",
        f"The version {version} must be greater than the published {previous}.",
        code="version",
        sheet="settings",
        column="version",
        suggestion_zh="版本号写成年月日加两位序号，如 2026112302",
        suggestion_en="Write the date and two digits, such as 2026112302.",
    )
