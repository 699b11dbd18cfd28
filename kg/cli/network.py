"""What the verbs of graph analysis share: their options, what they say on stderr, and tables of ties."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import PolicyOption, filter_options, naming_policy, say_left_out
from kg.model.dates import POSSIBLY
from kg.model.records import EntityRef
from kg.model.wording import details, sentence
from kg.network import Scope
from kg.policy import policy as find_policy

if TYPE_CHECKING:
    import networkx as nx

    from kg.graph import KnowledgeGraph

FORMATS = ("table", "json", "jsonl")


def policy_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--policy`` with the meaning that it has for analysis."""
    words = "Policy that lets a relation into the network."
    named = naming_policy("relations are chosen by")(command)
    return click.option("--policy", cls=PolicyOption, show_default=True, metavar="NAME", help=words)(named)


def network_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the filters and what the network is made of, and hand the verb ``filters``, ``policy`` and ``scope``."""

    @filter_options
    @click.option("--with-layer", multiple=True, metavar="LAYER", help="Use this layer too: structure, rhetoric.")
    @click.option("--with-concepts", is_flag=True, help="Count concepts as nodes.")
    @click.option("--fold-events", is_flag=True, help="Turn each event into ties between those who take part in it.")
    @click.option("--with-organs", is_flag=True, help="Count organs and office-holders as their actor.")
    @policy_option
    @wraps(command)
    def with_scope(
        *args: Any,
        with_layer: tuple[str, ...],
        with_concepts: bool,
        fold_events: bool,
        with_organs: bool,
        **kwargs: Any,
    ) -> Any:
        return command(*args, scope=Scope(fold_events, with_organs, with_layer, with_concepts), **kwargs)

    return with_scope


def say_network(graph: "nx.MultiDiGraph") -> None:
    """Say on stderr what is left out of a network for want of a date, what is uncertain, and who counts with whom."""
    say_left_out(graph.graph["undated"])
    if possibly := sum(holds == POSSIBLY for *_, holds in graph.edges(data="holds")):
        of = f"{possibly} of {graph.number_of_edges()} relations"
        click.echo(f"kg: {of} hold then only possibly, since nobody says when they began or ended", err=True)
    for actor, members in graph.graph.get("organs", {}).items():
        click.echo(f"kg: {actor} counts with {', '.join(members)}", err=True)


def say_empty(graph: "nx.MultiDiGraph", what: str) -> None:
    """Say on stderr that a network does not have what was asked for, and what was searched."""
    ties = graph.number_of_edges()
    size = f"{len(graph)} {'entity' if len(graph) == 1 else 'entities'}, {ties} relation{'' if ties == 1 else 's'}"
    layers = ", ".join(graph.graph["layers"]) or "none"
    policy = graph.graph["policy"]
    click.echo(
        f"kg: {what} in the network of {size} that pass the policy '{policy}' and the filters (layers {layers})",
        err=True,
    )


def basis(policy: str, caution: str = "") -> str:
    """Return the lines that tell by which rule relations entered a network, and how not to read the answer."""
    line = f"Relations by the policy “{policy}”: {find_policy(policy).purpose}"
    return f"{line}\n{caution}" if caution else line


def names(entities: Iterable[EntityRef], most: int = 8) -> str:
    """Return entities in a line, the first of them where there are many."""
    listed = [entity.label for entity in entities]
    rest = len(listed) - most
    return ", ".join(listed[:most]) + (f" and {rest} more" if rest > 0 else "")


def told(graph: "KnowledgeGraph", iris: Sequence[str], policy: str, most: int = 3) -> str:
    """Return the first relations in words, one a line, each with its paragraphs, and how many more there are."""
    read = list(graph.read(iris[:most], policy).values())
    lines = [f"{sentence(relation)}{details(relation)} {places(relation.claims)}".rstrip() for relation in read]
    rest = len(iris) - most
    return "\n".join([*lines, *([f"and {rest} more"] if rest > 0 else [])])


def places(claims: Iterable[Any]) -> str:
    """Return the paragraphs of the affirming claims, in brackets, or an empty string."""
    numbers = sorted({number for claim in claims if claim.affirms for number in claim.paragraphs})
    return f"[{', '.join(map(str, numbers))}]" if numbers else ""
