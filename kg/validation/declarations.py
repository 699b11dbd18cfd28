"""What a dossier declares, checked: its questions and policies, and the names that it claims."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.dossier import Dossier
from kg.errors import DataError, InputError
from kg.lookup.questions import Question, question
from kg.policy import policy
from kg.resources import data_files
from kg.store import EmbeddedStore
from kg.store.queries import bind
from kg.validation.findings import Finding, near

_POSITION: Final = re.compile(r"(.+?):(\d+)(?::\d+)?: (.*)", re.DOTALL)


def declarations(dossier: Dossier) -> Iterator[Finding]:
    """Yield what is wrong with the questions and policies of a dossier, and with the datasets that it names."""
    for sort, ending in (("questions", "rq"), ("policies", "toml")):
        try:
            names = dossier.files(sort, ending)
        except DataError as error:
            yield _finding("name-taken", dossier, str(error))
            continue
        if sort == "policies" and dossier.policy not in names:
            words = f"there is no policy '{dossier.policy}'; there are: {', '.join(names)}"
            yield _finding("dossier-policy", dossier, str(dossier.error(words, "policy")))
        for name in names:
            try:
                _check_question(name, dossier) if sort == "questions" else policy(name, dossier)
            except (DataError, InputError) as error:
                yield _finding(f"dossier-{sort}", dossier, str(error))
    datasets = data_files(dossier.root).datasets
    for number, name in enumerate(dossier.datasets):
        if name not in datasets:
            words = f"there is no dataset '{name}'; there are: {', '.join(sorted(datasets)) or 'none'}"
            yield _finding("dossier-dataset", dossier, str(dossier.error(words, "datasets", number)))


def claimed_twice(dossiers: Collection[Dossier]) -> Iterator[Finding]:
    """Yield the dossiers whose names another one claims: both give their names under one base."""
    first: dict[str, Dossier] = {}
    for dossier in dossiers:
        other = first.setdefault(dossier.names.base, dossier)
        if other is not dossier:
            words = f"{near(other.file)} claims the names under {dossier.names.base} too: give one another base"
            yield _finding("base-claimed-twice", dossier, str(dossier.error(words, "base")))


def _check_question(name: str, dossier: Dossier) -> None:
    """Raise DataError for a question of the dossier's own that cannot be asked."""
    path = dossier.files("questions", "rq")[name]
    asked = question(name, dossier)
    if dossier.root not in path.parents:
        return
    for parameter in asked.parameters:
        if parameter.wants is not None:
            words = f"the dossier gives no example '{parameter.wants}' as the default of --{parameter.name}"
            raise DataError(f"{path}:{parameter.line}: {words}: add it under [examples] in {near(dossier.file)}")
    try:
        solutions = EmbeddedStore([], dossier=dossier, derive=False).select(_tried(asked))
    except InputError as error:
        line = match[1] if (match := re.search(r"line (\d+)", str(error))) else 1
        raise DataError(f"{path}:{line}: {error}") from error
    if not any(variable.value.startswith("relation") for variable in solutions.variables):
        raise DataError(f"{path}:1: no row says on which relations it rests: return them as ?relation")


def _tried(asked: Question) -> str:
    """Return the SPARQL of a question with something in place of each parameter."""
    given: dict[str, NamedNode | Literal] = {}
    for parameter in asked.parameters:
        name = parameter.name.replace("-", "_")
        given |= {name: NamedNode("urn:kg:any"), f"{name}_first": Literal("2000"), f"{name}_last": Literal("2000")}
        if parameter.is_flag or parameter.kind == "number":
            given[name] = Literal(False) if parameter.is_flag else Literal(1)
    text = asked.text.replace("$holding", "{}")
    return bind(text, **{name: term for name, term in given.items() if f"${name}" in text})


def _finding(rule: str, dossier: Dossier, message: str) -> Finding:
    """Return a finding of an error that begins with its place."""
    match = _POSITION.fullmatch(message)
    if match is None:
        return Finding(near(dossier.file), 1, rule, dossier.title, message)
    return Finding(near(Path(match[1])), int(match[2]), rule, Path(match[1]).stem, match[3])
