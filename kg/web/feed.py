"""A feed of what changed, in Atom (RFC 4287): an entry for each difference, and one for the state itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.lookup.diff import Revision
from kg.model.records import Relation
from kg.web import addresses
from kg.web.addresses import HOME, Address, Link
from kg.web.fragment import text_of

# So many differences are entries of their own; what is more stands on the page of changes.
_MOST = 200


def feed(stamp: Mapping[str, str], differences: Iterable[Revision], link: Link) -> str:
    """Return the feed of a state, which its stamp tells; ids are made of the names in the data and of the digest."""
    day, state = f"{stamp['day']}T00:00:00Z", f"{stamp['base']}#{stamp['digest']}"
    entries = [_entry(f"State of {stamp['day']}", state, day, link(Address(HOME)), f"digest {stamp['digest']}")]
    for one in list(differences)[:_MOST]:
        at = addresses.relation(one.thing) if isinstance(one.thing, Relation) else addresses.entity(one.thing.id)
        address = link(Address("changes") if one.change == "removed" else at)
        told = "; ".join(one.what) or one.change
        entries.append(_entry(f"{one.change}: {one.thing}", f"{one.thing.id}#{stamp['digest']}", day, address, told))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{text_of(stamp['title'])}</title><id>{text_of(stamp['base'])}</id><updated>{day}</updated>"
        f"<author><name>{text_of(stamp['title'])}</name></author>{''.join(entries)}</feed>\n"
    )


def _entry(title: str, iri: str, day: str, address: str, told: str) -> str:
    return (
        f"\n<entry><title>{text_of(title)}</title><id>{text_of(iri)}</id><updated>{day}</updated>"
        f'<link href="{text_of(address)}"/><summary>{text_of(told)}</summary></entry>'
    )
