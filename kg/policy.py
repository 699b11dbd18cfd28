"""Policies: which relations may stand as plain arrows.

A policy is one file, ``kg/policies/NAME.rq``, that returns ``?relation ?claim ?clause``; its leading comment
names its clauses. "Accepted" means "passed this rule", not "true".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from kg.errors import InputError
from kg.resources import names_in, text_of
from kg.store import Store, bind, named_query

DEFAULT: Final = "accepted"
_COMMENT: Final = re.compile(r"^# (?:(\w+)(?: ([\w-]+))?: )(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule that selects relations, with what its file says about it."""

    name: str
    query: str
    purpose: str
    clauses: dict[str, str]
    rules: tuple[str, ...]


def policy_names() -> list[str]:
    """Return the names of all policies."""
    return names_in("policies", "rq")


def policy(name: str) -> Policy:
    """Return a policy; raises InputError, naming those that exist, for another name."""
    if name not in policy_names():
        raise InputError(f"there is no policy '{name}'; there are: {', '.join(policy_names())}")
    text = text_of("policies", f"{name}.rq")
    comments = _COMMENT.findall(text)
    return Policy(
        name,
        text,
        next((words for word, _, words in comments if word == "Purpose"), ""),
        {clause: words for word, clause, words in comments if word == "Clause"},
        tuple(f"{word.lower()}: {words}" for word, _, words in comments if word in ("Except", "Rule")),
    )


def passing(store: Store, name: str, relations: Iterable[str] | None = None) -> frozenset[str]:
    """Return the IRIs of the relations that a policy lets through, of all or of these.

    Of all, each bare tie that passes is among them, whether or not it is written as a relation.
    """
    query = policy(name).query
    wanted = None if relations is None else [NamedNode(iri) for iri in relations]
    if wanted == []:
        return frozenset()  # an empty list binds nothing, and so would ask for all
    rows = store.select(bind(query, relation=wanted))
    return frozenset(relation.value for relation, _, _ in rows)


def arrows(store: Store, name: str) -> Iterator[Triple]:
    """Yield a plain arrow for each tie between entities that passes a policy.

    A tie of a symmetric type has one in each direction.
    """
    passed = passing(store, name)
    for row in store.select(named_query("ties")):
        if row["tie"].value in passed:
            yield Triple(row["subject"], row["type"], row["object"])
            if row["symmetric"].value == "true":
                yield Triple(row["object"], row["type"], row["subject"])


def ensure_arrows(store: Store, name: str) -> None:
    """Write the arrows of a policy, unless the store has them."""
    if not store.has_arrows(name):
        store.write_arrows(name, arrows(store, name))


__all__ = ["DEFAULT", "Policy", "arrows", "ensure_arrows", "passing", "policy", "policy_names"]
