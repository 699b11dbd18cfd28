// Where boxes stand: laid out by fcose, then freed of those that lie on one another.

// Where more lines are drawn, boxes are not moved out of their way: there is no room, and it takes too long.
const MOST_CLEARED = 250;
const ROUNDS = 48;
// Where more boxes are laid out, it is done in a quicker way.
const MOST_PROVED = 150;
// After so many rounds there is to be more room.
const WIDER = 12;

// fcose draws lots: with a seed of its own the same state gives the same picture.
function withSeed(work) {
  const random = Math.random;
  let seed = 20201110;
  Math.random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let n = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    n = (n + Math.imul(n ^ (n >>> 7), 61 | n)) ^ n;
    return ((n ^ (n >>> 14)) >>> 0) / 4294967296;
  };
  try {
    work();
  } finally {
    Math.random = random;
  }
}

// How long a line is to be, from middle to middle: one that has to say something has room for its words.
function lengthWanted(edge) {
  if (!edge.data("many") && !edge.data("phase")) return 140;
  ruler.font = `${WORD_SIZE}px ${FONT}`;
  const boxes = (edge.source().data("width") + edge.target().data("width")) / 2;
  return Math.max(140, ruler.measureText(edge.data("label")).width + boxes + 50);
}

// Draws a picture of few lines so large that each has the length that it wants, as far as that stays a picture.
function loosen(cy) {
  const length = edge => {
    const [from, to] = [edge.source().position(), edge.target().position()];
    return Math.hypot(to.x - from.x, to.y - from.y) || 1;
  };
  const by = Math.min(2, Math.max(1, ...cy.edges().map(edge => lengthWanted(edge) / length(edge))));
  cy.nodes().positions(node => ({ x: node.position().x * by, y: node.position().y * by }));
}

// Gives the picture the proportions of its frame.
function stretch(nodes, frame) {
  const { w, h } = nodes.boundingBox();
  const by = Math.min(1.5, Math.max(0.67, Math.sqrt(frame / (w / h))));
  nodes.positions(node => ({ x: node.position().x * by, y: node.position().y / by }));
}

// Pushes boxes apart that lie on one another, each by half of the shorter way; those that have their place stay.
function separate(nodes, fixed) {
  const boxes = nodes.map(node => ({
    node,
    ...node.position(),
    w: node.data("width") + 22,
    h: node.data("height") + 16,
    stays: fixed.has(node),
  }));
  for (let round = 0, moved = true; moved && round < 200; round += 1) {
    moved = false;
    for (let i = 0; i < boxes.length; i += 1) {
      for (let j = i + 1; j < boxes.length; j += 1) {
        const [a, b] = [boxes[i], boxes[j]],
          [dx, dy] = [b.x - a.x, b.y - a.y];
        const [wide, high] = [(a.w + b.w) / 2 - Math.abs(dx), (a.h + b.h) / 2 - Math.abs(dy)];
        if (wide <= 0.5 || high <= 0.5 || (a.stays && b.stays)) continue;
        moved = true;
        const share = a.stays || b.stays ? 1 : 0.5;
        const [x, y] = wide < high ? [Math.sign(dx || 1) * wide * share, 0] : [0, Math.sign(dy || 1) * high * share];
        if (!a.stays) {
          a.x -= x;
          a.y -= y;
        }
        if (!b.stays) {
          b.x += x;
          b.y += y;
        }
      }
    }
  }
  for (const { node, x, y } of boxes) node.position({ x, y });
}

// How far a box must move aside, and which way, so that a straight line from one place to another does not run behind it.
function aside(box, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y],
    length = Math.hypot(dx, dy) || 1,
    along = ((box.x - from.x) * dx + (box.y - from.y) * dy) / length;
  const [nx, ny] = [-dy / length, dx / length],
    off = (box.x - from.x) * nx + (box.y - from.y) * ny,
    reach = (Math.abs(nx) * box.w + Math.abs(ny) * box.h) / 2,
    half = (Math.abs(dx) * box.w + Math.abs(dy) * box.h) / length / 2;
  if (along < -half || along > length + half || Math.abs(off) >= reach) return null;
  const by = (reach - Math.abs(off) + 1) * (off < 0 ? -1 : 1);
  return { x: nx * by, y: ny * by };
}

// How far a box must move, and which way, to lie beside a point of a line that turns aside.
function away(box, point) {
  const [dx, dy] = [box.x - point.x, box.y - point.y];
  return { x: (Math.sign(dx) || 1) * 6, y: (Math.sign(dy) || 1) * (box.h / 2 - Math.abs(dy) + 6) };
}

// Moves boxes out of the way of lines that cannot turn aside from them, and all apart where that does not help; keeps the
// best of the rounds.
function clear(cy, fixed) {
  const nodes = cy.nodes();
  let best = null,
    room = 1;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % WIDER === WIDER - 1 && fixed.empty()) {
      room *= 1.12;
      nodes.positions(node => ({ x: best.places.get(node.id()).x * room, y: best.places.get(node.id()).y * room }));
    }
    const { behind } = route(cy);
    if (!best || behind.length < best.behind) {
      best = { behind: behind.length, places: new Map(nodes.map(node => [node.id(), { ...node.position() }])) };
      room = 1;
    }
    if (!behind.length) break;
    const pushes = new Map();
    for (const [node, source, target, point] of behind) {
      const box = { ...node.position(), w: node.data("width") + 8, h: node.data("height") + 6 };
      const by = aside(box, source.position(), target.position()) || away(box, point);
      if (fixed.has(node)) continue;
      const push = pushes.get(node) || { x: 0, y: 0 };
      pushes.set(node, { x: push.x + by.x, y: push.y + by.y });
    }
    for (const [node, push] of pushes) {
      const most = Math.max(1, Math.hypot(push.x, push.y) / 60);
      node.shift({ x: push.x / most, y: push.y / most });
    }
    separate(nodes, fixed);
  }
  nodes.positions(node => best.places.get(node.id()));
}

// Returns boxes in rows of at most a width, with the width and the height of all rows together.
function inRows(boxes, wide, gap) {
  const all = { places: [], w: 0, h: 0 };
  let [x, y] = [0, 0];
  for (const { w, h } of boxes) {
    if (x > 0 && x + w > wide) [x, y] = [0, all.h + gap];
    all.places.push({ x, y });
    all.w = Math.max(all.w, x + w);
    all.h = Math.max(all.h, y + h);
    x += w + gap;
  }
  return all;
}

// Puts parts that nothing ties to one another into rows, the highest first, as wide as fills the frame best.
function pack(parts, frame) {
  const gap = 40;
  const boxes = parts.map(part => ({ part, ...part.boundingBox(), name: part.nodes()[0].id() }));
  boxes.sort((a, b) => b.h - a.h || b.w - a.w || (a.name < b.name ? -1 : 1));
  let wide = 0;
  const tried = boxes.map(({ w }) => inRows(boxes, (wide += w + gap), gap));
  const scale = ({ w, h }) => Math.min(frame / w, 1 / h);
  const best = tried.reduce((one, other) => (scale(other) > scale(one) ? other : one));
  boxes.forEach(({ part, x1, y1 }, i) => part.nodes().shift({ x: best.places[i].x - x1, y: best.places[i].y - y1 }));
}

// Lays out the boxes that have no place yet; those that have one, in ``places``, stay. Returns whether all are new.
// Where all lines are those of one box, ``centre``, the others stand around it.
function layOut(cy, places, centre) {
  const known = cy.nodes().filter(node => places.has(node.id())),
    anew = known.empty();
  known.forEach(node => {
    node.position(places.get(node.id()));
  });
  if (anew && centre?.nonempty()) {
    ring(cy, centre, centre.neighborhood("node").toArray(), { w: cy.width(), h: cy.height() });
    cy.nodes().forEach(node => {
      places.set(node.id(), { ...node.position() });
    });
    return true;
  }
  if (known.length < cy.nodes().length) {
    cy.nodes()
      .difference(known)
      .forEach((node, i) => {
        const beside = node.neighborhood("node").filter(other => places.has(other.id()));
        const { x, y } = beside.empty() ? { x: 0, y: 0 } : beside[0].position();
        node.position({ x: x + 160 * Math.cos(i * 2.4), y: y + 160 * Math.sin(i * 2.4) });
      });
    const fixed = known.map(node => ({ nodeId: node.id(), position: places.get(node.id()) }));
    withSeed(() =>
      cy
        .layout({
          name: "fcose",
          animate: false,
          randomize: anew,
          fit: false,
          quality: anew && cy.nodes().length <= MOST_PROVED ? "proof" : "default",
          nodeRepulsion: 40000,
          idealEdgeLength: lengthWanted,
          nodeSeparation: 130,
          gravity: 0.25,
          numIter: cy.nodes().length > 120 ? 1500 : 2500,
          tile: true,
          packComponents: false,
          ...(fixed.length ? { fixedNodeConstraint: fixed } : {}),
        })
        .run(),
    );
    const parts = cy.elements().components();
    const frame = cy.width() / cy.height();
    if (anew && parts.length === 1) stretch(cy.nodes(), frame);
    if (anew && cy.edges().length <= FEW_LINES) loosen(cy);
    separate(cy.nodes(), known);
    if (cy.edges().length <= MOST_CLEARED) clear(cy, known);
    if (anew && parts.length > 1) pack(parts, frame);
    cy.nodes().forEach(node => {
      places.set(node.id(), { ...node.position() });
    });
  }
  return anew;
}
