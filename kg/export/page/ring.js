// A name with its own ties: the others stand around it, side by side, so that no line runs behind a box.

// At least so far is a box from the next, in units of the picture.
const BETWEEN = 12;
// At least so long is a line.
const LINE = 40;
// How much of the frame a ring of a few boxes fills.
const FULL = 0.9;
// So often it is made wider where a line still runs behind a box.
const MOST_TRIES = 8;
// How square the ring is: 2 is an ellipse; higher fills the corners of the frame.
const SQUARE = 2.6;
const STEPS = 1440;

// Returns the points of a ring, from its upper left clockwise.
function ringOf(wide, high) {
  const root = value => Math.sign(value) * Math.abs(value) ** (2 / SQUARE);
  return Array.from({ length: STEPS }, (_, i) => {
    const angle = (2 * Math.PI * i) / STEPS - 0.75 * Math.PI;
    return { x: (root(Math.cos(angle)) * wide) / 2, y: (root(Math.sin(angle)) * high) / 2 };
  });
}

const touch = (a, b, gap) => Math.abs(a.x - b.x) < (a.w + b.w) / 2 + gap && Math.abs(a.y - b.y) < (a.h + b.h) / 2 + gap;

// Returns boxes along a ring, each so far from the one before, or null where not all have room.
function along(points, boxes, gap) {
  const placed = [];
  let at = 0;
  for (const box of boxes) {
    let here = { ...box, ...points[at] };
    while (placed.length && touch(here, placed.at(-1), gap)) {
      at += 1;
      if (at === points.length) return null;
      here = { ...box, ...points[at] };
    }
    placed.push(here);
  }
  return placed.length > 2 && touch(placed[0], placed.at(-1), gap) ? null : placed;
}

// Returns things with others dealt out among them, as evenly as they go.
function dealt(things, others) {
  const every = (things.length + others.length) / others.length;
  const all = [...things];
  others.forEach((other, i) => {
    all.splice(Math.floor(i * every), 0, other);
  });
  return all;
}

// Puts the neighbours of a box around it, in the proportions of the frame and filling it where there are few. Those tied
// alike stand together; lines with words, which are those of many ties, lie far from one another.
function ring(cy, centre, nodes, frame) {
  const tie = node => node.edgesWith(centre)[0];
  const few = nodes.filter(node => !tie(node).data("many"));
  few.sort((one, other) => tie(one).data("layer") - tie(other).data("layer"));
  const many = nodes.filter(node => tie(node).data("many"));
  const boxes = dealt(few, many).map(node => ({ node, w: node.data("width"), h: node.data("height") }));
  const most = { w: Math.max(...boxes.map(({ w }) => w)), h: Math.max(...boxes.map(({ h }) => h)) };
  const sized = scale => ringOf(Math.max(frame.w * scale - most.w, most.w), Math.max(frame.h * scale - most.h, most.h));
  centre.position({ x: 0, y: 0 });
  const middle = boxAt(centre);
  for (let scale = FULL, tries = 0; tries < MOST_TRIES; scale *= 1.06) {
    const points = sized(scale);
    if (!along(points, boxes, BETWEEN)) continue;
    let [fits, tight] = [BETWEEN, 2 * scale * (frame.w + frame.h)];
    for (let round = 0; round < 12; round += 1) {
      const gap = (fits + tight) / 2;
      if (along(points, boxes, gap)) fits = gap;
      else tight = gap;
    }
    const placed = along(points, boxes, fits);
    for (const { node, x, y } of placed) node.position({ x, y });
    if (!placed.some(box => touch(box, middle, LINE)) && !route(cy).behind.length) break;
    tries += 1;
  }
}
