"""A graph on a SPARQL 1.1 server, asked over the SPARQL Protocol.

One graph on the server holds what a store on disk holds in its default graph; arrows, verdicts and the word index stand
in graphs beside it. A graph of records (``CONTROL``) says which generation of these counts, so that a load is switched
by one update. What the server answers is checked: a result that was cut is refused and never passed on.
"""

import os
import re
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)
from pyoxigraph import Store as Engine

from kg.dossier import Dossier
from kg.errors import DataError, InputError
from kg.store.base import Answer, Unmoved
from kg.store.embedded import VERDICTS, WORD_INDEX, EmbeddedStore
from kg.store.kept import LAYOUT
from kg.store.queries import named_query
from kg.store.sparql import asks_services, form

if TYPE_CHECKING:
    import httpx

CONTROL: Final = "urn:kg:store"
_STATE: Final = "urn:kg:store:state"
_NOWHERE: Final = "urn:kg:nothing"
_READS: Final = 4
# No request is waited for longer than this many seconds: a day.
_LONGEST: Final = 86_400.0
_PAUSE: Final = 0.25
_LIMITED: Final = re.compile(r"\b(LIMIT|OFFSET)\b", re.IGNORECASE)
# Some servers cut results at a round number of rows and say nothing.
_CAPS: Final = (1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000)
# What makes an answer of the engine's own kind out of triples that have come.
_ALL: Final = " ".join(("CONSTRUCT WHERE", "{ ?s ?p ?o }"))
_RESULTS: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples, text/plain;q=0.5"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
# The environment variables that say how to reach a server.
USER, PASSWORD, SCHEME, TOKEN = "KG_STORE_USER", "KG_STORE_PASSWORD", "KG_STORE_AUTH", "KG_STORE_TOKEN"
UPDATE, TIMEOUT = "KG_STORE_UPDATE", "KG_STORE_TIMEOUT"


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What is loaded on a server: the layout, the base of its names, the graph that counts and those beside it."""

    layout: int = LAYOUT
    base: str = ""
    title: str = ""
    datasets: tuple[str, ...] = ()
    graph: str = ""
    derived: tuple[str, ...] = ()
    graphs: tuple[str, ...] = ()
    triples: int = 0
    digest: str = ""

    def beside(self, name: str) -> str:
        """Return the graph of arrows, verdicts or words of this name."""
        return f"{self.graph}/{name}"


class Server:
    """A SPARQL endpoint: what is sent there, and what is made of its answers.

    ``requests`` counts what has been sent. Raises DataError, with the cure, for a server that does not answer as it
    should, and InputError for an address that is none.
    """

    def __init__(self, address: str) -> None:
        """Take an address; nothing is sent yet."""
        _check_address(address)
        self.address = address
        self.requests = 0
        self.is_virtuoso = False
        self._clients: dict[int, httpx.Client] = {}

    @property
    def update_address(self) -> str:
        """Return where updates go: as the environment says, else as servers have it beside where queries go."""
        if named := os.environ.get(UPDATE):
            _check_address(named)
            return named
        parts = urlsplit(self.address)
        path = parts.path.rstrip("/")
        if path.endswith("/query"):
            path = path.removesuffix("query") + "update"
        elif "/repositories/" in path and not path.endswith("/statements"):
            path += "/statements"
        return parts._replace(path=path).geturl()

    def query(
        self, text: str, graphs: Iterable[str] = (), named: Iterable[str] = (), accept: str = _RESULTS
    ) -> tuple[bytes, str]:
        """Ask a query of the merge of some graphs; return the body and its type. What breaks off is asked again."""
        import httpx

        form: dict[str, str | list[str]] = {"query": text, "default-graph-uri": [*graphs], "named-graph-uri": [*named]}
        for attempt in range(_READS):
            try:
                answer = self._send(self.address, form, accept)
                if answer.status_code not in (429, 502, 503, 504):
                    return self._checked(answer)
                error = DataError(f"{self.address}: the server is busy or away: {_status(answer)}")
            except httpx.TimeoutException as late:
                raise DataError(
                    f"{self.address}: no answer within {_seconds():g} s: ask for less, or set {TIMEOUT}"
                ) from late
            except (httpx.TransportError, httpx.DecodingError) as broken:
                error = self._away(broken)
                if isinstance(broken, httpx.ConnectError) and "CERTIFICATE" in str(broken).upper():
                    break
            if attempt < _READS - 1:
                time.sleep(_PAUSE * 2**attempt)
        raise error

    def update(self, text: str) -> None:
        """Send an update, once: whether one that breaks off was done cannot be known."""
        import httpx

        try:
            # Virtuoso takes updates as queries; others refuse a request that is both.
            answer = self._send(self.update_address, {"query" if self.is_virtuoso else "update": text}, "*/*")
        except httpx.TimeoutException as late:
            raise DataError(f"{self.update_address}: no answer within {_seconds():g} s: set {TIMEOUT}") from late
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise self._away(error) from error
        if not answer.is_success:
            raise self._refusal(answer, self.update_address)

    def _send(self, address: str, form: Mapping[str, str | list[str]], accept: str) -> "httpx.Response":
        self.requests += 1
        return self._client.post(address, data=form, headers={"Accept": accept})

    @property
    def _client(self) -> "httpx.Client":
        """Return the connections of this process: a copy of it (fork) has its own."""
        process = os.getpid()
        if process not in self._clients:
            self._clients[process] = _client()
        return self._clients[process]

    def close(self) -> None:
        """Close the connections of this process."""
        if (client := self._clients.pop(os.getpid(), None)) is not None:
            client.close()

    def _checked(self, answer: "httpx.Response") -> tuple[bytes, str]:
        if not answer.is_success:
            raise self._refusal(answer, self.address)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in ("text/html", "application/xhtml+xml"):
            raise DataError(f"{self.address}: answers with a page, not with results: give the address of its queries")
        self.is_virtuoso = answer.headers.get("server", "").startswith("Virtuoso")
        if cap := answer.headers.get("x-sparql-maxrows"):
            raise self._cut(cap)
        return answer.content, kind

    def _cut(self, rows: object) -> DataError:
        return DataError(
            f"{self.address}: the server cuts results at {rows} rows: let it give more, or ask for less with filters"
        )

    def rows(self, body: bytes, rest: Callable[[int], bytes] | None = None) -> QuerySolutions | QueryBoolean:
        """Return what a body says; raises DataError where it is cut off or no result.

        ``rest`` asks for what comes after so many rows: a result may have as many as a server gives by chance.
        """
        try:
            results = msgspec.json.decode(body)
            if results.get("head", {}).get("vars") == ["__ASK_RETVAL"]:  # how Virtuoso tells a truth value
                yes = results["results"]["bindings"][0]["__ASK_RETVAL"]["value"] in ("1", "true")
                results, body = {}, msgspec.json.encode({"head": {}, "boolean": yes})
            rows = len(results["results"]["bindings"]) if "results" in results else 0
            # Virtuoso tells of a cut in a header, which has been looked at.
            whole = rows not in _CAPS or self.is_virtuoso or (rest is not None and not _rows(rest(rows)))
            if not whole:
                raise self._cut(f"{rows:,}")
            return parse_query_results(_told_alike(results, body), format=QueryResultsFormat.JSON)
        except (ValueError, LookupError, TypeError, AttributeError, SyntaxError, msgspec.MsgspecError) as error:
            raise DataError(f"{self.address}: the result broke off, or is none: ask again") from error

    def _refusal(self, answer: "httpx.Response", address: str) -> DataError | InputError:
        if answer.status_code in (401, 403):
            return DataError(
                f"{address}: the server asks for a password or refuses it: set {USER} and {PASSWORD}, or {TOKEN}"
            )
        if answer.is_redirect:
            return DataError(f"{address}: the server leads elsewhere, to {answer.headers.get('location')}: give that")
        said = " ".join(answer.text[:300].split()) if "html" not in answer.headers.get("content-type", "") else ""
        return DataError(f"{address}: the server refuses: {_status(answer)}{f': {said}' if said else ''}")

    def _away(self, error: "httpx.TransportError | httpx.DecodingError") -> DataError:
        import httpx

        said = re.sub(r"\[Errno -?\d+\] ", "", " ".join(str(error).split()))
        if "CERTIFICATE" in said.upper():
            return DataError(f"{self.address}: its certificate does not fit: {said}; SSL_CERT_FILE names one to trust")
        if isinstance(error, httpx.ConnectError):
            return DataError(f"{self.address}: no server answers there: {said}")
        return DataError(f"{self.address}: the server broke off: {said or type(error).__name__}")


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InputError(f"{address}: is no address of a SPARQL server: {error}") from error
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", address):
        raise InputError(f"{address}: is no address of a SPARQL server: it begins with http:// or https://")
    if parts.username or parts.password:
        raise InputError(f"a password does not belong into an address: set {USER} and {PASSWORD} in its place")


def _client() -> "httpx.Client":
    """Return connections as the environment wants them; raises InputError where they cannot be had so."""
    import httpx

    auth, headers, timeout = _auth(), _headers(), httpx.Timeout(_seconds(), connect=min(10.0, _seconds()))
    try:
        return httpx.Client(auth=auth, timeout=timeout, headers=headers)
    except OSError as error:
        named = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR") or "the system's"
        raise InputError(f"SSL_CERT_FILE: no certificates can be read from {named}: {error.strerror}") from error
    except (ImportError, ValueError) as error:
        proxies = " or ".join(name for name in os.environ if name.upper().endswith("_PROXY"))
        raise InputError(f"the proxy that {proxies} names cannot be used: give one that begins with http://") from error


def _status(answer: "httpx.Response") -> str:
    return f"{answer.status_code} {answer.reason_phrase}".strip()


def _seconds() -> float:
    try:
        return min(max(0.1, float(os.environ.get(TIMEOUT, "120"))), _LONGEST)
    except ValueError as error:
        raise InputError(f"{TIMEOUT} is no number of seconds") from error


def _auth() -> "httpx.Auth | None":
    import httpx

    user, password = os.environ.get(USER), os.environ.get(PASSWORD, "")
    if not user:
        return None
    if (scheme := os.environ.get(SCHEME, "basic")) not in ("basic", "digest"):
        raise InputError(f"{SCHEME} is neither basic nor digest")
    return httpx.DigestAuth(user, password) if scheme == "digest" else httpx.BasicAuth(user, password)


def _headers() -> dict[str, str]:
    token = os.environ.get(TOKEN, "")
    if not re.fullmatch(r"[!-~]*", token):
        raise InputError(f"{TOKEN} has a blank or another character in it that no token has")
    return {"Authorization": f"Bearer {token}"} if token else {}


def _told_alike(results: Any, body: bytes) -> bytes:
    """Return a result in which truth values and types of literals are written as the embedded engine writes them."""
    changed = False
    for row in results.get("results", {}).get("bindings", ()):
        for term in row.values():
            if term.get("type") == "typed-literal":
                term["type"], changed = "literal", True
            if term.get("datatype") == f"{_XSD}boolean" and term["value"] in ("0", "1"):
                term["value"], changed = ("true" if term["value"] == "1" else "false"), True
            if (tag := term.get("xml:lang")) and tag != tag.lower():
                term["xml:lang"], changed = tag.lower(), True
    return msgspec.json.encode(results) if changed else body


class RemoteStore(Unmoved):
    """What ``kg load`` has put on a SPARQL server."""

    def __init__(self, address: str, dossier: Dossier) -> None:
        """Ask the server what is loaded there; raises DataError where nothing is, or by names of another base."""
        self.server = Server(address)
        self.dossier = dossier
        self.state = read_state(self.server)
        if self.state is None:
            raise DataError(f"{address}: nothing is loaded on this server; 'kg load --store {address}' does so")
        if self.state.layout != LAYOUT:
            raise DataError(f"{address}: another version of kg loaded this store: load it anew with kg load")
        if self.state.base != dossier.names.base:
            raise DataError(
                f"{address}: the names of this store begin with {self.state.base}, those of the dossier "
                f"{dossier.root} with {dossier.names.base}: give the dossier of the store with --dossier"
            )
        self._verdicts: dict[str, frozenset[str]] = {}

    @cached_property
    def _reader(self) -> EmbeddedStore:
        """Return an empty graph, which tells what is wrong with a query before it is sent."""
        return EmbeddedStore.of_stated((), self.dossier)

    @property
    def loaded(self) -> State:
        """Return what was on the server when this store was opened."""
        assert self.state is not None
        return self.state

    def is_current(self) -> bool:
        """Say whether the server still has what was there when this store was opened; raises what ``Server`` does."""
        return read_state(self.server) == self.state

    def query(self, text: str, *, arrows: str | None = None) -> Answer:
        """Run any read query; raises InputError, with line and column, for a query that cannot be run."""
        graphs = [self.loaded.graph, *([self.loaded.beside(arrows)] if arrows is not None else [])]
        return self.query_of(text, graphs, self.loaded.graphs if "graph" in text.lower() else ())

    def query_of(self, text: str, graphs: Iterable[str], named: Iterable[str] = ()) -> Answer:
        """Run any read query against the merge of some graphs, with others as named ones; raises what ``query`` does.

        What the query itself says of graphs does not count then.
        """
        if not asks_services(text):
            self._reader.query(text)
        asked, merged = self._declared(text), [*graphs]
        if self.server.is_virtuoso:
            from kg.store.dialect import KINDS, check_calls, for_virtuoso, wants_kinds

            check_calls(text, self.dossier.names.prefixes)
            asked = for_virtuoso(asked, self._pairs)
            merged += [self.loaded.beside(KINDS)] if wants_kinds(asked) else []
        # A request that names no graph at all would be one of whatever else the server holds.
        accept = _TRIPLES if form(text) in ("CONSTRUCT", "DESCRIBE") else _RESULTS
        body, kind = self.server.query(asked, merged or [_NOWHERE], named, accept)
        if "n-triples" in kind or kind == "text/plain":
            return self._graph(body)

        def rest(rows: int) -> bytes:
            return self.server.query(f"{asked}\nLIMIT 1 OFFSET {rows}", merged or [_NOWHERE], named, accept)[0]

        return self.server.rows(body, None if _LIMITED.search(text) else rest)

    def rows_of(self, text: str, graphs: Iterable[str]) -> QuerySolutions:
        """Return the rows of a SELECT query against the merge of some graphs."""
        rows = self.server.rows(self.server.query(text, graphs)[0])
        assert isinstance(rows, QuerySolutions)
        return rows

    @property
    def size(self) -> int:
        """Return how many triples were loaded, derived graphs aside."""
        return self.loaded.triples

    @property
    def is_remote(self) -> bool:
        """Say that a server answers, of which is not known how long it takes."""
        return True

    def select(self, text: str, *, arrows: str | None = None) -> QuerySolutions:
        """Run a SELECT query and return its solutions."""
        answer = self.query(text, arrows=arrows)
        if not isinstance(answer, QuerySolutions):
            raise InputError("the query is no SELECT query")
        return answer

    def has_arrows(self, policy: str) -> bool:
        """Say whether the arrows of a policy were loaded; those of each policy of the dossier are."""
        assert self.state is not None
        return policy in self.state.derived

    def write_arrows(self, policy: str, arrows: Iterable[Triple]) -> None:
        """Raise InputError: who asks does not write to a server."""
        raise InputError(f"the arrows of the policy '{policy}' are not on the server: load it anew with kg load")

    def verdicts(self, policy: str) -> frozenset[str] | None:
        """Return the relations that a policy lets through, where that was loaded."""
        assert self.state is not None
        if policy not in self._verdicts and (name := VERDICTS + policy) in self.state.derived:
            body, _ = self.server.query(named_query("passed"), [self.state.beside(name)])
            rows = self.server.rows(body)
            assert isinstance(rows, QuerySolutions)
            self._verdicts[policy] = frozenset(row["relation"].value for row in rows)
        return self._verdicts.get(policy)

    def passed(self, policy: str, relations: Iterable[str]) -> frozenset[str] | None:
        """Return those of some relations that a policy lets through, where all that pass have been asked for before."""
        known = self._verdicts.get(policy)
        return None if known is None else known.intersection(relations)

    def keep_verdicts(self, policy: str, passed: frozenset[str]) -> None:
        """Keep which relations a policy lets through, for as long as this store is open."""
        self._verdicts[policy] = passed

    def has_word_index(self) -> bool:
        """Say whether names are found by an index of their words."""
        assert self.state is not None
        return WORD_INDEX in self.state.derived

    def _declared(self, text: str) -> str:
        """Return a query with the prefixes that it uses and does not declare, in its first line."""
        prefixes = self.dossier.names.prefixes
        used = [name for name in prefixes if f"{name}:" in text and f"PREFIX {name}:" not in text]
        return "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in used) + text

    def _pairs(self, text: str) -> Iterable[tuple[str, str]]:
        return ((str(one), str(other)) for one, other in self.rows_of(text, [self.loaded.graph]))

    def _graph(self, body: bytes) -> QueryTriples:
        engine = Engine()
        try:
            engine.extend(Quad(q.subject, q.predicate, q.object) for q in parse(body, RdfFormat.N_TRIPLES))
        except SyntaxError as error:
            raise DataError(f"{self.server.address}: the result broke off, or is none: ask again") from error
        triples = engine.query(_ALL)
        assert isinstance(triples, QueryTriples)
        return triples


def _rows(body: bytes) -> list[object]:
    rows: list[object] = msgspec.json.decode(body)["results"]["bindings"]
    return rows


def read_state(server: Server) -> State | None:
    """Return what is loaded on a server; None where nothing is."""
    body, _ = server.query(named_query("store_state"))
    rows = server.rows(body)
    if not isinstance(rows, QuerySolutions):
        raise DataError(f"{server.address}: answers no SELECT query")
    states = [row["state"].value for row in rows]
    try:
        return msgspec.json.decode(states[0], type=State) if states else None
    except msgspec.MsgspecError as error:
        raise DataError(f"{server.address}: another version of kg loaded this store: load it anew") from error


def state_update(state: State) -> str:
    """Return the update that lets another state count, in one step."""
    value = Literal(msgspec.json.encode(state).decode())
    subject, name = NamedNode(CONTROL), NamedNode(_STATE)
    return f"CLEAR SILENT GRAPH {subject} ; INSERT DATA {{ GRAPH {subject} {{ {subject} {name} {value} }} }}"
