"""``kg query``: any SPARQL query against the graph, or against one file."""

import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

import click
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    serialize,
)

from kg.cli.face import show_document
from kg.cli.options import PolicyOption, output_options
from kg.cli.output import choose_format, deliver
from kg.dossier import current
from kg.errors import DataError, InputError
from kg.graph import KnowledgeGraph
from kg.policy import policy_names
from kg.resources import DOSSIER_FILE
from kg.store import Answer, EmbeddedStore
from kg.store.formats import RDF_FORMATS
from kg.view.document import Document

_RESULTS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_FORMATS: Final = ("table", *_RESULTS, *RDF_FORMATS)
_FROM: Final = re.compile(r"\bFROM\s+(?:NAMED\s+)?[<\w]", re.IGNORECASE)
Rendered = Document | bytes | Callable[[BinaryIO], object]
_NO_ARROWS: Final = "none"
_DESCRIBE: Final = re.compile(r"\s*describe\s", re.IGNORECASE)


@click.command()
@click.argument("query", metavar="TEXT_OR_FILE")
@click.option(
    "--policy", cls=PolicyOption, show_default=True, metavar="NAME", help="Policy of the plain arrows, or none."
)
@output_options(*_FORMATS)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Query this one file alone, or this folder in place of the dossier's data.",
)
@click.option(
    "--dossier",
    type=click.Path(path_type=Path),
    metavar="DIR",
    expose_value=False,
    help="Query this dossier, a folder with a dossier.toml.",
)
@click.option("--dataset", "datasets", multiple=True, metavar="NAME", help="Use only this dataset (repeat for more).")
@click.pass_context
def query(
    ctx: click.Context,
    query: str,
    policy: str,
    format_: str | None,
    output: Path | None,
    data: Path | None,
    datasets: tuple[str, ...],
) -> None:
    """Run a SPARQL query, given as text, as a file, or as - for standard input.

    The project's prefixes need no declaration. Exit code 1 means that an ASK query was answered with no.

    Example: kg query 'SELECT ?who WHERE { ?who {arrow} entity:{slug} }'
    """
    text = _text(query)
    if _FROM.search(text):
        raise InputError("FROM is not answered: --data and --dataset choose what is queried")
    if data is not None and data.is_file() and data.name != DOSSIER_FILE:
        if datasets:
            raise InputError(f"{data} is queried alone and has no datasets: leave out --dataset")
        answer = EmbeddedStore([data], derive=False).query(text)
    else:
        answer = _ask_graph(KnowledgeGraph.load(data, datasets), text, policy)
    if output is None:
        # The engine cannot be interrupted: Ctrl-C ends the process at once, since no file is half written.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        rendered = _rendered(answer, format_, output)
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"the query cannot be answered: {error}") from error
    if isinstance(rendered, Document):
        show_document(rendered, output)
    else:
        deliver(rendered, output)
    if isinstance(answer, QueryBoolean) and not answer:
        ctx.exit(1)


def _ask_graph(graph: KnowledgeGraph, text: str, policy: str) -> Answer:
    if policy == _NO_ARROWS:
        return graph.store.query(text)
    if policy not in policy_names():
        raise InputError(f"there is no policy '{policy}'; there are: {', '.join((*policy_names(), _NO_ARROWS))}")
    answer = graph.query(text, policy)
    click.echo(f"kg: plain arrows follow the policy '{policy}'", err=True)
    return answer


def _text(query: str) -> str:
    """Return the text of a query that is given as text, as a file or as ``-``."""
    if not query.strip():
        raise InputError("the query is empty")
    if query == "-":
        text = sys.stdin.read()
    elif any(sign in query for sign in "{\n") or _DESCRIBE.match(query):
        text = query
    else:
        try:
            text = Path(query).read_text(encoding="utf-8")
        except OSError as error:
            raise DataError(f"{query}: is no query, and cannot be read as a file: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise DataError(f"{query}: is no text in UTF-8") from error
    if not text.strip():
        raise InputError("the query is empty")
    return text


def _rendered(answer: Answer, format_: str | None, output: Path | None) -> Rendered:
    """Return the answer as a document or a graph, or as a function that writes it bit by bit, however many rows."""
    if isinstance(answer, QueryTriples):
        return _graph(answer, _fitting(format_, output, tuple(RDF_FORMATS), "a graph"))
    chosen = _fitting(format_, output, ("table", *_RESULTS), "a table")
    if chosen != "table":
        return lambda file: _write_results(answer, file, _RESULTS[chosen])
    from kg.answers.query import document  # with all that a table needs, and rarely needed

    return document(answer)


def _write_results(answer: QuerySolutions | QueryBoolean, file: BinaryIO, format_: QueryResultsFormat) -> None:
    """Write results as the engine finds them: what fails, such as a SERVICE, fails here."""
    try:
        answer.serialize(file, format=format_)
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the file failed, not the query
        raise InputError(f"the query cannot be answered: {error}") from error


def _fitting(format_: str | None, output: Path | None, formats: tuple[str, ...], what: str) -> str:
    """Return the format to write, which must be one that this form of answer has."""
    if format_ is not None and format_ not in formats:
        raise InputError(
            f"the answer is {what}, which cannot be written as {format_}; choose among {', '.join(formats)}"
        )
    if "table" in formats:
        return choose_format(format_, output, formats)
    ending = output.suffix[1:] if output is not None else ""
    return format_ or (ending if ending in formats else formats[0])


def _graph(answer: QueryTriples, format_: str) -> bytes:
    prefixes = current().names.prefixes if format_ in ("ttl", "trig", "rdf", "jsonld") else None
    triples = sorted(set(answer), key=str)
    used = {node.value for triple in triples for node in triple if isinstance(node, NamedNode)}
    used |= {node.datatype.value for triple in triples for node in triple if isinstance(node, Literal)}
    kept = {name: iri for name, iri in (prefixes or {}).items() if any(value.startswith(iri) for value in used)}
    serialized = serialize(triples, format=RDF_FORMATS[format_], prefixes=kept or None)
    assert serialized is not None
    return serialized
