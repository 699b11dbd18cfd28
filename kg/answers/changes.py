"""What began, happened and ended between two dates."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from msgspec.structs import replace

from kg.answers import remarks
from kg.answers.answer import Answer, marked
from kg.lookup.changes import Change, changes
from kg.lookup.relations import undated
from kg.model.dates import Span, parse_date
from kg.model.table import RELATION_COLUMNS, relation_rows
from kg.model.verbaliser import at_words, date_words
from kg.session.session import Session
from kg.view.citations import Citations
from kg.view.document import Document, Ledger
from kg.view.ledger import closing, ledger
from kg.view.log import log_line

# So many of each heading are listed unless all are asked for.
_FEW = 14
# What has one bound only is listed if that lies no more years from the span.
_YEARS = 3
_YEAR_DAYS = 365.25


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return what began, happened and ended between two years, months or days."""
    asked = session.question
    since, until = asked.words
    days = Span.of(*map(parse_date, asked.words))
    listed = changes(session)
    span = f"from {date_words(since)} until {date_words(until)}" if since != until else at_words(since)
    return Answer(
        records=listed,
        kind="change",
        compose=lambda: _document(listed, days, span, asked.policy, whole=whole),
        remarks=tuple(remarks.left_out(undated(session))),
        nothing="" if listed else f"nothing is known to have begun or ended {span}",
        basis=marked(asked.policy),
        columns=("change", "certainty", *RELATION_COLUMNS),
        rows=lambda: (
            {"change": change.change, "certainty": change.certainty} | row
            for change in listed
            for row in relation_rows([change.relation])
        ),
        lines=lambda: (log_line(change.relation, change.words) for change in listed),
        relations=[change.relation for change in listed],
    )


def _document(listed: Sequence[Change], days: Span, span: str, policy: str, *, whole: bool) -> Document:
    citations = Citations()
    blocks = [
        _block(words.upper(), list(group), days, citations, whole=whole)
        for words, group in groupby(listed, key=lambda change: change.words)
    ]
    relations = {change.relation.id: change.relation for change in listed}
    return Document(
        title=f"{len(listed)} {'change' if len(listed) == 1 else 'changes'} {span}",
        blocks=(*blocks, citations.sources),
        close=closing(blocks, relations.values(), policy),
    )


def _block(heading: str, group: Sequence[Change], days: Span, citations: Citations, *, whole: bool) -> Ledger:
    """Return changes under their heading; those of which the only bound is years away are counted."""
    near = [change for change in group if whole or change.days_away(days) <= _YEARS * _YEAR_DAYS]
    few = None if whole else _FEW
    block = ledger(heading, [change.relation for change in near], citations, few=few, in_order=True)
    far, cut = len(group) - len(near), len(near) - len(block.lines)
    if not far:
        return block
    away = f"more than {_YEARS} years away: --all"
    told = f"and {far + cut} more, {far} of them {away}" if cut else f"and {far} more, {away}"
    return replace(block, more=told if block.lines else told.removeprefix("and "), total=len(group))
