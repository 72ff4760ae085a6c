"""The bundled forms, compiled once per test run, and small forms written as Markdown tables."""

from functools import cache

from forms.catalogue import bundled
from forms.compile import compile_xlsform

SETTINGS = "| settings |\n| | form_id | version | default_language |\n| | {} | {} | 中文 (zh) |\n"


@cache
def compiled(form_id):
    """A bundled form; one compilation takes about a second."""
    form = next(form for form in bundled() if form.form_id == form_id)
    return compile_xlsform(form.workbook.read_bytes(), f"{form_id}.xlsx")


def schema_of(form_id):
    """The fields of a bundled form."""
    return compiled(form_id).schema


def markdown_form(tables, *, form_id="f", version="1"):
    """A form from Markdown tables (survey, choices …), compiled; settings are added."""
    text = f"{tables}\n{SETTINGS.format(form_id, version)}"
    return compile_xlsform(text.encode(), f"{form_id}.md")
