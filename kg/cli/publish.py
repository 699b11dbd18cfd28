"""What ``kg export`` makes of answers rather than of a view of the graph: the static site."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from kg.cli.output import deliver_tree
from kg.errors import InputError
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters


@dataclass(frozen=True, slots=True)
class Form:
    """A form of export: what it is for, in one sentence, and what writes it."""

    purpose: str
    run: Callable[..., Any]


def _site(
    graph: KnowledgeGraph,
    output: str | None,
    policy: str | None,
    filters: Filters,
    *,
    was: Path | None,
    force: bool,
    given: Collection[str],
) -> None:
    if filters or given:
        name = f"--{min(given)}" if given else "a filter"
        raise InputError(f"a site shows the whole graph: leave {name} away, or choose with --dataset")
    if not output:
        raise InputError("a site is a folder: name one with -o DIR")
    from kg.policy import policy as find_policy
    from kg.site.build import MARK, files

    find_policy(policy or graph.dossier.policy, graph.dossier)
    count, size = deliver_tree(
        files(graph, policy, None if was is None else KnowledgeGraph.load(was)), Path(output), MARK, force=force
    )
    click.echo(f"kg: {count:,} files, {size / 1e6:.1f} MB; begin with {Path(output) / 'index.html'}", err=True)


FORMS: Final = {
    "site": Form("A static site: a page for every name, tie, source, dispute and question, for any web space.", _site),
}
