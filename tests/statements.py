"""Small graphs for the tests, written as lines and read as the program reads its files."""

from pathlib import Path

from kg.graph import KnowledgeGraph
from kg.model.dates import datatype

_HEAD = """
@prefix claim: <https://w3id.org/karabakh-kg/claim/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix entity: <https://w3id.org/karabakh-kg/entity/> .
@prefix kg: <https://w3id.org/karabakh-kg/ontology#> .
@prefix phase: <https://w3id.org/karabakh-kg/phase/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix relation: <https://w3id.org/karabakh-kg/relation/> .
@prefix side: <https://w3id.org/karabakh-kg/side/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/karabakh-kg/source/> .
@prefix stance: <https://w3id.org/karabakh-kg/stance/> .
@prefix status: <https://w3id.org/karabakh-kg/status/> .

entity:author a kg:Person ; skos:prefLabel "the author"@en .
source:report a kg:Source ; dcterms:title "Report"@en ; dcterms:creator entity:author .
source:report kg:weak false ; kg:side side:neutral .
"""
_DATES = {"on": "on", "from": "from", "until": "until", "after": "notBefore", "before": "notAfter"}


def entities(**kinds: str) -> str:
    """Return entities by slug, underscores standing for hyphens, each of a kind, as Turtle."""
    slugs = {slug.replace("_", "-"): kind for slug, kind in kinds.items()}
    return "".join(f'entity:{slug} a kg:{kind} ; skos:prefLabel "{slug}"@en .\n' for slug, kind in slugs.items())


def relations(*lines: str) -> str:
    """Return relations as Turtle, each with its claims.

    A line names the relation, its subject, type and object (``-`` for none), its dates as ``on:2020``, ``from:``,
    ``until:``, ``after:``, ``before:``, its ``phase:``, and its claims as ``affirms`` or ``denies``, each with
    ``@DATE`` if it attests the relation for a date. Without a claim it is affirmed once.
    """
    return "".join(map(_relation, lines))


def graph(folder: Path, *parts: str) -> KnowledgeGraph:
    """Return the graph of the ontology and these parts alone."""
    path = folder / "statements.ttl"
    path.write_text(turtle(*parts), encoding="utf-8")
    return KnowledgeGraph.load(path)


def turtle(*parts: str) -> str:
    """Return parts as a Turtle document."""
    return _HEAD + "".join(parts)


def _relation(line: str) -> str:
    name, subject, type_, target, *rest = line.split()
    said = [f"relation:{name} a kg:Relation ; rdf:subject entity:{subject} ; rdf:predicate kg:{type_}"]
    said += [] if target == "-" else [f"rdf:object entity:{target}"]
    claims: list[str] = []
    for word in rest:
        key, _, value = word.partition(":")
        if key in _DATES:
            said.append(f'kg:{_DATES[key]} "{value}"^^<{datatype(value)}>')
        elif key == "phase":
            said.append(f"kg:phase phase:{value}")
        else:
            claims.append(_claim(name, len(claims) + 1, *word.partition("@")[::2]))
    return " ; ".join(said) + " .\n" + "".join(claims or [_claim(name, 1, "affirms", "")])


def _claim(relation: str, number: int, stance: str, attested: str) -> str:
    date = f' ; kg:attestedOn "{attested}"^^<{datatype(attested)}>' if attested else ""
    return (
        f"claim:{relation}-{number} a kg:Claim ; kg:about relation:{relation} ; kg:claimant entity:author ; "
        f"kg:stance stance:{stance} ; kg:status status:asserted ; kg:foundIn source:report{date} .\n"
    )
