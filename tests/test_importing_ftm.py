"""FollowTheMoney entities in: edges become relations, with dates, shares, sources and ids, and go out and back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from kg.graph import KnowledgeGraph
from kg.importing.ftm import EDGES
from kg.importing.schema import Schema
from kg.store import EmbeddedStore
from kg.terms import local_name
from kg.validation import validate
from tests import needs
from tests.command import kg

LICENCE = ("--licence", "https://creativecommons.org/licenses/by/4.0/")
PEOPLE: tuple[dict[str, Any], ...] = (
    {"id": "p1", "schema": "Person", "properties": {"name": ["Ann Lee", "A. Lee"], "wikidataId": ["Q42"]}},
    {"id": "p2", "schema": "Person", "properties": {"name": ["Bo Lee"]}},
    {"id": "NK-c", "schema": "Company", "properties": {"name": ["Oil Ltd"]}},
    {"id": "pos", "schema": "Position", "properties": {"name": ["Treasurer"]}},
)


def edge(id_: str, schema: str, one: str, other: str, **properties: str) -> dict[str, Any]:
    ends = dict(zip(EDGES[schema], ([one], [other]), strict=True))
    told = {"publisher": ["Register"]} | {name: [value] for name, value in properties.items()}
    return {"id": id_, "schema": schema, "properties": ends | told}


Import = Callable[..., Any]


@pytest.fixture
def came(tmp_path: Path) -> Import:
    """Import entities into a new folder, and return the report and the relations."""

    def run(*entities: dict[str, Any], name: str = "x.ftm.json") -> Any:
        (tmp_path / name).write_text("".join(f"{json.dumps(entity)}\n" for entity in entities), encoding="utf-8")
        return kg("import", tmp_path / name, *LICENCE, "--into", tmp_path / "data")

    return run


def relations(folder: Path) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = kg("relations", "--dossier", folder).json
    return listed


def test_edges_are_relations_with_dates_shares_sources_and_ids(came: Import, tmp_path: Path) -> None:
    done = came(
        edge(
            "o", "Ownership", "p1", "NK-c", percentage="50.5%", startDate="2010-05", sourceUrl="https://example.org/a"
        ),
        *PEOPLE,
        edge("d", "Directorship", "p1", "NK-c", role="chair", startDate="2010", endDate="2012"),
        edge("e", "Employment", "p2", "NK-c"),
        edge("r", "Representation", "p2", "p1"),
        edge("f", "Family", "p2", "p1", relationship="brother"),
        edge("a", "Associate", "p1", "p2"),
        edge("u", "UnknownLink", "p1", "NK-c"),
        edge("y", "Payment", "p1", "NK-c", amount="1,000.50", currency="USD", date="2011-01-02T10:00:00"),
        edge("b", "Debt", "NK-c", "p1", amount="7", currency="EUR"),
        edge("h", "Occupancy", "p2", "pos", startDate="2001-02-03"),
    )
    assert (done.code, done.json["written"]) == (0, 10)
    assert validate([tmp_path / "data"]) == []
    by_type = {local_name(relation["type"]["id"]): relation for relation in relations(tmp_path / "data")}
    told = {(r["subject"]["label"], type_, r["object"]["label"]) for type_, r in by_type.items()}
    assert told == {
        ("Ann Lee", "owns", "Oil Ltd"),
        ("Ann Lee", "isDirectorOf", "Oil Ltd"),
        ("Bo Lee", "worksFor", "Oil Ltd"),
        ("Bo Lee", "actsFor", "Ann Lee"),
        ("Ann Lee", "isKinOf", "Bo Lee"),
        ("Ann Lee", "isAssociateOf", "Bo Lee"),
        ("Oil Ltd", "isLinkedTo", "Ann Lee"),
        ("Ann Lee", "pays", "Oil Ltd"),
        ("Oil Ltd", "owes", "Ann Lee"),
        ("Bo Lee", "holdsOffice", "Treasurer"),
    }
    owned, paid = by_type["owns"], by_type["pays"]
    assert (owned["value"], owned["unit"], owned["from"]) == (50.5, "percent", "2010-05")
    assert (paid["value"], paid["unit"], paid["on"]) == (1000.5, "usd", "2011-01-02")
    assert owned["claims"][0]["source"]["url"] == "https://example.org/a"
    assert owned["claims"][0]["claimant"]["label"] == "Register"
    assert "chair" in by_type["isDirectorOf"]["claims"][0]["note"]
    economy = (tmp_path / "data" / "followthemoney" / "relations" / "economy.ttl").read_text(encoding="utf-8")
    assert 'dcterms:identifier "o"' in economy
    entities = (tmp_path / "data" / "entities" / "followthemoney.ttl").read_text(encoding="utf-8")
    assert 'dcterms:identifier "NK-c"' in entities
    assert "skos:exactMatch <http://www.wikidata.org/entity/Q42>" in entities
    assert 'skos:altLabel "A. Lee"' in entities


def test_what_is_no_tie_here_is_told(came: Import) -> None:
    sanction = {"id": "s", "schema": "Sanction", "properties": {"entity": ["p1"]}}
    done = came(*PEOPLE, sanction, edge("u", "UnknownLink", "p1", "NK-c"), edge("z", "Succession", "p1", "NK-c"))
    assert (done.code, done.json["written"], done.json["refused_rows"]) == (0, 1, 1)
    assert done.json["refused"][0] == {"line": 7, "reason": "an edge of this schema is no tie here", "foreseen": True}
    assert done.json["left_out"] == [
        f"1 of the schema {name}, in no tie" for name in ("Person", "Position", "Sanction")
    ]


def test_sanctions_come_from_the_authority_that_is_named(came: Import, tmp_path: Path) -> None:
    told = {"entity": ["p1"], "authority": ["A Council"], "startDate": ["2014-03-17"], "reason": ["a reason"]}
    told |= {"publisher": ["Register"]}
    done = came(*PEOPLE, {"id": "s", "schema": "Sanction", "properties": told})
    assert (done.code, done.json["written"]) == (0, 1)
    (relation,) = relations(tmp_path / "data")
    parts = [relation[part]["label"] for part in ("subject", "type", "object")]
    assert (*parts, relation["from"]) == ("A Council", "imposes sanctions on", "Ann Lee", "2014-03-17")
    assert relation["subject"]["type"] == "GovernmentBody"
    assert relation["claims"][0]["note"] == "Reason: a reason"


def test_entities_in_entities_come_in_once_with_the_ends_that_they_leave_out(came: Import, tmp_path: Path) -> None:
    company = {"id": "co", "schema": "Company", "properties": {"name": ["Nested Ltd"]}}
    owned = {"asset": [company], "percentage": ["40"], "publisher": ["Register"]}
    ownership = {"id": "own", "schema": "Ownership", "properties": owned}
    owner = {"id": "p9", "schema": "Person", "properties": {"name": ["Cy Lee"], "ownershipOwner": [ownership]}}
    whole = {**ownership, "properties": {**owned, "owner": ["p9"]}}
    done = came(owner, {**company, "properties": {"name": ["Nested Ltd"], "ownershipAsset": [whole]}})
    assert (done.code, done.json["written"], done.json["left_out"]) == (0, 1, [])
    (relation,) = relations(tmp_path / "data")
    assert (relation["subject"]["label"], relation["object"]["label"]) == ("Cy Lee", "Nested Ltd")
    assert relation["value"] == 40


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        (edge("o", "Ownership", "p1", "NK-c", percentage="120"), "a share of 120 percent is more than the whole"),
        (edge("o", "Ownership", "p1", "NK-c", percentage="half"), "'half' is no plain number"),
        (edge("o", "Ownership", "p1", "NK-c", startDate="12 May"), "from: "),
        (edge("o", "Ownership", "gone", "NK-c"), "is new and its kind is not said; the file has no entity of that id"),
        (edge("f", "Family", "p1", "NK-c"), "the object of isKinOf must be of kind Person"),
        (edge("o", "Ownership", "p1", "NK-c", publisher=""), "the row has no source"),
    ],
)
def test_an_edge_that_is_not_sure_is_refused(came: Import, entity: dict[str, Any], words: str) -> None:
    done = came(*PEOPLE, entity)
    assert (done.code, done.json["written"]) == (1, 0)
    assert words in done.json["refused"][0]["reason"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "x.ftm.json:1: this is no JSON"),
        ("[]", "x.ftm.json:1: this is no entity of FollowTheMoney"),
        ('{"id": "a"}', "x.ftm.json:1: this is no entity of FollowTheMoney"),
        ('{"id": 1, "schema": "Person", "properties": 3}', "x.ftm.json:1: the prop"),
    ],
)
def test_a_file_that_is_none_says_where(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "x.ftm.json").write_text(text, encoding="utf-8")
    done = kg("import", tmp_path / "x.ftm.json", *LICENCE, "--into", tmp_path / "data")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert words in done.err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "c", "schema"', "this is no JSON: Expecting ':' delimiter"),
        (b'{"x": 1}', "this is no entity of FollowTheMoney, which has an id and a schema"),
        (b'{"id": "c", "schema": "Person", "properties": [1]}', "the properties of the entity are no JSON object"),
        (b'{"id": "c", "schema": "Person", "properties": {"name": ["\xe9"]}}', "the text is not UTF-8"),
        (
            b'{"id": "c", "schema": "Person", "properties": {"name": ["\\ud83d"]}}',
            "it holds U+D83D, which is no character of a text: take it out",
        ),
        (b'{"id": ' + b"1" * 5000 + b"}", "a number in it has too many digits"),
        (b'{"id": ' + b"[" * 100_000, "it nests too deeply"),
    ],
    ids=["cut", "no-entity", "no-properties", "latin", "half", "digits", "deep"],
)
def test_a_broken_line_is_refused_and_the_rest_comes_in(tmp_path: Path, line: bytes, reason: str) -> None:
    lines = [json.dumps(entity).encode() for entity in (*PEOPLE, edge("o", "Ownership", "p1", "NK-c"))]
    sheet = tmp_path / "x.ftm.json"
    sheet.write_bytes(b"\xef\xbb\xbf" + b"\n".join((*lines[:-1], line, lines[-1], b"")))
    done = kg("import", sheet, *LICENCE, "--into", tmp_path / "data")
    assert (done.code, done.json["read"], done.json["written"]) == (1, 2, 1)
    assert [(one["line"], one["reason"]) for one in done.json["refused"]] == [(len(lines), reason)]


def test_a_file_is_known_by_its_first_line_too(came: Import, tmp_path: Path) -> None:
    done = came(*PEOPLE, edge("u", "UnknownLink", "p1", "NK-c"), name="export.jsonl")
    assert (done.code, done.json["dataset"]) == (0, "followthemoney")
    (tmp_path / "other.jsonl").write_text('{"id": 1}\n')
    assert "give --profile FILE" in kg("import", tmp_path / "other.jsonl", "--into", tmp_path / "data").err


def test_the_licence_of_the_file_is_for_its_user_to_say(tmp_path: Path) -> None:
    (tmp_path / "x.ftm.json").write_text(json.dumps(PEOPLE[0]), encoding="utf-8")
    done = kg("import", tmp_path / "x.ftm.json", "--into", tmp_path / "data")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "give the address of one there, or by --licence" in done.err


def test_a_dossier_goes_out_and_comes_back_claim_by_claim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert kg("init", "valley").code == 0
    before = relations(Path("valley"))
    assert kg("export", "ftm", "--policy", "none", "--dossier", "valley", "-o", "out.json").code == 0
    done = kg("import", "out.json", "--preset", "followthemoney", "--name", "back", *LICENCE, "--into", "again")
    assert [r["reason"] for r in done.json["refused"]] == [
        # It is declared in the dossier itself.
        "the profile has no rule for the relation 'opensCrossingTo', and it is no relation type; 'kg vocabulary' "
        "lists the relation types"
    ]
    after = relations(Path("again"))

    def claims(listed: list[dict[str, Any]]) -> set[tuple[str, ...]]:
        return {
            (
                *(r[part]["label"] for part in ("subject", "type", "object")),
                *(str(r[part]) for part in ("on", "from", "until", "phase", "value")),
                c["claimant"]["label"],
                *(str(c[part]) for part in ("stance", "status", "said_on", "attested_on")),
            )
            for r in listed
            if r["type"]["label"] != "opens a crossing to"
            for c in r["claims"]
        }

    assert claims(before) == claims(after)
    slugs = [r["subject"]["id"].rpartition("/")[2] for r in after]
    assert "northland" in slugs


@pytest.mark.slow
def test_what_the_shipped_data_say_comes_back_with_its_numbers_and_phases(tmp_path: Path) -> None:
    file = tmp_path / "out.ftm.json"
    assert kg("export", "ftm", "--policy", "none", "--focus", "TANAP", "-o", file).code == 0
    done = kg("import", file, *LICENCE, "--into", tmp_path / "data")
    wrong = [r["reason"] for r in done.json["refused"] if "qualified by words" not in r["reason"]]
    assert wrong == []
    shares = [r for r in relations(tmp_path / "data") if r["unit"] == "percent"]
    assert shares
    assert all(0 < r["value"] <= 100 for r in shares)


def test_every_edge_schema_of_a_relation_type_is_one_that_is_read(shipped: KnowledgeGraph) -> None:
    assert isinstance(shipped.store, EmbeddedStore)
    assert Schema(shipped.store).codes["ftm"].keys() <= EDGES.keys()


@needs.followthemoney
def test_the_edges_are_those_of_the_package() -> None:
    from followthemoney import model

    for schema, ends in EDGES.items():
        known = model.get(schema)
        assert known is not None
        assert all(known.get(name) is not None for name in ends), schema


@needs.followthemoney
def test_what_the_package_writes_comes_in_and_goes_out_as_it_takes_it(came: Import, tmp_path: Path) -> None:
    from followthemoney import model
    from followthemoney.proxy import EntityProxy

    def made(schema: str, id_: str, **properties: str | EntityProxy) -> EntityProxy:
        entity = model.make_entity(schema)
        entity.id = id_
        for name, value in properties.items():
            entity.add(name, value)
        return entity

    ann, oil = made("Person", "p1", name="Ann Lee", wikidataId="Q42"), made("Company", "NK-c", name="Oil Ltd")
    edges = {
        "o": made("Ownership", "o", owner=ann, asset=oil, percentage="50.5", startDate="2010-05"),
        "d": made("Directorship", "d", director=ann, organization=oil, startDate="2010", endDate="2012"),
        "y": made("Payment", "y", payer=ann, beneficiary=oil, amount="1000.5", currency="USD", date="2011-01-02"),
        "b": made("Debt", "b", debtor=oil, creditor=ann, amount="7", currency="EUR"),
        "u": made("UnknownLink", "u", subject=ann, object=oil),
    }
    for entity in edges.values():
        entity.add("publisher", "Register")
    done = came(*(entity.to_dict() for entity in (ann, oil, *edges.values())))
    assert (done.code, done.json["written"]) == (0, len(edges))
    written = tmp_path / "out.json"
    assert kg("export", "ftm", "--policy", "none", "--dossier", tmp_path / "data", "-o", written).code == 0
    lines = written.read_text(encoding="utf-8").splitlines()
    back = [EntityProxy.from_dict(json.loads(line), cleaned=False) for line in lines]
    by_schema = {entity.schema.name: entity for entity in back}
    for entity in back:
        schema = model.get(entity.schema.name)
        assert schema is not None
        schema.validate(cast(Any, entity.to_dict()))
    for edge_ in edges.values():
        known = by_schema[edge_.schema.name]
        for name in ("startDate", "endDate", "date", "percentage", "currency", "publisher"):
            assert known.get(name, quiet=True) == edge_.get(name, quiet=True), (edge_.schema.name, name)
        amounts = [[float(amount) for amount in one.get("amount", quiet=True)] for one in (known, edge_)]
        assert amounts[0] == amounts[1]
        names = {entity.id: entity.caption for entity in (ann, oil, *back)}
        ends = EDGES[edge_.schema.name]
        ours, theirs = ([names[id_] for end in ends for id_ in one.get(end)] for one in (known, edge_))
        # Who is linked with whom goes both ways.
        assert (ours == theirs) if edge_.schema.name != "UnknownLink" else (sorted(ours) == sorted(theirs))
