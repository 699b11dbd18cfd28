"""``kg balance``: are the friends of friends friends, and the foes of foes?"""

from pathlib import Path

import click

from kg.analysis.balance import MIXED, Balance, SignedPair, Triad
from kg.analysis.balance import balance as measure
from kg.cli.network import basis, network_options, say_empty, say_network, told
from kg.cli.options import data_options, output_options
from kg.cli.output import as_json, choose_format, deliver
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.network import Scope, among_actors

_FORMATS = ("table", "json", "svg")
# Relations shown behind a sign; behind a mixed one all are, since both signs must be seen.
_FEW = 3

_CAUTION = "Signs are those of recorded ties: a sale of gas and an alliance are both a plus."


@click.command()
@network_options
@output_options(*_FORMATS)
@data_options
@click.pass_context
def balance(
    ctx: click.Context,
    graph: KnowledgeGraph,
    filters: Filters,
    policy: str,
    scope: Scope,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show the triads of friendly and hostile ties, balanced or not, and the fewest ties to flip for balance.

    Without --kind the network is that of actors. A pair with friendly and hostile ties is mixed (±); triads with one
    are neither balanced nor unbalanced, and the frustration index leaves it out.

    Example: kg balance --kind State
    """
    network = graph.network(among_actors(filters), policy, scope)
    say_network(network)
    found = measure(network)
    if not found.triads and not found.pairs:
        say_empty(network, "no friendly or hostile tie")
        ctx.exit(1)
    if not found.triads:
        say_empty(network, "no three entities with a sign between each two")
        ctx.exit(1)
    chosen = choose_format(format_, output, _FORMATS)
    if chosen == "table":
        deliver(_table(graph, found, policy), output)
    elif chosen == "svg":
        from kg.export.pictures.balance import picture

        read = graph.read({iri for pair in found.pairs for iri in pair.relations}, policy)
        drawn, notes = picture(found, "Friendly and hostile ties", _summary(found), read, policy, graph.store)
        deliver(drawn, output)
        for note in notes:
            click.echo(f"kg: {note}", err=True)
    else:
        ids = {iri for pair in found.pairs for iri in pair.relations}
        deliver(as_json(found.as_json(graph.read(ids, policy))), output)


def _table(graph: KnowledgeGraph, found: Balance, policy: str) -> str:
    from rich.text import Text as Line

    from kg.cli.tables import console

    out, text = console()
    for title, balanced in (("UNBALANCED", False), ("WITH A MIXED PAIR", None), ("BALANCED", True)):
        triads = [triad for triad in found.triads if triad.balanced is balanced]
        if triads:
            out.print(Line(f"{title} ({len(triads)})", style="bold"))
        for triad in triads:
            out.print(Line(_names(triad)))
            for pair in triad.pairs if balanced is not True else ():
                most = _FEW if pair.sign != MIXED else len(pair.relations)
                words = told(graph, pair.relations, policy, most).replace("\n", "\n      ")
                out.print(Line(f"  {pair.sign}   {words}", style="dim"))
        if triads:
            out.print()
    out.print(Line("\n".join([*_summary(found), basis(policy, _CAUTION)])))
    return text.getvalue()


def _names(triad: Triad) -> str:
    return ", ".join(f"{pair.one.label} {pair.sign} {pair.other.label}" for pair in triad.pairs)


def _summary(found: Balance) -> list[str]:
    lines = [] if found.share is None else [f"Balanced: {found.share:.0%} of the triads without a mixed pair"]
    index, least = found.frustration.index, found.frustration.least
    told_index = f"Frustration index: {index}"
    if not found.frustration.is_exact:
        told_index = f"Frustration index: between {least} and {index}; the search was cut off"
    lines.append(f"{told_index}, in {len(found.pairs) - len(found.mixed)} pairs with one sign")
    if found.flips:
        lines.append(f"One way to balance flips: {'; '.join(map(_pair, found.flips))}")
    if found.mixed:
        lines.append(f"Mixed, friendly in one tie and hostile in another: {'; '.join(map(_pair, found.mixed))}")
    return lines


def _pair(pair: SignedPair) -> str:
    return f"{pair.one.label} {pair.sign} {pair.other.label}"
