"""A load of what has changed against a load of all of it: every triple, derived or not, has to be the same."""

import os
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from kg.dossier import current
from kg.policy import Judge
from kg.resources import data_files, folder_of
from kg.store import building, taken
from kg.store.building import Building
from kg.store.bulk import Load, load, manifest_of, open_store
from kg.store.embedded import WORD_INDEX
from kg.store.kept import Kept
from kg.store.origin import rule_files
from kg.terms import KG, PREFIXES, RDF, SKOS, XSD
from tests.command import kg
from tests.conftest import FIXTURES
from tests.test_snapshot import damage

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
OF_BELMAR = """
relation:belmar-attacks-dravia a kg:Relation ; rdf:subject entity:belmar ; rdf:predicate kg:attacks ;
    rdf:object entity:dravia .
claim:belmar-attacks-dravia-1 a kg:Claim ; kg:about relation:belmar-attacks-dravia ; kg:claimant entity:chronicler ;
    kg:stance stance:affirms ; kg:status status:asserted ; kg:foundIn passage:chronicle-1 .
"""


class State(NamedTuple):
    """What is in a store, and what its manifest says of that."""

    quads: frozenset[str]
    triples: int
    derived: tuple[str, ...]
    graphs: tuple[str, ...]


def state(place: Path) -> State:
    store, manifest = open_store(place)
    return State(frozenset(map(str, store.engine)), manifest.triples, manifest.derived, manifest.graphs)


def loaded_anew(folder: Path, place: Path) -> State:
    """Return what a store of these files is that was not there before."""
    shutil.rmtree(place, ignore_errors=True)
    assert kg("load", folder, "--store", place).err.startswith("kg: loaded: ")
    return state(place)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What has been built, in order: "changed" of what had changed, or "all"."""
    seen: list[str] = []
    renewed = Building._renewed_or_none

    def watched(self: Building, *given: object) -> object:
        manifest = renewed(self, *given)  # type: ignore[arg-type]
        seen.append("all" if manifest is None else "changed")
        return manifest

    monkeypatch.setattr(Building, "_renewed_or_none", watched)
    return seen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURES / "world", tmp_path / "world"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def write(path: Path, text: str) -> None:
    path.write_text(HEAD + text)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a relation comes": lambda home: write(home / "chronicle" / "relations" / "more.ttl", OF_BELMAR),
    "a file goes": lambda home: (home / "chronicle" / "relations" / "arms.ttl").unlink(),
    "a file moves": lambda home: (home / "entities" / "states.ttl").rename(home / "entities" / "countries.ttl"),
    "a name changes": lambda home: edit(home / "entities" / "states.ttl", '"Ardovia"@en', '"New Ardovia"@en'),
    "a code changes": lambda home: edit(home / "entities" / "states.ttl", '"XA"', '"FR"'),
    "a side changes": lambda home: edit(home / "entities" / "states.ttl", "side:armenian", "side:neutral"),
    "a source is weak": lambda home: edit(home / "chronicle" / "sources.ttl", "kg:weak false", "kg:weak true"),
    "a passage goes": lambda home: edit(home / "chronicle" / "sources.ttl", "kg:passageOf source:chronicle ;", ""),
    "a claim denies": lambda home: edit(
        home / "chronicle" / "relations" / "alliance.ttl", "stance:affirms", "stance:denies"
    ),
    "a date comes": lambda home: edit(
        home / "chronicle" / "relations" / "agreement.ttl",
        "relation:ardovia-signed-harbour-accord\n    a kg:Relation ;",
        'relation:ardovia-signed-harbour-accord\n    a kg:Relation ; kg:on "1994-05-01Z"^^xsd:date ;',
    ),
    "what two files say": lambda home: write(
        home / "gazette" / "sources-too.ttl", (home / "gazette" / "sources.ttl").read_text()
    ),
    "all of a dataset goes": lambda home: shutil.rmtree(home / "gazette"),
    "nothing but a line": lambda home: edit(home / "entities" / "states.ttl", "@prefix", "# a line\n@prefix"),
    "another graph": lambda home: (home / "entities" / "more.nq").write_text('<urn:a:s> <urn:a:p> "1" <urn:a:g> .\n'),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_load_of_what_has_changed_is_a_load_of_all(
    change: Callable[[Path], object], folder: Path, tmp_path: Path, built: list[str]
) -> None:
    place = tmp_path / "store"
    kg("load", folder, "--store", place)
    before = state(place)
    change(folder)
    assert kg("load", folder, "--store", place).err.startswith("kg: loaded: ")
    assert state(place) == loaded_anew(folder, tmp_path / "anew")
    assert kg("load", "--store", place, "--check").code == 0
    shutil.rmtree(folder)
    shutil.copytree(FIXTURES / "world", folder)
    kg("load", folder, "--store", place)
    assert state(place) == before
    assert built == ["changed", "changed"]


def test_files_that_have_not_changed_are_not_read_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "store"
    kg("load", folder, "--store", place)
    parsed: list[str] = []
    quads = taken._quads

    def watched(source: object, path: Path, name: str, policy: str) -> object:
        parsed.append(Path(name).name)
        return quads(source, path, name, policy)  # type: ignore[arg-type]

    monkeypatch.setattr(taken, "_quads", watched)
    write(folder / "chronicle" / "relations" / "more.ttl", OF_BELMAR)
    kg("load", folder, "--store", place)
    assert parsed == ["more.ttl"]
    edit(folder / "entities" / "states.ttl", '"Ardovia"@en', '"New Ardovia"@en')
    kg("load", folder, "--store", place)
    assert parsed == ["more.ttl", "states.ttl", "states.ttl"]


ANEW: dict[str, Callable[[Path], object]] = {
    "ontology": lambda home: edit(home / "ontology" / "tolls.ttl", '"levies tolls on"@en', '"takes tolls of"@en'),
    "policy": lambda home: edit(home / "policies" / "two-papers.toml", '"status:verified"', '"status:judged"'),
    "clause": lambda home: edit(home / "policies" / "clauses" / "in-book.rq", "stance:affirms", "stance:denies"),
    "sides": lambda home: edit(home / "dossier.toml", "Tessel and its publishers.", "Tessel and others."),
    "kinds": lambda home: edit(home / "entities" / "all.ttl", "\n\n", "\n\nkg:State rdfs:subClassOf kg:Event .\n\n"),
    "blank node": lambda home: edit(home / "entities" / "all.ttl", "\n\n", "\n\n[] a kg:State .\n\n"),
    "derived": lambda home: edit(home / "entities" / "all.ttl", "\n\n", '\n\nkg:x kg:searchKey "x" .\n\n'),
}


@pytest.mark.parametrize("change", ANEW.values(), ids=list(ANEW))
def test_what_decides_on_all_makes_all_anew(
    change: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(FIXTURES / "straits", tmp_path / "straits"))
    edit(folder / "entities" / "all.ttl", "@prefix", "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix")
    place = tmp_path / "store"
    kg("load", folder, "--store", place)
    change(folder)
    filled, calls = Building._filled, []

    def watched(self: Building, generation: str) -> object:
        calls.append(generation)
        return filled(self, generation)

    monkeypatch.setattr(Building, "_filled", watched)
    assert kg("load", folder, "--store", place).err.startswith("kg: loaded: ")
    assert len(calls) == 1
    named = [quad for quad in state(place).quads if "_:" not in quad]
    assert sorted(named) == sorted(quad for quad in loaded_anew(folder, tmp_path / "anew").quads if "_:" not in quad)


def test_all_that_derived_parts_are_taken_from_counts_as_a_rule() -> None:
    rules = rule_files(current())
    queries = {path.stem for path in folder_of("queries").glob("*.rq")}
    for module in ("policy.py", "store/bounds.py", "store/embedded.py", "store/materialised.py", "store/renewal.py"):
        asked = queries & {*re.findall(r'"([a-z_]+)"', (folder_of("") / module).read_text())}
        assert {path.stem for path in rules} >= asked
    assert folder_of("importing") / "states.csv" in rules


def test_a_policy_of_the_dossiers_own_is_asked_about_all(tmp_path: Path, built: list[str]) -> None:
    folder = Path(shutil.copytree(FIXTURES / "straits", tmp_path / "straits"))
    place = tmp_path / "store"
    kg("load", folder, "--store", place)
    path = folder / "pilots" / "relations" / "alliance.ttl"
    path.write_text(path.read_text().replace("stance:affirms", "stance:denies"))
    kg("load", folder, "--store", place)
    assert built == ["changed"]
    assert state(place) == loaded_anew(folder, tmp_path / "anew")


@pytest.mark.parametrize("policy", ["claimed", "none"])
def test_policies_that_have_joined_a_store_stay_right(
    policy: str, folder: Path, tmp_path: Path, built: list[str]
) -> None:
    def joined(place: Path) -> State:
        assert kg("rank", "--policy", policy, "--store", place).code == 0
        return state(place)

    kg("load", folder, "--store", tmp_path / "store")
    assert f"verdicts/{policy}" in joined(tmp_path / "store").derived
    path = folder / "chronicle" / "relations" / "alliance.ttl"
    path.write_text(path.read_text().replace("stance:affirms", "stance:denies"))
    kg("load", folder, "--store", tmp_path / "store")
    after = state(tmp_path / "store")
    loaded_anew(folder, tmp_path / "anew")
    assert after == joined(tmp_path / "anew")
    assert built == ["changed"]


def test_an_index_of_words_grows_with_the_names_and_goes_with_them(
    folder: Path, tmp_path: Path, built: list[str]
) -> None:
    place, more = tmp_path / "store", folder / "entities" / "more.ttl"
    kg("load", folder, "--store", place)
    for many in (2500, 2501, 100):
        names = (f'entity:e{n} a kg:State ; skos:prefLabel "Isle {n}"@en .\n' for n in range(many))
        write(more, "".join(names))
        kg("load", folder, "--store", place)
        now = state(place)
        assert now == loaded_anew(folder, tmp_path / "anew")
        assert (WORD_INDEX in now.derived) == (many > 2000)
    assert built == ["changed"] * 3


def test_copies_that_are_broken_are_not_trusted(folder: Path, tmp_path: Path, built: list[str]) -> None:
    place = tmp_path / "store"
    kg("load", folder, "--store", place)
    for path in place.rglob("*.zst"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path.unlink()
        path.write_bytes(data)
    edit(folder / "entities" / "states.ttl", '"Ardovia"@en', '"New Ardovia"@en')
    kg("load", folder, "--store", place)
    assert built == ["all"]
    assert state(place) == loaded_anew(folder, tmp_path / "anew")


def test_a_store_that_is_broken_is_made_anew(folder: Path, tmp_path: Path, built: list[str]) -> None:
    place = tmp_path / "store"
    kg("load", folder, "--store", place)
    for table in Kept(place).graph(manifest_of(place).generation).glob("*.sst"):
        damage(table, 2000, 3000)
    edit(folder / "entities" / "states.ttl", '"Ardovia"@en', '"New Ardovia"@en')
    assert kg("load", folder, "--store", place).err.startswith("kg: loaded: ")
    assert built == ["all"]
    assert state(place) == loaded_anew(folder, tmp_path / "anew")


def test_a_load_needs_no_hard_links(
    folder: Path, tmp_path: Path, built: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    kg("load", folder, "--store", tmp_path / "store")
    monkeypatch.setattr(os, "link", refused)
    edit(folder / "entities" / "states.ttl", '"Ardovia"@en', '"New Ardovia"@en')
    assert kg("load", folder, "--store", tmp_path / "store").err.startswith("kg: loaded: ")
    assert built == ["all"]
    assert state(tmp_path / "store") == loaded_anew(folder, tmp_path / "anew")


def test_files_of_too_many_statements_are_not_compared(
    folder: Path, tmp_path: Path, built: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_MOST", 60)
    path = folder / "entities" / "long.nt"
    lines = ['<urn:x:0> <urn:x:p> "twice" .\n'] * 5
    lines += [f'<urn:x:{number}> <urn:x:p> "{number}" .\n' for number in range(100)]
    path.write_text("".join(lines))
    kg("load", folder, "--store", tmp_path / "store")
    path.write_text("".join(['<urn:x:new> <urn:x:p> "1" .\n<urn:x:new> <urn:x:p> "2" .\n', *lines]))
    kg("load", folder, "--store", tmp_path / "store")
    assert built == ["all"]
    assert state(tmp_path / "store") == loaded_anew(folder, tmp_path / "anew")


def test_what_files_say_of_what_is_derived_stays_when_others_change(
    folder: Path, tmp_path: Path, built: list[str]
) -> None:
    write(folder / "entities" / "keys.ttl", 'entity:ardovia kg:searchKey "landofstone" .\n')
    kg("load", folder, "--store", tmp_path / "store")
    write(folder / "entities" / "more.ttl", 'entity:ardovia skos:altLabel "Ardovian State"@en .\n')
    kg("load", folder, "--store", tmp_path / "store")
    assert built == ["all"]
    assert state(tmp_path / "store") == loaded_anew(folder, tmp_path / "anew")


def test_what_another_load_has_made_meanwhile_is_compared_with(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, more, writing = tmp_path / "store", folder / "entities" / "more.ttl", Kept.writing
    kg("load", folder, "--store", place)
    before = state(place)

    def after_another(self: Kept) -> AbstractContextManager[None]:
        monkeypatch.setattr(Kept, "writing", writing)
        write(more, OF_BELMAR)
        kg("load", folder, "--store", place)
        more.unlink()
        return writing(self)

    monkeypatch.setattr(Kept, "writing", after_another)
    assert kg("load", folder, "--store", place).err.startswith("kg: loaded: ")
    assert state(place) == before


def shipped_files(folder: Path, dice: Random, many: int) -> dict[Path, set[Quad]]:
    """Return the shipped data spread over files, a few statements in two of them."""
    quads = {
        quad
        for path in data_files(current().root).chosen(())
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
        if not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode)
    }
    files: dict[Path, set[Quad]] = {folder / f"part-{number}.nt": set() for number in range(many)}
    home: dict[str, Path] = {}
    for quad in sorted(quads, key=str):
        files[home.setdefault(str(quad.subject), dice.choice(list(files)))].add(quad)
        if dice.random() < 0.02:
            files[dice.choice(list(files))].add(quad)
    return files


# What derived parts and policies look at: to change it is what may go wrong.
LOOKED_AT = [
    *(NamedNode(RDF + name) for name in ("subject", "predicate", "object", "type")),
    *(NamedNode(KG + name) for name in ("side", "weak", "countsWith", "about", "stance", "status", "foundIn", "iso2")),
    *(NamedNode(KG + name) for name in ("passageOf", "claimant", "usedBy", "phase", "from", "until", "on", "doubted")),
    *(NamedNode(KG + name) for name in ("notBefore", "notAfter", "attestedOn", "value")),
    *(NamedNode(SKOS + name) for name in ("prefLabel", "altLabel")),
    NamedNode(PREFIXES["dcterms"] + "creator"),
]


def changed_at_random(files: dict[Path, set[Quad]], dice: Random) -> None:
    """Take away, alter and add some statements of the kinds on which something rests."""
    path = dice.choice(list(files))
    there = files[path]
    name = dice.choice(LOOKED_AT)
    quads = sorted((quad for quad in there if quad.predicate == name), key=str)
    if not quads:
        return
    one, other = dice.choice(quads), dice.choice(quads)
    way = dice.randrange(6)
    if way in (0, 1):
        there.remove(one)
    if way in (1, 2):
        there.add(Quad(one.subject, one.predicate, other.object))
    if way == 3:
        for those in files.values():
            those -= {quad for quad in those if quad.subject == one.subject}
    if way == 4:
        copy = NamedNode(f"{one.subject.value}-{dice.randrange(10**6)}")  # type: ignore[union-attr]
        there |= {Quad(copy, quad.predicate, quad.object) for quad in there if quad.subject == one.subject}
    if way == 5:
        date = Literal("2001-02-03T24:00:00Z", datatype=NamedNode(f"{XSD}dateTime"))
        there.add(Quad(one.subject, NamedNode(f"{KG}from"), date))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_changes_at_random_of_the_shipped_data_end_where_a_load_of_all_does(
    seed: int, tmp_path: Path, built: list[str]
) -> None:
    dice, folder, place = Random(seed), tmp_path / "data", tmp_path / "store"
    folder.mkdir()
    files = shipped_files(folder, dice, 24)
    judge = Judge(current(), (current().policy,))

    def load_into(place: Path) -> None:
        for path, quads in files.items():
            lines = sorted(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads)
            path.write_text("".join(lines))
        load(place, Load.of_paths([folder]), judge, lambda *_: None)

    load_into(place)
    for _ in range(5):
        for _ in range(dice.choice((1, 3, 9))):
            changed_at_random(files, dice)
        load_into(place)
        shutil.rmtree(tmp_path / "anew", ignore_errors=True)
        load_into(tmp_path / "anew")
        assert state(place) == state(tmp_path / "anew")
    assert built.count("changed") >= 3


def test_a_store_of_an_earlier_version_is_made_anew(folder: Path, tmp_path: Path, built: list[str]) -> None:
    place = tmp_path / "store"
    kg("load", folder, "--store", place)
    for path in place.glob("generation-*/.taken"):
        shutil.rmtree(path)
    os.utime(folder / "entities" / "states.ttl")
    assert kg("load", folder, "--store", place).err.startswith("kg: unchanged: ")
    edit(folder / "entities" / "states.ttl", '"Ardovia"@en', '"New Ardovia"@en')
    kg("load", folder, "--store", place)
    assert built == ["all"]
    assert manifest_of(place).triples == loaded_anew(folder, tmp_path / "anew").triples


def test_copies_in_a_store_are_no_files_to_load(folder: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert kg("load", folder, "--store", folder / "store").err.startswith("kg: loaded: ")
        write(folder / "entities" / "more.ttl", "")
    names = map(Path, manifest_of(folder / "store").files)
    assert not [name for name in names if folder / "store" in name.parents]
    assert "no RDF file in this folder" in kg("load", folder / "store", "--store", tmp_path / "other").err
