// The table, whose rows have in words all that is said of each relation.

const ROWS = new Map();

// Returns the row of a relation in the table, in which all is written that is said of it.
function rowOf(relation) {
  if (!ROWS.has(relation.id)) ROWS.set(relation.id, byId(`r${relation.id}`));
  return ROWS.get(relation.id);
}

const sentenceOf = relation => rowOf(relation).cells[0].textContent;
const timeOf = relation => rowOf(relation).cells[1].textContent;

// Shows the rows of the chosen relations, and whether each holds when asked for.
function showTable(graph, selection) {
  const chosen = new Set(selection.relations);
  for (const relation of graph.relations) {
    const row = rowOf(relation);
    row.hidden = !chosen.has(relation);
    const when = row.cells[1].dataset;
    if (selection.span && !row.hidden) when.holds = selection.when.get(relation);
    else delete when.holds;
  }
  for (const table of document.querySelectorAll("#table table")) {
    const count = [...table.tBodies[0].rows].filter(row => !row.hidden).length;
    table.hidden = count === 0;
    table.caption.querySelector("b").textContent = count;
  }
}
