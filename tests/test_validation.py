"""Each broken file trips the rule that it is named for, on the lines that it marks, and nothing else.

A line that ends in ``#! RULE …`` is one on which these findings stand, each as often as it is named; such a
comment on a line of its own is for findings that have no place. Where a file expects more than the rule that it
is named for, its first line says so: ``# expects: RULE RULE``.
"""

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, SH, URIRef

from kg.errors import DataError
from kg.resources import names_in, text_of
from kg.terms import local_name
from kg.validation import Finding, validate
from kg.validation.locate import Locations
from kg.validation.shapes import shapes_text
from tests.command import kg
from tests.conftest import FIXTURES

FOLDER = FIXTURES / "broken"
# In a folder of this name, so that the broken files are a whole data folder and no shipped data stand beside them.
BASE = FOLDER / "entities" / "base.ttl"
BROKEN = sorted(FOLDER.glob("*.ttl"))
IN_PYTHON = {"impossible-date", "relation-name", "claim-name"}
GROUPS = {"relation", "claim", "source", "passage", "dataset", "concept-term", "unit-term"}

Places = Counter[tuple[str, int | None]]


def expected(path: Path) -> tuple[set[str], Places]:
    """Return the rules that a broken file names in its first line, and the findings that it marks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    first = re.match(r"# expects: (.*)", lines[0])
    marks = Places()
    for number, line in enumerate(lines, 1):
        before, mark, rules = line.partition("#! ")
        for rule in rules.split() if mark else ():
            marks[rule, number if before.strip() else None] += 1
    return set(first[1].split()) if first else {path.stem}, marks


@cache
def findings(path: Path) -> list[Finding]:
    """Return what is found in a broken file beside the base."""
    return validate([BASE, path])


def test_the_base_of_the_broken_files_is_valid() -> None:
    assert validate([BASE]) == []


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_has_the_findings_that_it_expects_and_no_other(path: Path) -> None:
    rules, places = expected(path)
    told = findings(path)
    assert Places((finding.rule, finding.line) for finding in told) == places
    assert {rule for rule, _ in places} == rules
    assert {finding.file for finding in told if finding.line} == {str(path.relative_to(Path.cwd()))}


def test_every_rule_and_every_shape_has_its_broken_file() -> None:
    shapes = rdflib.Graph().parse(data=shapes_text(), format="turtle")
    named = {
        local_name(str(shape))
        for kind in (SH.NodeShape, SH.PropertyShape)
        for shape in shapes.subjects(RDF.type, kind)
        if isinstance(shape, URIRef)
    }
    assert named > GROUPS
    assert {path.stem for path in BROKEN} == {*names_in("validation/rules", "rq"), *IN_PYTHON, *named} - GROUPS


@pytest.mark.parametrize("name", sorted(GROUPS))
def test_a_group_of_shapes_has_no_constraint_of_its_own(name: str) -> None:
    shapes = rdflib.Graph().parse(data=shapes_text(), format="turtle")
    group = next(shape for shape in shapes.subjects(RDF.type, SH.NodeShape) if local_name(str(shape)) == name)
    assert set(shapes.predicates(group)) == {RDF.type, SH.targetClass, SH.property}


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_finding_says_what_is_wrong_and_what_to_do(path: Path) -> None:
    for finding in findings(path):
        assert re.fullmatch(r"\S.{20,}[.)]", finding.message)
        assert str(finding).count("\n") == 0
        assert finding.node in str(finding)


def test_a_rule_tells_its_problem_the_value_and_the_solution() -> None:
    (finding, *_) = validate([BASE, FOLDER / "wrong-object.ttl"])
    comment = dict(re.findall(r"# (\w+): (.*)", text_of("validation/rules", "wrong-object.rq")))
    assert finding.message == f"{comment['Problem']} (kg:State). {comment['Solution']}"


def test_a_wrong_name_is_told_with_the_right_one() -> None:
    messages = [finding.message for finding in validate([BASE, FOLDER / "relation-name.ttl"])]
    assert any("Call it relation:alba-supports-borea-on-1990." in message for message in messages)
    assert any("Call it relation:alba-isAlliedWith-borea." in message for message in messages)
    assert any("Call it relation:alba-hasPopulation-5-person." in message for message in messages)


def test_findings_are_sorted_by_place_and_rule() -> None:
    findings = validate([BASE, *BROKEN])
    keys = [(finding.file or "", finding.line or 0, finding.rule) for finding in findings]
    assert keys == sorted(keys)
    assert len(findings) > len(BROKEN)


def test_the_world_is_valid(world_folder: Path) -> None:
    assert validate([world_folder]) == []


def test_only_what_stands_in_the_given_files_is_reported(world_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(world_folder, tmp_path / "world")
    states = folder / "entities" / "states.ttl"
    states.write_text(states.read_text().replace('"XA"', '"xa"').replace('"XB"', '"xb"'))
    assert [finding.rule for finding in validate([folder])] == ["entity-iso2", "entity-iso2"]
    assert {finding.file for finding in validate([folder])} == {str(states)}


@pytest.mark.slow
def test_a_folder_without_entities_is_checked_with_the_shipped_ones(tmp_path: Path) -> None:
    text = BASE.read_text().replace("rdf:object entity:borea", "rdf:object entity:armenia")
    path = tmp_path / "relations.ttl"
    path.write_text(text.replace("alba-supports-borea", "alba-supports-armenia"))
    assert validate([path]) == []
    path.write_text(path.read_text().replace("entity:armenia ", "entity:armenya "))
    assert {finding.rule for finding in validate([path])} == {"dangling-iri", "relation-object", "relation-name"}


@pytest.mark.slow
def test_what_is_wrong_in_the_shipped_entities_is_not_laid_to_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own.ttl"
    (shipped / "entities").mkdir(parents=True)
    shutil.copy(FOLDER / "entity-label.ttl", shipped / "entities")
    shutil.copy(BASE, own)
    monkeypatch.setattr(import_module("kg.validation.validate"), "data_dir", lambda: shipped)
    assert validate([own]) == []
    assert len(validate([shipped])) == 3


def test_one_fault_in_one_of_two_datasets_is_found_once(world_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(world_folder, tmp_path / "world")
    path = folder / "gazette" / "relations" / "membership.ttl"
    path.write_text(path.read_text().replace("status:asserted", "status:guessed"))
    assert sorted(finding.rule for finding in validate([folder])) == ["claim-status", "undeclared-term"]


@pytest.mark.parametrize("text", ["nonsense", "@prefix a: <a:> .\na:a a:b"])
def test_a_file_that_cannot_be_read_ends_the_check(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(text)
    with pytest.raises(DataError, match=r"a\.ttl:\d+:\d+: "):
        validate([path])


@pytest.fixture
def locate(tmp_path: Path) -> Callable[..., int | None]:
    """Write a Turtle file and return the line of a node, or of its property."""

    def line(text: str, node: str, property_: str | None = None) -> int | None:
        path = tmp_path / "a.ttl"
        path.write_text(text, encoding="utf-8")
        location = Locations.of([path]).find(node, property_)
        return None if location is None else location[1]

    return line


@pytest.mark.parametrize(
    ("text", "node", "property_", "line"),
    [
        ("@prefix a: <a:> .\n\na:b\n    a:c 1 ;\n    a:d 2 ;\n.\n", "a:b", None, 3),
        ("@prefix a: <a:> .\n\na:b\n    a:c 1 ;\n    a:d 2 ;\n.\n", "a:b", "a:d", 5),
        ("@prefix a: <a:> .\n\na:b\n    a:c 1 ;\n    a:d 2 ;\n.\n", "a:b", "a:e", 3),
        ("@prefix a: <a:> .\na:b a:c 1 .\na:b a:d 2 .\n", "a:b", "a:d", 3),
        ("PREFIX a: <a:>\n<a:b>\n  <a:c> 1 .\n", "a:b", "a:c", 3),
        ("@prefix a: <a:> .\na:b.c-d\n  a a:e .\n", "a:b.c-d", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", 3),
        ("@prefix a: <a:> .\na:b\\,c a:d 1 .\n", "a:b,c", None, None),
        ("@prefix a: <a:> .\n# a:b\na:b a:c a:x .\n", "a:b", None, 3),
        ("@prefix a: <a:> .\na:b a:c a:x .\n", "a:x", None, None),
    ],
)
def test_the_line_of_a_node_and_of_its_property(
    locate: Callable[..., int | None], text: str, node: str, property_: str | None, line: int | None
) -> None:
    assert locate(text, node, property_) == line


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["nt", "trig", "jsonld"])
def test_a_finding_in_a_file_that_is_no_turtle_names_no_line(tmp_path: Path, ending: str) -> None:
    texts = {
        "nt": "<https://w3id.org/karabakh-kg/entity/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <https://w3id.org/karabakh-kg/ontology#State> .\n",
        "trig": "<https://w3id.org/karabakh-kg/entity/x> a <https://w3id.org/karabakh-kg/ontology#State> .",
        "jsonld": json.dumps(
            {
                "@id": "https://w3id.org/karabakh-kg/entity/x",
                "@type": "https://w3id.org/karabakh-kg/ontology#State",
            }
        ),
    }
    path = tmp_path / f"a.{ending}"
    path.write_text(texts[ending])
    (finding,) = validate([path])
    assert (finding.rule, finding.file, finding.line) == ("entity-label", None, None)


def test_the_command_prints_each_finding_on_a_line_and_exits_1() -> None:
    done = kg("validate", BASE, FOLDER / "broad-kind.ttl", "--format", "txt")
    path = (FOLDER / "broad-kind.ttl").relative_to(Path.cwd())
    assert done.code == 1
    assert done.err == "kg: 4 findings\n"
    assert [line.split(": ")[:3] for line in done.lines] == [
        [f"{path}:{n}", "broad-kind", f"entity:{name}"]
        for n, name in ((6, "cara"), (11, "dora"), (16, "elba"), (21, "fara"))
    ]


def test_the_findings_of_a_file_stand_together_and_are_counted_by_rule() -> None:
    out = kg("validate", BASE, FOLDER / "broad-kind.ttl", "--format", "table").out
    path = (FOLDER / "broad-kind.ttl").relative_to(Path.cwd())
    assert out.count(str(path)) == 1
    assert [line.split()[1] for line in out.splitlines() if line.startswith("line ")] == ["6", "11", "16", "21"]
    assert out.rstrip().endswith("broad-kind 4")


def test_the_command_says_that_all_is_well_and_exits_0() -> None:
    done = kg("validate", BASE, "--format", "table")
    assert (done.code, done.out, done.err) == (0, "", "kg: valid\n")


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv"])
def test_findings_are_records(format_: str) -> None:
    done = kg("validate", BASE, FOLDER / "typed-twice.ttl", "--format", format_)
    if format_ == "csv":
        assert done.lines[0] == "file,line,rule,node,message"
        assert len(done.lines) == 2
        return
    (record,) = done.json if format_ == "json" else [json.loads(line) for line in done.lines]
    assert list(record) == ["file", "line", "rule", "node", "message"]
    assert (record["line"], record["rule"], record["node"]) == (6, "typed-twice", "entity:cara")


def test_a_report_is_written_even_if_there_are_findings(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert kg("validate", BASE, FOLDER / "typed-twice.ttl", "-o", report).code == 1
    assert len(json.loads(report.read_text())) == 1


def test_findings_can_be_sorted_and_compared() -> None:
    one = Finding("a.ttl", 1, "rule", "entity:a", "Message.")
    assert str(one) == "a.ttl:1: rule: entity:a: Message."
    assert str(Finding(None, None, "rule", "entity:a", "Message.")) == "(no file): rule: entity:a: Message."


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["nt", "nq", "trig", "rdf", "jsonld", "ttl", "TTL"])
def test_a_finding_does_not_depend_on_the_form_of_the_file(tmp_path: Path, ending: str) -> None:
    code = '"GEO"' if ending != "rdf" else "GEO"
    term, kg_ = "https://w3id.org/karabakh-kg/entity/georgia", "https://w3id.org/karabakh-kg/ontology#iso2"
    text = {
        "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:k="https://w3id.org/karabakh-kg/ontology#">'
        f'<rdf:Description rdf:about="{term}"><k:iso2>{code}</k:iso2></rdf:Description></rdf:RDF>',
        "jsonld": f'{{"@id": "{term}", "{kg_}": {code}}}',
        "trig": f"<a:g> {{ <{term}> <{kg_}> {code} }}",
        "nq": f"<{term}> <{kg_}> {code} <a:g> .",
        "ttl": f"  <{term}>\n    <{kg_}> {code} .",
    }.get(ending.lower(), f"<{term}> <{kg_}> {code} .")
    path = tmp_path / f"a.{ending}"
    path.write_text(text)
    findings = [finding for finding in validate([path]) if finding.rule == "entity-iso2"]
    assert findings
    assert {Path(finding.file or "").name for finding in findings} == {path.name}


@pytest.mark.slow
def test_a_file_that_holds_nothing_of_the_model_is_not_valid(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text('<http://example.org/a> <http://xmlns.com/foaf/0.1/name> "A" .')
    assert [finding.rule for finding in validate([path])] == ["foreign-file"]


@pytest.mark.slow
def test_a_relation_without_a_name_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("@prefix kg: <https://w3id.org/karabakh-kg/ontology#> .\n[] a kg:Relation ; kg:on 'x' .\n")
    assert "blank-node" in {finding.rule for finding in validate([path])}
