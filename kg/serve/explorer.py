"""The pages of the explorer: those of the site, made when they are asked for, and what only a server can answer."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

from markupsafe import Markup
from msgspec.structs import replace
from pyoxigraph import Literal, NamedNode

from kg.answers.answer import Answer
from kg.errors import InputError, NotFoundError
from kg.export.style import read_style
from kg.graph import KnowledgeGraph
from kg.lookup.questions import question as named_question
from kg.lookup.search import Matches, matches
from kg.lookup.words import words_said
from kg.model.names import latin_key, search_key
from kg.model.records import EntityRef, Json, Relation
from kg.model.standing import standing_of
from kg.model.verbaliser import date_words, words
from kg.serve.editor import Graphs, editor_parts
from kg.serve.files import answer_of, downloads, exports
from kg.serve.questions import ASKABLE, options_of, session_of
from kg.serve.results import MOST_NODES, Box, Listed, Outcome, Term, sentence
from kg.session.session import Session
from kg.session.statements import entity_refs
from kg.store import named_query
from kg.terms import local_name
from kg.view.document import Block, Document, Sources
from kg.view.together import Together, sheets
from kg.web import addresses
from kg.web.addresses import HOME, Address, Link
from kg.web.fragment import Face
from kg.web.index import today
from kg.web.pages import Pages, templates

# More lines of an answer are no page, nor more names.
_LINES: Final = 400
_NAMES: Final = 50
# The options of a question that its form shows; the others it keeps.
_SHOWN: Final = ("as-of", "since", "until", "layer")


class Explorer(Pages):
    """The pages of one graph, live; ``notice`` is told on each of them.

    ``at`` is the address of the one that is made.
    """

    live = True

    def __init__(self, graph: KnowledgeGraph, policy: str) -> None:
        super().__init__(graph, policy)
        self.graph = graph
        self.notice = self.at = ""

    def warm(self) -> None:
        """Find out what all pages share, and read their templates."""
        index, made = self.index, templates()
        _ = (
            index.relations,
            index.atlas.spots,
            index.sources,
            index.disputes_of,
            index.opponents,
            index.digest,
            index.questions,
            index.timeline.document,
            [made.get_template(name) for name in made.list_templates()],
        )
        self.page(Address("home"), link)

    def asides(self, address: Address) -> dict[str, Any]:
        """Return what stands beside a page."""
        day = today()
        stamp = {"at": self.at, "day": date_words(day), "iso_day": day}
        return {"tools": self._tools(address), "notice": self.notice, **stamp}

    def drawn_at(self, address: Address, link: Link) -> str:
        """Return where the picture of a page is."""
        one, _, other = address.name.partition("/")
        return _at("download/svg", q=f"perspective {one} --versus {other}")

    def _tools(self, address: Address) -> list[tuple[str, str]]:
        """Return in which other forms a page is there: its answer in each of the formats, or the graph around it."""
        name, _, more = address.name.partition("/")
        other = more.partition("/")[0]
        if address.kind == HOME:
            return exports()
        if address.kind == "entity" and other not in addresses.PARTS:
            return [*downloads(f"relations {name}"), *exports(focus=name)]
        if address.kind == "source":
            name = local_name(self.index.sources[Address("source", name)][0].id)
        asked = {
            "disputes": "disputes",
            "entity": f"{other} {name}",
            "map": "entities",
            "names": "entities",
            "question": f"ask {name}",
            "source": f"relations --source {name}",
            "sources": "sources",
            "tie": f"relations {name} {other}",
            "timeline": "timeline",
            "told": f"perspective {name} --versus {more}" if more else f"perspective {name}",
        }.get(address.kind, "")
        if not asked or (address.kind == "told" and not name):
            return []
        return [*downloads(asked), *(exports(q=asked) if asked.startswith("relations") else [])]

    def asked(self, text: str) -> tuple[int, str]:
        """Return the page that answers a question in words, or the form to ask one, with its status of HTTP."""
        if not text.strip():
            return 200, self._form("", "")
        try:
            session = session_of(self.graph, text, self.index.policy)
            answer = answer_of(session)
            document = answer.document if answer.found else Document("", ())
        except InputError as error:
            return 400, self._form(text, str(error))
        except NotFoundError as error:
            return 404, self._form(text, str(error))
        said = session.question.text()
        shown = _relations(answer)
        face = self._face(link, shown, session.question.whom)
        together = Together()
        own = [block for block in document.blocks if not isinstance(block, Sources)]
        paper = sheets(own, _LINES)
        return 200, self._render(
            "asked",
            Address("ask", said),
            link,
            title=document.title or said,
            text=said,
            form=self._fields(session),
            verbs=ASKABLE,
            legend=document.legend,
            close=document.close,
            nothing=answer.nothing,
            remarks=answer.remarks,
            blocks=_html(face, together.blocks(document, paper[0])),
            whole=len(paper) == 1,
            sources=_html(face, [together.sources]),
            graph=_at("graph", q=said) if any(isinstance(r.object, EntityRef) for r in shown) else "",
            tools=_all_forms(said, answer),
        )

    def graph_page(self, text: str) -> str:
        """Return the page that draws the ties of an answer, with the same ties as a table below."""
        session = session_of(self.graph, text, self.index.policy)
        answer = answer_of(session)
        said = session.question.text()
        whole, years, year = self._years(session, answer)
        drawn = self.drawn(answer)
        layers = sorted({edge["layer"] for edge in drawn["edges"]})
        return self._render(
            "graph",
            Address("graph", said),
            link,
            title=answer.document.title or said,
            text=said,
            drawn=drawn,
            layers=[(name, self.index.style.stroke(name).label) for name in layers],
            data=_at("graph.json", q=said),
            asked=_at("ask", q=said),
            whole=whole,
            years=years,
            year=year,
            tools=_all_forms(said, answer),
        )

    def _years(self, session: Session, answer: Answer) -> tuple[str, tuple[int, int] | None, int | None]:
        """Return a question at no date, the first and the last year of its ties, and the year that is asked about.

        There are no years where the question is not about a day, or its ties have no dates.
        """
        question = session.question
        filters = question.filters
        if filters.since or filters.until:
            return question.text(), None, None
        always = replace(question, filters=replace(filters, as_of=None))
        if filters.as_of:
            answer = answer_of(self.graph.session(always))
        dates = [
            date
            for tie in _relations(answer)
            for date in (tie.on, tie.from_, tie.until, tie.not_before, tie.not_after)
            if date
        ]
        years = sorted(int(match[0]) for date in dates if (match := re.match(r"-?\d{4}", date)))
        year = int(filters.as_of[:4]) if filters.as_of else None
        return always.text(), (years[0], years[-1]) if years and years[0] < years[-1] else None, year

    def drawn(self, answer: Answer) -> Json:
        """Return the ties of an answer as nodes and edges, at most ``MOST_NODES`` nodes, those of most ties."""
        style = read_style(self.graph.store)
        ties = [relation for relation in _relations(answer) if isinstance(relation.object, EntityRef)]
        degree: Counter[str] = Counter()
        ends: dict[str, EntityRef] = {}
        for tie in ties:
            for end in (tie.subject, tie.object):
                assert isinstance(end, EntityRef)
                degree[end.id] += 1
                ends[end.id] = end
        kept = {iri for iri, _ in sorted(degree.items(), key=lambda item: (-item[1], item[0]))[:MOST_NODES]}
        nodes = [
            {
                "id": local_name(iri),
                "label": ends[iri].short or ends[iri].label,
                "kind": words(ends[iri].type).lower(),
                "shape": style.box(ends[iri].type).shape,
                "fill": style.box(ends[iri].type).fill,
                "border": style.box(ends[iri].type).border,
                "at": link(addresses.entity(iri)),
            }
            for iri in sorted(kept)
        ]
        edges = [
            {
                "source": local_name(tie.subject.id),
                "target": local_name(tie.object.id),
                "label": tie.type.label,
                "layer": tie.type.layer,
                "colour": style.stroke(tie.type.layer).colour,
                "dash": style.stroke(tie.type.layer).dash,
                "standing": standing_of(tie),
                "mutual": tie.type.symmetric,
                "at": link(addresses.relation(tie)),
            }
            for tie in ties
            if isinstance(tie.object, EntityRef) and tie.subject.id in kept and tie.object.id in kept
        ]
        return {
            "nodes": nodes,
            "edges": edges,
            "all": len(degree),
            "ties": len(ties),
            "said": sentence(len(nodes), len(degree), len(edges), len(ties)),
        }

    def suggested(self, text: str, most: int) -> list[Listed]:
        """Return so many names that may be meant by what somebody has typed so far, those that begin so first."""
        if not search_key(text):
            return []
        begun = latin_key(text)

        def order(one: Listed) -> tuple[bool, int]:
            label, _, also, ties, _ = one
            return not any(latin_key(name).startswith(begun) for name in (label, also)), -ties

        return sorted(self._listed(matches(self.graph.store, text, _NAMES)), key=order)[:most]

    def _listed(self, fitting: Matches) -> list[Listed]:
        return [
            (
                one.entity.label,
                words(one.entity.type).lower(),
                one.name if one.name != one.entity.label else "",
                self.index.ties.get(one.entity.id, 0),
                link(addresses.entity(one.entity.id)),
            )
            for one in fitting.read
        ]

    def matches_page(self, text: str) -> str:
        """Return the page of what a name may mean."""
        fitting = matches(self.graph.store, text, _NAMES) if text.strip() else Matches([], 0)
        listed = self._listed(fitting)
        guessed = bool(fitting.read) and all(one.how == "guess" for one in fitting.read)
        return self._render(
            "matches",
            Address("search"),
            link,
            title=f"“{text}”" if text.strip() else "Find a name",
            text=text,
            listed=listed,
            guessed=guessed,
            said=0 if fitting.read and not guessed else len(words_said(self.graph.store, text)),
            at_said=_at("ask", q=f"search {shlex.quote(text)}"),
            left=fitting.total - len(fitting.read),
            tools=downloads(f"search {shlex.quote(text)}") if text.strip() else [],
        )

    def editor(
        self,
        text: str,
        outcome: Outcome | None,
        view: str = "",
        problem: str = "",
        graphs: Graphs = (),
        notes: Sequence[str] = (),
    ) -> str:
        """Return the page on which SPARQL is written, with what the query has brought and what is to be said of it."""
        return self._render(
            "editor",
            Address("sparql"),
            link,
            prefixes=sorted(self.graph.dossier.names.prefixes.items()),
            examples=[(one.title, _at("sparql", example=one.name)) for one in self.index.questions.values()],
            **editor_parts(self, text, outcome, view, problem, graphs, notes),
        )

    def example(self, name: str) -> str:
        """Return the SPARQL of a question of the catalogue, asked with the examples of the dossier."""
        asked = named_question(name, self.graph.dossier)
        given = {p.name: p.example for p in asked.parameters if p.required and p.example}
        return self.graph.sparql(name, **given)

    def cell(self, term: object) -> tuple[str, str]:
        """Return a term of a result as it is read, and where it has a page, or nothing."""
        names = self.graph.dossier.names
        if isinstance(term, Literal):
            return (f"{term.value}@{term.language}" if term.language else term.value), ""
        if not isinstance(term, NamedNode):
            return ("" if term is None else str(term)), ""
        text = names.compact(term.value)
        if term.value.startswith(names.entity):
            return text, link(addresses.entity(term.value))
        if term.value.startswith(names.source):
            return text, link(addresses.source(term.value))
        return text, ""

    def is_thing(self, term: Term) -> bool:
        """Say whether a graph draws a term as a node: an entity is."""
        return isinstance(term, NamedNode) and term.value.startswith(self.graph.dossier.names.entity)

    def boxes(self, iris: Iterable[str]) -> Mapping[str, Box]:
        """Return how entities look in a graph."""
        style = self.index.style
        return {
            one.id: Box(
                one.short or one.label,
                words(one.type).lower(),
                style.box(one.type).shape,
                style.box(one.type).fill,
                style.box(one.type).border,
                link(addresses.entity(one.id)),
            )
            for one in entity_refs(self.graph.store, iris).values()
        }

    def terms(self) -> list[str]:
        """Return the names that a query is likely to hold: kinds, relation types and other properties."""
        rows = self.graph.store.select(named_query("likely_terms"))
        compact = self.graph.dossier.names.compact
        return sorted({compact(row["term"].value) for row in rows} - {""})

    def atlas(self) -> str:
        """Return the data of the map that moves."""
        return self.index.atlas.script(link)

    def problem(self, status: int, reason: str) -> str:
        """Return the page that says why there is no answer."""
        titles = {400: "This cannot be asked so", 404: "There is no such page", 503: "This took too much"}
        return self._render(
            "problem", Address("problem"), link, title=titles.get(status, "No answer"), reason=reason, status=status
        )

    def _form(self, text: str, problem: str) -> str:
        return self._render(
            "ask",
            Address("ask"),
            link,
            title="Ask",
            text=text,
            problem=problem,
            form=self._fields(None),
            verbs=ASKABLE,
            questions=[(one.title, link(at)) for at, one in self.index.questions.items()],
        )

    def _fields(self, session: Session | None) -> dict[str, Any]:
        """Return what the form of filters holds: the question's own values, and what there is to choose from."""
        layers = sorted((name, stroke.label) for name, stroke in read_style(self.graph.store).layers.items())
        asked = session.question if session is not None else None
        filters = asked.filters if asked is not None else None
        given = options_of(asked) if asked is not None else []
        chosen = [value for name, value in given if name == "layer"]
        return {
            "verb": asked.verb if asked is not None else "relations",
            "names": [local_name(whom.id) for whom in asked.whom] if asked is not None else [],
            "words": list(asked.words) if asked is not None else [],
            "layers": layers,
            "layer": chosen[:1],
            "as_of": (filters and filters.as_of) or "",
            "since": (filters and filters.since) or "",
            "until": (filters and filters.until) or "",
            "others": [
                *((name, value) for name, value in given if name not in _SHOWN),
                *(("layer", value) for value in chosen[1:]),
            ],
        }


def _html(face: Face, blocks: Iterable[Block]) -> Markup:
    return Markup(face.blocks(blocks))  # the face escapes every text in it


def link(target: Address) -> str:
    """Return where the server has a page."""
    if target.kind == "file":
        return f"/static/{target.name}"
    part = f"#{target.part}" if target.part else ""
    path = "" if target.kind == "home" else "/".join(filter(None, (target.kind, quote(target.name))))
    return f"/{path}{part}"


def _at(path: str, **fields: str) -> str:
    return f"/{path}?{urlencode(fields)}"


def _all_forms(text: str, answer: Answer) -> list[tuple[str, str]]:
    """Return in which forms an answer is there, its ties in each format of export too, each with its address."""
    return [*downloads(text, answer), *(exports(q=text) if answer.relations else [])]


def _relations(answer: Answer) -> Sequence[Relation]:
    """Return the ties that an answer lists."""
    records = answer.relations or answer.records
    return [one for one in records if isinstance(one, Relation)] if isinstance(records, Sequence) else []
