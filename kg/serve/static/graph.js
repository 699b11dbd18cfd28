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

async function draw(place) {
  let found = place.dataset.drawn && JSON.parse(place.dataset.drawn);
  if (!found) {
    const answer = await fetch(place.dataset.source);
    if (!answer.ok) return;
    found = await answer.json();
  }
  const { nodes, edges } = found;
  place.hidden = false;
  const dashes = { solid: "solid", dashed: "dashed", dotted: "dotted" };
  const graph = cytoscape({
    container: place,
    elements: {
      nodes: nodes.map(data => ({ data })),
      edges: edges.map((edge, number) => ({ data: { ...edge, id: `tie-${number}` } })),
    },
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
}

const place = document.getElementById("graph");
if (place && window.cytoscape) draw(place);
