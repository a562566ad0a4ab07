"""From an article to a document: the stages, in order, as one loop."""

from __future__ import annotations

from kg.extract import mentions
from kg.extract.metrics import observations
from kg.extract.places import places
from kg.extract.tables import tables
from kg.link import link
from kg.measure import measure
from kg.model import Article, Document, Stage
from kg.relate import relate
from kg.segment import segment

STAGES: tuple[Stage, ...] = (segment, measure, places, mentions, link, observations, tables, relate)


def run(article: Article) -> Document:
    """Everything that is found in an article."""
    document = Document(article=article)
    for stage in STAGES:
        document = stage(document)
    return document
