"""``kg path``: how two names are connected, and on whose word."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.options import (
    PolicyOption,
    data_options,
    filter_options,
    find,
    lineage_option,
    naming_policy,
    output_options,
    say_family,
    say_left_out,
)
from kg.cli.output import choose_format, deliver, json_text
from kg.graph import KnowledgeGraph
from kg.lookup.courses import Course
from kg.lookup.paths import Chain, Paths
from kg.model.filters import Filters
from kg.model.records import EntityRef
from kg.policy import policy as find_policy

_FORMATS = ("table", "json", "jsonl", "svg")
_USUAL = Course()


@click.command()
@click.argument("one", type=ENTITY)
@click.argument("other", type=ENTITY)
@click.option("-k", "k", type=int, default=_USUAL.k, show_default=True, metavar="N", help="How many chains.")
@click.option(
    "--max-hops", type=int, default=_USUAL.max_hops, show_default=True, metavar="N", help="Longest chain to look for."
)
@click.option("--avoid", multiple=True, metavar="NAME|TYPE|LAYER", help="No chain touches this; a kind of entity too.")
@click.option("--through", multiple=True, metavar="NAME", help="Each chain runs through this (all, if repeated).")
@click.option("--directed", is_flag=True, help="Follow each tie from its subject to its object only.")
@click.option("--with-layer", multiple=True, metavar="LAYER", help="Use this layer too: structure, rhetoric.")
@click.option("--with-concepts", is_flag=True, help="Let chains run through concepts.")
@filter_options
@lineage_option
@click.option(
    "--policy", cls=PolicyOption, show_default=True, metavar="NAME", help="Policy that lets a tie into a chain."
)
@naming_policy("relations are chosen by")
@output_options(*_FORMATS)
@data_options
@click.pass_context
def path(
    ctx: click.Context,
    graph: KnowledgeGraph,
    one: str,
    other: str,
    filters: Filters,
    lineage: bool,
    policy: str,
    k: int,
    max_hops: int,
    avoid: tuple[str, ...],
    through: tuple[str, ...],
    directed: bool,
    with_layer: tuple[str, ...],
    with_concepts: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show how two names are connected: the best chains of ties, and who says each.

    Chains are ordered by fewest hops, then by the strongest weakest hop, then by most claims. --layer names the layers
    to use instead of all but structure and rhetoric, --kind the kinds of the middle entities, and --phase adds
    relations of that phase.

    Example: kg path Syria Armenia
    """
    rule = find_policy(policy)
    ends = find(graph, one), find(graph, other)
    course = Course(k, max_hops, avoid, through, directed, with_layer, with_concepts)
    found = graph.paths(*ends, filters, policy, course, lineage=lineage)
    for entity in ends:
        say_family(graph, entity, policy, lineage=lineage)
    say_left_out(found.undated)
    if not found.chains:
        click.echo(f"kg: {_tried(ends, found, course, policy)}", err=True)
        ctx.exit(1)
    chosen = choose_format(format_, output, _FORMATS)
    title = f"{_count(len(found.chains), 'chain')} from {ends[0].label} to {ends[1].label}"
    if chosen == "svg":
        from kg.export.pictures.path import picture

        deliver(picture(found.chains, title, policy, graph.store), output)
    elif chosen == "table":
        deliver(_table(found.chains, title, policy, rule.purpose), output)
    else:
        deliver(json_text([chain.as_json() for chain in found.chains], chosen), output)


def _tried(ends: tuple[EntityRef, EntityRef], found: Paths, course: Course, policy: str) -> str:
    """Return what was looked for in vain."""
    words = f"no chain of at most {_count(course.max_hops, 'hop')} from {ends[0].label} to {ends[1].label}"
    words += "".join(f" through {name}" for name in course.through) + "".join(f", avoiding {n}" for n in course.avoid)
    words += f"; tried {_count(found.searched, 'relation')} that pass the policy '{policy}' and the filters"
    words += ", each from subject to object" if course.directed else ""
    return f"{words}, in the layers {', '.join(found.layers) or 'none'}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _table(chains: list[Chain], title: str, policy: str, purpose: str) -> str:
    from rich.text import Text as Line

    from kg.cli.tables import console, legend, relation_table

    out, text = console()
    relations = {relation.id: relation for chain in chains for hop in chain.hops for relation in hop.relations}
    sources = len({claim.source.id for relation in relations.values() for claim in relation.claims})
    out.print(Line(title, style="bold"))
    for number, chain in enumerate(chains, 1):
        names = " → ".join(entity.label for entity in chain.entities)
        rank = f"{_count(len(chain.hops), 'hop')}, the weakest {chain.weakest}; {_count(chain.claims, 'claim')}"
        out.print(Line.assemble(f"\n{number}. ", (names, "bold"), (f"  ({rank})", "dim")))
        for hop in chain.hops:
            if len(chain.hops) > 1:
                out.print(Line(f"{hop.start.label} → {hop.end.label}", style="cyan"))
            out.print(relation_table(hop.relations, width=out.width, long=False, sources=sources))
    out.print()
    out.print(legend(list(relations.values()), policy, purpose))
    return text.getvalue()
