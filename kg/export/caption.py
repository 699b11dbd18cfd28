"""What stands beside an export in words: what it shows, under which policy, and what was left out."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from kg import policy as policies
from kg.export.view import NO_POLICY, View

_DATES: Final = {"as_of": "as of", "since": "since", "until": "until"}


def title(view: View) -> str:
    """Return the title that was asked for, else what the view is about."""
    request = view.request
    if request.title is not None:
        return request.title
    if not request.focus:
        return "Who is tied to whom"
    names = ", ".join(entity.label for entity in request.focus)
    return f"{names}: ties within {request.depth} {'step' if request.depth == 1 else 'steps'}"


def filters(view: View) -> str:
    """Return the filters in words, or an empty string."""
    given = {name.name: getattr(view.request.filters, name.name) for name in fields(view.request.filters)}
    words = [f"{_DATES[name]} {given.pop(name)}" for name in _DATES if given[name] is not None or given.pop(name)]
    if given.pop("undated"):
        words.append("undated too")
    return "; ".join([*words, *(f"{name} {', '.join(map(str, chosen))}" for name, chosen in given.items() if chosen)])


def policy(view: View) -> str:
    """Return the policy in words."""
    name = view.request.policy
    if name == NO_POLICY:
        return "no policy: all that anyone says, also what is only claimed or denied"
    return f"policy '{name}': {policies.policy(name).purpose}"
