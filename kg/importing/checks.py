"""Whether a statement is one that the ontology lets pass, in the words of its rules."""

from functools import cache

from pyoxigraph import Literal

from kg.importing.names import NamedEntity
from kg.importing.refusals import Refused
from kg.importing.schema import Schema, TypeDeclaration
from kg.importing.statements import Statement


def check(made: Statement, type_: TypeDeclaration, schema: Schema) -> None:
    """Raise Refused for a statement that the ontology would not let pass."""
    check_itself(made)
    _check_end("subject", made.subject, type_.domain, type_, schema)
    if isinstance(made.object, NamedEntity):
        _check_end("object", made.object, type_.range, type_, schema)
    has = {
        "object": isinstance(made.object, NamedEntity),
        "text": isinstance(made.object, str),
        "quantity": made.value is not None,
        "time": bool(made.times),
        "user": made.used_by is not None,
    }
    for part, there in has.items():
        if there and part not in type_.takes:
            raise Refused(f"{type_.name} takes no {part}")
        if not there and part in type_.needs:
            raise Refused(f"{type_.name} needs a {part}, which the row does not have")


def check_itself(made: Statement) -> None:
    """Raise Refused for a statement that ties something to itself."""
    if isinstance(made.object, NamedEntity) and made.object.slug == made.subject.slug:
        raise Refused(f"{made.subject.slug} would be tied to itself")


def _check_end(end: str, entity: NamedEntity, kind: str | None, type_: TypeDeclaration, schema: Schema) -> None:
    if kind and not schema.fits(entity.kind, kind):
        raise Refused(f"the {end} of {type_.name} must be of kind {kind}; {entity.slug} is of kind {entity.kind}")


@cache
def checked_language(tag: str) -> str:
    """Return the tag of a language; raises Refused for one that is none."""
    try:
        Literal("", language=tag or None)
    except ValueError:
        raise Refused(f"'{tag}' is no tag of a language: write one such as en, hy or sr-Latn") from None
    return tag
