"""Pages of a graph as HTML, whole without scripts: each rendered from answers, and independent of disk and server.

``Pages(graph).page(Address("entity", "NAME"), link)`` is one page; ``link`` says how addresses become links. What links
to what is what there is: who follows the links from the first page on finds them all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby, islice
from typing import Any, Final, TypeVar, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec.structs import fields, replace

import kg
from kg.answers import answer_to
from kg.answers.answer import Answer
from kg.answers.disputes import HEADINGS, accounts
from kg.answers.timeline import UNDATED_HEADING
from kg.errors import InputError, KgError, NotFoundError
from kg.export.page import vendor
from kg.export.xml import printable
from kg.graph import KnowledgeGraph
from kg.lookup.ask import Row
from kg.lookup.timeline import Entry
from kg.model.disputes import Dispute, how_to_read
from kg.model.names import latin_key, latin_letters, search_key
from kg.model.records import EntityRef, Relation
from kg.model.standing import STANDINGS, standing_of
from kg.model.verbaliser import date_words, words
from kg.question import Question
from kg.resources import folder_of, text_of
from kg.session.reading import sort_key
from kg.view.citations import Citations
from kg.view.document import MARKS, MEANINGS, Block, Document, Ledger, Prose, Rows, Sources
from kg.view.ledger import ledgers
from kg.view.size import size
from kg.view.together import Together, sheets
from kg.web import addresses
from kg.web.addresses import HOME, Address, Link
from kg.web.atlas import Atlas, Spot, degrees_of, page_of
from kg.web.data import packed
from kg.web.feed import feed
from kg.web.figure import figure
from kg.web.fragment import Face
from kg.web.front import contested, examples
from kg.web.index import Index, digest, ref
from kg.web.land import SOURCE as LAND
from kg.web.links import PageLinks

_TEMPLATES: Final = "web/templates"
# So many ties or entries stand on one page, which keeps it below 100 KB.
_SHEET: Final = 110
# So many lines of an answer stand in a step of a story.
_STEP: Final = 24
# So many names stand on a sheet of them, and so many places in the list below the map.
_NAMES: Final = 600
_PLACES: Final = 300
# With so many ties, a page leaves the timeline and the disputes of its entity to pages of their own.
_BUSY: Final = 60
# The kinds of which there is one page, which has no name.
_ALONE: Final = frozenset({HOME, "about", "changes", "disputes", "map", "questions", "sources"})
# How the line of a layer is broken, in CSS.
_DASHES: Final = {"solid": "", "dashed": ";stroke-dasharray:7 4", "dotted": ";stroke-dasharray:2 3"}

Thing = TypeVar("Thing")


class Pages:
    """The pages of one graph; ``policy`` marks how ties stand, that of the dossier where none is named.

    Pages that are ``live`` are made when they are asked for, so that they can ask in turn.
    """

    live = False
    preview: Callable[[Link], str] | None = None
    """Where the picture is that others show beside a link to a page; None where there is none."""

    def __init__(
        self,
        graph: KnowledgeGraph,
        policy: str | None = None,
        was: KnowledgeGraph | None = None,
        names: Sequence[str] | None = None,
    ) -> None:
        """Make pages of a graph; with ``was``, an older state of it, there is a page of what changed since.

        ``names`` are the languages of place names in their order, those of the dossier where none are named.
        """
        self.index = Index(graph, policy, was, names)
        self._kinds: dict[str, Callable[[Address, Link], str]] = {
            HOME: self._home,
            "about": self._about,
            "changes": self._changes,
            "dispute": self._dispute,
            "disputes": self._disputes,
            "entity": self._entity,
            "map": self._map,
            "names": self._names,
            "question": self._question,
            "questions": self._questions,
            "source": self._source,
            "sources": self._sources,
            "story": self._story,
            "tie": self._tie,
            "timeline": self._timeline,
            "told": self._told,
        }

    def page(self, address: Address, link: Link) -> str:
        """Return a page as HTML; raises NotFoundError for an address at which there is none."""
        make = self._kinds.get(address.kind)
        if make is None:
            raise NotFoundError(f"there is no page '{address.kind}'; there are: {', '.join(self._kinds)}")
        if address.name and address.kind in _ALONE:
            raise _missing(address)
        return make(address._replace(part=""), link)

    def asides(self, address: Address) -> dict[str, Any]:
        """Return what stands beside a live page: ``tools``, its other forms with their links, and a ``notice``."""
        return {"tools": [], "notice": ""}

    def sheet(self) -> str:
        """Return the style of the pages, with the line of each layer."""
        layers = sorted(self.index.style.layers.items())
        lines = [f".l-{name}{{stroke:{line.colour}{_DASHES[line.dash]}}}" for name, line in layers]
        return text_of("web", "site.css") + "\n".join(lines) + "\n"

    def files(self) -> dict[str, str]:
        """Return the texts of what the pages use, by name: style, script, and the names to search."""
        script = text_of("export/page", "names.js") + text_of("web", "take.js") + text_of("web", "site.js")
        return {
            "site.css": self.sheet(),
            "site.js": script,
            "data.js": f'kgData("{packed(self.index.graph.store, self.index.relations)}");\n',
            "feed.xml": feed(self.index.stamp, self.index.differences, addresses.relative(Address(HOME))),
            **map_files(self.index.atlas, addresses.relative(Address(HOME))),
            "names.js": f"kgNames({_json(self._spellings())},{_json(latin_letters())});\n",
        }

    def beside(self) -> Iterator[tuple[str, str]]:
        """Yield the pictures that stand beside pages, each with its path."""
        for address in self.index.opponents:
            if drawn := self._drawn(address):
                yield _picture_of(address), drawn

    def drawn_at(self, address: Address, link: Link) -> str:
        """Return where the picture of a page is."""
        return link(Address("file", _picture_of(address)))

    def _spellings(self) -> list[list[Any]]:
        """Return each entity with its names and the keys by which they are found that are not plain to see."""
        spellings = []
        for at, entity in self.index.entities.items():
            spelt = [
                [name] if (key := latin_key(name)) == search_key(name) else [name, key]
                for name in dict.fromkeys([entity.label, *entity.names])
            ]
            spelt += [[name] for name, key in [one for one in spelt if len(one) == 2]]
            spelt += [[code] for code in entity.codes.values()]
            ties = self.index.ties.get(entity.id, 0)
            spellings.append([entity.label, words(entity.type).lower(), addresses.path(at), ties, spelt])
        return spellings

    def _render(self, template: str, address: Address, link: Link, **parts: Any) -> str:
        dossier, day = self.index.graph.dossier, self.index.day
        text = (
            templates()
            .get_template(f"{template}.html")
            .render(
                address=address,
                link=lambda kind, name="", part="": link(Address(kind, name, part)),
                site=dossier.title,
                description=dossier.description,
                digest=self.index.digest,
                policy=self.index.policy,
                live=self.live,
                preview=None if self.preview is None else self.preview(link),
                version=kg.__version__,
                marks=[(standing, MARKS[standing], MEANINGS[standing]) for standing in STANDINGS],
                **{"day": date_words(day), "iso_day": day, **self.asides(address), **parts},
            )
        )
        return printable(text)

    def _home(self, address: Address, link: Link) -> str:
        index = self.index
        return self._render(
            "home",
            address,
            link,
            title=index.graph.dossier.title,
            size=size(index.relations),
            disputes=len(index.disputes),
            questions=[(told, link(at)) for told, at in examples(index)],
            contested=[(str(dispute), len(dispute.sides), link(at)) for at, dispute in contested(index)],
            parties=[(entity.label, link(at)) for at, entity in index.parties.items()],
            changed=index.was is not None,
            stories=[(story.title, story.summary, link(at)) for at, story in index.stories.items()],
        )

    def _about(self, address: Address, link: Link) -> str:
        return self._render("about", address, link, title="About these pages", size=size(self.index.relations))

    def _names(self, address: Address, link: Link) -> str:
        """Return all names by their letters, or a sheet of them."""
        every = sorted(
            self.index.entities.items(), key=lambda item: (_letter(item[1].label), search_key(item[1].label))
        )
        paper = [every[start : start + _NAMES] for start in range(0, len(every), _NAMES)] or [[]]
        number = _number(address.name, len(paper), address)
        pages = [Address("names", "" if n == 1 else str(n)) for n in range(1, len(paper) + 1)]
        where: dict[str, Address] = {}
        for page, sheet in zip(pages, paper, strict=True):
            for _, entity in sheet:
                letter = _letter(entity.label)
                where.setdefault(letter, page._replace(part=f"letter-{letter}"))
        listed = [
            (letter, [(e.label, words(e.type).lower(), self.index.ties.get(e.id, 0), link(at)) for at, e in entities])
            for letter, entities in groupby(paper[number - 1], key=lambda item: _letter(item[1].label))
        ]
        return self._render(
            "names",
            address,
            link,
            title="Names",
            letters=[(letter, link(at)) for letter, at in where.items()],
            listed=listed,
            number=number,
            sheets=[link(page) for page in pages],
        )

    def _map(self, address: Address, link: Link) -> str:
        """Return where everything lies, as a map and as a list."""
        atlas = self.index.atlas
        return self._render(
            "map",
            address,
            link,
            title="Map",
            figure=Markup(atlas.picture(link) if atlas.spots else ""),
            spots=[_spot(spot, link, here=True) for spot in islice(atlas.spots.values(), _PLACES)],
            all_spots=len(atlas.spots),
            unplaced=[(place.label, link(addresses.entity(place.id))) for place in atlas.unplaced[:_PLACES]],
            all_unplaced=len(atlas.unplaced),
            land=LAND,
        )

    def _entity(self, address: Address, link: Link) -> str:
        """Return the page of an entity, or one that continues it."""
        name, _, more = address.name.partition("/")
        page = Address("entity", name)
        entity = _thing_at(self.index.entities, page)
        one = ref(entity)
        ties = self.index.answer("relations", one)
        own = [block for block in ties.document.blocks if isinstance(block, Ledger) and block.name]
        paper = sheets(own, _SHEET)
        busy = len(ties.relations) > _BUSY
        disputes = [(at, self.index.disputes[at]) for at in self.index.disputes_of.get(entity.id, ())]
        parts: dict[str, Any] = {"title": entity.label, "kind": words(entity.type).lower(), "page": page}
        part, _, sheet = more.partition("/")
        if part in addresses.PARTS:
            if part == addresses.TIMELINE:
                when = self.index.answer("timeline", one)
                told, relations, heading = when.document, when.relations, "Timeline"
            else:
                told = _differing([dispute for _, dispute in disputes], one)
                relations, heading = _all(d.relations for _, d in disputes), "Where accounts differ"
            paper = sheets((block for block in told.blocks if not isinstance(block, Sources)), _SHEET)
            number = _number(sheet, len(paper), address)
            face, together = self._face(link, relations, [one]), Together()
            return self._sheet(
                "part",
                address,
                link,
                face,
                **parts,
                heading=heading,
                number=number,
                sheets=_sheet_links(Address("entity", f"{name}/{part}"), len(paper), link),
                blocks=_blocks(face, together.blocks(told, paper[number - 1])),
                sources=together,
            )
        number = _number(more, len(paper), address)
        first = number == 1
        card = self.index.answer("show", one).document if first else Document("", ())
        when_ = self.index.answer("timeline", one) if first and not busy else None
        shown = [dispute for _, dispute in disputes] if first and not busy else []
        relations = [*ties.relations, *(when_.relations if when_ else ()), *_all(d.relations for d in shown)]
        alone = {r.id for r in relations if addresses.relation(r).kind == "entity"} if not self._long(one.id) else set()
        face = self._face(link, relations, [one], 3, mark=lambda iri: addresses.part(iri) if iri in alone else "")
        together = Together()
        told_ = _differing(shown, one)
        return self._sheet(
            "entity",
            address,
            link,
            face,
            **parts,
            number=number,
            sheets=_sheet_links(page, len(paper), link),
            total=sum(len(block.lines) for block in own),
            busy=busy,
            has_disputes=len(disputes),
            card=_blocks(face, together.blocks(card)),
            figure=Markup(figure(one, ties.relations, link) if first else ""),
            map=self._located(one, link) if first else None,
            ties=_blocks(face, together.blocks(ties.document, paper[number - 1])),
            counts=_counts(ties.relations),
            timeline=_blocks(face, together.blocks(when_.document)) if when_ is not None and _dated(when_) else "",
            disputes=_blocks(face, together.blocks(told_)),
            how_to_read=how_to_read(shown),
            sources=together,
        )

    def _located(self, one: EntityRef, link: Link) -> dict[str, Any] | None:
        """Return where a thing lies or happened: a map, its places, and a line where no source gives coordinates."""
        atlas = self.index.atlas
        spots = atlas.of(one.id)
        if not spots:
            return {"figure": "", "spots": []} if atlas.is_place(one) else None
        picture = atlas.picture(link, spots, one.label)
        return {"figure": Markup(picture), "spots": [_spot(spot, link, here=False) for spot in spots]}

    def _tie(self, address: Address, link: Link) -> str:
        first, _, rest = address.name.partition("/")
        second, _, more = rest.partition("/")
        page = address._replace(name=f"{first}/{second}")
        ends = [ref(_thing_at(self.index.entities, Address("entity", name))) for name in (first, second)]
        one, other = sorted(ends, key=lambda end: (-self.index.ties.get(end.id, 0), end.label))
        if one == other:
            raise _missing(address)
        answer = self.index.answer("relations", one, other)
        if not answer.found:
            raise _missing(address)
        paper = sheets(answer.document.blocks[:-1], _SHEET)
        number = _number(more, len(paper), address)
        face = self._face(link, answer.relations, ends, notes=_noted(answer.relations), mark=addresses.part)
        together = Together()
        mine = {relation.id for relation in answer.relations}
        disputed = [
            (str(self.index.disputes[at]), link(at))
            for at in self.index.disputes_of.get(one.id, ())
            if mine & {relation.id for relation in self.index.disputes[at].relations}
        ]
        return self._sheet(
            "tie",
            address,
            link,
            face,
            title=f"{one.label} and {other.label}",
            ends=[(end.label, link(addresses.entity(end.id))) for end in (one, other)],
            legend=answer.document.legend if len(answer.relations) > 1 else (),
            number=number,
            sheets=_sheet_links(page, len(paper), link),
            ties=_blocks(face, together.blocks(answer.document, paper[number - 1])),
            counts=_counts(answer.relations),
            disputes=disputed,
            sources=together,
        )

    def _face(
        self,
        link: Link,
        relations: Iterable[Relation],
        entities: Iterable[EntityRef] = (),
        level: int = 2,
        *,
        notes: Container[str] = (),
        mark: Callable[[str], str] | None = None,
    ) -> Face:
        """Return how blocks look that are about these relations and entities, each of which links to its page."""
        links = PageLinks(link, relations, entities, long=self._long)
        layers = {name: stroke.label for name, stroke in self.index.style.layers.items()}
        return Face("", links, level, notes=notes, mark=mark, layers=layers)

    def _long(self, entity: str) -> bool:
        """Say whether the ties of an entity stand, or may stand, on several pages."""
        return self.index.ties.get(entity, 0) > _SHEET // 2

    def _source(self, address: Address, link: Link) -> str:
        name, _, more = address.name.partition("/")
        page = Address("source", name)
        source, relations = _thing_at(self.index.sources, page)
        listing = _listing(relations)
        paper = sheets(listing.blocks[:-1], _SHEET)
        number = _number(more, len(paper), address)
        face = self._face(link, relations, level=2)
        together = Together()
        claims = [claim for r in relations for claim in r.claims if claim.source.id == source.id]
        return self._sheet(
            "source",
            address,
            link,
            face,
            title=source.label.strip("[]") if source.label.startswith("[") else source.label,
            source=source,
            date=date_words(source.date) if source.date else "no date",
            claims=len(claims),
            claimants=sorted({(c.claimant.label, link(addresses.entity(c.claimant.id))) for c in claims}),
            number=number,
            page=page,
            sheets=_sheet_links(page, len(paper), link),
            total=len(relations),
            ties=_blocks(face, together.blocks(listing, paper[number - 1])),
            sources=together,
        )

    def _sources(self, address: Address, link: Link) -> str:
        by_side: dict[str, list[tuple[str, ...]]] = {}
        for at, (source, relations) in self.index.sources.items():
            row = (
                source.publisher or "",
                date_words(source.date) if source.date else "no date",
                source.label.strip("[]"),
                str(len(relations)),
                "weak" if source.weak else "",
                link(at),
            )
            by_side.setdefault(source.side_words or "side unknown", []).append(row)
        listed = [(side, sorted(rows, key=lambda row: search_key(row[0]))) for side, rows in sorted(by_side.items())]
        return self._render("sources", address, link, title="Sources", sides=listed)

    def _changes(self, address: Address, link: Link) -> str:
        """Return what differs from an older state; raises NotFoundError where none is known."""
        changed = self.index.changed
        if changed is None or self.index.was is None:
            raise _missing(address)
        document = changed.document if changed.found else Document("", ())
        relations = [one.thing for one in self.index.differences if isinstance(one.thing, Relation)]
        # What is gone has no page to lead to.
        there = [relation for relation in relations if relation.id in {known.id for known in self.index.relations}]
        paper, together = sheets(document.blocks[:-1], _SHEET), Together()
        face = self._face(link, there)
        return self._sheet(
            "changes",
            address,
            link,
            face,
            title="What changed",
            since=digest(self.index.was.store),
            told=document.title or "Nothing changed",
            changes=_blocks(face, together.blocks(document, paper[0])),
            sources=together,
        )

    def _disputes(self, address: Address, link: Link) -> str:
        kinds: dict[str, list[tuple[str, str, str]]] = {}
        for at, dispute in self.index.disputes.items():
            names = list(dict.fromkeys(str(side) for side in dispute.sides))
            kinds.setdefault(HEADINGS[dispute.kind], []).append((str(dispute), " – ".join(names), link(at)))
        return self._render("disputes", address, link, title="Where accounts differ", kinds=list(kinds.items()))

    def _dispute(self, address: Address, link: Link) -> str:
        dispute: Dispute = _thing_at(self.index.disputes, address)
        told = _differing([dispute])
        face = self._face(link, dispute.relations, level=2)
        together = Together()
        title = str(dispute)
        ends = {e.id: e for r in dispute.relations for e in (r.subject, r.object) if isinstance(e, EntityRef)}
        return self._sheet(
            "dispute",
            address,
            link,
            face,
            title=f"{title[:1].upper()}{title[1:]}",
            kind=HEADINGS[dispute.kind],
            rule=dispute.rule,
            how_to_read=how_to_read([dispute]),
            accounts=_blocks(
                face, [replace(block, heading="") for block in together.blocks(told) if isinstance(block, Rows)]
            ),
            ends=[(end.label, link(addresses.entity(end.id))) for end in ends.values()][:12],
            sources=together,
        )

    def _questions(self, address: Address, link: Link) -> str:
        listed = [(one.title, one.description, link(at)) for at, one in self.index.questions.items()]
        return self._render("questions", address, link, title="Questions", questions=listed)

    def _question(self, address: Address, link: Link) -> str:
        asked = _thing_at(self.index.questions, address)
        given, answer = self._answered(asked)
        rows = cast(Sequence[Row], answer.records) if answer is not None else ()
        document = answer.document if answer is not None and answer.found else Document("", ())
        paper = sheets(document.blocks[:-1], _SHEET)
        face = self._face(link, _all(row.relations for row in rows), level=2)
        together = Together()
        shown = sum(len(block.rows) for block in paper[0] if isinstance(block, Rows))
        return self._sheet(
            "question",
            address,
            link,
            face,
            title=asked.title,
            asked=asked,
            given=given,
            nothing="" if answer is None else answer.nothing,
            answers=len(rows),
            more=len(paper) > 1,
            shown=shown,
            answer=_blocks(face, together.blocks(document, paper[0])),
            sources=together,
        )

    def _answered(self, asked: Any) -> tuple[list[tuple[str, str]], Answer | None]:
        """Return the answer of a named question, asked with the examples of the dossier where it needs names."""
        from kg.answers.asking import ask

        needed = [parameter for parameter in asked.parameters if parameter.required]
        given = [(parameter.name, parameter.example) for parameter in needed]
        names = {p.name: p.example for p in needed if p.kind == "entity"}
        others = {p.name: p.example for p in needed if p.kind != "entity"}
        try:
            session, _ = ask(
                self.index.graph, "ask", words=(asked.name,), policy=self.index.policy, options=others, entities=names
            )
            return given, answer_to(session, whole=True)
        except KgError:
            return given, None  # the dossier gives no example of a name that the question needs

    def _story(self, address: Address, link: Link) -> str:
        story = _thing_at(self.index.stories, address)
        answers = [answer_to(self.index.session.ask(**_parts(asked)), whole=True) for _, asked in story.steps]
        face = self._face(link, [*_all(answer.relations for answer in answers)], level=3)
        together, steps = Together(), []
        for (says, asked), answer in zip(story.steps, answers, strict=True):
            document = answer.document if answer.found else Document("", (Prose((((answer.nothing, ""),),)),))
            paper = sheets((block for block in document.blocks if not isinstance(block, Sources)), _STEP)
            told = _blocks(face, together.blocks(document, paper[0]))
            steps.append((says, asked.text(), told, len(paper) > 1))
        return self._sheet(
            "story", address, link, face, title=story.title, summary=story.summary, steps=steps, sources=together
        )

    def _told(self, address: Address, link: Link) -> str:
        """Return how a party tells it, alone or beside another one."""
        if not address.name:
            sides = self.index.graph.dossier.sides
            listed = [
                (entity.label, self.index.side_of.get(entity.id, ""), link(at))
                for at, entity in self.index.parties.items()
            ]
            pairs = [(f"{a.label} and {b.label}", link(at)) for at, (a, b) in self.index.opponents.items()]
            told = [
                (side.label or name, side.definition, [(label, at) for label, of, at in listed if of == name])
                for name, side in sides.items()
            ]
            return self._render("told", address, link, title="As told by", sides=told, pairs=pairs)
        parts: dict[str, Any] = {}
        if address in self.index.opponents:
            one, other = self.index.opponents[address]
            answer = self.index.answer("perspective", one, options=(("versus", other),))
            parts["title"] = f"As told by {one.label} and by {other.label}"
        else:
            one = _thing_at(self.index.parties, address)
            answer = self.index.answer("perspective", one)
            parts["title"] = f"As told by {one.label}"
        together = Together()
        face = self._face(link, answer.relations, [one], level=2)
        return self._sheet(
            "party",
            address,
            link,
            face,
            **parts,
            legend=answer.document.legend,
            blocks=_blocks(face, together.blocks(answer.document)),
            picture=self.drawn_at(address, link) if self._drawn(address) else "",
            sources=together,
        )

    def _drawn(self, address: Address) -> str:
        """Return two accounts as a picture, nothing where neither ties two names or one is told alone."""
        if address not in self.index.opponents:
            return ""
        one, other = self.index.opponents[address]
        try:
            drawn, _ = self.index.answer("perspective", one, options=(("versus", other),)).drawings["svg"]()
        except InputError:
            return ""
        return cast(str, drawn)

    def _timeline(self, address: Address, link: Link) -> str:
        answer = self.index.timeline
        document = answer.document if answer.found else Document("", ())
        paper = sheets(document.blocks[:-1], _SHEET)
        number = _number(address.name, len(paper), address)
        face = self._face(link, self.index.relations, level=2)
        together = Together()
        headings = [[block.heading for block in sheet if hasattr(block, "heading")] for sheet in paper]
        return self._sheet(
            "timeline",
            address,
            link,
            face,
            title="Timeline" if number == 1 else f"Timeline: {_span(headings[number - 1])}",
            number=number,
            sheets=[
                (_span(names), link(Address("timeline", "" if n == 1 else str(n))))
                for n, names in enumerate(headings, 1)
                if names
            ],
            entries=_blocks(face, together.blocks(document, paper[number - 1])),
            sources=together,
        )

    def _sheet(
        self, template: str, address: Address, link: Link, face: Face, *, sources: Together, **parts: Any
    ) -> str:
        """Return a page that ends with its sources."""
        return self._render(template, address, link, **parts, sources=_blocks(face, [sources.sources]))


def _span(headings: Sequence[str]) -> str:
    """Return what a sheet of the timeline covers, by the headings of its years."""
    years = [heading for heading in headings if heading != UNDATED_HEADING]
    parts = [" to ".join(dict.fromkeys((years[0], years[-1])))] if years else []
    parts += ["without a date"] if len(years) < len(headings) else []
    return ", and ".join(parts)


def _picture_of(address: Address) -> str:
    return f"{address.kind}/{address.name}.svg"


def map_files(atlas: Atlas, link: Link) -> dict[str, str]:
    """Return the texts of what a map uses that moves, by name; none where nothing has coordinates."""
    if not atlas.spots:
        return {}
    used = vendor.scripts("map")
    shown = {script.name: script.text for script in used if not script.name.endswith(".json")}
    licences = {script.licence_name: script.licence_text for script in used if script.name in shown}
    return {**shown, **licences, "map.js": text_of("web", "map.js"), "atlas.js": atlas.script(link)}


def _spot(spot: Spot, link: Link, *, here: bool) -> dict[str, Any]:
    """Return a place as a row: its names, its coordinates by whom and in which source, and what is there."""
    points = [
        (
            degrees_of(point),
            *max((MARKS[r.standing], r.standing) for r in point.relations),
            [
                (claim.claimant.label, claim.source.label.strip("[]"), link(addresses.source(claim.source.id)))
                for claim in point.claims
            ],
        )
        for point in spot.points
    ]
    there = {thing.id: (thing.label, link(addresses.entity(thing.id))) for thing, _ in spot.here} if here else {}
    return {
        "name": spot.name,
        "label": spot.place.label,
        "at": link(page_of(spot)),
        "points": points,
        "here": list(there.values()),
    }


def _noted(relations: Iterable[Relation]) -> set[str]:
    """Return the relations of which a claim says more than its line: a note, or when it was said."""
    return {r.id for r in relations if any(claim.note or claim.said_on for claim in r.claims)}


def _sheet_links(page: Address, number: int, link: Link) -> list[str]:
    """Return the links to the sheets of a page, of which the first has its own address."""
    return [link(page if n == 1 else page._replace(name=f"{page.name}/{n}")) for n in range(1, number + 1)]


def _parts(asked: Question) -> dict[str, Any]:
    """Return the parts of a question by name."""
    return {field.name: getattr(asked, field.name) for field in fields(asked)}


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _listing(relations: Iterable[Relation]) -> Document:
    citations = Citations()
    blocks = ledgers(sorted(relations, key=sort_key), citations)
    return Document("", (*blocks, citations.sources))


def _differing(disputes: Iterable[Dispute], entity: EntityRef | None = None) -> Document:
    """Return disputes with all accounts of each."""
    citations = Citations()
    blocks = tuple(accounts(dispute, citations, entity) for dispute in disputes)
    return Document("", (*blocks, citations.sources))


def _blocks(face: Face, blocks: Iterable[Block]) -> Markup:
    return Markup(face.blocks(blocks))  # the face escapes every text in it


def _all(groups: Iterable[Sequence[Relation]]) -> list[Relation]:
    return list({relation.id: relation for group in groups for relation in group}.values())


def _counts(relations: Iterable[Relation]) -> str:
    """Return how many relations stand how."""
    standings = list(map(standing_of, relations))
    told = [f"{MARKS[name]} {standings.count(name)} {MEANINGS[name]}" for name in STANDINGS if name in standings]
    return " · ".join(told)


def _letter(name: str) -> str:
    """Return under which letter a name stands."""
    first = search_key(name)[:1].upper()
    return first if first.isascii() and first.isalpha() else "…"


def _dated(when: Answer) -> bool:
    """Say whether a timeline tells more than the ties do: several dates, or an event with its parts."""
    entries = cast(Sequence[Entry], when.records)
    return sum(bool(entry.period) for entry in entries) > 1 or any(entry.event and entry.period for entry in entries)


def _number(name: str, sheets_: int, address: Address) -> int:
    """Return the number of a sheet; raises NotFoundError for one that is not there."""
    if not name:
        return 1
    if name.isdecimal() and 2 <= int(name) <= sheets_:
        return int(name)
    raise _missing(address)


def _thing_at(things: Mapping[Address, Thing], address: Address) -> Thing:
    try:
        return things[address]
    except KeyError:
        raise _missing(address) from None


def _missing(address: Address) -> NotFoundError:
    return NotFoundError(f"there is no page {address.kind}/{address.name}")


@cache
def templates() -> Environment:
    """Return the templates of pages; all text in them is escaped."""
    environment = Environment(
        loader=FileSystemLoader(folder_of(_TEMPLATES)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment
