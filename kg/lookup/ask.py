"""Running a named question: rows of answers, each with the relations on which it rests."""

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions

from kg import policy as policies
from kg.lookup.questions import Question, Value, filled
from kg.lookup.relations import selected
from kg.model.dates import UNDATED
from kg.model.filters import Filters
from kg.model.numbers import read_number
from kg.model.records import Claim, EntityRef, Relation
from kg.question import Question as Asked
from kg.session.reading import read_relations
from kg.session.resolve import resolved
from kg.session.session import Session
from kg.session.statements import entity_refs
from kg.session.validity import valid_at
from kg.store import Store
from kg.store.base import Term
from kg.terms import local_name

Cell = EntityRef | str | int | float | None

_PREMISE: Final = re.compile(r"(relation|claim)s?\d*")
_NUMERIC: Final = ("integer", "decimal", "double")
_AS_OF: Final = "as-of"
# The column of the verb.
_TIE: Final = "tie"
_UNDATED: Final = "undated"


class Row(Struct, frozen=True):
    """One row of an answer.

    ``answer`` has the cells by column; None is what nobody states. ``relations`` are those on which the row rests.
    ``claims`` are the claims that it singles out, by IRI; without any it rests on all claims of its relations.
    """

    answer: dict[str, Cell]
    relations: tuple[Relation, ...]
    claims: tuple[str, ...]

    @property
    def said(self) -> tuple[Claim, ...]:
        """Return the claims on which the row rests."""
        claims = tuple(claim for relation in self.relations for claim in relation.claims)
        return tuple(claim for claim in claims if claim.id in self.claims) if self.claims else claims

    @property
    def undated(self) -> bool:
        """Say whether a date was asked for and one of its relations has none."""
        return any(relation.holds == UNDATED for relation in self.relations)

    def __str__(self) -> str:
        """Return the cells in a line."""
        cells = {name: cell.label if isinstance(cell, EntityRef) else cell for name, cell in self.answer.items()}
        return "; ".join(f"{name}: {'not stated' if cell is None else cell}" for name, cell in cells.items())


def left_out(
    store: Store,
    question: Question,
    given: Mapping[str, Value | None],
    policy: str = policies.DEFAULT,
    *,
    mentioned: bool = False,
) -> int:
    """Return how many rows a question leaves out only because what they rest on has no date."""
    values = {name.replace("_", "-"): value for name, value in given.items()}
    declared = {parameter.name for parameter in question.parameters}
    if not {_AS_OF, _UNDATED} <= declared or values.get(_AS_OF) is None or values.get(_UNDATED):
        return 0
    counts = [
        len(list(_solutions(store, question, values | {_UNDATED: undated}, policy, mentioned)))
        for undated in (True, False)
    ]
    return counts[0] - counts[1]


def _solutions(
    store: Store, question: Question, given: Mapping[str, Value | None], policy: str, mentioned: bool
) -> QuerySolutions:
    text = filled(store, question, given, mentioned=mentioned)
    if question.arrows:
        policies.ensure_arrows(store, policy)
    return store.select(text, arrows=policy if question.arrows else None)


def ask(
    store: Store,
    question: Question,
    given: Mapping[str, Value | None],
    policy: str = policies.DEFAULT,
    *,
    filters: Filters | None = None,
    mentioned: bool = False,
) -> list[Row]:
    """Return the rows that answer a question, in the order that its file gives; an empty list is "not stated".

    The policy decides which plain arrows there are and how relations are marked. The filters leave the rows of which
    each relation passes them. Raises what ``filled`` raises.
    """
    solutions = _solutions(store, question, given, policy, mentioned)
    columns = [variable.value for variable in solutions.variables]
    rows = list(solutions)
    relations = [_named(row, columns, "relation") for row in rows]
    claims = [_named(row, columns, "claim") for row in rows]
    read = {
        relation.id: relation
        for relation in read_relations(store, {iri for named in relations for iri in named}, policy)
    }
    if as_of := given.get("as_of", given.get(_AS_OF)):
        held = valid_at(store, Filters(as_of=str(as_of)), read)
        read = {iri: replace(relation, holds=held.get(iri)) for iri, relation in read.items()}
    space = store.dossier.names.entity
    entities = entity_refs(store, {term.value for row in rows for term in row if _is_entity(term, space)})
    answers = []
    for row, named, singled in zip(rows, relations, claims, strict=True):
        cells = {name: _cell(row[name], entities, space) for name in columns if not _PREMISE.fullmatch(name)}
        behind = tuple(read[iri] for iri in named if iri in read)
        answers.append(Row(_agreeing(cells, behind), behind, tuple(singled)))
    return _passing(store, answers, filters) if filters else answers


def columns_of(
    store: Store,
    question: Question,
    given: Mapping[str, Value | None],
    policy: str = policies.DEFAULT,
    *,
    mentioned: bool = False,
) -> tuple[str, ...]:
    """Return the columns of an answer, which are there too where it has no row."""
    variables = _solutions(store, question, given, policy, mentioned).variables
    return tuple(one.value for one in variables if not _PREMISE.fullmatch(one.value))


def _agreeing(cells: dict[str, Cell], behind: tuple[Relation, ...]) -> dict[str, Cell]:
    """Return the cells of a row with its verb in the plural where its subject is."""
    for relation in behind:
        told, type_, target = cells.get(_TIE), relation.type, relation.object
        if told == type_.label and relation.subject.plural and type_.plural_label:
            return cells | {_TIE: type_.plural_label}
        plural = isinstance(target, EntityRef) and target.plural
        if told == type_.inverse_label and plural and type_.plural_inverse_label:
            return cells | {_TIE: type_.plural_inverse_label}
    return cells


def _passing(store: Store, rows: list[Row], filters: Filters) -> list[Row]:
    """Return the rows of which each relation passes the filters, and says whether it holds if a date is asked for.

    Where a row singles out claims, one of these has to be as is asked: who denies a thing is not who affirms it.
    """
    session = Session(store, Asked("ask", filters=resolved(store, filters)))
    held = selected(session)
    passing = [
        row
        for row in rows
        if all(relation.id in held for relation in row.relations)
        and (not row.claims or any(_meets(claim, session.filters) for claim in row.said))
    ]
    return [
        replace(row, relations=tuple(replace(r, holds=r.holds or held[r.id]) for r in row.relations)) for row in passing
    ]


def _meets(claim: Claim, filters: Filters) -> bool:
    """Say whether a claim is by whom, how and where the filters ask for."""
    return (
        (not filters.claimant or claim.claimant.id in filters.claimant)
        and (not filters.stance or claim.stance in map(local_name, filters.stance))
        and (not filters.status or claim.status in map(local_name, filters.status))
        and (not filters.source or claim.source.id in filters.source)
        and (not filters.paragraph or not {*filters.paragraph}.isdisjoint(claim.paragraphs))
    )


def _named(row: QuerySolution, columns: list[str], what: str) -> list[str]:
    """Return the IRIs of the relations or claims that a row names, each once; an engine joins several in any order."""
    terms = [row[name] for name in columns if (match := _PREMISE.fullmatch(name)) and match[1] == what]
    return list(dict.fromkeys(iri for term in terms if term is not None for iri in sorted(term.value.split())))


def _is_entity(term: Term | None, space: str) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(space)


def _cell(term: Term | None, entities: dict[str, EntityRef], space: str) -> Cell:
    """Return a term as it stands in an answer: an entity, a number, a text, or the local name of another term."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return entities[term.value] if _is_entity(term, space) else local_name(term.value)
    if isinstance(term, Literal) and local_name(term.datatype.value) in _NUMERIC:
        try:
            number = read_number(term.value)
        except ArithmeticError:
            return term.value
        return int(number) if number == number.to_integral_value() else float(number)
    return term.value
