"""Entity lists of a project: listed, made, changed, given properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from server.api import entity_shapes as shapes
from server.api.answers import answer, success
from server.api.asking import caller, fields, is_extended, now, services
from server.api.forms import DRAFT, FORM
from server.api.schemas import DatasetChange, NewDataset, NewProperty
from server.entities import datasets, declaring
from server.publish import overview
from server.publish.overview import Edition
from server.store.entities import DatasetFigures

if TYPE_CHECKING:
    from server.api.shapes import Shape
    from server.store.datasets import StoredDataset

DATASETS = "/projects/<int:project_id>/datasets"
DATASET = f"{DATASETS}/<name>"
NOTHING = DatasetFigures(0, 0, None)

bp = Blueprint("datasets", __name__)


@bp.get(DATASETS)
def listing(project_id: int) -> Response:
    """Lists of a project by name."""
    found = datasets.all_of(services(), caller(), project_id)
    if not is_extended():
        return answer([shapes.dataset(each) for each in found])
    held = datasets.figures(services(), caller(), project_id, found)
    return answer([shapes.dataset(each, held.get(each.id, NOTHING)) for each in found])


@bp.post(DATASETS)
def create(project_id: int) -> Response:
    """A new list without properties."""
    given = fields(NewDataset())
    made = datasets.create(services(), caller(), project_id, **given, now=now())
    return answer(_metadata(made))


def _metadata(found: StoredDataset) -> Shape:
    held = datasets.figures(services(), caller(), found.project_id, (found,))
    view = datasets.view(services(), found)
    return shapes.metadata(view, held.get(found.id, NOTHING), extended=is_extended())


@bp.get(DATASET)
def get(project_id: int, name: str) -> Response:
    """One list with its properties and forms."""
    return answer(_metadata(datasets.one(services(), caller(), project_id, name)))


@bp.patch(DATASET)
def change(project_id: int, name: str) -> Response:
    """Set when entities are made and whose a tablet gets."""
    given = fields(DatasetChange())
    found = datasets.change(services(), caller(), project_id, name, **given, now=now())
    return answer(_metadata(found))


@bp.post(f"{DATASET}/properties")
def add_property(project_id: int, name: str) -> Response:
    """A new property of a list."""
    wanted = fields(NewProperty())["name"]
    datasets.add_property(services(), caller(), project_id, name, wanted, now=now())
    return success()


@bp.get(f"{FORM}/dataset-diff")
def of_form(project_id: int, form_id: str) -> Response:
    """The lists a published form fills."""
    view = overview.form(services(), caller(), project_id, form_id)
    found = declaring.declared(services(), project_id, overview.schema(services(), view))
    return answer([shapes.declared(each) for each in found])


@bp.get(f"{DRAFT}/dataset-diff")
def of_draft(project_id: int, form_id: str) -> Response:
    """The lists a draft fills, and what publishing it adds to them."""
    view = overview.form(services(), caller(), project_id, form_id, Edition.DRAFT)
    found = declaring.declared(services(), project_id, overview.schema(services(), view))
    return answer([shapes.declared(each, is_draft=True) for each in found])
