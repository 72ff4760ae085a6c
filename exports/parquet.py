"""Parquet for analysis with DuckDB, polars or pandas; needs the extra ``minzheng[analysis]``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from exports.table import Kind, Position, batches
from exports.text import clean, unique

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from exports.table import Table

BATCH = 10_000
TYPES: dict[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.WHOLE: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.YES_NO: pa.bool_(),
    Kind.DAY: pa.date32(),
    Kind.MOMENT: pa.timestamp("ms", tz="UTC"),
    Kind.POINT: pa.struct([("lon", pa.float64()), ("lat", pa.float64())]),
}


def write(path: Path, table: Table, rows: Iterable[Sequence[object]]) -> int:
    """Write the rows to `path` in groups; return how many.  Titles and notes are its metadata."""
    names = unique(table.columns, titles=False)
    fields = [
        pa.field(name, TYPES[column.kind], metadata={"title": column.title})
        for name, column in zip(names, table.columns, strict=True)
    ]
    about = {"title": table.title, "notes": "\n".join(table.notes)}
    schema = pa.schema(fields, metadata=about)
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        for batch in batches(rows, BATCH):
            count += len(batch)
            by_column = zip(*batch, strict=True)
            arrays = [
                pa.array([_value(value, column.kind) for value in values], field.type)
                for values, column, field in zip(by_column, table.columns, fields, strict=True)
            ]
            file.write_batch(pa.record_batch(arrays, schema=schema))
    return count


def _value(value: Any, kind: Kind) -> Any:  # noqa: ANN401  # whatever its column holds
    match value:
        case None:
            return None
        case Position():
            return {"lon": value.lon, "lat": value.lat}
        case _ if kind is Kind.NUMBER:
            return float(value)
        case _ if kind is Kind.TEXT:
            return clean(str(value))
        case _:
            return value
