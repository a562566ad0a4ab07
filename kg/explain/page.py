"""The account as a page to review in a browser: the text with its marks, tables of figures, relations and discards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.explain.account import Account, Mark, Segment, amount, class_of, dates, label_of, source
from kg.model import Discard, Observation, Relation, Span
from kg.ontology import Ontology
from kg.views.html import content_security_policy

_HERE = Path(__file__).parent
# what is no entity has no class whose label says it
_LEGEND = {"figure": "数字 Figure", "period": "时段 Period", "number": "未成数据的数 Unused number"}


def render(account: Account, ontology: Ontology) -> str:
    """The page as text, to be written in UTF-8. Jinja escapes whatever comes from the article."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    classes = sorted({class_of(mark, ontology) for mark in account.marks})
    style = (_HERE / "page.css").read_text("utf-8") + _colours(classes, ontology)
    script = (_HERE / "page.js").read_text("utf-8")
    page = _Page(account, ontology)
    article = account.document.article
    return environment.get_template("page.html").render(
        csp=content_security_policy(scripts=[script], styles=[style]),
        style=style,
        script=script,
        title=article.title or article.id,
        article=article,
        legend=page.legend(),
        stretches=page.stretches(),
        marks=[page.mark(mark) for mark in account.marks],
        figures=[page.figure(one) for one in account.figures],
        relations=[page.relation(one) for one in account.relations],
        discards=[page.discard(one) for one in account.discards],
    )


def _colours(classes: list[str], ontology: Ontology) -> str:
    """One rule a class: an attribute of an element can't bring a colour under the page's policy."""
    return "".join(f".c-{name} {{ --c: {ontology.color(name)}; }}\n" for name in classes)


class _Page:
    """The account in the words of the page."""

    def __init__(self, account: Account, ontology: Ontology) -> None:
        self.account = account
        self.ontology = ontology

    def legend(self) -> list[tuple[str, str]]:
        """The classes of the marks, each with the word for it."""
        kinds = {(class_of(mark, self.ontology), mark.kind) for mark in self.account.marks}
        return sorted({(name, _LEGEND.get(kind) or self.ontology.label(name)) for name, kind in kinds})

    def stretches(self) -> list[dict[str, Any]]:
        return [
            {"start": stretch.span.start, "segments": [self._segment(segment) for segment in stretch.segments]}
            for stretch in self.account.stretches
        ]

    def _segment(self, segment: Segment) -> dict[str, str]:
        mark = self.account.shown(segment)
        name, kind = (class_of(mark, self.ontology), mark.kind) if mark else ("", "")
        return {"text": segment.text, "marks": " ".join(map(str, segment.marks)), "name": name, "kind": kind}

    def mark(self, mark: Mark) -> dict[str, Any]:
        """What the panel says of a mark: its heading and rows."""
        rows = [
            ("类别 Class", label_of(mark, self.ontology)),
            ("所指 Meaning", mark.name),
            ("标识 Identifier", mark.entity or ""),
            ("规则 Rule", mark.by),
            ("置信度 Confidence", "" if mark.confidence is None else f"{mark.confidence:.0%}"),
            ("位置 Offsets", f"{mark.span.start}–{mark.span.end}"),
            *(("说明 Note", note) for note in mark.notes),
            *(("关系 Relation", self._said(one)) for one in self._relations_of(mark)),
        ]
        return {"text": mark.text, "name": class_of(mark, self.ontology), "rows": [row for row in rows if row[1]]}

    def figure(self, one: Observation) -> dict[str, str]:
        codes = (one.kind, one.direction, one.approximation, one.modality, one.frequency, one.comparison)
        return {
            "at": self._anchor(one.evidence),
            "indicator": one.indicator,
            "value": amount(one),
            "text": one.quantity.text,
            "period": " ".join(filter(None, (one.period.text if one.period else "", dates(one.period)))),
            "place": self._name(one.place),
            "about": "、".join(filter(None, (self._name(one.about), self._name(one.agency)))),
            "codes": " · ".join(self._label(code) for code in codes if code),
            "source": source(one.by, one.confidence),
        }

    def relation(self, one: Relation) -> dict[str, str]:
        return {
            "at": self._anchor(one.evidence),
            "subject": self._name(one.subject),
            "predicate": self._label(one.predicate),
            "object": self._name(one.object),
            "role": one.role or "",
            "source": source(one.by, one.confidence),
        }

    def discard(self, one: Discard) -> dict[str, str]:
        return {"at": self._anchor(one.span), "text": one.text, "type": self._label(one.type), "by": one.by, "reason": one.reason}

    def _relations_of(self, mark: Mark) -> list[Relation]:
        if mark.entity is None:
            return []
        return [one for one in self.account.relations if mark.entity in {one.subject, one.object}]

    def _said(self, one: Relation) -> str:
        said = f"{self._name(one.subject)} —{self._label(one.predicate)}→ {self._name(one.object)}"
        return f"{said}（{one.role}）" if one.role else said

    def _name(self, id: str | None) -> str:
        return self.account.name(id) if id else ""

    def _label(self, local: str) -> str:
        return self.ontology.label(local) if local in self.ontology else local

    def _anchor(self, span: Span) -> str:
        """The element of the stretch a span begins in."""
        starts = [stretch.span.start for stretch in self.account.stretches if stretch.span.start <= span.start]
        return f"at-{starts[-1] if starts else 0}"
