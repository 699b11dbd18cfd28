// Which way lines run, so that none goes behind a box that is not its own, and where their words stand.

// How lines of the same two boxes may run: so far from one another, all of them so far aside, most so at this share of
// the way; in units of the picture, the plainest first.
const both = (asides, apart, at) => asides.flatMap(by => (by ? [by, -by] : [by])).map(aside => ({ aside, apart, at }));
const WAYS = [
  ...both([0, 40, 80, 120], 34, 0.5),
  ...both([0, 40, 80, 120], 20, 0.5),
  ...both([160, 200, 250, 300, 360, 430], 34, 0.5),
  ...[0.3, 0.7].flatMap(at => both([60, 120, 180, 260, 360], 20, at)),
  ...both([520, 640], 34, 0.5),
];
// A line is looked at in so many units, at most in so many places.
const STEP = 9;
const MOST_SAMPLES = 120;
const MARGIN = 3;

const boxAt = node => ({ node, ...node.position(), w: node.data("width"), h: node.data("height") });
const within = (point, box, margin) =>
  Math.abs(point.x - box.x) < box.w / 2 + margin && Math.abs(point.y - box.y) < box.h / 2 + margin;

// Returns where a line from the middle of a box to a place crosses the border of the box.
function border(box, to) {
  const [dx, dy] = [to.x - box.x, to.y - box.y];
  const share = Math.min(1, 1 / Math.max((2 * Math.abs(dx)) / box.w, (2 * Math.abs(dy)) / box.h, 1e-9));
  return { x: box.x + dx * share, y: box.y + dy * share };
}

// Returns points of a curve between two boxes that turns aside so far at a share of the way, from border to border.
function curve(from, to, aside, at) {
  const [dx, dy] = [to.x - from.x, to.y - from.y],
    length = Math.hypot(dx, dy) || 1;
  const by = { x: from.x + dx * at - (dy / length) * aside, y: from.y + dy * at + (dx / length) * aside };
  const [start, end] = [border(from, by), border(to, by)];
  const samples = Math.min(MOST_SAMPLES, Math.max(12, Math.ceil((length + 2 * Math.abs(aside)) / STEP)));
  return Array.from({ length: samples + 1 }, (_, i) => {
    const [a, b, c] = [(1 - i / samples) ** 2, (2 * i * (samples - i)) / samples ** 2, (i / samples) ** 2];
    return { x: a * start.x + b * by.x + c * end.x, y: a * start.y + b * by.y + c * end.y };
  });
}

const nearest = (points, to) =>
  points.reduce((one, other) => (Math.hypot(other.x - to.x, other.y - to.y) < Math.hypot(one.x - to.x, one.y - to.y) ? other : one));

// Sets for each line how far it turns aside: the lines of two boxes fan out, and turn away from foreign boxes together.
// Returns the points of each line, and each box behind which one runs all the same, with the ends of that and its point
// that is nearest to the middle of the box. Of many lines only the plainest way is tried: no picture of so many is read line by line.
function route(cy) {
  const ways = cy.edges().length <= MOST_CLEARED ? WAYS : WAYS.slice(0, 1);
  const boxes = cy.nodes().map(boxAt),
    boxOf = new Map(boxes.map(box => [box.node.id(), box]));
  const bundles = new Map();
  cy.edges().forEach(edge => {
    const at = edge.data("at");
    if (!bundles.has(at)) bundles.set(at, []);
    bundles.get(at).push(edge);
  });
  const paths = new Map();
  const behind = [];
  for (const edges of bundles.values()) {
    const first = edges[0].source().id();
    const [from, to] = [boxOf.get(first), boxOf.get(edges[0].target().id())];
    const foreign = boxes.filter(box => box !== from && box !== to);
    const hiding = curves =>
      curves.flatMap(points => foreign.filter(box => points.some(point => within(point, box, MARGIN))));
    const offset = (way, i) => way.aside + (i - (edges.length - 1) / 2) * way.apart;
    let best = null;
    for (const way of ways) {
      const curves = edges.map((_, i) => curve(from, to, offset(way, i), way.at));
      const over = hiding(curves);
      if (!best || over.length < best.over.length) best = { way, curves, over };
      if (!over.length) break;
    }
    const points = best.curves.flat();
    behind.push(...best.over.map(box => [box.node, edges[0].source(), edges[0].target(), nearest(points, box)]));
    edges.forEach((edge, i) => {
      const turned = edge.source().id() !== first;
      const aside = offset(best.way, i);
      edge.data({ aside: turned ? -aside : aside, asideAt: turned ? 1 - best.way.at : best.way.at });
      paths.set(edge, turned ? best.curves[i].toReversed() : best.curves[i]);
    });
  }
  return { paths, behind };
}

// Returns circles that cover a text of so many units, so high, around a place of a line; the lines are parts of its length.
function spots(points, share, wide, high) {
  const lengths = [0];
  for (let i = 1; i < points.length; i += 1)
    lengths.push(lengths[i - 1] + Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y));
  const whole = lengths.at(-1) || 1,
    middle = whole * share;
  if (middle < wide / 2 || middle > whole - wide / 2) return null;
  const count = Math.max(1, Math.ceil(wide / high)),
    covered = [];
  for (let n = 0; n < count; n += 1) {
    const at = middle + (n - (count - 1) / 2) * (count > 1 ? (wide - high) / (count - 1) : 0);
    let i = lengths.findIndex(length => length >= at);
    if (i < 1) i = 1;
    const part = (at - lengths[i - 1]) / (lengths[i] - lengths[i - 1] || 1);
    covered.push({
      x: points[i - 1].x + (points[i].x - points[i - 1].x) * part,
      y: points[i - 1].y + (points[i].y - points[i - 1].y) * part,
      r: high / 2 + 1,
    });
  }
  return { covered, fromStart: middle, fromEnd: whole - middle };
}

const SHARES = [0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2, 0.88, 0.12];

// Sets where the words and the sign of each line stand: where they cover nothing, the most needed first.
function letter(cy, { paths }) {
  const boxes = cy.nodes().map(boxAt),
    taken = [];
  // Thick lines hide what others say.
  for (const [line, points] of paths)
    if (line.data("many")) taken.push(...points.map(({ x, y }) => ({ line, x, y, r: line.data("width") / 2 })));
  const free = (covered, edge) =>
    covered.every(
      spot =>
        boxes.every(box => !within(spot, box, spot.r)) &&
        taken.every(
          ({ line, x, y, r }) => line === edge || Math.hypot(spot.x - x, spot.y - y) >= spot.r + r,
        ),
    );
  // Returns how far from the ends of its line a text stands, or null where it would cover something everywhere.
  function put(edge, text, size, needed) {
    ruler.font = `${size}px ${FONT}`;
    const wide = ruler.measureText(text).width + 6,
      halfway = spots(paths.get(edge), 0.5, 0, size + 6),
      places = SHARES.map(share => spots(paths.get(edge), share, wide, size + 6)).filter(Boolean);
    const place = places.find(({ covered }) => free(covered, edge)) || (needed ? places[0] || halfway : null);
    if (!place) return null;
    taken.push(...place.covered);
    return place;
  }
  const all = cy.edges().toArray();
  const order = [...all.filter(edge => edge.data("many")), ...all.filter(edge => !edge.data("many"))];
  for (const edge of order) {
    if (edge.data("many")) {
      const whole = put(edge, edge.data("label"), WORD_SIZE, false);
      edge.toggleClass("short", !whole);
      edge.data("wordsAt", (whole || put(edge, edge.data("short"), WORD_SIZE, true))?.fromEnd ?? 0);
    }
    if (edge.data("sign")) edge.data("signAt", put(edge, edge.data("sign"), SIGN_SIZE, true)?.fromStart ?? 0);
  }
  for (const edge of order) {
    if (edge.data("many")) continue;
    const place = put(edge, edge.data("label"), WORD_SIZE, Boolean(edge.data("phase")));
    edge.data("wordsAt", place?.fromEnd ?? 0);
    edge.toggleClass("room", place !== null);
  }
}
