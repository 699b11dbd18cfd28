"""The FollowTheMoney export, checked with the followthemoney package."""

import io
import json
from pathlib import Path
from typing import Any, cast

import pytest

from kg.export import find_format
from kg.export.view import Request
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.policy import NO_POLICY
from tests import needs
from tests.statements import entities, graph, relations


def exported(graph: KnowledgeGraph, request: Request | None = None) -> tuple[list[dict[str, Any]], list[str]]:
    file = io.BytesIO()
    notes = find_format("ftm").write(graph.view(request).ties(), file)
    return [json.loads(line) for line in file.getvalue().splitlines()], notes


@needs.followthemoney
@pytest.mark.parametrize("policy", ["accepted", NO_POLICY])
def test_each_line_is_an_entity_that_the_model_takes_whole(shipped: KnowledgeGraph, policy: str) -> None:
    from followthemoney import model
    from followthemoney.proxy import EntityProxy

    nodes, _ = exported(shipped, Request(policy=policy))
    schemata = {entity["id"]: model.get(entity["schema"]) for entity in nodes}
    assert len(schemata) == len(nodes) > 500
    for entity in nodes:
        schema = schemata[entity["id"]]
        assert schema is not None
        schema.validate(cast(Any, entity))
        proxy = EntityProxy.from_dict(entity, cleaned=False)
        for name, values in entity["properties"].items():
            assert sorted(proxy.get(name)) == sorted(set(values)), (entity["id"], name)
            property_ = schema.get(name)
            assert property_ is not None
            if property_.type.name == "entity":
                for value in values:
                    end = schemata[value]
                    assert end is not None
                    assert property_.range is not None
                    assert end.is_a(property_.range), (entity["id"], name)


def test_a_tie_says_who_claims_it_and_how_it_stands(world: KnowledgeGraph) -> None:
    by_id = {entity["id"]: entity for entity in exported(world, Request(policy=NO_POLICY))[0]}
    disputed = by_id["kg-tie-corvania-suppliesArmsTo-belmar"]["properties"]
    assert disputed["status"] == ["disputed"]
    assert any(line.startswith("Denied by Corvania (asserted), on 2020-09, in “") for line in disputed["description"])
    denied = by_id["kg-tie-corvania-appeases-dravia"]
    assert denied["schema"] == "UnknownLink"
    assert denied["properties"]["status"] == ["denied"]
    assert denied["properties"]["description"][0].startswith("Denied by Corvania (asserted), in “")
    assert denied["properties"]["role"] == ["appeases (denied)"]
    assert by_id["kg-tie-corvania-suppliesArmsTo-belmar-on-2020-08"]["properties"]["status"] == ["disputed"]
    dated = by_id["kg-tie-dravia-suppliesArmsTo-belmar-from-2006-until-2019-moreThan-40000000-usd"]
    assert (dated["properties"]["startDate"], dated["properties"]["endDate"]) == (["2006"], ["2019"])


def test_offices_memberships_and_shares_have_schemata_of_their_own(shipped: KnowledgeGraph) -> None:
    nodes, _ = exported(shipped, Request(policy=NO_POLICY))
    shares = [e["properties"]["percentage"] for e in nodes if "percentage" in e["properties"]]
    assert ["2.36"] in shares
    assert {e["schema"] for e in nodes} >= {"Ownership", "Membership", "Occupancy", "UnknownLink"}


def test_what_no_schema_fits_is_reported(shipped: KnowledgeGraph) -> None:
    nodes, notes = exported(shipped)
    names = {name for entity in nodes for name in entity["properties"].get("name", ())}
    assert "Turkey" in names
    assert any("of the kind Concept, for which there is no schema" in note for note in notes)


def test_what_is_denied_or_planned_is_no_ownership(tmp_path: Path) -> None:
    lines = "r a owns b from:2020", "s c owns b denies", "t d owns b phase:planned"
    known = graph(tmp_path, entities(a="Company", b="Company", c="Company", d="Company"), relations(*lines))
    roles: dict[str, tuple[str, list[str]]] = {}
    for request in (Request(policy=NO_POLICY), Request(Filters(phase=("planned",)), policy=NO_POLICY)):
        ties = [e for e in exported(known, request)[0] if e["id"].startswith("kg-tie-")]
        roles |= {tie["id"]: (tie["schema"], tie["properties"]["role"]) for tie in ties}
    assert roles == {
        "kg-tie-r": ("Ownership", ["owns"]),
        "kg-tie-s": ("UnknownLink", ["owns (denied)"]),
        "kg-tie-t": ("UnknownLink", ["owns (planned)"]),
    }
