"""Documents: titles in 《》, and regulations named without them after a verb of enacting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg import lexicon
from kg.extract.chunks import Words, chunk_before, followed_by_noun, mention
from kg.model import Document, Mention

_TITLE = re.compile(r"《([^《》]{2,80})》")
_ALIAS = re.compile(r"（以下(?:统一)?简?称：?[《“]([^》”]{1,20})[》”]）")


def documents(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions of documents in one sentence."""
    text = words.sentence.text
    for match in _TITLE.finditer(text):
        title = match.group(1)
        type = lexicon.marked("TitleCue", title)
        if type is None and _is_known_medium(title):
            continue
        yield mention(words, match.start(), match.end(), type or "Document", "documents.cited", 0.95 if type else 0.8)
    yield from _bare(words)


def short_title(text: str) -> tuple[str, str] | None:
    """The title and its abbreviation where a sentence says 《A》（以下简称《B》)."""
    for match in _ALIAS.finditer(text):
        titles = _TITLE.findall(text, 0, match.start())
        if titles:
            return titles[-1], match.group(1)
    return None


def _is_known_medium(title: str) -> bool:
    return any(title in (k.label, *k.aliases) for k in lexicon.known("KnownAgency"))


def _bare(words: Words) -> Iterator[Mention]:
    """落实…管理办法, 出台…条例: a regulation without 《》 counts after a verb of enacting or in a list begun by one."""
    text = words.sentence.text
    enact = re.compile(rf"(?:{lexicon.alternation('enact')})(?:了|《[^》]*》|[^，。；：]{{0,30}}、)*$")
    for match in re.finditer(lexicon.alternation("bare-title"), text):
        inside = text.rfind("《", 0, match.start()) > text.rfind("》", 0, match.start())
        if inside or match.end() not in words.starts or followed_by_noun(words, match.end()):
            continue
        chunk = chunk_before(words, match.start(), match.end())
        if chunk is None:
            continue
        start = _with_verb(words, chunk.start)
        if chunk.introduced or enact.search(text[:start]):
            type = lexicon.marked("TitleCue", chunk.text) or "Document"
            yield mention(words, start, match.end(), type, "documents.bare", 0.75)


def _with_verb(words: Words, start: int) -> int:
    """A verb right behind the verb of enacting belongs to the title: 实施了|优化营商环境条例."""
    i = words.index(start)
    k = i - 1
    if k < 1 or words.pos[k] != "v" or words.text[k] in lexicon.words("enact"):
        return start
    before = words.text[k - 1] if words.text[k - 1] != "了" else words.text[k - 2] if k > 1 else ""
    return words.starts[k] if before in lexicon.words("enact") else start
