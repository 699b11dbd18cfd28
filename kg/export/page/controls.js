// The filters, whose choices are the legend too, and the other controls.

function makeFacets(graph, on) {
  const choices = {
    standing: graph.standings.map(name => ({ name, label: name })),
    layer: graph.layers,
    status: graph.statuses,
    type: graph.types,
  };
  const boxes = [];
  for (const facet of FACETS) {
    const field = document.querySelector(`fieldset[data-facet=${facet}]`);
    for (const { name, label, layer } of choices[facet]) {
      const input = el("input", { type: "checkbox", value: name }),
        count = el("span", { className: "count" });
      input.addEventListener("change", () => on.facet(facet, name, input.checked));
      const swatch = el("span", {
        className: `swatch ${facet}`,
        "aria-hidden": "true",
        data: facet === "layer" ? { layer: name } : facet === "type" ? { layer: layer.name } : { name },
      });
      const line = el("label", {}, input, swatch, el("span", { className: "word" }, label), count);
      field.append(line);
      boxes.push({ facet, name, input, count, line });
    }
  }
  return (selection, state) => {
    for (const { facet, name, input, count, line } of boxes) {
      const found = selection.counts[facet].get(name) || 0;
      input.checked = state[facet].has(name);
      count.textContent = found;
      line.classList.toggle("none", found === 0 && !input.checked);
    }
    byId("types").textContent = state.type.size ? `(${state.type.size} chosen)` : `(${graph.types.length})`;
  };
}

function kindLegend(shown) {
  const kinds = new Map();
  for (const { kind } of shown.entities) {
    if (!kinds.has(kind.broad)) kinds.set(kind.broad, { kind, count: 0 });
    kinds.get(kind.broad).count += 1;
  }
  const lines = [...kinds.values()]
    .sort((a, b) => b.count - a.count)
    .map(({ kind, count }) =>
      el(
        "p",
        {},
        el("span", { className: `swatch kind ${kind.shape}`, "aria-hidden": "true", data: { kind: kind.name } }),
        el("span", { className: "word" }, kind.broad),
        el("span", { className: "count" }, String(count)),
      ),
    );
  byId("kinds").replaceChildren(el("legend", {}, "Kinds in the picture"), ...lines);
}

function fillParties(graph) {
  const byKind = new Map();
  for (const party of graph.parties.filter(({ told }) => told)) {
    if (!byKind.has(party.kind)) byKind.set(party.kind, []);
    byKind.get(party.kind).push(party);
  }
  const weight = parties => Math.max(...parties.map(({ told }) => told)) / parties.length;
  const groups = [...byKind]
    .sort(([, a], [, b]) => weight(b) - weight(a))
    .map(([kind, parties]) =>
      el(
        "optgroup",
        { label: kind },
        ...parties
          .sort((a, b) => b.told - a.told)
          .map(({ slug, label, told }) => el("option", { value: slug }, `${label} (${told})`)),
      ),
    );
  byId("by").append(...groups);
}

// Sets all controls to what the state is.
function showControls(selection, state) {
  byId("by").value = state.by;
  if (![...byId("around").options].some(({ value }) => value === state.around))
    byId("around").append(el("option", { value: state.around }, `${state.around} steps away`));
  byId("around").value = state.around;
  byId("aroundbox").hidden = !state.focus.length;
  byId("most").value = String(state.most);
  byId("phased").checked = state.phased;
  for (const input of document.querySelectorAll("input[name=mode]")) input.checked = input.value === state.mode;
  for (const name of ["since", "until"]) {
    if (document.activeElement !== byId(name)) byId(name).value = state[name];
  }
  byId("since").hidden = state.mode === "any";
  byId("and").hidden = state.mode !== "between";
  for (const name of [POSSIBLY, UNDATED]) {
    byId(name).checked = state[name];
    byId(name).parentElement.hidden = !selection.span;
    byId(name).parentElement.querySelector("b").textContent = selection.sure[name];
  }
  byId("told").textContent = state.by ? account(selection.relations, state.by) : "";
  document.body.dataset.view = state.view;
  for (const tab of document.querySelectorAll(".tabs button"))
    tab.setAttribute("aria-pressed", String(tab.dataset.view === state.view));
}

// Lets the controls change the state.
function bindControls(change, now) {
  byId("by").addEventListener("change", event => change({ by: event.target.value }, true));
  byId("around").addEventListener("change", event => change({ around: event.target.value }, true));
  byId("most").addEventListener("change", event => change({ most: Number(event.target.value) }));
  byId("phased").addEventListener("change", event => change({ phased: event.target.checked }));
  byId("possibly").addEventListener("change", event => change({ possibly: event.target.checked }));
  byId("undated").addEventListener("change", event => change({ undated: event.target.checked }));
  byId("filters").addEventListener("submit", event => event.preventDefault());
  for (const input of document.querySelectorAll("input[name=mode]"))
    input.addEventListener("change", () =>
      change({ mode: input.value, ...(input.value === "any" ? { since: "", until: "" } : {}) }),
    );
  for (const name of ["since", "until"]) {
    byId(name).addEventListener("input", event => {
      const text = event.target.value.trim(),
        dates = { since: now().since, until: now().until, [name]: text };
      const bad =
        text && !isDate(text)
          ? "write 2020, 2020-10 or 2020-10-10"
          : dates.since && dates.until && now().mode === "between" && lastDay(dates.until) < firstDay(dates.since)
            ? "the end is before the start"
            : "";
      byId("baddate").textContent = bad;
      if (!bad) change({ [name]: text });
    });
  }
  for (const tab of document.querySelectorAll(".tabs button"))
    tab.addEventListener("click", () => change({ view: tab.dataset.view }));
}
