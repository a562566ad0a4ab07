"""Programs: campaigns, plans, reforms, mechanisms, platforms and projects, by how they end and what introduces them."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator

from kg import gazetteer, lexicon, ontology
from kg.extract.chunks import Chunk, chunk_before, chunks, clause_start, counted, in_list_of_kinds
from kg.extract.fronts import introduced, is_manner
from kg.extract.known import known_names
from kg.extract.words import Words, mention
from kg.model import Document, Mention, Sentence

_QUOTED = re.compile(r"“([^“”。；！？]{2,16})”")
_ITEM = 4
"""Characters of a listed program's name that is not a mere topic."""
_SHORT = 3
"""Characters of a known name that may stand by chance across two words: it has to end one."""
_NEAR = 500
"""Sentences before and behind that a repetition is looked for in: far more than articles have, not a whole archive."""
_KINDS = r"\d+(?:个|座|条|项|处)|一批|多个|一系列|[重大中小型点]{2,3}|标志性|骨干|科技|交通|民生|水利|能源|产业|生态"
_ADVERB = frozenset({"d", "ad", "vd"})
_BEFORE_VERB = frozenset({"v", "d", "ad", "vd", "p", "u", "a", "TIME"})
_NOUNS = frozenset({"n", "nz", "vn", "an"})
_MEASURES = re.compile(
    r"(?:\d+|[一二三四五六七八九十]+)(?:条|项)(?:政策|惠企政策|具体|重点|硬核|务实)?(?:措施|政策|举措)|若干(?:政策)?(?:措施|举措)"
)
_MEASURE_ENDS = ("措施", "政策", "举措")


def programs(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions in one sentence of programs, and of any other class that a cue's ending marks."""
    for cue in _cues() if words.cued else ():
        if cue.name in words.cued:
            yield from _by_ending(document, words, cue)
    for start, end, known in known_names("KnownProgram").find(words.sentence.text):
        if (end - start > _SHORT or end in words.edges) and _is_of_here(known, document):
            yield mention(words, start, end, known.type, "programs.known", 0.95)
            if known.type == "Project" and (stretch := _STRETCH.match(words.sentence.text, end)) and stretch.end() in words.edges:
                yield mention(words, start, stretch.end(), known.type, "programs.stretch", 0.9)
    yield from _stretches(words)
    yield from _themed(document, words)
    yield from _quoted(words)
    yield from _ways(words)
    yield from _listed(words)
    yield from _measures(words)


def known_program(name: str, document: Document) -> lexicon.Known | None:
    """The known program of exactly this name, in quotation marks or not, where the text can mean it."""
    names = known_names("KnownProgram")
    known = names.get(name) or (names.get(name[1:-1]) if name.startswith("“") and name.endswith("”") else None)
    return known if known is not None and _is_of_here(known, document) else None


def _is_of_here(known: lexicon.Known, document: Document) -> bool:
    """Whether a text speaks of the place whose program this is: elsewhere the same name means another."""
    if known.place is None:
        return True
    places, codes = gazetteer.load(), {document.home, *(m.code for m in document.places)} - {None, ""}
    return any(code == known.place or places.is_within(code or "", known.place) for code in codes)


@functools.cache
def _cues() -> tuple[lexicon.Cue, ...]:
    """The cues of names of anything but events."""
    return tuple(cue for cue in lexicon.cues("NameCue") if not ontology.load().is_a(cue.marks, "Event"))


def _by_ending(document: Document, words: Words, cue: lexicon.Cue) -> Iterator[Mention]:
    for chunk in chunks(words, cue):
        if _is_vague(chunk.text) or (not chunk.quoted and (_is_said(words, chunk) or _is_counted(words, chunk) or _of_many(words, chunk))):
            continue
        if not chunk.quoted and _only_leads_to_known(words, chunk):
            continue
        again = _again(document, words.sentence, chunk.text)
        points = chunk.points + again + (_built(words, chunk) if cue.name == "works" else 0)
        thin = chunk.modifiers < 2 and not chunk.quoted and len(chunk.text) < 6
        if thin and (len(chunk.text) <= 4 or (cue.needs >= 3 and not again and not chunk.created)):
            continue
        if points >= cue.needs:
            sure = min(0.95, cue.confidence + 0.03 * (points - cue.needs))
            start = _with_aim(words, chunk.start) if cue.marks == "Reform" else chunk.start
            yield mention(words, start, _with_quotation(words, chunk.end), cue.marks, f"programs.{cue.name}", sure)


def _only_leads_to_known(words: Words, chunk: Chunk) -> bool:
    """打|赢|脱贫攻坚战, 2019年全州|高标准农田建设: a known name with a verb, a year or a level in front, which are no part of it."""
    for start, end, _ in known_names("KnownProgram").find(chunk.text):
        at = chunk.start + start
        if start and end == len(chunk.text) and at in words.edges:
            return words.pos[words.index(at) - 1] == "v" or bool(_WHEN_AND_WHERE.fullmatch(chunk.text, 0, start))
    return False


_WHEN_AND_WHERE = re.compile(r"(?:\d{4}年|[今明去]年|年度|(?:全|我)?[省市县区州镇乡国])+")


def _stretches(words: Words) -> Iterator[Mention]:
    """甲铁路乙市至丙镇段: a stretch of a line."""
    text = words.sentence.text
    for match in _LINE.finditer(text) if "段" in text else ():
        chunk = chunk_before(words, match.start(), match.end()) if match.end() in words.edges else None
        whole = _STRETCH.match(text, match.end())
        start = chunk.start if chunk is not None else words.starts[words.index(match.start())]
        if whole is not None and whole.end() in words.edges and match.end() - start > _SHORT - 1:
            yield mention(words, start, whole.end(), "Project", "programs.stretch", 0.85)


_LINE = re.compile(r"(?:铁路|高铁|高速|高速公路|公路|管道|管线|运河|快速路|地铁\d+号线|轨道交通\d+号线)(?=[\u4e00-\u9fff]{2,6}(?:至|—))")
_STRETCH = re.compile(r"[\u4e00-\u9fff]{2,6}(?:至|—)[\u4e00-\u9fff]{1,6}段")


def _built(words: Words, chunk: Chunk) -> int:
    """What speaks for a work: a verb of building in its clause, and a body whose work it is: 甲医院|新院区."""
    return 2 * chunk.built + (words.pos[words.index(chunk.start)] == "ORG")


def _with_aim(words: Words, start: int) -> int:
    """Where a reform's name begins that what it turns on stands in front of: 以实绩为导向的|考核制度改革."""
    aim = _AIM.search(words.sentence.text, 0, start)
    return aim.start() if aim is not None and aim.start() in words.edges else start


_AIM = re.compile(r"以[\u4e00-\u9fff]{2,8}为(?:中心|核心|导向|重点|主体)的$")


def _with_quotation(words: Words, end: int) -> int:
    """Where a name ends whose own quoted name stands behind it: 农贸市场整治“甲行动”."""
    quoted = _QUOTED.match(words.sentence.text, end)
    if quoted is None or quoted.end() not in words.edges or len(quoted[1]) <= _SHORT or not lexicon.marked("NameCue", quoted[1]):
        return end
    return quoted.end()


def _is_vague(text: str) -> bool:
    """A chunk that ends like a program but names none: 体制机制, 全省重点工程, 系统党的建设."""
    bare = text.removeprefix("全省").removeprefix("全市").removeprefix("全国").strip("“”")
    return bare in lexicon.words("vague") or ("”" not in bare and bare.endswith(lexicon.affixes("vague-end")))


_DRIVE_INTO = re.compile("进(?:校园|社区|企业|乡村|农村|机关|家庭|军营|网络|课堂|景区|工地|商场|寺庙|单位|万家)")
"""What a drive is brought into, which names it however often it is held: 非遗进校园活动12场."""


def _is_counted(words: Words, chunk: Chunk) -> bool:
    """Whether a number behind a chunk counts a class of which it names no member."""
    return counted(words, chunk.end) and not _DRIVE_INTO.search(chunk.text)


def _is_said(words: Words, chunk: Chunk) -> bool:
    """Whether a chunk says something of a thing and names none: 最长高速公路隧道, 川南|不通|铁路."""
    inside = words.text[words.index(chunk.start) : words.index(chunk.end - 1)]
    return any(word in lexicon.words("superlative") or (len(word) > 1 and word[0] == "不") for word in inside)


def _of_many(words: Words, chunk: Chunk) -> bool:
    """Whether what stands in front or begins a chunk makes it a class: 一批新|合作项目, A、B等|惠民工程, 系列展演活动."""
    left, many = words.index(chunk.start), lexicon.words("of-many")
    if words.text[left] == "系列" or (chunk.modifiers < 3 and words.text[left] in lexicon.words("of-many-name") and _is_works(chunk)):
        return True
    before = left - 1
    while before > 0 and words.text[before] in lexicon.words("trim") - many:
        before -= 1
    return before >= 0 and words.text[before] in many


def _is_works(chunk: Chunk) -> bool:
    return chunk.text.endswith(("工程", "项目"))


def _again(document: Document, sentence: Sentence, text: str) -> bool:
    """Whether a name of this sentence stands in it twice or in another one near it."""
    if sentence.text.count(text) > 1:
        return True
    here = bisect_left(document.sentences, sentence.span.start, key=lambda s: s.span.start)
    before, behind = document.sentences[max(0, here - _NEAR) : here], document.sentences[here + 1 : here + _NEAR]
    return any(text in other.text for other in before) or any(text in other.text for other in behind)


def _themed(document: Document, words: Words) -> Iterator[Mention]:
    """平安X, 数字X, 法治X建设: a theme and the name of a place."""
    text = words.sentence.text
    for place in document.places_in(words.sentence.span) if "theme" in words.cued else ():
        at = bisect_left(words.sentence.offsets, place.span.start)
        theme = re.search(rf"(?:{lexicon.alternation('theme')})$", text[:at])
        if theme is None:
            continue
        end = at + len(place.text)
        if text.startswith("建设", end) and end + 2 in words.edges:
            end += 2
        if text.startswith("行", end) and end + 1 in words.edges:  # a tour of reports: 质量中国行
            end += 1
        if end in words.edges and theme.start() in words.edges:
            yield mention(words, theme.start(), end, "Project", "programs.themed", 0.9)


def _quoted(words: Words) -> Iterator[Mention]:
    """“X” that a verb introduces or that a place owns (甲地的“X”“Y”), where no noun goes on behind it."""
    owned = False
    for match in _QUOTED.finditer(words.sentence.text):
        if match.end() not in words.edges or match.start() not in words.edges:
            continue
        owned = _owned(words, match.start()) or (owned and words.sentence.text[match.start() - 1] in "”、")
        type = lexicon.marked("NameCue", match.group(1)) or ("Campaign" if _YEAR_OF.fullmatch(match.group(1)) else "Mechanism")
        if _is_no_name(match.group(1)) or _is_theme(words, match):
            continue
        goes_on = _goes_on(words, match.end()) or in_list_of_kinds(words, match.end()) or _of_things(words, match)
        chunk = _named(words, chunk_before(words, match.start(), match.end()))
        if owned and not goes_on:
            yield mention(words, match.start(), match.end(), type, "programs.owned", 0.85)
        elif chunk is not None and ((chunk.introduced and not goes_on) or (_subject(words, chunk) and chunk.points > 1)):
            yield mention(words, chunk.start, chunk.end, type, "programs.quoted", 0.75)
        elif not goes_on and _ends_like_a_way(match.group(1)):
            yield mention(words, match.start(), match.end(), type, "programs.quoted", 0.75)
        elif chunk is None and not goes_on and introduced(words, words.index(match.start())):
            yield mention(words, match.start(), match.end(), type, "programs.quoted", 0.7)


def _is_no_name(quoted: str) -> bool:
    """Whether a quotation is a figure of speech, a body or a clause that says how something is done."""
    return quoted in lexicon.words("vague") or bool(_IS_CLAUSE.match(quoted)) or lexicon.marked("BodyCue", quoted) is not None


_IS_CLAUSE = re.compile(r"[把将]|以[^，、]{2,8}为|\d{1,2}[·•.．・]\d{1,2}$")
"""“以…为中心”, “把…转变为…”, “8·15”: what is quoted says how, or when, and names nothing."""


def _is_theme(words: Words, quoted: re.Match[str]) -> bool:
    """主题是“甲”, 以“甲”为主题: what an event is about."""
    text = words.sentence.text
    return bool(_THEME.search(text, max(0, quoted.start() - 6), quoted.start())) or text.startswith("为主题", quoted.end())


_THEME = re.compile(r"(?:主题|口号|标题|题目)(?:是|为|：)?$")


def _ways(words: Words) -> Iterator[Mention]:
    """“甲乙丙丁”举措, “甲、乙、丙”三步法: a quotation and the noun that says it is a way of governing."""
    text = words.sentence.text
    for match in _way().finditer(text) if "”" in text else ():
        if match.start() in words.edges and match.end() in words.edges and match["quoted"] not in lexicon.words("vague"):
            chunk = _named(words, chunk_before(words, match.start(), match.start("noun")))
            start = chunk.start if chunk is not None and chunk.introduced else match.start()
            yield mention(words, start, match.end(), "Mechanism", "programs.way", 0.75)


@functools.cache
def _way() -> re.Pattern[str]:
    return re.compile(rf"“(?P<quoted>[^“”。；！？]{{4,24}})”(?P<noun>{lexicon.alternation('way')})(?![\u4e00-\u9fff]?体系)")


def _named(words: Words, chunk: Chunk | None) -> Chunk | None:
    """A chunk, unless it begins with the verb that has the quotation for its object."""
    verb = chunk is not None and not chunk.introduced and words.pos[words.index(chunk.start)] == "v"
    return None if verb else chunk


def _of_things(words: Words, match: re.Match[str]) -> bool:
    """打击“甲”“乙”等势力, 聚焦“甲”, “甲”与“乙”相结合: what is quoted is a thing or a concern, no program."""
    text, first = words.sentence.text, words.index(match.start())
    if first > 0 and words.text[first - 1] in lexicon.words("concern"):
        return True
    if _paired().match(text, match.end()):
        return True
    rest = _KIND.match(text, match.end())
    if rest is None or re.search(lexicon.alternation("quoted-kind"), rest[1]):
        return False
    return not any(lexicon.marked("NameCue", rest[1][:n]) for n in range(1, len(rest[1]) + 1))


_KIND = re.compile(r"(?:、?“[^”]*”)*等([\u4e00-\u9fff]+)")
"""More quotations and what closes their list."""


@functools.cache
def _paired() -> re.Pattern[str]:
    return re.compile(rf"(?:[与和、]“[^”]*”)*(?:{lexicon.alternation('paired')})")


def _ends_like_a_way(quoted: str) -> bool:
    """“双导师制”, “川渝通办”, “2021科普年”: what is quoted ends like a program or a way of working."""
    ways = lexicon.affixes("post-noun")
    if quoted.endswith(ways) and len(quoted) > 2:
        return True
    return bool(_YEAR_OF.fullmatch(quoted)) or (bool(lexicon.marked("NameCue", quoted)) and len(quoted) > 3)


_YEAR_OF = re.compile(r"(?:19|20)\d{2}年?[\u4e00-\u9fff]{2,}[年季月周节]")
"""“2021科普年”: a year and what it is the year, season or festival of."""


def _goes_on(words: Words, end: int) -> bool:
    """Whether a noun behind the quotation makes it a modifier."""
    if end >= len(words.sentence.text):
        return False
    i = words.index(end)
    modern = words.text[i].startswith("现代")  # a time to the tagger
    if words.text[i] == "服务":
        return True
    return (words.pos[i] in _NOUNS or modern) and words.text[i] not in lexicon.words("follow")


def _subject(words: Words, chunk: Chunk) -> bool:
    """政务服务“X”效率…: nouns and a quoted name open a clause and something is said of them."""
    left = words.index(chunk.start)
    opens = (left == 0 or words.text[left - 1] in {"，", "。", "；", "、"}) and words.pos[left] != "v"
    quote = words.index(words.sentence.text.index("“", chunk.start))
    nominal = all(words.pos[i] != "v" or words.text[i] in lexicon.words("nominal-verb") for i in range(left, quote))
    said = chunk.end < len(words.sentence.text) and words.pos[words.index(chunk.end)] in _NOUNS | {"v", "ad", "a"}
    return opens and left < quote and nominal and said and not words.sentence.text.startswith("服务", chunk.end)


def _owned(words: Words, start: int) -> bool:
    i = words.index(start)
    return i > 1 and words.text[i - 1] == "的" and words.pos[i - 2] == "LOC"


def _listed(words: Words) -> Iterator[Mention]:
    """A、B、C等项目: every item of the list is a project; of A、B等行动 a campaign, and so on."""
    text = words.sentence.text
    for match in _list_end().finditer(text) if "等" in text or "大" in text else ():
        at = clause_start(text, match.start())
        listed = text[at : match.start()]
        if match.group() == "等基础设施" and not _built_behind(text, match.end()):
            continue  # 道路、水利等基础设施: kinds of things that are built
        scheme = match.group("scheme")
        if re.search(lexicon.alternation("example"), listed) or ("、" not in listed and "等" not in match.group()):
            continue
        type = (lexicon.marked("NameCue", scheme) if scheme else None) or "Project"
        items = _items(words, listed, at)
        if scheme and not all(_names_a_scheme(words, scheme, *item, alone=len(items) == 1) for item in items):
            continue  # 烟酒、玩具等专项整治: what they are about, not what they are called
        for start, end in items:
            if 3 <= end - start <= 24 and not re.search(r"\d[个家所处座项条]", text[start:end]):
                yield mention(words, start, end, type, "programs.listed", 0.8)


def _built_behind(text: str, end: int) -> bool:
    return bool(re.match(rf"(?:相继|陆续|顺利|全面|加快)?(?:{lexicon.alternation('built')})", text[end:]))


def _names_a_scheme(words: Words, scheme: str, start: int, end: int, *, alone: bool) -> bool:
    """Whether an item of 甲、乙等行动 is what it is called: quoted or long enough, and an act where it stands alone.

    What is reformed is no name of a reform: 国企、医院等改革.
    """
    if alone and not scheme.endswith(("行动", "整治")):
        return False
    if words.sentence.text[start] == "“":
        return not alone
    acts = any(words.pos[i] in {"v", "vn"} for i in range(words.index(start), words.index(end - 1) + 1))
    return end - start >= _ITEM and (acts or not (alone or (scheme == "改革" and end - start == _ITEM)))


def _items(words: Words, listed: str, at: int) -> list[tuple[int, int]]:
    """Where the items of a list that begins at `at` begin, behind what introduces them, and end."""
    items = []
    for item in re.findall(r"(?:“[^”]*”|[^、“])+", listed):
        at = words.sentence.text.index(item, at)
        items.append((_leading_verb(words, at, at + len(item)), at + len(item)))
        at += len(item)
    return items


@functools.cache
def _list_end() -> re.Pattern[str]:
    closers, built = lexicon.alternation("listed-works"), lexicon.alternation("built")
    big = rf"[二两三四五六七八九十]大(?:{lexicon.alternation('listed-big')})"
    opened = rf"(?=(?:相继|陆续|顺利|全面|加快)?(?:{built}))"
    scheme = rf"等[^，。；、：的]{{0,6}}?(?P<scheme>{lexicon.alternation('listed-schemes')})(?!性|[\u4e00-\u9fff]?开放)"
    return re.compile(rf"(?<=[\u4e00-\u9fff]){big}|等(?:{_KINDS})*(?:{closers}|{opened})|{scheme}")


def _leading_verb(words: Words, start: int, end: int) -> int:
    """Where the item begins behind the verbs that introduce the list: 接续|实施|…"""
    first, last = words.index(start), words.index(end - 1)
    if first + 2 <= last and words.text[first + 1] == "好" and words.pos[first] == "v":
        first += 2  # 打|好|…
    verbs = [i for i in range(first, min(first + 4, last)) if words.text[i] in lexicon.words("introduce")]
    leading = [i for i in verbs if all(words.pos[k] in _BEFORE_VERB or is_manner(words.text[k]) for k in range(first, i))]
    if not leading:  # 甲部门|积极|参与|…
        leading = [i for i in range(first + 1, last) if words.text[i] in lexicon.words("introduce") and words.pos[i - 1] in _ADVERB]
    for i in range(leading[-1] + 1 if leading else first, last + 1):
        joins = words.text[i] in {"并", "以及"}
        if words.pos[i] not in {"d", "ad", "p", "u"} and not joins and words.text[i] not in lexicon.words("introduce"):
            return words.starts[i]
    return end


def _measures(words: Words) -> Iterator[Mention]:
    """出台…的32条措施: a package of measures known by its number."""
    text = words.sentence.text
    for match in _MEASURES.finditer(text) if any(end in text for end in _MEASURE_ENDS) else ():
        before = re.search(r"(?:出台|推出|实施|制定|发布|印发)(?:了)?([^，。；：]{2,30})$", text[: match.start()])
        if before:
            yield mention(words, before.start(1), match.end(), "PolicyPlan", "programs.measures", 0.8)
