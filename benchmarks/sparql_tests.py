"""Count which query tests of the W3C ``kg query`` passes: ``python benchmarks/sparql_tests.py FOLDER``.

FOLDER holds the suite, or a part of it, as the W3C publishes it (github.com/w3c/rdf-tests, ``sparql/sparql11``) and as
rdflib 5.0.0 ships it (``test/DAWG/data-sparql11``); nothing is fetched. Tests that ask for entailment or for another
machine are left out. Each test that fails is named, with what was wrong.
"""

import csv
import io
import json
import logging
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import unquote, urlsplit

import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, XSD

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
NUMBERS = (XSD.integer, XSD.decimal, XSD.double, XSD.float)
EVALUATED = (MF.QueryEvaluationTest, MF.CSVResultFormatTest)
READ = (MF.PositiveSyntaxTest, MF.PositiveSyntaxTest11)
REFUSED = (MF.NegativeSyntaxTest, MF.NegativeSyntaxTest11)
ELSEWHERE = (
    "entailment",
    "service",
    "syntax-fed",
    "protocol",
    "service-description",
    "http-rdf-update",
    "delete-insert",
)

Solution = dict[str, rdflib.term.Identifier]


def main(folder: Path) -> int:
    """Run all tests below a folder, and say how many pass."""
    passed, failed = Counter[str](), Counter[str]()
    for manifest in sorted(folder.rglob("manifest.ttl")):
        if manifest.parent.name in ELSEWHERE:
            continue
        graph = rdflib.Graph().parse(manifest, format="turtle", publicID=manifest.as_uri())
        for test in _listed(graph):
            kind = next((kind for kind in (*EVALUATED, *READ, *REFUSED) if (test, RDF.type, kind) in graph), None)
            if kind is None:
                continue
            what = "evaluation" if kind in EVALUATED else "syntax"
            wrong = _wrong(graph, test, kind)
            (failed if wrong else passed)[what] += 1
            if wrong:
                print(f"{manifest.parent.name}/{graph.value(test, MF.name)}: {wrong}")
    for what in ("evaluation", "syntax"):
        print(f"{what}: {passed[what]} of {passed[what] + failed[what]} pass")
    return 1 if failed else 0


def _listed(graph: rdflib.Graph) -> Iterator[rdflib.term.Node]:
    for entries in graph.objects(None, MF.entries):
        yield from graph.items(entries)


def _wrong(graph: rdflib.Graph, test: rdflib.term.Node, kind: rdflib.URIRef) -> str:
    """Say what is wrong with the answer to a test; nothing where it is right."""
    action = graph.value(test, MF.action)
    with tempfile.TemporaryDirectory() as folder:
        data, query = Path(folder) / "data.nq", Path(folder) / "query.rq"
        asked = action if kind not in EVALUATED else graph.value(action, QT.query)
        # Addresses in a query are relative to where it lies.
        query.write_text(f"BASE <{asked}>\n{_path(asked).read_text(encoding='utf-8')}", encoding="utf-8")
        if kind not in EVALUATED:
            data.touch()
            done = _query(query, data, "json" if _is_select(query) else "nt")
            unread = done.returncode == 2 and "cannot be read" in done.stderr
            return "" if unread == (kind in REFUSED) else done.stderr.strip() or "is answered"
        data.write_text(_dataset(graph, action), encoding="utf-8")
        expected = _path(graph.value(test, MF.result))
        rows = expected.suffix not in (".ttl", ".rdf") or _holds_rows(expected)
        form = expected.suffix[1:] if expected.suffix in (".csv", ".tsv") else "json" if rows else "nt"
        done = _query(query, data, form)
        if done.returncode == 2:
            return done.stderr.strip()
        if form in ("csv", "tsv"):
            same = _cells(done.stdout, form) == _cells(expected.read_text(encoding="utf-8"), form)
            return "" if same else "has other cells"
        if not rows:
            made = rdflib.Graph().parse(data=done.stdout, format="nt")
            return "" if isomorphic(made, rdflib.Graph().parse(expected)) else "has other triples"
        return "" if _same(_solutions(done.stdout), _expected(expected)) else "has other rows"


def _query(query: Path, data: Path, form: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", "query", str(query), "--data", str(data), "--format", form]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def _is_select(query: Path) -> bool:
    text = query.read_text(encoding="utf-8").upper()
    return "CONSTRUCT" not in text and "DESCRIBE" not in text


def _path(address: object) -> Path:
    return Path(unquote(urlsplit(str(address)).path))


def _dataset(graph: rdflib.Graph, action: rdflib.term.Node | None) -> str:
    """Return the data of a test as N-Quads: its default graph, and each named graph under the address of its file."""
    lines: list[str] = []
    for part in (QT.data, QT.graphData):
        for file in graph.objects(action, part):
            where = f" <{file}> ." if part == QT.graphData else " ."
            triples = rdflib.Graph().parse(_path(file), publicID=str(file)).serialize(format="nt")
            lines += [f"{line.removesuffix(' .')}{where}" for line in triples.splitlines() if line]
    return "\n".join(lines)


def _holds_rows(file: Path) -> bool:
    return (None, RDF.type, RS.ResultSet) in rdflib.Graph().parse(file)


def _solutions(text: str) -> list[Solution] | bool:
    answer = json.loads(text)
    if "boolean" in answer:
        return bool(answer["boolean"])
    return [{name: _term(told) for name, told in row.items()} for row in answer["results"]["bindings"]]


def _term(told: dict[str, str]) -> rdflib.term.Identifier:
    if told["type"] == "uri":
        return rdflib.URIRef(told["value"])
    if told["type"] == "bnode":
        return rdflib.BNode(told["value"])
    datatype = told.get("datatype")
    return rdflib.Literal(
        told["value"],
        lang=told.get("xml:lang"),
        datatype=None if datatype is None else rdflib.URIRef(datatype),
        normalize=False,
    )


def _expected(file: Path) -> list[Solution] | bool:
    if file.suffix in (".ttl", ".rdf"):
        graph = rdflib.Graph().parse(file)
        return [_told(graph, row) for row in graph.objects(None, RS.solution)]
    form = {".srx": "xml", ".srj": "json"}[file.suffix]
    result = rdflib.query.Result.parse(io.BytesIO(file.read_bytes()), format=form)
    if result.type == "ASK":
        return bool(result.askAnswer)
    return [{str(name): term for name, term in row.items()} for row in result.bindings]


def _told(graph: rdflib.Graph, row: rdflib.term.Node) -> Solution:
    bindings = [
        (graph.value(binding, RS.variable), graph.value(binding, RS.value))
        for binding in graph.objects(row, RS.binding)
    ]
    return {str(name): term for name, term in bindings if isinstance(term, rdflib.term.Identifier)}


def _same(one: list[Solution] | bool, other: list[Solution] | bool) -> bool:
    """Say whether two results are one but for the names of blank nodes, the order, and how numbers are written."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return len(one) == len(other) and isomorphic(_as_graph(one), _as_graph(other))


def _as_graph(solutions: Iterable[Solution]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for solution in solutions:
        row = rdflib.BNode()
        graph.add((row, RDF.type, RS.solution))
        for name, term in solution.items():
            graph.add((row, rdflib.URIRef(f"var:{name}"), _canonical(term)))
    return graph


def _canonical(term: rdflib.term.Identifier) -> rdflib.term.Identifier:
    """Return a number and a language in one spelling, and a text without the type that all texts have."""
    if isinstance(term, rdflib.Literal) and term.language:
        return rdflib.Literal(str(term), lang=term.language.lower())
    if not isinstance(term, rdflib.Literal) or term.datatype not in (*NUMBERS, XSD.string):
        return term
    if term.datatype == XSD.string:
        return rdflib.Literal(str(term))
    try:
        return rdflib.Literal(f"{Decimal(str(term)).normalize():f}", datatype=term.datatype)
    except InvalidOperation:
        return term


def _cells(text: str, form: str) -> Counter[tuple[tuple[str, str], ...]]:
    """Return the rows of a table by column, blank nodes numbered as they come."""
    table = csv.reader(text.splitlines()) if form == "csv" else (line.split("\t") for line in text.splitlines())
    head, *rows = table
    named: dict[str, str] = {}
    return Counter(
        tuple(sorted((name, _cell(cell, named)) for name, cell in zip(head, row, strict=True))) for row in rows
    )


def _cell(cell: str, named: dict[str, str]) -> str:
    if cell.startswith("_:"):
        return named.setdefault(cell, f"_:{len(named)}")
    return cell.removesuffix(f"^^<{XSD.string}>")


if __name__ == "__main__":
    rdflib.NORMALIZE_LITERALS = False
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)
    sys.exit(main(Path(sys.argv[1]).resolve()))
