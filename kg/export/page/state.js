// The state of the page, which its address holds, so that a reload or a copied link shows the same.

const narrow = window.matchMedia("(max-width: 900px)");

// How many names a picture shows at most, the first of them where nothing else is asked for: on a small screen fewer, so
// that they can be read.
const MOSTS = [12, 24, 40, 80, 150, 300];
const mostAtFirst = () => (narrow.matches ? MOSTS[0] : MOSTS[1]);

// A page about some names opens on these and their own ties, another one on its front.
const freshState = graph => ({
  focus: graph.focus,
  around: graph.focus.length && graph.depth > 1 ? String(graph.depth) : "own",
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
  most: mostAtFirst(),
  at: "",
  view: graph.focus.length ? "picture" : "start",
});

const LISTS = ["focus", ...FACETS];
const FORMS = { around: /^(own|[1-9]\d?)$/, mode: /^(any|as-of|between)$/, view: /^(start|picture|table|filters|details)$/ };

// Returns what differs from a fresh state, as the fragment of an address.
function fragmentOf(state, graph) {
  const fresh = freshState(graph),
    parts = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    if (name === "view") continue;
    const text = LISTS.includes(name) ? [...value].join(",") : String(value);
    const before = LISTS.includes(name) ? [...fresh[name]].join(",") : String(fresh[name]);
    if (text !== before) parts.set(name, text);
  }
  // An address that asks for something shows the picture unless it says otherwise.
  if (state.view !== (parts.size ? "picture" : fresh.view)) parts.set("view", state.view);
  return parts.toString().replaceAll("%2C", ",").replaceAll("%7E", "~");
}

// Returns the state that a fragment asks for; what it does not know is left out.
function stateOf(fragment, graph) {
  const state = freshState(graph),
    parts = new URLSearchParams(fragment);
  if (parts.size) state.view = "picture";
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
      if (MOSTS.includes(Number(text))) state.most = Number(text);
    } else if (["possibly", "undated", "phased"].includes(name)) state[name] = text === "true";
    else if (name === "by") {
      if (graph.parties.some(party => party.slug === text)) state.by = text;
    } else if (name === "at" && text.split("~").every(slug => graph.bySlug.has(slug))) state.at = text;
  }
  if (state.mode === "between" && state.since && state.until && lastDay(state.until) < firstDay(state.since))
    state.until = "";
  return state;
}
