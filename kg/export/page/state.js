// The state of the page, which its address holds, so that a reload or a copied link shows the same.

const freshState = graph => ({
  focus: graph.focus,
  around: graph.focus.length ? String(Math.max(graph.depth, 1)) : "own",
  standing: new Set(),
  layer: new Set(),
  status: new Set(),
  type: new Set(),
  by: "",
  phased: graph.phased,
  mode: "any",
  since: "",
  until: "",
  possibly: true,
  undated: false,
  most: 40,
  at: "",
  view: "picture",
});

const LISTS = ["focus", ...FACETS];
const FORMS = { around: /^(own|[1-9]\d?)$/, mode: /^(any|as-of|between)$/, view: /^(picture|table|filters|details)$/ };

// Returns what differs from a fresh state, as the fragment of an address.
function fragmentOf(state, graph) {
  const fresh = freshState(graph),
    parts = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    const text = LISTS.includes(name) ? [...value].join(",") : String(value);
    const before = LISTS.includes(name) ? [...fresh[name]].join(",") : String(fresh[name]);
    if (text !== before) parts.set(name, text);
  }
  return parts.toString().replaceAll("%2C", ",").replaceAll("%7E", "~");
}

// Returns the state that a fragment asks for; what it does not know is left out.
function stateOf(fragment, graph) {
  const state = freshState(graph),
    parts = new URLSearchParams(fragment);
  const known = {
    focus: new Set(graph.bySlug.keys()),
    standing: new Set(graph.standings),
    ...Object.fromEntries(
      [
        ["layer", graph.layers],
        ["status", graph.statuses],
        ["type", graph.types],
      ].map(([name, things]) => [name, new Set(things.map(thing => thing.name))]),
    ),
  };
  for (const [name, text] of parts) {
    if (LISTS.includes(name)) {
      const chosen = text.split(",").filter(word => known[name].has(word));
      state[name] = name === "focus" ? chosen : new Set(chosen);
    } else if (name in FORMS) {
      if (FORMS[name].test(text)) state[name] = text;
    } else if (name === "since" || name === "until") {
      if (text === "" || isDate(text)) state[name] = text;
    } else if (name === "most") {
      if (["40", "80", "150", "300"].includes(text)) state.most = Number(text);
    } else if (["possibly", "undated", "phased"].includes(name)) state[name] = text === "true";
    else if (name === "by") {
      if (graph.parties.some(party => party.slug === text)) state.by = text;
    } else if (name === "at" && text.split("~").every(slug => graph.bySlug.has(slug))) state.at = text;
  }
  if (state.mode === "between" && state.since && state.until && lastDay(state.until) < firstDay(state.since))
    state.until = "";
  return state;
}
