"""A table of events, as ICEWS has them, made up; and what it costs to import it beside what it costs to parse it."""

import csv
import gc
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

COLUMNS: Final = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City",
    "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip
COUNTS: Final = (20_000, 200_000)
STATES: Final = ("Armenia", "Azerbaijan", "Turkey", "Russia", "France", "Germany", "India", "China", "Japan", "Brazil")
CODES: Final = ("010", "042", "112", "0333", "173", "190", "111", "061", "036", "1411", "138", "040", "051", "100")


def write_events(path: Path, count: int) -> None:
    """Write a table of so many events between made-up groups and states, the same ones each time."""
    chance = random.Random(16)
    names = [*STATES, *(f"Group {number} of the invented world" for number in range(3000))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(COLUMNS)
        for number in range(1, count + 1):
            source, target = chance.sample(names, 2) if chance.random() < 0.5 else chance.sample(STATES, 2)
            day = f"20{number % 20:02}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            code, sentence = chance.choice(CODES), chance.randint(1, 6)
            writer.writerow(
                (
                    *(number, day, source, "Government,Executive", "Norland", "Make statement", code, "0.4", target),
                    *("Social", "Southland", number // 3, sentence, f"Outlet {number % 200}", "Oakmere", "", "North"),
                    *("Norland", "40.1", "47.2"),
                )
            )


def peak_mb() -> float:
    """Return the most memory that this process held, in MB; on Linux without what held its place before."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


def measure(folder: Path, count: int) -> dict[str, float]:
    """Return seconds of CPU, rows a second of CPU and the peak of memory in MB of an import of so many events."""
    from kg.importing.importer import import_sheet
    from kg.importing.profile import preset_path

    sheet = folder / "events.tab"
    write_events(sheet, count)
    begun = time.process_time()
    with sheet.open(encoding="utf-8", newline="") as file:
        parsed = sum(1 for _ in csv.reader(file, delimiter="\t")) - 1
    parsing = time.process_time() - begun
    begun = time.process_time()
    report = import_sheet(sheet, preset_path("icews"), None, folder / "data")
    seconds = time.process_time() - begun
    peak = peak_mb()
    assert report.read == report.written + report.folded + report.reasons.rows == parsed == count
    return {"rows": count, "seconds": seconds, "rows_a_second": count / seconds, "peak_mb": peak, "parsing": parsing}


def section() -> str:
    """Return the section of the page on imports, measured now, each in a process of its own."""
    lines = [
        "## Import\n",
        "A made-up table of events in the layout of ICEWS, by its preset, of which every row is another event: the CPU",
        "time of an import, the most memory that it held, and how many times as long it takes as to parse the table",
        "alone. The goals are 10,000 rows a second of CPU and 200 MB.\n",
        "| rows | CPU time | rows a second | memory | times of parsing |",
        "|---:|---:|---:|---:|---:|",
    ]
    for count in COUNTS:
        done = subprocess.run([sys.executable, __file__, str(count)], capture_output=True, text=True, check=True)
        run = json.loads(done.stdout)
        lines.append(
            f"| {count:,} | {run['seconds']:.1f} s | {run['rows_a_second']:,.0f} | {run['peak_mb']:.0f} MB | "
            f"{run['seconds'] / run['parsing']:.0f} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    gc.disable()  # as the command line does
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder), int(sys.argv[1]))))
