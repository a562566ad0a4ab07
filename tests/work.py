"""How much work a call is, counted in calls of functions, so that no clock is needed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

HOSTILE = (
    "1", "一", "零", "十", "万", "万亿", "百千", "1,", "1,234,", "1.", "1-", "1+", "1/", "1:", "(", "（", "1（", "[1", "年", "2024年",
    "月", "1月至", "一年", "上", "上下", "前", "近三", "本", "第", "第一", "半", "个半", "翻", "1元1角", "元/", "1元/", "百分之", "三分之",
    "一又", "一点", "负", "-", "约", "超", "多", "来", "几", "A", "A/", "AB1-", "http://", " ", "\t", "\n", "2024 ", "1 万", "“", "十四五",
    "以来", "截至", "同比", "比", "较", "世纪", "周", "朝阳", "县市区", "京津冀", "京、", "在京", "镇", "路", "委",
)  # fmt: skip
"""What a text may repeat to make a careless pattern or loop go over it again and again."""


def count_work(call: Callable[[str], object], text: str) -> int:
    """How many functions, of Python and of C, are called while `call(text)` runs."""
    calls = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        call(text)
    finally:
        sys.setprofile(before)
    return calls


def growth(call: Callable[[str], object], unit: str, length: int = 1000) -> float:
    """How many times the work grows when a text of `unit` again and again gets twice as long."""
    text = unit * (2 * length // len(unit))
    call(text)  # what is read once and kept is no work of the text
    return count_work(call, text) / count_work(call, text[: len(text) // 2])
