"""Stores against files, and loading one against Oxigraph's own bulk load; a part of ``make bench``."""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from worlds import write_world

from kg.resources import data_files, ontology_files

ROOT: Final = Path(__file__).resolve().parent.parent
KG: Final = str(Path(sys.executable).parent / "kg")
RUNS: Final = 7
SIZES: Final = (10_000, 100_000)
VERBS: Final = (
    ["relations", "Turkey"],
    ["show", "Shusha"],
    ["search", "Aliyev"],
    ["path", "Turkey", "Armenia"],
    ["changes", "1988", "1994"],
    ["disputes"],
    ["rank"],
)
# Look-ups of all kinds, with how many times as long as Python takes to import click each is to take at most.
LOOK_UPS: Final = (
    (["relations", "Turkey"], 1.8),
    (["show", "Turkey"], 2.5),
    (["why", "Turkey", "Azerbaijan"], 2.5),
    (["timeline", "Turkey"], 2.5),
    (["timeline"], 2.5),
    (["search", "Aliyev"], 2.5),
    (["path", "Turkey", "Armenia"], 2.5),
    (["disputes"], 2.5),
    (["entities"], 2.5),
    (["sources"], 2.5),
    (["ask", "arms-suppliers", "--of", "Azerbaijan"], 2.5),
    (["perspective", "Azerbaijan", "--versus", "Armenia"], 2.5),
    (["changes", "1988", "1994"], 2.5),
)
# What a world of any size has: an actor with about as many ties as any other one, and hubs with a hundredth of all.
ASKED: Final = (
    ["relations", "actor-7"],
    ["show", "actor-7"],
    ["search", "actor 7"],
    ["path", "actor-7", "actor-8"],
    ["relations", "actor-7", "hub-3"],
    ["relations", "hub-3", "hub-4"],
    ["show", "hub-3"],
)
_BULK: Final = """
import sys
from pyoxigraph import RdfFormat, Store
store = Store(sys.argv[1])
for path in sys.argv[2:]:
    store.bulk_load(path=path, format=RdfFormat.TURTLE)
store.flush()
"""


def spent(command: Sequence[str], env: Mapping[str, str]) -> tuple[float, int]:
    """Return the CPU seconds of a command, with all that it starts and waits for, and its peak of memory in bytes."""
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1), command
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def ratio(ours: Sequence[str], peer: Sequence[str], env: Mapping[str, str]) -> str:
    """Return cells of a table: the median ratio of CPU times with its spread, and the medians in milliseconds."""
    spent(ours, env), spent(peer, env)
    pairs = [(spent(ours, env)[0], spent(peer, env)[0]) for _ in range(RUNS)]
    each = sorted(a / b for a, b in pairs)
    medians = [statistics.median(column) * 1000 for column in zip(*pairs, strict=True)]
    return f"{statistics.median(each):.2f} ({each[0]:.2f}–{each[-1]:.2f}) | {medians[0]:.0f} ms | {medians[1]:.0f} ms"


def snapshots(folder: Path) -> tuple[list[str], list[str]]:
    """Return rows: look-ups from a snapshot against `import click`, and verbs against the same from the files."""
    env = {"KG_CACHE": str(folder)}
    click = [sys.executable, "-c", "import click"]
    until = time.monotonic() + 120
    while not list(folder.glob("*/manifest.json")) and time.monotonic() < until:
        spent([KG, "show", "Shusha"], env)
        time.sleep(3)  # a file that has just changed makes no snapshot
    return (
        [
            f"| `kg {' '.join(words)}` | {ratio([KG, *words], click, env)} | at most {most} |"
            for words, most in LOOK_UPS
        ],
        [f"| `kg {' '.join(verb)}` | {ratio([KG, *verb], [KG, *verb, '--no-cache'], env)} |" for verb in VERBS],
    )


def stores(folder: Path) -> tuple[list[str], list[str]]:
    """Return rows on loading worlds against Oxigraph's bulk load, and on verbs over stores of growing size."""
    env = {"KG_CACHE": "off"}
    loads: list[str] = []
    asked: dict[str, list[float]] = {" ".join(words): [] for words in ASKED}
    for size in SIZES:
        world, store, bulk = (
            write_world(folder / f"world-{size}", size),
            folder / f"store-{size}",
            folder / f"bulk-{size}",
        )
        files = [str(path) for path in [*ontology_files(), *data_files(world).chosen(())]]
        ours, memory = spent([KG, "load", str(world), "--store", str(store)], env)
        peer, _ = spent([sys.executable, "-c", _BULK, str(bulk), *files], env)
        disk = sum(path.stat().st_size for path in store.rglob("*") if path.is_file())
        held = f"{memory / 1e6:,.0f} MB | {disk / 1e6:,.0f} MB"
        loads.append(f"| {size:,} | {ours / peer:.1f} | {ours:.1f} s | {peer:.1f} s | {held} |")
        for words in ASKED:
            times = [spent([KG, *words, "--store", str(store)], env)[0] for _ in range(RUNS)]
            asked[" ".join(words)].append(statistics.median(times))
        shutil.rmtree(bulk)
    rows = [
        f"| `kg {words}` | {' | '.join(f'{1000 * one:.0f} ms' for one in times)} | {times[-1] / times[0]:.2f} |"
        for words, times in asked.items()
    ]
    return loads, rows


def section() -> str:
    """Return the section of the page, measured now."""
    with tempfile.TemporaryDirectory() as folder:
        looked_up, cached = snapshots(Path(folder) / "cache")
        loads, asked = stores(Path(folder))
    sizes = " | ".join(f"{size:,}" for size in SIZES)
    return "\n".join(
        [
            "## Snapshots and stores\n",
            "A look-up in a snapshot of the shipped data against `python -c 'import click'`.\n",
            "| what | ratio | first | second | goal |\n| --- | --- | --- | --- | --- |",
            *looked_up,
            "",
            "A verb over the shipped data from a snapshot, against the same from the files.\n",
            "| what | ratio | snapshot | files |\n| --- | --- | --- | --- |",
            *cached,
            "\n`kg load` of invented relations, with ontology, keys, ties, word index, verdicts and arrows, against",
            "pyoxigraph's bulk load of the same files with none of these: once, CPU time.\n",
            "| relations | ratio | `kg load` | bulk load | memory at most | on disk |\n|---:|---:|---:|---:|---:|---:|",
            *loads,
            "\nCold verbs over such stores, CPU time, by the number of relations, and the growth from least to most.",
            "An actor has some ten ties in each, a hub a hundredth of all.\n",
            f"| what | {sizes} | growth |\n|{' --- |' * (len(SIZES) + 2)}",
            *asked,
        ]
    )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(section())
