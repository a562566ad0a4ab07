"""Who gives a report: the bodies its headline names, and the one that speaks of itself as 我院 or 本局."""

from __future__ import annotations

import re

from kg.extract.metrics.scene import Scene
from kg.model import Entity


def of_header(scene: Scene, *roots: str) -> list[Entity]:
    """What of some classes the headline and what stands below it name; bodies: 我院 may mean one of them."""
    document = scene.document
    named = (scene.entity(m) for m in document.mentions if m.span.end <= document.article.body)
    return [e for e in named if e is not None and any(scene.is_a(e, root) for root in roots)]


def speaker(scene: Scene, named: list[Entity]) -> str | None:
    """The one body that the headline begins with, where the text calls it 我院 or 本局: it tells of its own work."""
    title = scene.document.article.title or ""
    first = next((e for e in named if any(title.startswith(n) for n in (e.name, *e.aliases) if len(n) > 2)), None)
    return first.id if first and re.search(f"[我本]{re.escape(first.name[-1])}", scene.document.article.text) else None
