"""The one seam between the program and the engine that holds the graph."""

from collections.abc import Iterable
from typing import NoReturn, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Triple

from kg.dossier import Dossier
from kg.errors import InputError

Term = NamedNode | BlankNode | Literal
Answer = QuerySolutions | QueryBoolean | QueryTriples


class Store(Protocol):
    """A graph that answers SPARQL.

    Every query runs against a default graph of the ontology, the entities and the chosen datasets, and,
    where ``arrows`` names a policy, the plain arrows of that one policy.
    """

    @property
    def dossier(self) -> Dossier:
        """Return the dossier whose graph this is."""

    def query(self, text: str, *, arrows: str | None = None) -> Answer:
        """Run any read query; raises InputError, with line and column, for a query that cannot be run."""

    @property
    def size(self) -> int | None:
        """Return how many triples there are, where that is known without counting."""

    @property
    def is_remote(self) -> bool:
        """Say whether a server answers, of which is not known how long it takes."""

    def select(self, text: str, *, arrows: str | None = None) -> QuerySolutions:
        """Run a SELECT query and return its solutions."""

    def has_arrows(self, policy: str) -> bool:
        """Say whether the arrows of a policy have been written."""

    def write_arrows(self, policy: str, arrows: Iterable[Triple]) -> None:
        """Write the arrows of a policy into its own graph."""

    def verdicts(self, policy: str) -> frozenset[str] | None:
        """Return the IRIs of the relations that a policy lets through; None where that is not known yet."""

    def passed(self, policy: str, relations: Iterable[str]) -> frozenset[str] | None:
        """Return those of some relations that a policy lets through; None where that is not known of all."""

    def keep_verdicts(self, policy: str, passed: frozenset[str]) -> None:
        """Keep which relations a policy lets through, so that it need not be asked again."""

    def has_word_index(self) -> bool:
        """Say whether the names are indexed by their words, in the graph of arrows called ``word-index``."""


class Unmoved:
    """What stays in its process: a store, and all that holds one, such as a graph."""

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Raise InputError with the cure: what the engine holds can be neither pickled nor copied."""
        raise InputError("a graph is not pickled or copied: share it among threads, or load it in each process")
