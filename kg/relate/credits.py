"""Who published, edited and wrote the article: from its header, as relations of the article itself."""

from __future__ import annotations

from collections.abc import Iterator

from kg import ontology
from kg.model import Document, Relation
from kg.relate.view import evidence

PREDICATES = {"source": "publisher", "editor": "editor", "reporter": "author"}


def credits(document: Document) -> Iterator[Relation]:
    """publisher, editor and author of the article; a reporter is a member of the medium named beside the name."""
    article = document.article
    for field in article.header:
        if field.name not in PREDICATES:
            continue
        for mention in document.mentions:
            named = ontology.load().root(mention.type) in {"Agency", "Person"}  # 甲县 in 甲县人民政府 publishes nothing
            if mention.entity and named and field.span.covers(mention.span):
                yield Relation(
                    subject=article.id,
                    predicate=PREDICATES[field.name],
                    object=mention.entity,
                    evidence=evidence(document, mention.span),
                    by=f"credits.{field.name}",
                    confidence=0.95,
                )
