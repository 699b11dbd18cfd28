// Reads a graph file with the program for which it is meant and prints what that program understood, as JSON.
// Usage: node read.mjs FORMAT FILE

import { readFileSync } from "node:fs";

import { check } from "@placemarkio/check-geojson";
import { bbox } from "@turf/bbox";
import cytoscape from "cytoscape";
import graphology from "graphology";
import gexf from "graphology-gexf";
import graphml from "graphology-graphml";
import { JSDOM } from "jsdom";

const { MultiDirectedGraph } = graphology;

function withGraphology(parser, text) {
  const graph = parser.parse(MultiDirectedGraph, text);
  return {
    nodes: graph.mapNodes((id, attributes) => ({ id, ...attributes })),
    edges: graph.mapEdges((id, attributes, source, target) => ({ id, source, target, ...attributes })),
  };
}

function withCytoscape(text) {
  const graph = cytoscape({ headless: true, styleEnabled: true, ...JSON.parse(text) });
  const drawn = (node) => ({ ...node.position(), width: node.width(), fill: node.style("background-color") });
  const found = { nodes: graph.nodes().map((node) => ({ ...node.data(), drawn: drawn(node) })), edges: graph.edges().map((edge) => edge.data()) };
  // With styles Cytoscape.js runs a clock for animations, which would keep the process alive.
  graph.destroy();
  return found;
}

async function withMermaid(text) {
  const { window } = new JSDOM("");
  Object.assign(globalThis, { window, document: window.document });
  const { default: mermaid } = await import("mermaid");
  await mermaid.parse(text);
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
  // Mermaid keeps #34; as marks of its own until it draws.
  const drawn = (label) => label.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));
  return {
    nodes: [...diagram.db.getVertices().values()].map((node) => ({ id: node.id, label: drawn(node.text), shape: node.type })),
    edges: diagram.db.getEdges().map((edge) => ({
      source: edge.start,
      target: edge.end,
      label: drawn(edge.text),
      stroke: edge.stroke,
      type: edge.type,
    })),
  };
}

// The checker refuses what RFC 7946 does not allow; the box is computed anew, without the one that is stated.
function withGeojson(text) {
  const { bbox: stated, ...collection } = check(text);
  return { box: bbox(collection), stated, features: collection.features };
}

const readers = {
  cyjs: withCytoscape,
  geojson: withGeojson,
  gexf: (text) => withGraphology(gexf, text),
  graphml: (text) => withGraphology(graphml, text),
  mermaid: withMermaid,
};

const [format, file] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await readers[format](readFileSync(file, "utf8"))));
