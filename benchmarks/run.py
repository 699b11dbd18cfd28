"""Measure the program against its peers and write docs/performance.md: ``make bench``, or parts of it by name.

Every figure is a ratio of two commands run in turn, A B A B …, as whole processes, by the CPU time that the
operating system counted; the median of the ratios is quoted with the lowest and the highest.
"""

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

import costs
import exports
import importing
import network
import querying
import serving
import stores
from worlds import write_world

from kg import policy
from kg.graph import KnowledgeGraph
from kg.resources import data_dir, data_files, ontology_dir, ontology_files

ROOT: Final = Path(__file__).resolve().parent.parent
RUNS: Final = 7
KG: Final = str(Path(sys.executable).parent / "kg")
VERBS: Final = (
    ["relations", "Nagorno-Karabakh", "--lineage", "--as-of", "1995"],
    ["changes", "1988", "1994"],
    ["timeline"],
    ["disputes"],
    ["perspective", "Azerbaijan", "--versus", "Armenia"],
    ["path", "Turkey", "Armenia"],
    ["ask", "arms-suppliers", "--of", "Azerbaijan"],
)
CLICK: Final = [sys.executable, "-c", "import click"]
# What every verb pays before it asks anything.
START: Final = [sys.executable, "-c", "import kg.cli; from kg.graph import KnowledgeGraph; KnowledgeGraph.load()"]


@dataclass(frozen=True)
class Ratio:
    """The CPU times of two commands, run in turn."""

    ours: list[float]
    peer: list[float]

    @property
    def each(self) -> list[float]:
        """Return the ratio of each pair of runs."""
        return [a / b for a, b in zip(self.ours, self.peer, strict=True)]

    def __str__(self) -> str:
        """Return the median ratio with its spread, and the medians of both in milliseconds."""
        low, middle, high = min(self.each), statistics.median(self.each), max(self.each)
        ours, peer = statistics.median(self.ours) * 1000, statistics.median(self.peer) * 1000
        return f"{middle:.2f} ({low:.2f}–{high:.2f}) | {ours:.0f} ms | {peer:.0f} ms"


def cpu(command: Sequence[str]) -> float:
    """Return the CPU seconds, user and system, of a command run as a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def in_turn(ours: Callable[[], float], peer: Callable[[], float], runs: int = RUNS) -> Ratio:
    """Measure two things in turn, after one run of each that is not counted."""
    ours(), peer()
    pairs = [(ours(), peer()) for _ in range(runs)]
    return Ratio([a for a, _ in pairs], [b for _, b in pairs])


def commands(ours: Sequence[str], peer: Sequence[str], runs: int = RUNS) -> Ratio:
    """Measure two commands in turn."""
    return in_turn(lambda: cpu(ours), lambda: cpu(peer), runs)


def spent(work: Callable[[], object]) -> float:
    """Return the CPU seconds that a piece of work takes in this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def loading() -> Ratio:
    """Measure loading the shipped graph against pyoxigraph's own bulk load of the same files."""
    from pyoxigraph import RdfFormat, Store

    def bulk() -> None:
        store = Store()
        for path in [*ontology_files(), *data_files(data_dir()).chosen(())]:
            store.bulk_load(path=str(path), format=RdfFormat.TURTLE)

    return in_turn(lambda: spent(KnowledgeGraph.load), lambda: spent(bulk))


SIZES: Final = (1_000, 10_000, 100_000)


def _judged(name: str, graph: KnowledgeGraph) -> frozenset[str]:
    """Return what a policy lets through."""
    return policy.passing(graph.store, name)


def growth() -> dict[str, list[float]]:
    """Measure what reads the whole graph on worlds of ``SIZES`` relations: milliseconds, the fastest of three."""
    works: dict[str, Callable[[KnowledgeGraph], object]] = {
        f"policy `{name}`": partial(_judged, name) for name in policy.policy_names()
    }
    works["`kg disputes`"] = lambda graph: graph.disputes()
    works["`kg perspective`"] = lambda graph: graph.perspective("party-a")
    works["`kg perspective --versus`"] = lambda graph: graph.difference("party-a", "party-b")
    rows: dict[str, list[float]] = {name: [] for name in works}
    with tempfile.TemporaryDirectory() as folder:
        for relations in SIZES:
            graph = KnowledgeGraph.load(write_world(Path(folder) / str(relations), relations))
            for name, work in works.items():
                rows[name].append(1000 * min(spent(partial(work, graph)) for _ in range(3)))
    return rows


_HEAD: Final = """# Performance

Measured by `make bench`: CPU time of whole processes run in turn, the median of the ratios with the lowest and
the highest, and the medians of both. Ratios, not seconds, carry over to another machine. A goal that is missed is
shown as it is, with what is known of why. Files are read anew each time, but for the section on snapshots.
"""


def _first_commands() -> str:
    """Return the section on commands that read the files, measured now."""
    stats = KnowledgeGraph.load().stats()
    turkey = [KG, "relations", "Turkey"]
    plain = [sys.executable, "benchmarks/plain_rdflib.py", str(ontology_dir()), str(data_dir())]
    rows = [
        ("`kg relations Turkey` against `python -c 'import click'`", commands(turkey, CLICK), "at most 2.5"),
        ("a plain rdflib script against `kg relations Turkey`", commands(plain, turkey, 3), "at least 15"),
        ("loading against pyoxigraph's bulk load", loading(), "at most 1.5"),
        ("starting and loading, before anything is asked, against `import click`", commands(START, CLICK), ""),
    ]
    rows += [
        (f"`kg {' '.join(words)}` against `import click`", commands([KG, *words], CLICK), "at most 4")
        for words in VERBS
    ]
    packages = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "rdflib", "click"))
    lines = [
        "## A first command\n",
        f"Python {platform.python_version()}, {packages}; {os.cpu_count()} cores, {platform.machine()}.",
        f"The shipped graph: {stats.entities} entities, {stats.relations} relations, {stats.claims} claims.\n",
        "| what | ratio | first | second | goal |\n| --- | --- | --- | --- | --- |",
        *(f"| {what} | {ratio} | {goal} |" for what, ratio, goal in rows),
    ]
    return "\n".join(lines)


def _growth() -> str:
    """Return the section on what reads the whole graph, measured now."""
    lines = [
        "## Growth\n\nTime over invented graphs in the model's shape, loaded before, by their number of relations.\n",
        f"| what | {' | '.join(f'{size:,}' for size in SIZES)} | growth |\n|{' --- |' * (len(SIZES) + 2)}",
    ]
    for name, spans in growth().items():
        cells = " | ".join(f"{ms:,.0f} ms" for ms in spans)
        lines.append(f"| {name} | {cells} | {spans[-1] / spans[0]:.0f} times for {SIZES[-1] // SIZES[0]} |")
    return "\n".join(lines)


# The sections of the page, in order: by what name each is asked for, its title, and what measures it.
SECTIONS: Final[dict[str, tuple[str, Callable[[], str]]]] = {
    "first": ("A first command", _first_commands),
    "queries": ("Queries", querying.section),
    "growth": ("Growth", _growth),
    "answers": ("An answer about a name", lambda: costs.section(SIZES, spent)),
    "network": ("The network", network.section),
    "exports": ("Exports", exports.section),
    "import": ("Import", importing.section),
    "serve": ("Serving", serving.section),
    "stores": ("Snapshots and stores", stores.section),
}


def page(before: str, wanted: Sequence[str]) -> str:
    """Return the page with these sections measured now, and the others as they were before, if they were there.

    What is remarked on the figures of a section stands in a file of its name in ``benchmarks/remarks``.
    """
    kept = {line.partition("\n")[0]: line for line in before.split("\n## ")[1:]}
    parts = []
    for name, (title, measure) in SECTIONS.items():
        told = ROOT / "benchmarks" / "remarks" / f"{name}.md"
        if name in wanted:
            remark = told.read_text(encoding="utf-8").strip() if told.exists() else ""
            parts.append("\n\n".join(filter(None, (measure().strip(), remark))))
        elif title in kept:
            parts.append(f"## {kept[title].strip()}")
    return "\n\n".join([_HEAD.rstrip(), *parts]) + "\n"


if __name__ == "__main__":
    os.environ["KG_CACHE"] = "off"  # what is measured here is what a first command costs; see the section on snapshots
    asked = sys.argv[1:] or [*SECTIONS]
    if unknown := sorted({*asked} - SECTIONS.keys()):
        sys.exit(f"no section is called {', '.join(unknown)}; there are: {', '.join(SECTIONS)}")
    target = ROOT / "docs" / "performance.md"
    target.write_text(page(target.read_text(encoding="utf-8"), asked), encoding="utf-8")
