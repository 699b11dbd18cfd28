"""The commands print the records that docs/records.md describes, and each record is printed by a command here."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from kg.question import VERBS
from kg.records import BY_VERB, NAMES, line, plain, record

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
SCHEMAS: dict[str, Any] = {
    name: json.loads(block)
    for name, block in re.findall(r"^## ([\w-]+)\n.*?^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
}
REGISTRY: Registry[Any] = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()
)

COMMANDS = {
    "balance": ["balance", "--with-organs"],
    "blocs": ["blocs"],
    "bridges": ["bridges"],
    "dependence": ["dependence"],
    "exposure": ["exposure", "Nagorno-Karabakh"],
    "flow": ["flow", "Azerbaijan", "Europe", "--commodity", "gas"],
    "score": ["rank"],
    "firm-score": ["rank", "--robust"],
    "change": ["changes", "1988", "1994"],
    "dispute": ["disputes"],
    "perspective": ["perspective", "Turkey"],
    "difference": ["perspective", "Azerbaijan", "--versus", "Armenia"],
    "entry": ["timeline"],
    "revision": ["diff", "data/article", "data"],
    "relation": ["relations", "TANAP", "--long"],
    "entity": ["entities"],
    "entity-summary": ["show", "Shusha"],
    "match": ["search", "Aliyev"],
    "explanation": ["why", "Azerbaijan", "Turkish drones", "--as-of", "2020-10"],
    "source-summary": ["sources"],
    "stats": ["stats"],
    "term": ["vocabulary"],
    "import": ["import", "data/context/facts.csv", "--dry-run"],
    "finding": ["validate", "tests/fixtures/broken/no-claim.ttl"],
    "chain": ["path", "Israel", "Armenia"],
    "question": ["ask"],
    "row": ["ask", "accusations"],
    "check": ["import", "data/context/facts.csv", "--check"],
    "explained-row": ["import", "data/context/facts.csv", "--explain", "3"],
    "preset": ["import", "--presets"],
    "proposals": ["match"],
}


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[name], registry=REGISTRY, format_checker=FormatChecker())


# Records that stand inside others, and those that test_read and test_snapshot print.
INSIDE = {"entity-ref", "text", "source", "claim", "corroboration", "verdict", "holding"}
ELSEWHERE = {"article", "snapshot", "verification"}


def test_every_record_is_printed_by_a_command() -> None:
    assert {*COMMANDS} | INSIDE | ELSEWHERE == {*NAMES}
    assert {name for names in BY_VERB.values() for name in names} <= {*COMMANDS}
    assert {*BY_VERB} == {*VERBS} - {"export"}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_prints_the_record_that_is_described(name: str) -> None:
    command = [sys.executable, "-m", "kg", *COMMANDS[name], "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    printed = json.loads(done.stdout)
    records = printed if isinstance(printed, list) else [printed]
    assert records
    for one in records:
        assert [error.message for error in validator(name).iter_errors(one)] == []


def test_a_part_is_left_out_only_where_it_says_nothing() -> None:
    ref = {"id": "https://example.org/e", "label": "E", "type": "State"}
    source = {"id": "https://example.org/s", "label": "S", "publisher": None, "url": None, "date": None, "side": None}
    claim: dict[str, Any] = {
        "id": "https://example.org/c", "dataset": None, "claimant": ref, "stance": "affirms", "status": "asserted",
        "said_on": None, "attested_on": None, "source": source | {"weak": False}, "paragraphs": [], "note": None,
    }  # fmt: skip
    assert list(plain(record(claim, "claim"))) == list(claim)
    told = plain(record(claim | {"rows": ["3"], "doubted": True}, "claim"))
    assert list(told) == [*list(claim)[:-1], "rows", "doubted", "note"]
    assert validator("claim").is_valid(told)


def test_a_line_is_written_as_python_writes_it() -> None:
    value = {"a": [1, 2.5, None, True], "é\u2028": {"b": '"\\\u0001/'}, "c": [], "d": {}}
    assert line(value) == json.dumps(value, ensure_ascii=False)


def test_a_record_with_a_wrong_part_is_refused() -> None:
    claim = {"id": "https://example.org/1", "stance": "doubts"}
    assert not validator("claim").is_valid(claim)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
