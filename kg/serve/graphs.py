"""The graph as files: read-only Graph Store Protocol, and what VoID and the service description say of it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.ontology import RDF
from kg.serve.accept import best
from kg.serve.ask import Ask
from kg.serve.rdf import GRAPH_TYPES, write
from kg.serve.site import ONTOLOGY_GRAPH, Site
from kg.serve.sparql import Sink
from kg.serve.things import SHORT
from kg.serve.wire import Refusal, Reply

_VOID = "http://rdfs.org/ns/void#"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_DCT = "http://purl.org/dc/terms/"
_XSD = "http://www.w3.org/2001/XMLSchema#"
# SPARQL 1.1 Service Description, section 4: formats are named by the W3C's list of them
_RESULT_FORMATS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPH_FORMATS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")


_Said = tuple[str, str, ox.NamedNode | ox.Literal]


def store(site: Site, ask: Ask) -> Reply:
    """SPARQL 1.1 Graph Store Protocol, GET: ``?default`` or ``?graph=IRI`` (section 4.2, indirect identification)."""
    wanted = ask.query.get("graph", [])
    default = "default" in ask.query
    if len(wanted) + default != 1:
        raise Refusal(400, f"Name one graph: ?default, or ?graph={ONTOLOGY_GRAPH}.")
    if wanted and not urlsplit(wanted[0]).scheme:
        raise Refusal(400, f"“{wanted[0]}” is no absolute IRI. Name a graph by its whole IRI, or ask for ?default.")
    if wanted and wanted[0] != ONTOLOGY_GRAPH:
        raise Refusal(404, f"There is no graph <{wanted[0]}> here. There are ?default and ?graph={ONTOLOGY_GRAPH}.")
    type = SHORT.get(ask.get("format")) or best(ask.accept, list(GRAPH_TYPES))
    if type is None:
        raise Refusal(406, f"A graph comes as {', '.join(GRAPH_TYPES)}; the Accept header takes none of them.")
    name = ox.NamedNode(ONTOLOGY_GRAPH) if wanted else ox.DefaultGraph()
    sink = Sink(site.settings.answer)
    known = {} if type == "application/n-triples" else site.prefixes
    site.store._inner.dump(sink, format=GRAPH_TYPES[type], from_graph=name, prefixes=known)  # noqa: SLF001 - Store has no such door
    return Reply(type=type, body=sink.getvalue(), headers={"Vary": "Accept"})


def description(site: Site, ask: Ask) -> Reply:
    """/.well-known/void, and /sparql asked for nothing: dataset and service in one document."""
    type = SHORT.get(ask.get("format")) or best(ask.accept, list(GRAPH_TYPES))
    if type is None:
        raise Refusal(406, f"The description comes as {', '.join(GRAPH_TYPES)}; the Accept header takes none of them.")
    known = site.prefixes | {"void": _VOID, "sd": _SD, "dcterms": _DCT, "formats": _FORMATS}
    body = write(describe(site, ask.origin), type, known, site.ontology)
    return Reply(type=type, body=body, headers={"Vary": "Accept"})


def describe(site: Site, origin: str) -> list[ox.Triple]:
    """VoID (https://www.w3.org/TR/void/) and SPARQL 1.1 Service Description of this server."""
    here = f"{origin}/.well-known/void"
    dataset, service, graph, named = (f"{here}#{name}" for name in ("dataset", "service", "default-graph", "ontology-graph"))
    index = site.index
    subjects = len({t.subject for t in site.store.triples(None, ox.NamedNode(RDF + "type"))})
    found: list[_Said] = [
        (here, RDF + "type", _iri(_VOID + "DatasetDescription")),
        (here, "http://xmlns.com/foaf/0.1/primaryTopic", _iri(dataset)),
        (dataset, RDF + "type", _iri(_VOID + "Dataset")),
        (dataset, RDF + "type", _iri(_SD + "Dataset")),
        (dataset, _DCT + "title", ox.Literal("政图", language="zh")),
        (dataset, _VOID + "triples", _count(site.triples)),
        (dataset, _VOID + "entities", _count(subjects)),
        (dataset, _VOID + "documents", _count(index.count("Article"))),
        (dataset, _VOID + "uriSpace", ox.Literal(site.store.base)),
        (dataset, _VOID + "sparqlEndpoint", _iri(f"{origin}/sparql")),
        (dataset, _VOID + "dataDump", _iri(f"{origin}/store?default")),
        *((dataset, _VOID + "feature", _iri(_FORMATS + name)) for name in _GRAPH_FORMATS),
        *((dataset, _VOID + "vocabulary", _iri(iri)) for iri in _vocabularies(site)),
        *((dataset, _VOID + "exampleResource", _iri(iri)) for iri in _examples(site)),
        (service, RDF + "type", _iri(_SD + "Service")),
        (service, _SD + "endpoint", _iri(f"{origin}/sparql")),
        (service, _SD + "supportedLanguage", _iri(_SD + "SPARQL11Query")),
        *((service, _SD + "resultFormat", _iri(_FORMATS + name)) for name in (*_RESULT_FORMATS, *_GRAPH_FORMATS)),
        (service, _SD + "defaultDataset", _iri(dataset)),
        (dataset, _SD + "defaultGraph", _iri(graph)),
        (graph, RDF + "type", _iri(_SD + "Graph")),
        (graph, _VOID + "triples", _count(site.triples)),
        (dataset, _SD + "namedGraph", _iri(named)),
        (named, RDF + "type", _iri(_SD + "NamedGraph")),
        (named, _SD + "name", _iri(ONTOLOGY_GRAPH)),
        *_partitions(site, here, dataset),
    ]
    if site.settings.writable:
        found.append((service, _SD + "supportedLanguage", _iri(_SD + "SPARQL11Update")))
    return [ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value) for subject, predicate, value in found]


def _partitions(site: Site, here: str, dataset: str) -> list[_Said]:
    """How many things there are of each class."""
    found: list[_Said] = []
    for name, count in sorted(site.index.classes.items()):
        partition = f"{here}#class-{name}"
        found += [
            (dataset, _VOID + "classPartition", _iri(partition)),
            (partition, _VOID + "class", _iri(site.ontology.iri(name))),
            (partition, _VOID + "entities", _count(count)),
        ]
    return found


def _vocabularies(site: Site) -> list[str]:
    return sorted(iri for name, iri in site.ontology.prefixes.items() if name not in {"rdf", "rdfs", "owl", "xsd", "vann"})


def _examples(site: Site) -> list[str]:
    """The heaviest thing of each root class."""
    best: dict[str, tuple[int, str]] = {}
    for iri, thing in site.index.things.items():
        best[thing.root] = max(best.get(thing.root, (-1, "")), (thing.weight, iri))
    return sorted(iri for _, iri in best.values())


def _iri(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _count(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(_XSD + "integer"))


