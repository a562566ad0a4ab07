"""Every error kg raises on purpose, in one tree. The CLI turns them into exit codes in one place.

    KgError                     exit code 1
    ├── InputError              2  an input can't be read: missing, empty, not text, too large
    │   └── FetchError          2  a URL can't be fetched, or may not be (private address, redirect loop)
    ├── GraphError              3  a graph can't be opened or written
    ├── QueryError              4  a SPARQL query or a named query's argument is wrong
    ├── OntologyError           5  a file of ontology/ or a data file is damaged or missing
    └── NotValid                6  a graph breaks a shape or an integrity query

Each message says what happened, where, and what to do.
"""

from __future__ import annotations


class KgError(Exception):
    """The root: catch it to catch everything kg raises on purpose."""

    code = 1


class InputError(KgError):
    """An input can't be read or holds no text."""

    code = 2


class FetchError(InputError):
    """A URL can't be fetched, or may not be."""


class GraphError(KgError):
    """A graph can't be opened or written."""

    code = 3


class QueryError(KgError):
    """A query, or an argument of a named query, is wrong."""

    code = 4


class OntologyError(KgError):
    """A file of the ontology, or a data file of the package, is damaged or missing."""

    code = 5


class NotValid(KgError):
    """A graph breaks a shape or an integrity query."""

    code = 6
