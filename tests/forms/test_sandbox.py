import io
import zipfile
from pathlib import Path

import pytest

from forms.sandbox import CompileLimits, run_pyxform, safe_stem
from server.core.errors import FormInvalid
from tests.builders.forms import xlsx

SMALL = xlsx("| survey |\n| | type | name | label |\n| | text | a | A |\n")


def refused(content, filename="f.xlsx", **limits):
    with pytest.raises(FormInvalid) as refusal:
        run_pyxform(content, filename, CompileLimits(**limits))
    return refusal.value.findings[0].code


def bomb(entries=1, size=60_000_000):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(entries):
            archive.writestr(f"{number}.xml", b"0" * size)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"hello", "f.xlsx", "unreadable"),
        (b"", "f.xlsx", "unreadable"),
        (SMALL[:400], "f.xlsx", "unreadable"),
        (b"hello", "f.docx", "format"),
        (b"hello", "form", "format"),
        (b"x" * 10_000_001, "f.xls", "too-large"),
        (bomb(), "f.xlsx", "too-large"),
        (bomb(1_001, 1), "f.xlsx", "too-large"),
    ],
    ids=[
        "words",
        "nothing",
        "cut off",
        "Word",
        "no ending",
        "huge",
        "a bomb",
        "thousands of parts",
    ],
)
def test_what_cannot_be_a_form_is_refused_before_anything_runs(
    content, filename, code, monkeypatch
):
    """OR-213."""
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("a process was started"))
    assert refused(content, filename) == code


def test_a_conversion_that_takes_too_long_is_stopped():
    assert refused(SMALL, seconds=0.05) == "too-slow"


def test_a_conversion_that_takes_too_much_memory_is_stopped():
    rows = "\n".join(f"| | text | q{n} | L |" for n in range(20_000))
    content = f"| survey |\n| | type | name | label |\n{rows}\n".encode()
    assert refused(content, "f.md", memory_bytes=50_000_000) == "too-large"


def test_the_answer_holds_sheets_with_their_columns():
    answer = run_pyxform(SMALL, "f.xlsx", CompileLimits())
    assert answer["sheets"]["survey"]["columns"] == {"type": 1, "name": 2, "label": 3}
    assert answer["xform"].startswith("<?xml")


def test_nothing_is_left_in_the_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run_pyxform(SMALL, "f.xlsx", CompileLimits())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("filename", "stem"),
    [
        ("入户 调查.xlsx", "入户_调查"),
        ("../../etc/passwd.xlsx", "passwd"),
        ("C:\\forms\\a.xlsx", "a"),
        ("...xlsx", "form"),
        ("表" * 200 + ".xlsx", "表" * 60),
    ],
    ids=["blank", "folders", "Windows folders", "dots", "long"],
)
def test_a_file_name_becomes_a_plain_stem(filename, stem):
    assert safe_stem(filename) == stem
    assert Path(safe_stem(filename)).name == safe_stem(filename)
