"""``kg why``: what a verdict rests on, and what would turn it over."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.options import data_options, find, output_options, policy_option
from kg.cli.output import choose_format, deliver, json_text
from kg.graph import KnowledgeGraph
from kg.lookup.why import Verdict

_FORMATS = ("table", "json", "jsonl")


@click.command()
@click.argument("names", nargs=-1, type=ENTITY, required=True, metavar="ID|NAME NAME")
@policy_option
@output_options(*_FORMATS)
@data_options
@click.pass_context
def why(
    ctx: click.Context,
    graph: KnowledgeGraph,
    names: tuple[str, ...],
    policy: str,
    format_: str | None,
    output: Path | None,
) -> None:
    """Explain the verdicts on a relation or a claim, or on all that ties two names.

    Example: kg why Azerbaijan "Turkish drones"
    """
    if len(names) > 2:
        raise click.UsageError(f"give one id or two names, not {len(names)} words")
    if len(names) == 1:
        verdicts = graph.why(names[0], policy=policy)
    else:
        one, other = (find(graph, name) for name in names)
        verdicts = graph.why(one, other, policy)
        if not verdicts:
            click.echo(f"kg: no relation between {one.label} and {other.label}", err=True)
            ctx.exit(1)
    chosen = choose_format(format_, output, _FORMATS)
    if chosen == "table":
        deliver(_render(verdicts), output)
    else:
        deliver(json_text([verdict.as_json() for verdict in verdicts], chosen), output)


def _render(verdicts: list[Verdict]) -> str:
    from rich.text import Text as Line

    from kg.cli.tables import console, details, sentence

    out, text = console()
    for verdict in verdicts:
        out.print(Line.assemble(sentence(verdict.relation), details(verdict.relation)))
        answer = "passes" if verdict.answer else "does not pass"
        out.print(Line(f"  {answer} the policy “{verdict.question}”", style="green" if verdict.answer else "yellow"))
        for premise in verdict.premises:
            out.print(Line(f"  by {premise.clause}: {_claim(verdict, premise.claim)}"))
        met = {premise.claim for premise in verdict.premises}
        for claim_ in verdict.relation.claims:
            if claim_.affirms and claim_.id not in met:
                out.print(Line(f"  meets no clause: {_claim(verdict, claim_.id)}", style="dim"))
        out.print(Line(f"  {verdict.corroboration}", style="dim"))
        for claim in verdict.against:
            out.print(Line(f"  against it: {_claim(verdict, claim)}", style="red"))
        for line in _turning(verdict):
            out.print(Line(f"  {line}"))
        out.print()
    for verdict in verdicts[:1]:
        out.print(Line(f"Policy “{verdict.question}”: {verdict.rule}", style="dim"))
        for name, clause in verdict.clauses.items():
            out.print(Line(f"  {name}: {clause}", style="dim"))
        for exception in verdict.exceptions:
            out.print(Line(f"  {exception}", style="dim"))
    return text.getvalue()


def _claim(verdict: Verdict, iri: str) -> str:
    """Return a claim in words: who, how, where, and about which relation of the tie if not the asked one."""
    from kg.cli.tables import details, place, sentence

    claim, relation = verdict.claim(iri)
    word = claim.status if claim.affirms else "denied"
    said = f"{word} by {claim.claimant.label} {place(claim, 2)}"
    if relation is not verdict.relation:
        said += f", of “{sentence(relation)}{details(relation)}”"
    return said


def _turning(verdict: Verdict) -> list[str]:
    """Return what would turn the verdict over, in words."""
    singles = [flip.without[0] for flip in verdict.flips if len(flip.without) == 1]
    other = "would not pass" if verdict.answer else "would pass"
    lines = [f"without this it {other}: {_claim(verdict, claim)}" for claim in singles]
    for flip in verdict.flips:
        if len(flip.without) > 1:
            lines.append(f"it {other} without these together:")
            lines += [f"  {_claim(verdict, claim)}" for claim in flip.without]
    if not verdict.answer and not verdict.flips:
        lines.append(f"it would pass with a claim that meets one of: {', '.join(verdict.clauses)}")
        lines += [f"and without the denial: {_claim(verdict, claim)}" for claim in verdict.barred_by]
    return lines
