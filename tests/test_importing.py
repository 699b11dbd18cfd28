"""Fact sheets in: what is read, what is refused and why, and that nothing is lost, doubled or half written."""

import csv
import io
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import asdict

from kg.errors import DataError, InputError
from kg.graph import KnowledgeGraph
from kg.importing.importer import import_sheet
from kg.importing.profile import read_profile, template
from kg.importing.report import Report
from kg.importing.tables import opened
from kg.importing.text import clean
from kg.resources import data_dir
from kg.validation import validate
from tests.command import kg, python

COLUMNS = list(template()["columns"].values())
PROFILE = """base = "template"
[dataset]
name = "tiny"
title = "A tiny voice"
description = "Three facts, made up for the tests."
licence = "https://creativecommons.org/licenses/by/4.0/"
"""
FACT = {
    "subject": "Israel", "relation": "suppliesArmsTo", "object": "Azerbaijan", "value": "5", "unit": "usd",
    "title": "A page", "publisher": "An outlet", "url": "https://example.org/a",
}  # fmt: skip


COORDINATE = {"subject": "Baku", "relation": "hasLatitude", "object": "", "unit": "degree"}


class Desk:
    """A data folder with the shipped entities, a profile, and sheets to import."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        shutil.copytree(data_dir() / "entities", self.data / "entities")
        self.profile = folder / "profile.toml"
        self.sheet = folder / "facts.csv"
        self.resolution = folder / "resolution.toml"
        self.profile.write_text(PROFILE)

    def rows(self, *rows: dict[str, str]) -> Report:
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
        self.sheet.write_text(text.getvalue(), encoding="utf-8")
        return self.run()

    def run_text(self, *lines: str) -> Report:
        self.sheet.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return self.run()

    def run(self) -> Report:
        resolution = self.resolution if self.resolution.exists() else None
        return import_sheet(self.sheet, self.profile, resolution, self.data)

    def bytes(self) -> dict[str, bytes]:
        return {str(path.relative_to(self.data)): path.read_bytes() for path in sorted(self.data.rglob("*.ttl"))}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def only_reason(report: Report) -> str:
    assert (report.read, report.written) == (1, 0)
    assert report.refused[0].line == 2
    return report.refused[0].reason


def test_a_third_voice_comes_in_from_the_blank_sheet_to_an_answer(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert kg("import", "--template", "-o", desk.sheet).code == 0
    assert kg("import", "--template", "-o", desk.profile).code == 0
    desk.profile.write_text(desk.profile.read_text().replace("my-voice", "third"))
    with desk.sheet.open("a", newline="", encoding="utf-8") as sheet:
        writer = csv.DictWriter(sheet, COLUMNS)
        writer.writerow(FACT | {"until": "2021", "comparator": "about", "note": "As told."})
        writer.writerow(
            FACT
            | {"subject": "Elbonia", "subject_kind": "State", "relation": "isAlliedWith", "value": "", "unit": "",
               "claimant": "Turkey", "stance": "denies", "phase": "proposed"}
        )  # fmt: skip
    done = kg("import", desk.sheet, "--into", desk.data)
    assert done.code == 0
    assert (done.json["read"], done.json["written"], done.json["refused"]) == (2, 2, [])
    assert kg("validate", desk.data).code == 0
    relations = kg("relations", "Elbonia", "--data", desk.data).json
    assert [(relation["object"]["label"], relation["phase"]) for relation in relations] == [("Elbonia", "proposed")]
    assert (relations[0]["claims"][0]["claimant"]["label"], relations[0]["claims"][0]["stance"]) == ("Turkey", "denies")
    arms = kg("relations", "Israel", "Azerbaijan", "--data", desk.data).json
    assert [(relation["value"], relation["until"], relation["comparator"]) for relation in arms] == [
        (5, "2021", "about")
    ]


def test_importing_twice_gives_the_same_bytes_and_takes_away_what_is_stale(desk: Desk) -> None:
    other = FACT | {"relation": "isAlliedWith", "value": "", "unit": ""}
    desk.rows(FACT, other)
    first = desk.bytes()
    desk.run()
    assert desk.bytes() == first
    assert "tiny/relations/alliance.ttl" in first
    desk.rows(FACT)
    assert "tiny/relations/alliance.ttl" not in desk.bytes()


def test_an_import_never_changes_an_entity_that_is_there(desk: Desk) -> None:
    before = desk.bytes()
    desk.rows(FACT)
    assert {name: desk.bytes()[name] for name in before} == before


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    desk.rows(FACT)
    shutil.rmtree(desk.data / "tiny")
    before = desk.bytes()
    assert kg("import", desk.sheet, "--dry-run").code == 0
    assert desk.bytes() == before
    assert not (desk.data / "tiny").exists()


def test_one_claim_said_twice_is_one_and_two_sources_are_two(desk: Desk) -> None:
    report = desk.rows(FACT, FACT, FACT | {"publisher": "Another outlet"})
    assert (report.read, report.written, report.folded) == (3, 2, 1)
    assert [(one.line, one.first) for one in report.twice] == [(3, 2)]
    assert (report.relations, report.claims, report.sources) == (1, 2, 2)


def test_what_several_records_say_beside_is_one_claim_that_names_each(desk: Desk) -> None:
    desk.profile.write_text(
        PROFILE + '[identity]\nrelation = "id"\n[[rule]]\nrelation = "deals"\nmake = [{ type = "suppliesArmsTo" }, '
        '{ type = "isAlliedWith", value = -1 }]\n'
    )
    fact = ",".join((FACT | {"relation": "deals"}).values())
    report = desk.run_text(
        f"id,{','.join(FACT)}", f"a7,{fact}", f"a9,{fact}", f"a8,{fact.replace('A page', 'Another')}"
    )
    assert (report.read, report.written, report.folded, report.claims) == (3, 3, 0, 5)
    graph = KnowledgeGraph.load(desk.data)
    rows = {r.type.id.rpartition("#")[2]: sorted(claim.rows for claim in r.claims) for r in graph.relations()}
    # What a row is about is a claim of its own, though another row says the same.
    assert rows == {"suppliesArmsTo": [("a7",), ("a8",), ("a9",)], "isAlliedWith": [("a7", "a9"), ("a8",)]}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"relation": "likes"}, "no rule for the relation 'likes'"),
        ({"relation": ""}, "no relation"),
        ({"on": "3.10.2020"}, "'3.10.2020' is not a date"),
        ({"on": "2020-02-30"}, "that month has no day 30"),
        ({"from": "2020", "until": "2019"}, "2019 ends before 2020 begins"),
        ({"on": "2020", "from": "2019"}, "more than one period"),
        ({"value": "1,000"}, "'1,000' is no plain number"),
        ({"value": "about 5"}, "is no plain number"),
        ({"value": "9-5"}, "does not rise"),
        ({"unit": "furlong"}, "the unit 'furlong'"),
        ({"unit": "day"}, "'day' measures duration"),
        ({"unit": ""}, "the value 5 has no unit; suppliesArmsTo takes count or money"),
        ({"value": ""}, "the row has unit, and no value"),
        ({"value": "", "unit": "", "comparator": "about"}, "the row has comparator, and no value"),
        ({"value": "=A1*2"}, "is a formula"),
        ({"object": ""}, "the row has no object"),
        ({"object": "Israel"}, "tied to itself"),
        ({"object": "TANAP"}, "the object of suppliesArmsTo must be of kind Actor; tanap is of kind Pipeline"),
        ({"object": "Elbonia"}, "'Elbonia' is new and its kind is not said"),
        ({"object": "Isreal"}, "or is it israel? Then under [same]"),
        ({"object": "Elbonia", "object_kind": "Realm"}, "the kind 'Realm'"),
        ({"object": "NK"}, "'NK' may mean nagorno-karabakh or nk-republic"),
        ({"object": "Baku", "object_kind": "Company"}, "'Baku' is baku, of kind City, and the sheet says Company"),
        ({"object": "Ərəb"}, "is new and its kind is not said"),
        ({"phase": "perhaps"}, "there is no phase 'perhaps'"),
        ({"status": "perhaps"}, "the status 'perhaps'"),
        ({"stance": "perhaps"}, "there is no stance 'perhaps'"),
        ({"side": "lunar"}, "there is no side 'lunar'"),
        ({"weak": "maybe"}, "does not say whether the source is weak"),
        ({"url": "example org"}, "is no web address"),
        ({"title": ""}, "the row has no source"),
        ({"claimant": "A stranger"}, "'A stranger' is new and its kind is not said"),
        ({"used_by": "Armenia"}, "suppliesArmsTo takes no user"),
        (COORDINATE | {"value": "90.5"}, "the coordinate lies off the globe: 90.5 is more than 90 degrees"),
        (COORDINATE | {"value": "-100"}, "the coordinate lies off the globe: 100 is more than 90 degrees"),
        (COORDINATE | {"relation": "hasLongitude", "value": "190"}, "190 is more than 180 degrees"),
        ({"relation": "isAlliedWith"}, "does not take up: value, unit"),
        ({"relation": "holdsOffice", "value": "", "unit": ""}, "the subject of holdsOffice must be of kind Person"),
    ],
)
def test_a_row_that_is_not_sure_is_refused_with_its_reason(desk: Desk, change: dict[str, str], reason: str) -> None:
    assert reason in only_reason(desk.rows(FACT | change))
    assert not (desk.data / "tiny").exists()


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_do_not_matter(tmp_path: Path, ends: str, mark: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(f'{mark}a,b{ends}1,"two{ends}lines, ""quoted"""{ends}{ends}3,4{ends}'.encode())
    with opened(path) as sheet:
        assert sheet.head == ("a", "b")
        assert [(row.line, row.cells) for row in sheet.rows] == [(2, ("1", 'two lines, "quoted"')), (5, ("3", "4"))]


def test_semicolons_tabs_and_workbooks_are_read_alike(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a;b\n1;x,y\n")
    (tmp_path / "a.tsv").write_text("a\tb\n1\tx,y\n")
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["a", "b"])
    page.append([1.0, "x,y"])
    book.save(tmp_path / "a.xlsx")
    for ending in ("csv", "tsv", "xlsx"):
        with opened(tmp_path / f"a.{ending}") as sheet:
            assert (sheet.head, [row.cells for row in sheet.rows]) == (("a", "b"), [("1", "x,y")])


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"", "the sheet is empty"),
        ("a.csv", b"a,a\n1,2\n", "named twice: a"),
        ("a.csv", b"a,b\n\xff,2\n", "not UTF-8"),
        ("a.csv", b'a,"b\n1,2\n', ":1: a quotation begins at 'b' and does not end: .* cannot be told"),
        ("a.csv", b'a\n1\n"2\n3\n', ":3: a quotation begins at '2' and does not end: .* cannot be told"),
        (
            "a.csv",
            b'a,b\n1,"He said "no"\nand left, then\ncame back"\n',
            ":2: .* before 'no\"': write it twice; .* told",
        ),
        ("a.xlsx", b"no zip", "no XLSX workbook"),
        ("a.ods", b"a,b\n", "the format is unknown"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=words), opened(tmp_path / name) as sheet:
        list(sheet.rows)


def test_a_sheet_without_a_column_or_with_one_too_many_is_not_imported(desk: Desk) -> None:
    desk.sheet.write_text("subject,object\nIsrael,likes\n")
    with pytest.raises(DataError, match="lacks the columns relation, which"):
        desk.run()
    desk.sheet.write_text(f"{','.join(COLUMNS)},mood\n")
    with pytest.raises(DataError, match="does not say what these columns are: mood"):
        desk.run()


def test_of_many_columns_that_nobody_knows_some_are_named(desk: Desk) -> None:
    desk.sheet.write_text(f"{','.join(COLUMNS)},{','.join(f'more {number}' for number in range(272))}\n")
    done = kg("import", desk.sheet, "--into", desk.data)
    assert (done.code, done.err.count("\n"), len(done.err) < 400) == (2, 1, True)
    assert "more 10, more 11 and 260 more; name them under [columns]" in done.err


def test_a_sheet_may_have_only_the_columns_that_it_fills(desk: Desk) -> None:
    desk.sheet.write_text(
        "subject,relation,object,title,publisher,date\nIsrael,isAlliedWith,Turkey,A Title,A Paper,2020-10-01\n"
    )
    assert desk.run().written == 1


def test_a_profile_that_calls_the_columns_of_the_template_by_other_names_needs_those(desk: Desk) -> None:
    desk.profile.write_text(
        PROFILE + '[columns]\nsubject = "Who"\nrelation = "=isAlliedWith"\nobject = "Whom"\ntitle = "=A Title"\n'
        'publisher = "=A Paper"\n'
    )
    desk.sheet.write_text("Who,Whom\nIsrael,Turkey\n")
    assert desk.run().written == 1
    desk.sheet.write_text("Who\nIsrael\n")
    with pytest.raises(DataError, match="lacks the columns Whom, which"):
        desk.run()
    desk.sheet.write_text("Who,Whome\nIsrael,Turkey\n")
    with pytest.raises(DataError, match=r"lacks the columns Whom, which .* names; the nearest that it has is Whome"):
        desk.run()


def test_of_a_sheet_that_is_not_there_no_profile_is_asked_for(tmp_path: Path) -> None:
    missing = tmp_path / "facts.csv"
    done = kg("import", missing, "--dry-run")
    assert (done.code, done.err) == (2, f"kg: {missing}: cannot be read: No such file or directory\n")
    missing.touch()
    assert "profile.toml is not there: 'kg import --template" in kg("import", missing, "--dry-run").err


def test_a_blank_sheet_has_nothing_to_import_yet(desk: Desk) -> None:
    assert kg("import", "--template", "-o", desk.sheet).code == 0
    for options in (("--dry-run",), ("--into", desk.data.parent / "new")):
        done = kg("import", desk.sheet, *options, "--format", "table")
        assert (done.code, done.out) == (1, "")
        assert (
            done.err == f"kg: {desk.sheet}: there are no rows to import: a sheet has one below its head for each fact\n"
        )
    assert not (desk.data.parent / "new").exists()


def test_a_row_of_another_length_is_refused(desk: Desk) -> None:
    desk.sheet.write_text(f"{','.join(COLUMNS)}\nIsrael,State\n{',' * len(COLUMNS)}x\n")
    assert [refusal.reason[:30] for refusal in desk.run().refused] == [
        "the row has 2 cells and the he",
        "the row has 29 cells and the h",
    ]


def test_a_profile_with_a_slip_is_not_used(desk: Desk) -> None:
    desk.profile.write_text(PROFILE + "[kind]\nx = 'City'\n")
    with pytest.raises(DataError, match=r"profile.toml:7:1: there is no key 'kind' in the file; the nearest is kinds"):
        read_profile(desk.profile)
    for delimiter in (";;", "\\n", '\\"'):
        desk.profile.write_text(PROFILE + f'[sheet]\ndelimiter = "{delimiter}"\n')
        with pytest.raises(DataError, match=r"profile.toml:8:1: the delimiter '.+' is none: give one character"):
            read_profile(desk.profile)
    desk.profile.write_text(PROFILE + '[[rule]]\nrelation = "x"\ntype = "likes"\n')
    with pytest.raises(DataError, match="has no relation type likes"):
        desk.rows(FACT)


RULE = "[[rule]]\nrelation = 'x'\n"


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("[units]\nkm = { unit = 'kilometre', factor = 0 }", ":8:1: the factor 0 is none: .*above 0"),
        ("[units]\nkm = { unit = 'kilometre', factor = nan }", ":8:1: the factor nan is none: .*above 0"),
        ("[units]\nkm = { unit = 'kilometre', factor = inf }", ":8:1: the factor inf is none: .*above 0"),
        ("[units]\nkm = 5", ":8:1: units.km is a whole number; it is to be a text or a table"),
        (
            "[units]\nkm = { unit = 'kilometre', factor = 'ten' }",
            ":8:1: units.km.factor is a text; it is to be a whole number or",
        ),
        ("[kinds]\nx = 5", ":8:1: kinds.x is a whole number; it is to be a text or a table"),
        ("[statuses]\nx = 'planned'", ":8:1: statuses.x is a text; it is to be a table"),
        ("[statuses]\nx = { note = 'no' }", ":8:1: statuses.x.note is a text; it is to be true or false"),
        ("[hedges]\nx = 5", ":8:1: hedges.x is a whole number; it is to be a text"),
        ("[languages]\nx = 'no tongue'", ":8:1: 'no tongue' is no language tag"),
        ("[rule]\nrelation = 'x'", ":7:1: rule is a table; it is to be a list"),
        ("[[rule]]\nrelation = 'x'", r":7:1: rule.1 \(x\) is to name its relation"),
        ("[[rule]]\ntype = 'owns'", r":7:1: rule.1 \(no relation\) is to name its relation"),
        (RULE + "phase = 'planned'", r":7:1: rule.1 \(x\) has no type; give"),
        (
            RULE + "type = 'owns'\nvalue = 'two'",
            ":10:1: rule.1.value is a text; it is to be a whole number",
        ),
        (
            RULE + "type = 'owns'\nsubject = 'subjekt'",
            r":10:1: rule.1 \(x\): subject is 'subjekt', which is neither",
        ),
        (
            RULE + "type = 'owns'\nfrom = 'then'",
            r":10:1: rule.1 \(x\): from is 'then'; it is to be one of",
        ),
        (
            RULE + "type = 'owns'\nwhen = { subject = 5 }",
            ":10:1: rule.1.when.subject is a whole number; it is to be a text or",
        ),
        (RULE + "make = 'owns'", ":9:1: rule.1.make is a text; it is to be a list"),
        (
            RULE + "make = [{ type = 'owns', mood = 'sad' }]",
            "no key 'mood' in rule.1.make.1; there are: type",
        ),
    ],
)
def test_a_profile_says_where_its_slip_is(desk: Desk, stated: str, words: str) -> None:
    desk.profile.write_text(f"{PROFILE}{stated}\n")
    with pytest.raises(DataError, match=words):
        read_profile(desk.profile)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "tiny"', 'name = "../tiny"', "use lower-case letters, digits and hyphens"),
        ('name = "tiny"', "name = 5", ":3:1: dataset.name is a whole number; it is to be a text"),
        ('name = "tiny"', "", ":2:1: dataset has no name; give it as name"),
        ("https://creativecommons.org/", "creative commons", ":6:1: the licence 'creative commons"),
    ],
)
def test_a_dataset_has_a_name_and_a_licence(desk: Desk, old: str, new: str, words: str) -> None:
    desk.profile.write_text(PROFILE.replace(old, new))
    with pytest.raises(DataError, match=words):
        desk.rows(FACT)


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("[new]\nElbonia = 'State'", ":2:1: new.Elbonia is a text; it is to be a table"),
        ("[new.Elbonia]\nslug = 'El Bonia'", ":2:1: the slug 'El Bonia' is none"),
        ("[new.Elbonia]\naliases = 5", ":2:1: new.Elbonia.aliases is a whole number; it is to be a text or a list"),
        ("[same]\nElbonia = 5", ":2:1: same.Elbonia is a whole number; it is to be a text"),
        ("same = 'Elbonia'", ":1:1: same is a text; it is to be a table"),
        ("mood = 'sad'", ":1:1: there is no key 'mood' in the file; there are: same"),
    ],
)
def test_a_resolution_file_says_where_its_slip_is(desk: Desk, stated: str, words: str) -> None:
    desk.resolution.write_text(stated)
    with pytest.raises(DataError, match=words):
        desk.rows(FACT)


@pytest.mark.parametrize(
    ("stated", "words"),
    [("side = 'lunar'", "there is no side 'lunar'"), ("counts_with = 'nobody'", "count with 'nobody', which is no")],
)
def test_a_new_entity_stands_where_something_is(desk: Desk, stated: str, words: str) -> None:
    desk.resolution.write_text(f"[new.Elbonia]\nkind = 'State'\n{stated}\n")
    assert words in only_reason(desk.rows(FACT | {"object": "Elbonia"}))


def test_a_dataset_that_no_import_made_is_left_alone(desk: Desk) -> None:
    (desk.data / "tiny").mkdir()
    (desk.data / "tiny" / "dataset.ttl").write_text("")
    with pytest.raises(InputError, match="not made by an import"):
        desk.rows(FACT)


@pytest.mark.parametrize("name", ["persons", "entities"])
def test_a_dataset_never_takes_the_place_of_entities_that_are_there(desk: Desk, name: str) -> None:
    before = desk.bytes()
    desk.profile.write_text(PROFILE.replace("tiny", name))
    with pytest.raises(InputError, match="the name is taken"):
        desk.rows(FACT)
    assert desk.bytes() == before


@pytest.mark.slow
def test_what_looks_alike_is_reported_and_decided_in_the_resolution_file(desk: Desk) -> None:
    row = FACT | {"object": "Azerbaijjan", "object_kind": "State"}
    report = desk.rows(row)
    assert [(near.name, near.like[0]) for near in report.near] == [("Azerbaijjan", "azerbaijan")]
    desk.resolution.write_text('[same]\n"Azerbaijjan" = "azerbaijan"\n')
    report = desk.run()
    assert (report.near, report.entities) == ([], 1)
    desk.resolution.write_text('apart = ["Azerbaijjan"]\n')
    assert (desk.run().near, desk.run().entities) == ([], 2)


def test_rules_split_turn_refuse_and_lose_nothing(desk: Desk) -> None:
    desk.profile.write_text(
        PROFILE
        + """
[units]
"million USD" = { unit = "usd", factor = 1000000 }
[statuses]
"at least" = { comparator = "atLeast", note = false }
[[rule]]
relation = "bought_from"
when = { note = "gossip" }
refuse = "gossip is no fact"
[[rule]]
relation = "bought_from"
make = [
    { type = "suppliesArmsTo", subject = "object", object = "subject" },
    { type = "hasMilitaryTiesWith", value = -1, note = "As a buyer." },
]
"""
    )
    row = FACT | {"relation": "bought_from", "unit": "million USD", "status": "at least"}
    report = desk.rows(row, row | {"note": "gossip"})
    assert [(refusal.line, refusal.reason, refusal.foreseen) for refusal in report.refused] == [
        (3, "gossip is no fact", True)
    ]
    assert report.relations == 2
    assert validate([desk.data]) == []
    arms = (desk.data / "tiny" / "relations" / "arms.ttl").read_text()
    assert "relation:azerbaijan-suppliesArmsTo-israel-atLeast-5000000-usd" in arms


@pytest.mark.slow
def test_a_long_sheet_takes_little_memory(desk: Desk) -> None:
    rows = [FACT | {"object": f"Realm {n}", "object_kind": "State", "on": f"{1900 + n % 100}"} for n in range(12_000)]
    desk.rows(*rows)
    code = (
        "import resource, sys; from pathlib import Path; from kg.importing.importer import import_sheet\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "report = import_sheet(*map(Path, sys.argv[1:3]), None, Path(sys.argv[3]))\n"
        "print(report.written, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"
    )
    written, grown = map(int, python("-c", code, str(desk.sheet), str(desk.profile), str(desk.data)).out.split())
    assert written == 12_000
    # Held in memory, the triples alone would take some hundred megabytes.
    assert grown < (80 if sys.platform == "linux" else 80_000)


def test_cells_are_composed_and_stand_on_one_line() -> None:
    assert clean(" S\u0327us\u0327a\n  x ") == "Şuşa x"


def test_notes_are_given_in_other_words_and_publishers_are_weak_by_decision(desk: Desk) -> None:
    desk.profile.write_text(
        PROFILE
        + """
[notes]
"says the boss" = "So its head."
"see above" = ""
[source]
publisher_kind = "MediaOutlet"
weak_publishers = ["An outlet"]
"""
    )
    report = desk.rows(FACT | {"note": "says the boss | see above | twice"})
    assert (report.written, report.refused) == (1, [])
    assert 'skos:note "So its head. | twice"@en' in (desk.data / "tiny" / "relations" / "arms.ttl").read_text()
    assert "kg:weak true" in (desk.data / "tiny" / "sources.ttl").read_text()


def test_what_cannot_be_written_is_told_and_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = desk.bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "disk")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", full)
        with pytest.raises(DataError, match="disk: cannot be written: No space left on device"):
            desk.rows(FACT)
    assert desk.bytes() == before
    assert [path.name for path in desk.data.iterdir() if path.name != "entities"] == []


def test_what_a_killed_import_left_is_passed_over(desk: Desk) -> None:
    left = desk.data / ".import-tiny" / "tiny"
    left.mkdir(parents=True)
    (left / "dataset.ttl").write_text("half a fi")
    assert desk.rows(FACT).written == 1
    (desk.data / ".import-other").mkdir()
    (desk.data / ".import-other" / "half.ttl").write_text("half a fi")
    assert validate([desk.data]) == []


def test_letters_of_another_script_and_slips_at_the_beginning_are_seen(desk: Desk) -> None:
    names = {"Аzerbaijan": "azerbaijan", "Κazakhstan": "kazakhstan", "Ryrgyzstan": "kyrgyzstan", "Georgıa": "georgia"}
    report = desk.rows(*({**FACT, "object": name, "object_kind": "State"} for name in names))
    near = {one.name: one for one in report.near} | {
        name: None for refusal in report.refused for name in names if name in refusal.reason
    }
    assert near.keys() == names.keys()
    assert [near[name].like[0] for name in list(names)[:3]] == list(names.values())[:3]  # type: ignore[union-attr]
    assert near["Аzerbaijan"].strangers == ["U+0410 cyrillic capital letter a"]  # type: ignore[union-attr]


def test_a_mixed_word_is_said_though_nothing_is_like_it(desk: Desk) -> None:
    report = desk.rows({**FACT, "object": "Xylоphonia", "object_kind": "State"})
    letter = "U+043E cyrillic small letter o"
    assert [asdict(one) | {"strangers": one.strangers} for one in report.near] == [
        {"name": "Xylоphonia", "entity": "xylphonia", "like": (), "rows": 1, "strangers": [letter]}
    ]


def test_near_names_come_in_the_order_of_their_rows(desk: Desk) -> None:
    often = [FACT | {"object": "Azerbaijjan", "object_kind": "State", "value": str(number)} for number in (1, 2, 3)]
    report = desk.rows(FACT | {"object": "Armenija", "object_kind": "State"}, *often)
    assert [(near.name, near.rows) for near in report.near] == [("Azerbaijjan", 3), ("Armenija", 1)]


def test_a_message_shows_what_has_no_width(desk: Desk) -> None:
    reason = only_reason(desk.rows({**FACT, "object": "Azerbaijan\u200d", "object_kind": "State"}))
    assert "'Azerbaijan<U+200D>' would be called azerbaijan" in reason


def test_errors_and_control_characters_refuse_a_row_only_in_cells_that_are_read(desk: Desk) -> None:
    assert "the note is an error of the spreadsheet" in only_reason(desk.rows({**FACT, "note": "#REF!"}))
    assert "the object holds U+0007" in only_reason(desk.rows({**FACT, "object": "Azer\abaijan"}))
    desk.profile.write_text(f'{PROFILE}[sheet]\nignore = ["mood"]\n')
    report = desk.run_text(",".join([*COLUMNS, "mood"]), ",".join([FACT.get(name, "") for name in COLUMNS] + ["#N/A"]))
    assert report.written == 1


ALLIED = FACT | {"relation": "isAlliedWith", "value": "", "unit": ""}


@pytest.mark.parametrize("unit", ["billion cubic metres", "Billion Cubic Metres", "billion-cubic-metres", "BCM"])
def test_a_unit_is_taken_by_name_label_or_symbol_in_any_case(desk: Desk, unit: str) -> None:
    report = desk.rows(FACT | {"relation": "Supplies gas to", "value": "2", "unit": unit})
    assert (report.written, report.refused) == (1, [])
    assert "kg:unit unit:billionCubicMetres" in desk.bytes()["tiny/relations/energy.ttl"].decode()


def test_each_unit_is_taken_by_its_label_and_its_symbol() -> None:
    from kg.importing.schema import Schema
    from kg.store import named_query

    store = KnowledgeGraph.open().store
    schema = Schema(store)
    rows = [
        (row["concept"].value.rsplit("/", 2)[1:], row["word"].value) for row in store.select(named_query("term_words"))
    ]
    assert {scheme for (scheme, _), _ in rows} >= {"unit", "side", "phase", "comparator", "stance", "status"}
    assert [word for (scheme, name), word in rows if schema.meant(scheme, word.upper()) != name] == []


def test_kinds_phases_comparators_statuses_and_stances_are_taken_by_their_labels(desk: Desk) -> None:
    report = desk.rows(
        ALLIED
        | {"object": "Elbonia", "object_kind": "state", "phase": "Under Way", "stance": "Denies", "status": "Admitted"},
        FACT | {"comparator": "More than", "side": "Neutral"},
    )
    assert (report.written, report.refused) == (2, [])
    text = "".join(part.decode() for name, part in desk.bytes().items() if "tiny" in name)
    for term in ("a kg:State", "phase:underWay", "stance:denies", "status:admitted", "comparator:moreThan"):
        assert term in text


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"unit": "usdd"}, "'usdd' is not in the profile, under [units], nor in the ontology; the nearest is usd"),
        ({"comparator": "at leest"}, "there is no comparator 'at leest'; the nearest is atLeast"),
        ({"status": "admited"}, "is no status; the nearest is admitted"),
        ({"relation": "hasMilitaryBaseIn"}, "it is no relation type; the nearest is hasBaseIn"),
        ({"relation": "isAlliedTo"}, "it is no relation type; the nearest is isAlliedWith"),
        ({"relation": "meets"}, "it is no relation type; 'meets' stands in the definition of consults"),
        # What is nearly the name of a type is told with it, whatever definitions have the word too.
        ({"relation": "buy"}, "the nearest is buys"),
        ({"side": "Moldovan"}, "to declare it, add [sides.moldovan] to "),
    ],
    ids=lambda value: "-".join(value.values()) if isinstance(value, dict) else "",
)  # fmt: skip
def test_a_term_that_is_none_is_told_with_the_nearest_or_the_cure(
    desk: Desk, cells: dict[str, str], message: str
) -> None:
    assert message in only_reason(desk.rows(FACT | cells))


def test_the_kind_of_a_new_name_counts_for_all_rows_whatever_their_order(desk: Desk) -> None:
    rows = [
        ALLIED | {"subject": "Elbonia", "object": "Nowhere", "claimant": "Graustark"},
        ALLIED | {"subject": "Graustark", "object": "Elbonia"},
        ALLIED | {"subject": "Graustark", "object": "Nowhere", "object_kind": "Polity"},
        ALLIED | {"object": "Graustark", "object_kind": "State"},
        ALLIED | {"subject": "Elbonia", "subject_kind": "State"},
    ]
    assert desk.rows(*rows).written == 5
    first = desk.bytes()
    assert desk.rows(*reversed(rows)).written == 5
    assert desk.bytes() == first
    explained = kg("import", desk.sheet, "--into", desk.data, "--explain", "6").json
    assert explained["refused"] == []
    report = desk.rows(*rows[:2], ALLIED, ALLIED | {"object": "Graustark", "object_kind": "Wrong"})
    assert [refusal.line for refusal in report.refused] == [2, 3, 5]
    assert "'Elbonia' is new and its kind is not said" in report.refused[0].reason


def test_a_dry_run_is_checked_against_the_dossier_of_the_current_folder_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path)
    assert kg("init", tmp_path / "own").code == 0
    desk.rows(ALLIED | {"subject": "Northland", "object": "Southland"})
    done = kg("import", desk.sheet, "--dry-run", "--dossier", tmp_path / "own")
    assert (done.code, done.json["new_entities" if "new_entities" in done.json else "entities"]) == (0, 1)
    assert f"checked against {tmp_path / 'own'}; " in done.err
    monkeypatch.chdir(tmp_path / "own" / "entities")
    here = kg("import", desk.sheet, "--dry-run")
    assert (here.code, here.data) == (0, done.data)
    assert f"checked against {tmp_path / 'own'}; " in here.err
