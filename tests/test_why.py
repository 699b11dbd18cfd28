"""Every verdict on a relation: which claims, which clause, what would turn it over."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.lookup.justification import Verdict
from kg.lookup.why import Explanation
from kg.model.dates import Span, first_day, last_day
from kg.model.filters import Filters
from kg.model.validity import Validity, judged, moments
from kg.question import Question
from kg.session import Session
from kg.terms import local_name
from tests.command import Outcome
from tests.drawn_dates import DATES, DAYS, VALIDITY, Case, Dates
from tests.statements import entities, relations
from tests.statements import graph as stated

Run = Callable[..., Outcome]


def explanation(graph: KnowledgeGraph, name: str, policy: str = "accepted", **dates: str) -> Explanation:
    (explained,) = graph.why(name, policy=policy, filters=Filters(**dates))  # type: ignore[arg-type]
    return explained


def verdict(graph: KnowledgeGraph, name: str, policy: str = "accepted") -> Verdict:
    return explanation(graph, name, policy).verdict


def premises(judged: Verdict) -> set[tuple[str, str]]:
    return {(local_name(premise.claim), premise.clause) for premise in judged.premises}


def test_a_relation_passes_by_the_claims_that_meet_a_clause(world: KnowledgeGraph) -> None:
    judged = verdict(world, "belmar-usesWeapon-kestrel-drones")
    assert (judged.question, judged.answer) == ("accepted", True)
    assert premises(judged) == {("belmar-usesWeapon-kestrel-drones-chronicle-1", "admitted")}
    assert [[local_name(claim) for claim in flip.without] for flip in judged.flips] == [
        ["belmar-usesWeapon-kestrel-drones-chronicle-1"]
    ]
    assert set(judged.clauses) == {"own-voice", "opposed-sides", "admitted", "confirmed"}


def test_opposed_sides_rest_on_both(world: KnowledgeGraph) -> None:
    name = "belmar-controls-lirna-from-1994"
    judged = verdict(world, name)
    assert premises(judged) == {(f"{name}-chronicle-1", "opposed-sides"), (f"{name}-gazette-1", "opposed-sides")}
    assert {local_name(flip.without[0]) for flip in judged.flips} == {f"{name}-chronicle-1", f"{name}-gazette-1"}


def test_what_does_not_pass_has_no_premise(world: KnowledgeGraph) -> None:
    for name in ("dravia-appeases-belmar", "corvania-supports-ardovia", "elster-league-supports-ardovia"):
        judged = verdict(world, name)
        assert (judged.answer, judged.premises, judged.against, judged.flips) == (False, (), (), ())


def test_who_denies_is_named_though_it_changes_nothing_under_this_rule(world: KnowledgeGraph) -> None:
    name = "ardovia-attacks-shurali-on-2020-09-27"
    judged = verdict(world, name)
    assert judged.answer
    assert [local_name(claim) for claim in judged.against] == [f"{name}-chronicle-2"]
    under = verdict(world, name, "undisputed")
    assert not under.answer
    assert [[local_name(claim) for claim in flip.without] for flip in under.flips] == [[f"{name}-chronicle-2"]]


def test_the_denial_of_the_bare_tie_stands_against_its_dated_relation(world: KnowledgeGraph) -> None:
    explained = explanation(world, "corvania-suppliesArmsTo-belmar-on-2020-08")
    assert [local_name(claim) for claim in explained.verdict.against] == ["corvania-suppliesArmsTo-belmar-chronicle-1"]
    assert [local_name(relation.id) for relation in explained.tie] == [
        "corvania-suppliesArmsTo-belmar-on-2020-08",
        "corvania-suppliesArmsTo-belmar",
    ]


def test_a_claim_means_the_relation_that_it_is_about(world: KnowledgeGraph) -> None:
    by_claim = explanation(world, "belmar-usesWeapon-kestrel-drones-chronicle-1")
    by_iri = explanation(world, "relation:belmar-usesWeapon-kestrel-drones")
    assert by_claim == by_iri == explanation(world, "belmar-usesWeapon-kestrel-drones")


def test_two_names_mean_all_that_ties_them(world: KnowledgeGraph) -> None:
    explanations = world.why("belmar", "corvania")
    assert len(explanations) == 5
    assert [one.relation.id for one in explanations] == [r.id for r in world.relations("belmar", "corvania")]
    chosen = world.why("belmar", "corvania", filters=Filters(layer="arms", as_of="1900"))  # type: ignore[arg-type]
    assert {one.relation.type.layer for one in chosen} == {"arms"}
    assert {one.validity.answer for one in chosen if one.validity} >= {"not"}


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["accepted", "claimed", "undisputed"])
def test_the_verdict_is_that_of_the_policy_on_every_relation(world: KnowledgeGraph, policy: str) -> None:
    for relation in world.relations(policy=policy):
        judged = verdict(world, local_name(relation.id), policy)
        assert judged.answer == relation.accepted
        # The small graph on which a verdict is tried agrees with the whole one.
        assert bool(judged.premises) == relation.accepted


@pytest.mark.parametrize("name", ["no-such", "entity:belmar"])
def test_a_name_of_no_relation_is_not_found(world: KnowledgeGraph, name: str) -> None:
    with pytest.raises(NotFoundError, match="no relation and no claim is called"):
        world.why(name)


def test_what_can_be_no_name_is_refused(world: KnowledgeGraph) -> None:
    with pytest.raises(InputError):
        world.why("a b")


# Whether it holds.

WORLD = entities(belmar="State", corvania="State", salt="Region", salt_war="War")


def validity(folder: Path, *lines: str, name: str = "tie", **dates: str) -> Validity:
    held = explanation(stated(folder, WORLD, relations(*lines)), name, **dates).validity
    assert held is not None
    return held


@pytest.mark.parametrize(
    ("dates", "asked", "answer", "clause", "deciding", "otherwise", "missing"),
    [
        ("on:2015", "2015", "certainly", "covered", ["on"], "undated", None),
        ("from:1918 until:1920", "1919", "certainly", "between", ["from", "until"], "undated", None),
        ("from:1994 affirms@2020-10-10", "1995", "certainly", "between", ["from", "attested_on"], "undated", None),
        ("from:1918 until:1920", "1918", "certainly", "covered", ["from"], "possibly", None),
        ("from:1994", "1993", "not", "before", ["from"], "undated", None),
        ("from:1918 until:1920", "1921", "not", "after", ["until"], "possibly", None),
        ("from:1994", "1995", "possibly", "open", ["from"], None, "later"),
        ("until:2019", "1900", "possibly", "open", ["until"], None, "earlier"),
        ("on:2015", "2015-06", "possibly", "open", ["on"], None, "precision"),
        ("after:2015-06 before:2015-08", "2015-07", "possibly", "open", ["not_before", "not_after"], None, "precision"),
        ("", "2015", "undated", "nothing", [], None, None),
    ],
)
def test_a_relation_holds_by_a_clause_and_the_dates_that_decide_it(
    tmp_path: Path,
    dates: str,
    asked: str,
    answer: str,
    clause: str,
    deciding: list[str],
    otherwise: str | None,
    missing: str | None,
) -> None:
    held = validity(tmp_path, f"tie belmar controls salt {dates}", as_of=asked)
    assert (held.answer, held.clause) == (answer, clause)
    assert [word for moment in held.moments for word in moment.dates] == deciding
    assert (held.otherwise, held.missing) == (otherwise, missing)


@pytest.mark.parametrize("case", VALIDITY, ids=str)
def test_the_rule_in_python_keeps_to_the_table_of_cases(tmp_path: Path, case: Case) -> None:
    (relation,) = stated(tmp_path, WORLD, relations(f"tie belmar controls salt {case.dates}")).relations()
    assert judged(moments(relation), case.span).answer == case.holds


def test_a_date_for_which_it_is_attested_names_its_claim(tmp_path: Path) -> None:
    held = validity(tmp_path, "tie belmar controls salt affirms@2020", as_of="2020")
    assert [local_name(moment.claim or "") for moment in held.moments] == ["tie-1"]


def test_a_tie_of_an_event_holds_by_its_event(tmp_path: Path) -> None:
    lines = ("war salt-war tookPlace - from:2001 until:2003", "tie belmar takesPartIn salt-war")
    held = validity(tmp_path, *lines, as_of="2002")
    assert (held.answer, held.event and held.event.label, held.otherwise) == ("certainly", "salt-war", "undated")
    assert {local_name(moment.relation) for moment in held.moments} == {"war"}
    assert [local_name(dating.id) for dating in held.datings] == ["war"]


def test_rival_datings_of_its_event_settle_nothing(tmp_path: Path) -> None:
    lines = (
        "long salt-war tookPlace - from:1914 until:1917",
        "short salt-war tookPlace - on:1915",
        "tie belmar takesPartIn salt-war",
    )
    assert validity(tmp_path, *lines, as_of="1915").answer == "certainly"
    assert validity(tmp_path, *lines, as_of="1918").answer == "not"
    held = validity(tmp_path, *lines, as_of="1916")
    assert (held.answer, held.clause) == ("possibly", "rivals")


def test_without_a_date_nothing_is_said_about_holding(world: KnowledgeGraph) -> None:
    assert explanation(world, "belmar-usesWeapon-kestrel-drones").validity is None


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(DATES, min_size=12, max_size=12), st.none() | DAYS, st.none() | DAYS)
def test_the_reason_gives_the_answer_of_the_query(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[Dates], since: str | None, until: str | None
) -> None:
    if since and until and first_day(since) > last_day(until):
        since, until = until, since
    lines = [dates.line(f"tie-{index}") for index, dates in enumerate(drawn)]
    graph = stated(tmp_path_factory.mktemp("drawn"), WORLD, relations(*lines))
    asked = Filters(since=since, until=until, undated=True)
    held = {relation.id: relation.holds for relation in graph.relations(filters=asked)}
    for relation in graph.relations():
        answer = judged(moments(relation), Span.of(since, until)).answer
        assert held.get(relation.id, "not" if asked.spans else None) in (answer, None), (relation, since, until)


@pytest.mark.slow
@pytest.mark.parametrize("as_of", ["1919", "1995", "2020-10-10"])
def test_the_reason_gives_the_answer_of_every_lookup(shipped: KnowledgeGraph, as_of: str) -> None:
    asked = Filters(as_of=as_of, undated=True)
    held = {relation.id: relation.holds for relation in shipped.relations(filters=asked)}
    reasons = Session(shipped.store, Question("why")).events.reasons(shipped.relations(), Span.of(as_of, as_of))
    assert {iri: one.answer for iri, one in reasons.items() if one.answer != "not"} == held


# In which disputes it stands, how strong it is in a chain, who tells it.


def test_a_disputed_relation_shows_the_dispute_and_what_would_end_it(world: KnowledgeGraph) -> None:
    name = "ardovia-attacks-shurali-on-2020-09-27"
    (standing,) = explanation(world, name).disputes
    assert standing.dispute.kind == "denial"
    assert [side.stance for side in standing.dispute.sides] == ["affirms", "denies"]
    assert f"{name}-chronicle-2" in map(local_name, standing.ends_without)


@pytest.mark.slow
def test_each_relation_stands_in_the_disputes_that_list_it(shipped: KnowledgeGraph) -> None:
    disputes = shipped.disputes()
    wanted = [dispute.relations[0].id for dispute in disputes]
    for iri in wanted[::7]:
        listed = [standing.dispute for standing in explanation(shipped, iri).disputes]
        assert listed == [dispute for dispute in disputes if iri in {r.id for r in dispute.relations}]


@pytest.mark.slow
def test_a_hop_is_as_strong_as_its_strongest_affirming_claim(shipped: KnowledgeGraph) -> None:
    hop = explanation(shipped, "azerbaijan-usesWeapon-turkish-drones").strength
    assert hop is not None
    assert (hop.status, hop.otherwise, hop.left_out) == ("admitted", "asserted", {})
    assert [*map(local_name, hop.claims)] == ["azerbaijan-usesWeapon-turkish-drones-article-2"]


@pytest.mark.slow
def test_the_strength_of_each_hop_is_that_of_the_chain(shipped: KnowledgeGraph) -> None:
    chains = shipped.paths("Syria", "Armenia").chains
    order = ["admitted", "confirmed", "verified", "asserted", "judged", "speculated", "rumoured", "believed"]
    for chain in chains:
        hops = []
        for hop in chain.hops:
            strengths = [explanation(shipped, relation.id).strength for relation in hop.relations]
            assert all(strength is not None and strength.left_out == {} for strength in strengths)
            hops.append(min(order.index(strength.status) for strength in strengths if strength is not None))
        assert order[max(hops)] == chain.weakest


def test_what_no_chain_takes_says_why(tmp_path: Path) -> None:
    lines = ("tie belmar controls salt phase:planned", "part salt isPartOf belmar", "no belmar borders corvania denies")
    graph = stated(tmp_path, WORLD, relations(*lines))
    for name, clauses in (("tie", ["phase"]), ("part", ["layer"])):
        hop = explanation(graph, name).strength
        assert hop is not None
        assert list(hop.left_out) == clauses
    assert explanation(graph, "no").strength is None


@pytest.mark.slow
def test_a_party_tells_it_through_those_who_speak_for_it(shipped: KnowledgeGraph) -> None:
    for relation in shipped.perspective("Azerbaijan").says:
        accounts = explanation(shipped, relation.id).accounts
        assert ("Azerbaijan", "affirms") in {(account.party.label, account.stance) for account in accounts}


@pytest.mark.slow
def test_what_only_a_party_affirms_says_so(world: KnowledgeGraph) -> None:
    alone = {relation.id for relation in world.uncorroborated()}
    for relation in world.relations():
        assert explanation(world, relation.id).one_sided == (relation.id in alone)


# The command line.


def test_the_table_tells_every_verdict(on_world: Run) -> None:
    done = on_world("why", "ardovia-attacks-shurali-on-2020-09-27", "--as-of", "2020", "--format", "table")
    assert (done.code, done.err) == (0, "")
    for words in (
        "≠ Ardovia attacks Shurali (27 Sep 2020): passes the policy, and denied by 1",
        "By its dates it holds in 2020: the days asked about cover a known date whole",
        "There would be no such denial without: denied by Ardovia [1:1]",
    ):
        assert words in done.lines
    assert done.lines.index("FOR") < done.lines.index("AGAINST") < done.lines.index("WHY ≠")
    assert "– strength in a chain: " in done.out


def test_other_filters_than_dates_need_two_names(on_world: Run) -> None:
    done = on_world("why", "belmar-usesWeapon-kestrel-drones", "--layer", "arms")
    assert (done.code, done.err) == (
        2,
        "kg: with one id only dates can be asked for; other filters choose among the ties of two\n",
    )
    done = on_world("why", "belmar", "corvania", "--layer", "energy")
    assert (done.code, done.err) == (1, "kg: no tie between Belmar and Corvania passes the filters\n")
