"""The relations of one entity, between two, and those that filters let through."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.model.records import EntityRef, Relation
from kg.terms import ENTITY, PREFIXES, local_name


def names(relations: list[Relation]) -> list[str]:
    return sorted(local_name(relation.id) for relation in relations)


def listed(graph: KnowledgeGraph, *ends: str, **filters: object) -> list[str]:
    one, other = [*ends, None, None][:2]
    return names(graph.relations(one, other, Filters(**filters)))  # type: ignore[arg-type]


def the(graph: KnowledgeGraph, name: str) -> Relation:
    (relation,) = [relation for relation in graph.relations() if local_name(relation.id) == name]
    return relation


def test_all_relations_are_listed_once_each_with_all_claims(world: KnowledgeGraph) -> None:
    relations = world.relations()
    assert len(relations) == len(set(names(relations))) == 34
    assert sum(len(relation.claims) for relation in relations) == 38


def test_one_relation_in_two_datasets_is_one_with_the_claims_of_both(world: KnowledgeGraph) -> None:
    relation = the(world, "ardovia-isMemberOf-elster-league")
    assert relation.datasets == ("chronicle", "gazette")
    assert [claim.source.dataset for claim in relation.claims] == ["chronicle", "gazette"]
    (row,) = world.store.select(
        "SELECT (COUNT(*) AS ?n) { entity:ardovia ^rdf:subject/rdf:object entity:elster-league }"
    )
    assert row["n"].value == "1"


def test_a_dataset_alone_answers_as_if_there_were_no_other(world_folder: Path) -> None:
    graph = KnowledgeGraph.load(world_folder, ["gazette"])
    assert len(graph.relations()) == 6
    relation = the(graph, "ardovia-isMemberOf-elster-league")
    assert [claim.source.dataset for claim in relation.claims] == ["gazette"]
    assert not relation.accepted
    both = KnowledgeGraph.load(world_folder, ["gazette", "chronicle"])
    assert the(both, "ardovia-isMemberOf-elster-league").accepted


def test_the_relations_of_one_entity_are_those_in_which_it_is_subject_object_or_user(world: KnowledgeGraph) -> None:
    assert listed(world, "shurali") == [
        "ardovia-attacks-shurali-on-2020-09-27",
        "shurali-isCalled-shuralashen-1dd73ece-valley-folk",
    ]
    assert any("isCalled" in name for name in listed(world, "valley-folk"))
    assert listed(world, "kestrel-drones") == ["belmar-usesWeapon-kestrel-drones", "corvania-makes-kestrel-drones"]


def test_between_two_are_the_direct_ties_both_ways_and_what_both_take_part_in(world: KnowledgeGraph) -> None:
    between = world.between("belmar", "corvania")
    assert names(between.direct) == [
        "belmar-isAlliedWith-corvania",
        "corvania-suppliesArmsTo-belmar",
        "corvania-suppliesArmsTo-belmar-on-2020-08",
    ]
    assert names(between.shared) == ["belmar-usesWeapon-kestrel-drones", "corvania-makes-kestrel-drones"]
    assert {relation.through for relation in between.shared} == {
        EntityRef(f"{ENTITY}kestrel-drones", "Kestrel drones", "Weapon")
    }
    assert {relation.through for relation in between.direct} == {None}


def test_the_order_of_two_names_does_not_matter(world: KnowledgeGraph) -> None:
    assert world.between("belmar", "corvania") == world.between("corvania", "belmar")


def test_a_shared_thing_lists_each_tie_of_both_to_it(world: KnowledgeGraph) -> None:
    assert names(world.between("ardovia", "belmar").shared) == [
        "ardovia-signed-harbour-accord",
        "ardovia-takesPartIn-autumn-shield",
        "belmar-observes-autumn-shield",
        "belmar-signed-harbour-accord",
    ]
    through = [relation.through.label for relation in world.between("ardovia", "belmar").shared if relation.through]
    assert through == ["Autumn Shield", "Autumn Shield", "Harbour Accord", "Harbour Accord"]


def test_a_tie_that_is_no_role_is_nothing_that_two_share(world: KnowledgeGraph) -> None:
    # Both tie to Lirna, by control, which is no role.
    shared = world.between("ardovia", "belmar").shared
    assert not any(relation.type.layer == "territory" for relation in shared)


def test_the_direct_ties_come_first(world: KnowledgeGraph) -> None:
    through = [relation.through is not None for relation in world.relations("belmar", "corvania")]
    assert through == sorted(through)


def test_two_without_a_tie_have_none(world: KnowledgeGraph) -> None:
    assert world.relations("far-isle", "dravia") == []


def test_one_name_alone_may_be_the_second(world: KnowledgeGraph) -> None:
    assert names(world.relations(None, "lirna")) == names(world.relations("lirna"))


@pytest.mark.slow
def test_a_record_holds_what_the_relation_says(world: KnowledgeGraph) -> None:
    relation = the(world, "dravia-suppliesArmsTo-belmar-from-2006-until-2019-moreThan-40000000-usd")
    assert (relation.from_, relation.until, relation.on) == ("2006", "2019", None)
    assert (relation.value, relation.value_max, relation.unit, relation.comparator) == (
        Decimal(40_000_000),
        None,
        "usd",
        "moreThan",
    )
    assert the(world, "ardovia-hasPopulation-2500000-to-3000000-person").value_max == 3_000_000
    assert the(world, "lirna-isDeJurePartOf-belmar-on-1921-07-04-decided").phase == "decided"
    war = the(world, "border-war-tookPlace-after-2015-06-before-2015-08")
    assert (war.not_before, war.not_after, war.object) == ("2015-06", "2015-08", None)


def test_claims_stand_with_those_who_affirm_first_and_then_those_who_deny(world: KnowledgeGraph) -> None:
    relation = the(world, "ardovia-attacks-shurali-on-2020-09-27")
    assert [(claim.claimant.label, claim.stance, claim.status) for claim in relation.claims] == [
        ("Belmar", "affirms", "asserted"),
        ("Elster League", "affirms", "confirmed"),
        ("Ardovia", "denies", "asserted"),
    ]


def test_a_claim_holds_where_and_when_it_was_said(world: KnowledgeGraph) -> None:
    (claim,) = the(world, "dravia-suppliesArmsTo-ardovia").claims
    assert (claim.paragraphs, claim.attested_on, claim.said_on) == ((3, 5), "2020-10-10", None)
    (denial,) = the(world, "corvania-suppliesArmsTo-belmar").claims
    assert (denial.said_on, denial.note) == ("2020-09", "The wording leaves open which weapons are meant.")
    (attack,) = the(world, "belmar-attacks-lirna-on-2020-10").claims
    assert attack.paragraphs == ()
    source = attack.source
    assert (source.label, source.publisher, source.url, source.date, source.side, source.weak, source.dataset) == (
        "Bulletin of the Ardovian Herald",
        "Ardovian Herald",
        "https://herald.example/bulletin",
        "2020-11",
        "armenian",
        False,
        "gazette",
    )
    (letter,) = the(world, "elster-league-supports-ardovia").claims
    assert (letter.source.side, letter.source.date, letter.source.publisher) == (None, None, None)


def test_only_affirming_claims_attest(world: KnowledgeGraph) -> None:
    assert the(world, "dravia-suppliesArmsTo-ardovia").attested_on == ("2020-10-10",)
    assert the(world, "corvania-suppliesArmsTo-belmar").attested_on == ()


@pytest.fixture
def louder_world(world_folder: Path, tmp_path: Path) -> KnowledgeGraph:
    """The world, where the gazette affirms what Corvania denies, which now denies it for a day."""
    folder = shutil.copytree(world_folder, tmp_path / "world")
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    (folder / "gazette" / "relations" / "arms.ttl").write_text(
        f"""{head}
        claim:corvania-suppliesArmsTo-belmar-gazette-1 a kg:Claim ; kg:about relation:corvania-suppliesArmsTo-belmar ;
            kg:claimant entity:penny-paper ; kg:stance stance:affirms ; kg:status status:asserted ;
            kg:foundIn source:penny-paper .
        claim:corvania-suppliesArmsTo-belmar-chronicle-1 kg:attestedOn "2020"^^xsd:gYear .
        """
    )
    return KnowledgeGraph.load(folder)


def test_who_affirms_stands_first_whatever_the_source(louder_world: KnowledgeGraph) -> None:
    relation = the(louder_world, "corvania-suppliesArmsTo-belmar")
    assert [(claim.stance, local_name(claim.source.id)) for claim in relation.claims] == [
        ("affirms", "penny-paper"),
        ("denies", "chronicle"),
    ]


def test_a_denial_attests_nothing(louder_world: KnowledgeGraph) -> None:
    relation = the(louder_world, "corvania-suppliesArmsTo-belmar")
    assert [claim.attested_on for claim in relation.claims] == [None, "2020"]
    assert relation.attested_on == ()


def test_relations_are_marked_by_the_policy_that_is_asked_for(world: KnowledgeGraph) -> None:
    def passing(policy: str) -> set[str]:
        return {local_name(relation.id) for relation in world.relations(policy=policy) if relation.accepted}

    assert passing("undisputed") < passing("accepted")
    assert passing("accepted") - passing("undisputed") == {"ardovia-attacks-shurali-on-2020-09-27"}
    # The tie that Corvania denies is affirmed by the guess that gives it a date.
    assert passing("claimed") == set(names(world.relations())) - {"corvania-appeases-dravia"}
    not_accepted = set(names(world.relations())) - passing("accepted")
    assert not_accepted == {
        "corvania-appeases-dravia",
        "ardovia-controls-lirna",
        "belmar-attacks-lirna-on-2020-10",
        "border-war-kills-ardovians-inTheOrderOf-100-person",
        "corvania-suppliesArmsTo-belmar",
        "corvania-suppliesArmsTo-belmar-on-2020-08",
        "corvania-supports-ardovia",
        "dravia-appeases-belmar",
        "elster-league-supports-ardovia",
        "merchant-league-operatesIn-lirna",
    }


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"type": ("controls",)}, ["ardovia-controls-lirna", "belmar-controls-lirna-from-1994"]),
        ({"layer": ("membership",)}, ["ardovia-isMemberOf-elster-league", "dravia-isMemberOf-elster-league"]),
        (
            {"phase": ("decided", "annulled")},
            [
                "lirna-isDeJurePartOf-belmar-after-1921-07-04-annulled",
                "lirna-isDeJurePartOf-belmar-on-1921-07-04-decided",
            ],
        ),
        (
            {"stance": ("denies",)},
            ["ardovia-attacks-shurali-on-2020-09-27", "corvania-appeases-dravia", "corvania-suppliesArmsTo-belmar"],
        ),
        ({"status": ("admitted",)}, ["belmar-usesWeapon-kestrel-drones"]),
        (
            {"status": ("rumoured", "believed")},
            ["ardovia-controls-lirna", "border-war-kills-ardovians-inTheOrderOf-100-person"],
        ),
        ({"source": ("letter",)}, ["elster-league-supports-ardovia"]),
        ({"source": ("Penny Paper",)}, ["corvania-supports-ardovia"]),
        ({"claimant": ("a spokesman of Belmar",)}, ["belmar-controls-lirna-from-1994"]),
        ({"paragraph": (6,), "layer": ("military",)}, [
            "ardovia-takesPartIn-autumn-shield",
            "belmar-observes-autumn-shield",
            "dravia-organises-autumn-shield-from-2020-09-21-until-2020-09-26",
        ]),
        ({"kind": ("Pipeline",)}, []),
    ],
)  # fmt: skip
def test_a_filter_lets_through_what_meets_it(
    world: KnowledgeGraph, filters: dict[str, tuple[str, ...]], expected: list[str]
) -> None:
    assert listed(world, **filters) == expected


def test_words_of_one_filter_mean_or_and_different_filters_and(world: KnowledgeGraph) -> None:
    arms, agreement = listed(world, layer=("arms",)), listed(world, layer=("agreement",))
    assert listed(world, layer=("arms", "agreement")) == sorted([*arms, *agreement])
    assert listed(world, layer=("arms",), status=("speculated",)) == ["corvania-suppliesArmsTo-belmar-on-2020-08"]
    assert listed(world, layer=("agreement",), status=("speculated",)) == []


def test_filters_on_claims_must_be_met_by_one_claim(world: KnowledgeGraph) -> None:
    """Ardovia denies, Belmar asserts: nobody denies as Belmar."""
    attack = "ardovia-attacks-shurali-on-2020-09-27"
    assert listed(world, claimant=("Ardovia",), stance=("denies",)) == [attack]
    assert listed(world, claimant=("Belmar",), stance=("denies",)) == []
    assert listed(world, claimant=("Belmar",), status=("confirmed",)) == []
    assert attack in listed(world, paragraph=(2,), status=("confirmed",))
    assert attack not in listed(world, paragraph=(1,), status=("confirmed",))
    assert listed(world, source=("herald",), claimant=("a spokesman of Belmar",)) == []
    assert listed(world, source=("herald",), paragraph=(2,)) == []


def test_the_record_carries_all_claims_though_only_one_met_the_filter(world: KnowledgeGraph) -> None:
    (relation,) = world.relations(filters=Filters(claimant=("Ardovia",), stance=("denies",)))
    assert len(relation.claims) == 3


def test_kind_is_that_of_an_end_and_with_a_name_that_of_the_other_end(world: KnowledgeGraph) -> None:
    assert listed(world, kind=("Weapon",)) == ["belmar-usesWeapon-kestrel-drones", "corvania-makes-kestrel-drones"]
    assert listed(world, "kestrel-drones", kind=("Weapon",)) == []
    assert listed(world, "kestrel-drones", kind=("State",)) == listed(world, kind=("Weapon",))
    assert "belmar-isAlliedWith-corvania" in listed(world, "belmar", kind=("State",))
    assert "belmar-hasDefenceBudget-5.4-percentOfGdp" not in listed(world, "belmar", kind=("State",))


def test_a_wider_kind_takes_in_the_narrower(world: KnowledgeGraph) -> None:
    assert set(listed(world, kind=("Event",))) > set(listed(world, kind=("War",))) > set()
    assert set(listed(world, kind=("Organisation",))) >= set(listed(world, kind=("InternationalOrganisation",)))


def test_between_two_kind_is_that_of_the_shared_thing(world: KnowledgeGraph) -> None:
    assert listed(world, "ardovia", "belmar", kind=("Agreement",)) == [
        "ardovia-signed-harbour-accord",
        "belmar-signed-harbour-accord",
    ]


def test_between_two_a_filter_must_be_met_by_both_ties_to_the_shared_thing(world: KnowledgeGraph) -> None:
    assert listed(world, "ardovia", "belmar", type=("signed",)) == [
        "ardovia-signed-harbour-accord",
        "belmar-signed-harbour-accord",
    ]
    assert listed(world, "ardovia", "belmar", type=("observes",)) == []
    assert len(listed(world, "ardovia", "belmar", type=("observes", "takesPartIn"))) == 2


def test_a_filter_with_a_name_keeps_the_relations_of_that_name(world: KnowledgeGraph) -> None:
    assert listed(world, "dravia", layer=("arms",)) == [
        "dravia-suppliesArmsTo-ardovia",
        "dravia-suppliesArmsTo-belmar-from-2006-until-2019-moreThan-40000000-usd",
    ]


@pytest.mark.parametrize(
    ("filters", "error", "message"),
    [
        ({"layer": ("arm",)}, InputError, "there is no layer 'arm'; the nearest are: .*arms"),
        ({"kind": ("Sate",)}, InputError, "there is no kind of entity 'Sate'; the nearest are: .*State"),
        ({"status": ("sure",)}, InputError, "there is no status 'sure'"),
        ({"phase": ("done",)}, InputError, "there is no phase 'done'"),
        ({"stance": ("deny",)}, InputError, "there is no stance 'deny'; the nearest are: denies"),
        ({"source": ("cronicle",)}, InputError, "there is no source 'cronicle'; the nearest are: .*chronicle"),
        ({"claimant": ("Nobody",)}, NotFoundError, "nothing is called 'Nobody'"),
        ({"paragraph": (-1,)}, InputError, "paragraphs are numbered from 0"),
    ],
)
def test_a_filter_that_means_nothing_is_refused(
    world: KnowledgeGraph, filters: dict[str, tuple[str, ...]], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        listed(world, **filters)


def test_paragraph_0_is_the_title(world: KnowledgeGraph) -> None:
    assert len(listed(world, paragraph=(0,))) == 4
    assert listed(world, paragraph=(99,)) == []


def test_relations_are_sorted_by_layer_type_and_ends(world: KnowledgeGraph) -> None:
    keys = [(relation.type.layer, relation.type.label, relation.subject.label) for relation in world.relations()]
    assert keys == sorted(keys)
