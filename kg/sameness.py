"""Indicators that mean the same under different names, by the rules of ``ontology/sameness.ttl``.

A certain rule files a name under another: both are one indicator. A close rule links two that stay apart. A rule looks at
one name and its figure only, never at what else a graph holds: so the same name gives the same indicator in every
article, build and worker, and graphs are joined by union.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.ontology import RDF, SKOS, ZT, ontology_dir, read_turtle

FILE = "sameness.ttl"
_KINDS = {ZT + "SameRule": True, ZT + "CloseRule": False}
_RELATIVE = "RelativeChange"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: `pattern` matches whole names, `becomes` is what it makes of them.

    `units` are those of the figures it holds for, and with `changes` it holds for relative changes too; without units it
    holds for all. `reason` says why in Chinese, `reason_en` in English.
    """

    name: str
    certain: bool
    pattern: re.Pattern[str]
    becomes: str
    units: frozenset[str]
    changes: bool
    reason: str
    reason_en: str

    def why(self, written: str, name: str) -> dict[str, str]:
        """That `written` is filed under `name`, and why, by language."""
        return {
            "zh": f"“{written}”归入“{name}”：{self.reason}（{self.name}）",
            "en": f"“{written}” is “{name}”: {self.reason_en} ({self.name})",
        }

    def applied(self, name: str, unit: str, kind: str) -> str | None:
        """What the rule makes of a name, None where it says nothing of it or nothing new."""
        if self.units and unit not in self.units and not (self.changes and kind == _RELATIVE):
            return None
        found = self.pattern.fullmatch(name)
        made = found.expand(self.becomes) if found else name
        return made if made != name else None


@functools.lru_cache(maxsize=65536)
def canonical(name: str, unit: str, kind: str) -> tuple[str, Rule | None]:
    """The name an indicator is filed under, and the rule that says so (None: its own).

    `unit` and `kind` (a zt:MeasureKind) are those of its figure.
    """
    for rule in rules():
        made = rule.applied(name, unit, kind) if rule.certain else None
        if made:
            again, last = canonical(made, unit, kind)
            return again, last or rule
    return name, None


def close(name: str, unit: str, kind: str) -> Iterator[tuple[str, Rule]]:
    """The names an indicator is close to, each with the rule that says so; `name` is a canonical one."""
    for rule in rules():
        made = None if rule.certain else rule.applied(name, unit, kind)
        if made:
            yield canonical(made, unit, kind)[0], rule


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of their names. OntologyError where the file is damaged."""
    about: dict[str, dict[str, list[ox.Literal | ox.NamedNode]]] = {}
    for triple in read_turtle(ontology_dir() / FILE):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal | ox.NamedNode):
            about.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object)
    return tuple(_rule(iri, said) for iri, said in sorted(about.items()))


def _rule(iri: str, said: dict[str, list[ox.Literal | ox.NamedNode]]) -> Rule:
    texts = {(o.language, p): o.value for p, some in said.items() for o in some if isinstance(o, ox.Literal)}
    try:
        return Rule(
            name=iri.removeprefix(ZT),
            certain=_KINDS[said[RDF + "type"][0].value],
            pattern=re.compile(texts["zh", ZT + "pattern"]),
            becomes=texts["zh", ZT + "becomes"],
            units=frozenset(o.value for o in said.get(ZT + "countedIn", ())),
            changes=any(o.value == "true" for o in said.get(ZT + "andChanges", ())),
            reason=texts["zh", SKOS + "definition"],
            reason_en=texts["en", SKOS + "definition"],
        )
    except (KeyError, re.error) as error:
        raise OntologyError(f"{iri} in {FILE} is no rule ({error}): give it a type, zt:pattern, zt:becomes and skos:definition") from error
