"""Addresses of pages: a kind, and the local name of the thing that a page is of.

They follow the names in the data, not their order or number, so that a page keeps its address while its data grow. An
address knows no disk and no server: who publishes pages says how one becomes a link (``Link``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from posixpath import dirname
from typing import Final, NamedTuple

from kg.model.disputes import Dispute
from kg.model.records import EntityRef, Relation
from kg.terms import local_name

# A name that is a file on any system and needs no sign of percent in an address; longer ones are cut.
_PLAIN: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_LONGEST: Final = 120
_DIGITS: Final = 10
HOME: Final = "home"
# The pages that continue that of an entity, by the last part of their names.
TIMELINE: Final = "timeline"
DISPUTES: Final = "disputes"
PARTS: Final = (TIMELINE, DISPUTES)


class Address(NamedTuple):
    """A page: its kind, such as ``entity``, and the name of its thing; a page that is one of its kind has no name.

    ``part`` is an id on the page.
    """

    kind: str
    name: str = ""
    part: str = ""


Link = Callable[[Address], str]
"""What turns an address into what stands behind ``href``."""


def plain(name: str) -> str:
    """Return a name as a part of an address: as it is, or with a digest where it is long or has other signs.

    >>> plain("askeran-clashes"), plain("Şuşa")
    ('askeran-clashes', 'u-a-b6719dfb69')
    """
    if _PLAIN.fullmatch(name) and len(name) <= _LONGEST:
        return name
    words = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[: _LONGEST - _DIGITS - 1].strip("-")
    return f"{words or 'x'}-{sha256(name.encode()).hexdigest()[:_DIGITS]}"


def entity(iri: str) -> Address:
    """Return the address of an entity."""
    return Address("entity", plain(local_name(iri)))


def source(iri: str) -> Address:
    """Return the address of a source."""
    return Address("source", plain(local_name(iri)))


def pair(one: str, other: str) -> Address:
    """Return the address of all that ties two entities, the same whichever is named first."""
    return Address("tie", "/".join(sorted(plain(local_name(iri)) for iri in (one, other))))


def one(page: Address) -> Address:
    """Return the one address of a page that is named in another order.

    >>> one(Address("tie", "turkey/armenia/2"))
    Address(kind='tie', name='armenia/turkey/2', part='')
    """
    if page.kind != "tie":
        return page
    names = page.name.split("/")
    return page._replace(name="/".join([*sorted(names[:2]), *names[2:]]))


def told(party: str) -> Address:
    """Return the address of how a party tells it."""
    return Address("told", plain(local_name(party)))


def versus(one: str, other: str) -> Address:
    """Return the address of two accounts side by side."""
    return Address("told", f"{plain(local_name(one))}/{plain(local_name(other))}")


def relation(relation: Relation) -> Address:
    """Return where a relation stands: on the page of its two ends, or on that of its only one."""
    subject, target = relation.subject, relation.object
    other = target.id if isinstance(target, EntityRef) else subject.id
    page = pair(subject.id, other) if other != subject.id else entity(subject.id)
    return page._replace(part=part(relation.id))


def part(iri: str) -> str:
    """Return the id that a relation has on the page on which it stands."""
    return plain(local_name(iri))


def dispute(dispute: Dispute) -> Address:
    """Return the address of a dispute: its kind, and what its accounts share."""
    parties = [side.party.id for side in dispute.sides if side.party is not None]
    shared = [dispute.subject and dispute.subject.id, dispute.type and dispute.type.id]
    shared.append(dispute.object.id if isinstance(dispute.object, EntityRef) else None)
    named = sorted(parties) if parties else [iri for iri in shared if iri]
    return Address("dispute", plain("-".join([dispute.kind, *map(local_name, named)]).lower()))


def path(address: Address) -> str:
    """Return the file of a page, below the folder of a site."""
    name = "index" if address.kind == HOME else "/".join(filter(None, (address.kind, address.name)))
    return f"{name}.html"


def relative(here: Address) -> Link:
    """Return what links from a page to others by files, as they stand on a disk or on any web space.

    >>> relative(Address("entity", "a"))(Address("tie", "a/b", "x"))
    '../tie/a/b.html#x'
    """
    folder = dirname(path(here))

    def link(target: Address) -> str:
        file = path(target) if target.kind != "file" else target.name
        part = f"#{target.part}" if target.part else ""
        return part if part and target[:2] == here[:2] else _from(folder, file) + part

    return link


def _from(folder: str, file: str) -> str:
    """Return the way from a folder to a file, both below the same one."""
    up = ""
    while folder and not file.startswith(f"{folder}/"):
        folder, up = dirname(folder), f"{up}../"
    return up + (file.removeprefix(f"{folder}/") if folder else file)
