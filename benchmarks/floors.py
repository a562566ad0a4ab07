"""The floors under the measured accuracy (tests/floors.json), and the tables of docs/accuracy.md made from them.

    {"corpora": {NAME: {"texts": n, "measured": {MEASURE: x}, "floors": {MEASURE: x}}},
     "calibration": {NAME: {KIND: {TENTH: [judged, right, whole]}}},
     "lowered": [{"corpus", "measure", "from", "to", "reason"}]}
"""

from __future__ import annotations

import json
import re
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "tests" / "floors.json"
PAGE = ROOT / "docs" / "accuracy.md"
STEP = Decimal("0.005")
"""Floors stand on steps of this size, at or below what was measured."""

_OWN, _EXTERNAL = "own", "external"
_PLACES = {_OWN: ROOT / "tests" / "gold", _EXTERNAL: ROOT.parent / "shared" / "eval"}
"""Our own articles, and fifteen public texts annotated by others, which are not ours to ship: see docs/accuracy.md."""


class WouldSink(Exception):
    """A floor would sink and no reason was given."""


def corpora() -> dict[str, Path]:
    """The corpora with floors that are there, by name."""
    return {name: folder for name, folder in _PLACES.items() if (folder / "gold").is_dir()}


def names() -> tuple[str, ...]:
    """Every corpus that may have floors, there or not."""
    return tuple(_PLACES)


def load(path: Path = FLOORS) -> dict[str, Any]:
    """The floors of a file; empty tables where there is none yet."""
    if not path.exists():
        return {"corpora": {}, "calibration": {}, "lowered": []}
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def floor(value: float) -> float:
    """The highest step at or below a measured value, which is rounded to six places first: 0.8 stays 0.8."""
    steps = (Decimal(f"{value:.6f}") / STEP).to_integral_value(ROUND_FLOOR)
    return float(steps * STEP)


def update(
    measured: dict[str, tuple[int, dict[str, float]]],
    reason: str | None = None,
    path: Path = FLOORS,
    page: Path = PAGE,
) -> None:
    """Raise floors to what was measured: for each corpus how many texts, and each measure.

    Raises WouldSink, and writes nothing, where a floor would sink and no reason is given.
    """
    data = load(path)
    sunk = [
        {"corpus": corpus, "measure": measure, "from": old, "to": floor(values.get(measure, 0.0))}
        for corpus, (_, values) in measured.items()
        for measure, old in data["corpora"].get(corpus, {}).get("floors", {}).items()
        if floor(values.get(measure, 0.0)) < old
    ]
    if sunk and not reason:
        lines = "\n".join(f"  {s['corpus']} {s['measure']}: {s['from']} -> {s['to']}" for s in sunk)
        raise WouldSink(f'These floors would sink, so nothing was written:\n{lines}\nMend it, or give --lower "reason".')
    for corpus, (texts, values) in measured.items():
        data["corpora"][corpus] = {
            "texts": texts,
            "measured": {k: round(v, 4) for k, v in values.items()},
            "floors": {k: floor(v) for k, v in values.items()},
        }
    data["lowered"] += [s | {"reason": reason} for s in sunk]
    save(data, path, page)


def save(data: dict[str, Any], path: Path = FLOORS, page: Path = PAGE) -> None:
    """Write the floors, and the tables of the page from them."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    text = re.sub(r"\[\s+([\d.,\s]+?)\s+\]", lambda m: "[" + re.sub(r"\s+", " ", m[1]) + "]", text)
    path.write_text(text + "\n", encoding="utf-8")
    if page.exists():
        page.write_text(with_tables(page.read_text(encoding="utf-8"), data), encoding="utf-8")


def with_tables(page: str, data: dict[str, Any]) -> str:
    """The page with its tables made anew, each between <!-- table: NAME --> and <!-- end -->."""
    tables = {corpus: accuracy_table(entry) for corpus, entry in data["corpora"].items()}
    tables |= {f"calibration {corpus}": calibration_table(entry) for corpus, entry in data["calibration"].items()}
    for name, table in tables.items():
        block = rf"(<!-- table: {name} -->\n).*?(<!-- end -->)"
        page = re.sub(block, lambda m, t=table: f"{m[1]}{t}\n{m[2]}", page, flags=re.DOTALL)  # type: ignore[misc]
    return page


def accuracy_table(entry: dict[str, Any]) -> str:
    """Measured values, with the floors in brackets."""
    measured, bottom = entry["measured"], entry["floors"]

    def cell(name: str) -> str:
        return f"{measured[name]:.3f} ({bottom[name]:.3f})" if name in measured else ""

    rows = [f"{entry['texts']} texts. Measured, and in brackets the floor that the tests hold.", ""]
    rows += ["| | precision | recall | F1 |", "|---|---|---|---|"]
    rows += [
        f"| {kind} | " + " | ".join(cell(f"{kind}.{m}") for m in ("precision", "recall", "f1")) + " |"
        for kind in ("entities", "observations", "relations")
    ]
    judged = [name for name in ("place", "period", "approximation", "about", "agency") if f"{name}.accuracy" in measured]
    rows += ["", "| of a matched figure | " + " | ".join(judged) + " |", "|---" * (len(judged) + 1) + "|"]
    rows += ["| accuracy | " + " | ".join(cell(f"{name}.accuracy") for name in judged) + " |"]
    return "\n".join(rows)


def calibration_table(tables: dict[str, dict[str, list[int]]]) -> str:
    """For each tenth of confidence, how many facts were judged and how many of them are right."""
    tenths = sorted({tenth for table in tables.values() for tenth in table}, reverse=True)
    rows = ["| confidence | " + " | ".join(tables) + " | figures with place and period |", "|---" * (len(tables) + 2) + "|"]
    for tenth in tenths:
        counts = [table.get(tenth, [0, 0, 0]) for table in tables.values()]
        cells = [_of(right, judged) for judged, right, _ in counts]
        judged, _, whole = tables["observations"].get(tenth, [0, 0, 0])
        cells.append(_of(whole, judged))
        rows.append(f"| {tenth}–{float(tenth) + 0.1:.1f} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _of(right: int, judged: int) -> str:
    return f"{right} of {judged} ({right / judged:.0%})" if judged else ""
