"""OR-12, OR-41, OR-55: every spelling of a tablet's URL leads to one place, without the token."""

import doctest

import pytest

from server.openrosa import door
from server.openrosa.door import INSIDE, KEY, Door, Entry, entry


def test_the_examples_in_the_module_are_true():
    assert doctest.testmod(door).failed == 0


@pytest.mark.parametrize(
    "path",
    [
        "/v1/key/T/projects/1/submission",
        "/v1/key/T/projects/1/submission/",
        "/v1/key/T/projects/1//submission",
        "//v1//key//T//projects//1//submission//",
    ],
)
def test_or_12_doubled_and_trailing_slashes_are_the_same_place(path):
    assert entry(path) == Entry(f"{INSIDE}/projects/1/submission", "T")


@pytest.mark.parametrize(
    "path", ["/v1/key", "/v1/key/", "/v1/keys/T/projects", "/v1/projects/1/forms", "/", ""]
)
def test_other_paths_are_left_alone(path):
    assert entry(path) is None or entry(path).key == ""


def test_everything_below_a_key_is_the_tablets():
    assert entry("/v1/key/T/nonsense") == Entry(f"{INSIDE}/nonsense", "T")
    assert entry("/v1/key/T") == Entry(INSIDE, "T")


@pytest.mark.parametrize(
    "rest",
    ["formList", "submission", "forms/入户 1.2/manifest", "datasets/households/integrity"],
)
def test_resources_without_a_key_are_the_tablets_whatever_the_header(rest):
    assert entry(f"/v1/projects/1/{rest}/") == Entry(f"{INSIDE}/projects/1/{rest}", None)


@pytest.mark.parametrize("rest", ["forms/visit.xml", "forms/visit/attachments/照片 1.jpg"])
def test_what_the_public_api_serves_too_is_told_by_the_header(rest):
    path = f"/v1/projects/1/{rest}"
    assert entry(path) is None
    assert entry(path, method="PUT", speaks_openrosa=True) is None
    assert entry(path, speaks_openrosa=True) == Entry(f"{INSIDE}/projects/1/{rest}", None)


@pytest.mark.parametrize(
    "rest", ["forms/visit/submissions", "forms/formList", "forms/submission", "datasets/x"]
)
def test_the_public_api_keeps_its_own(rest):
    assert entry(f"/v1/projects/1/{rest}", speaks_openrosa=True) is None


def passed(path, query="", **more):
    seen = {}
    given = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query} | more
    Door(lambda environ, _start: seen.update(environ) or ())(given, None)
    return seen


def test_or_55_the_token_leaves_the_path():
    seen = passed("/v1/key/T0ken/projects/1/formList")
    assert (seen["PATH_INFO"], seen[KEY]) == (f"{INSIDE}/projects/1/formList", "T0ken")


def test_or_41_the_token_of_a_query_leaves_the_query_and_the_rest_stays():
    seen = passed("/v1/projects/1/formList", "formID=%E5%85%A5+%E6%88%B7&st=T0ken&x=")
    assert seen[KEY] == "T0ken"
    assert seen["QUERY_STRING"] == "formID=%E5%85%A5+%E6%88%B7&x="


def test_a_query_without_token_stays_as_it_was_sent():
    seen = passed("/v1/projects/1/formList", "formID=a%2fb&test=1")
    assert (seen["QUERY_STRING"], seen[KEY]) == ("formID=a%2fb&test=1", None)


def test_other_requests_pass_unchanged():
    seen = passed("//review//", "st=1")
    assert (seen["PATH_INFO"], seen["QUERY_STRING"]) == ("//review//", "st=1")
    assert KEY not in seen
