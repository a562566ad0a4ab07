"""Identifiers: the same thing gets the same one in every article, build and worker.

An identifier is a local IRI: a class prefix and the first 16 hex digits (64 bits: 3e-8 risk of one collision among a
million things) of the SHA-256 of the thing's key. Joined to the base it is the full IRI. Places are not hashed: they
are ``place/`` and their GB/T 2260 code (``place/CN`` for the country).
"""

from __future__ import annotations

import hashlib
import unicodedata

BASE = "https://w3id.org/zhengtu/id/"
"""Where things live unless a build says otherwise."""

_SEPARATOR = "\x1f"  # U+001F, the unit separator: it stands in no text, so ("ab", "c") and ("a", "bc") differ
_DIGITS = 16
_FACTS = frozenset({"Observation", "Statement", "Fact"})  # one prefix for all that is claimed of an article


def digest(*key: str) -> str:
    """The first 16 hex digits of the SHA-256 of the NFC-normalised key parts joined by U+001F."""
    joined = _SEPARATOR.join(unicodedata.normalize("NFC", part) for part in key)
    return hashlib.sha256(joined.encode("utf-8")).hexdigest()[:_DIGITS]


def local_id(root: str, *key: str) -> str:
    """The local IRI of the thing of root class `root` (``"Agency"``, never a leaf) with this key.

    The key depends on the class: Agency, Program: name and jurisdiction code; Event: name and year; Document: name and
    issuer or jurisdiction; Person: name and agency, else article; Concept, Indicator: name; Article: its URL, else the
    SHA-256 of its text; Observation: article id, start and end of the value, indicator; Statement: article, subject,
    predicate, object.
    """
    prefix = "fact" if root in _FACTS else root.lower()
    return f"{prefix}/{digest(root, *key)}"


def place_id(code: str) -> str:
    """The local IRI of the administrative area with this GB/T 2260 code (``"CN"`` for the country)."""
    return f"place/{code}"
