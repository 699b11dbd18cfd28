"""What an answer about a name costs in graphs of growing size, for entities that have as many ties in each."""

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final

from worlds import write_world

from kg.answers import answer_to
from kg.answers.asking import ask
from kg.graph import KnowledgeGraph
from kg.terms import PREFIXES

DEGREE: Final = 10
# A chain of three actors that nothing else ties, so that its course is the same in each world.
_CHAIN: Final = ("probe-a", "probe-b", "probe-c")

QUESTIONS: Final[dict[str, Callable[[str], tuple[str, Sequence[str]]]]] = {
    "`kg relations NAME`": lambda name: ("relations", [name]),
    "`kg show NAME`": lambda name: ("show", [name]),
    "`kg timeline NAME`": lambda name: ("timeline", [name]),
    "`kg why A B`": lambda name: ("why", [_CHAIN[0], _CHAIN[1]]),
    "`kg path A B`": lambda name: ("path", [_CHAIN[0], _CHAIN[2]]),
    "`kg disputes NAME`": lambda name: ("disputes", [name]),
}


def write_probed(folder: Path, relations: int) -> Path:
    """Write a world with a chain of three actors of its own into a folder; return the folder."""
    write_world(folder, relations)
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    lines = [f'entity:{name} a kg:Polity ; skos:prefLabel "{name.replace("-", " ")}"@en .' for name in _CHAIN]
    for one, other in pairwise(_CHAIN):
        name = f"{one}-supports-{other}"
        lines.append(
            f"relation:{name} a kg:Relation ; rdf:subject entity:{one} ; rdf:predicate kg:supports ; "
            f"rdf:object entity:{other} ."
        )
        lines.append(
            f"claim:{name}-world-1 a kg:Claim ; kg:about relation:{name} ; kg:claimant entity:author-of-the-world ; "
            "kg:stance stance:affirms ; kg:status status:asserted ; kg:foundIn passage:world-0 ."
        )
    (folder / "world" / "relations" / "probe.ttl").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return folder


def of_degree(graph: KnowledgeGraph, degree: int) -> str:
    """Return the first actor of a world that has so many relations."""
    for number in range(10_000):
        name = f"actor-{number}"
        if len(graph.relations(name)) == degree:
            return name
    raise LookupError(degree)


def answer(graph: KnowledgeGraph, verb: str, names: Sequence[str]) -> None:
    """Ask a verb and make the document that a terminal shows."""
    session, _ = ask(graph, verb, names)
    answer_to(session).compose()


def growth(sizes: Sequence[int], spent: Callable[[Callable[[], object]], float]) -> dict[str, list[float]]:
    """Return the milliseconds of each question in worlds of these sizes, already loaded, the fastest of five."""
    rows: dict[str, list[float]] = {name: [] for name in (*QUESTIONS, "`kg search WORD`")}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            graph = KnowledgeGraph.load(write_probed(Path(folder) / str(size), size))
            name = of_degree(graph, DEGREE)
            for words, question in QUESTIONS.items():
                work = partial(answer, graph, *question(name))
                rows[words].append(1000 * min(spent(work) for _ in range(5)))
            rows["`kg search WORD`"].append(1000 * min(spent(partial(graph.search, "probe b")) for _ in range(5)))
    return rows


def section(sizes: Sequence[int], spent: Callable[[Callable[[], object]], float]) -> str:
    """Return the part of the page on what an answer about a name costs, measured now."""
    lines = [
        "\n## An answer about a name\n\nTime over invented graphs, loaded before, for an entity of "
        f"{DEGREE} ties in each. Goal: at most 1.5 times from the smallest graph to the largest.\n",
        f"| what | {' | '.join(f'{size:,}' for size in sizes)} | growth |\n|{' --- |' * (len(sizes) + 2)}",
    ]
    for name, spans in growth(sizes, spent).items():
        cells = " | ".join(f"{ms:,.1f} ms" for ms in spans)
        lines.append(f"| {name} | {cells} | {spans[-1] / spans[0]:.2f} times for {sizes[-1] // sizes[0]} |")
    return "\n".join(lines)
