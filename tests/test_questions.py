"""The catalogue of named questions: how its files are written, and how one is asked."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions
from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery

from kg.cli.ask import Catalogue
from kg.errors import InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.lookup.questions import Question, filled, question, question_names, questions
from kg.model.filters import Filters
from kg.model.records import EntityRef
from kg.resources import ontology_files
from kg.session.validity import valid_at
from kg.terms import PREFIXES, local_name
from tests.command import Outcome, kg
from tests.statements import entities, graph, relations, turtle

COMMON = {"show", "policy", "format", "output", "data", "dataset", "help", "debug"}
PREMISE = re.compile(r"(relation|claim)s?\d*")


def examples(asked: Question, *, all_of_them: bool) -> dict[str, Any]:
    """Return the parameters of a question with their examples, all or only the required ones."""
    return {p.name: True if p.is_flag else p.example for p in asked.parameters if all_of_them or p.required}


def body(asked: Question) -> str:
    """Return the SPARQL of a question without its comments, but with its optional lines."""
    lines = (re.sub(r"^\s*# if \$\w+: ", "", line) for line in asked.text.splitlines())
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def test_there_are_at_least_thirty_five_questions() -> None:
    assert len(question_names()) >= 35


@pytest.mark.parametrize("asked", questions(), ids=str)
def test_a_question_says_what_it_asks(asked: Question) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", asked.name)
    assert re.match(r"(Who|What|Which|How) ", asked.title)
    assert not asked.title.endswith(".")
    assert re.fullmatch(r"[A-Z0-9].*\.", asked.description)
    head = (
        r"# Title: .+\n# Description: .+\n(# Arrows: .+\.\n)?(# Words: .+\n)?(# Parameter .+\n)*(# Column .+\n)*PREFIX "
    )
    assert re.match(head, asked.text)


@pytest.mark.parametrize("asked", questions(), ids=str)
def test_the_parameters_of_a_question_are_those_that_its_query_has(asked: Question) -> None:
    used = {name.replace("_", "-") for name in re.findall(r"\$(\w+)", body(asked))}
    used |= {"as-of-first", "as-of-last"} if "holding" in used else set()
    used.discard("holding")
    used = {name.removesuffix("-voices") for name in used}
    known = set()
    for parameter in asked.parameters:
        known |= {f"{parameter.name}-first", f"{parameter.name}-last"} if parameter.kind == "date" else {parameter.name}
        assert parameter.description.endswith(".")
    assert used <= known
    assert {re.sub("-(first|last)$", "", name) for name in used} == {p.name for p in asked.parameters}
    assert COMMON.isdisjoint(p.name for p in asked.parameters)


@pytest.mark.slow
@pytest.mark.parametrize("name", question_names())
def test_a_question_is_read_by_two_engines_whatever_parameters_are_given(shipped: KnowledgeGraph, name: str) -> None:
    asked = question(name)
    prepareQuery(asked.text)
    needed, whole = examples(asked, all_of_them=False), examples(asked, all_of_them=True)
    for given_ in (needed, *({**needed, p: value} for p, value in whole.items()), whole):
        text = filled(shipped.store, asked, given_)
        assert "$" not in re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
        shipped.store.select(text)
    # Each parameter joins in lines of its own, so that all of them together show each; rdflib takes long to parse.
    prepareQuery(filled(shipped.store, asked, needed))
    prepareQuery(filled(shipped.store, asked, whole))


@pytest.mark.parametrize("name", question_names())
def test_each_row_rests_on_a_relation_and_each_claim_is_about_one(shipped: KnowledgeGraph, name: str) -> None:
    asked = question(name)
    rows = shipped.ask(name, **examples(asked, all_of_them=False))
    assert rows
    for row in rows:
        assert row.relations
        assert set(row.claims) <= {claim.id for relation in row.relations for claim in relation.claims}
        assert not any(PREMISE.fullmatch(column) for column in row.answer)
    assert len({str(row) + str(row.relations) for row in rows}) == len(rows)


def test_questions_use_only_terms_that_there_are() -> None:
    terms = set()
    for path in ontology_files():
        terms |= set(re.findall(r"^([a-z]+:[A-Za-z]+)$", path.read_text(encoding="utf-8"), re.MULTILINE))
    own = {"kg", "stance", "status", "polarity", "layer", "phase", "comparator"}
    for asked in questions():
        text = re.sub(r'"[^"]*"', "", body(asked))
        used = {f"{p}:{name}" for p, name in re.findall(r"(?<![\w?])([a-z]+):([A-Za-z]\w*)", text) if p in own}
        assert used <= terms, asked.name


def test_questions_differ_in_more_than_a_constant() -> None:
    layers: dict[str, str] = {}
    for path in ontology_files():
        text = path.read_text(encoding="utf-8")
        layers |= dict(
            re.findall(r"^kg:(\w+)\n\s+a kg:RelationType.*?kg:layer layer:(\w+)", text, re.MULTILINE | re.DOTALL)
        )
    shapes: dict[str, str] = {}
    for asked in questions():
        shape = re.sub(r"kg:(\w+)", lambda match: layers.get(match[1], match[0]), body(asked))
        for index, name in enumerate(dict.fromkeys(re.findall(r"[?$]\w+", shape))):
            shape = re.sub(rf"{re.escape(name)}\b", f"?v{index}", shape)
        assert shape not in shapes, f"{asked.name} and {shapes.get(shape)} differ in a constant only"
        shapes[shape] = asked.name


def cells(solutions: QuerySolutions) -> list[list[str | None]]:
    names = [variable.value for variable in solutions.variables]
    return [[None if (term := row[name]) is None else term.value for name in names] for row in solutions]


@pytest.mark.parametrize("name", question_names())
def test_what_show_prints_gives_the_same_answer_when_it_is_queried(shipped: KnowledgeGraph, name: str) -> None:
    given_ = examples(question(name), all_of_them=False)
    options = [word for option, value in given_.items() for word in (f"--{option}", str(value))]
    shown = kg("ask", name, *options, "--show")
    assert (shown.code, shown.err) == (0, "")
    assert all(f"PREFIX {p}: <{PREFIXES[p]}>" in shown.out for p in set(re.findall(r"\b(kg|rdf|stance):\w", shown.out)))
    answer = shipped.query(shown.out)
    assert isinstance(answer, QuerySolutions)
    columns = [variable.value for variable in answer.variables]
    cells_of = [dict(zip(columns, row, strict=True)) for row in cells(answer)]
    rows = shipped.ask(name, **given_)
    assert len(cells_of) == len(rows)
    for solution, row in zip(cells_of, rows, strict=True):
        for column, cell in row.answer.items():
            value = cell.id if isinstance(cell, EntityRef) else cell
            shown_value = solution[column]
            if shown_value is None or value is None:
                assert shown_value is value is None
            elif column == "tie":
                # Where the subject is plural, so is the verb: the query knows it in the singular only.
                assert any(shown_value in (r.type.label, r.type.inverse_label, value) for r in row.relations)
            elif isinstance(value, str):
                assert shown_value in (value, shown_value) and local_name(shown_value).endswith(local_name(value))
            else:
                assert float(shown_value) == value
        premises = {iri for c in columns if c.startswith("relation") for iri in (solution[c] or "").split()}
        assert premises == {relation.id for relation in row.relations}


@pytest.mark.slow
def test_kg_query_answers_the_shown_question() -> None:
    shown = kg("ask", "arms-suppliers", "--of", "Azerbaijan", "--as-of", "2015", "--show")
    answer = kg("query", "-", "--format", "csv", stdin=shown.out)
    asked = kg("ask", "arms-suppliers", "--of", "Azerbaijan", "--as-of", "2015", "--format", "json")
    suppliers = [row["supplier"] for row in csv.DictReader(io.StringIO(answer.out))]
    assert suppliers == [row["answer"]["supplier"]["id"] for row in asked.json]


DATES = st.none() | st.sampled_from(["1988", "1988-02", "1988-02-29", "1989-12-31", "1990", "1990-01", "1990-06-15"])
TIMES = st.one_of(
    st.fixed_dictionaries({"from": DATES, "until": DATES}),
    st.fixed_dictionaries({"after": DATES, "before": DATES}),
    st.fixed_dictionaries({"on": DATES}),
)


@pytest.mark.slow
@settings(max_examples=20)
@given(
    st.lists(st.tuples(TIMES, DATES), min_size=1, max_size=6),
    st.sampled_from(["1987", "1988", "1988-02", "1988-02-28", "1989", "1990-01", "1990-06-15", "1991"]),
)
def test_as_of_keeps_in_a_question_what_it_keeps_everywhere_on_two_engines(
    tmp_path_factory: pytest.TempPathFactory, dated: list[tuple[dict[str, str | None], str | None]], as_of: str
) -> None:
    lines = []
    for number, (times, attested) in enumerate(dated):
        words = [f"{word}:{date}" for word, date in times.items() if date is not None]
        lines.append(f"r{number} seller{number} suppliesArmsTo buyer {' '.join(words)} affirms@{attested or ''}")
    kinds = entities(buyer="State", **{f"seller{number}": "State" for number in range(len(lines))})
    folder = tmp_path_factory.mktemp("dated")
    loaded = graph(folder, kinds, relations(*lines))
    held = valid_at(loaded.store, Filters(as_of=as_of), {relation.id for relation in loaded.relations()})
    expected = {local_name(iri)[1:]: holds for iri, holds in held.items()}

    def answer(undated: bool) -> dict[str, str]:
        rows = loaded.ask("arms-suppliers", of="buyer", as_of=as_of, undated=undated)
        assert all(row.relations[0].holds == row.answer["holds"] for row in rows)
        return {row.relations[0].subject.label[-1]: str(row.answer["holds"]) for row in rows}

    assert answer(undated=True) == expected
    assert answer(undated=False) == {name: holds for name, holds in expected.items() if holds != "undated"}
    left_out = loaded.left_out("arms-suppliers", of="buyer", as_of=as_of)
    assert left_out == sum(holds == "undated" for holds in expected.values())
    other = Graph()
    other.parse(data=turtle(kinds, relations(*lines)), format="turtle")
    text = loaded.sparql("arms-suppliers", of="buyer", as_of=as_of, undated=True)
    assert {local_name(str(row.supplier))[-1]: str(row.holds) for row in other.query(text)} == expected  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("dates", "touches"),
    [
        ("on:1989", "certainly"),
        ("on:1987", None),
        ("from:1980 until:1995", "certainly"),
        ("from:1980", "possibly"),
        ("from:1989-05", "certainly"),
        ("until:1987-12-31", None),
        ("until:1988-01-01", "certainly"),
        ("from:1991", None),
        ("after:1989", "possibly"),
        ("after:1991", None),
        ("before:1987", None),
        ("on:1988-02-29", "certainly"),
    ],
)
def test_what_happened_between_two_dates_is_compared_day_by_day(
    tmp_path: Path, dates: str, touches: str | None
) -> None:
    loaded = graph(tmp_path, entities(storm="Event"), relations(f"r1 storm tookPlace - {dates}"))
    for since, until in (("1988", "1990"), ("1988-01-01", "1990-12"), ("1988-01", "1990-12-31")):
        rows = loaded.ask("events-between", since=since, until=until)
        assert [row.answer["touches"] for row in rows] == ([] if touches is None else [touches])


def test_a_toll_is_told_once_however_many_datings_its_event_has(tmp_path: Path) -> None:
    world = entities(war="War", people="SocialGroup", storm="Event")
    dated = relations("r1 war tookPlace - from:1988 until:1989", "r2 war tookPlace - from:1988 until:1990")
    toll = relations("r3 war kills people", "r4 storm tookPlace - on:1989") + "relation:r3 kg:value 742 .\n"
    rows = graph(tmp_path, world, dated, toll).ask("events-between", since="1988", until="1990")
    assert [row.answer["number"] for row in rows] == [742, None]
    assert [{local_name(relation.id) for relation in row.relations} for row in rows] == [{"r1", "r2", "r3"}, {"r4"}]


def test_what_is_only_denied_or_only_planned_is_no_answer(tmp_path: Path) -> None:
    loaded = graph(
        tmp_path,
        entities(buyer="State", one="State", two="State", three="State"),
        relations(
            "r1 one suppliesArmsTo buyer denies",
            "r2 two suppliesArmsTo buyer phase:planned",
            "r3 three suppliesArmsTo buyer affirms denies",
        ),
    )
    [row] = loaded.ask("arms-suppliers", of="buyer")
    assert isinstance(row.answer["supplier"], EntityRef)
    assert row.answer["supplier"].label == "three"
    assert len(row.relations[0].claims) == 2


def test_plain_arrows_follow_the_policy(tmp_path: Path) -> None:
    lines = relations(
        "pipe-deliversTo-europe pipe deliversTo europe",
        "other-deliversTo-europe other deliversTo europe affirms denies",
    )
    loaded = graph(tmp_path, entities(pipe="Pipeline", other="Pipeline", europe="Region"), lines)
    assert question("pipelines-to").arrows
    assert len(loaded.ask("pipelines-to", policy="claimed", to="europe")) == 2
    assert len(loaded.ask("pipelines-to", policy="undisputed", to="europe")) == 1


def test_a_question_is_asked_from_python(shipped: KnowledgeGraph) -> None:
    azerbaijan = shipped.ref("Azerbaijan")
    by_name = shipped.ask("arms-suppliers", of="Azerbaijan", as_of="2015")
    assert by_name == shipped.ask("arms-suppliers", of=azerbaijan, as_of="2015")
    assert str(by_name[0]) == "supplier: Israel; on: not stated; from: 2006; until: 2019; holds: certainly"
    assert "<th>supplier</th>" in by_name._repr_html_()
    assert shipped.ask("arms-suppliers", of="Georgia") == []
    assert [asked.name for asked in shipped.questions()] == question_names()


@pytest.mark.parametrize(
    ("name", "parameters", "error", "message"),
    [
        ("arms-suppliers", {}, InputError, "arms-suppliers needs --of, such as --of Azerbaijan"),
        (
            "arms-suppliers",
            {"of": "Azerbaijan", "to": "x"},
            InputError,
            "has no parameter --to; there are: --as-of, --of",
        ),
        ("arms-suppliers", {"of": "Azerbaijn"}, NotFoundError, "the nearest names are: Azerbaijan"),
        ("arms-suppliers", {"of": "Azerbaijan", "as_of": "2015-02-30"}, InputError, "no day 30"),
        ("arms-supplier", {}, InputError, "the nearest are: arms-suppliers"),
        ("arms", {}, InputError, "there is no question 'arms'; the nearest are: arms-"),
        ("gas", {}, InputError, "there is no question 'gas'; the nearest are: energy-suppliers"),
        ("who supplies gas to Turkey", {}, InputError, "the nearest are: energy-suppliers"),
        ("Kremlin", {}, InputError, "there is no question 'Kremlin'; 'kg ask' lists all"),
        ("events-between", {"since": "2000", "until": "1990"}, InputError, "1990 ends before 2000 begins"),
        ("meeting-places", {"least": "some"}, InputError, "--least 'some' is no whole number"),
        ("weak-ground", {"layer": "gossip"}, InputError, "there is no layer 'gossip'"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_cure(
    shipped: KnowledgeGraph, name: str, parameters: dict[str, str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=re.escape(message)):
        shipped.ask(name, **parameters)
    options = [word for option, value in parameters.items() for word in (f"--{option.replace('_', '-')}", value)]
    outcome = kg("ask", name, *options)
    assert (outcome.code, outcome.data, outcome.err.count("\n")) == (2, b"", 1)


def test_without_a_name_the_catalogue_is_listed() -> None:
    listed = kg("ask", "--format", "json").json
    assert [record["name"] for record in listed] == question_names()
    for record in listed:
        assert set(record) == {"name", "title", "description", "arrows", "parameters"}
        for parameter in record["parameters"]:
            assert set(parameter) == {"name", "kind", "required", "default", "description", "example"}
    table = kg("ask", "--format", "table").out
    assert f"{len(question_names())} questions" in table
    assert len(kg("ask", "--format", "jsonl").lines) == len(question_names())


@pytest.mark.slow
@pytest.mark.parametrize("name", question_names())
def test_each_question_has_help_with_an_example_that_works(name: str) -> None:
    words = kg("ask", name, "--help").out
    matches = re.search(r"Example: kg (ask .*?)\n\n", words, re.DOTALL)
    assert matches is not None
    arguments = re.findall(r'"([^"]+)"|(\S+)', " ".join(matches[1].split()))
    assert kg(*(quoted or plain for quoted, plain in arguments), "--format", "json").code == 0


def test_what_nobody_states_is_an_answer_with_exit_code_1() -> None:
    outcome = kg("ask", "arms-suppliers", "--of", "Georgia")
    assert (outcome.code, outcome.data) == (1, b"[]\n")
    told = "Who supplies arms to an actor (of Georgia); what is said of Georgia: kg relations georgia"
    assert outcome.err == f"kg: not stated: {told}\n"


@pytest.mark.slow
def test_rows_without_a_date_are_counted_and_listed_on_demand() -> None:
    asked = ("ask", "arms-suppliers", "--of", "nationalist militias", "--as-of", "1919", "--format", "json")
    counted = kg(*asked)
    assert counted.err.startswith("kg: 1 answer has no date and is left out; see --undated\n")
    all_ = kg(*asked, "--undated")
    assert (counted.code, all_.code, all_.err, len(all_.json)) == (1, 0, "", 1)


@pytest.mark.slow
def test_the_record_of_a_row_has_its_answer_and_what_it_rests_on() -> None:
    outcome = kg("ask", "denials", "--by", "Turkey", "--format", "json")
    for row in outcome.json:
        assert set(row) == {"answer", "relations", "claims"}
        assert row["answer"]["denied_by"] == {
            "id": "https://w3id.org/karabakh-kg/entity/turkey",
            "label": "Turkey",
            "type": "State",
        }
        assert {claim["id"] for relation in row["relations"] for claim in relation["claims"]} >= set(row["claims"])
    assert len(kg("ask", "denials", "--by", "Turkey", "--format", "jsonl").lines) == len(outcome.json)


def test_csv_has_a_row_for_each_answer_with_who_says_so() -> None:
    out = kg("ask", "arms-suppliers", "--dataset", "article", "--of", "Azerbaijan", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["supplier"] for row in rows] == ["Israel", "Russia"]
    assert rows[0]["supplier_id"].endswith("/israel")
    assert (rows[0]["from"], rows[0]["until"], rows[0]["statuses"], rows[0]["paragraphs"]) == (
        "2006",
        "2019",
        "affirms: asserted",
        "41",
    )
    assert rows[1]["from"] == ""


def test_a_table_tells_each_answer_with_who_says_so(on_world: Callable[..., Outcome]) -> None:
    out = on_world("ask", "only-observed", "--format", "table").out
    assert out.startswith("Who only observed an exercise: 1 answer\n")
    out = " ".join(kg("ask", "pipelines-to", "--all", "--format", "table").out.split())
    assert "owned by SOCAR" in out
    assert "owner not stated" in out
    assert re.search(r"SOCAR[^✓○]*: article's author( for 10 Oct 2020)? \[\d+:36\]", out)
    assert "“accepted”" in out


@pytest.mark.slow
def test_a_long_sum_of_relations_is_cut_in_a_table_and_whole_in_json() -> None:
    whole = kg("ask", "weak-ground", "--layer", "cause", "--format", "json").json
    assert len(whole[0]["relations"]) == whole[0]["answer"]["weak"] > 20
    asked = ("ask", "weak-ground", "--layer", "cause", "--format", "table")
    left = re.search(r"and (\d+) more: --all\n", kg(*asked).out)
    assert left
    assert int(left[1]) == len(whole[0]["relations"]) - 4
    assert not re.search(r"and \d+ more", kg(*asked, "--all").out)


@pytest.mark.slow
def test_the_filters_leave_answers_that_rest_on_what_passes_them(shipped: KnowledgeGraph) -> None:
    asked: dict[str, dict[str, str]] = {"tolls": {}, "ties-to-both": {}, "denials": {"by": "Turkey"}}
    for name, values in asked.items():
        filters = Filters(source="article", since="1990", undated=True)  # type: ignore[arg-type]
        passing = {relation.id: relation.holds for relation in shipped.relations(filters=filters)}
        everything = shipped.ask(name, **values)
        answers = shipped.ask(name, filters, **values)
        assert [row.answer for row in answers] == [
            row.answer
            for row in everything
            if {relation.id for relation in row.relations} <= passing.keys()
            and (not row.claims or any(claim.dataset == "article" for claim in row.said))
        ]
        assert all(relation.holds == passing[relation.id] for row in answers for relation in row.relations)


@pytest.mark.slow
def test_a_date_asked_of_any_question_counts_what_has_none() -> None:
    asked = ("ask", "figures", "--as-of", "1915", "--format", "json")
    done, everything = kg(*asked), kg(*asked, "--undated")
    more = len(everything.json) - len(done.json if done.code == 0 else [])
    assert more > 0
    assert f"kg: {more} answer{'s have' if more > 1 else ' has'} no date and" in done.err
    assert everything.err == ""


@pytest.mark.parametrize("name", question_names())
def test_every_question_takes_the_filters_but_where_it_means_something_else_by_the_word(name: str) -> None:
    command = Catalogue().get_command(click.Context(click.Command("ask")), name)
    words = [word for option in command.params for word in option.opts]
    assert len(words) == len(set(words))
    assert set(words) >= {
        "--type", "--kind", "--layer", "--phase", "--claimant", "--stance", "--status", "--source", "--paragraph",
        "--as-of", "--since", "--until", "--undated", "--dataset", "--data",
    }  # fmt: skip


def test_a_question_is_shown_without_filters() -> None:
    done = kg("ask", "tolls", "--show", "--layer", "violence")
    assert (done.code, done.err) == (
        2,
        "kg: --show prints the question, which holds no filters: leave them out\n",
    )


def test_cells_stand_in_the_words_of_their_columns(tmp_path: Path) -> None:
    """What a file says of its columns is what a reader reads; programs keep the names."""
    headed = kg("ask", "arms-both-sides", "--format", "table").out
    assert "Russia · arms Armenia · and Azerbaijan" in headed
    row = json.loads(kg("ask", "arms-both-sides").out)[0]["answer"]
    assert list(row) == ["supplier", "one", "other"]
    assert "ties to Armenia: " in kg("ask", "ties-to-both", "--format", "table").out
    folder = tmp_path / "questions"
    folder.mkdir()
    (tmp_path / "dossier.toml").write_text('title = "t"\nbase = "https://example.org/"\n', encoding="utf-8")
    text = "# Title: Who is there\n# Description: All.\n# Column whoo: called\nSELECT ?who WHERE { ?who a ?kind }\n"
    (folder / "there.rq").write_text(text, encoding="utf-8")
    done = kg("ask", "there", "--dossier", str(tmp_path))
    assert done.code == 2 and "'# Column whoo' is of no column: the query has no ?whoo" in done.err


def test_a_relation_of_one_day_has_no_start_and_no_end_in_an_answer() -> None:
    """What somebody says for a day began and ended nobody knows when; readers find its day in words."""
    asked = ("ask", "administrators", "--of", "Shusha", "--format")
    days = [row["answer"] for row in kg(*asked, "json").json if row["answer"]["on"] is not None]
    assert [(row["on"], row["from"], row["until"]) for row in days] == [("2020-11-08", None, None)]
    out = kg(*asked, "table").out
    assert "○ Armenia controls Shusha, 8 Nov 2020: " in out
    assert not re.search(r"until not stated|\d{4}-\d{2}", out)


def test_no_question_puts_a_day_into_a_column_of_starts_or_ends() -> None:
    dates = re.compile(r"kg:(?:on|attestedOn)\S* \?(from|until)\b|kg:\w+\|kg:(?:on|attestedOn)\S* \?(from|until)\b")
    assert dates.search("OPTIONAL { ?relation kg:on|kg:from ?from }")
    assert not [asked.name for asked in questions() if dates.search(asked.text)]


@pytest.mark.parametrize("name", ["denials", "office-holders", "accusations", "violations", "tolls"])
def test_a_table_says_a_fact_once(name: str) -> None:
    """Where the relations behind a row tell all of it, they stand for it, and no name of a variable is printed."""
    out = kg("ask", name, "--format", "table").out
    assert " · denies (" not in out and " · accuses " not in out
    assert not re.search(r"not stated in any row: .*\b(up to|on)\b", out)
    first = out.split("\n\n")[1].splitlines()[0]
    assert first[0] in "✓○≠✗", first


def test_what_was_asked_is_told_without_the_hyphens_of_options() -> None:
    out = kg("ask", "office-holders", "--of", "Azerbaijan", "--as-of", "2020", "--format", "table").out
    assert "(as of 2020, of Azerbaijan)" in " ".join(out.split())


def test_dates_that_stand_in_the_answers_are_not_told_as_missing() -> None:
    """A last day alone is no day, start or end: it stands in the words of a tie."""
    out = kg("ask", "control", "--of", "Aghdam", "--format", "table").out
    assert "by 20 Nov 2020" in out and "not stated in any row" not in out


def test_what_a_cut_answer_shows_first_is_the_largest_the_latest_or_the_contested() -> None:
    tolls = kg("ask", "tolls", "--format", "table").out.split("\n\nSOURCES")[0]
    assert "more answers: --all" in tolls and "2020 fighting over Nagorno-Karabakh kills" in tolls
    largest: dict[str, float] = {}
    for row in kg("ask", "tolls").json:
        told = row["answer"]
        most = told["up_to"] or told["number"]
        largest[told["event"]["id"]] = max(most, largest.get(told["event"]["id"], 0))
    assert [*largest.values()] == sorted(largest.values(), reverse=True)
    begun = [row["answer"]["from"] for row in kg("ask", "ends-not-stated").json]
    assert begun == sorted(begun, reverse=True)
    contested = [
        any(claim["stance"] == "affirms" for claim in row["relations"][0]["claims"])
        for row in kg("ask", "denials").json
    ]
    assert contested == sorted(contested, reverse=True) and len({*contested}) == 2


def test_a_hedge_of_one_number_of_two_stands_before_it() -> None:
    out = " ".join(kg("ask", "compare", "--one", "Azerbaijan", "--other", "Armenia", "--format", "table").out.split())
    assert "for 10 Oct 2020 · Azerbaijan nearly 10 million · Armenia nearly 3 million" in out
    assert "hedge" not in out


def test_csv_has_its_columns_where_nothing_is_stated_too(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(turtle(entities(one="State")), encoding="utf-8")
    done = kg("ask", "denials", "--format", "csv", "--data", path)
    assert done.code == 1
    assert done.lines == ["denied_by,status,subject,tie,object,relations,claimants,statuses,paragraphs"]
