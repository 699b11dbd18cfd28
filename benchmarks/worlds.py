"""Graphs in the shape of the model, of any size, for measuring.

A world is a folder like ``data/``: invented actors, one neutral source with passages, and relations of types that
the ontology declares, a third of them dated, a tenth of the claims denials, half of the claims by parties. Ten
hubs have an end in one relation of ten, as great powers do, so that their degree grows with the world; the others
have some ten relations in a world of any size. The same size gives the same bytes.
"""

import random
from pathlib import Path
from typing import Final

from kg.model.identity import relation_name
from kg.terms import PREFIXES

TYPES: Final = ("attacks", "hasEconomicTiesWith", "isAlliedWith", "suppliesArmsTo", "suppliesGasTo", "supports")
_SYMMETRIC: Final = {"hasEconomicTiesWith", "isAlliedWith"}
_PARTIES: Final = {"party-a": "armenian", "party-b": "azerbaijani", "party-c": "turkish"}
_HUBS: Final = tuple(f"hub-{number}" for number in range(10))
_PASSAGES: Final = 48
_STATUSES: Final = ("asserted", "asserted", "asserted", "judged", "verified", "admitted", "confirmed", "rumoured")


def write_world(folder: Path, relations: int, seed: int = 1) -> Path:
    """Write a world with this many relations, and about 1.3 claims for each, into a folder; return the folder."""
    dice = random.Random(seed)
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    actors = [f"actor-{number}" for number in range(max(10, relations // 5))]
    (folder / "entities").mkdir(parents=True, exist_ok=True)
    (folder / "world" / "relations").mkdir(parents=True, exist_ok=True)
    (folder / "entities" / "actors.ttl").write_text(head + _entities([*actors, *_HUBS]), encoding="utf-8")
    (folder / "world" / "dataset.ttl").write_text(head + _source(), encoding="utf-8")
    blocks: dict[str, str] = {}
    while len(blocks) < relations:
        name, block = _relation(dice, actors)
        blocks.setdefault(name, block)
    text = head + "".join(blocks[name] for name in sorted(blocks))
    (folder / "world" / "relations" / "all.ttl").write_text(text, encoding="utf-8")
    return folder


def _entities(actors: list[str]) -> str:
    lines = [f'entity:{actor} a kg:Polity ; skos:prefLabel "{actor.replace("-", " ")}"@en .\n' for actor in actors]
    lines += [
        f'entity:{name} a kg:Polity ; skos:prefLabel "{name.replace("-", " ")}"@en ; kg:side side:{side} .\n'
        for name, side in _PARTIES.items()
    ]
    lines.append('entity:author-of-the-world a kg:Person ; skos:prefLabel "the author of the world"@en .\n')
    return "".join(lines)


def _source() -> str:
    text = (
        'dataset:world a dcat:Dataset ; dcterms:title "World"@en ; dcterms:description "Invented."@en ; '
        "dcterms:license <https://spdx.org/licenses/MIT> .\n"
        'source:world a kg:Source ; dcterms:title "World"@en ; dcterms:creator entity:author-of-the-world ; '
        "kg:weak false ; kg:side side:neutral ; dcterms:isPartOf dataset:world .\n"
    )
    for number in range(_PASSAGES):
        text += (
            f"passage:world-{number} a kg:Passage ; kg:passageOf source:world ; kg:paragraph {number} ; "
            f'kg:digest "{number:064x}" .\n'
        )
    return text


def _relation(dice: random.Random, actors: list[str]) -> tuple[str, str]:
    ends = dice.sample(actors, 2)
    if dice.random() < 0.1:
        ends[dice.randrange(2)] = dice.choice(_HUBS)
    type_ = dice.choice(TYPES)
    if type_ in _SYMMETRIC:
        ends.sort()
    year = str(dice.randrange(1990, 2021)) if dice.random() < 1 / 3 else None
    name = relation_name(ends[0], type_, ends[1], times=[("from", year)] if year else ())
    block = f"relation:{name} a kg:Relation ; rdf:subject entity:{ends[0]} ; "
    block += f"rdf:predicate kg:{type_} ; rdf:object entity:{ends[1]}"
    block += f' ; kg:from "{year}"^^xsd:gYear .\n' if year else " .\n"
    for number in range(1, dice.choice((1, 1, 2)) + 1):
        who = dice.choice(("author-of-the-world", *_PARTIES)) if dice.random() < 0.5 else "author-of-the-world"
        stance = "denies" if dice.random() < 0.1 else "affirms"
        block += (
            f"claim:{name}-world-{number} a kg:Claim ; kg:about relation:{name} ; kg:claimant entity:{who} ; "
            f"kg:stance stance:{stance} ; kg:status status:{dice.choice(_STATUSES)} ; "
            f"kg:foundIn passage:world-{dice.randrange(_PASSAGES)} .\n"
        )
    return name, block
