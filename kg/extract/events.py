"""Events: congresses known by name, and meetings, fairs and incidents found by how their names end."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg import lexicon, ontology
from kg.extract.chunks import Chunk, chunk_before, chunks
from kg.extract.known import known_names
from kg.extract.words import Words, mention
from kg.model import Document, Mention

_ORDINAL = re.compile(r"第[一二三四五六七八九十百\d]+[届次个]")
_PLENUMS = re.compile(r"((?:党的)?[一二三四五六七八九十]+届)([一二三四五六七八]中)((?:、[一二三四五六七八]中)+全会)")
HOSTED = "events.hosted"
"""The rule of meetings named by who holds them."""
_CASE = re.compile(
    r"[^，。；：、“”《》]{0,8}“[^“”]{2,10}”"
    r"(?:[^，。；：、“”《》等的和及\d]{2,6}(?<![方提议草档答预图教病法文])案|专?案|事件|事故)(?![件例情\d])"
)
_CASE_ENDS = ("案", "”事件", "”事故")
_NAMED_CASE = re.compile(r"[\u4e00-\u9fff·]{2,8}案")
_CASE_POS = frozenset({"PER", "nz"})
_SCOPE = frozenset({"全国", "中国", "我国", "世界", "国际", "国内"})
_LEVELS = frozenset({"全省", "全市", "全区", "全县", "国家级", "省级", "市级", "县级", "以上", "国内", "国际国内"})


def events(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions of events in one sentence."""
    text = words.sentence.text
    for match in _PLENUMS.finditer(text) if "全会" in text else ():
        yield mention(words, match.start(1), match.end(2), "Meeting", "events.plenum", 0.95)
        for item in re.finditer(r"、([一二三四五六七八]中(?:全会)?)", match.group(3)):
            yield mention(words, match.start(3) + item.start(1), match.start(3) + item.end(1), "Meeting", "events.plenum", 0.95)
    for start, end, known in known_names("KnownEvent").find(text):
        yield mention(words, start, end, known.type, "events.known", 0.95)
    for cue in _cues() if words.cued else ():
        if cue.name in words.cued:
            yield from _by_ending(words, cue)
    yield from _cases(words)
    yield from _fairs(words)
    yield from _tours(words)
    yield from _hosted(words)
    yield from _at_the_meeting(document, words)
    yield from _attended(words)
    yield from _dated(words)
    for match in _CASE.finditer(text) if "”" in text and any(end in text for end in _CASE_ENDS) else ():
        quote = words.index(text.index("“", match.start()))
        start = words.starts[_behind_verbs(words, words.index(match.start()), quote)]
        yield mention(words, start, match.end(), "Incident", "events.case", 0.8)


def _by_ending(words: Words, cue: lexicon.Cue) -> Iterator[Mention]:
    for chunk in chunks(words, cue):
        if chunk.text.endswith("人民代表大会"):
            continue  # the congress as a body; its sessions end in 会议
        last = words.index(chunk.end - 1)
        if cue.marks == "Meeting" and words.pos[last] == "v" and len(words.text[last]) > 2:
            continue  # 有关负责同志|出席会议
        if cue.marks == "Incident" and not _particular(words, chunk):
            continue
        if cue.marks == "Meeting" and not chunk.quoted and _is_class(words, chunk):
            continue
        ordinal = bool(_ORDINAL.search(chunk.text))
        alone = words.pos[words.index(chunk.start)] == "nz" and chunk.end in words.edges and chunk.modifiers == 1
        ordinal |= chunk.text.endswith("发布会") and words.pos[words.index(chunk.start)] == "ORG"  # 某办发布会
        if chunk.points + ordinal >= cue.needs + (0 if ordinal or alone or chunk.points > 1 else 1):
            yield mention(words, chunk.start, chunk.end, cue.marks, f"events.{cue.name}", cue.confidence)


def _fairs(words: Words) -> Iterator[Mention]:
    """2024年服贸会; 举办甲博会、乙洽会、丙丁会: fairs that go by three characters, known ones and those in a list of such."""
    for match in _known_fairs().finditer(words.sentence.text) if "会" in words.sentence.text else ():
        if match.start() in words.edges and match.end() in words.edges:
            yield mention(words, match.start(), match.end(), "Meeting", "events.fair", 0.85)
    for match in _FAIRS.finditer(words.sentence.text) if "会、" in words.sentence.text else ():
        for item in re.finditer("[^、]{3}", match[1]):
            start, end = match.start(1) + item.start(), match.start(1) + item.end()
            if start in words.edges and end in words.edges and item[0] not in lexicon.words("meeting-kind"):
                yield mention(words, start, end, "Meeting", "events.fair", 0.8)


@functools.cache
def _known_fairs() -> re.Pattern[str]:
    return re.compile(rf"(?:\d{{4}}年|第[一二三四五六七八九十百\d]+届)?(?:{lexicon.alternation('known-fair')})")


_FAIRS = re.compile(r"(?:举办|承办|举行|办好|办)了?((?:[\u4e00-\u9fff]{2}会、)+[\u4e00-\u9fff]{2}会(?![\u4e00-\u9fff]{0,3}会))")


def _tours(words: Words) -> Iterator[Mention]:
    """甲国企业乙市行: a tour by who makes it and the place it goes to."""
    text = words.sentence.text
    for match in _TOUR.finditer(text) if "行" in text else ():
        i = words.index(match.start())
        whole = words.starts[i] == match.start() and match.end() in words.edges and i > 0 and words.pos[i - 1] == "LOC"
        chunk = chunk_before(words, match.start(), match.end()) if whole else None
        if chunk is not None and chunk.modifiers > 1 and any(word in lexicon.words("tourist") for word in _named(words, chunk)):
            yield mention(words, chunk.start, chunk.end, "Meeting", "events.tour", 0.8)


_TOUR = re.compile("行(?=[，。；、）”等启举走])")


def _named(words: Words, chunk: Chunk) -> list[str]:
    return words.text[words.index(chunk.start) : words.index(chunk.end - 1)]


def _cases(words: Words) -> Iterator[Mention]:
    """甲某某案: a case that goes by a name, which the tagger took into the name or left apart."""
    for i, word in enumerate(words.text) if "案" in words.sentence.text else ():
        if not word.endswith("案") or word in lexicon.words("not-case") or word.endswith(lexicon.affixes("not-case")):
            continue
        whole = words.pos[i] in _CASE_POS and _NAMED_CASE.fullmatch(word)
        parted = word == "案" and i > 0 and words.pos[i - 1] == "PER"
        if whole or parted:
            yield mention(words, words.starts[i - 1 if parted else i], words.starts[i + 1], "Incident", "events.case", 0.8)


def _dated(words: Words) -> Iterator[Mention]:
    """甲市“8·15”重大交通事故, “5·12”防灾减灾日: what is called after its day, with the place in front."""
    for match in _DATED.finditer(words.sentence.text) if "”" in words.sentence.text else ():
        i = words.index(match.start())
        while i > 0 and words.pos[i - 1] == "LOC":
            i -= 1
        if match.end() in words.edges:
            yield mention(words, words.starts[i], match.end(), "Meeting" if match["day"] else "Incident", "events.dated", 0.85)


_DATED = re.compile(
    r"“\d{1,2}[·•.．・]\d{1,2}”[\u4e00-\u9fff]{0,14}?"
    r"(?:(?:事故|火灾|爆炸|坍塌|灾害|地震|事件|惨案|沉船|溃坝|泥石流|洪灾|专案|案)(?![件例情])|(?P<day>纪念日|减灾日|宣传日|宣传周|宣传月|主题日))"
)


def _particular(words: Words, chunk: Chunk) -> bool:
    """Whether an incident is one, with a place or a quotation in its name, not a class: 重特大事故."""
    named = range(words.index(chunk.start), words.index(chunk.end - 1) + 1)
    return chunk.quoted or any(words.pos[i] in {"LOC", "nz"} and words.text[i] not in _SCOPE for i in named)


def _is_class(words: Words, chunk: Chunk) -> bool:
    """Whether nothing but a level stands in front of its kind: 全省|锦标赛, 市级|以上|联赛."""
    first, last = words.index(chunk.start), words.index(chunk.end - 1)
    named = words.text[first:last]
    return bool(named) and (named[0] == "以上" or all(word in _LEVELS for word in named))


def _behind_verbs(words: Words, first: int, last: int) -> int:
    """The word behind the last one before `last` that is a verb or a function word: 共|侦办|“甲”专案."""
    apart = {"d", "ad", "vd", "p", "c", "u", "r", "w"}
    ends = [i for i in range(first, last) if words.pos[i] in apart or (words.pos[i] == "v" and len(words.text[i]) > 1)]
    return ends[-1] + 1 if ends else first


def _hosted(words: Words) -> Iterator[Mention]:
    """市政府召开新闻发布会: a meeting with no name but its host's, which `kg.link` finds."""
    for match in _bare_meeting().finditer(words.sentence.text) if "会" in words.sentence.text else ():
        if match.start(1) in words.edges and match.end() in words.edges:
            yield mention(words, match.start(1), match.end(), "Meeting", HOSTED, 0.75)


@functools.cache
def _bare_meeting() -> re.Pattern[str]:
    return re.compile(rf"(?:召开|举行|举办)了?({lexicon.alternation('bare-meeting')})(?![\u4e00-\u9fff]*[室厅场])")


def _attended(words: Words) -> Iterator[Mention]:
    """出席会议: the meeting named last before."""
    for match in _attendance().finditer(words.sentence.text) if "attend" in words.cued else ():
        yield mention(words, match.start(1), match.end(1), "Meeting", "events.anaphor", 0.75)


def _at_the_meeting(document: Document, words: Words) -> Iterator[Mention]:
    """推介会上，…: the meeting that an earlier sentence names in full."""
    match = _at_meeting().match(words.sentence.text)
    if match is None:
        return
    here, whole = words.sentence.span.start, re.compile(rf"[\u4e00-\u9fff”]{re.escape(match.group('short'))}")
    if any(s.span.end <= here and whole.search(s.text) for s in document.sentences):
        yield mention(words, match.start("short"), match.end("short"), "Meeting", "events.short", 0.8)


@functools.cache
def _cues() -> tuple[lexicon.Cue, ...]:
    """The cues of names of events."""
    return tuple(cue for cue in lexicon.cues("NameCue") if ontology.load().is_a(cue.marks, "Event"))


@functools.cache
def _attendance() -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon.alternation('attend')})了?({lexicon.alternation('anaphor')})(?=[，。；并])")


@functools.cache
def _at_meeting() -> re.Pattern[str]:
    meetings = [w for cue in lexicon.cues("NameCue") if cue.marks == "Meeting" for w in cue.words if len(w) > 2]
    return re.compile(rf"(?:在)?(?P<short>{'|'.join(map(re.escape, meetings))})(?:上|期间|指出|强调|要求)")


def plenum(text: str, before: str) -> str:
    """The whole short name of a plenary session named in a list: 二十届二中, and 三中全会 behind 二十届."""
    session = re.search(r"[一二三四五六七八]中", text)
    congress = re.findall(r"[一二三四五六七八九十]+届", before + text)
    return f"{congress[-1]}{session.group()}全会" if session and congress else text
