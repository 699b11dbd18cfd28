"""``kg relations``, ``kg show`` and ``kg entities``: the record, and every format of it."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib

from kg.store import EmbeddedStore
from kg.terms import local_name
from kg.validation import validate
from tests.command import Outcome, kg
from tests.statements import entities, relations, turtle

OnWorld = Callable[..., Outcome]

# The record of cli.md; with --lineage there is also the one whom it is about.
RELATION = [
    "id", "subject", "type", "object", "through", "on", "from", "until", "not_before", "not_after", "attested_on",
    "holds", "value", "value_max", "unit", "comparator", "phase", "used_by", "datasets", "accepted", "claims",
]  # fmt: skip
TYPE = ["id", "label", "inverse_label", "layer", "polarity", "symmetric"]
CLAIM = [
    "id", "dataset", "claimant", "stance", "status", "said_on", "attested_on", "source", "paragraphs", "note",
]  # fmt: skip
SOURCE = ["id", "label", "publisher", "url", "date", "side", "weak"]
REFERENCE = ["id", "label", "type"]
TEXT = ["value", "datatype", "lang"]
ENTITY = ["id", "label", "type", "names", "codes", "datasets"]


def ids(done: Outcome) -> list[str]:
    return [local_name(record["id"]) for record in done.json]


def test_a_relation_is_the_record_of_the_design(on_world: OnWorld) -> None:
    for record in on_world("relations").json:
        assert list(record) == RELATION
        assert list(record["type"]) == TYPE
        assert list(record["subject"]) == REFERENCE
        assert record["object"] is None or list(record["object"]) in (REFERENCE, TEXT)
        for claim in record["claims"]:
            assert list(claim) == CLAIM
            assert list(claim["claimant"]) == REFERENCE
            assert list(claim["source"]) == SOURCE


def test_what_a_record_says(on_world: OnWorld) -> None:
    (record,) = on_world("relations", "dravia", "belmar", "--type", "suppliesArmsTo").json
    base = "https://w3id.org/karabakh-kg"
    name = "dravia-suppliesArmsTo-belmar-from-2006-until-2019-moreThan-40000000-usd"
    assert record == {
        "id": f"{base}/relation/{name}",
        "subject": {"id": f"{base}/entity/dravia", "label": "Dravia", "type": "State"},
        "type": {
            "id": f"{base}/ontology#suppliesArmsTo",
            "label": "supplies arms to",
            "inverse_label": "is supplied arms by",
            "layer": "arms",
            "polarity": "cooperative",
            "symmetric": False,
        },
        "object": {"id": f"{base}/entity/belmar", "label": "Belmar", "type": "State"},
        "through": None,
        "on": None, "from": "2006", "until": "2019", "not_before": None, "not_after": None, "attested_on": [],
        "holds": None,
        "value": 40000000, "value_max": None, "unit": "usd", "comparator": "moreThan", "phase": None, "used_by": None,
        "datasets": ["chronicle"],
        "accepted": True,
        "claims": [
            {
                "id": f"{base}/claim/{name}-chronicle-1",
                "dataset": "chronicle",
                "claimant": {"id": f"{base}/entity/chronicler", "label": "the chronicler", "type": "Person"},
                "stance": "affirms",
                "status": "asserted",
                "said_on": None,
                "attested_on": None,
                "source": {
                    "id": f"{base}/source/chronicle",
                    "label": "Chronicle of the border",
                    "publisher": None,
                    "url": None,
                    "date": "2020-10-10",
                    "side": "neutral",
                    "weak": False,
                },
                "paragraphs": [3],
                "note": None,
            }
        ],
    }  # fmt: skip


def test_an_object_is_an_entity_a_text_or_nothing(on_world: OnWorld) -> None:
    objects = {record["type"]["label"]: record["object"] for record in on_world("relations").json}
    assert objects["is called"] == {
        "value": "Shuralashen",
        "datatype": "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
        "lang": "en",
    }
    assert objects["was concluded"] is None


def test_numbers_are_numbers(on_world: OnWorld) -> None:
    values = {local_name(record["id"]): record["value"] for record in on_world("relations").json}
    assert values["belmar-hasDefenceBudget-5.4-percentOfGdp"] == 5.4
    assert values["belmar-hasPopulation-nearly-10000000-person"] == 10_000_000
    assert isinstance(values["belmar-hasPopulation-nearly-10000000-person"], int)


def test_a_shared_thing_gives_one_record_per_tie(on_world: OnWorld) -> None:
    through = {
        local_name(r["id"]): r["through"] and r["through"]["label"]
        for r in on_world("relations", "belmar", "corvania").json
    }
    assert through == {
        "belmar-isAlliedWith-corvania": None,
        "corvania-suppliesArmsTo-belmar": None,
        "corvania-suppliesArmsTo-belmar-on-2020-08": None,
        "belmar-usesWeapon-kestrel-drones": "Kestrel drones",
        "corvania-makes-kestrel-drones": "Kestrel drones",
    }


def test_jsonl_has_the_same_records_one_a_line(on_world: OnWorld) -> None:
    lines = on_world("relations", "--format", "jsonl").lines
    assert [json.loads(line) for line in lines] == on_world("relations").json


def test_csv_has_one_row_per_relation_and_claim(on_world: OnWorld) -> None:
    rows = list(csv.DictReader(io.StringIO(on_world("relations", "--format", "csv").out, newline="")))
    records = on_world("relations").json
    expected = [(record["id"], claim["id"]) for record in records for claim in record["claims"]]
    assert [(row["relation"], row["claim"]) for row in rows] == expected
    (row,) = [row for row in rows if row["relation"].endswith("dravia-suppliesArmsTo-ardovia")]
    assert row == {
        "relation": row["relation"], "subject_id": row["subject_id"], "subject": "Dravia", "subject_type": "State",
        "type_id": row["type_id"], "type": "supplies arms to", "layer": "arms", "polarity": "cooperative",
        "object_id": row["object_id"], "object": "Ardovia", "object_type": "State",
        "object_lang": "", "through_id": "", "through": "",
        "on": "", "from": "", "until": "", "not_before": "", "not_after": "",
        "value": "", "value_max": "", "unit": "", "comparator": "", "qualifier": "", "phase": "",
        "used_by_id": "", "used_by": "", "used_by_type": "",
        "accepted": "true", "claim": row["claim"], "dataset": "chronicle",
        "claimant_id": "https://w3id.org/karabakh-kg/entity/chronicler", "claimant": "the chronicler",
        "claimant_type": row["claimant_type"],
        "stance": "affirms", "status": "asserted", "said_on": "", "attested_on": "2020-10-10",
        "source_id": "https://w3id.org/karabakh-kg/source/chronicle", "source": "Chronicle of the border",
        "publisher": "", "url": "", "source_date": "2020-10-10", "side": "neutral", "weak": "false",
        "paragraphs": "3 5", "rows": "", "note": "",
    } | {name: "" for name in ("holds", "about_id", "about") if name in row}  # fmt: skip


def test_csv_lines_end_as_the_standard_has_them(on_world: OnWorld) -> None:
    data = on_world("relations", "--format", "csv").data
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")


def test_turtle_is_read_back_with_claims_sources_and_ends(on_world: OnWorld) -> None:
    graph = rdflib.Graph().parse(
        data=on_world("relations", "belmar", "corvania", "--format", "ttl").out, format="turtle"
    )
    kinds = {local_name(str(kind)) for kind in graph.objects(None, rdflib.RDF.type)}
    assert {"Relation", "Claim", "Source", "Passage", "Dataset", "State", "Weapon"} <= kinds
    relations = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef("https://w3id.org/karabakh-kg/ontology#Relation")))
    assert len(relations) == 5
    assert not any("searchKey" in str(name) or str(name).endswith("#tie") for name in graph.predicates())


@pytest.mark.slow
def test_turtle_of_all_relations_answers_as_the_world_does(on_world: OnWorld, tmp_path: Path) -> None:
    path = tmp_path / "world.ttl"
    on_world("relations", "-o", path)
    assert kg("relations", "--data", path).json == on_world("relations").json
    assert validate([path]) == []


def test_turtle_is_the_same_bytes_each_time(on_world: OnWorld) -> None:
    assert on_world("relations", "--format", "ttl").data == on_world("relations", "--format", "ttl").data


def test_a_dataset_is_chosen_by_name(on_world: OnWorld) -> None:
    one = on_world("relations", "--dataset", "gazette")
    both = on_world("relations", "--dataset", "gazette", "--dataset", "chronicle")
    assert len(one.json) == 6
    assert {dataset for record in one.json for dataset in record["datasets"]} == {"gazette"}
    assert both.json == on_world("relations").json


def test_a_policy_marks_what_it_lets_through(on_world: OnWorld) -> None:
    def count(*policy: str) -> int:
        return sum(record["accepted"] for record in on_world("relations", *policy).json)

    assert (count(), count("--policy", "undisputed"), count("--policy", "claimed")) == (24, 23, 33)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--type", "controls"], ["ardovia-controls-lirna", "belmar-controls-lirna-from-1994"]),
        (["--layer", "arms", "--status", "speculated"], ["corvania-suppliesArmsTo-belmar-on-2020-08"]),
        (["--stance", "denies", "--claimant", "Corvania", "--layer", "arms"], ["corvania-suppliesArmsTo-belmar"]),
        (["--source", "letter"], ["elster-league-supports-ardovia"]),
        (["--phase", "decided"], ["lirna-isDeJurePartOf-belmar-on-1921-07-04-decided"]),
        (["--kind", "Weapon", "--paragraph", "4", "--claimant", "belmar"], ["belmar-usesWeapon-kestrel-drones"]),
        (["--type", "observes", "--type", "organises"], [
            "belmar-observes-autumn-shield",
            "dravia-organises-autumn-shield-from-2020-09-21-until-2020-09-26",
        ]),
    ],
)  # fmt: skip
def test_filters_are_options(on_world: OnWorld, options: list[str], expected: list[str]) -> None:
    assert ids(on_world("relations", *options)) == expected


def test_claimant_and_stance_must_be_those_of_one_claim(on_world: OnWorld) -> None:
    assert on_world("relations", "--claimant", "Belmar", "--stance", "denies").code == 1
    assert ids(on_world("relations", "--claimant", "Ardovia", "--stance", "denies")) == [
        "ardovia-attacks-shurali-on-2020-09-27"
    ]


def test_show_prints_the_summary(on_world: OnWorld) -> None:
    record = on_world("show", "Shurali").json
    assert list(record)[: len(ENTITY)] == ENTITY
    assert {"called", "layers", "events", "says", "sources"} <= set(record)
    assert record["names"] == ["Shurali", "Chourali", "Şüralı", "Շուրալի"]
    assert list(record["called"][0]) == RELATION


def test_a_card_has_the_sign_of_every_name_and_explains_no_other_sign() -> None:
    told = kg("show", "Lachin", "--format", "table").lines
    assert [line for line in told if line.startswith("called ")] == ["called             ○ “Berdzor” by Armenians"]
    assert "○ claimed only · without a sign: accepted by the policy “accepted”" in told


def test_a_source_whose_side_nobody_says_is_not_called_unknown(tmp_path: Path) -> None:
    path = tmp_path / "statements.ttl"
    report = turtle(entities(belmar="State", corvania="State"), relations("r1 belmar attacks corvania"))
    path.write_text(report.replace(" ; kg:side side:neutral", ""), encoding="utf-8")
    told = kg("relations", "--data", path, "--long", "--format", "table").lines
    assert "    asserted by the author, source of no known side" in told


def test_entities_are_records(on_world: OnWorld) -> None:
    records = on_world("entities").json
    assert all(list(record) == ENTITY for record in records)
    (ardovia,) = [record for record in records if record["label"] == "Ardovia"]
    assert ardovia == {
        "id": "https://w3id.org/karabakh-kg/entity/ardovia",
        "label": "Ardovia",
        "type": "State",
        "names": ["Ardovia", "Ardovian Republic"],
        "codes": {"iso2": "XA"},
        "datasets": ["chronicle", "gazette"],
    }


def test_entities_in_csv_have_one_row_each(on_world: OnWorld) -> None:
    rows = list(csv.DictReader(io.StringIO(on_world("entities", "--format", "csv").out, newline="")))
    assert len(rows) == 22
    (ardovia,) = [row for row in rows if row["label"] == "Ardovia"]
    assert (ardovia["names"], ardovia["codes"], ardovia["datasets"]) == (
        "Ardovia | Ardovian Republic", "iso2=XA", "chronicle | gazette",
    )  # fmt: skip


def test_entities_of_a_dataset_are_those_it_mentions(on_world: OnWorld) -> None:
    assert {record["label"] for record in on_world("entities", "--dataset", "gazette", "--kind", "State").json} == {
        "Ardovia",
        "Belmar",
        "Corvania",
    }


def test_python_gives_what_the_command_line_prints(on_world: OnWorld, world_folder: Path) -> None:
    from kg import KnowledgeGraph
    from kg.records import plain, recorded

    graph = KnowledgeGraph.load(world_folder)
    assert isinstance(graph.store, EmbeddedStore)
    assert plain(recorded(graph.relations("Belmar"), "relation")) == on_world("relations", "Belmar").json


@pytest.mark.parametrize(
    ("verb", "in_vain"),
    [
        ("relations", "relations --type attacks --layer energy"),
        ("disputes", "disputes --type attacks --layer energy"),
        ("timeline", "timeline --type attacks --layer energy"),
        ("entities --all", "entities --kind Pipeline"),
        ("search a", "search zzzzzzzz"),
    ],
)
def test_what_is_not_found_is_an_empty_list_or_a_sheet_with_its_head_line_only(
    on_world: OnWorld, verb: str, in_vain: str
) -> None:
    head = on_world(*verb.split(), "--format", "csv").out.splitlines()[0]
    sheet, records = (on_world(*in_vain.split(), "--format", format_) for format_ in ("csv", "json"))
    assert (sheet.code, sheet.out.splitlines()) == (1, [head])
    assert (records.code, records.out) == (1, "[]\n")


@pytest.mark.parametrize("verb", ["relations", "relations salt", "timeline", "show salt", "disputes", "entities"])
def test_relations_without_a_name_are_told_to_be_left_out(tmp_path: Path, verb: str) -> None:
    path = tmp_path / "statements.ttl"
    named = turtle(entities(belmar="State", salt="Place"), relations("a belmar attacks salt on:1990"))
    path.write_text(named, encoding="utf-8")
    assert "no name" not in kg(*verb.split(), "--data", path).err
    nameless = "[] a kg:Relation ; rdf:subject entity:belmar ; rdf:predicate kg:attacks ; rdf:object entity:salt .\n"
    path.write_text(named + nameless + nameless, encoding="utf-8")
    told = f"kg: left out: 2 relations have no name; 'kg validate {path}' tells where\n"
    assert told in kg(*verb.split(), "--data", path).err
    assert '"rule": "blank-node"' in kg("validate", path).out
