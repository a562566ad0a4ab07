"""Relations of scope: where a program runs and who carries it out, when the clause says it only by its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg import lexicon, ontology
from kg.ids import place_id
from kg.model import Document, Mention, Relation
from kg.relate.view import View, stated, views

_REPORT = re.compile(r"报告|公报|年报|要点|总结|计划|白皮书")

_WHEN = re.compile(r"(?:^|[，。；])(?:今天|昨日|近日|日前|今年|去年|近年来|(?:\d+年)?(?:\d+月)?(?:\d+日)?)(?:以来|起)?$")


def scope(document: Document) -> Iterator[Relation]:
    """operatesIn by the sentence's area, carriedOutBy by the sentence's subject."""
    home = _reporting_area(document)
    areas = {e.id: e.area for e in document.entities if e.area}
    for view in views(document):
        yield from _area_of_sentence(view, areas)
        if home:
            yield from _home(document, view, home)
        yield from _subject(view)


def _reporting_area(document: Document) -> str | None:
    """A public body's own report or bulletin speaks of its area throughout."""
    home = place_id(document.home or "")
    reported = _REPORT.search(document.article.title or "")
    return home if reported and document.entity(home) else None


def _kind(mention: Mention, root: str) -> bool:
    return ontology.load().is_a(mention.type, root)


def _area_of_sentence(view: View, areas: dict[str, str]) -> Iterator[Relation]:
    """全省 …, 在甲地，…: the place that a clause has for its topic is where the programs behind it run."""
    own = {_own_area(m, areas) for at, m in view.mentions.items() if not _ranked(view, at)} - {None}
    area: str | None = own.pop() if len(own) == 1 else None  # 全省 holds for what stands in front of it too
    for at, mention in sorted(view.mentions.items()):
        if _kind(mention, "Place") and _topic(view, at, mention):
            area = mention.entity
        elif _kind(mention, "Program") and area is not None and not wider(view, at):
            yield stated(view, mention.entity or "", "operatesIn", area, "scope.area", 0.75)


def wider(view: View, at: int) -> bool:
    """Whether a program reaches beyond the area of its clause: 对接甲战略, 与甲战略沿线国家."""
    joined = re.search(rf"(?:{lexicon.alternation('joining')})“?$", view.text[:at])
    return bool(joined) or view.text.startswith(("沿线", "共建国家", "”沿线"), at + 1)


def _ranked(view: View, at: int) -> bool:
    """全省|排名第3, 全市|第一: the area among whose parts one has a rank is not where something runs."""
    return view.text.startswith(("排名", "排第", "排在", "第", "前", "首位", "领先", "倒数"), at + 1)


def _own_area(mention: Mention, areas: dict[str, str]) -> str | None:
    """The area that 全省 or 全省政法机关 brings in; 全国 is too wide to place what stands beside it."""
    if mention.by == "places.home" and mention.entity != "place/CN":
        return mention.entity
    area = areas.get(mention.entity or "")
    return place_id(area or "") if mention.by == "agencies.collective" and area not in {None, "CN"} else None


def _topic(view: View, at: int, mention: Mention) -> bool:
    """Whether a place opens a clause, alone or behind 在, and is no mere attribute or item of a list."""
    if view.around(at) or (view.text[at + 1 : at + 2] == "的" and _place_at(view, at + 2)):
        return False  # it only places the next one
    first = at
    while view.around(first - 1) or (view.text[first - 1 : first] == "的" and _place_at(view, first - 2)):  # 甲省|乙市的|丙村
        first -= 1 if _place_at(view, first - 1) else 2
    before = view.text[:first].removesuffix("在").removesuffix("在")
    opens = not before or before[-1] in "，。；：“"
    if before != view.text[:first] and view.text.startswith(("率先", "首", "领先"), at + 1):
        return False  # 在全国率先…: first among all
    return opens and not _ranked(view, at) and view.text[at + 1 : at + 2] not in {"的", "、", "和"}


def _place_at(view: View, at: int) -> bool:
    return at in view.mentions and _kind(view.mentions[at], "Place")


def _home(document: Document, view: View, home: str) -> Iterator[Relation]:
    for mention in view.mentions.values():
        elsewhere = any(m.code and place_id(m.code) != home for m in document.places_in(mention.span))
        if _kind(mention, "Program") and not elsewhere:  # 甲市生产基地 in a province's report runs in the city
            yield stated(view, mention.entity or "", "operatesIn", home, "scope.report", 0.7)
        if _kind(mention, "Event") and mention.by != "events.known":
            yield stated(view, mention.entity or "", "location", home, "scope.report", 0.6)


def _subject(view: View) -> Iterator[Relation]:
    """The agency that opens a clause and, with no other agency between, carries out what later clauses introduce."""
    agents: list[Mention] = []
    for at, mention in sorted(view.mentions.items()):
        if _kind(mention, "Agency") and not _aside(view, at):
            joined = agents if view.text[at - 1 : at] in {"、", "和", "与"} and _agency_at(view, at - 2) else []
            agents = [*joined, mention] if _acts(view, at, mention, bool(joined)) else []
        elif _kind(mention, "Program") and done(view.text, at):
            for agent in agents:
                yield stated(view, mention.entity or "", "carriedOutBy", agent.entity or "", "scope.subject", 0.75)
                yield from _where_the_agent_is(view, mention, agent)


def _aside(view: View, at: int) -> bool:
    """Whether an agency is no subject but stands in an aside, by whose word the subject acts: 按照甲委、乙局部署."""
    while _agency_at(view, at - 1) or (view.text[at - 1 : at] in {"、", "和", "与"} and _agency_at(view, at - 2)):
        at -= 1 if _agency_at(view, at - 1) else 2
    return view.text[:at].endswith(("按照", "根据", "依据", "遵照", "贯彻", "落实", "执行", "响应", "对照"))


def _agency_at(view: View, at: int) -> bool:
    return at in view.mentions and _kind(view.mentions[at], "Agency")


def _where_the_agent_is(view: View, program: Mention, agent: Mention) -> Iterator[Relation]:
    """全国各级法院实施…: what a collective carries out runs in its area, which its first word says."""
    if agent.by == "agencies.collective" and agent.text.startswith("全国"):
        yield stated(view, program.entity or "", "operatesIn", "place/CN", "scope.collective", 0.8)


def _acts(view: View, at: int, mention: Mention, joined: bool) -> bool:
    """Whether the agency is a clause's subject: it opens the clause or goes on a list that does, and no noun goes on."""
    opens = at == 0 or view.text[at - 1] in "，。；" or (view.text[at - 1] in "、和与" and joined) or bool(_WHEN.search(view.text[:at]))
    after = next((t.pos for t in view.sentence.tokens if t.span.start == mention.span.end), "w")
    return opens and after not in {"n", "nz", "vn", "an", "u", "f"}


def done(text: str, at: int) -> bool:
    """Whether a verb of doing or creating stands in front of the program in its clause, not 获批 or 参加."""
    clause = text[max(text.rfind(mark, 0, at) for mark in "，。；") + 1 : at]
    verb = re.search(rf"(?:{lexicon.alternation('create', 'carry-out', 'pursue')})(?:了|起)?[^，。；]{{0,12}}$", clause)
    return bool(verb) and not re.search(rf"(?:{lexicon.alternation('not-doing')})了?[^，。；]{{0,12}}$", clause)
