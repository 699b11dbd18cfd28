"""Every query is a file that says what it is for, that any SPARQL 1.1 engine can read, and that something uses."""

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode
from rdflib.plugins.sparql import prepareQuery

import kg
from kg.policy import policy, policy_names
from kg.resources import names_in, text_of
from kg.store import EmbeddedStore, bind

PACKAGE = Path(kg.__file__).parent
FOLDERS = ("queries", "validation/rules")
FILES = [(folder, name) for folder in FOLDERS for name in names_in(folder, "rq")]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py")))
# rdflib reads SPARQL 1.1; these ask for what SPARQL 1.2 brought, texts with a direction and triple terms.
SPARQL_12 = ("LANGDIR(", "isTRIPLE(")
ANYTHING = NamedNode("https://example.org/anything")


def parameters(text: str) -> list[str]:
    return sorted(set(re.findall(r"\$(\w+)", text)))


def fillings(text: str) -> list[str]:
    """Return a query with all of its parameters, with none that is optional, and with each optional one alone."""
    optional = set(re.findall(r"# if \$(\w+):", text))
    needed = dict.fromkeys(set(parameters(text)) - optional, ANYTHING)
    alone = [{**needed, name: ANYTHING} for name in sorted(optional)]
    return [bind(text, **given) for given in ({**needed, **dict.fromkeys(optional, ANYTHING)}, needed, *alone)]


@pytest.mark.parametrize(("folder", "name"), FILES)
def test_a_query_is_read_by_two_engines_whatever_parameters_are_given(folder: str, name: str) -> None:
    texts = fillings(text_of(folder, f"{name}.rq"))
    for filled in texts:
        EmbeddedStore([]).select(filled)
    # Each parameter joins in lines of its own, so that all and none of them show each; rdflib takes long to parse.
    for filled in texts[:2]:
        if not any(word in filled for word in SPARQL_12):
            prepareQuery(filled)


@pytest.mark.parametrize("name", names_in("queries", "rq"))
def test_no_path_of_any_length_within_exists_leads_to_what_only_that_knows(name: str) -> None:
    # The engine begins such a path at its far end, with all that there is, for each row anew.
    text = re.sub(r"#[^\n]*", "", text_of("queries", f"{name}.rq"))
    for inner in re.findall(r"EXISTS \{([^{}]*)\}", text):
        outer = text.replace(inner, "")
        for end in re.findall(r"[*+] (\?\w+)", inner):
            assert re.search(rf"\{end}\b", outer), f"{end} stands in EXISTS alone: {inner.strip()}"


@pytest.mark.parametrize(("folder", "name"), [file for file in FILES if file[0] != "queries"])
def test_rules_run_as_they_stand(folder: str, name: str) -> None:
    text = text_of(folder, f"{name}.rq")
    assert list(EmbeddedStore([]).select(text)) == []
    if not any(word in text for word in SPARQL_12):
        prepareQuery(text)


@pytest.mark.parametrize("name", policy_names())
def test_a_policy_is_read_by_two_engines(name: str) -> None:
    assert list(EmbeddedStore([]).select(policy(name).query)) == []
    for filled in fillings(policy(name).query):
        EmbeddedStore([]).select(filled)
        prepareQuery(filled)


@pytest.mark.parametrize("name", names_in("policies/clauses", "rq"))
def test_a_clause_begins_with_its_words_and_a_policy_uses_it(name: str) -> None:
    text = text_of("policies/clauses", f"{name}.rq")
    assert re.match(r"# (Clause: [a-z].*[.]\n# In short: [a-z].*[^.]|Except: [a-z].*[.])\n", text)
    assert any(f'"{name}"' in text_of("policies", f"{rule}.toml") for rule in policy_names())


@pytest.mark.parametrize("name", names_in("queries", "rq"))
def test_a_query_begins_with_its_purpose(name: str) -> None:
    assert re.match(r"# Purpose: [a-z].*[.]\n", text_of("queries", f"{name}.rq"))


@pytest.mark.parametrize("name", names_in("validation/rules", "rq"))
def test_a_rule_begins_with_the_problem_and_the_solution_and_finds_nodes(name: str) -> None:
    text = text_of("validation/rules", f"{name}.rq")
    assert re.match(r"# Problem: [a-z].*[^.]\n# Solution: [A-Z].*[.]\n", text)
    variables = {variable.value for variable in EmbeddedStore([]).select(text).variables}
    assert "node" in variables
    assert variables <= {"node", "property", "value"}


@pytest.mark.parametrize("name", policy_names())
def test_a_policy_tells_its_clauses_and_returns_no_other(name: str) -> None:
    rule = policy(name)
    assert rule.query.startswith(f"# Title: {name}\n# Purpose: {rule.purpose}\n")
    assert rule.purpose.endswith(".")
    assert rule.rules
    body = "\n".join(line for line in rule.query.splitlines() if not line.startswith("#"))
    assert set(re.findall(r'"([\w-]+)"', body)) == set(rule.clauses)
    variables = [variable.value for variable in EmbeddedStore([]).select(rule.query).variables]
    assert variables == ["relation", "claim", "clause"]


@pytest.mark.parametrize("name", names_in("queries", "rq"))
def test_a_query_is_used(name: str) -> None:
    assert f'"{name}"' in CODE


def test_there_are_the_three_policies() -> None:
    assert policy_names() == ["accepted", "claimed", "undisputed"]


def test_no_query_is_written_in_python() -> None:
    assert not re.findall(
        r'"[^"\n]*\b(?:SELECT|CONSTRUCT|ASK|DESCRIBE)\b[^"\n]*\{[^"\n]*"', CODE.replace("kg query '", "")
    )
