"""Programs, documents, events, persons and concepts: by name, and by what keeps two of one name apart."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from kg import ids, lexicon, ontology
from kg.extract.documents import short_title
from kg.extract.events import HOSTED, plenum
from kg.extract.home import is_of_level
from kg.extract.known import known_names
from kg.extract.persons import heads, place_of
from kg.extract.programs import known_program
from kg.gazetteer import CHINA
from kg.link.agencies import headed, known_agency, link_agency
from kg.link.context import Context, Linked, plain
from kg.model import Entity, Mention

_FAR = 30
"""Characters between who holds a meeting and the meeting."""
_HOME = re.compile(r"^(?:全省|全市|全区|全县|全州|我省|我市|我区|我县|省级|市级)(?!域)")
_TAIL = re.compile(r"(?:工作|建设)$")
_SESSION = re.compile(r"^第[一二三四五六七八九十百\d]+[届次]")
_PARTY_CONGRESS = re.compile(r"([省市州县区])第([一二三四五六七八九十百]+)次党代会$")


def link_program(mention: Mention, context: Context) -> Linked | None:
    """Name and area: 全省 and 全市 in front say the area and are no part of the name."""
    text = plain(mention)
    known = known_program(text, context.document) or _known_there(mention, context)
    if known is not None:
        area = known.place or CHINA
        id = ids.local_id("Program", known.label, area)
        return Linked(Entity(id=id, type=known.type, name=known.label, aliases=known.aliases, area=area))
    bare = _HOME.sub("", text)
    whole = context.longer(bare, "Program") if len(bare) > 4 else None
    if whole is not None and _HOME.sub("", whole[0]) != bare and whole[1].by != "programs.known":
        return _short_form(link_program(whole[1], context), text)
    group = _family(text, context)
    name = max(group, key=lambda n: (len(n), n))
    code = _area(mention, context)
    aliases = {n for n in (*group, _unquoted(name)) if n != name}
    id = ids.local_id("Program", name, code)
    return Linked(Entity(id=id, type=mention.type, name=name, aliases=tuple(sorted(aliases)), area=code or None))


def _known_there(mention: Mention, context: Context) -> lexicon.Known | None:
    """甲省脱贫攻坚: a known program with the place in front where it is carried out."""
    place = next((m for m in context.matches_in(mention.span) if m.start == mention.span.start), None)
    return known_program(plain(mention)[len(place.text) :], context.document) if place is not None else None


def _short_form(linked: Linked | None, text: str) -> Linked | None:
    """The whole name's entity, which the short form names too."""
    if linked is None:
        return None
    aliases = tuple(sorted({*linked.entity.aliases, text} - {linked.entity.name}))
    return Linked(dataclasses.replace(linked.entity, aliases=aliases))


def _family(text: str, context: Context) -> set[str]:
    """The names in this article that are one program's: with and without quotes, 建设, 工作, 制 for 制度."""
    if context.families is None:  # once an article: a long one has thousands of names
        context.families = {}
        for said in sorted({t for texts in context.texts.values() for t in texts if not t.startswith("《")}):
            context.families.setdefault(_stem(said), set()).add(_HOME.sub("", said))
    return context.families.get(_stem(text), set()) | {_HOME.sub("", text)}


def _stem(text: str) -> str:
    bare = _TAIL.sub("", _unquoted(_HOME.sub("", text)))
    bare = _TAIL.sub("", bare)
    return re.sub(r"制度?(?:改革)?$", "制", bare)


def _unquoted(text: str) -> str:
    return re.sub("[“”]", "", text)


def _area(mention: Mention, context: Context) -> str:
    """The code of the place that owns the program: named in it, in front of it with 的, or the article's own."""
    text = plain(mention)
    if text.startswith(("全国", "国家", "中央", "中国", "中华")):
        return CHINA
    inside = [m.code for m in context.matches_in(mention.span) if m.code]
    if inside:
        return inside[0]
    owner = context.document.place_ending(mention.span.start - 1)
    before = context.document.article.text[mention.span.start - 1 : mention.span.start]
    if owner is not None and owner.code and before == "的":
        return owner.code
    return context.home or ""


def link_document(mention: Mention, context: Context) -> Linked | None:
    """The title; 《条例》 after （以下简称《条例》） is the title it was short for."""
    title = plain(mention).strip("《》")
    for sentence in context.document.sentences:
        pair = short_title(sentence.text)
        if pair and pair[1] == title:
            title = pair[0]
    if known_names("KnownAgency").get(title) is not None:
        return None
    if law := known_names("KnownDocument").get(title):
        id = ids.local_id("Document", law.label, "")
        return Linked(Entity(id=id, type=law.type, name=law.label, aliases=law.aliases))
    place = next((m.code for m in context.matches_in(mention.span) if m.code), "")
    entity = Entity(id=ids.local_id("Document", title, place or ""), type=mention.type, name=title, aliases=(f"《{title}》",))
    return Linked(entity, _issuers(title))


def _issuers(title: str) -> tuple[Entity, ...]:
    """The known agency that a title names as its issuer: 甲关于…的决定."""
    return tuple(
        known_agency(item)
        for start, end, item in known_names("KnownAgency").find(title)
        if start == 0 and title.startswith("关于", end)
    )


def link_event(mention: Mention, context: Context) -> Linked | None:
    """Name and year: a known one's own, else the year of publication."""
    text = plain(mention)
    if mention.by == "events.anaphor":
        before = context.last_before(mention, "Event", "events.anaphor")
        return link_event(before, context) if before else None
    whole = context.longer(text, "Event") if mention.by == "events.short" or len(text) > 4 else None
    if whole is not None:
        return link_event(whole[1], context)
    if mention.by == "events.short":
        return None
    if mention.by == HOSTED or text in lexicon.words("bare-meeting"):
        return _hosted(text, mention, context)
    if mention.by == "events.plenum":
        text = plenum(text, context.document.article.text[max(0, mention.span.start - 30) : mention.span.start])
    known = known_names("KnownEvent").get(text)
    if known is not None:
        year = str(known.begin.year) if known.begin else ""
        entity = Entity(id=ids.local_id("Event", known.label, year), type=known.type, name=known.label, aliases=known.aliases)
        return Linked(entity)
    published = context.document.article.published
    year = str(published.year) if published else ""
    congress = _PARTY_CONGRESS.search(text)
    if congress:
        return _congress(congress, mention, context)
    name = _HOME.sub("", text)
    aliases = {unnumbered(name), _unquoted(name), *_with_area(text, mention, context)} - {name}
    return Linked(Entity(id=ids.local_id("Event", name, year), type=mention.type, name=name, aliases=tuple(sorted(aliases))))


def unnumbered(name: str) -> str:
    """The name of a meeting without its number in front: 第2届甲大会 is 甲大会."""
    return _SESSION.sub("", name)


def _with_area(text: str, mention: Mention, context: Context) -> tuple[str, ...]:
    """The name with its area's own in front, where it stands as 全省…, 我市…."""
    home = _HOME.match(text)
    code = context.level_place(home.group()[1], mention.span) if home and home.group()[0] in "全我" else None
    place = context.place(code) if code else None
    return (place.name + text[home.end() :],) if home and place else ()


def _hosted(text: str, mention: Mention, context: Context) -> Linked | None:
    """市政府召开新闻发布会: the meeting by its host and its day; None where no body is named in front."""
    sentence = context.document.sentence_at(mention.span)
    host = context.last_before(mention, "Agency", "")
    if sentence is None or host is None or host.type == "Medium" or host.span.start < sentence.span.start:
        return None  # 据某社电 is who says it
    if mention.span.start - host.span.end > _FAR:
        return None
    linked = link_agency(host, context)
    if linked is None:
        return None
    name, published = linked.entity.name + text, context.document.article.published
    aliases = tuple(sorted({alias + text for alias in linked.entity.aliases} - {name}))
    return Linked(Entity(id=ids.local_id("Event", name, str(published or "")), type=mention.type, name=name, aliases=aliases))


def _congress(match: re.Match[str], mention: Mention, context: Context) -> Linked | None:
    """省第十三次党代会: the province's own congress of the Party."""
    named = [m.code for m in context.matches_in(mention.span) if m.code]
    code = named[-1] if named else context.level_place(match.group(1), mention.span)
    place = context.place(code) if code else None
    if place is None:
        return None
    short = f"{place.name}第{match.group(2)}次党代会"
    name = f"中国共产党{place.name}第{match.group(2)}次代表大会"
    return Linked(Entity(id=ids.local_id("Event", name, ""), type=mention.type, name=name, aliases=(short,)))


def link_person(mention: Mention, context: Context) -> Linked | None:
    """Name and article: only a rule that is audited may make two articles' persons one."""
    name = plain(mention)
    person = Entity(id=ids.local_id("Person", name, context.document.article.id), type="Person", name=name)
    return Linked(person, tuple(_headed(mention, context)))


def _headed(mention: Mention, context: Context) -> Iterator[Entity]:
    """The bodies whose heads a person is, which only the title names: 市长 is the mayor of the article's city."""
    sentence = context.document.sentence_at(mention.span)
    for post in heads(sentence, mention.span) if sentence else ():
        place = place_of(context.document, post)
        code = place.code if place else context.level_place(post.level, mention.span) if post.alone else None
        if code and is_of_level(code, post.level) and (body := headed(post.body, code, context)):
            yield body


def link_named(mention: Mention, context: Context) -> Linked | None:
    """A thing of a class with no way of its own: its name, and the area it is in."""
    root, name = ontology.load().root(mention.type), _HOME.sub("", plain(mention))
    return Linked(Entity(id=ids.local_id(root, name, _area(mention, context)), type=mention.type, name=name))


def link_concept(mention: Mention, context: Context) -> Linked | None:
    """The name, or what is known by it."""
    text = plain(mention)
    known = known_names("KnownConcept").get(text)
    bare = _unquoted(text)
    name = known.label if known else text
    core = bare.removeprefix("新时代") if not known else bare
    aliases = {*(known.aliases if known else ()), bare, text, core} - {name}
    return Linked(Entity(id=ids.local_id("Concept", name), type="Concept", name=name, aliases=tuple(sorted(aliases))))
