"""The place an article is about: its headline's, its publisher's, or the one it names most.

What a text calls its own (全县, 我市) narrows it to one place of that level that is named; a headline that tells of the
country has none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from kg import lexicon
from kg.extract.places import find_places, is_local
from kg.gazetteer import CHINA, Gazetteer, load
from kg.model import Document

_PARTS = re.compile(r"[\s、,，·|/]+")  # what stands between the names of a publisher line
_SOME = {"Province": 1, "Prefecture": 2}
"""Names in a place that are too few to tell what a text is about."""
_OFFICIAL = frozenset({"PartyOrgan", "GovernmentBody", "Congress", "Court", "Procuratorate", "PoliceBody"})
_SEVERAL = 3
"""Provinces that a text names at least when it tells of others than its publisher's."""


def home(document: Document) -> Document:
    """Fill `home`, which needs nothing but the article."""
    return replace(document, home=home_place(document))


def home_place(document: Document) -> str | None:
    """The code of the place an article is about: named in its title, else its publisher, else most often in the text.

    A publisher's place is in its name (某市统计局) or known (ontology/vocab/agencies.ttl). Where a title names places
    apart from each other, the publisher decides; None where nothing does, where the title tells of the country, and where
    the text tells of several other provinces than the publisher's alone.
    What the title shortens (a county's bare name) and the level of 全县, 我市 narrow it to one place that is named.
    """
    gazetteer, article = load(), document.article
    title, text = article.title or "", article.text
    if home := _narrowest(gazetteer, _local_codes(gazetteer, title)):
        return _visited(gazetteer, home, article.source or "") or home
    if title.endswith(lexicon.affixes("digest-title")) or _tells_of_country(title, text):
        return None
    for header in (article.source, article.author):
        named = _narrowest(gazetteer, _local_codes(gazetteer, header or ""))
        home = home or named or _published_from(header or "") or _of_paper(gazetteer, header or "")
    if home and _tells_of_others(gazetteer, home, text[article.body :]):
        return None
    return _narrowed(gazetteer, home or _most_frequent(gazetteer, text), title, text)


def _visited(gazetteer: Gazetteer, home: str, source: str) -> str | None:
    """The place of an official body that publishes news of visitors from elsewhere: 甲县客人一行, by the office of 乙区."""
    kind = lexicon.marked("BodyCue", source)
    official = kind in _OFFICIAL or source.endswith(lexicon.affixes("publishing-office"))
    place = _narrowest(gazetteer, _local_codes(gazetteer, source)) if official else None
    apart = place and not (gazetteer.is_within(home, place) or gazetteer.is_within(place, home))
    return place if apart else None


def _tells_of_country(title: str, text: str) -> bool:
    """全国…, 某部…: whether a headline tells of the whole country, in a text that never speaks of an area of its own."""
    national = title.startswith(_national_bodies()) or re.match("国家[^，]{1,10}[办局委署部][：:]", title)
    return bool(national or _country_told().search(title)) and not own_levels(text)


def _tells_of_others(gazetteer: Gazetteer, home: str, body: str) -> bool:
    """Whether a text tells of several provinces, and nowhere of its publisher's or of an area of its own."""
    if own_levels(body):
        return False
    places = {a for c in _local_codes(gazetteer, body) for a in (c, *gazetteer.ancestors(c))}
    provinces = {c for c in places if gazetteer.place(c).level == "Province"}
    return len(provinces) >= _SEVERAL and provinces.isdisjoint({home, *gazetteer.ancestors(home)})


@cache
def _national_bodies() -> tuple[str, ...]:
    """The names of known official bodies of the whole country."""
    known = (k for k in lexicon.known("KnownAgency") if k.place == CHINA and k.type in _OFFICIAL)
    names = (name for k in known for name in (k.label, *k.aliases))
    return tuple(name for name in names if len(name) > 2 and not name.endswith("党"))  # 中国共产党甲县委员会


def own_words(text: str) -> Iterator[re.Match[str]]:
    """Where a text speaks of its own area (全省, 我市), not inside another word (完全|市场)."""
    return _own().finditer(text)


@cache
def _own() -> re.Pattern[str]:
    return re.compile(rf"(?<![完安健齐])(?:{lexicon.alternation('home')})(?!域|场)")


def own_levels(text: str) -> Counter[str]:
    """How often a text speaks of its own area, by the last character of the word: 省, 市, 县…"""
    return Counter(found[0][-1] for found in own_words(text))


_ENDS = {"州": "州", "县": "县", "盟": "盟", "旗": "旗", "地": "地区", "特区": "特别行政区"}
"""How the names of the divisions of a level end."""


def is_of_level(code: str, level: str) -> bool:
    """Whether 全省, 我市, 市… (`level` is the last character, or 自治区) may mean a place."""
    place = load().place(code)
    if place is None or code == CHINA:
        return False
    if level in {"省", "自治区"}:
        return place.level == "Province" and (level == "省" or place.name.endswith(level))
    if level == "市":
        return place.name.endswith("市")
    if level == "区":
        return place.name.endswith("区") and (place.level == "County" or place.name.endswith("自治区"))
    return place.name.endswith(_ENDS.get(level, "\0"))


def _narrowed(gazetteer: Gazetteer, home: str | None, title: str, text: str) -> str | None:
    """The one place inside a home that the title shortens, or that is of the level the text calls its own."""
    headed = {c: start for start, c in _shortened(gazetteer, title) if home is None or gazetteer.is_within(c, home)}
    if home and len(short := [c for c in headed if c != home and gazetteer.name(c) in text]) == 1:
        return short[0]
    own = own_levels(text)
    chain = [home, *gazetteer.ancestors(home)] if home else []
    level = own.most_common(1)[0][0] if own else ""
    if not own or any(is_of_level(c, level) for c in chain):
        return home
    inside = {s.code for name in _names(gazetteer, text) for s in gazetteer.senses(name) if s.kind == "full"}
    named = {c for c in inside if is_of_level(c, level) and (home is None or gazetteer.is_within(c, home))}
    common = gazetteer.words["common"]
    for codes in ({c for c, start in headed.items() if not start and gazetteer.place(c).short not in common}, named):
        if len(fit := [c for c in codes if is_of_level(c, level)]) == 1:
            return fit[0]
    return home


def _names(gazetteer: Gazetteer, text: str) -> set[str]:
    """The names that occur in a text, whatever stands around them (民乐县 in 民乐县委)."""
    return {name for _, _, name in gazetteer.find(text) if name}


def _shortened(gazetteer: Gazetteer, title: str) -> Iterator[tuple[int, str]]:
    """Where the names of divisions stand in a title, short ones too, and their codes."""
    for start, _, name in gazetteer.find(title):
        if name and len(name) > 1:
            today = (s.code for s in gazetteer.senses(name) if s.kind != "former")
            yield from ((start, c) for c in today if is_local(gazetteer, c))


def _local_codes(gazetteer: Gazetteer, text: str) -> list[str]:
    """The codes of the Chinese divisions a short text names."""
    return [m.code for m in find_places(text) if m.code and is_local(gazetteer, m.code)]


def _narrowest(gazetteer: Gazetteer, codes: Sequence[str]) -> str | None:
    """The first code, or the narrowest of those inside it; None where the codes lie apart or there is none."""
    best = codes[0] if codes else None
    for code in codes[1:]:
        if best is None or gazetteer.is_within(code, best):
            best = code
        elif not gazetteer.is_within(best, code):
            return None
    return best


@cache
def _media() -> dict[str, str]:
    """Names of known agencies and media of a province or city, and its code."""
    known = [k for k in lexicon.known("KnownAgency") if k.place and k.place != CHINA]
    return {name: k.place or "" for k in known for name in (k.label, *k.aliases)}


def _published_from(publisher: str) -> str | None:
    """The one place that the known media of a publisher line belong to (大众日报)."""
    codes = {_media()[name] for name in _PARTS.split(publisher) if name in _media()}
    return codes.pop() if len(codes) == 1 else None


def _of_paper(gazetteer: Gazetteer, publisher: str) -> str | None:
    """大同日报: of the places of a name, the one that is a prefecture has a daily paper."""
    for name in _PARTS.split(publisher):
        ending = next((end for end in lexicon.affixes("city-paper") if name.endswith(end)), "")
        senses = gazetteer.senses(name.removesuffix(ending)) if ending else ()
        codes = {s.code for s in senses if s.kind != "former" and gazetteer.place(s.code).level == "Prefecture"}
        if len(codes) == 1:
            return codes.pop()
    return None


def _most_frequent(gazetteer: Gazetteer, text: str) -> str | None:
    """The province that over half of all names lie in, or its prefecture that as many lie in.

    One name is enough for a text that speaks of its own area (全省, 我市); one that says only 全省 is a province's.
    Another text is about a place only where two names in three lie in it, more of them than of the country: else it may be
    briefs of several places, or a window of a report that tells of one of its cities.
    """
    matches = [m for m in find_places(text) if m.code and len(m.text) > 1 and is_local(gazetteer, m.code)]
    chained = {m.span.start for m in matches}  # 甲省|乙市 is one place named once
    codes = [m.code for m in matches if m.code and m.span.end not in chained]
    up = Counter(a for c in codes for a in (c, *gazetteer.ancestors(c)) if a != CHINA)
    own = own_levels(text)
    country = 0 if own else len(_country_heads().findall(text))
    best = None
    for level in ("Province",) if "省" in own and "市" not in own else ("Province", "Prefecture"):
        ranked = [(n, c) for c, n in up.items() if gazetteer.place(c).level == level]
        count, code = max(ranked, default=(0, ""))
        clear = count > max(_SOME[level], country) and 3 * count >= 2 * len(codes)
        if 2 * count > len(codes) and (own or clear):
            best = code
    return best


@cache
def _country_told() -> re.Pattern[str]:
    """全国… in a headline that goes on about it: not 走向全国, 享誉全国, 全国文明村."""
    words, honour = lexicon.alternation("country"), lexicon.alternation("figure-honour")
    return re.compile(rf"(?<![向往到誉跑销占居列入卖遍及盖对超冠])(?:{words})(?!{honour}|[前第首最])(?=[\u4e00-\u9fff0-9]{{2}})")


@cache
def _country_heads() -> re.Pattern[str]:
    """全国… at the head of a clause, no title (全国文明村)."""
    words, honour = lexicon.alternation("country"), lexicon.alternation("figure-honour")
    return re.compile(rf"(?:^|[，。；：！？,;:\s]|期间|以来|[年月日])(?:{words})(?!{honour}|[前第首最])")
