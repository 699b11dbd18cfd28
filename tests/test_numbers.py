"""Numbers and dates as XSD has them: what Python or the engine would also take is no number and no day here."""

from decimal import Decimal
from pathlib import Path

import pytest

from kg.graph import KnowledgeGraph
from kg.model.numbers import read_number
from tests.command import kg
from tests.statements import turtle


@pytest.mark.parametrize(
    ("text", "number"), [("40.10", "40.10"), ("+5", "5"), ("-.5", "-0.5"), ("1e3", "1000"), ("7.", "7")]
)
def test_a_number_is_read(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["NaN", "INF", "-Infinity", "1_000", "٤٤", "４", "1e400", "1e99999", "", "0x1", "1,5", "sNaN"]
)
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(ArithmeticError):
        read_number(text)


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ('"2020-10-10Z"^^xsd:date', "2020-10-10"),
        ('"2020-10-10+04:00"^^xsd:date', "2020-10-10"),
        ('"2020-10Z"^^xsd:gYearMonth', "2020-10"),
        ('"2020-05:00"^^xsd:gYear', "2020"),
        ('"2020-10-10T12:30:00"^^xsd:dateTime', "2020-10-10"),
        ('"2020-10-10T23:30:00.5-11:00"^^xsd:dateTime', "2020-10-10"),
        ('"2020-12-31T24:00:00"^^xsd:dateTime', "2021-01-01"),
    ],
)
def test_a_day_in_any_zone_is_that_day(tmp_path: Path, date: str, day: str) -> None:
    (relation,) = KnowledgeGraph.load(_dated(tmp_path, date)).relations("One")
    assert relation.on == day


NO_DATES = ["-0044", "12020", "0000", "2020-13", "2020-02-30", "around 1990", "\u0662\u0660\u0662\u0660"]


@pytest.mark.slow
@pytest.mark.parametrize("date", NO_DATES)
def test_a_date_that_the_model_cannot_hold_is_found_and_refused_in_one_line(tmp_path: Path, date: str) -> None:
    path = _dated(tmp_path, f'"{date}"^^xsd:gYear')
    assert "impossible-date" in kg("validate", path).out
    for verb in (
        *(["export", form] for form in ("gexf", "html", "csv", "graphml", "cyjs", "ftm", "mermaid", "svg", "dot")),
        ["timeline", "One"],
        ["relations", "One", "--as-of", "2020"],
        ["relations", "--long"],
        ["disputes"],
        ["stats"],
        ["show", "One"],
    ):
        done = kg(*verb, "--data", path)
        assert done.code in (0, 1, 2)
        assert "unforeseen" not in done.err
        if done.code == 2:
            assert done.err.startswith(f'kg: kg:on is given as "{date}"^^')
            assert "no date of the years 0001 to 9999" in done.err
            assert done.out == ""  # no beginning of a file either


def _dated(folder: Path, date: str) -> Path:
    path = folder / "a.ttl"
    relation = "relation:x a kg:Relation ; rdf:subject entity:one ; rdf:predicate kg:attacks ; rdf:object entity:two ; "
    claim = (
        "claim:x-1 a kg:Claim ; kg:about relation:x ; kg:claimant entity:author ; kg:stance stance:affirms ; "
        "kg:status status:asserted ; kg:foundIn source:report .\n"
    )
    entities = 'entity:one a kg:State ; skos:prefLabel "One"@en .\nentity:two a kg:State ; skos:prefLabel "Two"@en .\n'
    head = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    path.write_text(turtle(f"{head}{entities}{relation}kg:on {date} .\n{claim}"))
    return path
