"""The graph as one party tells it, and where two parties differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from kg.answers import remarks
from kg.answers.answer import Answer, marked
from kg.lookup.perspective import Lists, Perspective, difference, perspective
from kg.model.dates import UNDATED
from kg.model.filters import Filters
from kg.model.records import EntityRef
from kg.model.table import RELATION_COLUMNS, relation_rows
from kg.session.session import Session
from kg.view.citations import Citations
from kg.view.document import Document
from kg.view.ledger import closing, ledger
from kg.view.log import log_line

_HEADINGS: Final = {
    "says": "{a} affirms",
    "denies": "{a} denies",
    "only_a": "Only {a} says",
    "only_b": "Only {b} says",
    "both": "Both say",
    "denied": "One says and the other denies",
    "accusations": "Each accuses the other",
}
# So many relations of each list are shown unless all are asked for; fewer where there are five lists.
_FEW: Final = 30
_FEWER: Final = 10


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return what a party affirms and denies, or how far two parties say the same."""
    asked = session.question
    filters, policy, versus = asked.filters, asked.policy, asked.option("versus")
    parties = [*asked.whom, *([versus] if versus else [])]
    views, lists = _views(session.ask(filters=replace(filters, undated=True)))
    said = remarks.family(session)
    shown: Lists = {name: tuple(r for r in of if filters.undated or r.holds != UNDATED) for name, of in lists.items()}
    left_out = {r.id for of in lists.values() for r in of} - {r.id for of in shown.values() for r in of}
    said += remarks.left_out(len(left_out))
    silent = next((v.party for v in views if not v.speakers and _is_silent(session, v)), None)
    few = None if whole else _FEWER if versus else _FEW
    return Answer(
        records=shown,
        kind="difference" if versus else "perspective",
        compose=lambda: _document(
            views, shown, policy, few, "nothing that passes the filters" if filters else "nothing"
        ),
        remarks=tuple(said),
        nothing=_nothing(parties, silent) if silent is not None or not any(shown.values()) else "",
        basis=marked(policy),
        columns=("list", *RELATION_COLUMNS),
        rows=lambda: _rows(shown),
        lines=lambda: (log_line(r, name.replace("_", " ")) for name, of in shown.items() for r in of),
        relations=[relation for of in shown.values() for relation in of],
        drawings={"svg": lambda: (_picture(session, views, shown), ())} if versus else {},
    )


def _picture(session: Session, views: Sequence[Perspective], lists: Lists) -> str:
    """Draw two accounts in the same places, with the list of what differs."""
    from kg.export import caption
    from kg.export.pictures import accounts
    from kg.export.style import read_style

    kept = {relation.id for of in lists.values() for relation in of}
    a, b = (
        accounts.Account(view.party, [r for r in view.says if r.id in kept], [r for r in view.denies if r.id in kept])
        for view in views
    )
    names = {"a": views[0].party.label, "b": views[1].party.label}
    differing = {_HEADINGS[name].format(**names): lists[name] for name in ("denied", "accusations")}
    untold = {_HEADINGS[name].format(**names): len(lists[name]) for name in ("only_a", "only_b")}
    about = [
        f"Each name stands once; what {names['a']} tells is on the left, what {names['b']} tells on the right",
        ", ".join(f"{heading}: {count}" for heading, count in untold.items()),
        *filter(None, map(_through, views)),
        *caption.chosen_by(session.question.filters),
    ]
    both = frozenset(relation.id for relation in lists["both"])
    every = {relation.id: relation for of in lists.values() for relation in of}
    notes = [f"From {caption.sources(session.store, every.values())}."]
    return accounts.picture((a, b), both, differing, read_style(session.store), about, notes)


def _views(session: Session) -> tuple[list[Perspective], Lists]:
    if session.question.option("versus") is None:
        view = perspective(session)
        return [view], view.lists
    differences = difference(session)
    return [differences.a, differences.b], differences.lists


def _is_silent(session: Session, view: Perspective) -> bool:
    """Say whether a party, of which nothing passes the filters, claims nothing whatever is asked."""
    if not session.question.filters:
        return True
    return not perspective(session.ask(whom=(view.party,), filters=Filters(), options=())).speakers


def _nothing(parties: Sequence[EntityRef], silent: EntityRef | None) -> str:
    if silent is not None:
        return f"{silent.label} claims nothing in the data, neither itself nor through those who speak for it"
    return f"nothing that {' or '.join(party.label for party in parties)} claims passes the filters"


def _rows(lists: Lists) -> Iterator[dict[str, object]]:
    for name, relations in lists.items():
        for row in relation_rows(relations):
            yield {"list": name} | row


def _document(views: Sequence[Perspective], lists: Lists, policy: str, few: int | None, nothing: str) -> Document:
    citations = Citations()
    names = dict(zip("ab", (view.party.label for view in views), strict=False))
    blocks = [
        ledger(f"{_HEADINGS[name].format(**names)}: {len(of) or nothing}", of, citations, few=few, name=name)
        for name, of in lists.items()
    ]
    relations = {relation.id: relation for of in lists.values() for relation in of}
    return Document(
        title="The account of " + " beside that of ".join(names.values()),
        blocks=(*blocks, citations.sources),
        legend=tuple(filter(None, map(_through, views))),
        close=closing(blocks, relations.values(), policy),
    )


def _through(view: Perspective) -> str:
    voices = ["itself" if speaker == view.party else speaker.label for speaker in view.speakers]
    return f"{view.party.label} speaks here through {', '.join(voices)}." if voices and voices != ["itself"] else ""
