"""What is written can be opened without harm: only addresses of the web are links, and labels stay text."""

import re
from pathlib import Path

import pytest

from tests.command import kg
from tests.statements import entities, relations, turtle

ADDRESSES = ("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x")
LABEL = '<script>alert(1)</script> "]|{} end `#quot; ---> %% </title><img src=x onerror=y>'


@pytest.fixture
def risky(tmp_path: Path) -> Path:
    """A graph whose things and sources have addresses that run something, and names that would end a label."""
    escaped = LABEL.replace('"', '\\"')
    text = "@prefix schema: <https://schema.org/> .\n"
    text += 'entity:two a kg:State ; skos:prefLabel "Two"@en .\n'
    for number, address in enumerate(ADDRESSES):
        text += (
            f'<{address}> a kg:State ; skos:prefLabel "{escaped}"@en .\n'
            f"relation:r{number} a kg:Relation ; rdf:subject <{address}> ; rdf:predicate kg:attacks ; "
            f"rdf:object entity:two .\nclaim:r{number}-1 a kg:Claim ; kg:about relation:r{number} ; "
            f"kg:claimant <{address}> ; kg:stance stance:affirms ; kg:status status:asserted ; "
            f"kg:foundIn source:report .\n"
        )
    text += f"source:report schema:url <{ADDRESSES[0]}> .\n"
    path = tmp_path / "a.ttl"
    path.write_text(turtle(text))
    return path


@pytest.mark.parametrize("form", ["dot", "svg", "html", "mermaid"])
def test_only_addresses_of_the_web_are_links_and_no_label_is_markup(risky: Path, form: str) -> None:
    done = kg("export", form, "--policy", "none", "--data", risky)
    assert done.code == 0
    links = re.findall(r"(?:href|URL|src|action)=[\"']?([^\"' >]+)", done.out, re.IGNORECASE)
    assert [link for link in links if re.match(r"(javascript|vbscript|file|data:text)", link, re.IGNORECASE)] == []
    if form != "dot":  # whose labels Graphviz escapes itself
        assert "<script>alert" not in done.out
        assert "<img" not in done.out
    if form == "mermaid":
        boxes = re.findall(r'^  n\d+[(\[{]+"([^"]*)"[)\]}]+$', done.out, re.MULTILINE)
        assert len(boxes) == 6


def test_no_page_holds_a_control_character(tmp_path: Path) -> None:
    """Not what steers a terminal on which it is shown, nor what no page of HTML may hold."""
    name = r"be\u0007ll \u001B[31m \u009B1m \u007F \uFFFE"
    path = tmp_path / "a.ttl"
    path.write_text(
        turtle(
            f'entity:one a kg:State ; skos:prefLabel "{name}"@en ; skos:note "{name}"@en .\n'
            'entity:two a kg:State ; skos:prefLabel "Two"@en .\n'
            "relation:r a kg:Relation ; rdf:subject entity:one ; rdf:predicate kg:attacks ; rdf:object entity:two .\n"
            "claim:r-1 a kg:Claim ; kg:about relation:r ; kg:claimant entity:two ; kg:stance stance:affirms ; "
            "kg:status status:asserted ; kg:foundIn source:report .\n"
        )
    )
    for form, file in (("html", "a.html"), ("svg", "a.svg"), ("mermaid", "a.mmd"), ("site", "site")):
        assert kg("export", form, "--policy", "none", "--data", path, "-o", tmp_path / file).code == 0
    pages = [*tmp_path.rglob("*.html"), *tmp_path.glob("*.svg"), *tmp_path.glob("*.mmd")]
    assert len(pages) > 10
    for page in pages:
        assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe]", page.read_text(encoding="utf-8")) == [], page


def test_a_carriage_return_survives_in_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(turtle(entities(one="State"), relations("r author attacks one")).replace('"one"', '"one\\r\\ntwo"'))
    done = kg("export", "svg", "--policy", "none", "--data", path)
    assert "one&#13;\ntwo" in done.out
