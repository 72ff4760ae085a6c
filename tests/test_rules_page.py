"""The handbook's page of rules says what the catalogue says."""

import pytest

from tools.rules_page import LANGUAGES, page, place


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_the_catalogue(language):
    assert place(language).read_text(encoding="utf-8") == page(language), (
        "run: python -m tools.rules_page"
    )
