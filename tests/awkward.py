"""A small graph of what files lose: quotes, bars, line breaks, scripts, formulas, parallel ties, partial dates."""

from pathlib import Path

from kg.graph import KnowledgeGraph
from tests.statements import turtle

LABELS = {
    "quoted": "The \"Quoted\" & <tagged> 'one'",
    "armenian": "Արցախ — Ղարաբաղ",
    "arabic": "قره باغ",
    "barred": "one | two || three | ",
    "broken": "first line\nsecond line\ttab",
    "formula": '=HYPERLINK("http://x.example")',
    "minus": "-1+1; @sum, +2",
    "apostrophe": "'=already guarded",
    "hash": "`#35;` [x](y) %% end; {z} \\n",
    "emoji": "🕊 peace",
    "bell": "be\u0007ll",
}
NOTE = 'He said: "a | b", and\nthen <c> & d.'
_PARALLEL = (
    ("", ""),
    ('kg:from "1992"^^xsd:gYear ; kg:until "1994-05"^^xsd:gYearMonth', "1992"),
    ('kg:on "2020-09-27"^^xsd:date', "on"),
    ('kg:from "2024-02"^^xsd:gYearMonth', "from"),
    ('kg:until "1988"^^xsd:gYear', "until"),
    ('kg:notBefore "2001"^^xsd:gYear ; kg:notAfter "2003"^^xsd:gYear', "within"),
)


def graph(folder: Path) -> KnowledgeGraph:
    """Return the graph; all entities are states, and the first attacks the others."""
    path = folder / "awkward.ttl"
    path.write_text(text(), encoding="utf-8")
    return KnowledgeGraph.load(path)


def text() -> str:
    """Return the graph as Turtle."""
    parts = [entities()]
    for dates, name in _PARALLEL:
        parts.append(_relation(f"p-{name or 'bare'}", "quoted", "attacks", "armenian", dates))
    for slug in list(LABELS)[2:]:
        parts.append(_relation(f"q-{slug}", "quoted", "attacks", slug, ""))
    parts.append(_relation("r-far", "armenian", "isAlliedWith", "quoted", ""))
    parts.append(_relation("s-denied", "armenian", "attacks", "quoted", "", "denies"))
    parts.append(_relation("t-planned", "armenian", "supports", "quoted", "kg:phase phase:planned"))
    return turtle(*parts)


def entities() -> str:
    """Return the entities, and the address of the source, as Turtle without its head."""
    text = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n@prefix schema: <https://schema.org/> .\n"
    text += "".join(
        f"entity:{slug} a kg:State ; skos:prefLabel {_literal(name)}@en .\n" for slug, name in LABELS.items()
    )
    return text + "source:report schema:url <https://example.org/?a=1&b=2> .\n"


def _relation(name: str, subject: str, type_: str, target: str, more: str, stance: str = "affirms") -> str:
    said = f"relation:{name} a kg:Relation ; rdf:subject entity:{subject} ; rdf:predicate kg:{type_} ; "
    said += f"rdf:object entity:{target}{f' ; {more}' if more else ''} .\n"
    for number, note in enumerate((NOTE, None), 1):
        said += (
            f"claim:{name}-{number} a kg:Claim ; kg:about relation:{name} ; kg:claimant entity:author ; "
            f"kg:stance stance:{stance} ; kg:status status:asserted ; kg:foundIn source:report"
            f"{f' ; skos:note {_literal(note)}@en' if note else ''} .\n"
        )
    return said


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
