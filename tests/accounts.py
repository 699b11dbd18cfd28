"""Who says what of whom, written in lines and read as the program reads its files.

The invented world has three parties with organs and office-holders, of the two opposed camps, and outsiders.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from kg.graph import KnowledgeGraph
from kg.model.dates import datatype
from kg.model.identity import relation_name
from kg.model.records import Relation
from kg.terms import PREFIXES, local_name

_TIMES: Final = {"on": "on", "from": "from", "until": "until", "after": "notBefore", "before": "notAfter"}
_KINDS: Final = {
    "State": "north south ally third",
    "City": "alpha beta gamma",
    "Region": "valley hills",
    "Pipeline": "pipe",
    "Weapon": "drones",
    "Agreement": "truce",
    "MassViolence": "massacre",
    "GovernmentBody": "north-ministry north-press south-ministry north-bureau",
    "Office": "north-chair south-chair bureau-chair",
    "Person": "nora sam old-nora author voice nobody",
    "Group": "northerners",
    "MediaPlatform": "north-paper",
}
WORLD: Final = """
entity:north kg:side side:armenian .
entity:south kg:side side:azerbaijani .
entity:ally kg:side side:turkish .
entity:third kg:side side:russian .
entity:author kg:side side:neutral .
entity:northerners kg:countsWith entity:north .
entity:nora kg:countsWith entity:north .
entity:north-paper kg:countsWith entity:north .
entity:south-ministry kg:countsWith entity:south .
source:report a kg:Source ; dcterms:title "Report"@en ; dcterms:creator entity:author .
source:report kg:weak false ; kg:side side:neutral .
source:organ a kg:Source ; dcterms:title "Organ"@en ; dcterms:creator entity:voice .
source:organ kg:weak false ; kg:side side:armenian .
"""


def graph(folder: Path, *lines: str) -> KnowledgeGraph:
    """Return the graph of the ontology, the invented world and these lines.

    A line is a tie, what dates and counts it, and who claims it, parted by bars: ``north controls valley | from:1994
    until:2020 | author; south denies said:2020``. A tie without an object ends in ``-``. A claim is a claimant, then
    any of ``denies``, a status, ``said:``, ``att:`` and ``in:`` with the source; it affirms in the report.
    """
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    names = ((slug, kind) for kind, slugs in _KINDS.items() for slug in slugs.split())
    entities = "".join(f'entity:{slug} a kg:{kind} ; skos:prefLabel "{slug}"@en .\n' for slug, kind in names)
    folder.mkdir(exist_ok=True)
    path = folder / "accounts.ttl"
    counts: Counter[str] = Counter()
    path.write_text(head + entities + WORLD + "".join(part for line in lines for part in _said(line, counts)), "utf-8")
    return KnowledgeGraph.load(path)


def names(relations: Iterable[Relation]) -> list[str]:
    """Return the local names of relations, sorted."""
    return sorted(local_name(relation.id) for relation in relations)


def _said(line: str, counts: Counter[str]) -> Iterator[str]:
    tie, facts, claims = (part.strip() for part in (*line.split("|"), "", "")[:3])
    subject, type_, target = tie.split()
    given = dict(word.split(":") for word in facts.split())
    terms = {word: given[word] for word in ("comparator", "unit", "phase") if word in given}
    times = [(word, given[word]) for word in _TIMES if word in given]
    name = relation_name(
        subject,
        type_,
        None if target == "-" else target,
        times=times,
        comparator=given.get("comparator"),
        value=Decimal(given["value"]) if "value" in given else None,
        up_to=Decimal(given["upTo"]) if "upTo" in given else None,
        unit=given.get("unit"),
        phase=given.get("phase"),
    )
    yield f"relation:{name} a kg:Relation ; rdf:subject entity:{subject} ; rdf:predicate kg:{type_} .\n"
    if target != "-":
        yield f"relation:{name} rdf:object entity:{target} .\n"
    for word, date in times:
        yield f'relation:{name} kg:{_TIMES[word]} "{date}"^^<{datatype(date)}> .\n'
    for word, term in terms.items():
        yield f"relation:{name} kg:{word} {word}:{term} .\n"
    for word in ("value", "upTo"):
        if word in given:
            yield f"relation:{name} kg:{word} {given[word]} .\n"
    for claim in (claims or "author").split(";"):
        counts[name] += 1
        yield _claim(name, counts[name], *claim.split())


def _claim(relation: str, number: int, claimant: str, *words: str) -> str:
    stance, status, source, dates = "affirms", "asserted", "report", ""
    for word in words:
        key, _, value = word.partition(":")
        if key == "in":
            source = value
        elif key in ("said", "att"):
            name = {"said": "saidOn", "att": "attestedOn"}[key]
            dates += f' ; kg:{name} "{value}"^^<{datatype(value)}>'
        elif word == "denies":
            stance = word
        else:
            status = word
    return (
        f"claim:{relation}-{number} a kg:Claim ; kg:about relation:{relation} ; kg:claimant entity:{claimant} ; "
        f"kg:stance stance:{stance} ; kg:status status:{status} ; kg:foundIn source:{source}{dates} .\n"
    )
