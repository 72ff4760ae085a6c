"""Runs pyxform on a stranger's workbook: apart, bounded in size, memory and time (D10, OR-213)."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from server.core.errors import FormInvalid
from server.core.finding import Finding

CHILD = Path(__file__).with_name("child.py")
ZIPPED = (".xlsx", ".xlsm")
SUFFIXES = (*ZIPPED, ".xls", ".md", ".csv")
STEM_LENGTH = 60  # a file name holds 255 bytes, a Chinese character takes three


@dataclass(frozen=True, slots=True)
class CompileLimits:
    """What one conversion may cost; a form of 5,000 rows takes 6 s and 105 MB (protocol.md 9)."""

    file_bytes: int = 10_000_000
    unpacked_bytes: int = 50_000_000
    zip_entries: int = 1_000
    memory_bytes: int = 1 << 30
    seconds: float = 60.0


def run_pyxform(content: bytes, filename: str, limits: CompileLimits) -> dict[str, Any]:
    """What `forms.child` made of the workbook: sheets, xform, warnings, itemsets or an error.

    Raise FormInvalid for a file that is too large, packed like a bomb, of an unknown kind, or whose
    conversion takes too long or too much memory.
    """
    suffix = Path(filename).suffix.lower()
    _bounded(content, suffix, limits)
    with TemporaryDirectory(prefix="minzheng-form-") as folder:
        workbook = Path(folder) / f"{safe_stem(filename)}{suffix}"
        workbook.write_bytes(content)
        return _answer(_run(workbook, limits))


def safe_stem(filename: str) -> str:
    """The name without folder and ending: pyxform takes it for a form without `form_id`.

    >>> safe_stem("../入户 调查.xlsx")
    '入户_调查'
    """
    stem = Path(filename.replace("\\", "/")).stem
    return re.sub(r"[^\w.-]+", "_", stem)[:STEM_LENGTH].strip("._") or "form"


def _bounded(content: bytes, suffix: str, limits: CompileLimits) -> None:
    if suffix not in SUFFIXES:
        raise _refused(
            "format",
            f"不支持“{suffix or '无扩展名'}”文件，请上传 .xlsx",
            f"Files of kind “{suffix or 'none'}” are not read; please upload an .xlsx workbook.",
        )
    if len(content) > limits.file_bytes:
        megabytes = limits.file_bytes // 1_000_000
        raise _refused(
            "too-large",
            f"文件超过 {megabytes} MB，请删除多余的工作表、图片和空行",
            f"The file is larger than {megabytes} MB; remove other sheets, pictures, empty rows.",
        )
    if suffix in ZIPPED:
        _no_bomb(content, limits)


def _no_bomb(content: bytes, limits: CompileLimits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as err:
        raise _refused(
            "unreadable",
            "不是有效的 .xlsx 文件（可能已损坏或设有密码），请在 Excel 或 WPS 中另存后重试",
            "This is no valid .xlsx file (damaged or with a password); save it anew and try again.",
        ) from err
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes or len(entries) > limits.zip_entries:
        raise _refused(
            "too-large",
            "文件解压后过大，请只保留 survey、choices、settings 等工作表，并删除多余的空行空列",
            "The file is too large when unpacked; keep only the form's sheets, no empty rows.",
        )


def _run(workbook: Path, limits: CompileLimits) -> bytes:
    command = [sys.executable, "-P", str(CHILD), str(workbook), str(limits.memory_bytes)]
    # One BLAS thread: each reserves memory that would count against the limit.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(  # noqa: S603  # our own script on a file we have just written
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limits.seconds,
            check=True,
            env=environment,
        )
    except subprocess.TimeoutExpired as err:
        raise _refused(
            "too-slow",
            f"转换超过 {limits.seconds:g} 秒，请检查工作表是否有大量空行空列",
            f"The conversion took longer than {limits.seconds:g} s; look for empty rows, columns.",
        ) from err
    except subprocess.CalledProcessError as err:
        raise _out_of_memory() from err
    return done.stdout


def _answer(output: bytes) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(output)
    if answer.get("error", {}).get("code") == "memory":
        raise _out_of_memory()
    return answer


def _out_of_memory() -> FormInvalid:
    return _refused(
        "too-large",
        "转换占用内存过多，已中止，请检查工作表是否有大量空行空列",
        "The conversion needed too much memory and was stopped; look for empty rows or columns.",
    )


def _refused(code: str, zh: str, en: str) -> FormInvalid:
    return FormInvalid([Finding(zh, en, code=code)])
