"""Agencies: an area and a body. 省委政法委, 甘肃省委政法委 and the full name are one agency in a text on Gansu."""

from __future__ import annotations

import dataclasses
import re

from kg import ids, lexicon
from kg.extract.agencies import STANDING
from kg.extract.collectives import BODIES_COUNTED
from kg.extract.home import is_of_level
from kg.extract.known import known_names
from kg.gazetteer import CHINA
from kg.link.context import Context, Linked, plain
from kg.model import Entity, Mention, PlaceMatch

_TERM = re.compile(r"^第?[一二三四五六七八九十百\d]+届(?=人大|政协|人民代表大会)")
"""县十二届人大常委会: which term it is in does not make it another body."""
_LEVELS = "省市州县区盟旗"
_SPECIAL, _SPECIAL_CODES = "特区", ("81", "82")
"""What the special administrative regions are called for short, and how their codes begin (GB/T 2260)."""
_AUTONOMOUS = ("自治区", "自治州", "自治县", "自治旗", "地区")
OFFICIAL = frozenset({"PartyOrgan", "GovernmentBody", "Congress", "Court", "Procuratorate", "PoliceBody", "Association"})


def link_agency(mention: Mention, context: Context) -> Linked | None:
    """The entity of an agency mention; None for 市政府 where no city is clear."""
    if mention.by == STANDING:
        return _standing(mention, context)
    text = plain(mention).strip("“”《》")
    known = known_names("KnownAgency").get(text) or _known_company(text)
    if known is not None:
        return Linked(known_agency(known))
    if mention.by == "agencies.level":
        return _of_level(text, mention, context)
    if mention.by == "agencies.collective":
        return _collective(text, mention, context)
    if mention.by == "agencies.local":
        return _local_bodies(mention, context)
    if mention.by == "agencies.class":
        return _class(text, mention, context)
    if (autonomous := _of_autonomous(text, mention, context)) is not None:
        return autonomous
    whole = context.longer(text, "Agency")
    if whole and whole[1].by == "agencies.level":  # 自然资源局 where 县自然资源局 stands as well
        return _of_level(*whole, context)
    return _of_place(*whole, context) if whole else _of_place(text, mention, context)


def _known_company(text: str) -> lexicon.Known | None:
    """甲集团 where 甲集团有限公司 is known."""
    if not text.endswith("集团"):
        return None
    found = (known_names("KnownAgency").get(text + form) for form in sorted(lexicon.words("company-form")))
    return next((known for known in found if known is not None), None)


def _standing(mention: Mention, context: Context) -> Linked | None:
    """市人大及其常委会: the committee of the congress that ends right before 及其."""
    congress = context.last_before(mention, "Agency", STANDING)
    if congress is None or mention.span.start - congress.span.end > len("及其"):
        return None
    return link_agency(dataclasses.replace(congress, text=congress.text + mention.text), context)


def known_agency(known: lexicon.Known) -> Entity:
    """The entity of an agency known beforehand."""
    id = ids.local_id("Agency", known.label, known.place or "")
    area = known.place if known.type in OFFICIAL else None
    return Entity(id=id, type=known.type, name=known.label, aliases=known.aliases, area=area, english=known.english)


def _of_level(text: str, mention: Mention, context: Context) -> Linked | None:
    level = _SPECIAL if text.startswith(_SPECIAL) else text[0]
    code = context.level_place(level, mention.span)
    place = context.place(code) if code else None
    if place is None or code is None:
        return None
    return Linked(_body(mention.type, place.name, code, _TERM.sub("", text[len(level) :])))


def _of_autonomous(text: str, mention: Mention, context: Context) -> Linked | None:
    """自治区公安厅, 自治州人民政府, 地区行署: the body of the article's own autonomous area, or its 地区."""
    level = next((level for level in _AUTONOMOUS if text.startswith(level)), None)
    code = context.level_place("地" if level == "地区" else level[-1], mention.span) if level else None
    place = context.place(code) if code else None
    if level is None or code is None or place is None or not place.name.endswith(level):
        return None
    return Linked(_body(mention.type, place.name, code, text[len(level) :]))


def _collective(text: str, mention: Mention, context: Context) -> Linked | None:
    """全省公安机关 is the province's, 全国法院 the country's."""
    body = re.sub(rf"^(?:{lexicon.alternation('level')})+", "", text)
    code = context.level_place("country" if text.startswith("全国") else text[1], mention.span)
    return _bodies_of(code, body, mention, context)


def _local_bodies(mention: Mention, context: Context) -> Linked | None:
    """甲县公安机关: the bodies of one class in the place that the mention begins with."""
    area = _leading_places(mention, context)
    return _bodies_of(area.code, _after(mention, area), mention, context) if area is not None else None


def _class(text: str, mention: Mention, context: Context) -> Linked | None:
    """公安机关 without a level: those of the place in front of its count, those the article names with a level, its own."""
    code = _counted_in(mention, context)
    if code is not None:
        return _bodies_of(code, text, mention, context)
    body = _bare_class(text)
    named = [m for m in context.document.mentions if m.by == "agencies.collective" and plain(m).endswith(body)]
    if named:
        return _collective(plain(named[0]), named[0], context)
    return _bodies_of(context.home or "CN", body, mention, context)


def _counted_in(mention: Mention, context: Context) -> str | None:
    """The place of 甲省全省97个检察院 or 全省97个检察院; None where no number stands in front."""
    before = context.document.article.text[max(0, mention.span.start - 20) : mention.span.start]
    counted = re.search(rf"({lexicon.alternation('level')})?(?:{BODIES_COUNTED})$", before)
    if counted is None:
        return None
    at = mention.span.start - len(counted.group())
    place = context.document.place_ending(at)
    level = counted.group(1)
    return place.code if place and place.code else level and context.level_place("country" if "国" in level else level[1], mention.span)


def _bare_class(text: str) -> str:
    return re.sub(rf"^(?:{lexicon.alternation('collective-kind')})?", "", text)


def _bodies_of(code: str | None, body: str, mention: Mention, context: Context) -> Linked | None:
    """The bodies of one class in an area as one agency: 全国法院, 甲省公安机关."""
    place = context.place(code) if code else None
    if place is None or code is None:
        return None
    name = ("全国" if code == "CN" else place.name) + _bare_class(body)
    said = plain(mention)
    aliases = {said} if said.startswith("全国") else set()
    return Linked(_entity(mention.type, name, code, aliases - {name}))


def _of_place(text: str, mention: Mention, context: Context) -> Linked:
    """[places]body: the last place before the body is the one whose body it is."""
    area = _leading_places(mention, context)
    if text.endswith(lexicon.affixes("guild")) and _of_two_places(mention, context):
        return Linked(_entity(mention.type, text, "", (), area=None))
    if area is None or area.code is None:
        home = context.place(context.home or "") if text in lexicon.forms() else None
        if home is not None and home.level in {"Prefecture", "County"}:  # 市场监管局 without a place: the article's own
            return Linked(_body(mention.type, home.name, home.code, text))
        return Linked(_entity(mention.type, text, "", (), area=_branch_area(text, mention, context)), _central(text))
    place = context.place(area.code)
    body = _TERM.sub("", text[len(plain(mention)) - len(_after(mention, area)) :])
    if place is None or not body:
        return Linked(_entity(mention.type, text, area.code, ()))
    if body.startswith(lexicon.affixes("own-name")):
        return Linked(_entity(mention.type, text, area.code, (), area=None))
    if mention.type not in OFFICIAL:
        own = named_in_full(area, context) and mention.type == "Institution"
        branch = _branch_area(text, mention, context)  # 甲省某公司乙市分公司
        here = branch if branch != area.code else None
        return Linked(_entity(mention.type, text, area.code, (), area=area.code if own and not here else here))
    if place.level == "Country" and area.code != CHINA:  # 荷兰政府 is no 人民政府
        return Linked(_entity(mention.type, place.name + body, area.code, {text} - {place.name + body}))
    if _form(body) is not None or body in lexicon.words("context-body"):
        return Linked(_body(mention.type, place.name, area.code, body, said=text))
    if body[0] in _LEVELS and body[1:] in lexicon.words("context-body") and is_of_level(area.code, body[0]):  # 凉山|州委, 甲县|县委
        return Linked(_body(mention.type, place.name, area.code, body[1:], said=text))
    return Linked(_entity(mention.type, place.name + body, area.code, {text} - {place.name + body}))


def _central(text: str) -> tuple[Entity, ...]:
    """The known body that the name of its branch begins with: 国家统计局 of 国家统计局甲地调查队."""
    found = ((end, item) for start, end, item in known_names("KnownAgency").find(text) if start == 0)
    return tuple(known_agency(item) for end, item in found if end < len(text) and item.place in {"CN", None})


def _branch_area(text: str, mention: Mention, context: Context) -> str | None:
    """国家统计局甲市调查队: the branch of a central body in the place inside its name."""
    inside = [m.code for m in context.matches_in(mention.span) if m.code]
    return inside[-1] if inside and text.endswith(lexicon.affixes("branch")) else None


def _after(mention: Mention, area: PlaceMatch) -> str:
    """What the name says behind its place; 特区 is no part of it (香港|特区政府)."""
    rest = mention.text[area.span.end - mention.span.start :].replace("\n", "")
    return rest.removeprefix(_SPECIAL) if (area.code or "").startswith(_SPECIAL_CODES) else rest


def _leading_places(mention: Mention, context: Context) -> PlaceMatch | None:
    """The last of the places that the mention's text begins with."""
    at, last = mention.span.start, None
    for match in context.matches_in(mention.span):
        if match.span.start != at:
            break
        at, last = match.span.end, match
    return last


def named_in_full(match: PlaceMatch, context: Context) -> bool:
    """Whether a place stands with its 省, 市 or 县, so that a body named after it is its own."""
    place = context.place(match.code) if match.code else None
    return place is not None and match.text == place.name


def headed(body: str, code: str, context: Context) -> Entity | None:
    """The people's government (政府) or the party committee (委) of an area."""
    place = context.place(code)
    type = "PartyOrgan" if body == "委" else "GovernmentBody"
    return _body(type, place.name, code, body) if place is not None else None


def _body(type: str, area: str, code: str, body: str, said: str = "") -> Entity:
    """The entity of an area's body: its full name, and the names that stand alone."""
    special = area.endswith("特别行政区")  # whose government is no 人民政府
    form = ("" if special else _form(body)) or "{}" + body
    committee = body[0] == "委" or form.endswith("{}委员会")
    aliases = {area + body, said}
    if committee:
        aliases |= {f"中共{area}{body}"}
    name = form.replace("{}", area)
    return _entity(type, name, code, aliases - {name, ""})


def _form(body: str) -> str | None:
    """The full form of a body's short name: 委政法委 of a province and 党委政法委 of an autonomous region alike."""
    form = lexicon.forms().get(body)
    if form is None and body.startswith("党委") and (form := lexicon.forms().get(body[1:])) is not None:
        return form.replace("{}委", "{}委员会") if "{}委员会" not in form else form
    return form


def _entity(type: str, name: str, code: str, aliases: set[str] | tuple[str, ...], area: str | None = "") -> Entity:
    """`area` "" says that the body is the place's own, None that it only bears its name."""
    id = ids.local_id("Agency", name, code)
    return Entity(id=id, type=type, name=name, aliases=tuple(sorted(aliases)), area=code if area == "" else area)


def _of_two_places(mention: Mention, context: Context) -> bool:
    """Whether a name begins with two places of which neither lies in the other: the merchants of 广东 in 松原."""
    first, second, *_ = [*(m.code for m in context.matches_in(mention.span)), None, None]
    gazetteer = context.gazetteer
    return bool(first and second) and not gazetteer.is_within(second or "", first or "") and first != second
