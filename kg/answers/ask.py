"""The catalogue of named questions, and what answers one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, cast

from msgspec.structs import replace

from kg.answers import remarks
from kg.answers.answer import Answer, marked
from kg.answers.listing import count, first, more
from kg.lookup.ask import Cell, ask, columns_of, left_out
from kg.lookup.ask import Row as AnswerRow
from kg.lookup.questions import Question, Value, question, questions, quoted
from kg.model.dates import Period, is_date
from kg.model.records import EntityRef, Relation, RelationType
from kg.model.standing import standing_of
from kg.model.verbaliser import date_words, number, order, period_words, sentence
from kg.model.verbaliser import words as spaced
from kg.policy import policy as find_policy
from kg.session.session import Session
from kg.terms import local_name
from kg.view.citations import Citations
from kg.view.commands import command, unbroken
from kg.view.document import Document, Piece, Row, Rows, Words, plain, words
from kg.view.ledger import counts
from kg.view.telling import NBSP, voiced_row

_PREMISES: Final = ("relations", "claimants", "statuses", "paragraphs")
# A row may sum up a whole layer; so many of the relations under it are shown, and so many rows.
_SHOWN: Final = 4
_MOST: Final = 20
_TIE: Final = "tie"
_HEDGE: Final = "hedge"
_CELL: Final = "…"  # where a cell stands in the words of its column
_UP_TO: Final = "up_to"
# What the sentence of a relation has in other words than a cell.
_DATE: Final = "date"
_DATES: Final = ("on", "from", "until")
_OWN_WORDS: Final = ("unit", "phase", *_DATES)
# What a row may well be without.
_NEVER_MISSED: Final = frozenset({_UP_TO, "unit", "phase", "attested_on"})
# The column that stands before each row as its label, under a heading of its words.
_OUTCOME: Final = "outcome"
# So many of the first cells have to be told by one relation, where relations tell a row without a line above them.
_OF_FIRST: Final = 2
_RUN_ON: Final = (_TIE, "of", _HEDGE, "number", _UP_TO, "unit")
_GIVEN: Final = re.compile(r"\{([a-z-]+)\}")
_CAMEL_CASE: Final = re.compile(r"[a-z]+(?:[A-Z][a-z]*)+")


def catalogue() -> Answer:
    """Return the named questions."""
    asked = questions()
    return Answer(records=asked, kind="question", compose=lambda: _catalogue(asked))


def _catalogue(asked: Sequence[Question]) -> Document:
    rows = tuple(Row(words(one.title, (_required(one), "aside")), one.name) for one in asked)
    close = (
        f"ask one: {unbroken('ask NAME')}, with what it needs, in brackets · "
        f"all that it takes: {unbroken('ask NAME --help')}",
    )
    return Document(count(len(asked), "question"), (Rows("", rows),), close=close)


def _required(asked: Question) -> str:
    """Return what has to be typed with the name of a question."""
    needed = " ".join(f"--{p.name} {quoted(p.example)}" for p in asked.parameters if p.required)
    return f" ({needed})" if needed else ""


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return what answers a named question, each row with the relations on which it rests."""
    (name,), filters, policy = session.question.words, session.filters, session.question.policy
    store, mentioned = session.store, session.mentioned
    asked = question(name, store.dossier)
    values = cast(dict[str, Value | None], dict(session.question.options))
    find_policy(policy)
    undated = filters.undated or bool(values.get("undated"))
    answers = ask(store, asked, values, policy, filters=replace(filters, undated=True), mentioned=mentioned)
    rows = [row for row in answers if undated or not filters.spans or not row.undated]
    without = left_out(store, asked, values, policy, mentioned=mentioned) + len(answers) - len(rows)
    said = remarks.left_out(without, what="answer")
    columns = tuple(rows[0].answer) if rows else columns_of(store, asked, values, policy, mentioned=mentioned)
    passing = ", in what passes the filters" if filters else ""
    given = _named({p.name: p.default for p in asked.parameters if p.default} | values)
    said_of = ", ".join(f"{name.replace('-', ' ')} {value}" for name, value in given.items())
    told = f" ({said_of})" if given else ""
    return Answer(
        records=rows,
        kind="row",
        compose=lambda: _document(rows, f"{asked.title}{told}", _wording(asked, given), policy, whole=whole),
        remarks=(*said, *remarks.speaking(session, (relation for row in rows for relation in row.relations))),
        nothing="" if rows else f"not stated: {asked.title}{told}{passing}{_elsewhere(values)}",
        basis=marked(policy),
        columns=_columns(rows, columns),
        rows=lambda: map(_cells, rows),
    )


def _elsewhere(values: Mapping[str, Value | None]) -> str:
    """Return where else to look for the names about which a question finds nothing."""
    named = [value for value in values.values() if isinstance(value, EntityRef)]
    asked = " · ".join(command(f"relations {local_name(entity.id)}") for entity in named)
    return f"; what is said of {' and '.join(entity.label for entity in named)}: {asked}" if named else ""


def _named(values: Mapping[str, Value | None]) -> dict[str, Value]:
    """Return the parameters that were given or stand by default, entities by their labels."""
    return {name: value if isinstance(value, int) else _words(value) for name, value in values.items() if value}


def _wording(asked: Question, given: Mapping[str, Value]) -> dict[str, str]:
    """Return the words of columns, those that name a parameter with who was given for it."""
    return {
        column: _GIVEN.sub(lambda name: str(given.get(name[1], name[1])), words_) for column, words_ in asked.columns
    }


def _document(
    answers: Sequence[AnswerRow], title: str, wording: Mapping[str, str], policy: str, *, whole: bool
) -> Document:
    citations = Citations()
    empty = {name for name in answers[0].answer if all(row.answer[name] is None for row in answers)}
    shown = first(answers, _MOST, whole=whole)
    rows = tuple(dict.fromkeys(row for one in shown for row in _row(one, empty, wording, citations, whole=whole)))
    relations = {relation.id: relation for one in answers for relation in one.relations}
    missing = _missing(empty)
    # A date that the columns have no word for, such as a last day, stands in the words of the tie.
    if empty.issuperset(_DATES) and not any(relation.period for relation in relations.values()):
        missing.append("dates")
    heading = wording.get(_OUTCOME, "").upper()
    return Document(
        f"{title}: {count(len(answers), 'answer')}",
        (Rows(heading, rows, more(len(answers), len(shown), "answer")), citations.sources),
        close=(
            *((f"not stated in any row: {', '.join(missing)}",) if missing else ()),
            counts(map(standing_of, relations.values()), policy),
        ),
    )


def _missing(empty: set[str]) -> list[str]:
    """Return what no row states, in words: a single number needs no second, and a tie in force no phase."""
    return [_heading(name) for name in sorted(empty - _NEVER_MISSED - {*_DATES}) if not name.startswith(_HEDGE)]


def _row(
    answered: AnswerRow, empty: set[str], wording: Mapping[str, str], citations: Citations, *, whole: bool
) -> list[Row]:
    """Return a row of an answer, with the relations on which it rests; one that is its relation stands for both."""
    if label := answered.answer.get(_OUTCOME):
        cells = {name: cell for name, cell in answered.answer.items() if name != _OUTCOME}
        head, *rest = _row(replace(answered, answer=cells), empty, wording, citations, whole=whole)
        return [replace(head, label=str(label)), *rest]
    behind = [voiced_row(relation, citations) for relation in first(answered.relations, _SHOWN, whole=whole)]
    symbols = {relation.unit: relation.unit_symbol for relation in answered.relations if relation.unit_symbol}
    cells = {name: symbols.get(cell, cell) if isinstance(cell, str) else cell for name, cell in answered.answer.items()}
    headline = _headline({name: cell for name, cell in cells.items() if name not in empty}, wording)
    if [plain(headline)] == [*map(sentence, answered.relations)] or _said_behind(answered, empty, behind):
        return [replace(behind[0], inside=tuple(behind[1:]))]
    if left := more(len(answered.relations), len(behind)):
        behind.append(Row(words((left, "aside"))))
    return [Row(headline, inside=tuple(behind))]


def _said_behind(answered: AnswerRow, empty: set[str], behind: Sequence[Row]) -> bool:
    """Say whether the relations behind a row tell all its cells in their own words, the first of them its first two.

    What a relation says otherwise than a cell are its unit, its phase, its dates and its hedge.
    """
    relations = answered.relations
    if not relations or len(relations) > len(behind):
        return False
    texts = [plain(row.words).replace(NBSP, " ") for row in behind]
    cells = [(name, cell) for name, cell in _hedged(answered.answer).items() if name not in empty]
    for number_, ((before, _), (name, cell)) in enumerate(pairwise([("", None), *cells])):
        if name in _OWN_WORDS or name.startswith(_HEDGE):
            continue
        if cell is None and not (name in _RUN_ON or name in _NEVER_MISSED or before == _TIE):
            return False
        among = 1 if number_ < _OF_FIRST else len(relations)
        said = zip(relations[:among], texts, strict=False)
        if cell is not None and not any(_says(answered, relation, text, cell) for relation, text in said):
            return False
    return True


def _says(answered: AnswerRow, relation: Relation, text: str, cell: EntityRef | str | float) -> bool:
    """Say whether a relation, in its words or by who claims it, tells a cell of a row."""
    claims = [claim for claim in answered.said if claim in relation.claims]
    if isinstance(cell, EntityRef):
        ends = [relation.subject, relation.object, relation.used_by, *(claim.claimant for claim in claims)]
        return any(isinstance(end, EntityRef) and end.id == cell.id for end in ends)
    if isinstance(cell, str) and any(cell in (claim.status, claim.stance) for claim in claims):
        return True
    if isinstance(cell, int | float):
        return Decimal(str(cell)) in (relation.value, relation.value_max)
    return cell in _verbs(relation.type) or _words(cell) in text


def _verbs(type_: RelationType) -> set[str | None]:
    """Return the words of a relation type, read from either end."""
    return {type_.label, type_.inverse_label, type_.plural_label, type_.plural_inverse_label}


def _headline(answer_: Mapping[str, Cell], wording: Mapping[str, str]) -> Words:
    """Return the cells of a row in a line, each in the words of its column.

    The first has none, and a tie, its object, a hedge and a number or a range run on as in a sentence.
    """
    pieces: list[Piece] = []
    follows_tie = False
    for name, cell in _dated(_hedged(answer_)).items():
        runs_on, follows_tie = name in _RUN_ON or follows_tie or wording.get(name) == _CELL, name == _TIE
        if cell is None and (runs_on or name in _NEVER_MISSED or name.startswith(_HEDGE)):
            continue
        starts = not pieces
        pieces += [] if starts else [(" " if runs_on else " · ", "")]
        before = after = ""
        if name == _UP_TO:
            before = "to "
        elif not starts and not runs_on and name != _DATE:
            before, _, after = _around(wording.get(name) or _heading(name)).partition(_CELL)
        if cell is None:
            pieces.append((f"{_heading(name)} not stated", "aside"))
        else:
            strong = starts or isinstance(cell, EntityRef)
            pieces += [(before, "aside"), (_words(cell), "name" if strong else ""), (after, "aside")]
    return tuple(piece for piece in pieces if piece[0])


def _dated(answer_: Mapping[str, Cell]) -> Mapping[str, Cell]:
    """Return the cells of a row with its dates as one cell, in words, in the place of the first of them."""
    dates = {name: str(cell) for name, cell in answer_.items() if name in _DATES and cell is not None}
    period = period_words(Period(on=dates.get("on"), from_=dates.get("from"), until=dates.get("until")))
    cells = {_DATE if name in _DATES else name: cell for name, cell in answer_.items()}
    return cells | ({_DATE: period or None} if _DATE in cells else {})


def _around(words_: str) -> str:
    """Return the words of a column with the place of its cell: behind them, where they do not say so."""
    return words_ if _CELL in words_ else f"{words_} {_CELL}"


def _hedged(answer_: Mapping[str, Cell]) -> Mapping[str, Cell]:
    """Return the cells of a row, the hedge of one number of several with its number.

    A power of ten that a source names as one is its word, without the hedge before it.
    """
    cells = dict(answer_)
    for (name, cell), (after, value) in pairwise(answer_.items()):
        if cell is None or not name.startswith(_HEDGE) or not isinstance(value, int | float):
            continue
        if ordered := order(str(cell), value):
            cells |= {name: None, after: ordered}
        elif name != _HEDGE:
            cells |= {name: None, after: f"{cell} {_words(value)}"}
    return cells


def _words(cell: EntityRef | str | float) -> str:
    if isinstance(cell, EntityRef):
        return cell.label
    if isinstance(cell, str):
        return spaced(cell) if _CAMEL_CASE.fullmatch(cell) else date_words(cell) if is_date(cell) else cell
    return number(Decimal(int(cell) if cell == int(cell) else str(cell)))


def _heading(name: str) -> str:
    return name.replace("_", " ")


def _columns(rows: Sequence[AnswerRow], names: Sequence[str]) -> tuple[str, ...]:
    columns = []
    for name in names:
        columns.append(name)
        if any(isinstance(row.answer[name], EntityRef) for row in rows):
            columns.append(f"{name}_id")
    return (*columns, *_PREMISES)


def _cells(row: AnswerRow) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name, cell in row.answer.items():
        if isinstance(cell, EntityRef):
            cells |= {name: cell.label, f"{name}_id": cell.id}
        else:
            cells[name] = cell
    return cells | {
        "relations": " ".join(relation.id for relation in row.relations),
        "claimants": " | ".join(dict.fromkeys(claim.claimant.label for claim in row.said)),
        "statuses": " | ".join(dict.fromkeys(f"{claim.stance}: {claim.status}" for claim in row.said)),
        "paragraphs": " ".join(str(n) for n in sorted({n for claim in row.said for n in claim.paragraphs})),
    }
