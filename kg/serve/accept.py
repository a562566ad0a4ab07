"""Content negotiation (RFC 9110, section 12.5): which of the types on offer an Accept header likes best."""

from __future__ import annotations

from collections.abc import Sequence


def best(accept: str, offers: Sequence[str]) -> str | None:
    """The offer with the greatest quality, of equals the earlier in `offers`; None where none is acceptable.

    No header, or an empty one, accepts everything.
    """
    ranges = _ranges(accept) or [("*/*", 1.0)]
    scored = [(_quality(offer, ranges), -number, offer) for number, offer in enumerate(offers)]
    quality, _, offer = max(scored, default=(0.0, 0, ""))
    return offer if quality > 0 else None


def _ranges(accept: str) -> list[tuple[str, float]]:
    """Media ranges and their qualities; what can't be read is passed over."""
    found = []
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weights = [piece[2:].strip() for piece in parameters if piece.replace(" ", "").startswith("q=")]
        try:
            quality = float(weights[0]) if weights else 1.0
        except ValueError:
            continue
        if "/" in media:
            found.append((media, min(max(quality, 0.0), 1.0)))
    return found


def _quality(offer: str, ranges: list[tuple[str, float]]) -> float:
    """The quality of the most specific range that takes an offer, 0 where none does."""
    exact, kind = offer.split(";", maxsplit=1)[0], offer.partition("/")[0] + "/*"
    for wanted in (exact, kind, "*/*"):
        qualities = [quality for media, quality in ranges if media == wanted]
        if qualities:
            return max(qualities)
    return 0.0
