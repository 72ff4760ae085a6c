"""Choice lists of a form: secondary instances, items written in the body, files beside the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.safexml import child, name_of, text_of
from server.core.schema.nouns import Choice
from server.core.schema.slots import slot_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.safexml import Element
    from server.core.schema.itext import Translations
    from server.core.schema.nouns import Slot

_TEXT_COLUMNS = ("name", "label", "itextId")


def external_files(model: Element) -> dict[str, Slot]:
    """Instances that come as a file, by id."""
    found = {}
    for instance in model.iterfind("{*}instance"):
        slot = slot_of(instance.get("src") or "")
        if slot is not None:
            found[instance.get("id") or ""] = slot
    return found


def inline_lists(model: Element, texts: Translations) -> dict[str, tuple[Choice, ...]]:
    """Choice lists written into the form, by instance id."""
    return {
        instance.get("id") or "": tuple(_items(root, texts))
        for instance in model.iterfind("{*}instance")
        if instance.get("id")
        and not instance.get("src")
        and (root := child(instance, "root")) is not None
    }


def _items(root: Element, texts: Translations) -> Iterator[Choice]:
    for item in root:
        columns = {name_of(column): text_of(column) for column in item}
        yield Choice(columns.get("name", ""), _label(columns, texts), _extra(columns))


def _label(columns: Mapping[str, str], texts: Translations) -> Mapping[str, str]:
    if "itextId" in columns:
        return texts.get(columns["itextId"])
    label = columns.get("label")
    return {texts.default_language: label} if label else {}


def _extra(columns: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in columns.items() if name not in _TEXT_COLUMNS}


def written_choices(control: Element, texts: Translations) -> tuple[Choice, ...]:
    """The `item` elements of a select, in order."""
    return tuple(
        Choice(text_of(child(item, "value")), texts.of(child(item, "label")))
        for item in control.iterfind("{*}item")
    )
