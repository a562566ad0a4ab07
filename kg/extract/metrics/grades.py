"""Grades listed one by one: 国家级教练3人，一级8人: each grade is counted by itself, of the thing said once."""

from __future__ import annotations

import re

from kg.extract.metrics.state import Spot, State

_GRADE = re.compile(r"(?:国家|[省市县区州厅部]|地市|[一二三四五六七八九十特]|[副正]?[高中初])级|[甲乙丙丁特一二三四五]等|[ⅠⅡⅢⅣⅤ]类")


def graded(state: State, spot: Spot, label: str) -> str:
    """The name of what a grade alone counts, of the thing that the grade before it in the list is of; "" else."""
    said = label or "".join(w.text for w in spot.tail.subject if w.pos != "w")
    if not said or not _GRADE.fullmatch(said):
        return ""
    alike = [r for r in state.done if r.number.quantity.unit == spot.unit and r.kind == "Level"]
    if not alike:
        return ""
    first = _GRADE.match(alike[-1].label)
    if first is None:
        return said if state.whole is not None or "其中" in state.line.text[alike[-1].until : spot.number.start] else ""
    begin = state.line.text.find("；", alike[-1].until, spot.number.start)
    return said + alike[-1].label[first.end() :].removeprefix("及").removeprefix("以上") if begin < 0 else ""
