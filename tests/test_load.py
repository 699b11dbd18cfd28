"""Stores that are kept: what goes into them comes out again, and nothing that happens in between loses the old one."""

import gzip
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard

from kg.errors import DataError
from kg.graph import KnowledgeGraph
from kg.policy import Judge
from kg.store.bulk import Load, load, manifest_of
from kg.store.kept import MANIFEST, Kept
from tests.command import REPOSITORY, Outcome, kg, kg_process
from tests.conftest import FIXTURES
from tests.statements import entities, turtle
from tests.test_snapshot import ON_SHIPPED, cut, damage

WORLD = FIXTURES / "world"
NAMELESS = turtle(
    entities(one="State", two="State"),
    """@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a kg:Person ; skos:prefLabel "Somebody"@en .
_:some a kg:Relation ; rdf:subject entity:one ; rdf:predicate kg:attacks ; rdf:object entity:two ;
    kg:on "2020"^^xsd:gYear .
[] a kg:Claim ; kg:about _:some ; kg:claimant entity:author ; kg:stance stance:affirms ; kg:status status:asserted ;
    kg:foundIn source:report .
""",
)
NAMED = '<urn:a:s> <urn:a:p> "in a graph" <urn:a:g> .\n<urn:a:s> <urn:a:p> "in none" .\n'


@pytest.fixture(scope="module")
def shipped_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped dossier in a store."""
    place = tmp_path_factory.mktemp("stores") / "shipped"
    assert kg("load", "--store", place).code == 0
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the invented world, to change."""
    return Path(shutil.copytree(WORLD, tmp_path / "world"))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "store"


def count(place: Path, pattern: str = "?s ?p ?o", *more: str) -> int:
    done = kg("query", f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}", "--store", place, *more, "--format", "csv")
    assert done.code == 0, done.err
    return int(done.lines[1])


def refused(done: Outcome) -> str:
    assert done.code == 2
    assert done.data == b""
    assert done.err.count("\n") == 1
    return done.err


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [*ON_SHIPPED, ["relations"], ["timeline"], ["sources"], ["export", "csv"], ["export", "ttl", "--policy", "none"]],
    ids=" ".join,
)
def test_every_verb_gives_the_same_bytes_from_a_store(words: list[str], shipped_store: Path) -> None:
    asked = words if words[0] == "export" else [*words, "--format", "json"]
    assert kg(*asked, "--store", shipped_store) == kg(*asked)


def test_verdicts_and_arrows_of_the_dossiers_policy_are_in_a_store(shipped_store: Path) -> None:
    assert {"accepted", "verdicts/accepted"} <= set(manifest_of(shipped_store).derived)
    assert count(shipped_store) == count(shipped_store, "?s ?p ?o", "--policy", "accepted")
    assert count(shipped_store) > count(shipped_store, "?s ?p ?o", "--policy", "none")


@pytest.mark.slow
def test_a_store_holds_what_the_memory_holds(shipped_store: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) (SUM(STRLEN(CONCAT(STR(?s), STR(?p), STR(?o)))) AS ?size) WHERE { ?s ?p ?o }"
    for words in (["--policy", "none"], ["--policy", "accepted"]):
        assert kg("query", text, *words, "--store", shipped_store) == kg("query", text, *words)


@pytest.mark.slow
def test_another_policy_joins_the_store_when_it_is_asked(folder: Path, place: Path) -> None:
    kg("load", folder, "--store", place)
    asked = ("rank", "--policy", "claimed", "--format", "json")
    assert kg(*asked, "--store", place) == kg(*asked, "--data", folder)
    assert "verdicts/claimed" in manifest_of(place).derived
    assert kg(*asked, "--store", place) == kg(*asked, "--data", folder)


@pytest.mark.slow
def test_the_dossier_of_a_store_is_known_to_it(place: Path) -> None:
    home = FIXTURES / "straits"
    assert kg("load", home, "--store", place).code == 0
    for words in (["entities"], ["relations"], ["disputes"], ["stats"]):
        asked = (*words, "--format", "json")
        assert kg(*asked, "--store", place) == kg(*asked, "--dossier", home)
    assert "begin with https://straits.example/" in refused(kg("stats", "--store", place, "--dossier", "data"))


@pytest.mark.slow
def test_datasets_are_chosen_when_a_store_is_loaded(place: Path) -> None:
    assert kg("load", "--dataset", "article", "--store", place).code == 0
    asked = ("relations", "Turkey", "Azerbaijan", "--format", "json")
    assert kg(*asked, "--store", place) == kg(*asked, "--dataset", "article")
    for words in (["--dataset", "article"], ["--data", "data"]):
        assert "a store holds what was loaded into it" in refused(kg("stats", *words, "--store", place))
        assert "a store holds what was loaded" in refused(kg("query", "ASK {}", *words, "--store", place))


FORMS = {
    "ttl": b'<urn:a:s> <urn:a:p> "one", "two" .\n',
    "nt": b'<urn:a:s> <urn:a:p> "one" .\n<urn:a:s> <urn:a:p> "two" .\n',
    "nq": b'<urn:a:s> <urn:a:p> "one" <urn:a:g> .\n<urn:a:s> <urn:a:p> "two" .\n',
    "trig": b'<urn:a:g> { <urn:a:s> <urn:a:p> "one", "two" }\n',
    "rdf": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="urn:a:">'
    b'<rdf:Description rdf:about="urn:a:s"><a:p>one</a:p><a:p>two</a:p></rdf:Description></rdf:RDF>',
    "jsonld": b'{"@id": "urn:a:s", "urn:a:p": ["one", "two"]}',
}
DEEP = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="urn:a:">'
    + b"<rdf:Description><a:p>" * 100_000
)
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".zst": zstandard.ZstdCompressor().compress,
}


@pytest.mark.slow
@pytest.mark.parametrize("packed", PACKED)
def test_any_rdf_file_is_loaded_plain_or_compressed(packed: str, tmp_path: Path, place: Path) -> None:
    for ending, data in FORMS.items():
        own = data.replace(b"urn:a:s", f"urn:a:{ending}".encode())
        (tmp_path / "files").mkdir(exist_ok=True)
        (tmp_path / "files" / f"some.{ending}{packed}").write_bytes(PACKED[packed](own))
    assert kg("load", tmp_path / "files", "--store", place).code == 0
    graph = KnowledgeGraph.at(str(place))
    rows = graph.store.select("SELECT ?s (COUNT(*) AS ?n) WHERE { ?s <urn:a:p> ?o } GROUP BY ?s")
    assert {row["s"].value: int(row["n"].value) for row in rows} == {f"urn:a:{ending}": 2 for ending in FORMS}


@pytest.mark.slow
def test_members_of_a_compressed_file_follow_each_other(tmp_path: Path, place: Path) -> None:
    lines = FORMS["nt"].splitlines(keepends=True)
    (tmp_path / "a.nt.gz").write_bytes(b"".join(map(gzip.compress, lines)))
    pack = zstandard.ZstdCompressor().compress
    (tmp_path / "b.nt.zst").write_bytes(b"".join(pack(line.replace(b":s>", b":t>")) for line in lines))
    padded = b"".join(gzip.compress(line.replace(b":s>", b":u>")) + bytes(10_000) for line in lines)
    (tmp_path / "c.nt.gz").write_bytes(padded)
    assert kg("load", *(tmp_path / name for name in ("a.nt.gz", "b.nt.zst", "c.nt.gz")), "--store", place).code == 0
    assert count(place, "?s <urn:a:p> ?o") == 6


def test_named_graphs_are_kept_and_asked_with_graph(tmp_path: Path, place: Path) -> None:
    (tmp_path / "a.nq").write_text(NAMED)
    assert kg("load", tmp_path / "a.nq", "--store", place).code == 0
    assert count(place, "<urn:a:s> <urn:a:p> ?o") == 2
    assert count(place, "GRAPH <urn:a:g> { ?s ?p ?o }") == 1
    assert count(place, "GRAPH ?g { <urn:a:s> ?p ?o }") == 1


def test_what_has_not_changed_is_not_loaded_again(folder: Path, place: Path) -> None:
    assert kg("load", folder, "--store", place).err.startswith("kg: loaded: ")
    before = manifest_of(place)
    os.utime(folder / "entities" / "states.ttl", ns=(1, 1))
    assert kg("load", folder, "--store", place).err.startswith("kg: unchanged: ")
    assert manifest_of(place) == before
    with (folder / "entities" / "states.ttl").open("a") as file:
        file.write("<urn:a:s> <urn:a:p> 1 .\n")
    assert kg("load", folder, "--store", place).err.startswith("kg: loaded: ")
    assert manifest_of(place).triples == before.triples + 1
    assert len(list(place.glob("generation-*"))) == 1


def test_check_compares_a_store_with_its_files(folder: Path, place: Path) -> None:
    kg("load", folder, "--store", place)
    done = kg("load", "--store", place, "--check")
    assert (done.code, "are as they were loaded" in done.err) == (0, True)
    path = folder / "entities" / "states.ttl"
    path.write_text(path.read_text() + "\n# a line\n")
    done = kg("load", "--store", place, "--check")
    assert (done.code, done.err) == (1, f"kg: {path}: has changed since it was loaded\n")
    manifest = manifest_of(place)
    for table in Kept(place).graph(manifest.generation).glob("*.sst"):
        damage(table, 2000, 3000)
    done = kg("load", "--store", place, "--check")
    assert done.code in (1, 2)
    assert "not as" in done.err
    assert "give no others" in refused(kg("load", folder, "--store", place, "--check"))


def test_check_counts_what_is_not_in_the_store(folder: Path, place: Path) -> None:
    kg("load", folder, "--store", place)
    path = folder / "entities" / "states.ttl"
    path.write_text(path.read_text() + "\n<urn:a:s> <urn:a:p> 1, 2 .\n")
    from kg.store.kept import Stamp

    manifest = json.loads((place / MANIFEST).read_text())
    manifest["files"][str(path)][3] = Stamp.with_digest(path).digest
    (place / MANIFEST).write_text(json.dumps(manifest))
    done = kg("load", "--store", place, "--check")
    assert (done.code, done.err) == (1, f"kg: {path}: 2 triples are not in the store\n")


@pytest.fixture
def loaded(folder: Path, place: Path) -> Iterator[Path]:
    """A store, which is as it was in the end."""
    kg("load", folder, "--store", place)
    before = kg("stats", "--store", place, "--format", "json").data
    yield place
    assert kg("stats", "--store", place, "--format", "json").data == before


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.ttl", b"<urn:a:s> <urn:a:p> ] .", "a.ttl:1:21: "),
        ("a.nt", b"<urn:a:s> <urn:a:p> 1 .\nnonsense\n", "a.nt:"),
        ("a.nq.gz", gzip.compress(FORMS["nq"] * 5000)[:-30], "a.nq.gz: is broken or cut off"),
        ("a.nt.zst", PACKED[".zst"](os.urandom(3000).hex().encode())[:-5], "a.nt.zst: is broken or cut off"),
        ("a.nt.gz", b"no gzip at all", "or not compressed as its name says: incorrect header check; nothing"),
        ("a.nt.zst", b"no zstd at all", "a.nt.zst: is broken or cut off"),
        ("a.rdf.gz", gzip.compress(DEEP), "a.rdf.gz: nests deeper than 500"),
        ("a.nt.gz", b"", "a.nt.gz: is broken or cut off, or not compressed as its name says: it is empty; nothing"),
        ("a.ttl.zst", b"", "a.ttl.zst: is broken or cut off, or not compressed as its name says: it is empty; nothing"),
        ("a.rdf", FORMS["rdf"][:-30], "a.rdf:1:"),
        ("a.txt", b"", "a.txt: the format is unknown"),
        ("a.ttl", "\ufeff".encode("utf-16"), "UTF-16"),
        ("a.jsonld", b'{"@context": "https://example.org/c", "@id": "a"}', "is not fetched"),
    ],
    ids=[
        "turtle",
        "lines",
        "gz-cut",
        "zst-cut",
        "gz",
        "zst",
        "deep",
        "gz-empty",
        "zst-empty",
        "xml-cut",
        "unknown",
        "utf-16",
        "context",
    ],
)
def test_a_broken_file_leaves_the_old_store(
    name: str, data: bytes, message: str, loaded: Path, folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert message in refused(kg("load", path, "--store", loaded))
    assert len(list(loaded.glob("generation-*"))) == 1


TERMS = b"<urn:a:s> <urn:a:p> " + b"<<( <urn:a:s> <urn:a:p> " * 60_000 + b'"1"' + b" )>>" * 60_000 + b" .\n"
NESTED = {
    **dict.fromkeys(("ttl", "nt", "nq", "trig"), TERMS),
    "jsonld": b'{"@id": "urn:a:s", "urn:a:p": ' + b"[" * 60_000 + b"1" + b"]" * 60_000 + b"}",
}


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("ending", NESTED)
def test_a_deep_file_is_refused_before_the_engine_has_it(ending: str, packed: str, tmp_path: Path, place: Path) -> None:
    path = tmp_path / f"a.{ending}{packed}"
    path.write_bytes(PACKED[packed](NESTED[ending]))
    done = refused(kg("load", path, "--store", place))
    assert done == f"kg: {path}: nests deeper than 500; nothing of this file was loaded\n"


CHAIN = {f"t{number}": f"t{number + 1}:x" for number in range(20_000)}


@pytest.mark.parametrize("about", [str, lambda iri: {"@id": iri}, lambda iri: {"@id": "urn:a:b", "@type": iri}])
@pytest.mark.parametrize("ring", [False, True])
def test_terms_of_a_context_that_lean_on_each_other_in_a_long_row_are_refused(
    about: Callable[[str], object], ring: bool, tmp_path: Path, place: Path
) -> None:
    path = tmp_path / "a.jsonld"
    terms = {term: about(iri) for term, iri in CHAIN.items()} | {"t20000": "t0:x" if ring else "urn:a:"}
    path.write_text(json.dumps({"@id": "urn:a:s", "urn:a:p": 1, "@context": [terms]}))
    asked: list[list[str | Path]] = [["load", path, "--store", place], ["query", "ASK {}", "--data", path]]
    for words in asked:
        assert "more than 500 terms of its context lean on each other: write their IRIs in full" in refused(kg(*words))


def test_terms_of_a_context_may_lean_on_each_other(tmp_path: Path, place: Path) -> None:
    path = tmp_path / "a.jsonld"
    terms = {f"t{number}": f"t{number + 1}:x" for number in range(100)} | {"t100": "urn:a:"}
    many = {f"u{number}": "t99:u" for number in range(60_000)}
    path.write_text(json.dumps({"@context": terms | many, "@id": "urn:a:s", "u5": 1}))
    assert kg("load", path, "--store", place).code == 0
    assert count(place, "<urn:a:s> ?p ?o") == 1
    path.write_text('{"@context": {"a": "b:x", "b": "a:x"}, "@id": "urn:a:s"}')
    assert "in a ring, " in refused(kg("load", path, "--store", place))


def test_a_path_that_is_not_there_leaves_the_old_store(loaded: Path, tmp_path: Path) -> None:
    assert "there is no such file" in refused(kg("load", tmp_path / "none", "--store", loaded))
    (tmp_path / "empty").mkdir()
    assert "no RDF file" in refused(kg("load", tmp_path / "empty", "--store", loaded))
    assert "loaded alone" in refused(kg("load", FIXTURES / "straits", tmp_path, "--store", loaded))


@pytest.mark.parametrize("limit", [1, 1_000, 4_000], ids=str)
def test_a_full_disk_leaves_the_old_store(limit: int, loaded: Path, folder: Path) -> None:
    with (folder / "entities" / "states.ttl").open("a") as file:
        file.write("<urn:a:s> <urn:a:p> 1 .\n")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        done = kg("load", folder, "--store", loaded)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "cannot be written" in refused(done)
    assert len(list(loaded.glob("generation-*"))) == 1


# In a file system of its own, which ends with the process, a store is loaded and then filled up at several places.
_FILLED = """
mount -t tmpfs -o size=24m tmpfs "$1" && "$2" -m kg load "$3" --store "$1/store" || exit 9
"$2" -m kg stats --store "$1/store" --format json >"$4/before" || exit 9
echo "<urn:a:s> <urn:a:p> 1 ." >>"$3/entities/states.ttl"
for left in $5; do
    [ "$6" = all ] && rm -r "$1"/store/generation-*/.taken
    dd if=/dev/zero of="$1/filler" bs=1k count=$(($(df --output=avail -k "$1" | tail -n 1) - left)) 2>/dev/null
    "$2" -m kg load "$3" --store "$1/store" >"$4/out" 2>"$4/said-$left"
    echo $? >"$4/code-$left"
    "$2" -m kg stats --store "$1/store" --format json >"$4/after-$left" || exit 9
    rm "$1/filler"
done
"$2" -m kg load "$3" --store "$1/store"
"""
_MOUNTS = (
    subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0
    if shutil.which("unshare")
    else False
)


@pytest.mark.slow
@pytest.mark.skipif(not _MOUNTS, reason="a small file system wants a mount namespace, which only root makes")
@pytest.mark.parametrize(
    ("left", "anew"), [("0 100 400", "all"), ("0 40 80 120 200", "what has changed")], ids=["anew", "changed"]
)
def test_a_small_file_system_that_fills_up_leaves_the_old_store(
    left: str, anew: str, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "small").mkdir()
    (tmp_path / "told").mkdir()
    words: list[str | Path] = [
        tmp_path / "small",
        Path(sys.executable),
        folder,
        tmp_path / "told",
        f"{left} 1000 1600",
        anew,
    ]
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", _FILLED, "sh", *words], capture_output=True, env=os.environ, cwd=REPOSITORY
    )
    assert done.returncode == 0, done.stderr.decode()
    before = (tmp_path / "told" / "before").read_bytes()
    for room in left.split():
        said = (tmp_path / "told" / f"said-{room}").read_text()
        assert (tmp_path / "told" / f"code-{room}").read_text() == "2\n"
        assert re.fullmatch(r"kg: .*cannot be written: .*\n", said), said
        assert (tmp_path / "told" / f"after-{room}").read_bytes() == before


def test_a_second_writer_is_refused(loaded: Path, folder: Path) -> None:
    with Kept(loaded).writing():
        assert "another process is writing this store" in refused(kg("load", folder, "--store", loaded))
        assert kg("stats", "--store", loaded).code == 0


def test_a_folder_that_is_no_store_is_told_so(tmp_path: Path, folder: Path) -> None:
    for place in (tmp_path / "none", folder):
        assert "kg load" in refused(kg("stats", "--store", place))
        assert "kg load" in refused(kg("load", "--store", place, "--check"))
    assert "holds other files and no store" in refused(kg("load", folder, "--store", folder))
    (tmp_path / "file").write_text("")
    assert "is no folder" in refused(kg("load", folder, "--store", tmp_path / "file"))
    assert (tmp_path / "file").read_text() == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [('{"layout": 99, "parts": 7}', "a newer version of kg"), ('{"layout": 0}', "an older version"), ("{", "older")],
    ids=["newer", "older", "broken"],
)
def test_a_store_of_another_layout_is_told_so(text: str, message: str, folder: Path, place: Path) -> None:
    kg("load", folder, "--store", place)
    (place / MANIFEST).write_text(text)
    assert message in refused(kg("stats", "--store", place))


@pytest.mark.slow
def test_a_store_whose_files_are_gone_is_told_so(folder: Path, place: Path) -> None:
    kg("load", folder, "--store", place)
    for table in place.rglob("*.sst"):
        cut(table)
    assert "the store cannot be opened" in refused(kg("stats", "--store", place))
    assert kg("load", folder, "--store", place).err.startswith("kg: loaded: ")
    assert kg("stats", "--store", place).code == 0
    for generation in place.glob("generation-*"):
        shutil.rmtree(generation)
    done = kg_process("stats", "--store", place)
    assert (done.code, len(done.err.splitlines())) == (2, 1), done.err
    assert "the store cannot be opened" in done.err


def killed_after(seconds: float, work: Callable[[], object]) -> bool:
    """Do some work in a process of its own, kill it after so long, and say whether it was still at work."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(min(0.002, seconds))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


@pytest.mark.slow
def test_a_kill_at_any_of_fifty_moments_leaves_the_old_store_or_the_new_one(folder: Path, place: Path) -> None:
    what = Load.of_paths([folder])

    def work() -> None:
        load(place, what, Judge(what.dossier, ("accepted",)), lambda *_: None)

    def triples() -> int:
        store = KnowledgeGraph.at(str(place)).store
        (row,) = store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        assert store.has_arrows("accepted")
        return int(row["n"].value)

    work()
    begun = time.monotonic()
    path = folder / "entities" / "states.ttl"
    path.write_text(path.read_text() + "\n<urn:a:s> <urn:a:p> 0 .\n")
    work()
    whole = time.monotonic() - begun
    before, at_work = triples(), 0
    there = before
    for moment in range(1, 51):
        path.write_text(path.read_text() + f"\n<urn:a:s> <urn:a:p> {moment} .\n")
        at_work += killed_after(whole * 1.2 * moment / 50, work)
        after = triples()
        assert after in (there, before + moment)
        there = after
        assert len(list(place.glob("generation-*"))) <= 3
    assert at_work >= 10
    work()
    assert triples() == before + 50
    assert len(list(place.glob("generation-*"))) == 1
    assert kg("load", "--store", place, "--check").code == 0


def test_the_python_interface_opens_a_store(folder: Path, place: Path) -> None:
    kg("load", folder, "--store", place)
    graph = KnowledgeGraph.at(str(place))
    assert str(graph.entity("Belmar")) == str(KnowledgeGraph.load(folder).entity("Belmar"))
    with pytest.raises(DataError, match="no store"):
        KnowledgeGraph.at(str(folder))


def test_a_relation_without_a_name_is_loaded_and_changed_as_others_are(tmp_path: Path, place: Path) -> None:
    path = tmp_path / "a.ttl"
    for more in ("", '_:other a kg:Relation ; rdf:subject entity:two ; kg:on "2021"^^xsd:gYear .'):
        path.write_text(f"{NAMELESS}{more}\n", encoding="utf-8")
        assert kg("load", "--store", place, path).code == 0
        assert count(place, "?s a kg:Relation FILTER (isBlank(?s))") == 1 + bool(more)
        assert kg("relations", "--store", place).json == []
        assert kg("disputes", "--store", place).json == []


def test_a_tie_whose_type_is_a_text_has_no_arrow(tmp_path: Path, place: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(
        NAMELESS.replace("_:some", "relation:some").replace("rdf:predicate kg:attacks", "rdf:predicate 'x'")
    )
    assert kg("load", "--store", place, path).code == 0
    assert count(place, "entity:one ?p entity:two") == 0
    assert count(place, "?s rdf:predicate 'x'") == 1
