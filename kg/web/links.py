"""Where the things have pages that a page names."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kg.model.records import EntityRef, Relation
from kg.web import addresses
from kg.web.addresses import Link


class PageLinks:
    """The pages of what some relations name: their ends, their claimants and their sources.

    ``long`` says of an entity whether its ties stand on several pages, of which a link can lead to the first only.
    """

    def __init__(
        self,
        link: Link,
        relations: Iterable[Relation] = (),
        entities: Iterable[EntityRef] = (),
        *,
        long: Callable[[str], bool],
    ) -> None:
        self._link = link
        self._long = long
        self._names: dict[str, str | None] = {}
        self._relations: dict[str, Relation] = {}
        for entity in entities:
            self._know(entity)
        for relation in relations:
            self._relations[relation.id] = relation
            for end in (relation.subject, relation.object, relation.used_by, relation.through):
                if isinstance(end, EntityRef):
                    self._know(end)
            for claim in (*relation.claims, *relation.tie_denials):
                self._know(claim.claimant)

    def _know(self, entity: EntityRef) -> None:
        for name in {entity.label, (entity.short or entity.label).removeprefix("the ")}:
            # A name of two links to neither.
            self._names[name] = entity.id if self._names.get(name, entity.id) == entity.id else None

    def name(self, label: str) -> str | None:
        """Return the page of an entity that the relations name so."""
        # Where accounts differ, a claimant has its side in the conflict behind its name.
        iri = self._names.get(label) or self._names.get(label.rpartition(" (")[0])
        return None if iri is None else self._link(addresses.entity(iri))

    def relation(self, iri: str) -> str | None:
        """Return where a tie stands."""
        tie = self._relations.get(iri)
        if tie is None:
            return None
        at = addresses.relation(tie)
        return self._link(at._replace(part="") if at.kind == "entity" and self._long(tie.subject.id) else at)

    def source(self, iri: str) -> str | None:
        """Return the page of a source."""
        return self._link(addresses.source(iri))
