"""Every sentence of the pages stands in the English catalogue, and none that no page says."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import server.console

ROOT = Path(server.console.__file__).parent
PO = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
PLACE = re.compile(r"%\((\w+)\)s")
CHINESE = re.compile(r"[一-鿿]")


def said():
    found = extract_from_dir(
        str(ROOT),
        method_map=[("**.py", "python"), ("**/templates/**.html", "jinja2")],
        options_map={"**/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}},
        keywords={"_": None, "gettext": None},
        directory_filter=lambda folder: Path(folder).name not in {"static", "__pycache__"},
    )
    return {message for _, _, message, _, _ in found}


@pytest.fixture(scope="module")
def english():
    with PO.open("rb") as file:
        return {entry.id: entry.string for entry in read_po(file, locale="en") if entry.id}


def test_every_sentence_is_translated(english):
    assert said() - {key for key, text in english.items() if text} == set()


def test_nothing_stands_in_the_catalogue_that_no_page_says(english):
    assert set(english) - said() == set()


def test_a_translation_fills_the_same_places(english):
    wrong = {
        key for key, text in english.items() if set(PLACE.findall(key)) != set(PLACE.findall(text))
    }
    assert wrong == set()


def test_no_chinese_is_left_in_the_english(english):
    assert {text for text in english.values() if CHINESE.search(text)} == set()


def test_templates_say_nothing_outside_the_catalogue():
    """Chinese in a template stands inside ``_()`` or is a mark of punctuation or a name.

    Papers that are stamped and posted are Chinese in either language; they say so.
    """
    allowed = {"中文"}
    for path in (ROOT / "templates").rglob("*.html"):
        text = re.sub(r"{#.*?#}", "", path.read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r'<article [^>]*lang="zh-CN">.*?</article>', "", text, flags=re.DOTALL)
        text = re.sub(r"""\b_\((["']).*?\1""", "", text)
        left = {word for word in re.findall(r"[一-鿿]+", text) if word not in allowed}
        assert left == set(), path.name
