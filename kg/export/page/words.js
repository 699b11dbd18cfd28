// What the page says in words of its own.

const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;
const tiesIn = count => plural(count, "tie", "ties");

// Says how much is shown of what.
function summaryOf({ selection, shown, state, graph }) {
  const ties = shown.pairs.reduce((sum, pair) => sum + pair.length, 0),
    count = selection.relations.length;
  const only = shown.entities.length < shown.of ? ` of ${shown.of}: narrow, or show more` : "";
  const party = graph.parties.find(({ slug }) => slug === state.by);
  const drawn = `; showing ${plural(shown.entities.length, "name", "names")}${only}, with ${tiesIn(ties)}`;
  return [
    party ? `As told by ${party.label}: ` : "",
    `${tiesIn(count)}${state.view === "table" ? "" : drawn}`,
    selection.span && !state.undated && selection.sure.undated
      ? `; ${selection.sure.undated} without a date left out`
      : "",
  ].join("");
}

// Says how much a party affirms and denies, and through whom.
function account(relations, by) {
  const told = relations.map(relation => tells(relation, by));
  const voices = new Set(
    relations
      .flatMap(relation => saidBy(relation, by))
      .map(({ claimant }) => (claimant.slug === by ? "itself" : claimant.label)),
  );
  const counts = `${told.filter(({ affirms }) => affirms).length} affirmed, ${told.filter(({ denies }) => denies).length} denied`;
  return voices.size ? `${counts}, through ${[...voices].sort().join(", ")}` : counts;
}
