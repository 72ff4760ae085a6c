"""The API's description covers what is served, and nothing else."""

from __future__ import annotations

import re

import pytest

from server.api import openapi


@pytest.fixture
def described(anonymous):
    """The description, which anybody may read."""
    answer = anonymous.get("/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json


def operations(described):
    """All operations with their path."""
    return [
        (path, method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_resource_is_described_in_a_sentence(described, app):
    served = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert len(described["paths"]) > 60
    names = {operation["operationId"] for _, _, operation in operations(described)}
    assert names == {rule.endpoint[4:] for rule in served} - {"nothing"}
    assert all(operation["summary"] for _, _, operation in operations(described))


def test_every_argument_of_a_path_is_described(described):
    for path, _, operation in operations(described):
        named = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))


def test_what_is_sent_is_described_under_the_api_s_names(described):
    body = described["paths"]["/v1/projects/{project_id}/app-users"]["post"]["requestBody"]
    schema = body["content"]["application/json"]["schema"]
    assert schema["required"] == ["displayName"]
    assert schema["properties"]["units"]["type"] == "array"
    names = {operation["operationId"] for _, _, operation in operations(described)}
    assert set(openapi.BODIES) <= names
    assert set(openapi.QUERIES) <= names
