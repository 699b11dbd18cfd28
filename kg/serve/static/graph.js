// The ties of an answer as a graph: it draws what the table below lists.

const WIDEST = 130;
const pen = document.createElement("canvas").getContext("2d");
pen.font = "12px Helvetica, Arial, sans-serif";

// The box of a name, in which it is broken into lines where it is long.
function size(node) {
  const length = pen.measureText(node.data("label")).width;
  const lines = Math.ceil(length / (WIDEST * 0.85));
  return [Math.min(length, WIDEST) + 16, lines * 15 + 10];
}

async function fetched(address) {
  const answer = await fetch(address);
  return answer.ok ? answer.json() : null;
}

function elements({ nodes, edges }) {
  return [
    ...nodes.map(data => ({ group: "nodes", data })),
    ...edges.map(edge => ({ group: "edges", data: { ...edge, id: `${edge.source} ${edge.label} ${edge.target} ${edge.at}` } })),
  ];
}

async function draw(place) {
  const found = place.dataset.drawn ? JSON.parse(place.dataset.drawn) : await fetched(place.dataset.source);
  if (!found) return;
  place.hidden = false;
  const dashes = { solid: "solid", dashed: "dashed", dotted: "dotted" };
  const graph = cytoscape({
    container: place,
    elements: elements(found),
    style: [
      {
        selector: "node",
        style: {
          label: "data(label)", shape: "round-rectangle", width: node => size(node)[0], height: node => size(node)[1],
          "background-color": "data(fill)", "border-color": "data(border)", "border-width": 1.5,
          "text-valign": "center", "text-halign": "center", "text-wrap": "wrap", "text-max-width": 130,
          "font-size": 12, color: "#0f172a",
        },
      },
      {
        selector: "edge",
        style: {
          width: 1.6, "curve-style": "bezier", "line-color": "data(colour)",
          "line-style": edge => dashes[edge.data("dash")] || "solid",
          "target-arrow-shape": "triangle", "target-arrow-color": "data(colour)", "arrow-scale": 0.8,
          opacity: edge => ((edge.data("standing") ?? "accepted") === "accepted" ? 0.9 : 0.5),
        },
      },
      {
        selector: "edge.near",
        style: { label: "data(label)", "font-size": 10, "text-rotation": "autorotate", width: 3, "text-background-color": "#fff", "text-background-opacity": 0.85 },
      },
    ],
    layout: { name: "cose", animate: false, randomize: true, nodeDimensionsIncludeLabels: true, idealEdgeLength: () => 110, nodeRepulsion: () => 60000, padding: 24 },
    maxZoom: 2.5,
  });
  graph.on("mouseover", "node", event => event.target.connectedEdges().addClass("near"));
  graph.on("mouseout", "node", event => event.target.connectedEdges().removeClass("near"));
  graph.on("tap", "node, edge", event => {
    const at = event.target.data("at");
    if (at) location.href = at;
  });
  place.dataset.ready = "true";
  if (document.getElementById("when")) follow(graph);
}

// The year changes picture, table, address and downloads alike; what stays, and what comes back, keeps its place.
function follow(graph) {
  const when = document.getElementById("when");
  const year = document.getElementById("year");
  const told = when.querySelector("output");
  const places = new Map();
  let asked = 0;
  when.hidden = false;

  async function show(question, words) {
    const turn = ++asked;
    told.textContent = words;
    const found = await fetched(`/graph.json?${new URLSearchParams({ q: question })}`);
    if (!found || turn !== asked) return;
    graph.nodes().forEach(node => places.set(node.id(), { ...node.position() }));
    const wanted = elements(found);
    const ids = new Set(wanted.map(one => one.data.id));
    graph.batch(() => {
      graph.elements().filter(one => !ids.has(one.id())).remove();
      for (const one of wanted) {
        if (graph.getElementById(one.data.id).nonempty()) continue;
        if (one.group === "nodes") one.position = places.get(one.data.id) ?? near(one.data.id, found.edges);
        graph.add(one);
      }
    });
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

  // Beside those that it is tied to, or anywhere.
  function near(id, edges) {
    const ends = edges.flatMap(edge => (edge.source === id ? [edge.target] : edge.target === id ? [edge.source] : []));
    const known = ends.map(end => places.get(end)).filter(Boolean);
    const box = graph.extent();
    const [x, y] = known.length
      ? ["x", "y"].map(axis => known.reduce((sum, one) => sum + one[axis], 0) / known.length)
      : [(box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2];
    return { x: x + 160 * (Math.random() - 0.5), y: y + 160 * (Math.random() - 0.5) };
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
