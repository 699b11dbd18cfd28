"""What an export costs: CPU time for all shipped data, and memory beside the output for a large graph.

Run by itself with a world's folder and a format, this module prints by how many MB writing raised the peak of resident
memory over what the loaded graph takes, how many MB it wrote, and in how many seconds of CPU time.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from worlds import write_world

from kg.export import find_format, format_names
from kg.export.view import Request
from kg.graph import KnowledgeGraph
from kg.policy import NO_POLICY

LARGE: Final = ("csv", "gexf", "ttl")
RELATIONS: Final = 100_000


def section() -> str:
    """Return the page's part on exports."""
    lines = [
        "## Exports",
        "",
        "CPU time of `kg export FORMAT --policy none` over all shipped data, as a whole process with all that it",
        "starts. The goal is 3 s, Graphviz apart.",
        "",
        "| format | CPU time | written |",
        "|---|---:|---:|",
        *(f"| {name} | {seconds:.2f} s | {size / 1e6:.1f} MB |" for name, seconds, size in map(_whole, format_names())),
        "",
        f"{RELATIONS:,} relations, loaded and then written: memory that writing needs on top of the loaded graph.",
        "",
        "| format | memory on top | written | CPU time |",
        "|---|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        small, large = (write_world(Path(folder, str(n)), n) for n in (RELATIONS // 10, RELATIONS))
        for name in LARGE:
            for world in (small, large):
                done = subprocess.run([sys.executable, __file__, str(world), name], capture_output=True, check=True)
                memory, written, seconds = done.stdout.decode().split()
                lines.append(f"| {name}, {int(world.name):,} | {memory} MB | {written} MB | {seconds} s |")
    return "\n".join(lines) + "\n"


def _whole(name: str) -> tuple[str, float, int]:
    """Return a format, the CPU seconds that it takes for all shipped data, and how many bytes it writes."""
    with tempfile.NamedTemporaryFile() as file:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "kg", "export", name, "--policy", NO_POLICY]
        code = subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL, check=False).returncode
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return name if code == 0 else f"{name} (refused)", seconds, Path(file.name).stat().st_size


class _Counter:
    """A file that only counts what is written."""

    written = 0

    def write(self, data: bytes) -> int:
        self.written += len(data)
        return len(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        """Write each of these."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Do nothing: nothing is kept."""


def _peak() -> int:
    """Return the peak of resident memory since it was last forgotten, in kB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def measure(folder: Path, name: str) -> None:
    """Print what writing a world costs."""
    view = KnowledgeGraph.load(folder).view(Request(policy=NO_POLICY))
    chosen = find_format(name)
    view = view.ties() if chosen.ties_only else view
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak so far is forgotten
    before, start = _peak(), time.process_time()
    file = _Counter()
    chosen.write(view, file)  # type: ignore[arg-type]
    print(f"{(_peak() - before) / 1000:.0f} {file.written / 1e6:.0f} {time.process_time() - start:.1f}")


if __name__ == "__main__":
    measure(Path(sys.argv[1]), sys.argv[2])
