"""Dossiers: another conflict without a line of Python, and what a dossier says wrongly, told with file and line."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import dossier as dossiers
from kg.cli import main
from kg.dossier import Dossier, above, current, open_dossier, using
from kg.errors import DataError, InputError
from kg.graph import KnowledgeGraph
from kg.policy import policy, policy_names
from kg.resources import data_dir
from kg.validation import validate
from tests.command import kg
from tests.conftest import FIXTURES

STRAITS = FIXTURES / "straits"
BASE = "https://straits.example/"
# The words with which each verb finds something in the dossier; one that is not here would fail the test.
WORDS = {
    "ask": ["toll-payers"],
    "balance": [],
    "blocs": ["--kind", "State"],
    "bridges": ["--kind", "State"],
    "changes": ["1984", "1994"],
    "dependence": ["Quill"],
    "disputes": [],
    "entities": ["--kind", "State"],
    "export": ["csv"],
    "exposure": ["the Straits"],
    "flow": ["Gull Field", "Quill", "--commodity", "natural gas"],
    "path": ["Quill", "Morrow"],
    "perspective": ["Tessel", "--versus", "Morrow"],
    "query": ["SELECT ?who { ?who own:leviesTollsOn entity:morrow }"],
    "rank": ["--kind", "State"],
    "relations": ["Tessel", "Morrow"],
    "search": ["tesel"],
    "show": ["Tessel"],
    "sources": ["Tessel"],
    "stats": [],
    "timeline": ["Tessel"],
    "validate": [],
    "vocabulary": ["leviesTollsOn"],
    "why": ["Tessel", "Port Lune"],
}
APART = {"cache", "diff", "import", "init", "load", "match", "read", "serve"}


@pytest.fixture(scope="module")
def straits() -> KnowledgeGraph:
    return KnowledgeGraph.load(STRAITS)


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """A copy of the dossier in which a text of a file stands otherwise."""

    def change(file: str, old: str, new: str) -> Path:
        copy = tmp_path / "copy"
        shutil.copytree(STRAITS, copy)
        text = (copy / file).read_text(encoding="utf-8")
        assert old in text
        (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return copy

    return change


def test_every_verb_is_tried() -> None:
    verbs = set(main.list_commands(main.make_context("kg", [], resilient_parsing=True)))
    assert WORDS.keys() >= verbs - APART


@pytest.mark.parametrize("verb", sorted(WORDS))
def test_a_verb_answers_for_another_conflict(verb: str) -> None:
    done = kg(verb, *WORDS[verb], "--dossier", STRAITS)
    assert (done.code, "unforeseen" in done.err) == (0, False), done.err
    assert verb == "validate" or done.out.strip()
    assert "karabakh-kg/entity/" not in done.out


def test_the_policy_of_the_dossier_marks_the_relations(straits: KnowledgeGraph) -> None:
    marked = {str(relation): relation.accepted for relation in straits.relations()}
    assert marked["Tessel levies tolls on Morrow (from 1990)"]
    assert not marked["Tessel attacks Port Lune (on 1993-07-03)"]
    answer = kg("relations", "Tessel", "Morrow", "--dossier", STRAITS, "--format", "table")
    assert "two-papers" in re.sub(r"\s+", " ", answer.out)


def test_a_policy_of_a_dossier_names_clauses_of_kg_and_of_its_own_and_fills_in_its_parameters() -> None:
    rule = policy("two-papers", open_dossier(STRAITS))
    assert [*rule.clauses] == ["in-book", "opposed-sides"]
    assert f"<{BASE}source/pilot-1>" in rule.query
    assert "$book" not in rule.query and "$statuses" not in rule.query
    assert rule.rules[0].startswith("except: what a source that is not weak")
    assert "in-book: " in kg("vocabulary", "two-papers", "--dossier", STRAITS, "--format", "table").out
    why = kg("why", "Tessel", "Morrow", "--type", "leviesTollsOn", "--dossier", STRAITS, "--format", "table").out
    # A clause without words in short is told by its whole words.
    assert "The Pilot Book: the book that the policy names ass" in re.sub(r"\s+", " ", why)


def test_a_question_of_a_dossier_has_its_default_and_kg_s_questions_have_its_examples() -> None:
    (row,) = json.loads(kg("ask", "toll-payers", "--dossier", STRAITS).out)
    assert row["answer"]["payer"]["label"] == "Morrow"
    assert "[default: Tessel]" in kg("ask", "compare", "--dossier", STRAITS, "--help").out
    assert "toll-payers" not in kg("ask", "--format", "json").out
    assert "foreign-weapons" not in kg("ask", "--format", "json", "--dossier", STRAITS).out


def test_a_role_without_an_example_makes_a_parameter_required_and_says_where_to_give_one() -> None:
    done = kg("ask", "frames", "--dossier", STRAITS)
    assert done.code == 2
    assert re.search(r"frames needs --of, .*straits/dossier\.toml:\d+:1: there is no 'conflict' under \[exa", done.err)
    help_ = kg("ask", "arms-suppliers", "--help", "--dossier", STRAITS).out
    assert "Example: kg ask arms-suppliers --of Tessel" in help_


def test_help_shows_the_examples_of_the_dossier() -> None:
    assert 'kg exposure "The Narrows"' in kg("exposure", "--dossier", STRAITS, "--help").out
    assert "kg exposure Georgia" in kg("exposure", "--help").out


def test_a_rule_of_a_dossier_is_checked(broken: Callable[[str, str, str], Path]) -> None:
    folder = broken("papers/relations/economy.ttl", '    kg:from "1990"^^xsd:gYear ;\n', "")
    (folder / "pilots" / "relations" / "economy.ttl").unlink()
    assert "toll-without-year" in {finding.rule for finding in validate([folder])}


def test_the_dossier_is_valid_and_its_names_stand_under_its_base(straits: KnowledgeGraph) -> None:
    assert validate([STRAITS]) == []
    assert straits.entity("Tessel").id == f"{BASE}entity/tessel"
    assert straits.entity("entity:tessel").id == f"{BASE}entity/tessel"
    assert {relation.id.partition("relation/")[0] for relation in straits.relations()} == {BASE}
    assert f"@prefix own: <{BASE}ontology#>" in straits.turtle(straits.relations("Tessel", "Morrow"))


def test_a_sheet_comes_into_a_dossier_under_its_base_and_with_its_types(tmp_path: Path) -> None:
    shutil.copytree(STRAITS, tmp_path / "copy")
    profile = tmp_path / "profile.toml"
    assert kg("import", "--template", "-o", profile).code == 0
    text = profile.read_text(encoding="utf-8").replace("licenses/by/4.0", "publicdomain/zero/1.0")
    profile.write_text(text, encoding="utf-8")
    given = {
        "subject": "Quill", "subject_kind": "State", "relation": "leviesTollsOn", "object": "Isle of Wend",
        "object_kind": "Polity", "from": "1991", "stance": "affirms", "status": "asserted", "date": "1992",
        "url": "https://log.example/1", "title": "Log", "publisher": "Log", "side": "islander",
    }  # fmt: skip
    columns = kg("import", "--template").lines[-1].split(",")
    sheet = tmp_path / "facts.csv"
    lines = [columns, [given.get(name, "") for name in columns]]
    sheet.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    done = kg("import", sheet, "--into", tmp_path / "copy")
    assert done.code == 0, done.err + done.out
    assert validate([tmp_path / "copy"]) == []
    graph = KnowledgeGraph.load(tmp_path / "copy")
    (toll,) = graph.relations("Quill", "Isle of Wend")
    assert toll.id == f"{BASE}relation/quill-leviesTollsOn-isle-of-wend-from-1991"
    assert toll.type.id == f"{BASE}ontology#leviesTollsOn"
    assert toll.claims[0].source.side == "islander"


def test_two_dossiers_are_loaded_side_by_side(straits: KnowledgeGraph, world: KnowledgeGraph) -> None:
    assert straits.dossier.title != world.dossier.title
    assert "two-papers" in policy_names(straits.dossier)
    assert "two-papers" not in policy_names(world.dossier)
    assert [side for side in ("islander", "mainland") if straits.vocabulary(side)] == ["islander", "mainland"]


def test_a_dossier_is_found_above_the_current_folder_and_by_the_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(dossiers.VARIABLE, raising=False)
    monkeypatch.chdir(STRAITS / "pilots")
    assert current().title == "The tolls of the Narrows"
    monkeypatch.chdir(tmp_path)
    assert current().root == data_dir()
    monkeypatch.setenv(dossiers.VARIABLE, str(STRAITS))
    assert current().title == "The tolls of the Narrows"
    with using(open_dossier(data_dir())):
        assert current().root == data_dir()
    assert kg("relations", "Tessel", "Morrow").code == 0
    monkeypatch.setenv(dossiers.VARIABLE, str(tmp_path))
    assert (kg("stats").code, "this is no dossier" in kg("stats").err) == (2, True)
    assert above(STRAITS / "pilots" / "relations") == STRAITS / "dossier.toml"


def test_two_dossiers_on_one_line_are_refused() -> None:
    done = kg("stats", "--dossier", STRAITS, "--dossier", data_dir())
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("kg: 2 dossiers are given: ")
    assert kg("stats", "--dossier", STRAITS, "--dossier", STRAITS).code == 0
    assert "this is no dossier" in kg("stats", "--dossier", FIXTURES).err


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ('title = "The tolls of the Narrows"\n', "", "1:1", "the file has no title"),
        ('title = "The tolls of the Narrows"', 'title = " "', "1:1", "the title is empty"),
        ('policy = "two', 'polcy = "two', "4:1", "there is no key 'polcy'"),
        ('base = "https://straits.example/"', 'base = "straits"', "3:1", "is no web address that ends in /"),
        ('base = "https://straits.example/"', 'base = "https://[/"', "3:1", "is no web address that ends in /"),
        ('base = "https://straits.example/"', 'base = "https://a%ZZ/"', "3:1", "is no web address that ends in /"),
        ('base = "https://straits.example/"', 'base = "https://a\\u0001/"', "3:1", "is no web address that ends in /"),
        ('opposes = ["mainland"]\n', "", "7:1", "the side 'islander' is a party and opposes nobody"),
        ('opposes = ["mainland"]', 'opposes = ["nobody"]', "10:1", "'nobody', which is no other side"),
        ('opposes = ["mainland"]', 'opposes = ["neutral"]', "10:1", "'neutral' is no party"),
        ("party = true", "party = 1", "9:1", "sides.islander.party is a whole number; it is to be true or false"),
        ('slug = "tessel"', "slug = tessel", "33:8", "this is no TOML"),
        ("licences =", 'vocabularies = ["arms", "magic"]\nlicences =', "5:1", "there is no vocabulary 'magic'"),
    ],
)
def test_a_fault_of_a_dossier_is_one_line_with_its_place(
    broken: Callable[[str, str, str], Path], old: str, new: str, place: str, words: str
) -> None:
    folder = broken("dossier.toml", old, new)
    for command in (["stats", "--dossier", folder], ["validate", folder], ["relations", "Tessel", "--data", folder]):
        done = kg(*map(str, command))
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert re.match(rf"kg: \S*/dossier\.toml:{place}: ", done.err), done.err
        assert words in done.err


@pytest.mark.parametrize(
    ("file", "old", "new", "finding", "words"),
    [
        ("policies/two-papers.toml", '"in-book", ', '"in-boook", ', ("two-papers.toml", 2), "no clause 'in-boook'"),
        ("policies/two-papers.toml", '"denied-by', '"in-book", "denied-by', ("two-papers.toml", 3), "no exception"),
        ("policies/two-papers.toml", 'book = "source:pilot-1"\n', "", ("two-papers.toml", 2), "gives no 'book'"),
        ("policies/two-papers.toml", "except =", "excpt =", ("two-papers.toml", 3), "there is no key 'excpt'"),
        (
            "policies/two-papers.toml",
            '"source:pilot-1"',
            '"https://a b"',
            ("two-papers.toml", 7),
            "'https://a b' is no name",
        ),
        ("questions/toll-payers.rq", "default {actor}.", "default .", ("toll-payers.rq", 3), "'to' is not told"),
        ("questions/toll-payers.rq", "{actor}.", "{nobody}.", ("toll-payers.rq", 3), "no example 'nobody'"),
        ("questions/toll-payers.rq", "{ $to }", "{ $too }", ("toll-payers.rq", 10), "$too is no parameter"),
        ("questions/toll-payers.rq", "VALUES ?to", "VALUE ?to", ("toll-payers.rq", 10), "cannot be read"),
        ("questions/toll-payers.rq", "# Title", "# Titel", ("toll-payers.rq", 1), "has no '# Title: …'"),
        ("dossier.toml", '"two-papers"', '"three-papers"', ("dossier.toml", 4), "there is no policy 'three-papers'"),
        ("dossier.toml", "licences =", 'datasets = ["pilot"]\nlicences =', ("dossier.toml", 5), "no dataset 'pilot'"),
        ("pilots/dataset.ttl", "publicdomain/zero", "licenses/by", ("dataset.ttl", 9), "dossier.toml names"),
        (
            "ontology/tolls.ttl",
            "own:leviesTollsOn",
            "own:attacks",
            ("tolls.ttl", 10),
            "a relation type of this name",
        ),
    ],
)
def test_what_a_dossier_adds_is_checked(
    broken: Callable[[str, str, str], Path], file: str, old: str, new: str, finding: tuple[str, int], words: str
) -> None:
    findings = validate([broken(file, old, new)])
    told = [finding for finding in findings if words in finding.message]
    assert [(Path(one.file or "").name, one.line) for one in told] == [finding], findings


def test_a_file_of_a_dossier_that_takes_a_name_of_kg_is_told(tmp_path: Path) -> None:
    shutil.copytree(STRAITS, tmp_path / "copy")
    (tmp_path / "copy" / "policies" / "accepted.toml").write_text("", encoding="utf-8")
    (tmp_path / "copy" / "questions" / "compare.rq").write_text("", encoding="utf-8")
    assert [finding.rule for finding in validate([tmp_path / "copy"])] == ["name-taken", "name-taken"]
    with pytest.raises(DataError, match=r"accepted\.toml:1: the name 'accepted' is taken"):
        policy("accepted", open_dossier(tmp_path / "copy"))


def test_two_dossiers_that_claim_the_same_names_are_told(tmp_path: Path) -> None:
    shutil.copytree(STRAITS, tmp_path / "copy")
    (finding,) = validate([STRAITS, tmp_path / "copy"])
    assert (finding.rule, finding.line, Path(finding.file or "").parent.name) == ("base-claimed-twice", 3, "copy")
    assert f"claims the names under {BASE} too" in finding.message


def test_a_policy_that_is_none_is_refused_with_those_of_the_dossier() -> None:
    with pytest.raises(InputError, match="there are: accepted, claimed, two-papers, undisputed"):
        policy("three-papers", open_dossier(STRAITS))


def test_a_dossier_chooses_its_vocabularies(broken: Callable[[str, str, str], Path]) -> None:
    folder = broken("dossier.toml", "licences =", 'vocabularies = ["arms"]\nlicences =')
    names = {path.stem for path in Dossier(folder / "dossier.toml").ontology_files}
    assert "arms" in names and "core" in names and "energy" not in names
