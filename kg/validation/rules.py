"""The rules that SHACL cannot say: a file each in ``rules/``, and those that need more than a query.

A rule's leading comment names the problem and the solution; its query returns ``?node`` and, where it helps,
``?property`` and ``?value``.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from msgspec import Struct
from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg.errors import DataError, InputError
from kg.model.dates import parse_date
from kg.model.identity import relation_name, text_key
from kg.model.numbers import read_number
from kg.resources import read_text
from kg.session.statements import Properties
from kg.store import Store, bind, named_query
from kg.terms import KG, RDF, Names, local_name

_FOLDER: Final = "validation/rules"
_COMMENT: Final = re.compile(r"^# (Problem|Solution): (.*)$", re.MULTILINE)
_DATASET_AND_NUMBER: Final = re.compile(r"-[a-z0-9]+(-[a-z0-9]+)*-[1-9][0-9]*")
_TIMES: Final = (("on", "on"), ("from", "from"), ("until", "until"), ("after", "notBefore"), ("before", "notAfter"))


class Breach(Struct, frozen=True):
    """A node that breaks a rule, the property and the value that do it, and what to do about it."""

    rule: str
    node: str
    property: str | None
    message: str


def breaches(
    store: Store, symmetric: frozenset[str], relations: dict[str, Properties], claims: dict[str, str]
) -> Iterator[Breach]:
    """Yield every breach of every rule.

    ``symmetric`` holds the symmetric relation types, ``relations`` what is stated of each relation,
    ``claims`` the relation of each claim.
    """
    for name, path in store.dossier.files(_FOLDER, "rq", "rules").items():
        yield from _by_query(store, name, path)
    yield from _impossible_dates(store)
    for iri, stated in relations.items():
        yield from _wrong_name(iri, stated, symmetric, store.dossier.names)
    for claim, relation in claims.items():
        yield from _wrong_claim_name(claim, relation)


def _by_query(store: Store, name: str, path: Path) -> Iterator[Breach]:
    text, names = read_text(path), store.dossier.names
    comment = dict(_COMMENT.findall(text))
    if missing := [part for part in ("Problem", "Solution") if part not in comment]:
        raise DataError(f"{path}:1: the rule has no '# {missing[0]}: …' in the lines at its head")
    solutions = _solutions(store, path, bind(text, base=Literal(names.base)) if "$base" in text else text)
    variables = {variable.value for variable in solutions.variables}
    for row in solutions:
        property_ = row["property"] if "property" in variables else None
        value = row["value"] if "value" in variables else None
        shown = "" if value is None else f" ({_shown(value, names)})"
        yield Breach(
            name,
            row["node"].value,
            None if property_ is None else property_.value,
            f"{comment['Problem']}{shown}. {comment['Solution']}",
        )


def _solutions(store: Store, path: Path, text: str) -> QuerySolutions:
    try:
        solutions = store.select(text)
    except InputError as error:
        line = match[1] if (match := re.search(r"line (\d+)", str(error))) else 1
        raise DataError(f"{path}:{line}: {error}") from error
    if not any(variable.value == "node" for variable in solutions.variables):
        raise DataError(f"{path}:1: the rule does not return ?node, which breaks it")
    return solutions


def _shown(value: object, names: Names) -> str:
    return names.compact(value.value) if isinstance(value, NamedNode) else str(getattr(value, "value", value))


def _impossible_dates(store: Store) -> Iterator[Breach]:
    for row in store.select(named_query("dates")):
        try:
            parse_date(row["date"].value)
        except InputError as error:
            yield Breach("impossible-date", row["node"].value, row["property"].value, f"{error}.")


def _wrong_name(iri: str, stated: Properties, symmetric: frozenset[str], names: Names) -> Iterator[Breach]:
    """Say what name a relation should have, if all that the name rests on is there and can be read."""
    try:
        name = _expected_name(stated, symmetric)
    except (IndexError, ArithmeticError, AttributeError):
        return  # a part is missing, no number or a statement, which a shape or another rule reports
    if iri != names.relation + name:
        message = f"The name of a relation follows from what it says. Call it relation:{name}."
        yield Breach("relation-name", iri, None, message)


def _expected_name(stated: Properties, symmetric: frozenset[str]) -> str:
    type_ = stated.get(f"{RDF}predicate", [])[0].value
    ends = [local_name(stated.get(f"{RDF}subject", [])[0].value)]
    for target in stated.get(f"{RDF}object", [])[:1]:
        ends.append(text_key(target.value) if isinstance(target, Literal) else local_name(target.value))
    if type_ in symmetric:
        ends.sort()

    def number(name: str) -> Decimal | None:
        return read_number(stated[KG + name][0].value) if stated.get(KG + name) else None

    def term(name: str) -> str | None:
        return local_name(stated[KG + name][0].value) if stated.get(KG + name) else None

    return relation_name(
        ends[0],
        local_name(type_),
        ends[1] if len(ends) == 2 else None,
        used_by=term("usedBy"),
        times=[(word, stated[KG + name][0].value) for word, name in _TIMES if stated.get(KG + name)],
        comparator=term("comparator"),
        value=number("value"),
        up_to=number("upTo"),
        unit=term("unit"),
        qualifier=stated[f"{KG}qualifier"][0].value if stated.get(f"{KG}qualifier") else None,
        phase=term("phase"),
    )


def _wrong_claim_name(claim: str, relation: str) -> Iterator[Breach]:
    if not _DATASET_AND_NUMBER.fullmatch(local_name(claim).removeprefix(local_name(relation))):
        yield Breach(
            "claim-name",
            claim,
            None,
            "The name of a claim is that of its relation, its dataset and a number. "
            f"Call it claim:{local_name(relation)}-DATASET-1.",
        )
