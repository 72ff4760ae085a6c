"""The process that runs pyxform: reads a workbook, writes what came of it as JSON.

Started by `forms.sandbox` as a script, never imported, so that a hostile workbook can neither
fill the server's memory nor hold its threads (decision D10).
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from pyxform import aliases
from pyxform.errors import ErrorCode, PyXFormError
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.xls2json_backends import get_xlsform
from pyxform.xls2xform import convert

if TYPE_CHECKING:
    from pyxform.xls2json_backends import DefinitionData

SHEETS = ("survey", "choices", "settings", "external_choices", "entities")
TYPES = sorted({*QUESTION_TYPE_DICT, *aliases._type_alias_map, *aliases.settings_header})  # noqa: SLF001  # pyxform shows its list of types nowhere else


def limit_memory(memory_bytes: int) -> None:
    """Let allocations beyond `memory_bytes` fail; Windows has no such limit."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  # not to be had on Windows

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def dump(book: DefinitionData, path: Path) -> dict[str, object]:
    """Sheets by name: headers, their column numbers, rows (the first is row 2)."""
    columns = header_columns(path)
    return {
        name: {
            "headers": list((getattr(book, f"{name}_header") or [{}])[0]),
            "columns": columns.get(name, {}),
            "rows": list(getattr(book, name)),
        }
        for name in SHEETS
        if getattr(book, name) is not None
    }


def header_columns(path: Path) -> dict[str, dict[str, int]]:
    """Number of the column under each header, from 1; only spreadsheets have columns."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return {}
    book = load_workbook(path, read_only=True, data_only=True)
    found = {sheet.title.lower(): columns_of(next(sheet.rows, ())) for sheet in book.worksheets}
    book.close()
    return found


def columns_of(cells: tuple[Any, ...]) -> dict[str, int]:
    """Column number by header text, blanks squeezed as pyxform does."""
    named = zip(count(1), (cell.value for cell in cells), strict=False)
    return {re.sub(" +", " ", str(value).strip()): n for n, value in named if value is not None}


def converted(book: DefinitionData) -> dict[str, object]:
    """XForm, warnings and external choices; or the error that stopped it."""
    try:
        result = convert(
            {name: value for name, value in asdict(book).items() if value is not None},
            validate=False,
            pretty_print=False,
        )
    except PyXFormError as err:
        return {"error": described(err)}
    return {"xform": result.xform, "warnings": result.warnings, "itemsets": result.itemsets}


def described(err: PyXFormError) -> dict[str, object]:
    """The error's code and context, also where pyxform keeps only the finished sentence."""
    message = str(err)
    if err.code is not None:
        context = {key: str(value) for key, value in err.context.items() if value is not None}
        return failed(err.code.name, message, context)
    found = ((code, template(code).match(message)) for code in ErrorCode)
    matching = ((code.name, match.groupdict()) for code, match in found if match)
    name, context = next(matching, ("", {}))
    return failed(name, message, context)


@cache
def template(code: ErrorCode) -> re.Pattern[str]:
    """A pattern for the sentences that `code` makes."""
    parts = re.split(r"(?<!\{)\{(\w+)\}(?!\})", code.value.msg)
    seen: set[str] = set()
    pattern = ""
    for number, part in enumerate(parts):
        if number % 2 == 0:
            pattern += re.escape(part.replace("{{", "{").replace("}}", "}"))
        elif part in seen:
            pattern += f"(?P={part})"
        else:
            seen.add(part)
            pattern += f"(?P<{part}>.*?)"
    return re.compile(f"{pattern}$", re.DOTALL | re.MULTILINE)


def failed(code: str, message: str, context: dict[str, str] | None = None) -> dict[str, object]:
    """One error as the parent process reads it."""
    return {"code": code, "message": message, "context": context or {}}


def run(path: Path) -> dict[str, object]:
    """All of it; damaged workbooks raise whatever openpyxl, xlrd or zipfile stumble over."""
    try:
        book = get_xlsform(path)
        return {"types": TYPES, "sheets": dump(book, path), **converted(book)}
    except PyXFormError as err:
        return {"error": described(err)}
    except MemoryError:
        return {"error": failed("memory", "out of memory")}
    except (BadZipFile, OSError, ValueError, LookupError, TypeError, AttributeError) as err:
        return {"error": failed("unreadable", f"{type(err).__name__}: {err}")}


def main(path: str, memory_bytes: str) -> None:
    """Read `path`, print one JSON object."""
    limit_memory(int(memory_bytes))
    sys.stdout.write(json.dumps(run(Path(path))))


if __name__ == "__main__":
    main(*sys.argv[1:])
