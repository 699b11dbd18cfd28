"""The sources of a document, numbered in the order in which it first cites them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kg.model.records import Claim, Source
from kg.model.verbaliser import date_words
from kg.view.document import Citation, Reference, Sources, Voice


class Citations:
    """The numbers that the sources of one document have; a number lives no longer than the document."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._sources: list[Source] = []

    def cite(self, claim: Claim) -> Citation:
        """Return where a claim is found, by the number of its source."""
        return Citation(self.number(claim.source), claim.paragraphs, claim.source.weak)

    def number(self, source: Source) -> int:
        """Return the number of a source; one that is cited for the first time gets the next."""
        if source.id not in self._numbers:
            self._sources.append(source)
            self._numbers[source.id] = len(self._sources)
        return self._numbers[source.id]

    def voices(
        self, claims: Iterable[Claim], *, dated: bool = False, naming: Callable[[Claim], str] | None = None
    ) -> tuple[Voice, ...]:
        """Return who makes these claims, those together who say it alike in the same places.

        With ``dated`` a voice says for which date its claim is made; ``naming`` says what a claimant is called.
        """
        naming = naming or short_name
        citations_of: dict[tuple[str, str, str], list[Citation]] = {}
        for claim in claims:
            day = f"for {date_words(claim.attested_on)}" if dated and claim.attested_on else ""
            citations_of.setdefault((naming(claim), claim.how, day), []).append(self.cite(claim))
        together: dict[tuple[tuple[Citation, ...], str, str], list[str]] = {}
        for (name, how, day), cited in citations_of.items():
            together.setdefault((joined(cited), how, day), []).append(name)
        return tuple(Voice(tuple(names), cited, how, day) for (cited, how, day), names in together.items())

    @property
    def sources(self) -> Sources:
        """Return the sources that were cited, by number."""
        return Sources(tuple(_reference(number, source) for number, source in enumerate(self._sources, 1)))


def short_name(claim: Claim) -> str:
    """Return what a claimant is called on a line."""
    return (claim.claimant.short or claim.claimant.label).removeprefix("the ")


def joined(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return citations with one for each source, which has all the paragraphs."""
    by_source: dict[int, Citation] = {}
    for citation in citations:
        known = by_source.get(citation.number)
        paragraphs = {*citation.paragraphs, *(known.paragraphs if known else ())}
        by_source[citation.number] = Citation(citation.number, tuple(sorted(paragraphs)), citation.weak)
    return tuple(by_source.values())


def _reference(number: int, source: Source) -> Reference:
    # A title in brackets was translated or made up by who collected it, as librarians write it.
    ours = source.label.startswith("[") and source.label.endswith("]")
    return Reference(
        number=number,
        publisher=source.publisher or "",
        date=date_words(source.date) if source.date else "",
        title=source.label[1:-1] if ours else source.label,
        side=source.side_words or "",
        weak=source.weak,
        url=source.url or "",
        ours=ours,
        id=source.id,
    )
