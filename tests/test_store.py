from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QueryBoolean, Triple

from kg.errors import DataError, InputError
from kg.graph import KnowledgeGraph
from kg.resources import data_files, names_in, ontology_files, text_of
from kg.store import EmbeddedStore, bind, materialised, named_query
from kg.terms import ENTITY, KG
from tests.command import python

Write = Callable[[str, str], Path]
TIE = Triple(NamedNode(f"{ENTITY}a"), NamedNode(f"{KG}supports"), NamedNode(f"{ENTITY}b"))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of this name and text."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def count(store: EmbeddedStore, pattern: str = "?s ?p ?o", *, arrows: str | None = None) -> int:
    (row,) = store.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}", arrows=arrows)
    return int(row["n"].value)


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.ttl", "<a:a> <a:b> 1 .\n<a:a> <a:b> ] .\n", "a.ttl:2:13: "),
        ("a.ttl", "@prefix a: <a:> .\n\na:a\n    a b:C ;\n.\n", "a.ttl:4:"),
        ("a.nt", "<a:a> <a:b> <a:c> .\nnonsense\n", "a.nt:2:"),
        ("a.trig", "<a:g> {\n  <a:a> <a:b> }\n", "a.trig:2:"),
        ("a.jsonld", '{\n "@id": "a:a",\n', "a.jsonld:3:1: "),
        ("a.rdf", "<rdf:RDF", "a.rdf:1:1: "),
    ],
)
def test_a_syntax_error_names_file_line_and_column_and_the_file_is_not_loaded(
    write: Write, name: str, text: str, place: str
) -> None:
    with pytest.raises(DataError) as caught:
        EmbeddedStore([write(name, text)])
    assert place in str(caught.value)
    assert str(caught.value).endswith("; nothing of this file was loaded")
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text_are_a_syntax_error_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b'<a:a> <a:b> "\xff" .')
    with pytest.raises(DataError, match=r"a\.ttl:1:14: .*UTF-8"):
        EmbeddedStore([path])


def test_a_file_of_an_unknown_format_is_refused_with_the_known_ones(write: Write) -> None:
    with pytest.raises(DataError, match=r"a\.txt: the format is unknown; file names end in ttl, nt, nq"):
        EmbeddedStore([write("a.txt", "")])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"b\.ttl: cannot be read: No such file"):
        EmbeddedStore([tmp_path / "b.ttl"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.trig", "<a:g> { <a:a> <a:b> <a:c> } <a:h> { <a:a> <a:b> <a:c> . <a:a> <a:b> <a:d> } <a:a> <a:b> <a:c> ."),
        ("a.nq", "<a:a> <a:b> <a:c> <a:g> .\n<a:a> <a:b> <a:d> .\n"),
        ("a.jsonld", '{"@id": "a:g", "@graph": [{"@id": "a:a", "a:b": [{"@id": "a:c"}, {"@id": "a:d"}]}]}'),
    ],
)
def test_named_graphs_are_folded_into_the_one_default_graph(write: Write, name: str, text: str) -> None:
    store = EmbeddedStore([write(name, text)])
    assert count(store) == 2
    assert {triple.object for triple in store.triples()} == {NamedNode("a:c"), NamedNode("a:d")}


def test_a_triple_in_two_files_is_counted_once(write: Write) -> None:
    text = "<a:a> <a:b> <a:c> ."
    assert count(EmbeddedStore([write("a.ttl", text), write("b.trig", f"<a:g> {{ {text} }}")])) == 1


def test_search_keys_are_derived_at_load_and_only_if_wanted(write: Write) -> None:
    path = write("a.ttl", '<a:a> <http://www.w3.org/2004/02/skos/core#altLabel> "Şuşa"@az .')
    keyed = f'?entity <{KG}searchKey> "susa"'
    assert count(EmbeddedStore([path]), keyed) == 1
    assert count(EmbeddedStore([path], derive=False), keyed) == 0
    assert count(EmbeddedStore.of(EmbeddedStore([path], derive=False).triples()), keyed) == 1


def test_arrows_are_seen_with_the_policy_that_wrote_them_and_with_no_other() -> None:
    store = EmbeddedStore([])
    store.write_arrows("one", [TIE])
    store.write_arrows("two", [])
    assert store.has_arrows("one")
    assert store.has_arrows("two")
    assert not store.has_arrows("three")
    seen = [count(store, "?s kg:supports ?o", arrows=policy) for policy in ("one", "two", None)]
    assert seen == [1, 0, 0]
    assert list(store.triples()) == []


def test_the_prefixes_of_the_project_need_no_declaration() -> None:
    assert count(EmbeddedStore(ontology_files()), "status:admitted skos:inScheme kg:StatusScheme") == 1


def test_a_prefix_may_be_declared_to_mean_something_else(write: Write) -> None:
    store = EmbeddedStore([write("a.ttl", "<a:a> <a:b> <a:c> .")])
    assert isinstance(answer := store.query("PREFIX kg: <a:> ASK { kg:a ?p ?o }"), QueryBoolean)
    assert bool(answer)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "SELECT ?x {\n  ?x a kg:State\n} LIMIT x",
            "cannot be read at line 3, column 9, at «x»: expected HAVING or OFFSET",
        ),
        ("SELECT * WHERE { ?s ?p ?o ", "at line 1, column 16, at «{ ?s ?p ?o»: a { is not closed by }"),
        ("SELECT * {\n  ?s ?p ?o }\n}", "at line 3, column 1, at «}»: a } closes nothing"),
        ('SELECT * { ?s ?p "x\n}', """at line 1, column 18, at «"x»: a text that begins with " is not closed"""),
        ("# now\nSELEC * {}", "at line 2, column 1, at «SELEC * {}»: a query begins with SELECT, ASK, CONSTRUCT or"),
        (
            "SELECT * { ?s kg:on }",
            'at line 1, column 21, at «}»: expected a variable or a text or "(" or "*" or a number',
        ),
        ("SELECT * { ?s ?p '{' FILTER( ?p > ) }", "at line 1, column 38, at its end"),
        (f"ASK {{ ?s ?p 1 }}\nLIMIT {'é' * 50}", f"at line 2, column 7, at «{'é' * 30}»"),
        ("SELECT ?s ?o { ?s ?p ?o } GROUP BY ?s", "at its end: The SELECT contains a variable that is unbound"),
        ("SELECT * { ?s no:such ?o }", "a prefix there is not known; declare it with PREFIX, or use one of kg, entity"),
        ("INSERT DATA { <a:a> <a:b> 1 }", "the query would change the graph"),
        ("PREFIX a: <a:>\n# now\nDELETE WHERE { ?s ?p ?o }", "the query would change the graph"),
        ("CLEAR ALL", "the query would change the graph"),
    ],
)
def test_a_query_error_shows_the_place(query: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        EmbeddedStore([]).query(query)
    assert message in str(caught.value)


def test_a_select_query_is_wanted_where_rows_are_wanted() -> None:
    with pytest.raises(InputError, match="no SELECT query"):
        EmbeddedStore([]).select("ASK {}")


@pytest.mark.parametrize(
    "text",
    [
        f"ASK {'{' * 201}{'}' * 201}",
        f"ASK {{ FILTER {'(' * 200}1{')' * 200} }}",
        f"ASK {{ ?s ?p {'[ ?p ' * 200}1{']' * 200} }}",
    ],
    ids=["braces", "round", "square"],
)
def test_nesting_that_would_end_the_process_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="nests more than 200"):
        EmbeddedStore([]).query(text)


def test_nesting_up_to_the_limit_is_answered() -> None:
    assert isinstance(EmbeddedStore([]).query(f"ASK {'{' * 200}{'}' * 200}"), QueryBoolean)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        f"# {'}' * 6000}\nASK {'{' * 5000}{'}' * 5000}",
        "ASK " + ("{" * 190 + f" FILTER ('{'}' * 190}' = '') ") * 40 + "}" * 7600,
    ],
    ids=["comment", "text"],
)
def test_braces_that_close_nothing_do_not_hide_how_deep_a_query_nests(tmp_path: Path, text: str) -> None:
    # In a process of its own: without the guard it dies of a segmentation fault.
    path = tmp_path / "deep.rq"
    path.write_text(text)
    done = python("-m", "kg", "query", str(path))
    assert (done.code, done.err.strip()) == (2, "kg: the query nests more than 200 braces: simplify it")


def test_closed_braces_do_not_add_up() -> None:
    assert count(EmbeddedStore([]), "{} " * 300) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "step", "end"),
    [
        ("ASK { {}", " UNION {}", " }"),
        ("ASK { ?s ?p ?o", " MINUS { ?s ?p ?z }", " }"),
        ("ASK { ?s ?p ?o", " FILTER (?o)", " }"),
        ("ASK { FILTER (1", " && 1", ") }"),
        ("ASK { FILTER (1", "||1", ") }"),
        ("ASK { FILTER (1", "+1", ") }"),
        ("ASK { FILTER (?values", "-?values", ") OPTIONAL {} }"),
        ("ASK { FILTER (1", " -1", ") }"),
        ("ASK { FILTER (1", "*1", ") }"),
        ("ASK { FILTER (", "!", "true) }"),
        ("ASK { ?s rdf:type", "/rdf:type", " ?o }"),
        ("ASK { ?s rdf:type", "|rdf:type", " ?o }"),
        ("SELECT", " (1 AS ?v{n})", " {}"),
        ("ASK {", " BIND (1 AS ?v{n})", " }"),
    ],
)
def test_what_is_so_long_that_it_would_end_the_process_is_refused(
    tmp_path: Path, start: str, step: str, end: str
) -> None:
    # In a process of its own: without the guard most of these die of a segmentation fault.
    path = tmp_path / "long.rq"
    path.write_text(start + "".join(step.replace("{n}", str(n)) for n in range(16_000)) + end)
    done = python("-m", "kg", "query", str(path))
    message = "kg: the query has more than 1000 groups and operators: list what varies in VALUES or IN"
    assert (done.code, done.err.strip()) == (2, message)


@pytest.mark.parametrize(
    "text",
    [
        f"{{}} {'UNION {} ' * 900}",
        f"VALUES ?x {{ {' '.join(f'-{n}' for n in range(20_000))} }}",
        f"VALUES (?x ?y) {{ {' '.join(f'(-{n} entity:a-b-c)' for n in range(20_000))} }}",
        f"FILTER (1 IN ({', '.join(f'<a:b/{n}-{n}>' for n in range(20_000))}, 1))",
        f"FILTER (1 IN ({', '.join(f'entity:a-b-{n}' for n in range(20_000))}, 1))",
        f"FILTER ('{'&&' * 5000}' != '')",
    ],
    ids=["unions", "values", "rows", "iris", "names", "text"],
)
def test_long_data_and_short_chains_are_answered(text: str) -> None:
    assert count(EmbeddedStore([]), text) > 0


def test_parameters_fill_in_terms_and_switch_lines_on() -> None:
    text = "SELECT * {\n  VALUES ?a { $a }\n  # if $b: ?a ?p $b .\n}"
    one, two = NamedNode("a:1"), NamedNode("a:2")
    assert bind(text, a=[one, two]).splitlines()[1:3] == ["  VALUES ?a { <a:1> <a:2> }", "  "]
    assert bind(text, a=one, b=Literal("$a")).splitlines()[2] == '  ?a ?p "$a" .'
    assert bind(text, a=one, b=None) == bind(text, a=one)
    assert "<urn:kg:nothing>" in bind(text, a=one, b=())  # an empty list means nothing, and never all


def test_a_named_query_is_the_text_of_its_file() -> None:
    assert named_query("symmetric_types") == text_of("queries", "symmetric_types.rq")


def test_all_parameters_of_a_query_without_conditions_are_bound(world: KnowledgeGraph) -> None:
    text = named_query("properties", subject=NamedNode(f"{ENTITY}belmar"))
    assert "$" not in text
    assert len(list(world.store.select(text))) > 1


def test_an_unknown_dataset_is_refused_with_the_ones_there_are(world_folder: Path) -> None:
    with pytest.raises(DataError, match=r"world: there is no dataset 'chronicles'; there are: chronicle, gazette"):
        KnowledgeGraph.load(world_folder, ["chronicles"])


def test_a_chosen_dataset_is_loaded_with_the_entities_and_without_the_others(world_folder: Path) -> None:
    files = data_files(world_folder).chosen(("gazette",))
    folders = {path.relative_to(world_folder).parts[0] for path in files}
    assert folders == {"entities", "gazette"}
    assert files == data_files(world_folder).chosen(("gazette", "gazette"))
    assert len(files) < len(data_files(world_folder).chosen(()))


def test_a_folder_that_is_itself_a_dataset_is_read_as_one(world_folder: Path) -> None:
    files = data_files(world_folder / "gazette")
    assert (list(files.datasets), files.always) == (["gazette"], ())


def test_a_single_file_is_read_as_it_is(world_folder: Path) -> None:
    path = world_folder / "entities" / "states.ttl"
    assert data_files(path).chosen(()) == [path]


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: None], ids=["empty", "missing"])
def test_a_folder_without_data_is_said_to_be_so(tmp_path: Path, make: Callable[[Path], None]) -> None:
    folder = tmp_path / "nothing"
    make(folder)
    with pytest.raises(DataError, match=r"nothing: there is no (RDF file in this folder|such file or folder)"):
        data_files(folder)


def test_other_files_of_a_folder_are_passed_over(write: Write, tmp_path: Path) -> None:
    kept = write("a/b.ttl", "")
    write("a/notes.txt", "")
    assert data_files(tmp_path).chosen(()) == [kept]


def test_every_query_file_has_a_name_that_python_can_pass_on() -> None:
    assert all(name.isidentifier() for name in names_in("queries", "rq"))


def test_what_is_materialised_in_parts_is_what_is_materialised_at_once(
    world_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = EmbeddedStore([*ontology_files(), *data_files(world_folder).chosen(())], derive=False)
    whole = list(materialised.materialised(store.engine, "urn:r:"))
    monkeypatch.setattr(materialised, "PART", 7)
    parts = list(materialised.materialised(store.engine, "urn:r:"))
    assert sorted(map(str, parts)) == sorted(map(str, whole))
    assert parts != whole
