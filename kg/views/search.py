"""Finding things by what a reader types: a name, an alias, an English name, a code, pinyin or its initials.

The page in the browser searches in the same way (static/search.js); this one answers for graphs too large for a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.network import importance
from kg.views.payload import local_ids
from kg.views.pinyin import spelled

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

Entry = dict[str, Any]
_EXACT, _BEGINS, _CONTAINS = 4, 3, 2


def search_index(graph: nx.MultiDiGraph[str]) -> list[Entry]:
    """An entry for every node but figures, the most important first.

    Each has id, type, zh and, where there are any, en, aliases, code and pinyin (syllables of each name).
    """
    ranks, ids = importance(graph), local_ids(graph)
    things = (node for node, root in graph.nodes(data="root") if root != "Observation")
    return [entry(graph, node, ids[node]) for node in sorted(things, key=lambda node: (-ranks[node], node))]


def entry(graph: nx.MultiDiGraph[str], node: str, id: str) -> Entry:
    """The search entry of one node."""
    data = graph.nodes[node]
    found = {
        "id": id,
        "type": data["type"],
        "zh": data["label"],
        "en": data["label_en"],
        "aliases": list(data["aliases"]),
        "code": data["code"],
        "pinyin": spelled([data["label"], *data["aliases"]]),
    }
    return {name: value for name, value in found.items() if value}


def find_entries(index: Sequence[Entry], words: str, *, limit: int = 30) -> tuple[list[Entry], int]:
    """The best entries for what a reader typed, and how many there are in all.

    An exact name comes before one that begins with the words, that before one that holds them; among equals the order
    of the index decides. Nothing is found for nothing.
    """
    wanted = words.strip().lower()
    if not wanted:
        return [], 0
    scored = [(_score(one, wanted), -number) for number, one in enumerate(index)]
    hits = sorted((one for one in scored if one[0]), reverse=True)
    return [index[-number] for _, number in hits[:limit]], len(hits)


def _score(one: Entry, wanted: str) -> int:
    names = [one.get("zh", ""), one.get("en", ""), *one.get("aliases", ())]
    signs = [one.get("code", ""), one["id"]]
    best = max(*(_match(name.lower(), wanted) for name in names), *(_sign_match(sign.lower(), wanted) for sign in signs))
    if best or not wanted.isascii():
        return best
    letters = wanted.replace(" ", "")
    return max((_spelled_match(syllables, letters) for syllables in one.get("pinyin", ())), default=0)


def _match(name: str, wanted: str) -> int:
    if name == wanted:
        return _EXACT
    if name.startswith(wanted):
        return _BEGINS
    return _CONTAINS if wanted in name else 0


def _sign_match(sign: str, wanted: str) -> int:
    """Codes and identifiers are known from their beginning: what stands inside of one is chance."""
    return _match(sign, wanted) if sign.startswith(wanted) else 0


def _spelled_match(syllables: str, letters: str) -> int:
    """Pinyin has to begin at a syllable: ``an`` is not found in ``gan su``; initials may be any run of them."""
    parts = syllables.split()
    initials = "".join(part[0] for part in parts)
    if letters in {initials, "".join(parts)}:
        return _BEGINS
    tails = ("".join(parts[start:]) for start in range(len(parts)))
    begins = any(tail.startswith(letters) for tail in tails)
    return _CONTAINS if begins or len(letters) > 1 and letters in initials else 0
