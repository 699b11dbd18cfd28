"""Ties of a FollowTheMoney file: JSON lines of entities, of which some are edges between others.

Each edge becomes a row that holds both of its ends. Ends may stand anywhere in the file, so it is read twice. What
``kg export ftm`` wrote comes back claim by claim: each line of ``description`` is one.
"""

import json
import re
import sqlite3
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Any, BinaryIO, Final

from kg.errors import DataError
from kg.importing.text import clean, faults, json_value
from kg.importing.texts import Row
from kg.store.scratch import scratch

# The schemata of FollowTheMoney 4 that are edges, with the properties that hold their ends.
EDGES: Final = {
    "Associate": ("person", "associate"),
    "ContractAward": ("contract", "supplier"),
    "CourtCaseParty": ("party", "case"),
    "Debt": ("debtor", "creditor"),
    "Directorship": ("director", "organization"),
    "Documentation": ("document", "entity"),
    "Employment": ("employee", "employer"),
    "Family": ("person", "relative"),
    "Membership": ("member", "organization"),
    "Occupancy": ("holder", "post"),
    "Ownership": ("owner", "asset"),
    "Payment": ("payer", "beneficiary"),
    "ProjectParticipant": ("participant", "project"),
    "Representation": ("agent", "client"),
    "Succession": ("predecessor", "successor"),
    "UnknownLink": ("subject", "object"),
}
# Whose sanctions they are stands there in words, as a name that may be that of an entity.
_SANCTION: Final = "Sanction"
_ENDS: Final = {**EDGES, _SANCTION: ("authority", "entity")}
_AUTHORITY: Final = "PublicBody"
_OF_END: Final = ("id", "name", "schema", "own", "aliases", "match")
# Properties of an edge that stand in columns of their names.
_OF_EDGE: Final = (
    "date", "startDate", "endDate", "percentage", "amount", "currency", "publisher", "sourceUrl", "recordId",
)  # fmt: skip
# A date may have a time behind it.
_DATES: Final = ("date", "startDate", "endDate")
_NAMES: Final = ("name", "title", "alias", "previousName")
# What an edge says in words.
_WORDS: Final = (
    "role", "relationship", "purpose", "status", "program", "reason", "summary", "description",
)  # fmt: skip
# What is told of a claim by `kg export ftm`.
_OF_CLAIM: Final = (
    "type", "stance", "claim_status", "said_on", "attested_on", "title", "on", "from",
    "until", "not_before", "not_after", "comparator", "value", "up_to", "unit", "rest",
    *(f"{end}_{part}" for end in ("claimant", "author") for part in _OF_END),
)  # fmt: skip
HEAD: Final = (
    "id", "schema", *(f"{end}_{part}" for end in ("subject", "object") for part in _OF_END), *_OF_EDGE, "datasets",
    "note", *_OF_CLAIM,
)  # fmt: skip
# How such files are called, and how long a first line is looked at.
_NAME: Final = re.compile(r"\.ftm(\.(json|jsonl|ndjson))?(\.(gz|zip))?$", re.IGNORECASE)
_FIRST: Final = 1 << 20
# What may be half of a character, which no text can hold by itself.
_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_BETWEEN: Final = " | "
_OWN: Final = "kg-"
_OWN_TIE: Final = "kg-tie-"
_CLAIM: Final = re.compile(
    r"(?P<stance>Affirmed|Denied) by (?P<claimant>.+?) \((?P<claim_status>\w+)\)(?:, on (?P<said_on>[\d-]+))?"
    r"(?:, (?:said for|as of) (?P<attested_on>[\d-]+))?, in “(?P<title>.*?)”(?: of “(?P<publisher>.*?)”)?"
    r"(?:, paragraph (?P<paragraphs>[\d, ]+))?(?: \((?P<note>.*)\))?",
    re.DOTALL,
)
_DATE: Final = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_NUMBER: Final = r"-?\d+(?:\.\d+)?"
# Which times the name of a relation gives behind its ends and its type, and which property of an edge has them.
_TIMES: Final = {"on": "date", "from": "startDate", "until": "endDate"}
# What follows in the name, as kg.model.identity puts it there; the rest is a phase, or words that are cut.
_TAIL: Final = re.compile(
    rf"(?:-after-(?P<not_before>{_DATE}))?(?:-before-(?P<not_after>{_DATE}))?"
    rf"(?:(?:-(?P<comparator>[A-Za-z]+))?-(?P<value>{_NUMBER})(?:-to-(?P<up_to>{_NUMBER}))?-(?P<unit>[A-Za-z]+))?"
    r"(?:-(?P<rest>[A-Za-z0-9-]+))?"
)
_NODES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE node (id TEXT PRIMARY KEY, name TEXT, schema TEXT, aliases TEXT, match TEXT) WITHOUT ROWID;
CREATE INDEX name ON node (name);
CREATE TABLE edge (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""

Properties = Mapping[str, Sequence[str]]
Entity = tuple[str, str, Properties, Mapping[str, Any]]


def is_ftm(path: Path) -> bool:
    """Say whether a file begins with an entity of FollowTheMoney, by its name or by its first line."""
    if _NAME.search(path.name):
        return True
    try:
        with path.open("rb") as file:
            first = json.loads(file.readline(_FIRST))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(first, dict) and isinstance(first.get("schema"), str) and "id" in first and "properties" in first


def ftm_rows(path: Path, raw: BinaryIO, left_out: list[str], stack: ExitStack) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return the columns and a row for each tie; raises DataError, with the line, for a file without an entity.

    A line that holds none is a broken row.

    ``left_out`` gets, in words, how many entities stand in no tie.
    """
    folder = stack.enter_context(scratch("karabakh-kg-import-"))
    base = sqlite3.connect(folder / "nodes.db", isolation_level=None)
    stack.callback(base.close)
    base.executescript(_NODES)
    base.execute("BEGIN")
    # An edge waits in a file of its own until all ends are known.
    edges = folder / "edges.jsonl"
    broken, read = "", 0
    with edges.open("w", encoding="utf-8") as waiting:
        for line, written in enumerate(raw, 1):
            if not written.strip():
                continue
            try:
                entities = _entities(written.removeprefix(BOM_UTF8) if line == 1 else written)
            except ValueError as error:
                waiting.write(json.dumps((line, str(error))) + "\n")
                broken = broken or f"{path}:{line}: {error}; FollowTheMoney has one entity a line"
                continue
            read += 1
            for id_, schema, properties, whole in entities:
                if schema in EDGES or (schema == _SANCTION and properties.get(_ENDS[schema][0])):
                    # One that is nested may stand in several entities.
                    if base.execute("INSERT OR IGNORE INTO edge VALUES (?)", (id_,)).rowcount or len(entities) == 1:
                        waiting.write(json.dumps((line, id_, schema, properties, whole.get("datasets") or [])) + "\n")
                else:
                    node = _node(id_, schema, properties, whole)
                    base.execute("INSERT OR IGNORE INTO node VALUES (?, ?, ?, ?, ?)", node)
    if broken and not read:
        raise DataError(broken)
    return HEAD, _rows(edges, base, left_out)


def _entities(written: bytes) -> list[Entity]:
    """Return the entity of a line and those nested in it; raises ValueError, in words, for a line that holds none."""
    entity = json_value(written)
    if _HALF.search(written):
        for fault in faults([json.dumps(entity, ensure_ascii=False)]).values():
            raise ValueError(f"it {fault}")
    return [_entity(one, around) for one, around in _nested(entity, "")]


def _nested(entity: Any, around: str) -> Iterator[tuple[Any, str]]:
    """Yield an entity and those nested in it, each with the id of the one around it."""
    yield entity, around
    properties = entity.get("properties") if isinstance(entity, dict) else None
    for values in properties.values() if isinstance(properties, dict) else ():
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, dict) and "schema" in value and "properties" in value:
                yield from _nested(value, str(entity.get("id", "")))


def _entity(entity: Any, around: str) -> Entity:
    """Return an entity; an end that an edge lacks is the one around it."""
    if not isinstance(entity, dict) or not isinstance(entity.get("schema"), str) or "id" not in entity:
        raise ValueError("this is no entity of FollowTheMoney, which has an id and a schema")
    properties = entity.get("properties") or {}
    if not isinstance(properties, dict):
        raise ValueError("the properties of the entity are no JSON object")
    told = {name: _texts(values) for name, values in properties.items()}
    lacking = [end for end in EDGES.get(entity["schema"], ()) if not told.get(end)]
    if entity["schema"] == _SANCTION and not told.get(_ENDS[_SANCTION][1]):
        lacking = [_ENDS[_SANCTION][1]]
    if around and len(lacking) == 1:
        told[lacking[0]] = [around]
    return str(entity["id"]), entity["schema"], told, entity


def _texts(values: object) -> list[str]:
    """Return the values of a property as texts; a single one may stand without a list."""
    return [text for value in (values if isinstance(values, list) else [values]) if (text := _text(value))]


def _text(value: object) -> str:
    """Return a value as a text: of an entity that is nested its id."""
    if isinstance(value, dict):
        return str(value.get("id", ""))
    return "" if value is None else clean(str(value))


def _node(id_: str, schema: str, properties: Properties, whole: Mapping[str, Any]) -> tuple[str, ...]:
    names = dict.fromkeys(name for key in _NAMES for name in properties.get(key, ()))
    caption = clean(str(whole.get("caption", "")))
    name = caption if caption in names else next(iter(names), "")
    names.pop(name, None)
    match = next((item for item in properties.get("wikidataId", ()) if re.fullmatch(r"Q[1-9]\d*", item)), "")
    # Several kinds share a schema; what this program exports says which it was.
    kind = (properties.get("keywords") or [schema])[0] if id_.startswith(_OWN) else schema
    return id_, name, kind, _BETWEEN.join(names), match


def _rows(edges: Path, base: sqlite3.Connection, left_out: list[str]) -> Iterator[Row]:
    used: Counter[str] = Counter()
    with edges.open(encoding="utf-8") as waiting:
        for written in waiting:
            line, *told = json.loads(written)
            if len(told) == 1:
                yield Row(line, ("",) * len(HEAD), broken=told[0])
                continue
            id_, schema, properties, datasets = told
            pairs = list(product(*(properties.get(name) or [""] for name in _ENDS[schema])))
            for number, ends in enumerate(pairs, 1):
                used.update(ends)
                cells = {"id": id_ if len(pairs) == 1 else f"{id_} {number}", "schema": schema}
                for end, node in zip(("subject", "object"), ends, strict=True):
                    cells |= _end(end, node, base)
                if schema == _SANCTION:
                    cells |= {"subject_id": "", "subject_name": ends[0], "subject_schema": _AUTHORITY}
                cells |= {name: "; ".join(properties.get(name, ())) for name in _OF_EDGE}
                cells |= {name: _days(properties.get(name, ())) for name in _DATES}
                cells["datasets"] = "; ".join(map(str, datasets))
                yield from _told(line, cells, properties, base)
    untied: Counter[str] = Counter()
    for id_, schema in base.execute("SELECT id, schema FROM node"):
        if id_ not in used:
            untied[schema] += 1
    left_out += [f"{number:,} of the schema {schema}, in no tie" for schema, number in sorted(untied.items())]


def _days(times: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(time[:10] for time in times))


def _end(end: str, id_: str, base: sqlite3.Connection) -> dict[str, str]:
    node = base.execute("SELECT name, schema, aliases, match FROM node WHERE id = ?", (id_,)).fetchone()
    name, schema, aliases, match = node or ("", "", "", "")
    own = f"entity:{id_.removeprefix(_OWN)}" if id_.startswith(_OWN) else ""
    values = ("" if own else id_, name or id_, schema, own, aliases, match)
    return {f"{end}_{part}": value for part, value in zip(_OF_END, values, strict=True)}


def _voice(end: str, name: str, base: sqlite3.Connection) -> dict[str, str]:
    """Return what is known of a voice, which is named: all of it if it is the one entity of that name in the file."""
    nodes = base.execute("SELECT id FROM node WHERE name = ? AND id LIKE ? LIMIT 2", (name, f"{_OWN}%")).fetchall()
    return _end(end, nodes[0][0], base) if len(nodes) == 1 else {f"{end}_name": name}


def _told(line: int, cells: dict[str, str], properties: Properties, base: sqlite3.Connection) -> Iterator[Row]:
    """Yield the rows of one tie: one for each claim that `kg export ftm` wrote, else one."""
    if cells["id"].startswith(_OWN_TIE) and (claims := _claims(cells, properties)):
        for number, claim in enumerate(claims, 1):
            voices = {**_voice("claimant", claim["claimant"], base), **_voice("author", claim["publisher"], base)}
            yield _row(line, {**cells, **claim, **voices, "id": f"{cells['id']} {number}"})
        return
    notes = [f"{word[0].upper()}{word[1:]}: {'; '.join(properties[word])}" for word in _WORDS if properties.get(word)]
    yield _row(line, {**cells, "note": _BETWEEN.join(notes)})


def _row(line: int, cells: Mapping[str, str]) -> Row:
    row = tuple(clean(cells.get(name, "")) for name in HEAD)
    return Row(line, row, faults(row))


def _claims(cells: Mapping[str, str], properties: Properties) -> list[dict[str, str]]:
    """Return the claims of a tie of this program; none where its name or a claim says what cannot be read back."""
    ends = (cells["subject_own"], cells["object_own"])
    record = cells["recordId"].rpartition("/relation/")[2]
    subject, target = (re.escape(end.removeprefix("entity:")) for end in ends)
    named = re.fullmatch(rf"{subject}-(?P<type>[A-Za-z]+)-{target}(?P<tail>.*)", record)
    times = "".join(f"-{word}-{cells[name]}" for word, name in _TIMES.items() if cells[name])
    said = named and named["tail"].startswith(times) and _TAIL.fullmatch(named["tail"][len(times) :])
    matches = [_CLAIM.fullmatch(claim) for claim in properties.get("description", ())]
    if not named or not said or not all(matches):
        return []
    of_tie = {name: cell or "" for name, cell in said.groupdict().items()}
    of_tie |= {word: cells[name] for word, name in _TIMES.items()}
    claims = []
    for claim in filter(None, matches):
        told = {name: cell or "" for name, cell in claim.groupdict().items() if name != "paragraphs"}
        told["stance"] = "affirms" if told["stance"] == "Affirmed" else "denies"
        claims.append({**of_tie, **told, "type": named["type"]})
    return claims
