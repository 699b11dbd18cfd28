"""Policies: which relations may stand as plain arrows.

A policy is one file, ``kg/policies/NAME.toml`` or ``policies/NAME.toml`` of a dossier, that lists clauses and
exceptions. Each of these is one pattern, ``clauses/NAME.rq`` beside it, whose first line tells it in words. "Accepted"
means "passed this rule", not "true".
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from pyoxigraph import Literal, NamedNode, Triple

from kg.dossier import Dossier, current
from kg.errors import InputError
from kg.resources import read_text
from kg.store import EmbeddedStore, Store, bind, named_query
from kg.terms import Names
from kg.toml import TomlFile

DEFAULT: Final = "accepted"
# The policy that takes whatever somebody affirms.
WIDEST: Final = "claimed"
# Who asks for no policy asks for all that somebody affirms; what nobody affirms is no tie.
NO_POLICY: Final = "none"

_CLAIMED: Final = "claimed"

_FOLDER: Final = "policies"
_CLAUSES: Final = "policies/clauses"
_CLAUSE, _EXCEPT, _PURPOSE, _SHORT = "Clause", "Except", "Purpose", "In short"
_SORTS: Final = {_CLAUSE: "clause", _EXCEPT: "exception"}
# Texts, not compiled: a snapshot knows what a policy lets through, and compiling them is felt at start-up.
_COMMENT: Final = r"(?m)^# (Clause|Except|Purpose|In short): (.+)$"
_PARAMETER: Final = r"\$([a-z]\w*)"
_PREFIX: Final = r"(?<![\w?$])([a-z]\w*):(?=\w)"
_NAME: Final = r"(?<![\w?$])[a-z]\w*:\w[\w-]*"

Value = str | int | float | bool | list[str]


class _Stated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file of a policy says; ``parameters`` are filled in for ``$name`` in its clauses."""

    purpose: str
    clauses: tuple[str, ...]
    except_: tuple[str, ...] = msgspec.field(default=(), name="except")
    rules: tuple[str, ...] = ()
    parameters: dict[str, Value] = {}


class Policy(Struct, frozen=True):
    """A rule that selects relations, with what its files say about it.

    ``query`` returns ``?relation ?claim ?clause``; ``clauses`` has the words of each clause by its name, and ``short``
    those of a line that tells of one relation.
    """

    name: str
    query: str
    purpose: str
    clauses: dict[str, str]
    rules: tuple[str, ...]
    short: dict[str, str]


class _Clause(Struct, frozen=True):
    """A pattern and its words; ``short`` are few of them, ``adds`` is what an exception adds to a policy's purpose."""

    words: str
    short: str
    adds: str
    pattern: str


def policy_names(dossier: Dossier | None = None) -> list[str]:
    """Return the names of all policies: those of kg, and those that a dossier adds."""
    return [*(dossier or current()).files(_FOLDER, "toml")]


def policy(name: str, dossier: Dossier | None = None) -> Policy:
    """Return a policy, of kg or of a dossier.

    Raises InputError, naming those that exist, for another name, and DataError, with the line, for a policy whose
    clauses are not there.
    """
    return _policy(name, dossier or current())


@cache
def _policy(name: str, dossier: Dossier) -> Policy:
    if name == NO_POLICY:
        return replace(_policy(_CLAIMED, dossier), name=name)
    files = dossier.files(_FOLDER, "toml")
    if name not in files:
        raise InputError(f"there is no policy '{name}'; there are: {', '.join(files)}")
    file = TomlFile(files[name])
    stated = file.read(_Stated)
    if not stated.clauses:
        raise file.error(f"the policy '{name}' has no clause: nothing would pass", "clauses")
    clauses = {one: _clause(file, _CLAUSE, "clauses", one, stated, dossier) for one in stated.clauses}
    exceptions = {one: _clause(file, _EXCEPT, "except", one, stated, dossier) for one in stated.except_}
    purpose = ", and ".join([stated.purpose.rstrip("."), *(one.adds for one in exceptions.values() if one.adds)]) + "."
    rules = [f"except: {one.words}" for one in exceptions.values()] + [f"rule: {words}" for words in stated.rules]
    query = f"# Title: {name}\n# Purpose: {purpose}\n" + _query(clauses, exceptions, dossier.names)
    words = {one: clause.words for one, clause in clauses.items()}
    return Policy(name, query, purpose, words, tuple(rules), {one: clause.short for one, clause in clauses.items()})


def _clause(file: TomlFile, sort: str, key: str, name: str, stated: _Stated, dossier: Dossier) -> _Clause:
    """Return a clause or an exception, with the policy's parameters filled in."""
    files = dossier.files(_CLAUSES, "rq")
    told = {one: {match[1]: match[2] for match in re.finditer(_COMMENT, read_text(files[one]))} for one in files}
    if sort not in told.get(name, {}):
        there = ", ".join(one for one in files if sort in told[one])
        raise file.error(f"there is no {_SORTS[sort]} '{name}'; there are: {there}", key)
    text = read_text(files[name])
    for match in re.finditer(_PARAMETER, text):
        if match[1] not in stated.parameters:
            line = text.count("\n", 0, match.start()) + 1
            why = f"{files[name]}:{line} asks for it: give it under [parameters]"
            raise file.error(f"the policy gives no '{match[1]}'; {why}", key)
    return _Clause(
        told[name][sort],
        told[name].get(_SHORT) or told[name][sort].rstrip("."),
        told[name].get(_PURPOSE, ""),
        bind(text, **{n: _terms(file, n, v, dossier) for n, v in stated.parameters.items() if f"${n}" in text}),
    )


def _terms(file: TomlFile, name: str, value: Value, dossier: Dossier) -> list[NamedNode | Literal]:
    """Return what a policy gives for a parameter, as terms; a text is a prefixed name, or else a text."""

    def term(one: str | float | bool) -> NamedNode | Literal:
        iri = dossier.names.expand(one) if isinstance(one, str) else None
        if iri is None:
            return Literal(one)
        try:
            return NamedNode(iri)
        except ValueError as error:
            raise file.error(f"'{one}' is no name, and no address either: {error}", "parameters", name) from error

    return [*map(term, value if isinstance(value, list) else [value])]


def _query(clauses: Mapping[str, _Clause], exceptions: Mapping[str, _Clause], names: Names) -> str:
    """Return the query that returns what passes: what a clause lets through, without what an exception takes away."""
    chosen = "\n  UNION\n".join(
        f'  {{\n    BIND ("{name}" AS ?clause)\n{_indented(clause.pattern)}\n  }}' for name, clause in clauses.items()
    )
    without = "".join(f"\n  MINUS {{\n{_indented(clause.pattern)}\n  }}" for clause in exceptions.values())
    used = {
        prefix for clause in (*clauses.values(), *exceptions.values()) for prefix in re.findall(_PREFIX, clause.pattern)
    }
    declared = "".join(
        f"PREFIX {prefix}: <{names.prefixes[prefix]}>\n" for prefix in sorted(used & names.prefixes.keys())
    )
    wanted = "  # if $relation: VALUES ?relation { $relation }\n"
    return f"{declared}\nSELECT DISTINCT ?relation ?claim ?clause WHERE {{\n{wanted}{chosen}{without}\n}}\n"


def _indented(pattern: str) -> str:
    lines = (line for line in pattern.splitlines() if line.strip() and not re.match(_COMMENT, line))
    return "\n".join(f"    {line}" for line in lines)


def passing(store: Store, name: str) -> frozenset[str]:
    """Return the IRIs of all relations that a policy lets through.

    Each bare tie that passes is among them, whether or not it is written as a relation. One without a name is not:
    no answer could say which it is.
    """
    known = store.verdicts(name)
    if known is None:
        rows = store.select(bind(policy(name, store.dossier).query))
        known = frozenset(relation.value for relation, _, _ in rows if isinstance(relation, NamedNode))
        store.keep_verdicts(name, known)
    return known


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
    """Write the arrows of a policy, unless the store has them; raises InputError where there is no such policy."""
    if not store.has_arrows(name):
        policy(name, store.dossier)
        store.write_arrows(name, arrows(store, name))


class Judge(Struct, frozen=True):
    """Judges a store by policies: all of it, or what has changed in it."""

    dossier: Dossier
    policies: tuple[str, ...]

    def whole(self, store: EmbeddedStore) -> None:
        """Have the verdicts and arrows of all these policies written."""
        for name in self.policies:
            ensure_arrows(store, name)

    def reads(self, name: str) -> frozenset[str] | None:
        """Return the properties at which a policy looks, by IRI; None where a clause of the dossier may look anywhere.

        A clause that ships looks at a relation, its tie and the claims about either, and from a claim to its claimant,
        its source and what these lead to.
        """
        name = _CLAIMED if name == NO_POLICY else name
        own = {path.stem for path in (self.dossier.root / _CLAUSES).glob("*.rq")}
        judged = policy(name, self.dossier)
        stated = TomlFile(self.dossier.files(_FOLDER, "toml")[name]).read(_Stated)
        if own.intersection((*stated.clauses, *stated.except_)):
            return None
        names = (self.dossier.names.expand(word) for word in re.findall(_NAME, judged.query))
        return frozenset(iri for iri in names if iri is not None)

    def passing(self, store: Store, name: str) -> frozenset[str]:
        """Return the relations that a policy lets through, by IRI."""
        return passing(store, name)

    def arrows(self, store: Store, name: str) -> Iterator[Triple]:
        """Yield the arrows of a policy."""
        return arrows(store, name)


__all__ = ["DEFAULT", "WIDEST", "Judge", "Policy", "arrows", "ensure_arrows", "passing", "policy", "policy_names"]
