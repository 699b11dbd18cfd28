// The page: one state, shown whole after every change of it.

// Browsers refuse an address that is written at every move of a slider: it is written when that rests, in milliseconds.
const QUIET = 100;

function start() {
  document.documentElement.classList.add("js");
  // On paper the foot is open, as it is without scripts.
  const foot = byId("about");
  foot.open = false;
  for (const event of ["beforeprint", "afterprint"])
    window.addEventListener(event, () => {
      foot.open = event === "beforeprint";
    });
  const graph = readGraph(JSON.parse(byId("data").textContent));
  let state = stateOf(location.hash.slice(1), graph);
  let selection = null,
    shown = null,
    waiting = false,
    writing = 0,
    entering = false,
    opened = "";

  const entityOf = slug => graph.bySlug.get(slug);
  const ends = at => at.split("~").map(entityOf);

  // Changes the state and shows it; what a reader would go back from is a step of the history.
  function change(changes, step = false) {
    state = { ...state, ...changes };
    document.body.dataset.ready = "false";
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        show();
      });
    }
    clearTimeout(writing);
    if (step) write("pushState");
    else writing = setTimeout(() => write("replaceState"), QUIET);
  }

  // Writes the state into the address.
  function write(how) {
    const fragment = fragmentOf(state, graph);
    writing = 0;
    history[how](null, "", fragment ? `#${fragment}` : location.pathname + location.search);
    ready();
  }

  // Tells those who wait for it, such as tests, that what is shown and the address are those of the state.
  function ready() {
    if (!waiting && !writing) document.body.dataset.ready = "true";
  }

  const on = {
    open: at => {
      change({ at, ...(narrow.matches ? { view: "details" } : state.view === "start" ? { view: "picture" } : {}) }, true);
      entering = byId("details").contains(document.activeElement);
    },
    focus: entity => change({ focus: entity ? [entity.slug] : [], around: "own", at: entity ? entity.slug : "" }, true),
    by: by => change({ by }, true),
    party: slug => graph.parties.find(party => party.slug === slug && party.told),
    contested: () => change({ standing: new Set(["disputed", "denied"]) }, true),
    facet: (facet, name, chosen) => {
      const values = new Set(state[facet]);
      if (chosen) values.add(name);
      else values.delete(name);
      change({ [facet]: values });
    },
    point: id => canvas.point(id),
    entity: id => on.open(graph.entities[id].slug),
    tie: at => on.open(at),
    nothing: () => {
      if (state.at) change({ at: "" });
    },
    hover: text => {
      byId("hover").textContent = text;
      byId("hover").hidden = !text;
    },
  };
  const canvas = makeCanvas(byId("canvas"), on);
  const slider = makeSlider(graph, change);
  const facets = makeFacets(graph, on);
  fillParties(graph);
  makeSearch(graph, entity => {
    change(
      { focus: [entity.slug], around: "own", at: entity.slug, view: state.view === "table" ? "table" : "picture" },
      true,
    );
    entering = true;
  });

  function showPanel() {
    const at = state.at || (state.focus.length === 1 ? state.focus[0] : "");
    const [one, other] = at ? ends(at) : [];
    const back = state.at && state.at !== state.focus[0] ? action("‹ back", () => change({ at: "" }, true)) : null;
    const lines = other
      ? tiePanel([one, other], selection, state, on)
      : one
        ? entityPanel(one, selection, state, on)
        : listPanel(shown, state, on, graph);
    byId("details").replaceChildren(...[back && el("p", { className: "back" }, back), ...lines].filter(Boolean));
    if (at !== opened) byId("details").scrollTop = 0;
    opened = at;
    // Who searches by keyboard goes on in what was found.
    if (entering) byId("details").querySelector("h2").focus();
    entering = false;
    canvas.mark(
      other
        ? { tie: state.at, dim: true }
        : one
          ? { entity: one.id, dim: Boolean(state.at) && state.at !== state.focus[0] }
          : {},
    );
  }

  function showEmpty() {
    const box = byId("empty");
    box.hidden = shown.entities.length > 0;
    if (!box.hidden) {
      const years = selection.span && selection.anytime.length;
      box.replaceChildren(
        el(
          "p",
          {},
          selection.relations.length
            ? `${tiesIn(selection.relations.length)}, but none between two entities: see the table.`
            : "No tie passes these filters.",
        ),
        years
          ? action(`At any time: ${selection.anytime.length}`, () =>
              change({ mode: "any", since: "", until: "" }, true),
            )
          : action("Reset", reset),
      );
    }
  }

  function show() {
    selection = select(graph, state);
    shown = picture(selection, state, graph);
    showControls(selection, state);
    facets(selection, state);
    showTable(graph, selection);
    // What stands above the picture comes before it, since it takes of its height.
    const summary = summaryOf({ selection, shown, state, graph });
    byId("shown").textContent = summary;
    canvas.resize();
    canvas.show(shown, selection, state);
    kindLegend(shown);
    showPanel();
    showEmpty();
    slider.show(selection, state);
    byId("canvas").setAttribute("aria-label", `Picture: ${summary}. The names are listed beside it.`);
    ready();
  }

  function reset() {
    change({ ...freshState(graph), view: state.view }, true);
  }

  function back() {
    if (state.at && state.at !== state.focus[0]) change({ at: "" });
    else if (state.focus.length) on.focus(null);
  }

  bindControls(change, () => state);
  bindKeys(change, canvas, { step: by => slider.step(state, by), back, reset });
  window.addEventListener("popstate", () => {
    clearTimeout(writing);
    writing = 0;
    state = stateOf(location.hash.slice(1), graph);
    show();
  });
  window.addEventListener("resize", () => {
    canvas.resize();
  });
  dark.addEventListener("change", () => {
    canvas.restyle();
    show();
  });
  show();
}

start();
