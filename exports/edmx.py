"""The `$metadata` of a form's feed: CSDL, which Excel and Power BI read first (OR-185, OR-186)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from server.core.odata_names import identifier, sibling_names
from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from server.core.schema import Field
    from server.core.tables import Table

EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
EDM = "http://docs.oasis-open.org/odata/ns/edm"

TYPES: Mapping[FieldType, str] = {
    FieldType.INT: "Edm.Int64",
    FieldType.DECIMAL: "Edm.Decimal",
    FieldType.DATE: "Edm.Date",
    FieldType.DATETIME: "Edm.DateTimeOffset",
    FieldType.GEOPOINT: "Edm.GeographyPoint",
    FieldType.GEOTRACE: "Edm.GeographyLineString",
    FieldType.GEOSHAPE: "Edm.GeographyPolygon",
}
SYSTEM: Mapping[str, str] = {
    "submissionDate": "Edm.DateTimeOffset",
    "updatedAt": "Edm.DateTimeOffset",
    "deletedAt": "Edm.DateTimeOffset",
    "submitterId": "Edm.String",
    "submitterName": "Edm.String",
    "attachmentsPresent": "Edm.Int64",
    "attachmentsExpected": "Edm.Int64",
    "status": "org.opendatakit.submission.Status",
    "reviewState": "org.opendatakit.submission.ReviewState",
    "deviceId": "Edm.String",
    "edits": "Edm.Int64",
    "formVersion": "Edm.String",
}
ENUMS: Mapping[str, tuple[str, ...]] = {
    "Status": ("notDecrypted", "missingEncryptedFormData"),
    "ReviewState": ("hasIssues", "edited", "rejected", "approved"),
}
FUNCTIONS = ("eq", "lt", "year", "month", "day", "hour", "minute", "second", "now")


def metadata(form_id: str, tables: Sequence[Table], *, wkt: bool = False) -> bytes:
    """The description of all tables; names are those that rows and `$select` have."""
    space = f"org.opendatakit.user.{identifier(form_id)}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<edmx:Edmx xmlns:edmx="{EDMX}" Version="4.0">',
        "<edmx:DataServices>",
        *_common(),
        f"<Schema xmlns={quoteattr(EDM)} Namespace={quoteattr(space)}>",
        *(line for table in tables for line in _table(table, space, wkt=wkt)),
        *_container(form_id, tables, space),
        "</Schema>",
        "</edmx:DataServices>",
        "</edmx:Edmx>",
    ]
    return "\n".join(lines).encode()


def _common() -> Iterator[str]:
    yield f'<Schema xmlns="{EDM}" Namespace="org.opendatakit.submission">'
    yield '<ComplexType Name="metadata">'
    for name, kind in SYSTEM.items():
        yield f'<Property Name="{name}" Type="{kind}"/>'
    yield "</ComplexType>"
    for name, members in ENUMS.items():
        yield f'<EnumType Name="{name}">'
        yield from (f'<Member Name="{each}"/>' for each in members)
        yield "</EnumType>"
    yield "</Schema>"


def _table(table: Table, space: str, *, wkt: bool) -> Iterator[str]:
    inner: list[str] = []
    yield f"<EntityType Name={quoteattr(table.name)}>"
    yield '<Key><PropertyRef Name="__id"/></Key>'
    yield '<Property Name="__id" Type="Edm.String" Nullable="false"/>'
    if table.above is None:
        yield '<Property Name="__system" Type="org.opendatakit.submission.metadata"/>'
    else:
        yield f'<Property Name="__{table.above.name.replace(".", "-")}-id" Type="Edm.String"/>'
    yield from _properties(table.fields, table.name, space, inner, wkt=wkt)
    yield "</EntityType>"
    yield from inner


def _properties(
    fields: Iterable[Field], above: str, space: str, inner: list[str], *, wkt: bool
) -> Iterator[str]:
    """Properties of a type; types of groups inside it are put into `inner`."""
    fields = tuple(fields)
    names = sibling_names(each.name for each in fields)
    for each in fields:
        name = names[each.name]
        path = f"{above}.{name}"
        if not each.children:
            kind = TYPES.get(each.type, "Edm.String")
            if wkt and kind.startswith("Edm.Geo"):
                kind = "Edm.String"
            yield f"<Property Name={quoteattr(name)} Type={quoteattr(kind)}/>"
        elif each.type is FieldType.REPEAT:
            kind = quoteattr(f"Collection({space}.{path})")
            yield f"<NavigationProperty Name={quoteattr(name)} Type={kind}/>"
        else:
            yield f"<Property Name={quoteattr(name)} Type={quoteattr(f'{space}.{path}')}/>"
            own = [*_properties(each.children, path, space, inner, wkt=wkt)]
            inner += [f"<ComplexType Name={quoteattr(path)}>", *own, "</ComplexType>"]


def _container(form_id: str, tables: Sequence[Table], space: str) -> Iterator[str]:
    yield f"<EntityContainer Name={quoteattr(identifier(form_id))}>"
    for table in tables:
        kind = quoteattr(f"{space}.{table.name}")
        yield f"<EntitySet Name={quoteattr(table.name)} EntityType={kind}>"
        yield from _capabilities()
        yield "</EntitySet>"
    yield _note(
        "Org.OData.Capabilities.V1.ConformanceLevel",
        'EnumMember="Org.OData.Capabilities.V1.ConformanceLevelType/Minimal"',
    )
    yield _note("Org.OData.Capabilities.V1.BatchSupported", 'Bool="false"')
    yield _note("Org.OData.Capabilities.V1.AsynchronousRequestsSupported", 'Bool="false"')
    yield '<Annotation Term="Org.OData.Capabilities.V1.FilterFunctions"><Collection>'
    yield from (f"<String>{name}</String>" for name in FUNCTIONS)
    yield "</Collection></Annotation>"
    yield "</EntityContainer>"


def _capabilities() -> Iterator[str]:
    """What may be asked of a table."""
    for term, field, value in (
        ("CountRestrictions", "Countable", "true"),
        ("SortRestrictions", "Sortable", "true"),
        ("FilterRestrictions", "Filterable", "true"),
        ("ExpandRestrictions", "Expandable", "true"),
    ):
        yield (
            f'<Annotation Term="Org.OData.Capabilities.V1.{term}"><Record>'
            f'<PropertyValue Property="{field}" Bool="{value}"/></Record></Annotation>'
        )


def _note(term: str, value: str) -> str:
    return f'<Annotation Term="{term}" {value}/>'
