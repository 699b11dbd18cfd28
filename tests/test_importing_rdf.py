"""RDF in by a query: what a SELECT names, and the program's own queries, on made-up data in the real layouts."""

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import InputError
from kg.importing.rdf import rdf_rows
from kg.store.worker import Limits
from kg.terms import local_name
from kg.validation import validate
from tests.command import kg

LICENCE = ("--licence", "https://creativecommons.org/licenses/by/4.0/")

WIKIDATA = """
@prefix p: <http://www.wikidata.org/prop/> .
@prefix pq: <http://www.wikidata.org/prop/qualifier/> .
@prefix pqv: <http://www.wikidata.org/prop/qualifier/value/> .
@prefix pr: <http://www.wikidata.org/prop/reference/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix ps: <http://www.wikidata.org/prop/statement/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <http://schema.org/> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdata: <https://www.wikidata.org/wiki/Special:EntityData/> .
@prefix wdref: <http://www.wikidata.org/reference/> .
@prefix wds: <http://www.wikidata.org/entity/statement/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix wdv: <http://www.wikidata.org/value/> .
@prefix wikibase: <http://wikiba.se/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

wdata:Q9000001 a schema:Dataset ; schema:about wd:Q9000001 ; schema:dateModified "2024-02-03T04:05:06Z"^^xsd:dateTime .
wd:Q9000001 a wikibase:Item ; rdfs:label "Ann Lee"@en , "Анна Ли"@ru ; wdt:P31 wd:Q5 ; wdt:P102 wd:Q9000002 ;
  p:P102 wds:Q9000001-AAAA , wds:Q9000001-DEAD ; p:P39 wds:Q9000001-BBBB ; p:P26 wds:Q9000001-CCCC .
wds:Q9000001-AAAA a wikibase:Statement , wikibase:BestRank ; wikibase:rank wikibase:PreferredRank ;
  ps:P102 wd:Q9000002 ;
  pq:P580 "1998-01-01T00:00:00Z"^^xsd:dateTime ; pqv:P580 wdv:year ;
  pq:P582 "2001-05-01T00:00:00Z"^^xsd:dateTime ; pqv:P582 wdv:month ; prov:wasDerivedFrom wdref:one .
wds:Q9000001-DEAD a wikibase:Statement ; wikibase:rank wikibase:DeprecatedRank ; ps:P102 wd:Q9000002 .
wds:Q9000001-BBBB a wikibase:Statement ; wikibase:rank wikibase:NormalRank ; ps:P39 wd:Q9000003 ;
  pq:P580 "1990-01-01T00:00:00Z"^^xsd:dateTime ; pqv:P580 wdv:decade .
wds:Q9000001-CCCC a wikibase:Statement ; wikibase:rank wikibase:NormalRank ; ps:P26 wd:Q9000004 ;
  pq:P580 "2003-04-05T00:00:00Z"^^xsd:dateTime ; pqv:P580 wdv:day .
wdv:year a wikibase:TimeValue ; wikibase:timeValue "1998-01-01T00:00:00Z"^^xsd:dateTime ;
  wikibase:timePrecision "9"^^xsd:integer ; wikibase:timeTimezone "0"^^xsd:integer .
wdv:month a wikibase:TimeValue ; wikibase:timeValue "2001-05-01T00:00:00Z"^^xsd:dateTime ;
  wikibase:timePrecision "10"^^xsd:integer .
wdv:decade a wikibase:TimeValue ; wikibase:timeValue "1990-01-01T00:00:00Z"^^xsd:dateTime ;
  wikibase:timePrecision "8"^^xsd:integer .
wdv:day a wikibase:TimeValue ; wikibase:timeValue "2003-04-05T00:00:00Z"^^xsd:dateTime ;
  wikibase:timePrecision "11"^^xsd:integer .
wdref:one a wikibase:Reference ; pr:P854 <https://example.org/list> ; pr:P813 "2020-02-02T00:00:00Z"^^xsd:dateTime .
wd:Q9000002 rdfs:label "Tree Party"@en . wd:Q9000003 rdfs:label "Treasurer"@en . wd:Q9000004 rdfs:label "Bo Lee"@en .
wd:Q889 a wikibase:Item ; rdfs:label "Afghanistan"@en ; wdt:P31 wd:Q6256 ; p:P463 wds:Q889-EEEE .
wds:Q889-EEEE a wikibase:Statement ; wikibase:rank wikibase:NormalRank ; ps:P463 wd:Q9000005 ;
  pq:P580 "1999-01-01T00:00:00Z"^^xsd:dateTime .
wd:Q9000005 rdfs:label "Union of Roads"@en .
wd:Q9000006 a wikibase:Item ; rdfs:label "Oil Ltd"@en ; wdt:P31 wd:Q4830453 ; p:P127 wds:Q9000006-FFFF .
wds:Q9000006-FFFF a wikibase:Statement ; wikibase:rank wikibase:NormalRank ; ps:P127 wd:Q9000001 ; pqv:P1107 wdv:half .
wdv:half a wikibase:QuantityValue ; wikibase:quantityAmount "+0.505"^^xsd:decimal .
"""

SEM = """
@prefix ex: <https://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sem: <http://semanticweb.cs.vu.nl/2009/11/sem/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:raid a sem:Event ; rdfs:label "Raid on the mill" ; sem:hasActor ex:guard , ex:role ; sem:hasPlace ex:mill ;
  sem:hasBeginTimeStamp "1947-07-20"^^xsd:date ; sem:hasEndTimeStamp "1947-08-05"^^xsd:date .
ex:role a sem:Role ; rdf:value ex:band ; sem:roleType ex:attacker ; sem:accordingTo ex:chronicle .
ex:guard a sem:Actor ; rdfs:label "Mill Guard" . ex:band a sem:Actor ; rdfs:label "Night Band" .
ex:attacker a sem:RoleType ; rdfs:label "attacker" . ex:mill a sem:Place ; rdfs:label "Mill Hill" .
ex:chronicle a sem:Authority ; rdfs:label "Village Chronicle" .
"""

PROV = """
@prefix ex: <https://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:derek a prov:Agent , prov:Person ; foaf:name "Derek" ; prov:actedOnBehalfOf ex:charts .
ex:charts a prov:Agent , prov:Organization ; foaf:name "Chart Makers" .
ex:bot a prov:SoftwareAgent ; rdfs:label "Bot" ; prov:actedOnBehalfOf ex:derek .
ex:drawing a prov:Activity ; rdfs:label "Drawing of the chart" ; prov:wasAssociatedWith ex:derek ;
  prov:qualifiedAssociation [ a prov:Association ; prov:agent ex:derek ; prov:hadRole ex:analyst ] ;
  prov:startedAtTime "2011-07-06T01:48:36Z"^^xsd:dateTime ; prov:endedAtTime "2011-07-14T02:02:02Z"^^xsd:dateTime .
ex:analyst rdfs:label "analyst" .
ex:chart a prov:Entity ; rdfs:label "Crime chart" ; prov:wasGeneratedBy ex:drawing ; prov:wasAttributedTo ex:derek .
"""

NANO = """
@prefix this: <https://w3id.org/np/RAtest> .
@prefix sub: <https://w3id.org/np/RAtest#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix kg: <https://w3id.org/karabakh-kg/ontology#> .
@prefix np: <http://www.nanopub.org/nschema#> .
@prefix orcid: <https://orcid.org/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

sub:Head { this: a np:Nanopublication ; np:hasAssertion sub:assertion ; np:hasProvenance sub:provenance ;
  np:hasPublicationInfo sub:pubinfo . }
sub:assertion { ex:mill a kg:Company ; rdfs:label "Mill Ltd" . ex:bank a kg:Company ; rdfs:label "Bank Ltd" .
  ex:bank kg:owns ex:mill . ex:bank ex:likes ex:mill . }
sub:provenance { sub:assertion prov:wasAttributedTo orcid:0000-0000-0000-0002 ; prov:wasDerivedFrom ex:report . }
sub:pubinfo { this: dct:created "2024-01-02T03:04:05Z"^^xsd:dateTime ; dct:creator orcid:0000-0000-0000-0001 .
  orcid:0000-0000-0000-0001 foaf:name "Ann Lee" . orcid:0000-0000-0000-0002 foaf:name "Bo Lee" . }
"""

REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://example.org/check/1",
    "claimReviewed": "The bridge is a mile long",
    "datePublished": "2024-05-06",
    "author": {"@type": "Organization", "name": "Bridge Checkers"},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Ann Lee"},
        "datePublished": "2024-05-01T10:00:00Z",
    },
    "reviewRating": {
        "@type": "Rating", "ratingValue": "1", "bestRating": "5", "worstRating": "1", "alternateName": "False",
    },
}  # fmt: skip


def relations(folder: Path) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = kg("relations", "--dossier", folder).json
    return listed


def told(listed: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    ends = [(r["subject"]["label"], r["object"]["label"] if r["object"] else "") for r in listed]
    return {(one, local_name(r["type"]["id"]), other) for r, (one, other) in zip(listed, ends, strict=True)}


def come(folder: Path, preset: str, name: str, text: str, *more: str) -> Any:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return kg("import", file, "--preset", preset, *more, "--into", folder / "data")


def test_wikidata_keeps_qualifiers_ranks_references_and_how_precise_a_time_is(tmp_path: Path) -> None:
    done = come(tmp_path, "wikidata", "w.ttl", WIKIDATA)
    assert (done.code, done.json["written"]) == (0, 5)
    assert [r["reason"] for r in done.json["refused"]] == ["Wikidata has deprecated the statement"]
    assert validate([tmp_path / "data"]) == []
    ties = [r for r in relations(tmp_path / "data") if r["object"]["label"] != "Union of Roads"]
    by_name = {local_name(r["type"]["id"]): r for r in ties}
    vague = [r for r in relations(tmp_path / "data") if r["object"]["label"] == "Union of Roads"]
    assert vague[0]["from"] is None
    assert vague[0]["claims"][0]["note"] == "Start, not known how precise: 1999-01-01. No reference."
    assert told(list(by_name.values())) == {
        ("Ann Lee", "isMemberOf", "Tree Party"),
        ("Ann Lee", "holdsOffice", "Treasurer"),
        ("Ann Lee", "isKinOf", "Bo Lee"),
        ("Ann Lee", "owns", "Oil Ltd"),
    }
    member = by_name["isMemberOf"]
    assert (member["from"], member["until"], by_name["isKinOf"]["from"]) == ("1998", "2001-05", "2003-04-05")
    note = member["claims"][0]["note"]
    assert note == "Preferred rank. References: https://example.org/list, retrieved 2020-02-02."
    office = by_name["holdsOffice"]
    assert (office["from"], office["claims"][0]["note"]) == (None, "Start only roughly: 1990. No reference.")
    assert (by_name["owns"]["value"], by_name["owns"]["unit"]) == (50.5, "percent")
    source = member["claims"][0]["source"]
    assert (source["url"], source["date"]) == ("https://www.wikidata.org/wiki/Q9000001", "2024-02-03")
    assert source["weak"]
    entities = (tmp_path / "data" / "entities" / "wikidata.ttl").read_text(encoding="utf-8")
    assert "skos:exactMatch <http://www.wikidata.org/entity/Q9000001>" in entities
    assert "\nentity:afghanistan\n" in entities  # the state of the registry, and not a second one
    assert 'dcterms:identifier "Q9000001$AAAA"' in (tmp_path / "data/wikidata/relations/membership.ttl").read_text()


def test_an_item_that_an_entity_is_means_that_entity(tmp_path: Path) -> None:
    come(tmp_path, "wikidata", "w.ttl", WIKIDATA)
    done = come(tmp_path, "wikidata", "again.ttl", WIKIDATA, "--name", "second")
    assert (done.json["written"], done.json["entities"]) == (5, 0)


def test_events_have_actors_places_times_and_authorities(tmp_path: Path) -> None:
    done = come(tmp_path, "sem", "s.ttl", SEM, *LICENCE, "--publisher", "Mill Archive")
    assert (done.code, done.json["written"]) == (0, 4)
    listed = relations(tmp_path / "data")
    assert told(listed) == {
        ("Mill Guard", "takesPartIn", "Raid on the mill"),
        ("Night Band", "takesPartIn", "Raid on the mill"),
        ("Raid on the mill", "happenedIn", "Mill Hill"),
        ("Raid on the mill", "tookPlace", ""),
    }
    claims = {r["subject"]["label"]: r["claims"][0] for r in listed}
    assert claims["Night Band"]["claimant"]["label"] == "Village Chronicle"
    assert claims["Night Band"]["note"] == "Role: attacker."
    assert claims["Mill Guard"]["claimant"]["label"] == "Mill Archive"
    assert [(r["from"], r["until"]) for r in listed if r["object"] is None] == [("1947-07-20", "1947-08-05")]


def test_provenance_says_who_did_what_for_whom(tmp_path: Path) -> None:
    done = come(tmp_path, "prov", "p.ttl", PROV, *LICENCE, "--publisher", "Chart Makers")
    assert (done.code, done.json["written"]) == (0, 4)
    assert [r["reason"] for r in done.json["refused"]] == ["a software agent is no actor here"]
    listed = relations(tmp_path / "data")
    assert told(listed) == {
        ("Derek", "actsFor", "Chart Makers"),
        ("Derek", "takesPartIn", "Drawing of the chart"),
        ("Derek", "isAuthorOf", "Crime chart"),
        ("Drawing of the chart", "tookPlace", ""),
    }
    assert {r["claims"][0]["note"] for r in listed} == {None, "Role: analyst."}


def test_a_nanopublication_keeps_its_graphs_apart(tmp_path: Path) -> None:
    done = come(tmp_path, "nanopublications", "n.trig", NANO, *LICENCE)
    assert (done.code, done.json["written"], done.json["refused_rows"]) == (1, 1, 1)
    assert "no rule for the relation 'https://example.org/likes'" in done.json["refused"][0]["reason"]
    (relation,) = relations(tmp_path / "data")
    assert told([relation]) == {("Bank Ltd", "owns", "Mill Ltd")}
    claim = relation["claims"][0]
    assert (claim["claimant"]["label"], claim["source"]["publisher"]) == ("Bo Lee", "Ann Lee")
    assert (claim["source"]["date"], claim["source"]["url"]) == ("2024-01-02", "https://w3id.org/np/RAtest")
    assert claim["note"] == "Derived from https://example.org/report."


def test_a_reviewed_claim_is_what_somebody_stated_and_the_verdict_stays_the_reviewer_s(tmp_path: Path) -> None:
    done = come(tmp_path, "claimreview", "r.jsonld", json.dumps([REVIEW]), *LICENCE)
    assert (done.code, done.json["written"]) == (0, 1), done.json
    (relation,) = relations(tmp_path / "data")
    assert (relation["subject"]["label"], local_name(relation["type"]["id"])) == ("Ann Lee", "states")
    assert (relation["object"]["value"], relation["on"]) == ("The bridge is a mile long", "2024-05-01")
    claim = relation["claims"][0]
    assert (claim["claimant"]["label"], claim["stance"]) == ("Bridge Checkers", "affirms")
    assert claim["note"] == "Rated: False (1 from 1 to 5)."


def test_a_query_of_one_s_own_names_the_columns(tmp_path: Path) -> None:
    (tmp_path / "p.ttl").write_text(PROV, encoding="utf-8")
    (tmp_path / "q.rq").write_text(
        """PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX foaf: <http://xmlns.com/foaf/0.1/>
        SELECT ?subject ("Person" AS ?subject_kind) ("works for" AS ?relation) ?object ("Company" AS ?object_kind) {
          ?one prov:actedOnBehalfOf ?other . ?one foaf:name ?subject . ?other foaf:name ?object }"""
    )
    told_of_it = (*LICENCE, "--publisher", "Me", "--name", "mine")
    asked = ("import", tmp_path / "p.ttl", "--query", tmp_path / "q.rq", *told_of_it)
    done = kg(*asked, "--into", tmp_path / "data")
    assert (done.code, done.json["written"]) == (0, 1)
    assert told(relations(tmp_path / "data")) == {("Derek", "worksFor", "Chart Makers")}
    explained = kg(*asked, "--into", tmp_path / "data", "--explain", "1")
    assert explained.json["says"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK {}", "the query of an import is a SELECT"),
        ("SELECT ?relation { ?s ?p", "the query cannot be read"),
        (
            "SELECT ?relation { SERVICE <https://example.org/> { ?s ?p ?o } }",
            "SERVICE https://example.org/ is not answered",
        ),
        ("SELECT ?relation FROM <https://example.org/> { ?s ?p ?o }", "FROM https://example.org/ is not answered"),
        (
            "SELECT ?relatoin { ?s ?p ?relatoin }",
            "?relatoin, which is no part of a fact; the nearest is ?relation",
        ),
        (
            "SELECT ?relation ?zz { ?s ?zz ?relation }",
            "?zz, which is no part of a fact; its parts are the columns",
        ),
        ("SELECT ?subject ?object { ?subject ?p ?object }", "the query finds no ?relation: bind it to a word"),
    ],
)
def test_a_query_that_is_none_is_one_line(tmp_path: Path, query: str, words: str) -> None:
    (tmp_path / "p.ttl").write_text(PROV, encoding="utf-8")
    (tmp_path / "q.rq").write_text(query, encoding="utf-8")
    done = kg("import", tmp_path / "p.ttl", "--query", tmp_path / "q.rq", *LICENCE, "--into", tmp_path / "data")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert words in done.err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.ttl", "<a> <b>", "this is no ttl"),
        ("a.csv", "a,b", "this is no RDF by its name"),
        ("a.jsonld", '{"@context": "https://example.org/c.jsonld"}', "stands on another machine and is not fetched"),
        ("a.jsonld", "{", "this is no JSON"),
        ("a.jsonld", '{"http://e/p": "one", "http://e/p": "two"}', "an object names 'http://e/p' twice: leave one"),
    ],
)
def test_a_file_that_is_no_rdf_is_one_line(tmp_path: Path, name: str, text: str, words: str) -> None:
    done = come(tmp_path, "claimreview", name, text, *LICENCE)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert words in done.err


@pytest.mark.slow
@pytest.mark.parametrize("found", ["(COUNT(*) AS ?relation)", "?a ?d ?g"], ids=["counts", "streams"])
def test_a_query_without_end_is_stopped_before_a_row_is_taken(tmp_path: Path, found: str) -> None:
    (tmp_path / "p.ttl").write_text("".join(f"<https://e.org/{n}> <https://e.org/p> {n} .\n" for n in range(3000)))
    query = f"SELECT {found} {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }}"
    with pytest.raises(InputError, match=r"was stopped after 0\.5 s"):
        rdf_rows(tmp_path / "p.ttl", query, Limits(seconds=0.5))


def test_what_a_query_finds_has_a_bound_too(tmp_path: Path) -> None:
    (tmp_path / "p.ttl").write_text("".join(f"<https://e.org/{n}> <https://e.org/p> {n} .\n" for n in range(300)))
    with pytest.raises(InputError, match=r"takes more than the 0\.001 GB that it may have"):
        rdf_rows(tmp_path / "p.ttl", "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", Limits(memory=1_000_000))


@pytest.mark.slow
def test_the_bounds_of_a_query_can_be_set(tmp_path: Path) -> None:
    (tmp_path / "p.ttl").write_text("".join(f"<https://e.org/{n}> <https://e.org/p> {n} .\n" for n in range(3000)))
    (tmp_path / "q.rq").write_text("SELECT (COUNT(*) AS ?relation) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    asked = ("import", tmp_path / "p.ttl", "--query", tmp_path / "q.rq", *LICENCE, "--publisher", "Me")
    done = kg(*asked, "--into", tmp_path / "data", "--timeout", "0.5")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "was stopped after 0.5 s: ask for less, or allow more with --timeout" in done.err
    assert not (tmp_path / "data").exists()
