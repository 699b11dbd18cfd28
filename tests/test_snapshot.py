"""Snapshots: the same answers as from the files, never stale, and never in anybody's way."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, QuerySolutions

from kg import dossier, policy, resources
from kg.graph import KnowledgeGraph
from kg.lookup.questions import plain_questions
from kg.policy import passing
from kg.session import keeping
from kg.session.pieces import PIECES, RELATION, THING, piece, pieces
from kg.session.statements import Properties
from kg.store import EmbeddedStore, Term, snapshot
from kg.store import results as kept_results
from kg.store.disk import DiskStore
from kg.store.kept import LAYOUT, MANIFEST, Kept, Lock, Manifest
from kg.store.queries import whole_graph_queries
from kg.store.results import RESULTS, kept_result, results
from kg.terms import KG, XSD
from tests.command import REPOSITORY, Outcome, kg, kg_process
from tests.conftest import FIXTURES
from tests.test_records import validator

ON_SHIPPED = [
    ["ask", "arms-suppliers", "--of", "Azerbaijan"],
    ["ask", "control", "--of", "Shusha"],
    ["balance"],
    ["blocs"],
    ["bridges"],
    ["changes", "1988", "1994"],
    ["dependence"],
    ["disputes"],
    ["disputes", "--uncorroborated"],
    ["entities"],
    ["export", "csv", "--focus", "Turkey"],
    ["export", "ttl", "--focus", "Shusha"],
    ["exposure", "Nagorno-Karabakh"],
    ["flow", "Azerbaijan", "Europe", "--commodity", "gas"],
    ["path", "Turkey", "Armenia"],
    ["perspective", "Azerbaijan", "--versus", "Armenia"],
    ["query", "SELECT ?s ?o WHERE { ?s skos:prefLabel ?o } ORDER BY ?s ?o"],
    ["rank", "--by", "betweenness"],
    ["relations", "Turkey", "--long"],
    ["relations", "Nagorno-Karabakh", "--lineage", "--as-of", "1995"],
    ["relations", "Turkey", "Azerbaijan", "--with-organs"],
    ["search", "Aliev"],
    ["show", "Shusha"],
    ["sources", "Turkey"],
    ["stats"],
    ["timeline", "Shusha"],
    ["vocabulary"],
    ["why", "Azerbaijan", "Turkish drones", "--as-of", "2020-10"],
]
Ask = Callable[..., Outcome]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of snapshots, into which all that is loaded goes at once, by this process."""
    home = tmp_path / "cache"
    monkeypatch.setenv(snapshot.VARIABLE, str(home))
    monkeypatch.setattr(snapshot, "FEWEST", 0)
    monkeypatch.setattr(snapshot, "_RECENT", 0)
    monkeypatch.setattr(snapshot, "keep_pending", snapshot.build_pending)
    yield home
    snapshot._opened.clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the invented world, to change."""
    return Path(shutil.copytree(FIXTURES / "world", tmp_path / "world"))


def store_of(folder: Path) -> EmbeddedStore:
    store = KnowledgeGraph.open(folder).store
    snapshot.build_pending()
    assert isinstance(store, EmbeddedStore)
    return store


def kept(cache: Path) -> tuple[Kept, Manifest]:
    (snapshot,) = [Kept(path) for path in cache.iterdir()]
    manifest = snapshot.manifest()
    assert manifest is not None
    return snapshot, manifest


def generations(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.glob("*/generation-*"))


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a snapshot of the shipped graph."""
    home = tmp_path_factory.mktemp("warm")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(snapshot.VARIABLE, str(home))
        patch.setattr(snapshot, "_RECENT", 0)
        KnowledgeGraph.open()
        assert snapshot.build_pending() == [True]
    return home


@pytest.mark.slow
@pytest.mark.parametrize("format_", ["table", "json"])
@pytest.mark.parametrize("words", ON_SHIPPED, ids=" ".join)
def test_every_verb_gives_the_same_bytes_with_and_without(
    words: list[str], format_: str, warm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = words if words[0] == "export" else [*words, "--format", format_]
    monkeypatch.setattr("kg.graph.MANY", 0)
    monkeypatch.setattr("kg.cli.options.MANY", 0)
    monkeypatch.setattr("kg.cli.query.MANY", 0)
    monkeypatch.setenv(snapshot.VARIABLE, str(warm))
    done = kg(*asked)
    assert snapshot._opened, "the snapshot was not used"
    snapshot._opened.clear()
    assert done == kg(*asked, "--no-cache")
    assert not snapshot._opened
    assert done.code == 0


def test_the_second_command_opens_what_the_first_one_loaded(cache: Path, folder: Path) -> None:
    first, second = store_of(folder), store_of(folder)
    assert not isinstance(first, DiskStore)
    assert isinstance(second, DiskStore)
    assert set(map(str, first.triples())) == set(map(str, second.triples()))
    assert len(generations(cache)) == 1


def test_named_graphs_are_there_from_a_snapshot_too(cache: Path, folder: Path) -> None:
    (folder / "more.trig").write_text("<urn:a:g> { <urn:a:s> <urn:a:p> <urn:a:o> }\n_:b { <urn:a:s> <urn:a:p> 1 }")
    text = "SELECT ?o WHERE { GRAPH ?g { <urn:a:s> <urn:a:p> ?o } } ORDER BY ?o"
    stores = store_of(folder), store_of(folder)
    assert isinstance(stores[1], DiskStore)
    rows = [[row["o"].value for row in store.select(text)] for store in stores]
    assert rows[0] == rows[1]
    assert len(rows[0]) == 2


def anew() -> None:
    """Forget what this process has read of dossiers and policies, as the next command does."""
    for known in (dossier.read, resources.read_text, policy._policy):
        known.cache_clear()


def labels(folder: Path) -> str:
    return kg("entities", "--data", folder, "--format", "json").out


@pytest.mark.slow
def test_a_file_that_has_changed_is_read_anew(cache: Path, folder: Path) -> None:
    labels(folder)
    path = folder / "entities" / "states.ttl"
    path.write_text(path.read_text().replace('"Belmar"', '"Belmarra"'))
    assert "Belmarra" in labels(folder)
    assert "Belmarra" in labels(folder)
    assert len(generations(cache)) == 1


@pytest.mark.slow
def test_so_is_one_of_the_same_size_whose_time_was_set_back(cache: Path, folder: Path) -> None:
    labels(folder)
    path = folder / "entities" / "states.ttl"
    before = path.stat()
    path.write_text(path.read_text().replace('"Belmar"', '"Belmor"'))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert '"Belmor"' in labels(folder)


@pytest.mark.slow
def test_files_that_come_and_go_are_noticed(cache: Path, folder: Path) -> None:
    before = labels(folder)
    more = folder / "entities" / "more.ttl"
    more.write_text(
        "@prefix kg: <https://w3id.org/karabakh-kg/ontology#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://w3id.org/karabakh-kg/entity/newland> a kg:State ; skos:prefLabel "Newland"@en .\n'
    )
    assert "Newland" in labels(folder)
    more.unlink()
    assert labels(folder) == before


@pytest.mark.slow
def test_a_dossier_that_says_something_else_is_noticed(cache: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(FIXTURES / "straits", tmp_path / "straits"))
    asked = ("query", "SELECT ?d { ?s a kg:Side ; skos:definition ?d } ORDER BY ?d", "--dossier", home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.cli.query.MANY", 0)
        first = kg(*asked)
        assert first.code == 0
        file = home / "dossier.toml"
        text = file.read_text()
        start = text.index('definition = "') + len('definition = "')
        file.write_text(f"{text[:start]}Quite another one. {text[start:]}")
        assert first == kg(*asked)  # this process knows the file as it was
        anew()
        assert "Quite another one." in kg(*asked).out


@pytest.mark.slow
def test_a_policy_that_judges_otherwise_is_noticed(cache: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(FIXTURES / "straits", tmp_path / "straits"))
    (home / "policies").mkdir(exist_ok=True)
    own = home / "policies" / "own.toml"
    asked = ("rank", "--dossier", home, "--policy", "own", "--format", "json")
    own.write_text('purpose = "What anybody claims."\nclauses = ["claimed"]\n')
    kg(*asked)
    all_ = kg(*asked)
    own.write_text('purpose = "What is admitted."\nclauses = ["admitted"]\n')
    anew()
    assert kg(*asked).out != all_.out
    assert kg(*asked).out == kg(*asked, "--no-cache").out


@pytest.mark.slow
def test_a_file_that_was_only_touched_costs_its_digest_once(cache: Path, folder: Path) -> None:
    store_of(folder)
    path = folder / "entities" / "states.ttl"
    os.utime(path, ns=(1, 1))
    before = kept(cache)[1]
    assert isinstance(store_of(folder), DiskStore)
    after = kept(cache)[1]
    assert after.files[str(path)].modified == 1 != before.files[str(path)].modified
    assert after.generation == before.generation


def test_a_file_that_has_changed_just_now_is_not_trusted_yet(
    cache: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "_RECENT", 10**15)
    store_of(folder)
    assert not list(cache.glob("*/manifest.json"))


def test_a_file_that_changes_while_it_is_loaded_makes_no_snapshot(cache: Path, folder: Path) -> None:
    KnowledgeGraph.open(folder)
    with (folder / "entities" / "states.ttl").open("a") as file:
        file.write("# more\n")
    assert snapshot.build_pending() == [False]
    assert not list(cache.glob("*/manifest.json"))


@pytest.mark.slow
def test_what_a_policy_decides_is_worked_out_once(cache: Path, folder: Path) -> None:
    asked = ("rank", "--data", folder, "--format", "json")
    first = kg(*asked)
    assert "verdicts/accepted" in kept(cache)[1].derived
    store = store_of(folder)
    assert store.verdicts("accepted") == passing(KnowledgeGraph.load(folder).store, "accepted")
    assert store.verdicts("claimed") is None
    assert kg(*asked, "--policy", "claimed").code == 0
    assert "verdicts/claimed" in kept(cache)[1].derived
    assert kg(*asked) == first


def test_what_the_policy_of_the_dossier_decides_is_in_a_snapshot_from_the_start(cache: Path, folder: Path) -> None:
    store = store_of(folder)
    loaded = KnowledgeGraph.load(folder).store
    every = {relation.id for relation in KnowledgeGraph.load(folder).relations()}
    assert store.passed("accepted", every) == passing(loaded, "accepted") & every
    assert store.passed("claimed", every) is None
    assert loaded.passed("claimed", every) is None
    passing(loaded, "claimed")
    assert loaded.passed("claimed", every) == passing(loaded, "claimed") & every


@pytest.mark.slow
@pytest.mark.parametrize("world", ["world", "straits"])
@pytest.mark.parametrize("policy", ["accepted", "none"])
def test_what_is_kept_in_one_piece_is_what_is_stated(cache: Path, world: str, policy: str) -> None:
    folder = FIXTURES / world
    store_of(folder)
    kept_graph, loaded = KnowledgeGraph.open(folder), KnowledgeGraph.load(folder)
    assert isinstance(kept_graph.store, DiskStore) and isinstance(loaded.store, EmbeddedStore)
    assert kept_graph.store.has_arrows(PIECES) and not loaded.store.has_arrows(PIECES)
    stated = list(loaded.relations(policy=policy))
    assert list(kept_graph.relations(policy=policy)) == stated != []
    triples = sum(1 for _ in loaded.store.triples())
    assert (kept(cache)[1].triples, sum(1 for _ in kept_graph.store.triples())) == (triples, triples)
    count = "SELECT (COUNT(*) AS ?n) WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    assert rows_of(kept_graph, count) == rows_of(loaded, count)


def test_terms_of_all_kinds_come_back_out_of_a_piece() -> None:
    terms: list[Term] = [
        NamedNode("http://example.org/ü"),
        BlankNode("b0"),
        *(
            Literal('a "b"\n'),
            Literal("a", language="hy"),
            Literal(7),
            Literal("1990", datatype=NamedNode(f"{XSD}gYear")),
        ),
        Literal("שלום", language="he", direction=BaseDirection.RTL),
    ]
    stated: Properties = {f"{KG}on": terms, f"{KG}from": terms[:1]}
    store = EmbeddedStore((), derive=False)
    store.write_arrows(PIECES, [piece("urn:a", RELATION, stated, {"urn:b": stated}), piece("urn:a", THING, {})])
    assert pieces(store, [NamedNode("urn:a"), NamedNode("urn:c")], RELATION) == {"urn:a": (stated, {"urn:b": stated})}
    assert pieces(store, [NamedNode("urn:a")], THING) == {"urn:a": ({}, {})}


def test_rows_of_all_kinds_come_back_out_of_a_result() -> None:
    texts = [
        """SELECT * WHERE { VALUES (?a ?b) {
            ("שלום"@he--rtl "a\\tb\\n\\"") (<urn:ü> 007) (1.50 1e3) (true "2020-10"^^xsd:gYearMonth) ("x"@en UNDEF)
        } }""",
        "SELECT ?nothing WHERE { ?nothing a <urn:a> }",
    ]
    store = EmbeddedStore((), derive=False)
    store.write_arrows(RESULTS, results(store, texts))
    graph = NamedNode(store.dossier.names.policy + RESULTS)
    for text in texts:
        found = kept_result(store.engine, graph, text)
        assert found is not None
        assert (found.variables, [*map(tuple, found)]) == (
            (asked := store.select(text)).variables,
            [*map(tuple, asked)],
        )
    assert kept_result(store.engine, graph, texts[0] + " ") is None


@pytest.mark.slow
def test_what_is_asked_of_the_whole_graph_is_kept_as_it_would_be_found(cache: Path) -> None:
    folder = FIXTURES / "world"
    store_of(folder)
    store, loaded = store_of(folder), KnowledgeGraph.load(folder).store
    assert isinstance(store, DiskStore)
    graph = NamedNode(store.dossier.names.policy + RESULTS)
    texts = [*whole_graph_queries(), *plain_questions(store)]
    for text in texts:
        found = kept_result(store.engine, graph, text)
        assert found is not None
        # Members of a group are in no order of their own.
        rows, anew = ([sorted(map(repr, row)) for row in select] for select in (found, loaded.select(text)))
        if "GROUP_CONCAT" not in text and "SAMPLE" not in text:
            assert sorted(rows) == sorted(anew), text
        assert len(rows) == len(anew)
    assert len(texts) > 100


def test_a_large_graph_keeps_no_results(cache: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_MOST", 100)
    store_of(folder)
    assert not store_of(folder).has_arrows(RESULTS)


def test_a_result_that_is_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_results, "LARGEST", 20)
    store = EmbeddedStore((), derive=False)
    texts = ["SELECT (1 AS ?n) {}", 'SELECT ("a text of some length" AS ?n) {}', "ASK {}"]
    assert [str(triple.object) for triple in results(store, texts)][::2] == [str(Literal(texts[0]))]


@pytest.mark.slow
def test_arrows_of_a_policy_join_a_snapshot_and_stay(cache: Path, folder: Path) -> None:
    store_of(folder)
    first, second = KnowledgeGraph.open(folder), KnowledgeGraph.load(folder)
    text = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
    rows = [rows_of(graph, text) for graph in (first, second)]
    assert rows[0] == rows[1]
    assert "accepted" in kept(cache)[1].derived
    third = store_of(folder)
    assert isinstance(third, DiskStore)
    assert third.has_arrows("accepted")
    assert list(map(str, third.select(text, arrows="accepted"))) == rows[0]


def test_where_nothing_can_be_written_arrows_are_held_in_memory(
    cache: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_of(folder)

    def refuse(*_: object) -> tuple[str, Lock]:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Kept, "begin", refuse)
    graph = KnowledgeGraph.open(folder)
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    assert rows_of(graph, text) == rows_of(KnowledgeGraph.load(folder), text)
    assert "accepted" not in kept(cache)[1].derived


def rows_of(graph: KnowledgeGraph, text: str) -> list[str]:
    answer = graph.query(text)
    assert isinstance(answer, QuerySolutions)
    return [str(row) for row in answer]


def cut(path: Path) -> int:
    data = path.read_bytes()
    return path.write_bytes(data[: len(data) // 2])


def damage(path: Path, start: int = 0, end: int = 1 << 30) -> int:
    data = bytearray(path.read_bytes())
    for position in range(start, min(len(data), end), 64):
        data[position] ^= 0xFF
    return path.write_bytes(data)


@pytest.mark.slow
@pytest.mark.parametrize(
    "harm",
    [
        lambda kept, graph: (kept.folder / MANIFEST).write_text("{"),
        lambda kept, graph: (kept.folder / MANIFEST).write_bytes(b"\xff\x00" * 40),
        lambda kept, graph: (kept.folder / MANIFEST).write_text(f'{{"layout": {LAYOUT}, "files": 7}}'),
        lambda kept, graph: shutil.rmtree(graph),
        lambda kept, graph: [path.unlink() for path in graph.glob("*.sst")],
        lambda kept, graph: [cut(path) for path in graph.glob("*.sst")],
        lambda kept, graph: [damage(path) for path in graph.glob("*.sst")],
        lambda kept, graph: [damage(path, 2000, 3000) for path in graph.glob("*.sst")],
        lambda kept, graph: [damage(path) for path in graph.glob("MANIFEST-*")],
        lambda kept, graph: damage(graph / "CURRENT"),
        lambda kept, graph: [damage(path) for path in graph.glob("OPTIONS-*")],
    ],
    ids=["manifest", "bytes", "types", "gone", "no-tables", "cut", "tables", "blocks", "log", "current", "options"],
)
def test_a_broken_snapshot_is_passed_over_in_silence_and_made_anew(
    cache: Path, folder: Path, harm: Callable[[Kept, Path], object]
) -> None:
    asked = ("relations", "Belmar", "--data", folder, "--format", "json")
    whole = kg(*asked)
    newest, manifest = kept(cache)
    harm(newest, newest.graph(manifest.generation))
    assert kg(*asked) == whole
    snapshot._opened.clear()
    assert kg(*asked) == whole  # made anew, or made anew now
    assert kg(*asked) == whole
    assert snapshot._opened
    assert len(generations(cache)) <= 2


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value"), [("layout", 99), ("version", "0.0.0"), ("engine", "9.9.9")])
def test_a_snapshot_of_another_version_is_made_anew(cache: Path, folder: Path, name: str, value: object) -> None:
    store_of(folder)
    path = kept(cache)[0].folder / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), name: value}))
    assert not isinstance(store_of(folder), DiskStore)
    assert isinstance(store_of(folder), DiskStore)
    assert len(generations(cache)) == 1


@pytest.mark.parametrize("place", ["/proc/kg-cache", "/dev/null/cache", "file/cache"])
def test_a_folder_that_cannot_be_written_is_passed_over(
    cache: Path, folder: Path, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(snapshot.VARIABLE, str(tmp_path / place))
    asked = ("stats", "--data", folder, "--format", "json")
    assert kg(*asked) == kg(*asked) == kg(*asked, "--no-cache")


def test_a_disk_that_fills_up_leaves_nothing_behind(cache: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    KnowledgeGraph.open(folder)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        assert snapshot.build_pending() == [False]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert generations(cache) == []
    KnowledgeGraph.open(folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    assert snapshot.build_pending() == [False]
    assert generations(cache) == []


@pytest.mark.slow
def test_who_reads_is_not_disturbed_by_who_writes(cache: Path, folder: Path) -> None:
    store_of(folder)
    old = store_of(folder)
    assert isinstance(old, DiskStore)
    before = len(list(old.triples()))
    path = folder / "entities" / "states.ttl"
    path.write_text(path.read_text() + "\n<urn:a:s> <urn:a:p> 1 .\n")
    store_of(folder)
    assert len(generations(cache)) == 2
    assert len(list(old.triples())) == before
    new = store_of(folder)
    assert len(list(new.triples())) == before + 1
    del old
    path.write_text(path.read_text() + "\n<urn:a:s> <urn:a:p> 2 .\n")


def test_one_that_is_being_made_keeps_others_from_making_it(cache: Path, folder: Path) -> None:
    KnowledgeGraph.open(folder)
    (pending,) = snapshot._pending
    place = snapshot._kept(pending.origin)
    assert place is not None
    with place.writing():
        assert snapshot.build_pending() == [False]
    assert not list(cache.glob("*/manifest.json"))


def test_what_was_left_half_made_goes_with_the_next(cache: Path, folder: Path) -> None:
    store_of(folder)
    place = kept(cache)[0].folder
    (place / "generation-1-1" / "graph").mkdir(parents=True)
    (place / f".{MANIFEST}.1").write_text("")
    os.utime(folder / "entities" / "states.ttl")
    path = folder / "entities" / "states.ttl"
    path.write_text(path.read_text() + "\n# one more line\n")
    store_of(folder)
    assert len(generations(cache)) == 1
    assert sorted(path.name for path in place.iterdir())[1:] == ["lock", MANIFEST]


@pytest.mark.slow
def test_snapshots_of_dossiers_that_are_gone_go_too(cache: Path, folder: Path) -> None:
    store_of(folder)
    assert len(list(cache.iterdir())) == 1
    other = Path(shutil.copytree(folder, folder.parent / "other"))
    store_of(other)
    assert len(list(cache.iterdir())) == 2
    shutil.rmtree(other)
    path = folder / "entities" / "states.ttl"
    path.write_text(path.read_text() + "\n# one more line\n")
    store_of(folder)
    assert len(list(cache.iterdir())) == 1


def test_no_cache_means_none(cache: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kg("--no-cache", "stats", "--data", folder).code == 0
    monkeypatch.setenv(snapshot.VARIABLE, snapshot.OFF)
    assert kg("stats", "--data", folder).code == 0
    assert not cache.exists()
    assert "switched off" in kg("cache").err


@pytest.mark.parametrize(
    ("variables", "place"),
    [({"XDG_CACHE_HOME": "/a/b"}, "/a/b/karabakh-kg"), ({"HOME": "/h"}, "/h/.cache/karabakh-kg")],
)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other folders, which platformdirs knows")
def test_the_folder_is_that_of_platformdirs(
    variables: dict[str, str], place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import platformdirs

    for name in (snapshot.VARIABLE, "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert str(snapshot.folder()) == place == platformdirs.user_cache_dir("karabakh-kg", appauthor=False)


def test_kg_cache_shows_and_clears(cache: Path, folder: Path) -> None:
    assert (kg("cache").code, kg("cache").json) == (1, [])
    store_of(folder)
    (record,) = kg("cache", "--format", "json").json
    assert validator("snapshot").is_valid(record)
    assert record["of"] == str(folder)
    assert record["triples"] > 1000
    assert record["bytes"] > 10_000
    assert record["usable"] is True
    shown = kg("cache", "--format", "table").out
    # A path that is longer than the line is broken anywhere.
    assert str(cache) in "".join(shown.split())
    assert "1 snapshot" in shown
    assert "just now" in shown
    assert kg("cache", "--clear").err == "kg: 1 snapshot removed\n"
    assert list(cache.iterdir()) == []
    assert kg("cache", "--clear").err == "kg: 0 snapshots removed\n"


def test_one_that_is_read_is_not_cleared(cache: Path, folder: Path) -> None:
    store_of(folder)
    store = store_of(folder)
    assert kg("cache", "--clear").err == "kg: 0 snapshots removed\n"
    assert len(list(store.triples())) > 1000


def wait_for(home: Path) -> None:
    until = time.monotonic() + 60
    while not list(home.glob("*/manifest.json")):
        assert time.monotonic() < until, "no snapshot was made"
        time.sleep(0.05)


@pytest.mark.slow
def test_a_command_leaves_a_snapshot_behind_without_a_word(tmp_path: Path) -> None:
    home = tmp_path / "cache"
    env = {snapshot.VARIABLE: str(home)}
    first = kg_process("show", "Shusha", env=env)
    wait_for(home)
    assert kg_process("show", "Shusha", env=env) == first == kg_process("show", "Shusha")


@pytest.mark.slow
def test_many_commands_at_once_make_one_snapshot(tmp_path: Path) -> None:
    home = tmp_path / "cache"
    env = {**os.environ, snapshot.VARIABLE: str(home)}
    command = [sys.executable, "-m", "kg", "show", "Shusha", "--format", "json"]
    running = [subprocess.Popen(command, cwd=REPOSITORY, env=env, stdout=subprocess.PIPE) for _ in range(6)]
    answers = {process.communicate(timeout=120)[0] for process in running}
    assert [process.returncode for process in running] == [0] * 6
    assert len(answers) == 1
    wait_for(home)
    assert kg_process("show", "Shusha", "--format", "json", env=env).data in answers
    assert len(generations(home)) == 1
