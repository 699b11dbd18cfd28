// The ties of an answer as a graph: it draws what the table below lists.

// Up to so many ties of two names run side by side; more make one band, which leads to all that ties the two.
const MOST_APART = 4;
const INK = "#0f172a";
const GREY = "#475569";
const DASHES = ["solid", "dashed", "dotted"];
// How a line is drawn by its standing: width, the arrow's filling, and the sign on it, as in all pictures.
const MARKS = {
  accepted: { width: 2.2, filling: "filled", sign: "" },
  claimed: { width: 1.1, filling: "hollow", sign: "○" },
  disputed: { width: 1.8, filling: "hollow", sign: "≠" },
  denied: { width: 1.1, filling: "hollow", sign: "✗" },
};
const UNROUTED = { aside: 0, asideAt: 0.5, signAt: 0, wordsAt: 0 };

async function fetched(address) {
  const answer = await fetch(address);
  return answer.ok ? answer.json() : null;
}

// The boxes and lines of what is to be drawn; "at" is the pair of names between which a line runs.
function elements({ nodes, edges }) {
  const pairs = Map.groupBy(edges, ({ source, target }) => [source, target].sort().join(" "));
  const layers = [...new Set(edges.map(edge => edge.layer))].sort();
  const ties = new Map();
  for (const { source, target } of edges) for (const end of [source, target]) ties.set(end, (ties.get(end) ?? 0) + 1);
  const boxes = nodes.map(node => ({ ...node, ...measured(node.label, SHAPES[node.shape], ties.get(node.id)), href: node.at }));
  const lines = [...pairs].flatMap(([at, together]) => {
    if (together.length > MOST_APART) return [band(at, together)];
    return together.map((edge, i) => ({
      ...edge, ...UNROUTED, ...(MARKS[edge.standing] ?? MARKS.accepted), at, many: 0, href: edge.at,
      id: `${at} ${edge.label} ${edge.at ?? ""} ${i}`, layer: layers.indexOf(edge.layer),
      dash: DASHES.includes(edge.dash) ? edge.dash : "solid", arrow: edge.mutual ? "none" : "triangle",
    }));
  });
  return [...boxes.map(data => ({ group: "nodes", data })), ...lines.map(data => ({ group: "edges", data }))];
}

function band(at, together) {
  const [{ source, target, colour, at: href }] = together;
  const several = new Set(together.map(edge => edge.colour)).size > 1;
  return {
    ...UNROUTED, id: at, at, source, target, colour: several ? GREY : colour, dash: "solid", arrow: "none", filling: "filled",
    sign: "", many: 1, width: Math.min(11, 3.5 + together.length / 4), label: `${together.length} ties`,
    short: `${together.length}`, layer: -1, standing: "accepted", href: href?.split("#")[0],
  };
}

const STYLE = [
  {
    selector: "node",
    style: {
      label: "data(label)", "font-family": FONT, "font-size": "data(size)", color: INK, "text-valign": "center",
      "text-wrap": "wrap", "line-height": 1.15, width: "data(width)", height: "data(height)", shape: "data(shape)",
      "background-color": "data(fill)", "border-color": "data(border)", "border-width": 1.5,
    },
  },
  {
    selector: "edge",
    style: {
      "curve-style": "unbundled-bezier", "edge-distances": "node-position", "control-point-distances": "data(aside)",
      "control-point-weights": "data(asideAt)", width: "data(width)", "line-color": "data(colour)",
      "line-style": "data(dash)", "line-dash-pattern": [7, 4], "line-opacity": 0.85, "target-arrow-shape": "data(arrow)",
      "target-arrow-color": "data(colour)", "target-arrow-fill": "data(filling)", "source-label": "data(sign)",
      "source-text-offset": "data(signAt)", "target-text-offset": "data(wordsAt)", "source-text-rotation": "autorotate",
      "target-text-rotation": "autorotate", "font-family": FONT, "font-size": SIGN_SIZE, color: INK,
      "text-background-color": "#fff", "text-background-opacity": 0.88, "text-background-padding": 2,
      "source-distance-from-node": 2, "target-distance-from-node": 2,
    },
  },
  { selector: "edge[many=1], edge.told.room", style: { "target-label": "data(label)", "font-size": WORD_SIZE } },
  { selector: "edge[many=1]", style: { "z-index": 1 } },
  { selector: "edge[many=1].short", style: { "target-label": "data(short)" } },
  { selector: "edge.near", style: { "target-label": "data(label)", "font-size": WORD_SIZE, "line-opacity": 1, "z-index": 9 } },
];

// Gives what has no place yet one, turns the lines aside from foreign boxes, and sets words where they hide nothing.
function arrange(graph, places) {
  graph.edges().toggleClass("told", graph.edges().length <= FEW_LINES);
  const centre = graph.nodes().filter(node => node.connectedEdges().length === graph.edges().length);
  const anew = layOut(graph, places, graph.nodes().length > 2 && centre.nonempty() ? centre.first() : null);
  graph.batch(() => letter(graph, route(graph)));
  return anew;
}

async function draw(place) {
  const found = place.dataset.drawn ? JSON.parse(place.dataset.drawn) : await fetched(place.dataset.source);
  if (!found) return;
  place.hidden = false;
  cytoscape.warnings(false); // boxes may touch while they are laid out, and a line between them is then not drawn
  const graph = cytoscape({ container: place, elements: elements(found), style: STYLE, minZoom: 0.08, maxZoom: 2.5 });
  const places = new Map();
  arrange(graph, places);
  graph.fit(undefined, graph.width() < 600 ? 8 : 24);
  if (graph.zoom() > 1.6) graph.zoom(1.6).center();
  graph.on("mouseover", "node, edge", ({ target }) => (target.isEdge() ? target : target.connectedEdges()).addClass("near"));
  graph.on("mouseout", "node, edge", () => graph.edges().removeClass("near"));
  graph.on("tap", "node, edge", event => {
    const at = event.target.data("href");
    if (at) location.href = at;
  });
  graph.on("dragfree", "node", ({ target }) => {
    places.set(target.id(), { ...target.position() });
    letter(graph, route(graph));
  });
  place.dataset.ready = "true";
  if (document.getElementById("when")) follow(graph, places);
}

// The year changes picture, table, address and downloads alike; what stays, and what comes back, keeps its place.
function follow(graph, places) {
  const when = document.getElementById("when");
  const year = document.getElementById("year");
  const told = when.querySelector("output");
  let asked = 0;
  when.hidden = false;

  async function show(question, words) {
    const turn = ++asked;
    told.textContent = words;
    const found = await fetched(`/graph.json?${new URLSearchParams({ q: question })}`);
    if (!found || turn !== asked) return;
    const wanted = new Map(elements(found).map(one => [one.data.id, one]));
    graph.batch(() => {
      graph.elements().filter(one => !wanted.has(one.id())).remove();
      for (const [id, one] of wanted) {
        const there = graph.getElementById(id);
        if (there.empty()) graph.add(one);
        else there.data(one.data);
      }
    });
    arrange(graph, places);
    list(found.nodes);
    document.getElementById("said").textContent = found.said;
    for (const link of document.querySelectorAll(".tools a, .hint a")) {
      const at = new URL(link.href);
      at.searchParams.set("q", question);
      link.href = at;
    }
    for (const field of document.querySelectorAll(".words input")) field.value = question;
    history.replaceState(null, "", `/graph?${new URLSearchParams({ q: question })}`);
    document.querySelector("#citation .at").textContent = location.href;
    graph.container().dataset.shown = question;
  }

  year.addEventListener("input", () => show(`${when.dataset.whole} --as-of ${year.value}`, year.value));
  document.getElementById("ever").addEventListener("click", () => show(when.dataset.whole, "all times"));
}

function list(nodes) {
  const rows = nodes.map(node => {
    const row = document.createElement("tr");
    const name = document.createElement("bdi");
    const link = document.createElement("a");
    name.textContent = node.label;
    link.href = node.at;
    link.append(name);
    row.insertCell().append(link);
    row.insertCell().textContent = node.kind;
    return row;
  });
  document.querySelector("#names tbody").replaceChildren(...rows);
}

const place = document.getElementById("graph");
if (place && window.cytoscape) draw(place);
