"""Names that are written from right to left turn nothing around them, wherever they are drawn."""

import re
from pathlib import Path

import pytest

from kg.export.direction import isolated
from tests.command import kg
from tests.statements import turtle

NAME = "(הארץ) <נהר>!"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("attacks (הארץ) נהר!", "attacks [(הארץ) נהר!]"),
        ("נהר attacks Norland!", "[נהר] attacks Norland!"),
        ("נהר: 5 ties", "[נהר]: 5 ties"),
        ("נהר, הר, Hill", "[נהר, הר], Hill"),
        ("הארץ 12 נהר (state)", "[הארץ 12 נהר] (state)"),
        ("(הארץ) נהר!", "[(הארץ) נהר!]"),
        ("north\u00e9", "north\u00e9"),
        ("Азов", "Азов"),
    ],
)
def test_a_run_from_right_to_left_is_isolated_with_its_own_signs(text: str, shown: str) -> None:
    assert isolated(text, "[", "]") == shown


@pytest.mark.parametrize("form", ["svg", "html"])
def test_a_name_is_isolated_in_pictures_and_pages(tmp_path: Path, form: str) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(
        turtle(
            f'entity:one a kg:State ; skos:prefLabel "One"@en . entity:two a kg:State ; skos:prefLabel "{NAME}"@he .\n'
            "relation:x a kg:Relation ; rdf:subject entity:one ; rdf:predicate kg:attacks ; rdf:object entity:two .\n"
            "claim:x-1 a kg:Claim ; kg:about relation:x ; kg:claimant entity:two ; kg:stance stance:affirms ; "
            "kg:status status:asserted ; kg:foundIn source:report .\n"
        )
    )
    done = kg("export", form, "--policy", "none", "--data", path)
    assert done.code == 0
    name = NAME.replace("<", "&lt;").replace(">", "&gt;")
    opening, closing = ("<bdi>", "</bdi>") if form == "html" else ("\u2068", "\u2069")
    told = re.findall(rf"(.{{1,5}}){re.escape(name)}(.{{1,6}})", done.out)
    assert len(told) >= 2
    assert {(before.endswith(opening), after.startswith(closing)) for before, after in told} == {(True, True)}
