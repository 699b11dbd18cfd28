"""What leaves the machine is known by the tokens of a query, not by words that happen to stand in it."""

import socket
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sparql_tests
from rdflib.plugins.sparql import prepareQuery

from kg.errors import InputError, UnknownNameWarning
from kg.graph import KnowledgeGraph
from kg.store.sparql import check_reach, form, is_query
from kg.store.variables import in_written_order
from tests.command import Outcome

OnWorld = Callable[..., Outcome]

FINE = [
    "SELECT ?from WHERE { ?from ?p ?o }",
    "SELECT $from { $from ?p ?o }",
    "SELECT * { ?s kg:from ?o } # FROM <http://a>",
    'SELECT * { ?s ?p "FROM <a>" }',
    "SELECT * { ?s ?p 'a \\' SERVICE <http://a/> {}' }",
    'SELECT * { ?s ?p """a " FROM <b>""" }',
    "PREFIX from: <http://a/> SELECT * { ?s from:service ?o }",
    "SELECT * { _:from ?p ?o ; <http://a/SERVICE> ?q }",
    'ASK { ?s ?p "x"@from }',
    "ASK { ?s kg:service.from ?o }",
]
FROM = [
    "SELECT * FROM <a:b> {}",
    "SELECT *FROM<a:b>{}",
    "SELECT * FROM NAMED <a:b> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * from kg:g {}",
    "SELECT * FROM# <x>\n<a:b> {}",
    "SELECT *\nfrOm\n\tnamed<a:b> {}",
    "ASK FROM :g {}",
    "PREFIX e: <http://e/> DESCRIBE e:x FROM e:g",
    "CONSTRUCT { ?s ?p ?o } FROM <g> WHERE { ?s ?p ?o }",
]
SERVICE = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { service<URL>{ ?s ?p ?o } }",
    "SELECT * { SERVICE#\n<URL> { ?s ?p ?o } }",
    "PREFIX u: <URL> SELECT * { SERVICE u: { ?s ?p ?o } }",
    "BASE <URL> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "SELECT * { ?s ?p '\\'' . SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { OPTIONAL { SERVICE SILENT <URL> {} } } } }",
    "SELECT * { BIND(<URL> AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { BIND(<URL> AS ?u) SERVICE SILENT ?u { ?s ?p ?o } }",
    "SELECT * { SERVICE <\\u0068URL> { ?s ?p ?o } }",
    "SELECT * { FILTER EXISTS { SERVICE <URL> {} } }",
    "ASK { ?s ?p ?o FILTER(?o<5) SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE <URL> { ?a ?b ?c } }",
    "SELECT * { ?s ?p falseservicesilent<URL> { ?a ?b ?c } }",
    "SELECT * { ?s ?p 1SERVICE <URL> { ?a ?b ?c } }",
    "SELECT * { ?s ?p 1e0SERVICESILENT <URL> { ?a ?b ?c } }",
]


@pytest.mark.parametrize("text", FINE)
def test_a_word_that_is_no_clause_is_answered(world: KnowledgeGraph, text: str) -> None:
    check_reach(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnknownNameWarning)  # the words stand in names that are none
        world.query(text)


@pytest.mark.parametrize("text", FROM)
def test_a_dataset_of_its_own_is_refused(world: KnowledgeGraph, text: str) -> None:
    with pytest.raises(InputError, match="FROM is not answered"):
        world.query(text)


@pytest.mark.parametrize("text", ["ASKFROM <a:b> {}", "SELECT ?x FROMNAMED <a:b> {}", "DESCRIBE ?x FROMnamed<a:b> {}"])
def test_a_clause_that_the_engine_reads_without_a_blank_is_refused(world: KnowledgeGraph, text: str) -> None:
    with pytest.raises(InputError, match="write FROM and SERVICE apart from the words beside them"):
        world.query(text)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[int]]]:
    """A server on loopback that only counts who comes."""
    server = socket.create_server(("127.0.0.1", 0))
    came: list[int] = []

    def count() -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            came.append(1)
            caller.close()

    thread = threading.Thread(target=count)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/sparql", came
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


@pytest.mark.parametrize("text", SERVICE)
def test_no_query_asks_another_machine_unless_it_is_allowed(
    on_world: OnWorld, world: KnowledgeGraph, listener: tuple[str, list[int]], text: str
) -> None:
    address, came = listener
    asked = text.replace("\\u0068URL", f"\\u0068{address[1:]}").replace("URL", address)
    with pytest.raises(InputError, match="SERVICE"):
        world.query(asked)
    done = on_world("query", asked)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert "SERVICE" in done.err
    assert came == []


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # rdflib itself uses it
@pytest.mark.parametrize("text", SERVICE)
def test_rdflib_asks_no_other_machine_either(world: KnowledgeGraph, listener: tuple[str, list[int]], text: str) -> None:
    address, came = listener
    asked = text.replace("\\u0068URL", f"\\u0068{address[1:]}").replace("URL", address)
    dataset = world.rdflib()
    with pytest.raises(InputError, match="SERVICE"):
        dataset.query(asked)
    for update in (f"LOAD <{address}>", f"LOADSILENT<{address}>", f"INSERT {{ <a:a> <a:b> 1 }} WHERE {asked[9:]}"):
        with pytest.raises(InputError, match=r"LOAD|SERVICE"):
            dataset.update(update)
    assert came == []


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # rdflib itself uses it
def test_a_query_that_rdflib_has_parsed_asks_no_other_machine(
    world: KnowledgeGraph, listener: tuple[str, list[int]]
) -> None:
    address, came = listener
    for text in (f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", f"SELECT * FROM <{address}> {{ ?s ?p ?o }}"):
        with pytest.raises(InputError, match=r"SERVICE|FROM"):
            world.rdflib().query(prepareQuery(text))
    assert came == []


@pytest.mark.slow
def test_what_is_allowed_is_asked_and_nothing_else(on_world: OnWorld, listener: tuple[str, list[int]]) -> None:
    address, came = listener
    asked = f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
    root = address.removesuffix("sparql")
    for start in ("http://127.0.0.1/", f"{address}/more", address[:-1], root[:-2], ""):
        assert on_world("query", asked, "--allow-service", start).code == 2
    assert came == []
    for start in (address, root, root[:-1]):
        assert on_world("query", asked, "--allow-service", start).code == 2  # the listener answers nothing
    assert len(came) >= 3


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example.evil/x",
        "https://a.example@evil/x",
        "https://a.example/ok/../no",
        "https://a.example/ok/%2e%2e/no",
    ],
)
def test_an_address_that_only_begins_alike_is_not_allowed(address: str) -> None:
    start = "https://a.example/ok" if "ok" in address else "https://a.example"
    with pytest.raises(InputError, match="another machine"):
        check_reach(f"ASK {{ SERVICE <{address}> {{}} }}", [start])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("SELECT * {}", "SELECT"),
        ("# LOAD\nPREFIX a: <b> BASE <c> ask {}", "ASK"),
        ("LOAD <http://a>", "LOAD"),
        ("PREFIX load: <a> INSERT DATA {}", "INSERT"),
        ("states.rq", ""),
    ],
)
def test_the_form_of_a_query_is_its_first_word_after_the_prologue(text: str, word: str) -> None:
    assert form(text) == word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DESCRIBE entity:turkey", True),
        ("DESCRIBE<a:b>", True),
        ("PREFIX e: <http://e/> DESCRIBE e:x", True),
        ("BASE <http://e/> DESCRIBE <x>", True),
        ("PREFIX e: <http://e/>", True),
        ("LOAD <http://a/>", True),
        ("DROP ALL", True),
        ("describe.rq", False),
        ("ask.rq", False),
        ("queries/select.rq", False),
        ("select", False),
        ("my file.rq", False),
    ],
)
def test_a_query_on_one_line_is_told_from_a_name_of_a_file(text: str, expected: bool) -> None:
    assert is_query(text) is expected


MANIFEST = """
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#> .
<> a mf:Manifest ; mf:entries ( <#right> <#wrong> <#triples> <#read> <#unread> ) .
<#right> a mf:QueryEvaluationTest ; mf:name "right" ; mf:result <right.srj> ;
  mf:action [ qt:query <rows.rq> ; qt:data <data.ttl> ; qt:graphData <more.ttl> ] .
<#wrong> a mf:QueryEvaluationTest ; mf:name "wrong" ; mf:result <wrong.srj> ;
  mf:action [ qt:query <rows.rq> ; qt:data <data.ttl> ; qt:graphData <more.ttl> ] .
<#triples> a mf:QueryEvaluationTest ; mf:name "triples" ; mf:result <triples.ttl> ;
  mf:action [ qt:query <triples.rq> ; qt:data <data.ttl> ] .
<#read> a mf:PositiveSyntaxTest11 ; mf:name "read" ; mf:action <rows.rq> .
<#unread> a mf:NegativeSyntaxTest11 ; mf:name "unread" ; mf:action <unread.rq> .
"""


@pytest.mark.slow
def test_the_runner_of_the_tests_of_the_w3c_tells_right_from_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = '{{"head": {{"vars": ["o"]}}, "results": {{"bindings": [{{"o": {{"type": "bnode", "value": "x"}}}}{}]}}}}'
    number = ', {"o": {"type": "literal", "value": "%s", "datatype": "http://www.w3.org/2001/XMLSchema#decimal"}}'
    for name, text in {
        "manifest.ttl": MANIFEST,
        "data.ttl": "<http://example.org/a> <http://example.org/p> 1.50 .",
        "more.ttl": "<http://example.org/a> <http://example.org/p> [] .",
        "rows.rq": "SELECT ?o { { ?s ?p ?o FILTER isLITERAL(?o) } UNION { GRAPH <more.ttl> { ?s ?p ?o } } }",
        "right.srj": rows.format(number % "1.5"),
        "wrong.srj": rows.format(number % "1.6"),
        "triples.rq": "CONSTRUCT { ?o <http://example.org/q> [] } { ?o <http://example.org/p> ?n }",
        "triples.ttl": "<http://example.org/a> <http://example.org/q> _:any .",
        "unread.rq": "SELECT { }",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert sparql_tests.main(tmp_path) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path.name}/wrong: has other rows",
        "evaluation: 2 of 3 pass",
        "syntax: 2 of 2 pass",
    ]


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("SELECT * { ?s ?p ?o } LIMIT 5", "SELECT ?s ?p ?o "),
        ("select distinct*{?s ?p ?o}", "select distinct ?s ?p ?o "),
        ("SELECT # all\n* { ?z ?y ?a }", "SELECT # all\n?z ?y ?a "),
        ('SELECT * { ?s ?p "?a *" . FILTER EXISTS { ?x ?p ?s } }', "SELECT ?s ?p "),
        ("SELECT * { { SELECT ?b (COUNT(*) AS ?a) { ?b ?c ?d } GROUP BY ?b } }", "SELECT ?b ?a "),
        ("PREFIX x: <http://x/> SELECT * { ?s x:select ?o }", "PREFIX x: <http://x/> SELECT ?s ?o "),
    ],
)
def test_select_star_gives_its_variables_in_the_order_of_the_query(text: str, head: str) -> None:
    assert in_written_order(text, {}) == head + text[text.index("{") :]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s ?p ?o }", "ASK { ?s ?p* ?o }", "SELECT * {}", "SELECT *", "SELECT * { ?s", "SELECT", "",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)  # fmt: skip
def test_a_query_that_names_its_variables_or_cannot_be_read_stays_as_it_is(text: str) -> None:
    assert in_written_order(text, {}) == text
