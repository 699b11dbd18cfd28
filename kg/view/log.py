"""A relation as one line of a log: self-contained, with ISO dates, never wrapped and never cut."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model.dates import Period
from kg.model.records import Claim, Relation, Source
from kg.model.standing import standing_of
from kg.model.verbaliser import quantity, sentence

_UNDATED = "undated"


def log_line(relation: Relation, context: str = "", period: Period | None = None) -> str:
    """Return a relation as one line of fields with tabs between them, so that ``grep``, ``sort`` and ``cut`` find it.

    The fields are: the date or the span as ISO 8601 has it, with ``..`` for an open end; the sentence with its amount;
    how it stands; who says so in which publication, and who denies it; and the context, if there is any. ``period``
    dates a relation that has no date of its own.
    """
    amount = quantity(relation)
    told = sentence(relation) + (f"{' ' if relation.object is None else ', '}{amount}" if amount else "")
    date = iso(relation.period or period or Period())
    fields = [date, told, standing_of(relation), _who(relation), *([context] if context else [])]
    return "\t".join(" ".join(field.split()) for field in fields)


def iso(period: Period) -> str:
    """Return a period as one word.

    >>> iso(Period(from_="2014", until="2018")), iso(Period(from_="1992")), iso(Period(not_after="2020-10"))
    ('2014/2018', '1992/..', '[..2020-10]')
    """
    if period.on is not None or (period.from_ is not None and period.from_ == period.until):
        return period.on or period.from_ or ""
    if period.from_ is not None or period.until is not None:
        return f"{period.from_ or '..'}/{period.until or '..'}"
    if period.not_before is not None or period.not_after is not None:
        # Some time within: as EDTF writes one of a set.
        return f"[{period.not_before or ''}..{period.not_after or ''}]"
    return _UNDATED


def _who(relation: Relation) -> str:
    """Return who affirms a relation, and who denies it or its bare tie, each with the publication."""
    affirming = [claim for claim in relation.claims if claim.affirms]
    denying = [claim for claim in relation.claims if not claim.affirms]
    parts = (("", affirming), ("denied: ", denying), ("denied, of the tie: ", relation.tie_denials))
    return "; ".join(f"{word}{_voices(claims)}" for word, claims in parts if claims)


def _voices(claims: Iterable[Claim]) -> str:
    return ", ".join(dict.fromkeys(map(_voice, claims)))


def _voice(claim: Claim) -> str:
    how = f" ({claim.how})" if claim.how else ""
    day = f" for {claim.attested_on}" if claim.attested_on else ""
    return f"{claim.claimant.label}{how}{day} [{_publication(claim.source, claim.paragraphs)}]"


def _publication(source: Source, paragraphs: tuple[int, ...]) -> str:
    name = source.publisher or source.label
    numbers = [f"paragraph {' '.join(map(str, paragraphs))}"] if paragraphs else []
    return ", ".join([name, source.date or "no date", *numbers, *(["weak"] if source.weak else [])])
