"""The relations as rows of a table, with who claims them where: what is read with scripts and without them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Final

from kg.export.direction import isolated
from kg.export.page.data import Dates
from kg.export.style import Style
from kg.export.view import View
from kg.model.records import Claim, Relation, Source
from kg.model.verbaliser import quantity, sentence, when

_COLUMNS: Final = ("relation", "when", "standing", "who says so, where")
# Where a name of the other direction begins and ends, until the text is escaped.
_OPEN, _CLOSE = "\x02", "\x03"
_MARKS: Final = {2: None, 3: None}
_HEAD: Final = f"<thead><tr>{''.join(f'<th scope=col>{column}' for column in _COLUMNS)}"


def tables(view: View, relations: list[Relation], style: Style, dates: Dates) -> Iterator[str]:
    """Yield a table for each layer; relations, sorted by layer, have the numbers of their places in the list."""
    numbered = enumerate(relations)
    for layer, of_layer in groupby(numbered, key=lambda pair: pair[1].type.layer):
        rows = [_row(number, relation, view.standing(relation), dates) for number, relation in of_layer]
        label = escape(style.stroke(layer).label)
        yield f"<table data-layer={_attribute(layer)}><caption>{label} <b>{len(rows)}</b></caption>{_HEAD}<tbody>"
        yield from rows
        yield "</table>\n"


def _row(number: int, relation: Relation, standing: str, dates: Dates) -> str:
    words = sentence(relation)
    if relation.value is not None:
        words += f"{' ' if relation.object is None and relation.phase is None else ', '}{quantity(relation)}"
    claims = "".join(_claim(claim) for claim in relation.claims)
    return (
        f"<tr id=r{number} class={standing}><th scope=row>{_shown(words)}"
        f"<td>{escape(_when(relation, dates), quote=False)}<td>{standing}<td><ul>{claims}</ul>\n"
    )


def _when(relation: Relation, dates: Dates) -> str:
    """Return the time of a relation, else of its event, else the dates for which it is said."""
    if relation.period:
        return when(relation)
    datings = sorted({when(dating) for dating in dates.datings(relation) if dating.period})
    parts = [f"{' or '.join(datings)}, as its event"] if datings else []
    return "; ".join([*parts, *(f"said for {date}" for date in relation.attested_on)]) or "no date"


def _claim(claim: Claim) -> str:
    """Return who says so and where: "asserted by the ministry, said on 2020-10-10: Title (publisher), paragraph 3"."""
    word = claim.status_words if claim.affirms else f"<strong>denied</strong> ({claim.status_words})"
    parts = [f"{word} by {_shown(claim.claimant.label)}"]
    if claim.attested_on is not None:
        parts.append(f"said for {claim.attested_on}")
    if claim.said_on is not None:
        parts.append(f"said on {claim.said_on}")
    cited = _source(claim.source, claim.claimant.label)
    if claim.paragraphs:
        noun = "paragraph" if len(claim.paragraphs) == 1 else "paragraphs"
        cited += f", {noun} {', '.join(map(str, claim.paragraphs))}"
    note = f" <i>{_shown(claim.note)}</i>" if claim.note else ""
    return f"<li>{', '.join(parts)}: {cited}{note}"


def _source(source: Source, claimant: str) -> str:
    title = _shown(source.label)
    # Only an address of the web is a link: a source may not smuggle a script into the page.
    if source.url is not None and source.url.lower().startswith(("http://", "https://")):
        title = f"<a href={_attribute(source.url)}>{title}</a>"
    about = [source.publisher if source.publisher != claimant else None, source.date]
    about += [f"{source.side_words} side" if source.side else None, "weak source" if source.weak else None]
    known = ", ".join(_shown(word) for word in about if word)
    return f"{title} ({known})" if known else title


def _shown(text: str) -> str:
    """Return a text of the data so that its direction turns nothing around it."""
    parted = isolated(text.translate(_MARKS), _OPEN, _CLOSE)
    return escape(parted, quote=False).replace(_OPEN, "<bdi>").replace(_CLOSE, "</bdi>")


def _attribute(value: str) -> str:
    return f'"{escape(value)}"'
