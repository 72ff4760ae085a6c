"""Points of the map as pages show them: cards, and where one goes on with what was drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from server import places
from server.console.filters import LISTED
from server.console.views.queue import form_short
from server.core.area import short_name
from server.core.days import local
from server.core.desk.mapping import PointLayer
from server.core.desk.people import May
from server.core.registers import BY_NAME
from server.core.types import UnitCode
from server.registers.access import opens_any
from server.review.queue import form_titles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from server.answers.readers import KnownForm
    from server.core.desk.mapping import MapFilter
    from server.core.desk.people import Asker
    from server.maps.peeking import Card
    from server.services import Services


@dataclass(frozen=True, slots=True)
class ShownCard:
    """One point: what it is called, where it is, what stands with it, and its page."""

    href: str
    title: str
    kind: str
    place: str
    state: str
    told: str
    errors: int
    warnings: int
    when: str


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere one goes on; `icon` is its sign."""

    href: str
    icon: str
    text: str


def forms(known: Iterable[KnownForm], language: str) -> list[tuple[str, str]]:
    """Forms to narrow records by."""
    names = {each.form_id for each in known}
    return sorted((name, form_short(name, {"zh": name}, language)) for name in names)


def cards(
    services: Services, found: Iterable[Card], layer: PointLayer, language: str
) -> tuple[ShownCard, ...]:
    """Cards of points."""
    return tuple(_card(services, each, layer, language) for each in found)


def _card(services: Services, card: Card, layer: PointLayer, language: str) -> ShownCard:
    tree = places.tree(services)
    unit = UnitCode(card.unit)
    village = short_name(tree.get(unit).name) if unit in tree else ""
    is_household = layer is PointLayer.HOUSEHOLDS
    return ShownCard(
        href=url_for("households.household", hh_no=card.key)
        if is_household
        else url_for("review.record", ref=card.key),
        title=card.title or card.number,
        kind="" if card.form is None else _form(services, card.form, language),
        place=" ".join(each for each in (village, card.group) if each),
        state="" if is_household else card.state,
        told=benefits(card.state, language) if is_household else "",
        errors=card.errors,
        warnings=card.warnings,
        when=f"{local(card.at):%Y-%m-%d %H:%M}" if card.at else "",
    )


def _form(services: Services, form: tuple[int, str], language: str) -> str:
    project_id, form_id = form
    return form_short(form_id, form_titles(services, project_id, form_id), language)


def benefits(codes: str, language: str) -> str:
    """Kinds of assistance in words."""
    kind = BY_NAME["benefit"].by_name["kind"]
    between = "、" if language == "zh" else ", "
    return between.join(kind.choice_label(code, language) for code in codes.split())


def links(who: Asker, layer: PointLayer, asked: MapFilter, key: int) -> Iterator[Link]:
    """Where one goes on with a selection: the list, the queue, a file."""
    if layer is PointLayer.HOUSEHOLDS:
        yield Link(url_for("households.households", selection=key), "list", _("列成名单"))
    elif not who.may.isdisjoint({May.REVIEW, May.AUDIT}):
        yield Link(queue_link(asked, selection=key), "inbox", _("作为审核队列打开"))
    if opens_any(who):
        more = {**asked.args, "selection": key}
        yield Link(url_for("extracts.new", source=f"map:{layer}", **more), "download", _("导出…"))


def queue_link(asked: MapFilter, **more: object) -> str:
    """The queue under the map's filter; what the queue knows of it, it takes over."""
    known = {
        "unit": asked.unit or None,
        "form_id": asked.form_id or None,
        "state": asked.state if asked.state in LISTED else None,
        "shelf": "flagged" if asked.flagged else None,
    }
    said: dict[str, Any] = {k: v for k, v in (known | more).items() if v}
    return url_for("review.queue", **said)
