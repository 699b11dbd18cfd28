"""The commands print the records that docs/records.md describes, and the page describes all of them."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

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
    "score": ["rank", "--robust"],
    "change": ["changes", "1988", "1994"],
    "dispute": ["disputes"],
    "perspective": ["perspective", "Turkey"],
    "difference": ["perspective", "Azerbaijan", "--versus", "Armenia"],
    "entry": ["timeline"],
    "revision": ["diff", "data/article", "data"],
    "relation": ["relations", "TANAP", "--long"],
    "entity": ["entities"],
    "portrait": ["show", "Shusha"],
    "match": ["search", "Aliyev"],
    "explanation": ["why", "Azerbaijan", "Turkish drones", "--as-of", "2020-10"],
    "authorities": ["sources"],
    "stats": ["stats"],
    "term": ["vocabulary"],
    "import": ["import", "data/context/facts.csv", "--dry-run"],
    "finding": ["validate", "tests/fixtures/broken/no-claim.ttl"],
}


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[name], registry=REGISTRY, format_checker=FormatChecker())


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_prints_the_record_that_is_described(name: str) -> None:
    command = [sys.executable, "-m", "kg", *COMMANDS[name], "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    printed = json.loads(done.stdout)
    records = printed if isinstance(printed, list) else [printed]
    assert records
    for record in records:
        assert [error.message for error in validator(name).iter_errors(record)] == []


def test_a_record_with_a_wrong_part_is_refused() -> None:
    claim = {"id": "https://example.org/1", "stance": "doubts"}
    assert not validator("claim").is_valid(claim)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
