"""On whose authority the graph stands, and whether a reader's own copy is the one that was cited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from kg.answers import remarks
from kg.answers.answer import Answer
from kg.answers.listing import ALL, BETWEEN, count, first, more, names
from kg.lookup.relations import relations, undated
from kg.lookup.sources import SourceSummary, Support, source_summary
from kg.lookup.verification import Verification, verify
from kg.model.records import EntityRef, Source
from kg.model.verbaliser import date_words
from kg.session.session import Session
from kg.terms import local_name
from kg.view.commands import typed, unbroken
from kg.view.document import Block, Document, Prose, Row, Rows, Table, words
from kg.view.telling import told

_MOST: Final = 10
_SILENT: Final = 6
_UNKNOWN: Final = "unknown"


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return who supports how much: of all, or of what an entity has to do with."""
    asked = session.question
    entity, long = asked.one, bool(asked.option("long"))
    all_of_it = entity is None and not asked.filters
    summary = source_summary(session.store, None if all_of_it else {relation.id for relation in relations(session)})
    said = remarks.left_out(undated(session))
    return Answer(
        records=summary,
        kind="source-summary",
        compose=lambda: _document(summary, entity, long=long, whole=whole),
        remarks=tuple(said),
        nothing="" if summary.relations else "no claim passes the filters",
    )


def _document(summary: SourceSummary, entity: EntityRef | None, *, long: bool, whole: bool) -> Document:
    publishers = _publishers(summary.sources)
    claims = count(sum(support.claims for support in summary.sources), "claim")
    about = f"{entity.label}: " if entity is not None else ""
    of = f"{count(len(summary.sources), 'source')} of {count(len(publishers), 'publisher')}"
    return Document(
        f"{about}{claims} from {of}",
        (
            _sources(summary.sources, whole=whole)
            if entity is not None or long
            else _published(publishers, whole=whole),
            _claimants(summary.claimants, long=long, whole=whole),
            _ground(summary, whole=whole),
        ),
        close=(_hint(entity, summary, publishers),),
    )


def _hint(entity: EntityRef | None, summary: SourceSummary, publishers: Sequence[_Publisher]) -> str:
    if entity is not None:
        return f"what they say: {unbroken(f'relations {typed(entity)} --long')}"
    source = local_name(publishers[0].sources[0].id)
    return (
        f"of one name: {unbroken('sources NAME')} · what one says: {unbroken(f'relations --source {source}')} · "
        "each source: --long --all"
    )


class _Publisher(Struct):
    """What one publisher's sources support."""

    name: str
    sources: list[Source] = field(default_factory=list)
    affirms: int = 0
    denies: int = 0
    sides: Counter[str] = field(default_factory=Counter)

    @property
    def claims(self) -> int:
        return self.affirms + self.denies

    def add(self, source: Source, support: Support) -> None:
        self.sources.append(source)
        self.affirms += sum(support.affirms.values())
        self.denies += sum(support.denies.values())
        self.sides[support.side_label or support.side or _UNKNOWN] += 1


def _publishers(supports: Iterable[Support]) -> list[_Publisher]:
    """Return the publishers of sources, those of most claims first; a source that names none stands for itself."""
    publishers: dict[str, _Publisher] = {}
    for support in supports:
        source = support.who
        assert isinstance(source, Source)
        name = source.publisher or source.label
        publishers.setdefault(name, _Publisher(name)).add(source, support)
    return sorted(publishers.values(), key=lambda one: (-one.claims, one.name))


def _published(publishers: Sequence[_Publisher], *, whole: bool) -> Table:
    shown = first(publishers, _MOST, whole=whole)
    rows = tuple(
        (one.name, str(len(one.sources)), str(one.affirms), str(one.denies), ", ".join(one.sides)) for one in shown
    )
    rest = sum(one.claims for one in publishers[len(shown) :])
    left = more(len(publishers), len(shown), "publisher", f"{ALL} ({count(rest, 'claim')})")
    columns = ("publisher", "sources", "affirms", "denies", "side")
    return Table(columns, rows, "WHO PUBLISHES", left)


def _sources(supports: Sequence[Support], *, whole: bool) -> Table:
    shown = first(supports, _MOST, whole=whole)
    rows = tuple((_cited(s.who), _sum(s.affirms), _sum(s.denies), _side(s)) for s in shown)
    columns = ("source", "affirms", "denies", "side")
    return Table(columns, rows, "WHERE IT STANDS", more(len(supports), len(shown), "source"))


def _cited(source: Source | EntityRef) -> str:
    """Return a source as it is cited: publisher, date, title."""
    if not isinstance(source, Source):
        return source.label
    title = source.label.removeprefix("[").removesuffix("]") if source.label.startswith("[") else source.label
    date = date_words(source.date) if source.date else "no date"
    return f"{source.publisher}, {date}: {title}" if source.publisher else f"{title}, {date}"


def _claimants(supports: Sequence[Support], *, long: bool, whole: bool) -> Table:
    shown = first(supports, _MOST, whole=whole)
    columns = ("claimant", "affirms", "denies", "side", *(("how",) if long else ()))
    rows = tuple(
        (s.who.label, _sum(s.affirms), _sum(s.denies), _side(s), *((_statuses(s),) if long else ())) for s in shown
    )
    return Table(columns, rows, "WHO SPEAKS", more(len(supports), len(shown), "claimant"))


def _sum(counts: Mapping[str, int]) -> str:
    return str(sum(counts.values()))


def _side(support: Support) -> str:
    weak = isinstance(support.who, Source) and support.who.weak
    return f"{support.side_label or support.side or _UNKNOWN}{', weak' if weak else ''}"


def _statuses(support: Support) -> str:
    told_ = [f"{status} {number}" for status, number in support.affirms.items()]
    return ", ".join([*told_, *(f"denied ({status}) {number}" for status, number in support.denies.items())])


def _ground(summary: SourceSummary, *, whole: bool) -> Rows:
    """Return on how much the relations rest, and who is spoken about and never heard."""
    share = f"{100 * summary.single / summary.relations:.0f} %"
    behind = BETWEEN.join(
        f"{publishers or 'none'} for {count(relations, 'tie')}" for publishers, relations in summary.publishers.items()
    )
    statuses: dict[str, Counter[str]] = {"affirmed": Counter(), "denied": Counter()}
    for support in summary.claimants:
        statuses["affirmed"].update(support.affirms)
        statuses["denied"].update(support.denies)
    rows = [
        Row(words(f"{summary.single:,} of {count(summary.relations, 'tie')} ({share})"), "rest on one source"),
        Row(words(behind), "publishers behind a tie"),
        *(
            Row(words(BETWEEN.join(f"{status} {number:,}" for status, number in counts.most_common())), stance)
            for stance, counts in statuses.items()
            if counts
        ),
    ]
    if summary.silent:
        most = len(summary.silent) if whole else _SILENT
        listed = f"{names(summary.silent, most)}{'' if len(summary.silent) <= most else f': {ALL}'}"
        rows.append(Row(words(f"{len(summary.silent)}: {listed}"), "spoken about, never heard"))
    return Rows("ON HOW MUCH IT RESTS", tuple(rows))


def verification(session: Session, copy: Path, *, mentions: bool = False) -> tuple[Answer, bool]:
    """Return how a reader's copy of a source compares with what was cited of it, and whether it has all of that."""
    result = verify(session.store, copy, mentions=mentions)
    return Answer(records=result, kind="verification", compose=lambda: _verified(result)), not result.missing


def _verified(result: Verification) -> Document:
    total = len(result.matching) + len(result.missing)
    blocks: list[Block] = []
    if result.missing:
        numbers = ", ".join(f"[{number}]" for number in result.missing)
        blocks.append(Prose((words(f"missing from the copy, or different: {numbers}"),)))
    if result.unmentioned is not None:
        number = len(result.unmentioned)
        head = f"{count(number, 'claim')} {'cites' if number == 1 else 'cite'}"
        blocks.append(
            Prose(
                (
                    words(f"{head} a paragraph that names neither end of the tie."),
                    words(
                        "That need not be wrong: a source may say this country, or the truce. Read each against its"
                        " paragraph."
                    ),
                )
            )
        )
        blocks.append(
            Rows(
                "",
                tuple(
                    Row(told(unmentioned.relation), "".join(f"[{n}]" for n in unmentioned.claim.paragraphs))
                    for unmentioned in result.unmentioned
                ),
            )
        )
    return Document(
        f"{_cited(result.source)}: {len(result.matching)} of {count(total, 'passage')} are in the copy", tuple(blocks)
    )
