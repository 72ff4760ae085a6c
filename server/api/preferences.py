"""Preferences that programs keep for whoever calls."""

from __future__ import annotations

from flask import Blueprint, Response

from server.api.answers import success
from server.api.asking import caller, fields, services
from server.api.schemas import PreferenceValue
from server.auth import preferences

SITE = "/user-preferences/site/<name>"
PROJECT = "/user-preferences/project/<int:project_id>/<name>"

bp = Blueprint("preferences", __name__)


@bp.put(SITE)
def keep(name: str) -> Response:
    """Remember a value for the whole site."""
    preferences.keep(services(), caller(), name, fields(PreferenceValue())["value"])
    return success()


@bp.delete(SITE)
def forget(name: str) -> Response:
    """Forget it."""
    preferences.forget(services(), caller(), name)
    return success()


@bp.put(PROJECT)
def keep_in_project(project_id: int, name: str) -> Response:
    """Remember a value for a project."""
    value = fields(PreferenceValue())["value"]
    preferences.keep(services(), caller(), name, value, project_id=project_id)
    return success()


@bp.delete(PROJECT)
def forget_in_project(project_id: int, name: str) -> Response:
    """Forget it."""
    preferences.forget(services(), caller(), name, project_id=project_id)
    return success()
