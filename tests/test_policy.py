"""The policies, clause by clause, on claims made up for each question."""

from collections.abc import Iterable
from typing import NamedTuple

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, RdfFormat, Triple, parse, serialize

from kg.dossier import current
from kg.errors import InputError
from kg.graph import KnowledgeGraph
from kg.policy import arrows, passing, policy, policy_names
from kg.question import Question
from kg.resources import ontology_files, text_of
from kg.session import Session
from kg.store import EmbeddedStore
from kg.terms import PREFIXES, local_name

HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
STATUSES = ("admitted", "confirmed", "verified", "asserted", "judged", "speculated", "rumoured", "believed")

# Who speaks: the side of an actor, and the actor with which another one counts.
SIDES = {
    "ardovia": "armenian",
    "belmar": "azerbaijani",
    "corvania": "turkish",
    "dravia": "russian",
    "turncoat": "armenian",
}
COUNTS_WITH = {"spokesman": "belmar"}


class Outlet(NamedTuple):
    """A source: who speaks where it speaks in its own voice, its side or None, and whether it is weak."""

    creator: str
    side: str | None
    weak: bool = False


OUTLETS = {
    "chronicle": Outlet("chronicler", "neutral"),
    "penny-paper": Outlet("penny-writer", "neutral", weak=True),
    "letter": Outlet("letter-writer", None),
    "herald": Outlet("herald-writer", "armenian"),
    "messenger": Outlet("messenger-writer", "azerbaijani"),
    "observer": Outlet("observer-writer", "turkish"),
    "defector": Outlet("turncoat", "azerbaijani"),
    **{side: Outlet(f"{side}-writer", side) for side in ("russian", "iranian", "western", "company")},
}
VOICES = sorted({*SIDES, *COUNTS_WITH, *(outlet.creator for outlet in OUTLETS.values())})

BARE = "dravia-supports-belmar"
EARLY, LATE, PLANNED = f"{BARE}-from-1990", f"{BARE}-on-2000", f"{BARE}-planned"
RELATIONS = {
    BARE: "",
    EARLY: 'kg:from "1990"^^xsd:gYear',
    LATE: 'kg:on "2000"^^xsd:gYear',
    PLANNED: "kg:phase phase:planned",
}


class Claim(NamedTuple):
    about: str
    claimant: str
    source: str
    status: str
    stance: str = "affirms"


def says(claimant: str, source: str = "chronicle", status: str = "asserted", about: str = BARE) -> Claim:
    return Claim(about, claimant, source, status)


def denies(claimant: str, source: str = "chronicle", status: str = "asserted", about: str = BARE) -> Claim:
    return Claim(about, claimant, source, status, "denies")


OWN = says("chronicler")


def triples(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(HEAD + text, format=RdfFormat.TURTLE)]


ONTOLOGY = [quad.triple for path in ontology_files() for quad in parse(path=path, format=RdfFormat.TURTLE)]
ONTOLOGY += current().triples()
CAST = triples(
    "".join(f"entity:{actor} kg:side side:{side} .\n" for actor, side in SIDES.items())
    + "".join(f"entity:{actor} kg:countsWith entity:{other} .\n" for actor, other in COUNTS_WITH.items())
    + "".join(
        f"source:{name} a kg:Source ; dcterms:creator entity:{outlet.creator} ; kg:weak {str(outlet.weak).lower()} .\n"
        + (f"source:{name} kg:side side:{outlet.side} .\n" if outlet.side else "")
        + f"passage:{name}-1 a kg:Passage ; kg:passageOf source:{name} .\n"
        for name, outlet in OUTLETS.items()
    )
)


def store_of(claims: Iterable[Claim], *, written: Iterable[str] = RELATIONS, more: str = "") -> EmbeddedStore:
    """Hold these claims, every other one found in a passage and the rest in a source as a whole."""
    text = "".join(
        f"relation:{name} a kg:Relation ; rdf:subject entity:dravia ; rdf:predicate kg:supports ;"
        f" rdf:object entity:belmar ; {RELATIONS[name]} .\n"
        for name in written
    )
    text += "".join(
        f"claim:{claim.about}-test-{n} a kg:Claim ; kg:about relation:{claim.about} ;"
        f" kg:claimant entity:{claim.claimant} ; kg:stance stance:{claim.stance} ; kg:status status:{claim.status} ;"
        f" kg:foundIn {f'passage:{claim.source}-1' if n % 2 else f'source:{claim.source}'} .\n"
        for n, claim in enumerate(claims, 1)
    )
    return EmbeddedStore.of([*ONTOLOGY, *CAST, *triples(text + more)])


def passed(store: EmbeddedStore, name: str = "accepted") -> dict[str, set[str]]:
    """Return the clauses by which relations pass a policy, by local name."""
    by_policy: dict[str, set[str]] = {}
    for row in store.select(policy(name).query):
        by_policy.setdefault(local_name(row["relation"].value), set()).add(row["clause"].value)
    return by_policy


def clauses(*claims: Claim, name: str = "accepted") -> set[str]:
    """Return the clauses by which the bare tie passes."""
    return passed(store_of(claims), name).get(BARE, set())


@pytest.mark.parametrize("status", STATUSES)
def test_own_voice_counts_what_is_asserted_or_verified(status: str) -> None:
    expected = {
        "asserted": {"own-voice"},
        "verified": {"own-voice"},
        "admitted": {"admitted"},
        "confirmed": {"confirmed"},
    }
    assert clauses(says("chronicler", status=status)) == expected.get(status, set())


@pytest.mark.parametrize("source", sorted(OUTLETS))
def test_own_voice_is_that_of_a_strong_source_without_a_part_in_the_conflict(source: str) -> None:
    without_part = {"chronicle", "russian", "iranian", "western", "company"}
    assert clauses(says(OUTLETS[source].creator, source)) == ({"own-voice"} if source in without_part else set())


@pytest.mark.parametrize("claimant", ["ardovia", "dravia", "penny-writer", "russian-writer"])
def test_who_is_quoted_does_not_speak_in_the_own_voice_of_the_source(claimant: str) -> None:
    assert clauses(says(claimant, "chronicle")) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (says("ardovia"), says("belmar")),
        (says("ardovia"), says("corvania")),
        (says("ardovia"), says("spokesman")),
        (says("ardovia", status="verified"), says("belmar")),
        (says("ardovia", "herald"), says("belmar", "messenger")),
        (says("herald-writer", "herald"), says("messenger-writer", "messenger")),
        (says("herald-writer", "herald"), says("observer-writer", "observer")),
        (says("herald-writer", "herald"), says("spokesman")),
        (says("ardovia"), says("turncoat", "defector")),
        (says("turncoat"), says("belmar")),
        (says("ardovia", "western"), says("spokesman", "messenger")),
    ],
)
def test_two_opposed_sides_suffice(one: Claim, other: Claim) -> None:
    assert clauses(one, other) == clauses(other, one) == {"opposed-sides"}
    rows = store_of([one, other]).select(policy("accepted").query)
    assert sorted(row["claim"].value[-1] for row in rows) == ["1", "2"]
    assert clauses(one) == clauses(other) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (says("belmar"), says("corvania")),
        (says("belmar"), says("spokesman")),
        (says("ardovia"), says("herald-writer", "herald")),
        (says("ardovia"), says("dravia")),
        (says("belmar"), says("turncoat", "defector")),
        (says("ardovia"), says("letter-writer", "letter")),
        (says("ardovia"), says("belmar", "penny-paper")),
        (says("ardovia", "penny-paper"), says("belmar")),
        (says("ardovia"), says("belmar", status="judged")),
        (says("ardovia", status="believed"), says("belmar")),
        (says("ardovia", status="rumoured"), says("belmar", status="speculated")),
        (says("ardovia"), denies("belmar")),
        (says("ardovia", "messenger"), says("belmar", "herald")),
        (says("herald-writer", "herald"), says("belmar", "herald")),
        (says("ardovia", "herald"), says("spokesman", "herald")),
        (says("ardovia"), says("belmar", "observer")),
        (says("ardovia", "letter"), says("belmar", "letter")),
    ],
)
def test_two_sides_that_do_not_oppose_or_do_not_assert_do_not_suffice(one: Claim, other: Claim) -> None:
    assert clauses(one, other) == clauses(other, one) == set()


OUTSIDERS = {"chronicle", "russian", "iranian", "western", "company"}


@pytest.mark.parametrize("source", sorted(OUTLETS))
@pytest.mark.parametrize("who", ["belmar", "spokesman"])
def test_an_admission_counts_in_a_source_of_its_own_side_or_without_a_part(source: str, who: str) -> None:
    own = {"messenger", "defector"}
    assert clauses(says(who, source, "admitted")) == ({"admitted"} if source in OUTSIDERS | own else set())


@pytest.mark.parametrize("source", sorted(OUTLETS))
def test_the_admission_of_a_source_itself_counts_where_its_side_is_known(source: str) -> None:
    passed_by = clauses(says(OUTLETS[source].creator, source, "admitted"))
    assert passed_by == (set() if source in ("penny-paper", "letter") else {"admitted"})


@pytest.mark.parametrize("source", sorted(OUTLETS))
def test_the_admission_of_an_actor_without_a_side_counts_in_a_source_without_a_part(source: str) -> None:
    assert clauses(says("nobody", source, "admitted")) == ({"admitted"} if source in OUTSIDERS else set())


@pytest.mark.parametrize("source", sorted(OUTLETS))
@pytest.mark.parametrize("who", ["belmar", "dravia", "messenger-writer"])
def test_a_confirmation_counts_in_a_source_without_a_part(source: str, who: str) -> None:
    assert clauses(says(who, source, "confirmed")) == ({"confirmed"} if source in OUTSIDERS else set())


def test_no_outlet_of_one_side_carries_a_relation_whatever_it_makes_others_say() -> None:
    statuses = [status for status in STATUSES if status != "admitted"]
    claims = [says(who, "herald", status) for who in VOICES for status in statuses]
    claims += [says(who, "herald", "admitted") for who in VOICES if who not in ("ardovia", "turncoat", "herald-writer")]
    assert clauses(*claims) == set()


def test_undisputed_is_accepted_but_for_the_exception() -> None:
    texts = [text_of("policies", f"{name}.toml").splitlines() for name in ("accepted", "undisputed")]
    differing = [lines for lines in zip(*texts, strict=True) if lines[0] != lines[1]]
    assert differing == [('except = ["denied-by-outsider"]', 'except = ["denied"]')]
    accepted, undisputed = policy("accepted"), policy("undisputed")
    assert accepted.clauses == undisputed.clauses
    chosen = [rule.query.partition("SELECT")[2].partition("\n  MINUS {")[0] for rule in (accepted, undisputed)]
    assert chosen[0] == chosen[1] != ""


def test_all_clauses_that_are_met_are_returned_with_the_claims_that_meet_them() -> None:
    store = store_of([OWN, says("belmar", status="admitted"), says("ardovia"), says("corvania"), says("dravia")])
    rows = {(local_name(row["claim"].value)[-1], row["clause"].value) for row in store.select(policy("accepted").query)}
    assert rows == {("1", "own-voice"), ("2", "admitted"), ("3", "opposed-sides"), ("4", "opposed-sides")}


@pytest.mark.parametrize("source", ["chronicle", "russian", "western"])
def test_a_denial_in_the_own_voice_of_a_source_without_a_part_takes_out_the_tie_and_its_dated_relations(
    source: str,
) -> None:
    claims = [OWN, *(says("chronicler", about=about) for about in (EARLY, LATE, PLANNED))]
    assert set(passed(store_of(claims))) == {BARE, EARLY, LATE, PLANNED}
    assert set(passed(store_of([*claims, denies(OUTLETS[source].creator, source)]))) == {PLANNED}


@pytest.mark.parametrize(
    "denial",
    [
        denies("belmar"),
        denies("dravia"),
        denies("penny-writer", "penny-paper"),
        denies("letter-writer", "letter"),
        denies("herald-writer", "herald"),
        denies("chronicler", "russian"),
    ],
)
def test_no_other_denial_takes_anything_out_of_accepted(denial: Claim) -> None:
    assert clauses(OWN, denial) == {"own-voice"}
    assert clauses(OWN, denial, name="undisputed") == set()


def test_a_denial_takes_out_whatever_clause_let_it_through() -> None:
    claims = [says("belmar", status="admitted"), says("dravia", status="confirmed"), says("ardovia"), says("corvania")]
    assert clauses(*claims) == {"admitted", "confirmed", "opposed-sides"}
    assert clauses(*claims, denies("chronicler")) == set()


def test_the_denial_of_a_dated_relation_denies_neither_the_tie_nor_its_other_relations() -> None:
    claims = [OWN, says("chronicler", about=EARLY), says("chronicler", about=LATE)]
    for name in ("accepted", "undisputed"):
        assert set(passed(store_of([*claims, denies("chronicler", about=EARLY)]), name)) == {BARE, LATE}


def test_the_denial_of_a_relation_with_a_phase_denies_nothing_else() -> None:
    claims = [OWN, says("chronicler", about=PLANNED), denies("chronicler", about=PLANNED)]
    assert set(passed(store_of(claims))) == {BARE}


@pytest.mark.parametrize("written", [[BARE, EARLY], [EARLY]], ids=["written", "not written"])
def test_a_dated_affirmation_lifts_the_bare_tie(written: list[str]) -> None:
    assert passed(store_of([says("chronicler", about=EARLY)], written=written)) == {
        BARE: {"own-voice"},
        EARLY: {"own-voice"},
    }


def test_opposed_sides_that_give_different_dates_agree_on_the_bare_tie_only() -> None:
    assert passed(store_of([says("ardovia", about=EARLY), says("belmar", about=LATE)])) == {BARE: {"opposed-sides"}}


def test_the_bare_tie_does_not_lift_a_dated_relation() -> None:
    assert set(passed(store_of([OWN]))) == {BARE}


def test_a_relation_with_a_phase_lifts_nothing_but_itself() -> None:
    for name in policy_names():
        assert set(passed(store_of([says("chronicler", about=PLANNED)]), name)) == {PLANNED}


def test_undisputed_takes_out_what_anybody_denies() -> None:
    claims = [OWN, says("chronicler", about=EARLY), says("chronicler", about=PLANNED)]
    assert set(passed(store_of(claims), "undisputed")) == {BARE, EARLY, PLANNED}
    assert set(passed(store_of([*claims, denies("ardovia", "penny-paper", "rumoured")]), "undisputed")) == {PLANNED}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("source", ["penny-paper", "letter", "herald"])
def test_claimed_takes_any_affirmation_whoever_denies_it(status: str, source: str) -> None:
    assert clauses(says("ardovia", source, status), denies("chronicler"), name="claimed") == {"claimed"}


def test_what_is_only_denied_passes_no_policy() -> None:
    for name in policy_names():
        assert passed(store_of([denies("chronicler"), denies("ardovia")]), name) == {}


def test_a_tie_to_a_text_is_denied_with_all_its_users_dates() -> None:
    more = """
        relation:a-isCalled-x-u a kg:Relation ; rdf:subject entity:a ; rdf:predicate kg:isCalled ; rdf:object "X"@en ;
            kg:usedBy entity:u .
        relation:a-isCalled-x-u-on-1990 a kg:Relation ; rdf:subject entity:a ; rdf:predicate kg:isCalled ;
            rdf:object "X"@en ; kg:usedBy entity:u ; kg:on "1990"^^xsd:gYear .
        relation:a-isCalled-x-v a kg:Relation ; rdf:subject entity:a ; rdf:predicate kg:isCalled ; rdf:object "X"@en ;
            kg:usedBy entity:v .
    """.replace("-x-", "-x-4b68ab38-")
    names = [f"a-isCalled-x-4b68ab38-{end}" for end in ("u", "u-on-1990", "v")]
    affirmed = [says("chronicler", about=name) for name in names]
    assert set(passed(store_of(affirmed, more=more))) == set(names)
    assert set(passed(store_of([*affirmed, denies("chronicler", about=names[0])], more=more))) == {names[2]}


def arrows_of(store: EmbeddedStore, name: str = "accepted") -> list[tuple[str, str, str]]:
    return sorted(
        (local_name(arrow.subject.value), local_name(arrow.predicate.value), local_name(arrow.object.value))  # type: ignore[union-attr]
        for arrow in arrows(store, name)
    )


def test_one_arrow_stands_for_a_tie_however_many_relations_state_it() -> None:
    claims = [OWN, says("chronicler", about=EARLY), says("chronicler", about=LATE)]
    assert arrows_of(store_of(claims)) == [("dravia", "supports", "belmar")]


def test_an_arrow_stands_for_a_tie_that_is_not_written() -> None:
    assert arrows_of(store_of([says("chronicler", about=EARLY)], written=[EARLY])) == [("dravia", "supports", "belmar")]


def test_a_phase_makes_no_arrow() -> None:
    for name in policy_names():
        assert arrows_of(store_of([says("chronicler", about=PLANNED)]), name) == []


def test_what_does_not_pass_makes_no_arrow() -> None:
    store = store_of([says("ardovia"), denies("belmar")])
    drawn = [("dravia", "supports", "belmar")]
    assert {name: arrows_of(store, name) for name in policy_names()} == {
        "accepted": [],
        "claimed": drawn,
        "undisputed": [],
    }


def test_a_symmetric_tie_has_an_arrow_each_way(world: KnowledgeGraph) -> None:
    assert isinstance(world.store, EmbeddedStore)
    arrows = arrows_of(world.store)
    assert ("belmar", "isAlliedWith", "corvania") in arrows
    assert ("corvania", "isAlliedWith", "belmar") in arrows
    assert ("belmar", "suppliesArmsTo", "dravia") not in arrows


def test_only_ties_between_entities_have_arrows(world: KnowledgeGraph) -> None:
    assert isinstance(world.store, EmbeddedStore)
    entities = {
        row["entity"].value for row in world.store.select("SELECT ?entity { ?entity a/rdfs:subClassOf* kg:Entity }")
    }
    drawn = list(arrows(world.store, "claimed"))
    # 33 relations, less 6 without an entity as object, 2 with a phase and 1 of a tie told twice; 2 ties are symmetric.
    assert len(drawn) == 33 - 6 - 2 - 1 + 2
    assert {end.value for arrow in drawn for end in (arrow.subject, arrow.object)} <= entities  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "count"), [("accepted", "1"), ("claimed", "2"), ("undisputed", "1")])
def test_a_query_sees_the_arrows_of_the_policy_that_it_names(world: KnowledgeGraph, name: str, count: str) -> None:
    answer = world.query("SELECT (COUNT(*) AS ?n) { ?who kg:controls entity:lirna }", name)
    assert isinstance(answer, QuerySolutions)
    assert [row["n"].value for row in answer] == [count]


def test_an_unknown_policy_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="no policy 'true'; there are: accepted, claimed, undisputed"):
        policy("true")


@pytest.mark.parametrize("name", policy_names())
def test_asking_about_some_relations_gives_their_part_of_the_answer(world: KnowledgeGraph, name: str) -> None:
    everything = passing(world.store, name)
    some = sorted(relation.id for relation in world.relations())[::3]
    session = Session(world.store, Question("relations", policy=name))
    passed = {relation.id for relation in session.read_some(some) if relation.accepted}
    assert passed == everything & set(some) != everything
    assert session.read_some([]) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", policy_names())
def test_rdflib_answers_the_same(world: KnowledgeGraph, name: str) -> None:
    assert isinstance(world.store, EmbeddedStore)
    data = serialize(world.store.triples(), format=RdfFormat.N_TRIPLES)
    assert data is not None
    answer = rdflib.Graph().parse(data=data.decode(), format="nt").query(policy(name).query)
    expected = {tuple(map(str, row)) for row in answer}  # type: ignore[arg-type]
    rows = {tuple(term.value for term in row) for row in world.store.select(policy(name).query)}
    assert rows == expected
    assert rows


CLAIMS = st.lists(
    st.builds(
        Claim,
        st.sampled_from(sorted(RELATIONS)),
        st.sampled_from(VOICES),
        st.sampled_from(["chronicle", "penny-paper", "letter", "herald", "messenger", "defector"]),
        st.sampled_from(["asserted", "asserted", "verified", "admitted", "confirmed", "judged"]),
        st.sampled_from(["affirms", "affirms", "affirms", "denies"]),
    ),
    max_size=5,
)


@pytest.mark.slow
@given(CLAIMS, st.sampled_from(["accepted", "undisputed"]))
def test_the_rule_in_sparql_says_what_the_rule_in_words_says(claims: list[Claim], name: str) -> None:
    assert set(passed(store_of(claims), name)) == {about for about in RELATIONS if passes_in_words(claims, about, name)}


def passes_in_words(claims: list[Claim], about: str, name: str) -> bool:
    """Say by the words of model.md whether a relation passes."""
    affirming = [c for c in claims if c.stance == "affirms" and bears_on(c.about, about)]
    denying = [c for c in claims if c.stance == "denies" and bears_on(about, c.about)]
    strong = [c for c in affirming if not OUTLETS[c.source].weak]
    outside = [c for c in strong if OUTLETS[c.source].side == "neutral"]
    at_home = [c for c in strong if OUTLETS[c.source].side is not None and OUTLETS[c.source].side == side_of(c)]
    sides = {side_of(c) for c in (*outside, *at_home) if c.status in ("asserted", "verified")}
    let_through = (
        any(is_impartial(c) and c.status in ("asserted", "verified") for c in strong)
        or any(c.status in ("admitted", "confirmed") for c in outside)
        or any(c.status == "admitted" for c in at_home)
        or ("armenian" in sides and bool(sides & {"azerbaijani", "turkish"}))
    )
    return let_through and not any(name == "undisputed" or is_impartial(c) for c in denying)


def bears_on(one: str, other: str) -> bool:
    """Say whether who affirms one relation affirms the other, and who denies the other denies the one."""
    return one == other or (other == BARE and one != PLANNED)


def is_impartial(claim: Claim) -> bool:
    outlet = OUTLETS[claim.source]
    return claim.claimant == outlet.creator and not outlet.weak and outlet.side == "neutral"


def side_of(claim: Claim) -> str | None:
    outlet = OUTLETS[claim.source]
    return (
        outlet.side if claim.claimant == outlet.creator else SIDES.get(COUNTS_WITH.get(claim.claimant, claim.claimant))
    )
