// The picture: boxes and lines, drawn by Cytoscape.js.

const still = window.matchMedia("(prefers-reduced-motion: reduce)");

function makeCanvas(container, on) {
  cytoscape.warnings(false); // boxes may touch while they move, and a line between them is then not drawn
  const cy = cytoscape({ container, style: styleOf(), minZoom: 0.08, maxZoom: 4, boxSelectionEnabled: false });
  const places = new Map();
  let last = null;
  cy.on("tap", "node", event => on.entity(Number(event.target.id().slice(1))));
  cy.on("tap", "edge", event => on.tie(event.target.data("at")));
  cy.on("tap", event => {
    if (event.target === cy) on.nothing();
  });
  cy.on("mouseover", "node, edge", event => {
    event.target.addClass("pointed");
    on.hover(event.target.isEdge() ? event.target.data("hover") : "");
    container.classList.add("over");
  });
  cy.on("mouseout", "node, edge", event => {
    event.target.removeClass("pointed");
    on.hover("");
    container.classList.remove("over");
  });
  cy.on("dragfree", "node", event => {
    places.set(event.target.id(), { ...event.target.position() });
    letter(cy, route(cy));
  });

  // Draws boxes and lines; those that stay keep their places, unless another question is asked.
  function show(shown, selection, state) {
    const question = [state.focus.join(), state.around].join();
    if (last !== null && last !== question) places.clear();
    last = question;
    const ties = new Map();
    for (const relations of shown.pairs)
      for (const { subject, object } of relations)
        for (const end of [subject, object]) ties.set(end, (ties.get(end) || 0) + 1);
    const wanted = new Map();
    for (const entity of shown.entities) {
      const data = boxOf(entity, ties.get(entity));
      wanted.set(data.id, { group: "nodes", data });
    }
    const nodes = wanted.size;
    for (const relations of shown.pairs)
      for (const data of linesOf(relations, selection, state)) wanted.set(data.id, { group: "edges", data });
    const before = cy.nodes().length;
    cy.batch(() => {
      cy.elements()
        .filter(element => !wanted.has(element.id()))
        .remove();
      for (const [id, element] of wanted) {
        const there = cy.getElementById(id);
        if (there.empty()) cy.add(element);
        else there.data(element.data);
      }
      cy.edges().toggleClass("told", wanted.size - nodes <= FEW_LINES);
    });
    const centre = state.around === "own" && state.focus.length === 1 ? shown.entities[0] : null;
    const anew = layOut(cy, places, centre && cy.getElementById(`e${centre.id}`));
    cy.batch(() => letter(cy, route(cy)));
    if (anew || !before) fit();
  }

  function mark(at) {
    cy.batch(() => {
      cy.elements().removeClass("chosen dim");
      const chosen =
        at.entity === undefined
          ? cy.edges().filter(edge => edge.data("at") === at.tie)
          : cy.getElementById(`e${at.entity}`);
      if (chosen.empty()) return;
      const near = at.entity === undefined ? chosen.union(chosen.connectedNodes()) : chosen.closedNeighborhood();
      chosen.addClass("chosen");
      if (at.dim) cy.elements().difference(near).addClass("dim");
    });
  }

  function fit() {
    cy.fit(undefined, cy.width() < 600 ? 8 : 24);
    if (cy.zoom() > 1.6) {
      cy.zoom(1.6);
      cy.center();
    }
  }

  function point(id) {
    cy.elements().removeClass("pointed");
    if (id === null) return;
    const node = cy.getElementById(id);
    node.addClass("pointed");
    const box = cy.extent();
    if (
      node.nonempty() &&
      !(
        node.position().x > box.x1 &&
        node.position().x < box.x2 &&
        node.position().y > box.y1 &&
        node.position().y < box.y2
      )
    )
      cy.animate({ center: { eles: node }, duration: still.matches ? 0 : 200 });
  }

  return {
    show,
    mark,
    fit,
    point,
    cy,
    zoom: factor => cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }),
    resize: () => cy.resize(),
    restyle: () => cy.style(styleOf()),
  };
}
