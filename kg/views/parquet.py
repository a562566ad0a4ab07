"""The figures as Parquet, for pandas, Polars, DuckDB and Spark: the columns of the CSV, with their types.

Numbers are doubles, as those tools compute with; `value_text` keeps what is written. Dates are dates.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from kg.errors import KgError
from kg.network import Quads, to_networkx
from kg.ontology import Ontology
from kg.views.tables import FIGURE_COLUMNS, NUMBERS, SOURCE_COLUMNS, figure_rows

_DATES = ("period_start", "period_end", "comparison_date", "date")
_INTEGERS = ("start", "end")


def render(store: Quads, ontology: Ontology) -> bytes:
    """One row per figure, each with its quote and its article. KgError where pyarrow is not installed."""
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        from pyarrow import parquet
    except ImportError as error:
        raise KgError("Parquet needs pyarrow, which is not installed: pip install 'zhengtu[parquet]'") from error
    columns = (*FIGURE_COLUMNS, *SOURCE_COLUMNS)
    rows = list(figure_rows(to_networkx(store, ontology), ontology))
    kinds = {name: pa.date32() for name in _DATES} | {name: pa.int32() for name in _INTEGERS}
    kinds |= {name: pa.float64() for name in (*NUMBERS, "confidence")}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in columns])
    table = pa.table({name: [_cell(row[name], name) for row in rows] for name in columns}, schema=schema)
    out = io.BytesIO()
    parquet.write_table(table, out, compression="zstd")
    return out.getvalue()


def _cell(value: Any, name: str) -> Any:
    """A value as its column holds it; what is empty, or no date, is null."""
    if value in ("", None):
        return None
    if name in _DATES:
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            return None
    if name in _INTEGERS:
        return int(value)
    return float(value) if name in (*NUMBERS, "confidence") else str(value)
