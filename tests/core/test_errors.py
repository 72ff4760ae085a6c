import pytest

from server.core import errors
from server.core.errors import LONGEST_DETAIL, FormNotFound, SurveyError

EVERY = [each for each in vars(errors).values() if isinstance(each, type)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_sent_comes_back_in_bearable_length(language):
    refusal = FormNotFound(form_id="表" * 5_000_000)
    assert len(refusal.sentence(language)) < LONGEST_DETAIL + 200
    assert len(str(refusal.details["form_id"])) == LONGEST_DETAIL + 1


@pytest.mark.parametrize(
    "kind", [each for each in EVERY if issubclass(each, SurveyError) and each is not SurveyError]
)
def test_every_failure_has_a_status_of_a_failure(kind):
    assert 400 <= int(kind.code.partition(".")[0]) < 600
