"""Sentences: where each begins and ends, how rules read it, and its words.

A line break ends a paragraph unless the text was wrapped at a fixed width: then the line runs on. Inside a sentence
spaces and breaks are dropped for the rules, but every character keeps its place in the article.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import zip_longest

from kg.model import Article, Document, Sentence, Span, Token
from kg.read.grids import grids
from kg.tagger import tag

ENDS = "。！？!?"
CLOSERS = "”’」』）)》\"'"
_SENTENCE = re.compile(rf"[^{ENDS}]*(?:[{ENDS}]+[{re.escape(CLOSERS)}]*|$)")
_HEADING = re.compile(r"[\s　]*(?:第?[一二三四五六七八九十]+[、．.章节]|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[、．.]\D|#|[-*•●■◆])")
LONGEST = 1000
"""Characters of the longest sentence: three times the longest in the official prose measured. What has no end is cut."""
_WRAP_LEAST = 18  # a line shorter than this was ended by its author, not by the page's width
_INNER = re.compile(r"[，。；、,;]")
_CJK_SPACE = re.compile(r"(?<=[0-9a-zA-Z%.]) | (?=[0-9a-zA-Z])")  # spaces set round numbers and Latin words
_LATIN_SPACE = re.compile(r"(?<=[0-9A-Za-z])[^\S\n]+(?=[0-9A-Za-z])")
"""What separates Latin words or numbers is part of them, however wide (表3  2025年); all other space is layout."""
_SPACE = re.compile(r"\s")
_IN_NUMBER = re.compile(r"(?<=\d)[,:](?=\d)")
_FULLWIDTH = {0xFF01 + i: chr(0x21 + i) for i in range(94)} | {0x3000: " ", 0xA0: " "}
_PUNCTUATION = str.maketrans(",;:?!()%", "，；：？！（）%")


def segment(document: Document) -> Document:
    """Fill `sentences`, each with its words, from the article's text."""
    return segment_all([document])[0]


def segment_all(documents: Sequence[Document]) -> list[Document]:
    """The same for several documents, which the tagger reads together: faster, and the same for each."""
    bare = [_untagged(document.article) for document in documents]
    words = iter(tag([s.text for sentences in bare for s in sentences]))
    return [
        dataclasses.replace(
            document, sentences=tuple(dataclasses.replace(s, tokens=tuple(_tokens(s, next(words)))) for s in sentences)
        )
        for document, sentences in zip(documents, bare, strict=True)
    ]


def _untagged(article: Article) -> list[Sentence]:
    """The sentences of an article, without words."""
    rows = {row.start for grid in grids(article.text) if grid.has_numbers for row in grid.lines}
    bare: list[Sentence] = []
    for n, block in enumerate(_paragraphs(article, rows)):
        bare += [_row(article.text, block, n)] if block.start in rows else _sentences(article.text, block, n)
    return bare


def _paragraphs(article: Article, rows: AbstractSet[int]) -> Iterator[Span]:
    """Spans of paragraphs: lines, joined where a line was wrapped; a line that begins in `rows` is a table's row."""
    lines = [m for m in re.finditer(r"[^\n]+", article.text) if m.group().strip()]
    start: int | None = None
    for here, following in zip_longest(lines, lines[1:]):
        start = here.start() if start is None else start
        alone = following is None or here.start() in rows or following.start() in rows
        if following is None or alone or not _runs_on(article, here, following):
            yield Span(start=start, end=here.end())
            start = None


def _runs_on(article: Article, here: re.Match[str], following: re.Match[str]) -> bool:
    """Whether the second line goes on with the first one's sentence: the page was wrapped, not the paragraph ended."""
    line, rest = here.group().strip(), following.group()
    if here.start() < article.body or article.text[here.end() : following.start()].count("\n") > 1:
        return False
    if len(line) < _WRAP_LEAST or line[-1] in ENDS + "；;：:" or rest[:1].isspace():
        return False
    if _HEADING.match(line) or _HEADING.match(rest) or " " in _CJK_SPACE.sub("", line):
        return False
    if _INNER.search(line):
        return bool(_INNER.search(rest)) or len(rest.strip()) >= _WRAP_LEAST or rest.strip()[-1] in ENDS
    # a headline or a subheading has no punctuation either, but what follows it is no line of the same width
    return bool(_INNER.search(rest)) and len(rest.strip()) <= 1.5 * len(line)


def _sentences(text: str, block: Span, paragraph: int) -> Iterator[Sentence]:
    for match in _SENTENCE.finditer(text, block.start, block.end):
        for piece in _pieces(text, match.start(), match.end()):
            raw = text[piece.start : piece.end]
            if not raw.strip():
                continue
            start = piece.start + len(raw) - len(raw.lstrip())
            span = Span(start=start, end=piece.start + len(raw.rstrip()))
            clean, offsets = read(text[span.start : span.end], span.start)
            yield Sentence(span=span, paragraph=paragraph, text=clean, offsets=offsets)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence in one piece; one longer than any in prose in several, ended at a semicolon or comma if there is one."""
    while end - start > LONGEST:
        stop = start + LONGEST
        cut = max(text.rfind(mark, start, stop) for mark in "；;") + 1 or max(text.rfind(mark, start, stop) for mark in "，,、") + 1
        yield Span(start=start, end=cut or stop)
        start = cut or stop
    yield Span(start=start, end=end)


def _row(text: str, line: Span, paragraph: int) -> Sentence:
    """A row of a table as one sentence, whatever marks its cells hold."""
    raw = text[line.start : line.end]
    span = Span(start=line.start + len(raw) - len(raw.lstrip()), end=line.start + len(raw.rstrip()))
    clean, offsets = read(text[span.start : span.end], span.start)
    return Sentence(span=span, paragraph=paragraph, text=clean, offsets=offsets, table=True)


def read(raw: str, at: int = 0) -> tuple[str, tuple[int, ...]]:
    """A stretch of text as rules read it, and where each character of it stands (`at` is where `raw` begins)."""
    folded = raw.translate(_FULLWIDTH)
    chars = _punctuation(folded)
    if not _SPACE.search(folded):
        return _pair_quotes(chars), tuple(range(at, at + len(raw)))
    spaces = {m.start() for m in _LATIN_SPACE.finditer(folded)}
    kept = [i for i, char in enumerate(folded) if not char.isspace() or i in spaces]
    return _pair_quotes("".join(chars[i] for i in kept)), tuple(at + i for i in kept)


def _punctuation(text: str) -> str:
    """Chinese punctuation full-width, but 1,234 and 07:46 keep theirs; the length stays the same."""
    full = text.translate(_PUNCTUATION)
    if full == text:
        return text
    for mark in _IN_NUMBER.finditer(text):
        full = f"{full[: mark.start()]}{mark.group()}{full[mark.end() :]}"
    return full


def _pair_quotes(text: str) -> str:
    """Straight double quotes, turn by turn, as “ and ”."""
    parts = text.split('"')
    if len(parts) < 3:
        return text
    return "".join(part + ("" if n == len(parts) - 1 else "“”"[n % 2]) for n, part in enumerate(parts))


def _tokens(sentence: Sentence, words: list[tuple[str, str]]) -> Iterator[Token]:
    at, offsets = 0, sentence.offsets
    for word, pos in words:
        end = at + len(word)
        yield Token(span=Span(start=offsets[at], end=offsets[end - 1] + 1), text=word, pos=pos)
        at = end
