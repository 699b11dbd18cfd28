"""No verb opens a socket or looks up a name, but for those that name an address; the engine's own is refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import REPOSITORY
from tests.conftest import FIXTURES

# Python tells an audit hook of each socket; what the engine could open itself is refused before: tests/test_sparql.py.
WATCHED = """
import sys
seen = []
sys.addaudithook(lambda event, given: seen.append(event) if event.startswith(("socket.", "urllib.")) else None)
from kg.cli import run
import json
told = {}
for words in json.loads(sys.argv[1]):
    seen.clear()
    try:
        run(words)
    except SystemExit as stop:
        code = stop.code
    told[" ".join(words)] = [code or 0, sorted(set(seen))]
print("told", json.dumps(told), file=sys.stderr)
"""
WORLD = str(FIXTURES / "world")
VERBS = [
    ["ask", "accusations"],
    ["balance"],
    ["blocs"],
    ["bridges"],
    ["changes", "2010", "2020"],
    ["dependence", "corvania"],
    ["disputes"],
    ["entities"],
    ["exposure", "lirna"],
    ["match"],
    ["path", "belmar", "corvania"],
    ["perspective", "belmar"],
    ["rank"],
    ["relations"],
    ["search", "belmar"],
    ["show", "belmar"],
    ["sources"],
    ["stats"],
    ["timeline"],
    ["vocabulary"],
    ["why", "belmar", "corvania"],
    ["query", "SELECT * { ?s ?p ?o }"],
    ["query", "SELECT * { SERVICE SILENT <http://localhost:9/> { ?s ?p ?o } }"],
    ["query", "LOAD <http://localhost:9/>"],
    *[["export", form] for form in ("csv", "html", "svg", "ttl", "jsonld", "gexf", "ftm", "geojson")],
    *[["export", form, "-o", f"a.{form}"] for form in ("pdf", "png")],
    ["export", "site", "-o", "site"],
    ["relations", "--format", "svg"],
]
ALONE = [
    ["validate", WORLD],
    ["cache"],
    ["init", "begun"],
    ["import", "--template"],
    ["import", "--presets"],
    ["import", str(REPOSITORY / "data" / "context" / "facts.csv"), "--dry-run"],
    ["flow", "Gull Field", "Quill", "--commodity", "natural gas", "--dossier", str(FIXTURES / "straits")],
    ["read", "a.html", "--title", "A", "--publisher", "B", "--into", "article"],
    ["load", "--store", "kept", "--dossier", str(FIXTURES / "straits")],
    ["relations", "--store", "kept"],
    ["diff", WORLD, WORLD],
    ["query", "ASK {}", "--data", "context.jsonld"],
    ["validate", "entities.rdf"],
]


def watched(folder: Path, verbs: list[list[str]]) -> dict[str, tuple[int, list[str]]]:
    import json

    done = subprocess.run(
        [sys.executable, "-c", WATCHED, json.dumps(verbs)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "KG_CACHE": "off"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    line = next(line for line in done.stderr.splitlines() if line.startswith("told "))
    return {words: (code, seen) for words, (code, seen) in json.loads(line.removeprefix("told ")).items()}


@pytest.mark.slow
def test_no_verb_opens_a_socket(tmp_path: Path) -> None:
    (tmp_path / "context.jsonld").write_text('{"@context": "http://localhost:9/c.jsonld", "name": "x"}')
    said = "<p>The harbour was closed for a year, as the chronicle says of the town and of all who live there.</p>"
    (tmp_path / "a.html").write_text(f"<article><h1>A</h1>{said * 3}<img src='http://localhost:9/'></article>")
    (tmp_path / "entities.rdf").write_text(
        '<!DOCTYPE r [<!ENTITY x SYSTEM "http://localhost:9/x">]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&x;</rdf:RDF>'
    )
    told = watched(tmp_path, [[*words, "--data", WORLD] for words in VERBS] + ALONE)
    assert len(told) == len(VERBS) + len(ALONE)
    assert {words: seen for words, (_, seen) in told.items() if seen} == {}
    assert all(code in (0, 1, 2) for code, _ in told.values())
    refused = [words for words, (code, _) in told.items() if code == 2]
    assert len(refused) == 4, refused  # SERVICE, LOAD, and files that name another machine


@pytest.mark.slow
def test_the_watch_sees_who_names_an_address(tmp_path: Path) -> None:
    told = watched(tmp_path, [["relations", "--store", "http://127.0.0.1:9/sparql"]])
    assert [code for code, _ in told.values()] == [2]
    assert any("socket.connect" in seen for _, seen in told.values())
