"""Documents: titles in 《》, and regulations named without them after a verb of enacting."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg import lexicon
from kg.extract.chunks import followed_by_noun
from kg.extract.known import known_names
from kg.extract.words import Words, mention
from kg.model import Document, Mention

_TITLE = re.compile(r"《([^《》]{2,80})》")
_ALIAS = re.compile(r"（以下(?:统一)?简?称：?[《“]([^》”]{1,20})[》”]）")


def documents(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions of documents in one sentence."""
    text = words.sentence.text
    for match in _TITLE.finditer(text):
        title = match.group(1)
        type = lexicon.marked("TitleCue", title)
        if type is None and known_names("KnownAgency").get(title):  # 《某某日报》 is who says it
            continue
        yield mention(words, match.start(), match.end(), type or "Document", "documents.cited", 0.95 if type else 0.8)
    yield from _bare(words)
    if "法" in text:
        yield from _laws(words)
    yield from _reports(words)


def short_title(text: str) -> tuple[str, str] | None:
    """The title and its abbreviation where a sentence says 《A》（以下简称《B》)."""
    for match in _ALIAS.finditer(text):
        titles = _TITLE.findall(text, 0, match.start())
        if titles:
            return titles[-1], match.group(1)
    return None


def _bare(words: Words) -> Iterator[Mention]:
    """落实…管理办法, 出台…条例: a regulation without 《》 counts behind a verb of enacting or in a list begun by one."""
    text = words.sentence.text
    for match in _enacted().finditer(text) if "enact" in words.cued else ():
        if _inside_title(text, match.start()):
            continue
        for item in _enacted_item().finditer(match.group(1)):
            start, end = match.start(1) + item.start(), match.start(1) + item.end()
            if end in words.edges and not followed_by_noun(words, end):
                type = lexicon.marked("TitleCue", text[start:end]) or "Document"
                yield mention(words, start, end, type, "documents.bare", 0.75)


def _laws(words: Words) -> Iterator[Mention]:
    """A law named without 《》, as a word of its own; one of two characters (宪法) only where its phrase ends."""
    text = words.sentence.text
    for start, end, law in known_names("KnownDocument").find(text):
        begins = start in words.edges or end - start > _LONG_LAW  # 依据治安|管理: the tagger joins what is in front
        if not begins or end not in words.edges or _inside_title(text, start):
            continue
        ends = text[end : end + 1] in _LAW_ENDS or text.startswith(("规定", "明确", "有关", "相关"), end)
        if ends or (end - start > _SHORT_LAW and not followed_by_noun(words, end)):
            yield mention(words, start, end, law.type, "documents.known", 0.9)


_LAW_ENDS = frozenset("，。；、：第的和与及（") | {""}
_SHORT_LAW, _LONG_LAW = 2, 5


def _reports(words: Words) -> Iterator[Mention]:
    """最高人民法院工作报告: what a known body reports to its congress."""
    text = words.sentence.text
    for start, end, _ in known_names("KnownAgency").find(text) if _REPORT in text else ():
        if text.startswith(_REPORT, end) and start in words.edges and not _inside_title(text, start):
            yield mention(words, start, end + len(_REPORT), "Document", "documents.report", 0.8)


_REPORT = "工作报告"


@functools.cache
def _enacted() -> re.Pattern[str]:
    name = rf"[^，。；：、《》“”]{{2,24}}?(?:{lexicon.alternation('bare-title')})"
    return re.compile(rf"(?:{lexicon.alternation('enact')})(?:了)?({name}(?:、{name})*)(?![\u4e00-\u9fff]*》)")


@functools.cache
def _enacted_item() -> re.Pattern[str]:
    return re.compile(rf"[^、]+?(?:{lexicon.alternation('bare-title')})(?=、|$)")


def _inside_title(text: str, at: int) -> bool:
    return text.rfind("《", 0, at) > text.rfind("》", 0, at)
