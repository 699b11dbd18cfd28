"""Loading a SPARQL server: a store is made here and sent there in pieces, and then counts from one update on."""

import hashlib
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

from kg import __version__
from kg.errors import DataError
from kg.store.building import Told
from kg.store.bulk import Load, load, open_store
from kg.store.dialect import KINDS, broader_kinds
from kg.store.origin import rules_digest
from kg.store.remote import Server, State, read_state, state_update
from kg.store.renewal import Judge
from kg.store.scratch import scratch

_CHUNK: Final = 1_000
_LONGEST: Final = 400_000


def upload(address: str, what: Load, judge: Judge, told: Told) -> tuple[State, bool]:
    """Load files onto a server; return what is there then, and whether anything had changed.

    What was there counts until all has arrived. Raises DataError where the server does not take it.
    """
    server = Server(address)
    try:
        return _uploaded(server, what, judge, told)
    finally:
        server.close()


def _uploaded(server: Server, what: Load, judge: Judge, told: Told) -> tuple[State, bool]:
    before = read_state(server)
    stamps = what.stamps()
    said = "\0".join(sorted(f"{name}\0{stamp.digest}" for name, stamp in stamps.items()))
    made_by = f"{__version__}{rules_digest(what.dossier)}"
    digest = hashlib.sha256(f"{what.datasets}{said}\0{made_by}".encode()).hexdigest()
    if before is not None and before.digest == digest and before.layout == State().layout:
        return before, False
    with scratch("karabakh-kg-load-") as folder:
        load(folder / "store", what, judge, told)
        store, manifest = open_store(folder / "store", what.dossier)
        state = State(
            base=what.dossier.names.base,
            title=what.dossier.title,
            datasets=what.datasets,
            graph=f"{what.dossier.names.base}graph/{time.time_ns():x}",
            derived=(*manifest.derived, KINDS),
            graphs=tuple(graph[1:-1] for graph in manifest.graphs if not graph.startswith("_:")),
            triples=manifest.triples,
            digest=digest,
        )
        try:
            for graph in state.graphs:
                server.update(f"CLEAR SILENT GRAPH <{graph}>")
            total = len(store.engine)
            _send(server, _placed(store.engine, state, what.dossier.names.policy), told, total)
            kinds = ((state.beside(KINDS), f"{triple} .") for triple in broader_kinds(store.engine))
            _send(server, kinds, lambda *_: None, 0)
            server.update(state_update(state))
        except DataError:
            _drop(server, state)
            raise
    if before is not None:
        _drop(server, before)
    if read_state(server) != state:
        raise DataError(
            f"{server.address}: the server took the update and does not show it: it may not keep what is written"
        )
    return state, True


def _drop(server: Server, state: State) -> None:
    """Remove the graphs of a generation that does not count, as far as the server lets us."""
    for graph in (state.graph, *map(state.beside, state.derived)):
        try:
            server.update(f"DROP SILENT GRAPH <{graph}>")
        except DataError:
            return


def _placed(quads: Iterable[Quad], state: State, policy: str) -> Iterator[tuple[str, str]]:
    """Yield each triple with the graph on the server in which it stands."""
    for quad in quads:
        graph = quad.graph_name
        if isinstance(graph, BlankNode):
            continue  # nobody can ask for it by name; its triples are in the one graph too
        if isinstance(graph, DefaultGraph):
            target = state.graph
        elif graph.value.startswith(policy):
            target = state.beside(graph.value.removeprefix(policy))
        else:
            target = graph.value
        yield target, f"{_term(quad.subject)} {quad.predicate} {_term(quad.object)} ."


def _term(node: object) -> str:
    """Return a term as updates write it; a blank node gets a name, since it may stand in several of them."""
    return f"<urn:kg:blank:{node.value}>" if isinstance(node, BlankNode) else str(node)


def _send(server: Server, placed: Iterator[tuple[str, str]], told: Told, total: int) -> None:
    done = 0
    while piece := list(islice(placed, _CHUNK)):
        graphs: dict[str, list[str]] = {}
        for graph, triple in piece:
            graphs.setdefault(graph, []).append(triple)
        for graph, triples in graphs.items():
            for lines in _short(triples):
                server.update(f"INSERT DATA {{ GRAPH {NamedNode(graph)} {{\n{lines}\n}} }}")
        done += len(piece)
        told("send", done, total)


def _short(lines: list[str]) -> Iterator[str]:
    """Yield lines in pieces that are not too long for a server."""
    piece: list[str] = []
    size = 0
    for line in lines:
        if piece and size + len(line) > _LONGEST:
            yield "\n".join(piece)
            piece, size = [], 0
        piece.append(line)
        size += len(line) + 1
    if piece:
        yield "\n".join(piece)
