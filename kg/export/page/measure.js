// How large boxes are and words on lines, and how they are set.

const SHAPES = {
  rounded: "round-rectangle",
  box: "rectangle",
  ellipse: "ellipse",
  parallelogram: "rhomboid",
  octagon: "octagon",
  cylinder: "barrel",
  note: "cut-rectangle",
  hexagon: "hexagon",
  plain: "rectangle",
};
// How much wider a shape must be than the text in it.
const ROOM = {
  ellipse: [1.3, 1.45],
  rhomboid: [1.35, 1],
  hexagon: [1.36, 1.15],
  octagon: [1.15, 1.15],
  barrel: [1.1, 1.25],
};
const FONT = "system-ui, Noto Sans, sans-serif";
// Lines are named where there are few of them.
const FEW_LINES = 24;
// Of the words on a line and of its sign.
const WORD_SIZE = 10;
const SIGN_SIZE = 12;

function wrapped(label) {
  const lines = [""];
  for (const word of label.split(" ")) {
    if (lines.at(-1) && lines.at(-1).length + word.length > 17) lines.push("");
    lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
  }
  if (lines.length > 4) lines.splice(3, Infinity, `${lines[3]} …`);
  return lines;
}

const ruler = document.createElement("canvas").getContext("2d");

// Returns the lines of a name, their size by how many ties it has, and the shape around them.
function measured(name, shape = "rectangle", ties = 1) {
  const size = Math.min(18, 11 + 1.4 * Math.log2(1 + ties)),
    lines = wrapped(name);
  ruler.font = `${size}px ${FONT}`;
  const [wide, high] = ROOM[shape] || [1, 1];
  return {
    label: lines.join("\n"),
    size,
    shape,
    width: (Math.max(...lines.map(line => ruler.measureText(line).width)) + 16) * wide,
    height: (lines.length * size * 1.2 + 9) * high,
  };
}
