// The graph, and which of its relations the state lets through.

const [ACCEPTED, CLAIMED, DISPUTED, DENIED] = [0, 1, 2, 3];
const FACETS = ["standing", "layer", "status", "type"];

// Reads the data of the page into objects that name one another.
function readGraph(data) {
  const graph = { ...data };
  graph.layers = data.layers.map(([name, label, colour, dash], id) => ({ id, name, label, colour, dash }));
  graph.kinds = data.kinds.map(([name, label, broad, shape, fill, border]) => ({
    name,
    label,
    broad,
    shape,
    fill,
    border,
  }));
  graph.types = data.types.map(([name, label, layer, symmetric]) => ({
    name,
    label,
    layer: graph.layers[layer],
    symmetric,
  }));
  graph.statuses = data.statuses.map(([name, label]) => ({ name, label }));
  graph.parties = data.parties.map(([slug, label, kind]) => ({ slug, label, kind, told: 0 }));
  graph.latin = data.latin;
  graph.entities = data.entities.map(([slug, kind, names, codes, keys, datasets], id) => ({
    id,
    slug,
    kind: graph.kinds[kind],
    label: names[0],
    names: names.slice(1),
    codes,
    keys,
    datasets,
    spelt: [...names, ...codes.map(code => code[1])],
    relations: [],
    ties: 0,
  }));
  graph.claims = data.claims.map(([claimant, circle, affirms, status]) => ({
    claimant: graph.parties[claimant],
    parties: data.circles[circle].map(party => graph.parties[party]),
    affirms: affirms === 1,
    status: graph.statuses[status],
  }));
  graph.relations = data.relations.map(([subject, type, object, standing, phase, moment, claims], id) => ({
    id,
    subject: graph.entities[subject],
    type: graph.types[type],
    object: graph.entities[object] || null,
    standing,
    word: data.standings[standing],
    phase,
    phased: phase !== "",
    moment: data.moments[moment],
    claims: claims.map(claim => graph.claims[claim]),
  }));
  for (const relation of graph.relations) {
    for (const end of new Set([relation.subject, relation.object])) if (end) end.relations.push(relation);
    if (relation.object) for (const end of [relation.subject, relation.object]) end.ties += 1;
    for (const party of new Set(relation.claims.flatMap(claim => claim.parties))) party.told += 1;
  }
  graph.bySlug = new Map(graph.entities.map(entity => [entity.slug, entity]));
  return graph;
}

// Returns the claims of those who can have spoken for a party.
const saidBy = (relation, party) => relation.claims.filter(claim => claim.parties.some(({ slug }) => slug === party));

// Says whether a party affirms a relation, and whether it denies it.
function tells(relation, party) {
  const own = saidBy(relation, party);
  return { affirms: own.some(claim => claim.affirms), denies: own.some(claim => !claim.affirms) };
}

// Returns the span that a state asks about, or null for any time.
function spanAsked(state) {
  if (state.mode === "as-of" && state.since) return spanOf(state.since, state.since);
  return state.mode === "between" && (state.since || state.until) ? spanOf(state.since, state.until) : null;
}

const valuesOf = {
  standing: relation => [relation.word],
  layer: relation => [relation.type.layer.name],
  type: relation => [relation.type.name],
  status: (relation, state) =>
    (state.by ? saidBy(relation, state.by) : relation.claims).map(claim => claim.status.name),
};

const meets = (relation, facet, state) =>
  !state[facet].size || valuesOf[facet](relation, state).some(value => state[facet].has(value));

// A relation is drawn if it ties two entities and is plain fact, or what is planned or undone is asked for.
const drawn = (relation, state) => relation.object !== null && (state.phased || !relation.phased);

// Returns the relations around the focus: its own, or those among all that lies so many ties away.
function around(relations, state, graph) {
  const focus = state.focus.map(slug => graph.bySlug.get(slug)).filter(Boolean);
  if (!focus.length) return relations;
  let near = new Set(focus);
  if (state.around === "own") return relations.filter(({ subject, object }) => near.has(subject) || near.has(object));
  for (let step = 0; step < Number(state.around); step += 1) {
    const wider = new Set(near);
    for (const relation of relations) {
      if (!drawn(relation, state)) continue;
      if (near.has(relation.subject)) wider.add(relation.object);
      if (near.has(relation.object)) wider.add(relation.subject);
    }
    near = wider;
  }
  return relations.filter(({ subject, object }) => near.has(subject) && (object === null || near.has(object)));
}

// Returns the relations that the state lets through, how each holds, and how many each choice of a filter has.
function select(graph, state) {
  const span = spanAsked(state);
  const counts = Object.fromEntries(FACETS.map(facet => [facet, new Map()]));
  const when = new Map();
  const sure = { [CERTAINLY]: 0, [POSSIBLY]: 0, [UNDATED]: 0, [NOT]: 0 };
  for (const relation of graph.relations) {
    when.set(relation, span ? holds(relation.moment, span, graph.times) : CERTAINLY);
  }
  const told = state.by ? graph.relations.filter(relation => saidBy(relation, state.by).length) : graph.relations;
  const timely = relation => {
    const verdict = when.get(relation);
    return verdict === CERTAINLY || (verdict === POSSIBLY && state.possibly) || (verdict === UNDATED && state.undated);
  };
  const passing = (besides, timed) =>
    around(
      told.filter(
        relation =>
          (!timed || timely(relation)) && FACETS.every(facet => facet === besides || meets(relation, facet, state)),
      ),
      state,
      graph,
    );
  for (const facet of FACETS)
    for (const relation of passing(facet, true))
      for (const value of new Set(valuesOf[facet](relation, state)))
        counts[facet].set(value, (counts[facet].get(value) || 0) + 1);
  const anytime = passing(null, false);
  for (const relation of anytime) sure[when.get(relation)] += 1;
  return { relations: passing(null, true), anytime, when, sure, counts, span };
}

// The picture shows at most so many boxes and lines; more ties than these of two boxes are one line.
const MOST_LINES = 700;
const MOST_APART = 4;

const pairOf = ({ subject, object }) =>
  subject.id < object.id ? `${subject.id}-${object.id}` : `${object.id}-${subject.id}`;

// Returns what the picture shows of the chosen relations: the focus and the best-connected, with the ties among them.
function picture(selection, state, graph) {
  const ties = selection.relations.filter(relation => drawn(relation, state) && relation.subject !== relation.object);
  const pairs = new Map();
  const neighbours = new Map();
  for (const relation of ties) {
    const pair = pairOf(relation);
    if (!pairs.has(pair)) pairs.set(pair, []);
    pairs.get(pair).push(relation);
    for (const [one, other] of [
      [relation.subject, relation.object],
      [relation.object, relation.subject],
    ]) {
      if (!neighbours.has(one)) neighbours.set(one, new Map());
      neighbours.get(one).set(other, pair);
    }
  }
  const focus = new Set(state.focus.map(slug => graph.bySlug.get(slug)));
  const nearFocus = entity =>
    focus.has(entity) ? 2 : [...neighbours.get(entity).keys()].some(other => focus.has(other)) ? 1 : 0;
  const ranked = [...neighbours.keys()]
    .map(entity => [entity, nearFocus(entity), neighbours.get(entity).size])
    .sort((a, b) => b[1] - a[1] || b[2] - a[2] || b[0].ties - a[0].ties || a[0].id - b[0].id)
    .map(([entity]) => entity);
  const shown = new Set();
  let lines = 0;
  for (const entity of ranked) {
    if (shown.size >= state.most) break;
    const more = [...neighbours.get(entity)]
      .filter(([other]) => shown.has(other))
      .reduce((sum, [, pair]) => sum + (pairs.get(pair).length > MOST_APART ? 1 : pairs.get(pair).length), 0);
    if (lines + more > MOST_LINES) break;
    lines += more;
    shown.add(entity);
  }
  // One line for many ties stands for all of them, also for those that are drawn only when asked for.
  for (const relation of selection.relations) {
    const pair = relation.object !== null && !drawn(relation, state) ? pairs.get(pairOf(relation)) : null;
    if (pair?.length > MOST_APART) pair.push(relation);
  }
  const among = [...pairs.values()].filter(([{ subject, object }]) => shown.has(subject) && shown.has(object));
  const tied = new Set(among.flatMap(([{ subject, object }]) => [subject, object]));
  return { entities: ranked.filter(entity => tied.has(entity)), pairs: among, of: ranked.length, ties };
}
