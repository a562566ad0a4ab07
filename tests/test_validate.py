"""Validation: a good graph passes, and every promise that is broken is named."""

from __future__ import annotations

import re
from functools import lru_cache

import example_documents as examples
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from kg import ontology, validate
from kg.errors import NotValid
from kg.ids import BASE, local_id
from kg.store import Store, prefixes


def valid() -> Store:
    store = Store()
    store.add(examples.report())
    store.add(examples.notice())
    return store


def broken(update: str) -> Store:
    """The good graph after a SPARQL update."""
    raw = ox.Store()
    raw.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in valid().triples())
    before = set(raw)
    raw.update(update, prefixes=prefixes(BASE))
    assert set(raw) != before, "the update changed nothing"
    store = Store()
    store.add_triples(quad.triple for quad in raw)
    return store


@lru_cache
def violations(update: str) -> list[validate.Violation]:
    """What is found after an update; several tests ask for the same one."""
    return validate.validate(broken(update))


def test_a_built_graph_is_valid() -> None:
    assert validate.validate(valid()) == []
    validate.require_valid(valid())


def test_an_empty_graph_is_valid() -> None:
    assert validate.validate(Store()) == []


FIGURE = '?o zt:valueText "1.2万余件"'  # more than 12,000, a level, in a year
FALL = '?o zt:valueText "8.5%"'  # -8.5 %, exact, compared with the year before
RANGE = '?o zt:valueText "90%—95%"'
FEWER = '?o zt:valueText "不到500名"'
SAME = '?o zt:valueText "持平"'


def drop(property: str, where: str = FIGURE) -> str:
    return f"DELETE {{ ?o {property} ?x }} WHERE {{ {where} ; {property} ?x }}"


def add(property: str, value: str, where: str = FIGURE) -> str:
    return f"INSERT {{ ?o {property} {value} }} WHERE {{ {where} }}"


def put(property: str, value: str, where: str = FIGURE) -> str:
    return f"DELETE {{ ?o {property} ?x }} INSERT {{ ?o {property} {value} }} WHERE {{ {where} OPTIONAL {{ ?o {property} ?x }} }}"


ARTICLE = f"BIND(article:{examples.REPORT_ID.split('/')[1]} AS ?o) ?o a zt:Article"
PASSAGE = '?o oa:exact "1.2万余件"'
STATEMENT = "?o a zt:Statement ; zt:predicate org:memberOf"
CITY = '?o zt:gbCode "990100"'
TOOL = '?o schema:name "metrics.part"'
PERSON = "?o a zt:Person"
UNIT = '?o skos:prefLabel "件"@zh'

SHAPES: dict[str, list[tuple[str, str]]] = {
    "ArticleShape": [
        (add("schema:headline", '"另一个标题"@zh', ARTICLE), "at most one headline"),
        (put("schema:headline", '"标题"', ARTICLE), "with a language tag"),
        (put("schema:datePublished", '"2025"^^xsd:gYear', ARTICLE), "an xsd:date"),
        (put("dcterms:issued", '"2025-07-02"^^xsd:date', ARTICLE), "xsd:dateTime"),
        (drop("schema:sha256", ARTICLE), "exactly one SHA-256"),
        (put("schema:sha256", '"XYZ"', ARTICLE), "64 lower-case hex digits"),
        (put("schema:url", '"https://example.org"', ARTICLE), "an IRI"),
        (put("schema:author", "place:990100", ARTICLE), "a Person or an Agency"),
        (add("schema:editor", "place:990100", ARTICLE), "editors that are a Person"),
        (put("schema:publisher", "place:990100", ARTICLE), "publishers that are an Agency"),
    ],
    "PassageShape": [
        (drop("oa:hasSource", PASSAGE), "exactly one source"),
        (put("oa:hasSource", "place:990100", PASSAGE), "an Article"),
        (drop("oa:exact", PASSAGE), "exactly one exact text"),
        (put("oa:exact", '""', PASSAGE), "not empty"),
        (drop("oa:start", PASSAGE), "exactly one start"),
        (put("oa:start", "-1", PASSAGE), "an integer from 0"),
        (put("oa:start", "400", PASSAGE), "before the end"),
        (drop("oa:end", PASSAGE), "exactly one end"),
        (put("oa:end", '"9"', PASSAGE), "an integer"),
    ],
    "FactShape": [
        (drop("prov:wasDerivedFrom"), "at least one Passage"),
        (put("prov:wasDerivedFrom", "place:990100"), "at least one Passage"),
        (drop("prov:wasAttributedTo"), "at least one rule or model"),
        (put("prov:wasAttributedTo", "place:990100"), "prov:SoftwareAgent"),
        (drop("zt:confidence"), "exactly one confidence"),
        (put("zt:confidence", "1.5"), "from 0 to 1"),
        (put("zt:confidence", "-0.1"), "from 0 to 1"),
        (put("zt:confidence", "0.5e0"), "an xsd:decimal"),
        (drop("prov:wasDerivedFrom", STATEMENT), "at least one Passage"),
    ],
    "ToolShape": [(drop("schema:softwareVersion", TOOL), "exactly one version")],
    "StatementShape": [
        (drop("zt:subject", STATEMENT), "exactly one subject"),
        (drop("zt:predicate", STATEMENT), "exactly one predicate"),
        (drop("zt:object", STATEMENT), "exactly one object"),
        (add("zt:object", "place:990100", STATEMENT), "exactly one object"),
        (put("zt:role", '"局长"', STATEMENT), "roles with a language tag"),
    ],
    "ObservationShape": [
        (drop("schema:variableMeasured"), "exactly one Indicator"),
        (put("schema:variableMeasured", "place:990100"), "exactly one Indicator"),
        (add("schema:observationAbout", "place:990000"), "at most one Place"),
        (put("schema:observationAbout", "agency:1"), "at most one Place"),
        (put("zt:reportedFor", "place:990100"), "at most one Agency"),
        (put("zt:about", "place:990100"), "at most one Program or Event"),
        (put("zt:partOf", "place:990100"), "a total, an Observation|at most one total"),
        (put("schema:value", "12000"), "an xsd:decimal"),
        (add("schema:value", "3.5"), "at most one value"),
        (put("schema:minValue", "12000"), "at most one lower bound, an xsd:decimal"),
        (put("schema:maxValue", "500", FEWER), "at most one upper bound, an xsd:decimal"),
        (drop("qudt:hasUnit"), "exactly one unit"),
        (put("qudt:hasUnit", "place:990100"), "qudt:CountingUnit"),
        (drop("zt:measureKind"), "exactly one measure kind"),
        (put("zt:measureKind", "zt:Increase"), "of the code list"),
        (put("zt:direction", "zt:Level", FALL), "at most one direction"),
        (drop("zt:approximation"), "exactly one approximation"),
        (put("zt:approximation", "zt:Level"), "approximation of the code list"),
        (drop("zt:modality"), "exactly one modality"),
        (put("zt:modality", "zt:Level"), "modality of the code list"),
        (put("zt:comparedWith", "zt:Level", FALL), "at most one comparison"),
        (put("zt:comparedWithDate", '"1949"^^xsd:gYear', FALL), "an xsd:date"),
        (put("zt:frequency", "zt:Level"), "at most one frequency"),
        (drop("zt:valueText"), "exactly one value text"),
        (drop("zt:statedAt"), "the figure itself"),
        (put("zt:periodStart", '"2026-01-01"^^xsd:date'), "not after the end"),
        (put("zt:periodStart", '"2024"^^xsd:gYear'), "an xsd:date"),
        (put("zt:periodEnd", '"2024"^^xsd:gYear'), "at most one period end"),
        (add("zt:periodText", '"今年"'), "at most one period text"),
        (put("zt:periodBasis", "zt:Level"), "at most one period basis"),
    ],
    "ValueRule": [
        (drop("schema:value"), "a value, or for a range both bounds"),
        (add("schema:value", "92.5", RANGE), "no value"),
        (drop("schema:maxValue", RANGE), "both bounds"),
        (drop("schema:minValue", RANGE), "both bounds"),
        (put("schema:minValue", "99.5", RANGE), "the lower first"),
    ],
    "NoBoundRule": [
        (add("schema:minValue", "-8.5", FALL), "no bounds for an exact figure"),
        (add("schema:maxValue", "40.0", '?o zt:valueText "约40人次/窗口"'), "“about”"),
    ],
    "MoreThanRule": [
        (drop("schema:minValue"), "the value as lower bound"),
        (put("schema:minValue", "11999.5"), "the value as lower bound"),
        (add("schema:maxValue", '"12000"^^xsd:decimal'), "the value as lower bound"),
        (put("schema:value", '"-12000"^^xsd:decimal'), "upper bound of a fall"),
    ],
    "LessThanRule": [
        (drop("schema:maxValue", FEWER), "the value as upper bound"),
        (put("schema:maxValue", "499.5", FEWER), "the value as upper bound"),
        (add("schema:minValue", '"500"^^xsd:decimal', FEWER), "the value as upper bound"),
    ],
    "DirectionRule": [
        (drop("zt:direction", FALL), "a direction for a change"),
        (put("schema:value", "8.5", FALL), "Decrease from 0 down"),
        (put("zt:direction", "zt:Increase", FALL), "Increase from 0 up"),
        (put("schema:value", "0.5", SAME), "Unchanged 0"),
        (add("zt:direction", "zt:Increase"), "for a change only"),
    ],
    "ComparisonRule": [
        (add("zt:comparedWith", "zt:PreviousYear"), "a comparison for a change only"),
        (add("zt:comparedWithDate", '"2020-01-01"^^xsd:date'), "a comparison for a change only"),
    ],
    "PeriodRule": [
        (drop("zt:periodText"), "the words of a period"),
        (drop("zt:periodBasis"), "its basis"),
    ],
    "ThingShape": [
        (drop("skos:prefLabel", PERSON), "one full name in Chinese"),
        (put("skos:prefLabel", '"周文"@en', PERSON), "one full name in Chinese"),
        (add("skos:prefLabel", '"周某"@zh', PERSON), "at most one in any language"),
        (add("skos:altLabel", '"周局长"', PERSON), "short names with a language tag"),
        (put("zt:mentionedIn", "place:990100", PERSON), "Passages of the graph"),
    ],
    "AdministrativeAreaShape": [(put("zt:gbCode", '"99"', CITY), "six digits, nine for a township")],
    "UnitShape": [(drop("skos:prefLabel", UNIT), "one unit word in Chinese")],
}

MECHANISM, MEETING = "?o a zt:Mechanism", "?o a zt:Meeting"
ENDS = {
    "ContainedInPlaceShape": ("schema:containedInPlace", CITY, "from a Place to a Place"),
    "SubOrganizationOfShape": ("org:subOrganizationOf", "?o a zt:Medium", "from an Agency to an Agency"),
    "IsPartOfShape": ("dcterms:isPartOf", MECHANISM, "from a Program to a Program"),
    "JurisdictionShape": ("zt:jurisdiction", "?o a zt:GovernmentBody", "from an Agency to a Place"),
    "OperatesInShape": ("zt:operatesIn", MECHANISM, "from a Program to a Place"),
    "LocationShape": ("schema:location", MEETING, "from an Event to a Place"),
    "CarriedOutByShape": ("zt:carriedOutBy", MECHANISM, "from a Program to an Agency"),
    "IssuedByShape": ("zt:issuedBy", "?o a zt:Regulation", "from a Document to an Agency"),
    "ImplementsShape": ("zt:implements", MECHANISM, "from a Program to a Document or a Concept"),
    "OrganizerShape": ("schema:organizer", MEETING, "from an Event to an Agency"),
    "AttendeeShape": ("schema:attendee", MEETING, "from an Event to an Agency or a Person"),
    "MemberOfShape": ("org:memberOf", PERSON, "from a Person to an Agency"),
    "CandidateShape": ("zt:candidate", CITY, "from a Place to a Place"),
    "BroaderShape": (
        "skos:broader",
        '?o a zt:Indicator ; skos:prefLabel "投诉"@zh',
        "from an Indicator to an Indicator",
    ),
    "CloseMatchShape": (
        "skos:closeMatch",
        '?o a zt:Indicator ; skos:prefLabel "投诉"@zh',
        "from an Indicator to an Indicator",
    ),
}
BETWEEN_INDICATORS = ("BroaderShape", "CloseMatchShape")
INDICATOR = "indicator:" + local_id("Indicator", "来访").split("/")[1]
AN_EVENT = "event:" + examples.MEETING.split("/")[1]

RULES = [(rule, update, words) for rule, cases in SHAPES.items() for update, words in cases]
RULES += [
    (rule, add(path, AN_EVENT if rule in BETWEEN_INDICATORS else INDICATOR, where), words)
    for rule, (path, where, words) in ENDS.items()
]
RULES += [
    (rule, f"INSERT DATA {{ {AN_EVENT if rule not in BETWEEN_INDICATORS else 'place:990100'} {path} place:990100 }}", words)
    for rule, (path, _, words) in ENDS.items()
    if rule not in ("LocationShape", "OrganizerShape", "AttendeeShape")
]
RULES += [
    (rule, f"INSERT DATA {{ place:990100 {ENDS[rule][0]} place:990100 }}", ENDS[rule][2])
    for rule in ("LocationShape", "OrganizerShape", "AttendeeShape")
]


@pytest.mark.parametrize(("rule", "update", "words"), RULES)
def test_every_broken_shape_is_named(rule: str, update: str, words: str) -> None:
    found = [violation for violation in violations(update) if violation.rule == rule]
    assert found, f"{rule} let it pass"
    assert any(re.search(words, violation.expected) for violation in found)
    for violation in found:
        assert violation.label
        assert violation.expected in str(violation)


def test_every_shape_is_broken_by_a_test() -> None:
    shapes = rdflib.Graph().parse(ontology.ontology_dir() / "shapes.ttl")
    names = {ontology.local_name(str(shape)) for shape in shapes.subjects(RDF.type, SH.NodeShape)}
    assert names == {rule for rule, _, _ in RULES}


def test_every_property_shape_is_broken_by_a_test() -> None:
    """Each has a message of its own; each message has to turn up when its rule is broken."""
    shapes = rdflib.Graph().parse(ontology.ontology_dir() / "shapes.ttl")
    messages = {str(message) for message in shapes.objects(None, SH.message)}
    seen = {
        violation.expected for rule, update, _ in RULES for violation in violations(update) if violation.rule == rule
    }
    assert messages - seen == set()


MEMBER = "fact:" + local_id("Statement", examples.REPORT_ID, examples.PERSON, "memberOf", examples.BUREAU).split("/")[1]
LONG = "很" * 401

INTEGRITY = {
    "quote-length": (put("oa:exact", '"1.2万余件多"', PASSAGE), "as long as its offsets say"),
    "passage-name": (put("oa:start", "36", PASSAGE), "#char=start,end"),
    "statement-triple": ("DELETE { ?p org:memberOf ?a } WHERE { ?p org:memberOf ?a }", "the plain triple"),
    "relation-statement": (f"DELETE WHERE {{ {MEMBER} ?p ?o }}", "a statement with evidence"),
    "value-in-quote": (put("zt:valueText", '"9万余件"'), "evidence that holds the figure"),
    "value-at-span": (put("zt:valueText", '"1.2万"'), "the very passage"),
    "span-in-evidence": (
        """DELETE { ?o prov:wasDerivedFrom ?x } INSERT { ?o prov:wasDerivedFrom ?p }
           WHERE { ?o zt:valueText "1.2万余件" ; prov:wasDerivedFrom ?x . ?p oa:exact "“邻里议事”机制" }""",
        "stands inside its evidence",
    ),
    "quote-limit": (
        f"""DELETE {{ ?p oa:exact ?x }} INSERT {{ ?p oa:exact "{LONG}" }}
            WHERE {{ ?o zt:valueText "1.2万余件" ; prov:wasDerivedFrom ?p . ?p oa:exact ?x }}""",
        "at most 400",
    ),
    "blank-node": (add("schema:observationAbout", "[]"), "no blank nodes"),
    "ascii-iri": (add("zt:about", "<https://example.org/机制>"), "ASCII"),
    "circle": ("INSERT DATA { place:990000 schema:containedInPlace place:990121 }", "part of itself"),
    "place-code": (put("zt:gbCode", '"990199"', CITY), "named after its division code"),
    "one-article": (
        """INSERT { ?o prov:wasDerivedFrom ?p } WHERE { ?o zt:valueText "1.2万余件" . ?p oa:exact "13000余件" }""",
        "one article",
    ),
}


@pytest.mark.parametrize("name", INTEGRITY)
def test_every_broken_integrity_query_is_named(name: str) -> None:
    update, words = INTEGRITY[name]
    found = [violation for violation in violations(update) if violation.rule == name]
    assert found, f"{name} let it pass"
    assert words in found[0].expected
    assert found[0].found


def test_every_integrity_query_is_broken_by_a_test() -> None:
    assert set(validate.integrity_queries()) == set(INTEGRITY)


def test_circles_of_agencies_and_programs_are_found_too() -> None:
    for update in (
        "INSERT { ?o org:subOrganizationOf ?o } WHERE { ?o a zt:Medium }",
        "INSERT { ?o dcterms:isPartOf ?o } WHERE { ?o a zt:Mechanism }",
    ):
        assert "circle" in {violation.rule for violation in violations(update)}


def test_a_violation_speaks_in_words() -> None:
    (violation,) = validate.validate(broken(put("zt:gbCode", '"99"', CITY)))[:1]
    text = str(violation)
    assert "“青禾市” (place:990100)" in text
    assert "expected " in text
    assert "found 99" in text


def test_relations_are_checked_for_the_ends_the_ontology_gives() -> None:
    terms = ontology.load()
    for path, _, words in ENDS.values():
        name = path.partition(":")[2]
        _, domain, ranges = re.fullmatch(r"(from an? )(\w+) to (.+)", words).groups()  # type: ignore[union-attr]
        assert terms.domains(name) == (domain,)
        assert set(terms.ranges(name)) == set(re.findall(r"[A-Z]\w+", ranges))


def test_many_violations_are_counted_and_the_first_shown() -> None:
    store = broken("DELETE { ?f zt:confidence ?c } WHERE { ?f zt:confidence ?c }")
    with pytest.raises(NotValid, match=r"breaks 25 rules[\s\S]*and 15 more"):
        validate.require_valid(store)


def test_the_answer_is_the_same_every_time() -> None:
    store = broken("DELETE { ?f zt:confidence ?c } WHERE { ?f zt:confidence ?c }")
    assert validate.validate(store) == validate.validate(store)
