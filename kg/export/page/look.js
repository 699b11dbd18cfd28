// How boxes and lines look: by kind, by layer, by standing, by day and by night.

const dark = window.matchMedia("(prefers-color-scheme: dark)");

// Mixes a colour of six hexadecimal digits with another, given as three numbers.
function mixed(colour, [r, g, b], share) {
  const own = [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
  const parts = own.map((part, i) => Math.round(part * (1 - share) + [r, g, b][i] * share));
  return `rgb(${parts.join(",")})`;
}

// Colours of the ontology are made for white paper: on a dark page lines get lighter and boxes darker.
const lineColour = colour => (dark.matches ? mixed(colour, [255, 255, 255], 0.45) : colour);
const boxColour = colour => (dark.matches ? mixed(colour, [15, 23, 42], 0.78) : colour);

function boxOf(entity, ties) {
  return {
    id: `e${entity.id}`,
    ...measured(entity.label, SHAPES[entity.kind.shape], ties),
    fill: boxColour(entity.kind.fill),
    border: lineColour(entity.kind.border),
    plain: entity.kind.shape === "plain" ? 0 : 1.5,
  };
}

// How a line is drawn by its standing: width, the arrow's filling, and the sign on it, as in all pictures.
const MARKS = {
  [ACCEPTED]: { width: 2.2, filling: "filled", sign: "" },
  [CLAIMED]: { width: 1.1, filling: "hollow", sign: "○" },
  [DISPUTED]: { width: 1.8, filling: "hollow", sign: "≠" },
  [DENIED]: { width: 1.1, filling: "hollow", sign: "✗" },
};

function markOf(relation, state) {
  if (!state.by) return relation.standing;
  const { affirms, denies } = tells(relation, state.by);
  return denies ? (affirms ? DISPUTED : DENIED) : relation.standing;
}

// Says how many of some relations are no plain fact, by standing and by phase: in words, or short with signs.
function doubtsIn(relations, short = false) {
  const counts = new Map();
  const count = word => word && counts.set(word, (counts.get(word) || 0) + 1);
  for (const { standing, word } of relations.toSorted((one, other) => one.standing - other.standing))
    if (standing !== ACCEPTED) count(short ? MARKS[standing].sign : word);
  for (const phase of relations.map(relation => relation.phase).sort()) count(phase);
  return [...counts].map(([word, number]) => `${number} ${word}`);
}

function linesOf(relations, selection, state) {
  const pale = relation => (selection.when.get(relation) === CERTAINLY ? 0.85 : 0.38);
  const [{ subject, object }] = relations,
    at = [subject.slug, object.slug].sort().join("~");
  if (relations.length > MOST_APART) {
    const layers = new Set(relations.map(relation => relation.type.layer));
    const told = [tiesIn(relations.length), ...doubtsIn(relations)].join(", ");
    return [
      {
        id: `p${pairOf(relations[0])}`,
        source: `e${subject.id}`,
        target: `e${object.id}`,
        at,
        label: [tiesIn(relations.length), ...doubtsIn(relations, true)].join(" · "),
        short: tiesIn(relations.length),
        colour: layers.size === 1 ? lineColour([...layers][0].colour) : lineColour("#475569"),
        dash: "solid",
        width: Math.min(11, 3.5 + relations.length / 4),
        arrow: "none",
        filling: "filled",
        sign: "",
        aside: 0,
        asideAt: 0.5,
        signAt: 0,
        wordsAt: 0,
        many: 1,
        opacity: Math.max(...relations.map(pale)),
        hover: `${subject.label} and ${object.label}: ${told}`,
      },
    ];
  }
  return relations.map(relation => ({
    ...MARKS[markOf(relation, state)],
    id: `r${relation.id}`,
    source: `e${relation.subject.id}`,
    target: `e${relation.object.id}`,
    at,
    label: relation.phase ? `${relation.type.label} (${relation.phase})` : relation.type.label,
    phase: relation.phase,
    colour: lineColour(relation.type.layer.colour),
    dash: relation.type.layer.dash,
    layer: relation.type.layer.id,
    arrow: relation.type.symmetric ? "none" : "triangle",
    opacity: pale(relation),
    aside: 0,
    asideAt: 0.5,
    signAt: 0,
    wordsAt: 0,
    many: 0,
    hover: [sentenceOf(relation), timeOf(relation), relation.word].join(" · "),
  }));
}

function styleOf() {
  const ink = dark.matches ? "#e2e8f0" : "#0f172a",
    paper = dark.matches ? "#0f172a" : "#ffffff";
  const line = {
    color: ink,
    "text-background-color": paper,
    "text-background-opacity": 0.88,
    "text-background-padding": 2,
  };
  return [
    {
      selector: "node",
      style: {
        label: "data(label)",
        "font-family": FONT,
        "font-size": "data(size)",
        color: ink,
        "text-valign": "center",
        "text-wrap": "wrap",
        "line-height": 1.15,
        width: "data(width)",
        height: "data(height)",
        shape: "data(shape)",
        "background-color": "data(fill)",
        "border-color": "data(border)",
        "border-width": "data(plain)",
        "overlay-opacity": 0,
      },
    },
    {
      selector: "edge",
      style: {
        "curve-style": "unbundled-bezier",
        "edge-distances": "node-position",
        "control-point-distances": "data(aside)",
        "control-point-weights": "data(asideAt)",
        "line-color": "data(colour)",
        "line-style": "data(dash)",
        "line-dash-pattern": [7, 4],
        width: "data(width)",
        "line-opacity": "data(opacity)",
        "target-arrow-shape": "data(arrow)",
        "target-arrow-color": "data(colour)",
        "target-arrow-fill": "data(filling)",
        "arrow-scale": 1.1,
        "source-label": "data(sign)",
        "source-text-offset": "data(signAt)",
        "target-text-offset": "data(wordsAt)",
        "font-family": FONT,
        "font-size": SIGN_SIZE,
        ...line,
        "source-text-rotation": "autorotate",
        "target-text-rotation": "autorotate",
        "overlay-opacity": 0,
        "source-distance-from-node": 2,
        "target-distance-from-node": 2,
      },
    },
    // What is only planned says so, however many lines there are.
    {
      selector: "edge[many=1], edge[?phase], edge.told.room",
      style: { "target-label": "data(label)", "font-size": WORD_SIZE },
    },
    { selector: "edge[many=1]", style: { "z-index": 1 } },
    { selector: "edge[many=1].short", style: { "target-label": "data(short)" } },
    { selector: ".dim", style: { opacity: 0.22 } },
    { selector: "node.chosen", style: { "border-width": 4 } },
    { selector: "node.pointed", style: { "border-width": 4, "border-color": dark.matches ? "#fbbf24" : "#d97706" } },
    {
      selector: "edge.chosen, edge.pointed",
      style: { "target-label": "data(label)", "line-opacity": 1, "z-index": 9 },
    },
  ];
}
