"""What a label says is tied: an entity whose label names an actor or a place has a tie to it, or a reason for none."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from kg.graph import KnowledgeGraph
from kg.model.names import search_key
from kg.model.records import EntityRef
from kg.store import EmbeddedStore
from kg.terms import local_name

# Names of these kinds of thing are proper names, which say whom or what they were named after and no more.
PROPER = {"MediaOutlet", "Company", "PoliticalParty", "InternationalOrganisation", "NGO", "Publication"}
# What a thing is called though nobody says more of it: why no tie stands for the name in the label.
TOLD = "the label tells who speaks"
NAME = "a proper name of the sheet or the article, which say no more"
SAME = "the label names another bearer of the name, to which the thing is tied"
DEAD = "the dead of a row, whose body no row names"
REASONS = {
    ("ambassador-of-armenia-to-israel-in", "israel"): "no relation type says to whom an envoy is sent",
    ("armenian-and-artsakh-soldiers", "armenia"): DEAD,
    ("armenian-and-artsakh-soldiers", "nk-republic"): DEAD,
    ("artsakh-defence-army-soldiers", "nk-republic"): DEAD,
    ("azerbaijan-democratic-republic", "azerbaijan"): NAME,
    ("azerbaijani-territory-86600-km2", "azerbaijan"): TOLD,
    ("heavy-artillery", "azerbaijan"): "the armed forces of the state use it, to which it is tied",
    ("karabakh-armenian-civilians", "armenian-civilians"): SAME,
    ("karabakh-armenian-soldiers", "armenian-soldiers"): SAME,
    ("karabakh-armenians", "karabakh"): SAME,
    ("karabakh-committee", "karabakh"): NAME,
    ("khojaly-massacre", "azerbaijan"): TOLD,
    ("listed-provocations", "azerbaijan"): TOLD,
    ("nakhichevan-union", "azerbaijan"): SAME,
    ("office-general-secretary", "soviet-union"): "the article says of which party or state it is neither",
    ("south-caucasus", "caucasus"): NAME,
    ("soviet-russia", "russia"): NAME,
    ("territory-called-historic-article-30", "baku"): TOLD,
}


def words(label: str) -> list[str]:
    """Return the folded words of a label, without the ending of a possessive."""
    return search_key(re.sub(r"['’](s\b)?", " ", label)).split()


def spans(label: str, names: dict[tuple[str, ...], set[str]]) -> Iterator[tuple[str, ...]]:
    """Yield the longest names that stand in a label, each as its words."""
    told = words(label)
    runs = [
        (first, last)
        for first in range(len(told))
        for last in range(first + 1, len(told) + 1)
        if (first, last) != (0, len(told)) and tuple(told[first:last]) in names
    ]
    for first, last in runs:
        if not any((a, b) != (first, last) and a <= first and last <= b for a, b in runs):
            yield tuple(told[first:last])


@pytest.fixture(scope="module")
def untied(shipped: KnowledgeGraph) -> set[tuple[str, str]]:
    """Return what stands in labels and is not tied, in the article alone or in all that ships."""
    return set().union(*map(untied_in, (KnowledgeGraph.load(datasets=["article"]), shipped)))


def untied_in(graph: KnowledgeGraph) -> set[tuple[str, str]]:
    """Return each entity with an actor or a place in its label to which nothing ties it."""
    store = graph.store
    assert isinstance(store, EmbeddedStore)

    def pairs(query: str) -> set[tuple[str, str]]:
        return {(local_name(row[0].value), local_name(row[1].value)) for row in store.select(query)}

    ends = pairs("SELECT ?a ?b { ?r rdf:subject ?a ; rdf:object ?b FILTER isIRI(?b) }")
    aids = pairs("SELECT ?a ?b { ?a kg:succeeds|kg:sameTerritoryAs|kg:countsWith ?b }")
    near = pairs(
        "SELECT ?a ?b { VALUES ?t { kg:isLocatedIn kg:isNear kg:happenedIn kg:belongsToPeople kg:isPartOf }"
        " ?r rdf:predicate ?t ; rdf:subject ?a ; rdf:object ?b }"
    )
    tied = {*ends, *aids, *((b, a) for a, b in (*ends, *aids))}
    # By way of what happened or lies there: who took part in a pogrom in a town is tied to the town.
    tied |= {(a, c) for a, b in list(tied) for d, c in near if b == d}
    known = pairs("SELECT DISTINCT ?a ?t { ?r rdf:subject|rdf:object ?a ; rdf:predicate ?t FILTER isIRI(?a) }")
    mentioned = {name for name, _ in known}
    actors = {a for a, _ in pairs("SELECT ?a ?k { ?a a ?k . ?k rdfs:subClassOf* ?t VALUES ?t { kg:Actor kg:Place } }")}
    kinds = dict(pairs("SELECT ?a ?k { ?a a ?k . ?k rdfs:subClassOf* kg:Entity }"))
    labels: dict[str, str] = {}
    names: dict[tuple[str, ...], set[str]] = defaultdict(set)
    called = "SELECT ?a ?l ?p { ?a ?p ?l VALUES ?p { skos:prefLabel skos:altLabel } FILTER (LANG(?l) = 'en') }"
    for row in store.select(called):
        slug = local_name(row[0].value)
        if slug in kinds and slug in mentioned:
            names[tuple(words(row[1].value))].add(slug)
            if row[2].value.endswith("prefLabel"):
                labels[slug] = row[1].value
    untied = set()
    for slug, label in labels.items():
        if kinds[slug] in PROPER:
            continue
        for name in spans(label, names):
            bearers = {other for other in names[name] & actors if tuple(words(labels[other])) == name} - {slug}
            if slug not in names[name] and bearers and not any((slug, other) in tied for other in names[name]):
                untied |= {(slug, other) for other in bearers}
    return untied


def test_an_actor_or_a_place_in_a_label_is_tied_or_there_is_a_reason(untied: set[tuple[str, str]]) -> None:
    assert untied - REASONS.keys() == set()


def test_no_reason_outlives_its_case(untied: set[tuple[str, str]]) -> None:
    assert REASONS.keys() - untied == set()


ADJECTIVES = {
    "armenian": "armenia", "azerbaijani": "azerbaijan", "belarusian": "belarus", "georgian": "georgia",
    "iranian": "iran", "israeli": "israel", "russian": "russia", "turkish": "turkey",
}  # fmt: skip


def test_a_base_an_office_or_an_election_is_tied_to_the_state_of_its_adjective(shipped: KnowledgeGraph) -> None:
    ties = {
        (local_name(end.id), local_name(other.id))
        for relation in shipped.relations()
        for end, other in ((relation.subject, relation.object), (relation.object, relation.subject))
        if isinstance(end, EntityRef) and isinstance(other, EntityRef)
    }
    named = {
        (local_name(entity.id), ADJECTIVES[word])
        for entity in shipped.entities()
        if entity.type in ("Event", "Facility", "Office")
        for word in words(entity.label)
        if word in ADJECTIVES
    }
    assert len(named) > 5
    assert named - ties == set()
