"""What the graph knows: kinds with those that have most ties, or the entities of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from kg.answers.answer import Answer
from kg.answers.listing import count, first, more, plural
from kg.lookup.entities import entities, tie_counts
from kg.model.records import Entity
from kg.model.verbaliser import words
from kg.session.session import Session
from kg.view.commands import unbroken
from kg.view.document import Block, Document, Table

_COLUMNS: Final = ("id", "label", "type", "names", "codes", "datasets")
_BEST: Final = 3
_LINE: Final = 44
_MOST: Final = 36


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return the entities of some kinds, or of all; unless the ``whole`` is asked for, as a survey of the kinds."""
    kinds = session.filters.kind
    listed = entities(session.store, session.filters, mentioned=session.mentioned)
    none = "there is no entity of that kind" if kinds else "there is no entity in the data"
    return Answer(
        records=listed,
        kind="entity",
        compose=lambda: _document(listed, tie_counts(session.store), kinds, whole=whole),
        nothing="" if listed else none,
        columns=_COLUMNS,
        rows=lambda: map(_row, listed),
    )


def _row(entity: Entity) -> dict[str, Any]:
    codes = " | ".join(f"{name}={code}" for name, code in entity.codes.items())
    many = {"names": " | ".join(entity.names), "codes": codes, "datasets": " | ".join(entity.datasets)}
    return {"id": entity.id, "label": entity.label, "type": entity.type} | many


def _document(listed: Sequence[Entity], ties: Mapping[str, int], kinds: Sequence[str], *, whole: bool) -> Document:
    if whole:
        return _all(listed, ties)
    return _of_kinds(listed, ties) if kinds else _survey(listed, ties)


def _by_ties(entities: Iterable[Entity], ties: Mapping[str, int]) -> list[Entity]:
    return sorted(entities, key=lambda entity: (-ties.get(entity.id, 0), entity.label, entity.id))


def _survey(listed: Sequence[Entity], ties: Mapping[str, int]) -> Document:
    """Return the kinds, those of most entities first, each with the entities that have most ties."""
    groups = [(kind, _by_ties(group, ties)) for kind, group in groupby(listed, key=lambda entity: entity.type)]
    groups.sort(key=lambda pair: (-len(pair[1]), pair[0]))
    rows = tuple((words(kind), str(len(of)), _best(of, ties)) for kind, of in groups)
    example = words(next((kind for kind, of in groups if len(of) <= _MOST), groups[0][0]))
    option = f'"{example}"' if " " in example else example
    return Document(
        f"{count(len(listed), 'entity')} of {count(len(groups), 'kind')}",
        (Table(("kind", "number", "those with most ties"), rows),),
        close=(
            f"one kind: {unbroken(f'entities --kind {option}')} · all: {unbroken('entities --all')} · "
            f"by name: {unbroken('search TEXT')}",
        ),
    )


def _best(entities: Sequence[Entity], ties: Mapping[str, int]) -> str:
    """Return the entities with most ties, as many as stand in a line."""
    tied = [entity.label for entity in entities if ties.get(entity.id)]
    fitting = (number for number in range(_BEST, 1, -1) if len(", ".join(tied[:number])) <= _LINE)
    return ", ".join(tied[: next(fitting, 1)])


def _of_kinds(listed: Sequence[Entity], ties: Mapping[str, int]) -> Document:
    """Return the entities of the kinds that were asked for: all by name, or the first by their ties."""
    shown = listed if len(listed) <= _MOST else first(_by_ties(listed, ties), _MOST)
    order = "" if len(shown) == len(listed) else ", those with most ties first"
    several = len({entity.type for entity in listed}) > 1
    table = _table(shown, ties, kinds=several, rest=more(len(listed), len(shown)))
    what = count(len(listed), "entity") if several else f"{words(listed[0].type)}: {count(len(listed), 'entity')}"
    return Document(f"{what}{order}", (table,), close=(f"one of them: {unbroken('show NAME')}",))


def _all(everything: Sequence[Entity], ties: Mapping[str, int]) -> Document:
    blocks: list[Block] = []
    for kind, group in groupby(everything, key=lambda entity: entity.type):
        listed = list(group)
        blocks.append(_table(listed, ties, heading=f"{words(kind).upper()} ({len(listed)})"))
    return Document(f"{count(len(everything), 'entity')} of {len(blocks)} {plural(len(blocks), 'kind')}", tuple(blocks))


def _table(
    entities: Sequence[Entity], ties: Mapping[str, int], *, kinds: bool = False, heading: str = "", rest: str = ""
) -> Table:
    columns = ("name", *(("kind",) if kinds else ()), "ties", "also called")
    rows = tuple(
        (e.label, *((words(e.type),) if kinds else ()), str(ties.get(e.id, 0)), "; ".join(e.names[1:]))
        for e in entities
    )
    return Table(columns, rows, heading, rest)
