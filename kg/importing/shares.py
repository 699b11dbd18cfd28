"""What all owners of one thing have of it together, by one voice and for one time: no more than the whole."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from kg.importing.names import NamedEntity
from kg.importing.refusals import Refused
from kg.importing.schema import TypeDeclaration
from kg.importing.statements import Statement
from kg.model.numbers import WHOLE

_PERCENT: Final = "percent"
# So many things are kept in mind, which bounds the memory for a file of many owners.
_MOST: Final = 100_000

_Thing = tuple[str, ...]
_Held = dict[str, tuple[Decimal, int]]


class Shares:
    """The shares that the rows of a file have said so far, each with its line."""

    def __init__(self, types: Iterable[TypeDeclaration]) -> None:
        self._types = {type_.name for type_ in types if type_.whole}
        self._held: dict[_Thing, _Held] = {}

    def add(self, statements: Sequence[Statement], line: int) -> None:
        """Take up the shares of a row; raises Refused, and takes up none, for a thing of which it is more than all."""
        new: dict[_Thing, _Held] = {}
        for statement in statements:
            if statement.type in self._types and (thing := _thing(statement)):
                held = new.setdefault(thing, dict(self._held.get(thing, {})))
                assert statement.value is not None
                held[statement.subject.slug] = (statement.value, line)
                total = sum((value for value, _ in held.values()), Decimal(0))
                if total > WHOLE:
                    others = sorted({other for _, other in held.values()} - {line})
                    lines = f"{'line' if len(others) == 1 else 'lines'} {', '.join(map(str, others))}"
                    beside = f", with those of {lines}," if others else " in this row"
                    raise Refused(
                        f"the shares of '{_called(statement.object)}'{beside} are {total.normalize():f} percent "
                        "together: more than the whole"
                    )
        self._held |= new
        if len(self._held) > _MOST:
            self._held.clear()


def _thing(statement: Statement) -> _Thing | None:
    """Return what a share is of, with all by which another share of it is of another time or voice; None for no share.

    A share that is denied, doubted or a range adds up to nothing.
    """
    if statement.value is None or statement.unit != _PERCENT or statement.up_to is not None or statement.doubted:
        return None
    if statement.stance != "affirms" or statement.comparator:
        return None
    times = (part for pair in sorted(statement.times.items()) for part in pair)
    of = statement.object.slug if isinstance(statement.object, NamedEntity) else str(statement.object)
    said = (statement.attested_on, statement.said_on, statement.phase, statement.qualifier)
    return statement.type, of, *said, statement.claimant.slug, statement.source.name, *times


def _called(thing: NamedEntity | str | None) -> str:
    return (thing.name or thing.slug) if isinstance(thing, NamedEntity) else str(thing)
