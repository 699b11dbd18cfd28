"""The program names nothing of one conflict: what it needs to know of it stands in the dossier, or is declared.

Docstrings may show examples from the data that ship; nothing that runs may.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import kg
from kg.graph import KnowledgeGraph
from kg.resources import ontology_dir
from kg.terms import BASE, local_name

PACKAGE = Path(kg.__file__).parent
# The Dublin Core term, not the relation type; a package and a font that are called as a place and a people are.
ELSEWHERE = {"isPartOf", "Babel", "Noto Sans Armenian"}
NAMES = "SELECT DISTINCT ?name { ?thing a/rdfs:subClassOf* kg:Entity ; skos:prefLabel|skos:altLabel ?name }"


def running_texts(path: Path) -> Iterator[str]:
    """Yield the texts in a Python file that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def texts(*endings: str) -> Iterator[tuple[Path, str]]:
    """Yield the texts of the program, without what others wrote and without the starter, which is invented."""
    for path in sorted(PACKAGE.rglob("*")):
        if {"vendor", "starter", "__pycache__"} & set(path.parts) or path.suffix not in endings:
            continue
        for text in running_texts(path) if path.suffix == ".py" else [path.read_text(encoding="utf-8")]:
            yield path, text


def named_in(names: Iterable[str], told: Iterable[tuple[Path, str]]) -> set[tuple[str, str]]:
    """Return which of these names stand in which files, as whole words."""
    words = re.compile(rf"(?<![\w.])({'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?!\w)")
    hits = set()
    for path, text in told:
        for name in ELSEWHERE | {BASE}:
            text = text.replace(name, "")
        hits |= {(path.name, hit) for hit in words.findall(text)}
    return hits


def test_the_program_names_no_actor_and_no_side_of_the_shipped_dossier(shipped: KnowledgeGraph) -> None:
    names = {row["name"].value for row in shipped.store.select(NAMES)}
    names = {name for name in names if len(name) > 3 and name[0].isupper() and name.isascii()}
    sides = {name for name, side in shipped.dossier.sides.items() if side.party}
    assert {"Armenia", "Azerbaijan"} < names and "armenian" in sides
    assert named_in(names | sides, texts(".py", ".rq", ".js")) == set()
    ontology = ((path, path.read_text(encoding="utf-8")) for path in sorted(ontology_dir().rglob("*.ttl")))
    assert {hit for _, hit in named_in(names | sides, ontology)} <= {"United States", "United Nations"}


def test_the_program_names_no_relation_type_but_in_questions(shipped: KnowledgeGraph) -> None:
    types = {local_name(row["term"].value) for row in shipped.store.select("SELECT ?term { ?term a kg:RelationType }")}
    types = {f"kg:{name}" for name in types} | {name for name in types if not name.islower()}
    told = ((path, text) for path, text in texts(".py", ".rq", ".js") if path.parent.name != "questions")
    assert named_in(types, told) == set()


def test_the_check_sees_a_name_that_stands_there() -> None:
    path = Path("x.py")
    assert named_in({"Old Town"}, [(path, "in Old Town,"), (path, "Old Towns"), (path, "kg.Old Town")]) == {
        ("x.py", "Old Town")
    }
