"""What stands beside an export in words: what it shows, under which policy, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from msgspec.structs import fields
from pyoxigraph import NamedNode

from kg import policy as policies
from kg.dossier import Dossier
from kg.export.view import View
from kg.model.dates import POSSIBLY, UNDATED
from kg.model.filters import Filters
from kg.model.records import Relation
from kg.model.verbaliser import words
from kg.policy import NO_POLICY
from kg.store import Store, named_query
from kg.terms import local_name

_DATES: Final = {"as_of": "as of", "since": "since", "until": "until"}
_VERDICTS: Final = {POSSIBLY: "only possibly hold then", UNDATED: "have no date"}


def title(view: View) -> str:
    """Return the title that was asked for, else what the view is about."""
    request = view.request
    if request.title is not None:
        return request.title
    if not request.focus:
        layers = ", ".join(map(local_name, request.filters.layer))
        return f"Who is tied to whom: {layers}" if layers else "Who is tied to whom"
    names = ", ".join(entity.label for entity in request.focus)
    return f"{names}: ties within {request.depth} {'step' if request.depth == 1 else 'steps'}"


def filters(view: View) -> str:
    """Return the filters of a view in words, or an empty string."""
    return "".join(chosen_by(view.request.filters))


def chosen_by(filters: Filters) -> list[str]:
    """Return the line that says in words by what is chosen what is shown; no line where no filter is set."""
    given = {name.name: getattr(filters, name.name) for name in fields(filters)}
    parts = [f"{_DATES[name]} {given.pop(name)}" for name in _DATES if given[name] is not None or given.pop(name)]
    if given.pop("undated"):
        parts.append("undated too")
    parts += [f"{name} {', '.join(map(_word, chosen))}" for name, chosen in given.items() if chosen]
    return ["; ".join(parts)] if parts else []


def _word(chosen: object) -> str:
    text = str(chosen)
    return words(local_name(text)) if "://" in text else text


def policy(view: View) -> str:
    """Return the policy of a view in words."""
    return rule(view.request.policy, view.store.dossier)


def rule(name: str, dossier: Dossier | None = None) -> str:
    """Return the policy of a name in words."""
    if name == NO_POLICY:
        return "no policy: all that anyone says, also what is only claimed or denied"
    return f"policy '{name}': {policies.policy(name, dossier).purpose}"


def marks(name: str) -> str:
    """Say by which policy a picture of all that is claimed marks what is accepted."""
    return rule(name) if name == NO_POLICY else f"marks by the {rule(name)}"


def certainty(view: View) -> str:
    """Return in words how many relations may not hold when asked for, or an empty string."""
    verdicts = Counter(view.held.get(iri) for iri in view.relations)
    counted = [f"{verdicts[verdict]} {words}" for verdict, words in _VERDICTS.items() if verdicts[verdict]]
    return f"of {len(view.relations)} ties, {' and '.join(counted)}" if counted else ""


def about(view: View) -> dict[str, str]:
    """Return what a file says of itself in words, by name: what it shows, what it leaves out, and whose data it has."""
    parts = {
        "title": title(view),
        "policy": policy(view).removeprefix("policy "),
        "filters": filters(view),
        "certainty": certainty(view),
        "left_out": "; ".join(view.left_out),
        "datasets": datasets(view.store, (row["dataset"].value for row in view.store.select(named_query("datasets")))),
    }
    return {name: text for name, text in parts.items() if text}


def datasets(store: Store, iris: Iterable[str]) -> str:
    """Return the titles of datasets, each with its licence, or an empty string."""
    told = [f"{title} ({licence})" if licence else title for title, licence in _licences(store, iris)]
    return "; ".join(told)


def _licences(store: Store, iris: Iterable[str]) -> list[tuple[str, str]]:
    """Return the titles of datasets, sorted, each with the address of its licence or an empty string."""
    named = [NamedNode(iri) for iri in sorted(iris)]
    if not named:
        return []  # an empty list would leave the query without its values
    rows = store.select(named_query("licences", dataset=named))
    return sorted({row["title"].value: row["licence"].value if row["licence"] else "" for row in rows}.items())


def sources(store: Store, relations: Iterable[Relation]) -> str:
    """Return in words how many sources stand behind relations, of which datasets, and under which licence."""
    cited = {claim.source.id: claim.source.dataset for relation in relations for claim in relation.claims}
    datasets = sorted({dataset for dataset in cited.values() if dataset is not None})
    licences = sorted(
        {
            licence
            for _, licence in _licences(store, (store.dossier.names.dataset + name for name in datasets))
            if licence
        }
    )
    words = f"{len(cited)} {'source' if len(cited) == 1 else 'sources'}"
    words += f" in the {'dataset' if len(datasets) == 1 else 'datasets'} {', '.join(datasets)}" if datasets else ""
    short = ", ".join(licence.removeprefix("https://").rstrip("/") for licence in licences)
    return f"{words}; licence: {short}" if short else words
