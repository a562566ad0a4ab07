"""Chinese names in Latin letters, so that a keyboard without Chinese finds them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=200_000)
def pinyin(text: str) -> str:
    """The syllables of a Chinese text, one space between two: 甘肃省 is ``gan su sheng``. ü is v, as keyboards have it.

    What is no Han character stays as it is, in lower case: 甘肃A区 is ``gan su a qu``. A character of several readings
    is read as the phrase around it has it (重庆 is ``chong qing``).
    """
    from pypinyin import lazy_pinyin

    return " ".join("".join(part.split()).lower() for part in lazy_pinyin(text) if part.strip())


def spelled(names: Iterable[str]) -> list[str]:
    """The pinyin of each name that has any Han character, without repeats, in the order of the names."""
    return list(dict.fromkeys(pinyin(name) for name in names if any("\u3400" <= c <= "\u9fff" for c in name)))
