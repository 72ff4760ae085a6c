"""XForm XML -> FormSchema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.errors import FormInvalid, UnknownEntitiesVersion
from server.core.finding import Finding
from server.core.safexml import child, name_of, parse_xml, text_of
from server.core.schema.body import Control, normal_path, read_body
from server.core.schema.choices import external_files, inline_lists, written_choices
from server.core.schema.entities import declarations
from server.core.schema.itext import Translations, read_translations
from server.core.schema.nouns import Choice, Field, FieldType, FormSchema, walk
from server.core.schema.slots import ITEMSETS, slots

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.safexml import Element

JR = "{http://openrosa.org/javarosa}"
ENTITIES = "{http://www.opendatakit.org/xforms/entities}"
ENTITIES_VERSIONS = ("2022.1", "2023.1", "2024.1", "2025.1")
"""What Collect reads; any other version makes it refuse the whole form (protocol.md 4.1)."""

_TYPES = {
    "int": FieldType.INT,
    "integer": FieldType.INT,
    "long": FieldType.INT,
    "short": FieldType.INT,
    "decimal": FieldType.DECIMAL,
    "double": FieldType.DECIMAL,
    "float": FieldType.DECIMAL,
    "date": FieldType.DATE,
    "time": FieldType.TIME,
    "dateTime": FieldType.DATETIME,
    "geopoint": FieldType.GEOPOINT,
    "geotrace": FieldType.GEOTRACE,
    "geoshape": FieldType.GEOSHAPE,
    "binary": FieldType.BINARY,
    "barcode": FieldType.BARCODE,
    "select1": FieldType.SELECT_ONE,
    "select": FieldType.SELECT_MULTIPLE,
    "rank": FieldType.SELECT_MULTIPLE,
}
_NUMBERS = (FieldType.INT, FieldType.DECIMAL)
_UNIT = re.compile(r"[(（]([^()（）]+)[)）]\s*$")


def parse_xform(xml: bytes) -> FormSchema:
    """The schema of one form version.

    Raise Unparseable for what is no XML, FormInvalid for XML that no tablet takes as a form
    (OR-69), UnknownEntitiesVersion for entities of a specification nobody reads (OR-161).
    """
    html = parse_xml(xml)
    model, body, root = _skeleton(html)
    version = _entities_version(model, root)
    texts = read_translations(model)
    files = external_files(model)
    binds = _binds(model, name_of(root))
    reader = _Reader(
        texts=texts,
        controls=read_body(body, name_of(root)),
        binds=binds,
        files={name: slot.name for name, slot in files.items()},
        choices=inline_lists(model, texts),
    )
    fields = tuple(reader.fields(root, ""))
    return FormSchema(
        form_id=(root.get("id") or "").strip(),
        version=(root.get("version") or "").strip(),
        title=text_of(html.find("{*}head/{*}title")),
        root_name=name_of(root),
        languages=texts.languages,
        default_language=texts.default_language,
        fields=fields,
        choices=reader.choices,
        attachments=slots(texts, files.values(), binds.values(), fields),
        entities=declarations(root, fields),
        public_key=_public_key(model),
        instance_id_path=_instance_id_path(fields),
        entities_version=version,
        instances=frozenset(each.get("id") or "" for each in model.iterfind("{*}instance")),
        external=reader.files,
    )


def _instance_id_path(fields: tuple[Field, ...]) -> str | None:
    return next((each.path for each in walk(fields) if each.path == "/meta/instanceID"), None)


def _skeleton(html: Element) -> tuple[Element, Element, Element]:
    """Model, body and the root of the primary instance, as Collect insists on them (OR-69)."""
    heads = html.findall("{*}head")
    models = html.findall("{*}head/{*}model")
    body = child(html, "body")
    if len(heads) != 1 or len(models) != 1 or body is None:
        raise _refused(
            "不是 XForm：应有一个 h:head、一个 model 和一个 h:body",
            "not an XForm: it needs one h:head, one model and one h:body",
        )
    if not text_of(child(heads[0], "title")):
        raise _refused("表单没有标题（h:title）", "the form has no title (h:title)")
    instance = child(models[0], "instance")
    if instance is None or len(instance) == 0:
        raise _refused("表单没有主实例（instance）", "the form has no primary instance")
    if not (instance[0].get("id") or "").strip():
        raise _refused("主实例没有 id，即没有表单编号", "the primary instance has no id attribute")
    return models[0], body, instance[0]


def _refused(zh: str, en: str) -> FormInvalid:
    return FormInvalid([Finding(zh, en[:1].upper() + en[1:] + ".", code="xform")])


def _entities_version(model: Element, root: Element) -> str | None:
    version = model.get(f"{ENTITIES}entities-version")
    declared = version is not None or root.find(".//{*}meta/{*}entity[@dataset]") is not None
    if not declared:
        return None
    if not (version or "").startswith(ENTITIES_VERSIONS):
        raise UnknownEntitiesVersion(version=version or "")
    return version


def _binds(model: Element, root: str) -> dict[str, Element]:
    return {
        normal_path(bind.get("nodeset") or "", root): bind for bind in model.iterfind("{*}bind")
    }


def _public_key(model: Element) -> str | None:
    submission = child(model, "submission")
    key = None if submission is None else submission.get("base64RsaPublicKey")
    return "".join(key.split()) if key and key.strip() else None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Walks the primary instance with all that the rest of the form says about its nodes."""

    texts: Translations
    controls: Mapping[str, Control]
    binds: Mapping[str, Element]
    files: Mapping[str, str]
    choices: dict[str, tuple[Choice, ...]]

    def fields(self, parent: Element, above: str) -> Iterator[Field]:
        """Children of `parent`; a repeat's template and its first instance are one (OR-136)."""
        seen: set[str] = set()
        for node in parent:
            name = name_of(node)
            if name not in seen:
                seen.add(name)
                yield self._field(node, name, f"{above}/{name}")

    def _field(self, node: Element, name: str, path: str) -> Field:
        control = self.controls.get(path, Control())
        bind = self.binds.get(path)
        bound = _bind_type(bind)
        kind = _type(node, control, bound, bind)
        label = self._text(control, "label")
        choices, choice_file = self._choices(path, control)
        return Field(
            path=path,
            name=name,
            type=kind,
            bind_type=bound,
            label=label,
            hint=self._text(control, "hint"),
            control=control.name,
            appearance=control.appearance,
            mediatype=_get(control.element, "mediatype"),
            choices=choices,
            choice_file=choice_file,
            itemset=_itemset(control),
            choice_value=_get(_part(control.itemset, "value"), "ref") or "name",
            choice_label=_get(_part(control.itemset, "label"), "ref") or "label",
            units=_units(label) if kind in _NUMBERS else {},
            required=_expression(bind, "required"),
            required_message=self.texts.of_attribute(_get(bind, f"{JR}requiredMsg")),
            constraint=_expression(bind, "constraint"),
            constraint_message=self.texts.of_attribute(_get(bind, f"{JR}constraintMsg")),
            relevant=_expression(bind, "relevant"),
            calculate=_expression(bind, "calculate"),
            readonly=_expression(bind, "readonly"),
            repeat_count=control.repeat_count,
            default=None if len(node) else (node.text or None),
            preload=_preload(bind),
            save_to=_get(bind, f"{ENTITIES}saveto"),
            children=tuple(self.fields(node, path)),
        )

    def _text(self, control: Control, name: str) -> Mapping[str, str]:
        return self.texts.of(_part(control.element, name))

    def _choices(self, path: str, control: Control) -> tuple[str | None, str | None]:
        """List in the form and file beside it; items written in place are listed under the path."""
        if control.searched_file:
            return None, control.searched_file
        if _get(control.element, "query"):
            return None, ITEMSETS
        if control.instance is not None:
            name = control.instance
            return (None, self.files[name]) if name in self.files else (name, None)
        if control.element is not None and child(control.element, "item") is not None:
            self.choices[path] = written_choices(control.element, self.texts)
            return path, None
        return None, None


def _get(element: Element | None, attribute: str) -> str | None:
    return None if element is None else element.get(attribute)


def _part(element: Element | None, name: str) -> Element | None:
    return None if element is None else child(element, name)


def _expression(bind: Element | None, name: str) -> str | None:
    source = (_get(bind, name) or "").strip()
    return None if source in ("", "false()") else source


def _itemset(control: Control) -> str | None:
    nodeset = _get(control.itemset, "nodeset") or _get(control.element, "query")
    return nodeset.strip() if nodeset else None


def _preload(bind: Element | None) -> str | None:
    kind = _get(bind, f"{JR}preload")
    params = _get(bind, f"{JR}preloadParams")
    return f"{kind}:{params}" if kind and params else kind


def _bind_type(bind: Element | None) -> str:
    return (_get(bind, "type") or "string").removeprefix("xsd:")


def _type(node: Element, control: Control, bound: str, bind: Element | None) -> FieldType:
    """What the node is: pyxform's binds say `string` for both kinds of select (OR-138)."""
    if control.is_repeat:
        return FieldType.REPEAT
    if len(node) or control.name == "group" or node.get("dataset") is not None:
        return FieldType.GROUP
    if control.name == "select1" or _get(control.element, "query"):
        return FieldType.SELECT_ONE
    if control.name in ("select", "rank"):
        return FieldType.SELECT_MULTIPLE
    if _is_note(control, bind):
        return FieldType.NOTE
    return _TYPES.get(bound.rpartition(":")[2], FieldType.STRING)


def _is_note(control: Control, bind: Element | None) -> bool:
    return (
        control.name == "input"
        and _expression(bind, "readonly") == "true()"
        and _expression(bind, "calculate") is None
        and _bind_type(bind) == "string"
    )


def _units(label: Mapping[str, str]) -> dict[str, str]:
    """Units in the bracket that ends a label; of ``(元/yuan)`` each language takes its own."""
    found = ((language, _UNIT.search(text)) for language, text in label.items())
    return {
        language: unit[1].split("/")[-1 if language == "en" else 0].strip()
        for language, unit in found
        if unit
    }
