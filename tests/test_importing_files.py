"""Tables of all kinds of files and shapes in, and what is too much, too wide or broken, told in one line."""

import csv
import io
import json
import random
import re
from collections.abc import Callable, Iterator
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any

import pytest

from kg.errors import DataError, InputError
from kg.importing.explain import explain_row
from kg.importing.forms import date_form
from kg.importing.importer import import_sheet
from kg.importing.quoted import quoted_rows
from kg.importing.refusals import Refused
from kg.importing.registry import states
from kg.importing.report import Report
from kg.importing.tables import opened
from kg.importing.text import clean
from kg.store.worker import Limits
from kg.validation import validate
from tests.command import kg

PROFILE = """
[dataset]
name = "tiny"
title = "A tiny voice"
description = "Made up for the tests."
licence = "https://creativecommons.org/licenses/by/4.0/"
[constants]
publisher = "A Bureau"
[source]
publisher_kind = "Organisation"
"""
FACTS = """
[sheet]
{sheet}
ignore = ["*"]
[[record]]
subject = "name"
subject_kind = "=Company"
relation = "=isLocatedIn"
object = "where.town"
object_kind = "=City"
"""
ROWS: list[dict[str, Any]] = [
    {"name": "Oil Ltd", "where": {"town": "Oakmere"}, "tags": ["a", "b"], "open": True},
    {"name": "Gas Ltd", "where": {"town": "Ashmere"}, "staff": 12.0, "note": None},
]
TIES = {("oil-ltd", "oakmere"), ("gas-ltd", "ashmere")}


def come(folder: Path, file: Path, profile: str) -> Report:
    (folder / "profile.toml").write_text(PROFILE + profile, encoding="utf-8")
    return import_sheet(file, folder / "profile.toml", None, folder / "data")


def ties(folder: Path) -> set[tuple[str, str]]:
    relations = kg("relations", "--dossier", folder / "data").json
    return {(r["subject"]["id"].rpartition("/")[2], r["object"]["id"].rpartition("/")[2]) for r in relations}


@pytest.mark.parametrize(
    ("name", "text", "sheet"),
    [
        ("a.json", json.dumps(ROWS, indent=1), ""),
        ("a.ndjson", "".join(f"{json.dumps(row)}\n\n" for row in ROWS), ""),
        ("a.jsonl", "".join(f"{json.dumps(row)}\n" for row in ROWS), ""),
        ("a.json", json.dumps({"count": 2, "items": ROWS}), 'rows = "items"'),
    ],
)
def test_objects_are_rows_whatever_holds_them(tmp_path: Path, name: str, text: str, sheet: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    report = come(tmp_path, tmp_path / name, FACTS.format(sheet=sheet))
    assert (report.read, report.written) == (2, 2)
    assert ties(tmp_path) == TIES


def test_features_have_their_properties_and_their_point(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [44.5, 40.18]},
        "properties": {"name": "Oakmere"},
    }
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    profile = """
[sheet]
ignore = ["*"]
[[record]]
subject = "name"
subject_kind = "=City"
relation = "=hasLatitude"
value = "latitude"
unit = "=degree"
"""
    report = come(tmp_path, tmp_path / "a.geojson", profile)
    assert (report.read, report.written) == (1, 1), report.refused
    assert [r["value"] for r in kg("relations", "--dossier", tmp_path / "data").json] == [40.18]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "a.json",
            '{"items": [{"name": 1}], "more": []}',
            r"in rows, where its rows stand; lists in it are: items, more",
        ),
        ("a.json", '{"items": ["name"]}', r"in rows, where its rows stand; lists in it are: items"),
        ("a.json", "5", r"it is no list of objects"),
        ("a.json", "[{", "this is no JSON"),
        ("a.ndjson", "{", ":1: this is no JSON"),
        ("a.ndjson", "\n[1]", ":2: this is no JSON object"),
        ("a.json", "[]", "there is no object in it"),
        ("a.parquet", "no parquet", "this is no Parquet file"),
        ("a.geojson", '{"type": "Point"}', "it is no list of objects"),
    ],
)
def test_a_file_that_is_none_is_told_and_nothing_is_written(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=words):
        come(tmp_path, tmp_path / name, FACTS.format(sheet=""))
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [('{"name": "Coal', "this is no JSON: "), ("[1]", "this is no JSON object"), ("5", "this is no")],
)
def test_a_broken_line_of_json_is_a_refused_row_and_the_others_come_in(tmp_path: Path, line: str, reason: str) -> None:
    lines = [json.dumps(ROWS[0]), line, json.dumps(ROWS[1])]
    (tmp_path / "a.ndjson").write_text("\n".join(lines), encoding="utf-8")
    report = come(tmp_path, tmp_path / "a.ndjson", FACTS.format(sheet='missing = ["none"]'))
    assert (report.read, report.written) == (3, 2)
    assert ties(tmp_path) == TIES
    (refused,) = report.refused
    assert (refused.line, refused.reason[: len(reason)]) == (2, reason)


def test_parquet_is_read_as_a_table_is(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    file = tmp_path / "a.parquet"
    values = "('Oil Ltd', 'Oakmere', DATE '2001-02-03', 12.50), ('Gas Ltd', 'Ashmere', NULL, NULL)"
    table = f'SELECT * FROM (VALUES {values}) AS t("name", "where.town", day, share)'
    duckdb.sql(table).write_parquet(str(file))
    report = come(tmp_path, file, FACTS.format(sheet="") + 'note = [{ text = "{share} on {day}" }]\n')
    assert (report.read, report.written) == (2, 2)
    assert ties(tmp_path) == TIES
    notes = {claim["note"] for r in kg("relations", "--dossier", tmp_path / "data").json for claim in r["claims"]}
    assert notes == {None, "12.50 on 2001-02-03"}


SHAPE = """
[sheet]
ignore = ["*"]
[shape]
sql = '''{sql}'''
[[record]]
subject = "name"
subject_kind = "=Company"
relation = "=hasPersonnel"
value = "staff"
unit = "=person"
"""


def test_a_query_shapes_a_table_before_it_is_mapped(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    (tmp_path / "a.csv").write_text("name,town,staff\nOil Ltd,Oakmere,5\nOil Ltd,Ashmere,7\nGas Ltd,Oakmere,1\n")
    sql = "SELECT name, SUM(staff::INT) AS staff, MIN(line) AS line FROM sheet GROUP BY name ORDER BY name"
    report = come(tmp_path, tmp_path / "a.csv", SHAPE.format(sql=sql).replace('"=Company"', '"=ArmedForce"'))
    assert (report.read, report.written) == (2, 2), report.refused
    relations = kg("relations", "--dossier", tmp_path / "data").json
    assert {(r["subject"]["label"], r["value"]) for r in relations} == {("Oil Ltd", 12), ("Gas Ltd", 1)}


def test_rows_that_do_not_fit_are_refused_before_a_query_shapes_the_others(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    profile = SHAPE.format(sql="SELECT * FROM sheet").replace('"=Company"', '"=ArmedForce"')
    (tmp_path / "a.csv").write_text("name,staff\nOil Ltd,5\nGas Ltd,7,8\nCoal Ltd,9\n")
    report = come(tmp_path, tmp_path / "a.csv", profile)
    assert (report.read, report.written) == (3, 2)
    assert [(one.line, one.reason) for one in report.refused] == [
        (3, "the row has 3 cells and the head 2: check commas and quotes")
    ]
    (tmp_path / "b.ndjson").write_text('{"name": "Oil Ltd", "staff": 5}\n{"name\n')
    report = come(tmp_path, tmp_path / "b.ndjson", profile)
    assert (report.read, report.written, [one.line for one in report.refused]) == (2, 1, [2])


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT count(*) AS staff, a.name FROM sheet a, range(100000000000) GROUP BY a.name", "stopped after 1 s"),
        ("SELECT name, r AS staff FROM sheet, range(100000000000) AS t(r)", "stopped after 1 s|more than the 0.2 GB"),
        (
            "SELECT name, md5(r::VARCHAR) AS staff FROM sheet, range(30000000) AS t(r) ORDER BY staff",
            "0.2 GB|after 1 s",
        ),
        ("SELECT name, repeat('x', 1000000000) AS staff FROM sheet", "more memory than the 0.2 GB"),
    ],
    ids=["counts", "streams", "sorts", "swells"],
)
def test_a_query_of_a_table_has_bounds_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str, words: str
) -> None:
    pytest.importorskip("duckdb")
    (tmp_path / "a.csv").write_text("name,staff\nOil Ltd,5\n")
    (tmp_path / "profile.toml").write_text(PROFILE + SHAPE.format(sql=sql), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=words):
        import_sheet(Path("a.csv"), Path("profile.toml"), None, None, limits=Limits(1, 200_000_000))
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "profile.toml"}


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT * FROM read_csv('/etc/passwd')", "cannot be answered"),
        ("SELECT * FROM read_text('{folder}/a.csv')", "cannot be answered"),
        ("SELECT * FROM 'https://example.org/a.csv'", "cannot be answered"),
        ("ATTACH '{folder}/b.db'; SELECT 1", "must ask the table sheet, by one SELECT"),
        ("COPY sheet TO '{folder}/c.csv'", "must ask the table sheet, by one SELECT"),
        ("SET enable_external_access = true", "must ask the table sheet, by one SELECT"),
        ("SELECT nothing FROM sheet", "cannot be answered"),
        ("SELECT", "cannot be answered"),
    ],
)
def test_a_query_reaches_no_other_file_and_no_network(tmp_path: Path, sql: str, words: str) -> None:
    pytest.importorskip("duckdb")
    (tmp_path / "a.csv").write_text("name,staff\nOil Ltd,5\n")
    with pytest.raises(DataError, match=words):
        come(tmp_path, tmp_path / "a.csv", SHAPE.format(sql=sql.format(folder=tmp_path)))
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "profile.toml"}


def test_a_table_of_three_hundred_columns_is_gone_through(tmp_path: Path) -> None:
    bodies = [f"Body {number}" for number in range(300)]
    cells = [str(int(number % 3 == 0)) for number in range(300)]
    (tmp_path / "a.csv").write_text(f"member,{','.join(bodies)}\nOil Ltd,{','.join(cells)}\n")
    profile = """
[[record]]
when = { "@cell" = "1" }
each = ["*"]
subject = "member"
subject_kind = "=Company"
relation = "=isMemberOf"
object = "@column"
object_kind = "=Organisation"
"""
    report = come(tmp_path, tmp_path / "a.csv", profile)
    assert (report.written, report.relations, report.entities) == (1, 100, 102)


def test_of_many_rows_the_one_that_is_broken_is_told_with_its_line(tmp_path: Path) -> None:
    rows = ["x,y\n"] * 15_000
    (tmp_path / "a.csv").write_text("".join(["name,where.town\n", *rows, 'Oil Ltd,"Oakmere\n', *rows]))
    profile = FACTS.format(sheet="") + '[[refuse]]\nwhen = { name = "x" }\nreason = "is x"\n'
    report = come(tmp_path, tmp_path / "a.csv", profile)
    assert (report.read, report.refused_rows, report.unforeseen) == (30_001, 30_001, 1)
    (broken,) = [reason for reason in report.ranked if not reason.foreseen]
    assert (broken.example, broken.lines) == (UNENDED.format("Oakmere"), [15_002])
    assert not (tmp_path / "data").exists()


def test_a_quotation_without_end_is_not_followed_to_the_end_of_a_file() -> None:
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in chain(["a,b\n", '1,"2\n'], repeat("3,4\n")):
            taken += 1
            yield line

    rows = quoted_rows(lines(), ",")
    assert [row.broken for row in islice(rows, 3)] == ["", UNENDED.format("2"), ""]
    assert taken < 12_000


@pytest.mark.parametrize(
    ("code", "year", "words"),
    [
        ("365", "", "the cow code '365' means several states without a date: Russia (1991-12-26 to today) and "),
        ("999", "1950", "no state has the cow code '999'"),
        ("345", "1943", "the cow code '345' means no state in 1943: it is Serbia"),
    ],
)
def test_a_code_that_means_two_states_without_a_date_or_none_is_refused(
    tmp_path: Path, code: str, year: str, words: str
) -> None:
    (tmp_path / "a.csv").write_text(f"state,year\n{code},{year}\n")
    profile = """
[[record]]
subject = { column = "state", scheme = "cow" }
relation = "=isAlliedWith"
object = "=Elbonia"
object_kind = "=State"
on = "year"
"""
    report = come(tmp_path, tmp_path / "a.csv", profile)
    assert (report.read, report.written) == (1, 0)
    assert words in report.refused[0].reason


@pytest.mark.parametrize(
    ("scheme", "code", "date", "state", "other"),
    [
        ("cow", "365", "1991", "Soviet Union", "Russia"),
        ("cow", "365", "1991-12", "Soviet Union", "Russia"),
        ("cow", "365", "1991-12-26", "Russia", ""),
        ("cow", "365", "1917", "Russian Empire", "Russian SFSR"),
        ("cow", "345", "1992", "Serbia and Montenegro", "Yugoslavia"),
        ("cow", "345", "2006", "Serbia", "Serbia and Montenegro"),
        ("gw", "678", "1990", "Yemen", "North Yemen"),
        ("gw", "260", "1990", "West Germany", "Germany"),
        # Each of these has its own code, and was there on a day of the year.
        ("cow", "255", "1990", "Germany", ""),
        ("cow", "260", "1990", "West Germany", ""),
        ("cow", "315", "1992", "Czechoslovakia", ""),
        ("cow", "316", "1993", "Czech Republic", ""),
        ("cow", "626", "2011", "South Sudan", ""),
        ("cow", "679", "1990", "Yemen", ""),
        ("cow", "678", "1990", "North Yemen", ""),
        ("cow", "817", "1975", "South Vietnam", ""),
        ("cow", "816", "1976", "Vietnam", ""),
        ("cow", "511", "1964", "Zanzibar", ""),
        ("cow", "510", "1964", "Tanzania", ""),
        ("cow", "531", "1993", "Eritrea", ""),
        ("cow", "771", "1971", "Bangladesh", ""),
        ("cow", "770", "1971", "Pakistan", ""),
        ("name", "Russia", "1991", "Russia", ""),
        ("name", "USSR", "1991", "Soviet Union", ""),
    ],
)
def test_in_a_year_of_succession_a_code_means_the_state_that_had_it_longer(
    scheme: str, code: str, date: str, state: str, other: str
) -> None:
    meant, reading = states().meaning(scheme, code, date)
    assert meant.name == state
    assert (other in reading and f"in {date} it is read as '{state}'" in reading) if other else not reading


HEADLESS = """
[[record]]
subject = "owner"
subject_kind = "=Company"
relation = "=owns"
object = "thing"
object_kind = "=Pipeline"
value = "share"
unit = "=percent"
on = { column = "day", form = ["%Y", "excel"] }
"""


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("owner,thing,share,day\nOil,Pipe,51,2020\n", []),
        ("Ownership,,When,\nowner,thing,share,day\nOil,Pipe,51,2020\n", []),
        ("Owners of pipelines\n\nowner,thing,share,day\nOil,Pipe,51,43831\n", []),
        (
            "owner,thing,share,day,,\nOil,Pipe,51,2020,x,y\n",
            ["does not say what these columns are: column 5, column 6"],
        ),
        ("owner,thing,share,day,,\nOil,Pipe,51,2020,,\n", []),
        (
            "owner,thing,share,day\nOil,Pipe,51,2020\nSource: the Ministry\n",
            ["line 3: the row has 1 cell and the head 4"],
        ),
        ("owner,thing,share,share\nOil,Pipe,51,2020\n", ["the sheet lacks the columns day"]),
        ("owner,thing,share,day,day\nOil,Pipe,51,2020,1\n", ["columns named twice: day"]),
        (
            'owner,thing,share,day\nOil,Pipe,"51,5",2020\n',
            ["line 2: '51,5' is no plain number", "or tell of them in the profile, by thousands, decimal, pattern"],
        ),
        ("owner,thing,share,day\nOil,Pipe,-5,2020\n", ["line 2: a share of -5 percent is less than nothing"]),
        ("owner,thing,share,day\nOil,Pipe,51.,2020\n", []),
        ("owner,thing,share,day\nOil,Pipe,.5,2020\n", []),
        ("owner,thing,share,day\nOil,Pipe,5,59\n", ["'59' is no date such as 2020 or excel"]),
        ("PK\x03\x04rest", ["this is no text but a workbook or a zip file: let its name end in .xlsx or .zip"]),
        ("%PDF-1.7", ["this is no text but a PDF file"]),
    ],
)
def test_a_table_as_people_make_them_is_read_or_refused_in_a_line(
    tmp_path: Path, text: str, reasons: list[str]
) -> None:
    (tmp_path / "a.csv").write_text(text)
    (tmp_path / "profile.toml").write_text(PROFILE + HEADLESS)
    done = kg("import", tmp_path / "a.csv", "--into", tmp_path / "data", "--format", "table")
    assert done.code == (0 if not reasons else 2 if done.err else 1)
    assert all(reason in done.out + done.err for reason in reasons)
    if not reasons:
        assert "1 row read = 1 written" in done.out
    elif done.err:
        assert (len(done.err.splitlines()), (tmp_path / "data").exists()) == (1, False)


def test_a_day_of_a_spreadsheet_is_the_day_that_it_shows() -> None:
    days = {"43831": "2020-01-01", "43832.75": "2020-01-02", "61": "1900-03-01", "60": None, "2020-01": None}
    assert {cell: date_form("excel")(cell) for cell in days} == days


def test_further_names_in_a_cell_are_parted_as_the_profile_says(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name,aliases\n1,Oil Ltd,Oil;Old Oil; Oil Co\n")
    profile = """
[[record]]
subject = "name"
subject_kind = "=Company"
subject_key = "id"
subject_aliases = { column = "aliases", at = [";"] }
relation = "=isLocatedIn"
object = "=Oakmere"
object_kind = "=City"
"""
    assert come(tmp_path, tmp_path / "a.csv", profile).written == 1
    (entity,) = [one for one in kg("entities", "--dossier", tmp_path / "data").json if one["label"] == "Oil Ltd"]
    assert set(entity["names"]) >= {"Oil", "Old Oil", "Oil Co"}


def test_a_new_name_that_a_state_has_is_told_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\nOil Ltd\n")
    profile = """
[[record]]
subject = {subject}
relation = "=sanctions"
object = "name"
object_kind = "=Company"
"""
    report = come(tmp_path, tmp_path / "a.csv", profile.replace("{subject}", '"=Brazil"'))
    assert report.refused[0].reason.endswith('; or is it the state? Then with scheme = "name"')
    named = profile.replace("{subject}", '{ is = "Brazil", scheme = "name" }')
    assert come(tmp_path, tmp_path / "a.csv", named).written == 1


def test_as_what_a_code_was_read_stands_in_the_note_and_in_the_report(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("one,two,year\n365,371,1991\n365,372,1991\n365,371,1993\n")
    profile = """
[[record]]
subject = { column = "one", scheme = "cow" }
relation = "=isAlliedWith"
object = { column = "two", scheme = "cow" }
on = "year"
"""
    report = come(tmp_path, tmp_path / "a.csv", profile)
    said = "the cow code '365' means Russia (1991-12-26 to today) and Soviet Union (1922-12-30 to 1991-12-25): "
    said += "in 1991 it is read as 'Soviet Union'"
    (reading,) = report.readings
    assert (report.written, reading.example, reading.rows, reading.lines) == (3, said, 2, [2, 3])
    (file,) = (tmp_path / "data").glob("*/relations/*.ttl")
    assert file.read_text(encoding="utf-8").count(f'skos:note "{said}."@en') == 2


def test_a_share_of_more_than_the_whole_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("owner,part\nOil Ltd,120\nGas Ltd,100\n")
    profile = """
[[record]]
subject = "owner"
subject_kind = "=Company"
relation = "=owns"
object = "=The Pipe"
object_kind = "=Pipeline"
value = "part"
unit = "=percent"
"""
    report = come(tmp_path, tmp_path / "a.csv", profile)
    assert (report.written, report.refused[0].reason) == (1, "a share of 120 percent is more than the whole")


SHARES = """
[sheet]
missing = ["-"]
[[record]]
split = { column = "owners", at = [";"], pattern = "(?P<owner>.+?) (?P<share>[0-9.]+)" }
subject = "@owner"
subject_kind = "=Company"
relation = "=owns"
object = "thing"
object_kind = "=Pipeline"
value = "@share"
unit = "=percent"
from = "from"
"""


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        (["Oil 60; Gas 60,Pipe,-"], {2: "the shares of 'Pipe' in this row are 120 percent together"}),
        (
            ["Oil 60,Pipe,-", "Gas 30,Pipe,-", "Coal 30,Pipe,-"],
            {4: "with those of lines 2, 3, are 120 percent together"},
        ),
        (["Oil 60,Pipe,-", "Gas 60,Pipe,-", "Coal 40,Pipe,-"], {3: "with those of line 2, are 120 percent together"}),
        (["Oil 33.4; Gas 33.4; Coal 33.4,Pipe,-"], {}),
        (["Oil 60,Pipe,1999", "Gas 60,Pipe,2005"], {}),
        (["Oil 60,Pipe,-", "Oil 60,Pipe,-", "Oil 60,Tube,-"], {}),
    ],
    ids=["row", "rows", "first", "rounded", "times", "again"],
)
def test_shares_of_more_than_the_whole_together_are_refused(
    tmp_path: Path, rows: list[str], refused: dict[int, str]
) -> None:
    (tmp_path / "a.csv").write_text("\n".join(["owners,thing,from", *rows]) + "\n")
    report = come(tmp_path, tmp_path / "a.csv", SHARES)
    assert [one.line for one in report.refused] == list(refused)
    assert all(words in one.reason for one, words in zip(report.refused, refused.values(), strict=True))
    told = explained(tmp_path, report.read)
    assert {line: reasons for line, reasons in told.items() if reasons} == {
        one.line: (one.reason,) for one in report.refused
    }


def explained(folder: Path, rows: int) -> dict[int, tuple[str, ...]]:
    """Return for each line why its row is refused, as --explain tells it."""
    sheet, profile = folder / "a.csv", folder / "profile.toml"
    return {line: explain_row(sheet, profile, None, folder / "new", line).refused for line in range(2, rows + 2)}


def test_a_row_is_explained_as_it_is_read_behind_those_before_it(tmp_path: Path) -> None:
    rows = ["1,Oil Ltd,Company,A", "1,Gas Ltd,Company,B", "2,Oil Ltd,City,A", "3,Oil  ltd,Company,A", "4,Coal,,B"]
    (tmp_path / "a.csv").write_text("\n".join(["id,name,kind,where", *rows, "5,Coal,Company,A"]) + "\n")
    profile = """
[[record]]
subject = "name"
subject_kind = "kind"
relation = "=isLocatedIn"
object = "where"
object_kind = "=City"
record = "id"
"""
    report = come(tmp_path, tmp_path / "a.csv", profile)
    assert [(one.line, one.reason.split(":")[0]) for one in report.refused] == [
        (3, "the record '1' stands in line 2 too, with other cells"),
        (4, "'Oil Ltd' is oil-ltd, of kind Company, and the sheet says City"),
        (5, "'Oil ltd' would be called oil-ltd, as 'Oil Ltd' is"),
    ]
    told = explained(tmp_path, report.read)
    assert told == dict.fromkeys(range(2, 8), ()) | {one.line: (one.reason,) for one in report.refused}


def test_a_cell_that_holds_what_looks_like_rows_is_one_cell_with_a_word(tmp_path: Path) -> None:
    rows = 'Oil Ltd;"Oakmere;1;2\nGas Ltd;Ashmere;1;2\nCoal Ltd;Ashmere";1;2\n'
    (tmp_path / "a.csv").write_text(WIDE + rows + "Elm Ltd;Elm;1;2\n")
    report = come(tmp_path, tmp_path / "a.csv", FACTS.format(sheet=""))
    (reading,) = report.readings
    assert (report.read, report.written, reading.lines) == (2, 2, [2])
    assert reading.example.startswith("a cell holds what looks like rows, to line 4: it is read as one cell")


WORDS = ("a", "c d", "", "it's", "é", '"', 'a "', '" b', ' "q"', ',"', ";", 'x;"y', "\t", "1", "2")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_that_is_written_as_it_should_be_is_read_as_it_was_meant(tmp_path: Path, delimiter: str) -> None:
    for seed in range(400):
        chance = random.Random(seed)
        width = chance.randint(2, 6)

        def words(chance: random.Random = chance, width: int = width) -> str:
            count = chance.choice([1, 1, width, chance.randint(1, width + 1)])
            return delimiter.join(chance.choice(WORDS) for _ in range(count))

        def cell(chance: random.Random = chance, words: Callable[[], str] = words) -> str:
            return "\n".join(words() for _ in range(chance.choice([1, 1, 1, 2, 4])))

        rows = [[cell() for _ in range(width)] for _ in range(chance.randint(1, 12))]
        written = io.StringIO()
        dialect = chance.choice(["excel", "unix"])  # marks where they are needed, or around each cell
        writer = csv.writer(written, dialect, delimiter=delimiter)
        writer.writerows([[f"column-{number}" for number in range(width)], *rows])
        (tmp_path / "a.csv").write_text(written.getvalue(), encoding="utf-8", newline="")
        with opened(tmp_path / "a.csv") as table:
            read = [row.cells for row in table.rows]
        meant = [tuple(map(clean, row)) for row in rows]
        assert read == [row for row in meant if any(row)], f"seed {seed}"


@pytest.mark.parametrize(
    "text",
    [
        '"name" ,"where.town"\n"Oil Ltd" ,"Oakmere"  \n"Gas Ltd"\t,Ashmere\n',
        'name,where.town\n"Oil\nLtd" ,"Oakmere"\n"Gas Ltd" ,"\nAshmere" \n',
        '"name" ;"where.town"\r\n"Oil Ltd" ;"Oakmere"\r\n"Gas Ltd" ;"Ashmere"\r\n',
        'name, "where.town"\nOil Ltd, "Oakmere"\nGas Ltd , Ashmere\n',
        '"name"\t"staff" \t"where.town"\n"Oil Ltd" \t\t"Oakmere"\n"Gas Ltd"\t \t"Ashmere"\n',
    ],
    ids=["comma", "lines", "semicolon", "before", "tabs"],
)
def test_blanks_around_quotation_marks_are_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    report = come(tmp_path, tmp_path / "a.csv", FACTS.format(sheet=""))
    assert (report.read, report.written) == (2, 2), report.refused
    assert ties(tmp_path) == TIES


WITHIN = "a quotation mark stands within a quoted cell, before '{}': write it twice"
UNENDED = "a quotation begins at '{}' and does not end: check the quotation marks"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('"Oil" Ltd,Oakmere', WITHIN.format("Ltd,Oakmere")),
        ('"Oil Ltd" ,"Oakmere', UNENDED.format("Oakmere")),
        ('"Oil "" Ltd ,Oakmere', UNENDED.format('Oil "" Ltd ,Oakmere')),
        ('"Oil" "Ltd",Oakmere', WITHIN.format('"Ltd",Oakmere')),
        ('"Oil, Ltd,Oakmere', UNENDED.format("Oil, Ltd,Oakmere")),
    ],
)
def test_a_row_with_a_broken_quotation_is_refused_and_the_others_come_in(tmp_path: Path, row: str, reason: str) -> None:
    (tmp_path / "a.csv").write_text(f'name,where.town\n{row}\n"Gas\nLtd",Ashmere\nCoal Ltd,"Ashmere"\n')
    report = come(tmp_path, tmp_path / "a.csv", FACTS.format(sheet=""))
    assert [(one.line, one.reason) for one in report.refused] == [(2, reason)]
    assert (report.read, ties(tmp_path)) == (3, {("gas-ltd", "ashmere"), ("coal-ltd", "ashmere")})


WIDE = "name;where.town;staff;rate\n"


@pytest.mark.parametrize(
    ("text", "refused", "read"),
    [
        ('Oil Ltd;"Oakmere;1;2\nGas Ltd;Ashmere;1;2\nCoal Ltd;Ashmere;1";2\n', [2, 4], [3]),
        ('Oil Ltd;"Oak\nmere"s;1;2\nGas Ltd;Ashmere;1;2\n', [2], [4]),
        ('Oil Ltd;"Oakmere;1;2\nCoal Ltd;"Ashmere;1;2\nGas Ltd;Ashmere;1;2\n', [2, 3], [4]),
        ('Oil Ltd;"Oak; mere;1;2\nGas Ltd;Ashmere;1;2\n', [2], [3]),
        ('Oil Ltd;"Oak;\nmere; or\nso; or so";1;2\nGas Ltd;Ashmere;1;2\n', [], [2, 5]),
    ],
    ids=["elsewhere", "lines", "each", "more", "whole"],
)
def test_rows_are_read_where_it_is_clear_that_they_are_rows(
    tmp_path: Path, text: str, refused: list[int], read: list[int]
) -> None:
    (tmp_path / "a.csv").write_text(WIDE + text)
    with opened(tmp_path / "a.csv") as table:
        rows = list(table.rows)
    assert [row.line for row in rows if row.broken] == refused
    assert [row.line for row in rows if not row.broken] == read
    assert all(len(row.cells) == 4 for row in rows if not row.broken)


def test_broken_quotations_without_end_are_no_endless_search(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a,b,c,d\n1,"Foo,x,y\n' + '1,a","b,c,d\n' * 100_000)
    with pytest.raises(DataError, match="cannot be told from it"), opened(tmp_path / "a.csv") as table:
        list(table.rows)


def test_a_quoted_cell_keeps_the_marks_and_blanks_within(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('name,where.town\n"The ""Oil"" , Gas" ,Oakmere\n')
    come(tmp_path, tmp_path / "a.csv", FACTS.format(sheet=""))
    (relation,) = kg("relations", "--dossier", tmp_path / "data").json
    assert relation["subject"]["label"] == 'The "Oil" , Gas'


UNITS = """
[sheet]
ignore = ["*"]
[[record]]
subject = "owner"
subject_kind = "=Company"
relation = "=owns"
object = "owned"
object_kind = "=Company"
value = "share"
unit = "=percent"
comparator = "=about"
"""


def test_a_unit_of_all_rows_says_nothing_where_a_row_has_no_number(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("owner,owned,share\nOil Ltd,Gas Ltd,51\nTar Ltd,Gas Ltd,\n")
    report = come(tmp_path, tmp_path / "a.csv", UNITS)
    assert report.written == 2, report.refused
    relations = kg("relations", "--dossier", tmp_path / "data").json
    assert {(r["subject"]["label"], r["value"]) for r in relations} == {("Oil Ltd", 51), ("Tar Ltd", None)}


def test_a_unit_of_a_column_without_a_number_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("owner,owned,share,unit\nTar Ltd,Gas Ltd,,percent\n")
    report = come(tmp_path, tmp_path / "a.csv", UNITS.replace('"=percent"', '"unit"'))
    assert [one.reason for one in report.refused] == ["the row has unit, and no value"]


@pytest.mark.parametrize(
    ("old", "new", "cure"),
    [
        (
            'subject_kind = "=Company"\n',
            "",
            "'Oil Ltd' is new and its kind is not said: give it as subject_kind, or in",
        ),
        ('"=Company"', '"=Compny"', "is no kind of entity; the nearest is Company"),
        ('"=Company"', '"=Zzz"', "is no kind of entity; 'kg vocabulary kinds' lists them"),
    ],
    ids=["none", "slip", "unknown"],
)
def test_what_a_profile_lacks_is_told_with_the_place_for_it(tmp_path: Path, old: str, new: str, cure: str) -> None:
    (tmp_path / "a.csv").write_text("owner,owned,share\nOil Ltd,Gas Ltd,51\n")
    report = come(tmp_path, tmp_path / "a.csv", UNITS.replace(old, new, 1))
    assert any(cure in one.reason for one in report.refused), report.refused


def test_a_publisher_without_a_kind_is_told_with_the_place_for_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("owner,owned,share\nOil Ltd,Gas Ltd,51\n")
    (tmp_path / "profile.toml").write_text(PROFILE.split("[source]")[0] + UNITS, encoding="utf-8")
    report = import_sheet(tmp_path / "a.csv", tmp_path / "profile.toml", None, tmp_path / "data")
    assert "give it as publisher_kind, under [source] of the profile" in report.refused[0].reason


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'subject = "owner"',
            'subject = { colum = "owner" }',
            "no key 'colum' in record.1.subject; the nearest is column",
        ),
        ('subject = "owner"', 'subjekt = "owner"', "no key 'subjekt' in record.1; the nearest is subject"),
    ],
    ids=["cell", "record"],
)
def test_a_mistyped_key_is_told_with_the_nearest(tmp_path: Path, old: str, new: str, message: str) -> None:
    (tmp_path / "a.csv").write_text("owner,owned,share\nOil Ltd,Gas Ltd,51\n")
    with pytest.raises(DataError, match=message):
        come(tmp_path, tmp_path / "a.csv", UNITS.replace(old, new))


@pytest.mark.parametrize(
    ("name", "year", "state"),
    [
        ("USA", "2000", "United States"),
        ("UK", "1900", "United Kingdom"),
        ("USSR", "1970", "Soviet Union"),
        ("Iran (Islamic Republic of)", "2000", "Iran"),
        ("DR Congo", "2000", "Democratic Republic of the Congo"),
        ("Korea, Republic of", "2000", "South Korea"),
        ("Ottoman Empire", "1900", "Ottoman state"),
    ],
    ids=lambda word: word.split(" ")[0].rstrip(","),
)
def test_states_are_known_by_the_names_that_tables_give_them(name: str, year: str, state: str) -> None:
    assert states().of_code("name", name, year).name == state


def test_a_name_after_its_time_is_refused() -> None:
    with pytest.raises(Refused, match="means no state in 2000"):
        states().of_code("name", "USSR", "2000")


@pytest.mark.parametrize(
    ("scheme", "code", "words"),
    [
        ("cow", "ARM", "no state has the cow code 'ARM'; it is one of cowc or gwc or iso3 or cameo"),
        ("name", "AZ", "no state has the name 'AZ'; it is one of iso2"),
        ("iso3", "Armenia", "no state has the iso3 code 'Armenia'; it is one of name"),
        ("cow", "99999", "no state has the cow code '99999'"),
    ],
    ids=["number", "name", "code", "none"],
)
def test_a_code_of_another_scheme_is_told_with_that_scheme(scheme: str, code: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        states().of_code(scheme, code, "2000")
    assert str(refused.value) == words


def test_a_language_is_a_tag(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,called,tag\nOakmere,Oakmere,en\nAshmere,Yashmer,sr-Latn\nElm,Vyaz,!!\n")
    profile = '[[record]]\nsubject = "name"\nsubject_kind = "=City"\nrelation = "=isDescribedAs"\nobject = "called"\n'
    report = come(tmp_path, tmp_path / "a.csv", profile + 'language = "tag"\n')
    assert [(one.line, one.reason) for one in report.refused] == [
        (4, "'!!' is no tag of a language: write one such as en, hy or sr-Latn")
    ]


def test_a_row_that_is_refused_does_not_decide_on_a_kind(tmp_path: Path) -> None:
    sheet = "[[record]]\nsubject = 'a'\nsubject_kind = 'k'\nrelation = 'r'\nobject = 'b'\nobject_kind = '=State'\n"
    rows = ["Line,Pipeline,hasPlans,Elbonia", "Line,State,supports,Elbonia", "Line,Pipeline,supports,Elbonia"]
    (tmp_path / "a.csv").write_text("\n".join(["a,k,r,b", *rows, ""]))
    report = come(tmp_path, tmp_path / "a.csv", sheet)
    assert [one.line for one in report.refused] == [2, 4]
    assert "'Line' is line, of kind State, and the sheet says Pipeline" in report.refused[1].reason
    assert validate([tmp_path / "data"]) == []


def test_two_kinds_of_one_id_are_told_where_a_type_does_not_take_the_first(tmp_path: Path) -> None:
    sheet = (
        "[entity.end]\nname = 'a'\nkind = 'k'\nid = 'a'\n"
        "[[record]]\nsubject = { entity = 'end' }\nrelation = 'r'\nobject = 'b'\nobject_kind = '=State'\n"
    )
    (tmp_path / "a.csv").write_text("a,k,r,b\nLine,Company,supports,Elbonia\nLine,Pipeline,passesThrough,Elbonia\n")
    report = come(tmp_path, tmp_path / "a.csv", sheet)
    assert [one.line for one in report.refused] == [3]
    assert validate([tmp_path / "data"]) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"A tiny voice"', '"A tiny\\u0007 voice"', "profile.toml:4:1: title holds U+0007"),
        ('"A Bureau"', '"A\\u001b[31m Bureau"', "profile.toml:8:1: publisher holds U+001B"),
    ],
    ids=["title", "publisher"],
)
def test_a_profile_holds_no_sign_that_no_text_can_hold(tmp_path: Path, old: str, new: str, words: str) -> None:
    (tmp_path / "profile.toml").write_text((PROFILE + UNITS).replace(old, new), encoding="utf-8")
    (tmp_path / "a.csv").write_text("owner,owned,share\nOil Ltd,Gas Ltd,51\n")
    with pytest.raises(DataError, match=re.escape(words)):
        import_sheet(tmp_path / "a.csv", tmp_path / "profile.toml", None, tmp_path / "data")


def test_no_option_and_no_decision_holds_such_a_sign(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text(PROFILE + UNITS, encoding="utf-8")
    (tmp_path / "a.csv").write_text("owner,owned,share\nOil Ltd,Gas Ltd,51\n")
    (tmp_path / "said.toml").write_text('[new."Oil Ltd"]\nkind = "Company"\nlabel = "Oil\\u0007"\n')
    asked = ("import", tmp_path / "a.csv", "--profile", tmp_path / "profile.toml", "--dry-run")
    for option, word in (("--title", "a\x07"), ("--publisher", "P\x1b"), ("--resolution", str(tmp_path / "said.toml"))):
        done = kg(*asked, option, word)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert "which is no character of a text: take it out" in done.err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '[{"a": 1}, {"a": 1, "b": 2, "a": 3}]'),
        ("b.json", '{"rows": [{"a": 1, "a": 3}]}'),
    ],
)
def test_a_key_that_stands_twice_in_an_object_is_refused(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(DataError, match="an object names 'a' twice: leave one"), opened(path) as table:
        list(table.rows)
