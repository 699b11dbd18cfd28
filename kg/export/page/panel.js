// The details: an entity, a tie with all that is claimed of it, or the list of what the picture shows.

function relationCard(relation, selection, state) {
  const claims = rowOf(relation).cells[3].firstElementChild.cloneNode(true);
  relation.claims.forEach((claim, i) => {
    if (state.by && claim.parties.some(({ slug }) => slug === state.by)) claims.children[i].classList.add("own");
  });
  const holding = selection.span ? ` · ${selection.when.get(relation)} then` : "";
  return el(
    "article",
    { className: relation.word, data: { layer: relation.type.layer.name } },
    el("h4", {}, sentenceOf(relation)),
    el("p", {}, `${timeOf(relation)} · `, el("span", { className: "standing" }, relation.word), holding),
    claims,
  );
}

function cards(relations, selection, state) {
  const byLayer = new Map();
  for (const relation of relations) {
    const { layer } = relation.type;
    if (!byLayer.has(layer)) byLayer.set(layer, []);
    byLayer.get(layer).push(relation);
  }
  return [...byLayer].flatMap(([layer, found]) => [
    el(
      "h3",
      { data: { layer: layer.name } },
      el("span", { className: "swatch layer", data: { layer: layer.name } }),
      layer.label,
    ),
    ...found.map(relation => relationCard(relation, selection, state)),
  ]);
}

function listOf(lines, label) {
  const list = el("ul", { className: "list", "aria-label": label }, ...lines.map(line => el("li", {}, line)));
  list.addEventListener("keydown", event => {
    const buttons = [...list.querySelectorAll("button")],
      at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    buttons[Math.min(Math.max(to, 0), buttons.length - 1)].focus();
  });
  return list;
}

function lineTo(entity, text, on, target) {
  const button = el(
    "button",
    { type: "button" },
    el("span", {
      className: `swatch kind ${entity.kind.shape}`,
      "aria-hidden": "true",
      data: { kind: entity.kind.name },
    }),
    el("b", {}, entity.label),
    el("span", { className: "count" }, text),
  );
  button.addEventListener("click", () => on.open(target));
  button.addEventListener("focus", () => on.point(`e${entity.id}`));
  button.addEventListener("blur", () => on.point(null));
  button.addEventListener("mouseenter", () => on.point(`e${entity.id}`));
  button.addEventListener("mouseleave", () => on.point(null));
  return button;
}

const otherEnd = (relation, entity) => (relation.subject === entity ? relation.object : relation.subject);
const FEW_NAMES = 6;

function entityPanel(entity, selection, state, on) {
  const own = selection.relations.filter(({ subject, object }) => subject === entity || object === entity);
  const hidden = entity.relations.length - own.length;
  const neighbours = new Map();
  const alone = [];
  for (const relation of own) {
    const other = otherEnd(relation, entity);
    if (other === null || other === entity) alone.push(relation);
    else neighbours.set(other, (neighbours.get(other) || 0) + 1);
  }
  const names =
    entity.names.length > FEW_NAMES
      ? el(
          "details",
          {},
          el("summary", {}, `also: ${entity.names.slice(0, FEW_NAMES).join(" · ")} …`),
          entity.names.slice(FEW_NAMES).join(" · "),
        )
      : entity.names.length
        ? el("p", {}, `also: ${entity.names.join(" · ")}`)
        : null;
  const codes = entity.codes.map(([name, code]) => `${name} ${code}`).join(", ");
  const focused = state.focus.length === 1 && state.focus[0] === entity.slug;
  const party = on.party(entity.slug);
  const lines = [...neighbours]
    .sort(([a, n], [b, m]) => m - n || (a.label < b.label ? -1 : 1))
    .map(([other, count]) => lineTo(other, String(count), on, [entity.slug, other.slug].sort().join("~")));
  return [
    el("h2", { tabIndex: -1 }, entity.label),
    el(
      "p",
      { className: "kind" },
      el("span", { className: `swatch kind ${entity.kind.shape}`, data: { kind: entity.kind.name } }),
      [entity.kind.label, codes].filter(Boolean).join(" · "),
    ),
    names,
    entity.datasets.length
      ? el(
          "p",
          { className: "hint" },
          `mentioned in the ${entity.datasets.length === 1 ? "dataset" : "datasets"} ${entity.datasets.join(", ")}`,
        )
      : null,
    el(
      "p",
      { className: "actions" },
      focused ? action("Show everything", () => on.focus(null)) : action("Show only its ties", () => on.focus(entity)),
      party
        ? state.by === entity.slug
          ? action("All accounts", () => on.by(""))
          : action(`As told by it (${party.told})`, () => on.by(entity.slug))
        : null,
    ),
    hidden
      ? el(
          "p",
          { className: "hint" },
          `${tiesIn(hidden)} of it ${hidden === 1 ? "is" : "are"} hidden by the filters.`,
        )
      : null,
    lines.length ? el("h3", {}, `Tied to ${neighbours.size}`) : null,
    lines.length ? listOf(lines, `Names tied to ${entity.label}`) : null,
    alone.length ? el("h3", { className: "alone" }, "Names, figures and dates") : null,
    ...cards(alone, selection, state),
  ];
}

function tiePanel([one, other], selection, state, on) {
  const between = relation =>
    [relation.subject, relation.object].includes(one) && [relation.subject, relation.object].includes(other);
  const all = one.relations.filter(between),
    found = selection.relations.filter(between),
    hidden = all.length - found.length;
  const name = entity => {
    const button = action(entity.label, () => on.open(entity.slug));
    button.className = "name";
    return button;
  };
  return [
    el("h2", { tabIndex: -1 }, name(one), " and ", name(other)),
    el(
      "p",
      { className: "hint" },
      hidden ? `${found.length} of ${tiesIn(all.length)}; the filters hide the others.` : tiesIn(all.length),
    ),
    ...cards(found, selection, state),
  ];
}

function listPanel(shown, state, on, graph) {
  const contested = graph.relations.filter(({ standing }) => standing >= DISPUTED).length;
  const ties = entity =>
    String(shown.ties.filter(({ subject, object }) => subject === entity || object === entity).length);
  return [
    el("h2", { tabIndex: -1 }, "In the picture"),
    el("p", { className: "hint" }, "Select a box, a line or a name to see what is claimed, by whom and where."),
    contested && !state.standing.size
      ? el(
          "p",
          { className: "actions" },
          action(`What is disputed or denied (${contested})`, () => on.contested()),
        )
      : null,
    listOf(
      shown.entities.map(entity => lineTo(entity, ties(entity), on, entity.slug)),
      "Names in the picture",
    ),
  ];
}
