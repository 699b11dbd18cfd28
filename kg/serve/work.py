"""What a process does that answers: one job at a time, within bounds, and reaching nothing but its own graph."""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, BinaryIO, Final, cast

from pyoxigraph import QueryResultsFormat, QueryTriples, Triple, serialize

from kg.errors import DataError, InputError, KgError, NotFoundError
from kg.export.xml import XmlBytes, check_predicates
from kg.lookup.unknown import unknown_terms
from kg.serve import content, files
from kg.serve.dataset import DEFAULT, NAMED, NotHereError, graph_of
from kg.serve.explorer import link
from kg.serve.frames import Frame
from kg.serve.limits import Bounds
from kg.serve.questions import session_of
from kg.serve.results import outcome
from kg.serve.served import Served
from kg.serve.things import Things
from kg.serve.updates import check_update
from kg.store.formats import RDF_FORMATS
from kg.store.sparql import FORMS, form, is_update
from kg.validation.broken import told
from kg.web.addresses import Address

_RESULTS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_PREFIXED: Final = ("ttl", "trig", "rdf", "jsonld")
_CHUNK: Final = 1 << 16
_SUGGESTED: Final = 8
# An answer up to this size is handed over whole, a longer one as an open file.
_SHORT: Final = 1 << 18
# Of a header many clients take no more than 8 KB.
_NOTE: Final = 2_000

Said = tuple[dict[str, Any], bytes, int]


class TooLong(Exception):
    """The answer has grown over its bound."""


class Refused(Exception):
    """A job is refused with a status of HTTP other than 400."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Sink(io.RawIOBase):
    """Where an answer is written: held here while it is short, then in a file; raises TooLong past the bound."""

    def __init__(self, most: int, file: io.FileIO) -> None:
        self._most = most
        self._held = io.BytesIO()
        self._file = file
        self.size = 0

    def writable(self) -> bool:
        """Say that this can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Write a piece."""
        size = len(data)
        if self.size + size > self._most:
            raise TooLong
        if self.size <= _SHORT < self.size + size:
            self._file.write(self._held.getvalue())
        (self._file if self.size + size > _SHORT else self._held).write(data)
        self.size += size
        return size

    @property
    def in_file(self) -> bool:
        """Say whether the answer is in the file."""
        return self.size > _SHORT

    def held(self) -> bytes:
        """Return a short answer."""
        return self._held.getvalue()


class Worker:
    """Answers jobs on a graph that is served; each is a head that says ``do``, and a body."""

    def __init__(self, served: Served, bounds: Bounds) -> None:
        self._served = served
        self._bounds = bounds
        self._file = _new_file()
        self._jobs: dict[str, Callable[[dict[str, Any], bytes, Sink], dict[str, Any]]] = {
            "query": self._query,
            "update": self._update,
            "graph": self._graph,
            "description": self._description,
            "warm": self._warm,
            "page": self._page,
            "thing": self._thing,
            "ask": self._ask,
            "graph-page": self._graph_page,
            "drawn": self._drawn,
            "search": self._search,
            "suggest": self._suggest,
            "editor": self._editor,
            "terms": self._terms,
            "atlas": self._atlas,
            "sheet": self._sheet,
            "api": self._api,
            "download": self._download,
            "export": self._export,
            "problem": self._problem,
            "validate": self._validate,
        }

    def do(self, asked: Frame) -> Said:
        """Do a job, and return what to say of it, the answer, and the open file of a long one or -1."""
        sink = Sink(self._bounds.answer, self._file)
        head = asked.head
        if "notice" in head:
            face = self._served.face()
            face.notice, face.at = head["notice"], head.get("at", "")
        try:
            said = {"status": 200, **self._jobs[head["do"]](head, asked.body, sink)}
            if not self._served.is_current():
                return self._refused(503, "the graph has changed on its server meanwhile: ask again", stale=True)
        except TooLong:
            size = f"{self._bounds.answer >> 20} MB"
            return self._refused(
                503, f"the answer is longer than the {size} it may have: ask for less, such as by LIMIT"
            )
        except Refused as error:
            return self._refused(error.status, str(error))
        except NotFoundError as error:
            return self._refused(404, str(error))
        except DataError as error:
            return self._refused(502 if self._served.is_remote else 400, str(error))
        except KgError as error:
            return self._refused(400, str(error))
        except MemoryError:
            os.abort()  # as the engine ends where it gets no memory
        except Exception as error:
            return self._refused(500, told(error, self._served.check))
        except BaseException as error:  # a panic of the engine is no Exception
            words = str(error).splitlines()[:1] or [type(error).__name__]
            return self._refused(500, f"this cannot be answered: {words[0]}")
        if not sink.in_file:
            return said, sink.held(), -1
        said["length"] = sink.size
        file, self._file = self._file, _new_file()
        self._given = file  # open until the next answer, by when this one has been handed over
        return said, b"", file.fileno()

    def close(self) -> None:
        """Close the file in which long answers are written."""
        self._file.close()

    def _refused(self, status: int, reason: str, *, stale: bool = False) -> Said:
        self._file.seek(0)
        self._file.truncate()
        return {"status": status, "reason": reason, "stale": stale}, b"", -1

    def _query(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        text = body.decode()
        if is_update(text):
            raise InputError("this would change the graph: only SELECT, ASK, CONSTRUCT and DESCRIBE are answered here")
        what = form(text)
        if what not in FORMS and not text.strip():
            raise InputError("the query is empty")
        graph = what in ("CONSTRUCT", "DESCRIBE")
        offers = content.GRAPHS if graph else content.RESULTS
        named = head.get("form", "")
        chosen = named if named in offers else _chosen(head["accept"], offers)
        with self._alone():
            answer = self._served.dataset.query(text, head.get("default"), head.get("named"))
            if isinstance(answer, QueryTriples):
                self._write_graph(answer, chosen, sink)
            elif chosen == "xml":
                with io.BufferedWriter(XmlBytes(cast(BinaryIO, sink)), _CHUNK) as buffer:
                    answer.serialize(buffer, format=_RESULTS[chosen])
            else:
                answer.serialize(cast(BinaryIO, sink), format=_RESULTS[chosen])
        said = _file(offers[chosen][0], f"result.{chosen}") if named == chosen else _typed(chosen, offers)
        notes = "; ".join(self._notes(text)).encode("ascii", "backslashreplace").decode()  # as a header has to be
        notes = notes if len(notes) <= _NOTE else f"{notes[:_NOTE]} ..."
        return {**said, "headers": {**said.get("headers", {}), content.NOTE: notes}} if notes else said

    def _notes(self, text: str) -> list[str]:
        """Return which names in a query nothing has, in words; of files that are served as they are none is ours."""
        graph = self._served.graph
        return [] if graph is None else unknown_terms(graph.store, text)

    def _graph(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        """Write a graph of the dataset: the one that ``graph`` names, or the default graph."""
        chosen = _chosen(head["accept"], content.GRAPHS)
        dataset = self._served.dataset
        try:
            graph = graph_of(dataset, head["graph"]) if head["graph"] else None
        except NotHereError as error:
            raise Refused(404, str(error)) from error
        self._write_graph(dataset.triples(graph), chosen, sink)
        return _typed(chosen, content.GRAPHS)

    def _description(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        from kg.serve.description import DESCRIBED, description

        chosen = _chosen(head["accept"], content.GRAPHS)
        self._write_graph(description(self._served, head["address"]), chosen, sink, DESCRIBED)
        return _typed(chosen, content.GRAPHS)

    def _update(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        text = check_update(body.decode(), self._served.dataset.prefixes, head["using"], head["using_named"])
        with self._alone():
            self._served.update(text)
        return {"status": 204, "changed": True, "about": self._served.about()}

    def _warm(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        """Find out what all pages share, so that the copies of this process know it."""
        self._served.face().warm()
        return {"status": 204, "changed": True, "about": self._served.about()}

    def _page(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        return _html(sink, self._served.face().page(Address(head["kind"], head["name"]), link))

    def _thing(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        face = self._served.face()
        if not isinstance(face, Things):
            raise NotFoundError("there is nothing at /thing")
        return _html(sink, face.thing(head["iri"]))

    def _ask(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        status, page = self._served.explorer().asked(head["q"])
        return _html(sink, page) | {"status": status, "page": True}

    def _graph_page(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        return _html(sink, self._served.explorer().graph_page(head["q"]))

    def _drawn(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        explorer = self._served.explorer()
        answer = files.answer_of(session_of(explorer.graph, head["q"], explorer.index.policy))
        return _json(sink, explorer.drawn(answer))

    def _search(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        return _html(sink, self._served.face().matches_page(head["q"]))

    def _suggest(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        listed = self._served.face().suggested(head["q"], _SUGGESTED)
        names = [{"label": label, "kind": kind, "also": also, "at": at} for label, kind, also, _, at in listed]
        return _json(sink, {"names": names})

    def _editor(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        """Return the page on which SPARQL is written, with what the query has brought or why it could not."""
        face = self._served.face()
        text = face.example(head["example"]) if head["example"] else body.decode()
        default, named = head.get("default"), head.get("named")
        graphs = [(DEFAULT, graph) for graph in default or ()] + [(NAMED, graph) for graph in named or ()]
        if not text.strip() or head["example"]:
            return _html(sink, face.editor(text, None, graphs=graphs))
        try:
            with self._alone():
                result = outcome(self._served.dataset.query(text, default, named), face)
            return _html(sink, face.editor(text, result, head["view"], graphs=graphs, notes=self._notes(text)))
        except DataError:
            raise
        except KgError as error:
            page = face.editor(text, None, problem=str(error), graphs=graphs)
            return _html(sink, page) | {"status": 400, "page": True}

    def _terms(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        return _json(sink, self._served.face().terms())

    def _atlas(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        sink.write(self._served.explorer().atlas().encode())
        return {"type": content.header("text/javascript")}

    def _sheet(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        sink.write(self._served.face().sheet().encode())
        return {"type": content.header("text/css")}

    def _api(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        explorer = self._served.explorer()
        session = session_of(explorer.graph, head["q"], explorer.index.policy)
        return _json(sink, files.as_json(session, files.answer_of(session)))

    def _download(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        explorer = self._served.explorer()
        session = session_of(explorer.graph, head["q"], explorer.index.policy)
        type_ = files.write_as(explorer.graph, files.answer_of(session), head["format"], cast(BinaryIO, sink))
        return _file(type_, f"{session.question.verb}.{head['format']}")

    def _export(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        explorer = self._served.explorer()
        asked = session_of(explorer.graph, head["q"], explorer.index.policy) if head["q"] else None
        of = None if asked is None else files.answer_of(asked)
        type_ = files.export(explorer.graph, head["format"], head["focus"], of, cast(BinaryIO, sink))
        return _file(type_, f"graph.{head['format']}")

    def _problem(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        """Return the page that says why there is no answer."""
        page = self._served.face().problem(head["status"], head["reason"])
        return _html(sink, page) | {"status": head["status"], "page": True}

    def _validate(self, head: dict[str, Any], body: bytes, sink: Sink) -> dict[str, Any]:
        """Say in lines what is wrong in the data that are served."""
        from kg.validation import validate

        root = self._served.root
        findings = [" ".join(str(one).split()) for one in validate((root,) if root is not None else ())]
        return _json(sink, findings)

    def _alone(self) -> AbstractContextManager[None]:
        """Let a query reach nothing while it runs, where the graph is in memory; other graphs have to be reached."""
        return _reaching_nothing() if self._served.dataset.in_memory else nullcontext()

    def _write_graph(
        self, triples: Iterable[Triple], format_: str, sink: Sink, names: Mapping[str, str] | None = None
    ) -> None:
        prefixes = dict(names or self._served.dataset.prefixes) if format_ in _PREFIXED else None
        if format_ != "rdf":
            serialize(triples, cast(BinaryIO, sink), format=RDF_FORMATS[format_], prefixes=prefixes)
            return
        with io.BufferedWriter(XmlBytes(cast(BinaryIO, sink)), _CHUNK) as buffer:
            serialize(check_predicates(triples), buffer, format=RDF_FORMATS[format_], prefixes=prefixes)


def _chosen(accept: str, offers: Mapping[str, tuple[str, ...]]) -> str:
    chosen = content.choose(accept, offers)
    if chosen is None:
        there = ", ".join(types[0] for types in offers.values())
        raise Refused(406, f"this answer cannot be written as {accept[:200]}; it can as: {there}")
    return chosen


def _typed(chosen: str, offers: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {"type": content.header(offers[chosen][0])}


def _html(sink: Sink, page: str) -> dict[str, Any]:
    sink.write(page.encode())
    return {"type": content.header(content.HTML)}


def _json(sink: Sink, records: object) -> dict[str, Any]:
    sink.write(json.dumps(records, ensure_ascii=False).encode())
    return {"type": content.JSON}


def _file(type_: str, name: str) -> dict[str, Any]:
    return {"type": content.header(type_), "headers": {"content-disposition": f'attachment; filename="{name}"'}}


def _new_file() -> io.FileIO:
    return tempfile.TemporaryFile(buffering=0, prefix="kg-serve-")


@contextmanager
def _reaching_nothing() -> Iterator[None]:
    """Let nothing be opened for a while, no file and no connection: whatever a query says, the engine cannot."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
