"""The options that the verbs of graph analysis share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from kg.cli.options import PolicyOption, filter_options
from kg.network import Scope


def policy_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--policy`` with the meaning that it has for analysis."""
    words = "Policy that lets a tie into the network."
    return click.option("--policy", cls=PolicyOption, show_default=True, metavar="NAME", help=words)(command)


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
