"""The ontology's files and what code reads from them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import ontology
from kg.errors import OntologyError
from kg.ontology import OWL, QUDT, RDF, RDFS, SKOS, ZT, Ontology

FOLDER = ontology.ontology_dir()
DOCS = Path(__file__).parent.parent / "docs" / "ontology.md"


def words(text: str) -> list[str]:
    """The words of a list written as a text."""
    return text.split()


CLASSES = words("""Article Passage Fact Observation Statement Indicator Agency PartyOrgan GovernmentBody Congress Court
    Procuratorate PoliceBody Association Company Medium Institution Place AdministrativeArea Country Province Prefecture
    County Township Region Program Campaign PolicyPlan Mechanism Platform Reform Project Document Regulation Notice Plan
    Event Meeting Incident Person Concept""")
PROPERTIES = {
    "schema": words("""headline datePublished author editor publisher sha256 url variableMeasured observationAbout value minValue
        maxValue containedInPlace location organizer attendee"""),
    "dcterms": ["issued", "isPartOf"],
    "org": ["subOrganizationOf", "memberOf"],
    "oa": ["hasSource", "exact", "start", "end"],
    "prov": ["wasDerivedFrom", "wasAttributedTo"],
    "qudt": ["hasUnit"],
    "zt": words("""statedAt confidence subject predicate object role mentionedIn gbCode candidate partOf note reportedFor about
        measureKind direction approximation valueText periodText periodStart periodEnd periodBasis comparedWith
        comparedWithDate modality frequency jurisdiction operatesIn carriedOutBy issuedBy implements color"""),
}
CODES = {
    "MeasureKind": {"Level", "Proportion", "RelativeChange", "AbsoluteChange"},
    "Direction": {"Increase", "Decrease", "Unchanged"},
    "Approximation": {"Exact", "MoreThan", "About", "LessThan", "Range"},
    "PeriodBasis": {"Explicit", "RelativeToArticle", "Inherited"},
    "Comparison": {"PreviousYear", "PreviousPeriod"},
    "Modality": {"Achieved", "Target"},
}


@pytest.fixture(scope="module")
def terms() -> Ontology:
    return ontology.load()


@pytest.fixture(scope="module")
def core() -> list[ox.Triple]:
    return ontology.read_turtle(FOLDER / "core.ttl")


def objects(core: list[ox.Triple], predicate: str) -> dict[str, list[ox.Literal | ox.NamedNode]]:
    """The values of a predicate by the subject's IRI."""
    found: dict[str, list[ox.Literal | ox.NamedNode]] = {}
    for triple in core:
        if triple.predicate.value == predicate:
            assert isinstance(triple.subject, ox.NamedNode)
            assert isinstance(triple.object, (ox.Literal, ox.NamedNode))
            found.setdefault(triple.subject.value, []).append(triple.object)
    return found


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_of_the_contract_is_there(terms: Ontology, name: str) -> None:
    assert name in terms.classes()
    assert terms.iri(name) == ZT + name


@pytest.mark.parametrize(("prefix", "name"), [(p, n) for p, names in PROPERTIES.items() for n in names])
def test_every_property_of_the_contract_is_found_by_its_local_name(terms: Ontology, prefix: str, name: str) -> None:
    assert name in terms.properties()
    assert terms.iri(name) == terms.iri(f"{prefix}:{name}")


@pytest.mark.parametrize(("name", "codes"), CODES.items())
def test_code_lists_are_complete_and_in_a_scheme(
    terms: Ontology, core: list[ox.Triple], name: str, codes: set[str]
) -> None:
    assert set(terms.codes(name)) == codes
    schemes = objects(core, SKOS + "inScheme")
    labels = objects(core, SKOS + "prefLabel")
    for code in codes:
        assert len(schemes[ZT + code]) == 1
        assert {label.language for label in labels[ZT + code] if isinstance(label, ox.Literal)} == {"zh", "en"}


def test_every_own_term_has_one_label_and_definition_in_both_languages(core: list[ox.Triple]) -> None:
    own = {triple.subject.value for triple in core if str(triple.subject).startswith(f"<{ZT}")}  # type: ignore[union-attr]
    assert len(own) > 100
    for predicate in (RDFS + "label", SKOS + "definition"):
        said = objects(core, predicate)
        for iri in own:
            languages = sorted(str(text.language) for text in said.get(iri, []) if isinstance(text, ox.Literal))
            assert languages == ["en", "zh"], f"{iri} {predicate}"


def test_own_properties_have_at_most_one_domain_and_range(core: list[ox.Triple]) -> None:
    for predicate in ("domain", "range"):
        assert all(len(classes) == 1 for classes in objects(core, RDFS + predicate).values())


def test_standard_properties_keep_their_own_domains(core: list[ox.Triple]) -> None:
    for predicate in ("domain", "range", "subPropertyOf", "subClassOf"):
        assert all(iri.startswith(ZT) for iri in objects(core, RDFS + predicate))


def test_files_have_no_blank_nodes_and_only_ascii_iris() -> None:
    for name in ("core.ttl", "units.ttl"):
        for triple in ontology.read_turtle(FOLDER / name):
            for node in (triple.subject, triple.predicate, triple.object):
                assert not isinstance(node, ox.BlankNode)
                if isinstance(node, ox.NamedNode):
                    assert re.fullmatch(r"[!-~]+", node.value)


def test_all_terms_used_are_declared_so_that_owl_tools_type_them(core: list[ox.Triple]) -> None:
    typed = objects(core, RDF + "type")
    above = [
        node.value
        for predicate in ("subClassOf", "subPropertyOf", "domain")
        for nodes in objects(core, RDFS + predicate).values()
        for node in nodes
    ]
    assert above
    assert not {iri for iri in above if iri not in typed}
    builtin = (RDF, RDFS, OWL)
    used = {t.predicate.value for t in core if not t.predicate.value.startswith(builtin)}
    assert not {iri for iri in used if iri not in typed}


def test_classes_have_colours(terms: Ontology) -> None:
    for name in terms.classes():
        assert re.fullmatch(r"#[0-9a-f]{6}", terms.color(name))


def test_colours_of_the_roots_differ(terms: Ontology) -> None:
    roots = {terms.root(name) for name in terms.classes() if terms.prefix(name)}
    assert max(Counter(terms.color(name) for name in roots).values()) == 1


def test_the_class_tree(terms: Ontology) -> None:
    assert terms.is_a("Court", "Agency")
    assert terms.is_a("Province", "Place")
    assert terms.is_a("Agency", "Agency")
    assert not terms.is_a("Agency", "Court")
    assert not terms.is_a("nonsense", "Agency")
    assert terms.ancestors("Township") == ("Township", "AdministrativeArea", "Place")
    assert terms.subclasses("Event") == ("Event", "Incident", "Meeting")
    assert terms.parents("Platform") == ("zt:Program", "schema:GovernmentService")


@pytest.mark.parametrize(
    ("type", "root"),
    [
        ("Court", "Agency"),
        ("County", "Place"),
        ("Region", "Place"),
        ("Campaign", "Program"),
        ("Plan", "Document"),
        ("Meeting", "Event"),
        ("Observation", "Observation"),
        ("Statement", "Statement"),
        ("Passage", "Passage"),
        ("Direction", "Direction"),
    ],
)
def test_the_root_begins_the_keys(terms: Ontology, type: str, root: str) -> None:
    assert terms.root(type) == root


def test_own_terms_win_over_standard_ones_of_the_same_name(terms: Ontology) -> None:
    assert terms.iri("Place") == ZT + "Place"
    assert terms.iri("schema:Place") == "https://schema.org/Place"
    assert terms.name_of("https://schema.org/Place") is None
    assert terms.name_of(ZT + "Place") == "Place"


def test_domains_and_ranges_as_the_contract_uses_them(terms: Ontology) -> None:
    assert terms.domains("operatesIn") == ("Program",)
    assert terms.ranges("operatesIn") == ("Place",)
    assert set(terms.ranges("attendee")) == {"Agency", "Person"}
    assert set(terms.ranges("implements")) == {"Document", "Concept"}
    assert terms.domains("mentionedIn") == ()
    assert terms.is_object_property("operatesIn")
    assert not terms.is_object_property("periodEnd")


def test_labels_by_language(terms: Ontology) -> None:
    assert terms.label("Court", "zh") == "法院"
    assert terms.label("Court", "en") == "Court"
    assert terms.label("Court", "fr") in {"法院", "Court"}
    assert terms.definition("Court", "en")


def test_an_unknown_term_is_an_error_that_names_it(terms: Ontology) -> None:
    with pytest.raises(OntologyError, match="Castle"):
        terms.iri("Castle")


def test_a_damaged_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    bad = tmp_path / "core.ttl"
    bad.write_text("zt:Agency a owl:Class", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"core\.ttl is damaged"):
        ontology.read_turtle(bad)
    with pytest.raises(OntologyError, match=r"core\.ttl"):
        ontology.read_prefixes(bad)


def test_a_missing_or_empty_file_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="Install the package again"):
        ontology.read_turtle(tmp_path / "core.ttl")
    with pytest.raises(OntologyError, match="Install the package again"):
        Ontology([], {})


def test_units_have_one_chinese_word_each_and_no_two_the_same() -> None:
    labels = objects(ontology.read_turtle(FOLDER / "units.ttl"), SKOS + "prefLabel")
    assert len(labels) >= 250
    assert all(len(texts) == 1 for texts in labels.values())
    chinese = [label.value for (label,) in labels.values() if isinstance(label, ox.Literal) and label.language == "zh"]
    assert len(chinese) == len(labels)
    assert len(set(chinese)) == len(chinese)


@pytest.mark.parametrize(
    ("word", "match"),
    [
        ("%", "PERCENT"),
        ("公里", "KiloM"),
        ("千米", "KiloM"),
        ("起", "CASES"),
        ("吨", "TONNE"),
        ("元", "CCY_CNY"),
        ("", "UNITLESS"),
        ("平方公里", "KiloM2"),
        ("千瓦时", "KiloW-HR"),
    ],
)
def test_units_of_measure_name_their_twin(word: str, match: str) -> None:
    matches = [t.object for t in ontology.units()[word] if t.predicate.value == QUDT + "exactMatch"]
    assert matches == [ox.NamedNode(f"http://qudt.org/vocab/unit/{match}")]


@pytest.mark.parametrize("word", words("个 名 件 户 人次 场次 亩 个百分点 吨标准煤 元/千瓦时 件/套 支 家 位 项 所"))
def test_words_of_official_prose_are_listed(word: str) -> None:
    assert word in ontology.units()


def test_every_unit_is_a_unit() -> None:
    for word, triples in ontology.units().items():
        types = {t.object for t in triples if t.predicate.value == RDF + "type"}
        assert types <= {ox.NamedNode(QUDT + "Unit"), ox.NamedNode(QUDT + "CountingUnit")}, word
        assert types, word


def test_the_page_of_the_ontology_is_up_to_date() -> None:
    assert DOCS.read_text(encoding="utf-8") == ontology.document(), "write docs/ontology.md from kg.ontology.document()"
