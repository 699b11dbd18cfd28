"""Write the pages of docs/ that follow from the program, and the output under each command that a page shows.

Run as ``make docs``. With ``--check`` nothing is written, and the exit code says whether a page is stale.
"""

import argparse
import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from kg.cli import main
from kg.graph import KnowledgeGraph
from kg.importing.profile import presets, template
from kg.lookup.vocabulary import TermEntry
from kg.records import BY_VERB, NAMES, schemas
from kg.terms import local_name

ROOT: Final = Path(__file__).resolve().parent.parent
WIDTH: Final = 100
_SCHEMAS: Final = "https://w3id.org/karabakh-kg/schema/"
_BLOCK: Final = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_STYLE: Final = re.compile(r"\x1b\[[0-9;]*m")


def terminal(command: str) -> str:
    """Return what a command prints on a terminal of ``WIDTH`` columns, without colours."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 50, WIDTH, 0, 0))
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "NO_COLOR": "1",
        "TERM": "dumb",  # on which nobody is told how long a slow machine has been at work
        "COLUMNS": str(WIDTH),
    }
    process = subprocess.Popen(
        ["bash", "-c", command], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=child, stderr=child, env=environment
    )
    os.close(child)
    printed = bytearray()
    while True:
        try:
            chunk = os.read(parent, 65536)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        printed += chunk
    process.wait()
    os.close(parent)
    lines = _STYLE.sub("", printed.decode()).replace("\r\n", "\n").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def refreshed(page: str) -> str:
    """Return a page with the output of each ``$`` command in its console blocks as it is now."""

    def block(match: re.Match[str]) -> str:
        commands = [line[2:] for line in match[1].splitlines() if line.startswith("$ ")]
        if not commands:
            return match[0]
        shown = "\n".join(f"$ {command}\n{terminal(command)}" for command in commands)
        return f"```console\n{shown}```"

    return _BLOCK.sub(block, page)


def cli_page() -> str:
    """Return the reference of the command line, made of its help texts."""
    context = main.make_context("kg", [], resilient_parsing=True)
    parts = [
        "# The command line\n\nMade from the help texts by `make docs`.\n",
        f"```text\n{main.get_help(context)}\n```\n",
    ]
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        with click.Context(command, info_name=name, parent=context, max_content_width=WIDTH) as inner:
            parts.append(f"## `kg {name}`\n\n```text\n{command.get_help(inner)}\n```\n")
    return "\n".join(parts)


def ontology_page(graph: KnowledgeGraph) -> str:
    """Return the terms of the ontology with their definitions, a diagram of the model, and examples."""
    entries = graph.vocabulary()
    parts = [
        "# The ontology\n\nMade from `ontology/` by `make docs`; `kg vocabulary TERM` prints a term with an example.\n",
        _DIAGRAM,
    ]
    kinds = [entry for entry in entries if entry.sort == "kind of entity"]
    parts.append("## Kinds of entity\n\n" + _table(("kind", "is a", "definition"), [
        (f"`{local_name(e.id)}`", e.declares.get("broader", ""), e.definition) for e in kinds
    ]))  # fmt: skip
    types = [entry for entry in entries if entry.sort == "relation type"]
    parts.append("## Relation types\n")
    for layer in sorted({entry.declares["layer"] for entry in types}):
        rows = [
            (f"`{local_name(e.id)}`", _takes(e), _marks(e), e.definition) for e in types if e.declares["layer"] == layer
        ]
        parts.append(f"### {layer}\n\n" + _table(("type", "takes", "declares", "definition"), rows))
    others: dict[str, list[TermEntry]] = {}
    for entry in entries:
        if entry.sort not in ("kind of entity", "relation type"):
            others.setdefault(entry.sort, []).append(entry)
    for sort, group in others.items():
        named = [(f"`{local_name(e.id)}`", e.definition) for e in group]
        parts.append(f"## {sort[0].upper()}{sort[1:]}\n\n" + _table(("name", "definition"), named))
    return "\n".join(parts)


_DIAGRAM: Final = """```mermaid
flowchart LR
    claim["Claim<br/>stance, status, said on, attested on"] -- about --> relation["Relation<br/>time, quantity, phase"]
    claim -- claimant --> entity["Entity<br/>kind, names, codes"]
    claim -- foundIn --> passage["Passage<br/>paragraph, digest"]
    passage -- passageOf --> source["Source<br/>title, date, side, weak"]
    source -- creator --> entity
    relation -- subject --> entity
    relation -- object --> entity
    relation -- predicate --> type["Relation type<br/>layer, polarity, role"]
```
"""


def presets_page() -> str:
    """Return the page of the presets: of each what it reads, keeps and leaves, its terms and how to cite it."""
    parts = [
        "# Public data sets that come in by one command",
        "",
        "`kg import --preset NAME FILE --into FOLDER` reads a file as its publisher gives it; a folder that",
        'is not there is made. Begin a profile of your own with `base = "NAME"` to change a part. `--explain',
        "LINE` shows what becomes of a row. States are those of the registry, so that codes of all schemes",
        "meet in one entity; a code that meant no state, or another one, on the day of the row is refused. In a",
        "year in which a code passes from one state to another, as 365 of COW from the Soviet Union to Russia in",
        "1991, it is read as that of the state which had it longer; the report and the note of the claim say so.",
        "A preset holds no data: fetch them from their publisher, whose terms hold for what you make of them.",
        "Columns that are not named below are left. `Checked` says against what the columns were compared: most",
        "files need a licence or a key, so that a first import should be a `--dry-run`.",
        "",
        "The registry of states (`kg/importing/states.csv`) has the COW and the Gleditsch-Ward lists as the R",
        "package `states` 0.3.2 has them (MIT, Andreas Beger), ISO and FIPS codes of the Unicode CLDR 48.2,",
        "Wikidata's as `rigour` 2.6.1 has them, and further English names as `countrynames` 1.17.0 has them (both",
        "MIT, OpenSanctions); `kg/importing/states.LICENSE` has their notices. Where a",
        "list gives one code to several states, such as Russia and the Soviet Union, the row says `split`. UCDP",
        "uses the Gleditsch-Ward numbers.",
        "",
        "All 243 spans of the COW list were compared with `data-raw/states2016.csv` of dieghernan/igoR, and 94 of",
        "the Gleditsch-Ward list, all that are not plain, with `data/iisystem.dat` of zmjones/mvpv, a version of",
        "2012: they agree but for the splits, and for Georgia, whose beginning that list has since moved. The days",
        "of the splits are in neither list. Those of 1990, 1992, 2006 and 1991 follow from spans of other states in",
        "them; those of 1917, 1922 and 1923 are the days on which the successors are commonly held to begin.",
        "",
    ]
    for name in presets():
        stated = template(name)
        dataset, cite = stated["dataset"], stated["cite"]
        terms = f"<{dataset['licence']}>" if dataset["licence"] else "of who made the file; say them by `--licence`"
        needed = stated["sheet"].get("needed") or stated["sheet"]["names"]
        parts += [
            f"## {name}",
            "",
            f"**{dataset['title']}.** {dataset['description']} <{cite['url']}>",
            "",
            f"- Keeps: {cite['keeps']}.",
            f"- Leaves: {cite['leaves']}.",
            f"- Checked: {cite['checked']}.",
            f"- Terms: {terms}",
            f"- Cite: {cite['text']}",
            f"- Columns by which a file is known: {', '.join(f'`{column}`' for column in needed[:9])}"
            + (" …" if len(needed) > 9 else ""),
            "",
        ]
    return "\n".join(parts)


def _takes(entry: TermEntry) -> str:
    ends = [entry.declares.get("subject", ""), entry.declares.get("object", "")]
    return " → ".join(filter(None, ends)) + (
        f"; may have {entry.declares['mayHave']}" if "mayHave" in entry.declares else ""
    )


def _marks(entry: TermEntry) -> str:
    marks = [entry.declares["polarity"]]
    marks += [name for name in ("symmetric", "role", "dating") if name in entry.declares]
    marks += ["one object at a time"] if "oneObjectAtATime" in entry.declares else []
    marks += ["one subject at a time"] if "oneSubjectAtATime" in entry.declares else []
    return ", ".join(marks)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def records_page() -> str:
    """Return the page of the records: what each verb prints, and of each record what it is and its schema."""
    components = schemas(f"{_SCHEMAS}{{name}}")
    answered = [(f"`kg {verb}`", ", ".join(f"[{name}](#{name})" for name in names)) for verb, names in BY_VERB.items()]
    parts = [
        "# Records\n\nWhat the commands print as `json` (a list with a record a line, or one record) and `jsonl` (one",
        "a line), each with its JSON Schema (draft 2020-12). Made by `make docs` from the types in `kg/records/`, of",
        "which the JSON is made, and what the [server](serve.md) tells of it.\n",
        _table(("verb", "records"), answered),
    ]
    for name in [*NAMES, *sorted(components.keys() - {*NAMES})]:
        told = components[name].pop("description")
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{_SCHEMAS}{name}"} | components[
            name
        ]
        parts.append(f"## {name}\n\n{told}\n\n```json\n{_block(schema)}\n```\n")
    return "\n".join(parts)


def _block(schema: dict[str, Any]) -> str:
    """Return a schema as JSON with a property a line."""
    properties = ",\n".join(f"  {json.dumps(name)}: {_json(part)}" for name, part in schema["properties"].items())
    parts = {name: _json(part) for name, part in schema.items()} | {"properties": f"{{\n{properties}\n }}"}
    return "{\n" + ",\n".join(f" {json.dumps(name)}: {part}" for name, part in parts.items()) + "\n}"


def _json(part: object) -> str:
    return json.dumps(part, ensure_ascii=False)


def pages() -> dict[Path, str]:
    """Return every page that follows from the program, as it should be."""
    docs = ROOT / "docs"
    made = {docs / "cli.md": cli_page(), docs / "ontology.md": ontology_page(KnowledgeGraph.load())}
    made[docs / "presets.md"] = presets_page()
    made[docs / "records.md"] = records_page()
    written = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(docs.glob("*.md"))]
    shown = [page for page in written if page not in made and page.is_file()]
    return made | {page: refreshed(page.read_text(encoding="utf-8")) for page in shown}


def run() -> int:
    """Write the pages, or name those that are stale; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    made = pages()
    stale = [path for path in made if not path.is_file() or path.read_text(encoding="utf-8") != made[path]]
    for path in stale:
        if check:
            sys.stderr.write(f"{path.relative_to(ROOT)} is stale: run make docs\n")
        else:
            path.write_text(made[path], encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(run())
