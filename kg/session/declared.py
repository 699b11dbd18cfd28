"""What terms declare by which answers are weighed: units and comparators, statuses, sides, and the layers of chains."""

from collections import defaultdict

from kg.store import Store, named_query
from kg.terms import local_name

# The values of each property, by its local name, of each term, by IRI; a literal is given by its text.
Declared = dict[str, dict[str, list[str]]]


def declared(store: Store) -> Declared:
    """Read what terms declare."""
    stated: Declared = defaultdict(lambda: defaultdict(list))
    for term, property_, value in store.select(named_query("declared")):
        stated[term.value][local_name(property_.value)].append(value.value)
    return stated
