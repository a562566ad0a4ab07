"""docs/extending.md walked: every addition it promises is made in a copy of the project, from the page's own words."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "extending.md"
ZT = "https://w3id.org/zhengtu/def#"


class Copy:
    """The package and its ontology in a folder of their own, where a newcomer changes them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "kg", folder / "kg", ignore=shutil.ignore_patterns("__pycache__", "ontology"))
        shutil.copytree(ROOT / "ontology", folder / "ontology")

    def add(self, name: str) -> None:
        """Do what the page's block `name` says: append it to its Turtle file, write its file, or change its line."""
        file, text = block(name)
        path = self.folder / file
        if path.suffix == ".ttl":
            text = path.read_text(encoding="utf-8") + "\n" + text
        path.write_text(text, encoding="utf-8")

    def replace(self, file: str, old: str, new: str) -> None:
        """Change one place of a file."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"docs/extending.md names a line of {file} that is not there once: {old}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def kg(self, *arguments: str | Path) -> str:
        """Run the copy's own command in its folder."""
        command = [sys.executable, "-m", "kg", *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def build(self, text: str) -> ox.Store:
        """The graph of one text."""
        (self.folder / "text.txt").write_text(text, encoding="utf-8")
        self.kg("build", "text.txt", "--output", "out", "--no-view", "--force")
        store = ox.Store()
        store.load(path=str(self.folder / "out" / "graph.ttl"), format=ox.RdfFormat.TURTLE)
        return store


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def block(name: str) -> tuple[str, str]:
    """The file and the text of the page's block under <!-- NAME: FILE -->."""
    page = PAGE.read_text(encoding="utf-8")
    match = re.search(rf"<!-- {name}: (\S+) -->\n```\w+\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    assert match, f"docs/extending.md has no block {name}"
    return match[1], match[2]


def names(store: ox.Store, type: str) -> set[str]:
    """The names of what is of a class of ours."""
    rows = store.query(f"SELECT ?n {{ ?e a <{ZT}{type}> ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?n }}")
    return {row["n"].value for row in rows}  # type: ignore[union-attr]


def stated(store: ox.Store, predicate: str) -> set[tuple[str, str, str]]:
    """Subject, object and quote of what is stated with a predicate, each as a name."""
    rows = store.query(
        f"""PREFIX zt: <{ZT}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?s ?o ?q {{ ?x {predicate} ?y . ?x skos:prefLabel ?s . ?y skos:prefLabel ?o .
        ?f zt:subject ?x ; zt:predicate {predicate} ; zt:object ?y ; prov:wasDerivedFrom/oa:exact ?q
        FILTER(lang(?s) = "zh" && lang(?o) = "zh") }}"""
    )
    return {(row["s"].value, row["o"].value, row["q"].value) for row in rows}  # type: ignore[union-attr]


DRILL = "2024年应急工作综述\n2024-11-05 来源:某报\n\n秋天，青海省开展“高原砺剑”综合演练，各部门联合救援。\n"
PARTNER = "2024年协作综述\n2024-11-05 来源:某报\n\n福建省人民政府对口支援宁夏回族自治区人民政府，成效明显。\n"


def test_a_class_of_its_own_needs_no_python(copy: Copy) -> None:
    assert names(copy.build(DRILL), "Drill") == set()
    copy.add("class")
    copy.add("cue")
    assert names(copy.build(DRILL), "Drill") == {"“高原砺剑”综合演练"}


def test_a_kind_of_agency_needs_no_python(copy: Copy) -> None:
    text = "2024年文化综述\n2024-11-05 来源:某报\n\n近日，青海省植物园举办科普讲座。\n"
    assert names(copy.build(text), "Garden") == set()
    copy.add("agency-class")
    copy.add("agency-cue")
    assert names(copy.build(text), "Garden") == {"青海省植物园"}


def test_a_relation_needs_no_python(copy: Copy) -> None:
    copy.add("property")
    copy.add("trigger")
    found = stated(copy.build(PARTNER), "zt:aids")
    assert found == {("福建省人民政府", "宁夏回族自治区人民政府", "福建省人民政府对口支援宁夏回族自治区人民政府，成效明显。")}


def test_a_name_known_beforehand_needs_no_python(copy: Copy) -> None:
    text = "2024年科普综述\n2024-11-05 来源:某报\n\n近日，星河观测联合会发布了年度目录。\n"
    copy.add("known")
    assert "星河天文观测联合会" in names(copy.build(text), "Association")


def test_an_output_is_one_module_and_one_line(copy: Copy) -> None:
    copy.add("view")
    copy.replace("kg/views/__init__.py", "parquet, quads, tables", "parquet, quads, tables, titles")
    copy.replace("kg/views/__init__.py", "VIEWS: dict[str, View] = {", 'VIEWS: dict[str, View] = {\n    "titles.txt": titles.render,')
    copy.build(DRILL)
    copy.kg("export", "out", "--output", "t.titles.txt")
    assert (copy.folder / "t.titles.txt").read_text(encoding="utf-8") == "2024年应急工作综述\n"


def test_an_extractor_is_one_file_and_one_entry(copy: Copy) -> None:
    text = "2024年乡村综述\n2024-11-05 来源:某报\n\n全县推行“§林长巡山§”办法，效果很好。\n"
    copy.add("extractor")
    imported = "from kg.extract.persons import persons\n"
    copy.replace("kg/extract/__init__.py", imported, f"{imported}from kg.extract.marked import marked\n")
    copy.replace("kg/extract/__init__.py", "(events, agencies, programs,", "(marked, events, agencies, programs,")
    assert names(copy.build(text), "Mechanism") >= {"林长巡山"}
    assert "marked.sign" in copy.kg("explain", "text.txt")
