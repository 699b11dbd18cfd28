"""One page that opens in a browser from disk: search, filters, time, who says what, and a table without scripts.

It asks nothing of any network: scripts, style and data stand inside it, and its own policy forbids all requests. What
is claimed, disputed or denied is shown as such, so by default all that anyone says is in it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from html import escape
from string import Template
from typing import Any, BinaryIO, Final

import kg
from kg.export import caption
from kg.export.page import vendor
from kg.export.page.data import Dates, page_data
from kg.export.page.front import front
from kg.export.page.rows import tables
from kg.export.style import Style, read_style
from kg.export.view import View
from kg.export.xml import printable
from kg.model.records import EntityRef, Relation
from kg.policy import NO_POLICY
from kg.resources import text_of
from kg.session.reading import sort_key
from kg.view.size import size

ENDINGS: Final = ("htm",)
POLICY: Final = NO_POLICY
_FOLDER: Final = "export/page"
# In the order in which they build on one another.
_SCRIPTS: Final = (
    "time", "names", "selection", "state", "elements", "words", "table", "measure", "look", "layout", "ring", "routes",
    "canvas", "slider", "controls", "search", "panel", "keys", "page",
)  # fmt: skip


def write(view: View, file: BinaryIO) -> list[str]:
    """Write the page; nothing is left out, and what the picture cannot draw stands in the table."""
    relations = sorted(view.read(), key=sort_key)
    style = read_style(view.store)
    dates = Dates(view.store, relations)
    table = "".join(tables(view, relations, style, dates))
    scripts = [script.text for script in vendor.scripts("graph")] + [
        "".join(text_of(_FOLDER, f"{name}.js") for name in _SCRIPTS)
    ]
    sheet = text_of(_FOLDER, "page.css") + _colours(style)
    words = {name: escape(text, quote=False) for name, text in _words(view, relations).items()}
    page = Template(text_of(_FOLDER, "page.html")).substitute(
        words,
        csp=_security(scripts, sheet),
        style=sheet,
        tables=table,
        start=front(view, relations, words["counts"]),
        start_tab='<button type="button" data-view="start">Start</button>' if not view.request.focus else "",
        data=_json(page_data(view, relations, dates)),
        scripts="".join(f"<script>{script}</script>\n" for script in scripts),
        licences="\n\n".join(
            f"{escape(script.package)} {escape(script.version)}\n{escape(script.licence_text)}"
            for script in vendor.scripts("graph")
        ),
    )
    file.write(printable(page).encode())
    return []


def _words(view: View, relations: list[Relation]) -> dict[str, str]:
    """Return what the page says about itself."""
    space = view.store.dossier.names.dataset
    alone = sum(not isinstance(relation.object, EntityRef) for relation in relations)
    return {
        "title": caption.title(view),
        "counts": size(relations),
        "policy": caption.policy(view),
        "filters": caption.filters(view) or "no filter",
        "left_out": "; ".join(view.left_out) or "nothing",
        "table_only": f"{alone} ties to a text, a time or a quantity" if alone else "nothing",
        "datasets": caption.datasets(view.store, {space + name for one in relations for name in one.datasets})
        or "of no named dataset",
        "packages": ", ".join(
            f"{script.package} {script.version} ({script.licence})" for script in vendor.scripts("graph")
        ),
        "version": kg.__version__,
    }


def _json(data: dict[str, Any]) -> str:
    """Return JSON that cannot end the script element in which it stands."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _colours(style: Style) -> str:
    """Return the rules that give each layer its line and each kind its box."""
    lines = [f'[data-layer="{name}"]{{--c:{line.colour};--d:{line.dash}}}' for name, line in style.layers.items()]
    boxes = [f'[data-kind="{name}"]{{--f:{box.fill};--c:{box.border}}}' for name, box in style.kinds.items()]
    return "\n".join(sorted(lines + boxes))


def _security(scripts: list[str], sheet: str) -> str:
    """Return a policy by which the page runs what stands in it and asks nothing of anybody."""
    codes = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {codes}; style-src {_hash(sheet)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
