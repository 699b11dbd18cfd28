// The time slider: a bar for each year, upwards for what certainly holds in it, downwards and pale for what possibly does.

// Where the years stand, in hundredths of the height.
const GROUND = 74;
const SVG = "http://www.w3.org/2000/svg";

function yearsOf(graph) {
  const years = graph.times
    .flatMap(time => [...time.slice(0, 5), ...time[5]])
    .filter(Boolean)
    .map(date => Number(date.slice(0, 4)));
  return years.length ? [Math.min(...years), Math.max(...years)] : null;
}

function makeSlider(graph, on) {
  const range = yearsOf(graph),
    [first, last] = [byId("first"), byId("last")];
  if (range === null) {
    byId("time").classList.remove("live");
    byId("time").hidden = true;
    return { show() {}, step() {} };
  }
  const [from, to] = range,
    wide = to - from + 1,
    bars = byId("histogram");
  const verdicts = new Map();
  let counted = { sure: [], perhaps: [] };

  // Returns for a moment what holds in each year: 2 certainly, 1 possibly, 0 not; nothing where it has no date.
  function byYear(moment) {
    if (!verdicts.has(moment)) {
      const undated = moment[0] < 0 && !moment[1].length;
      verdicts.set(
        moment,
        undated
          ? null
          : Array.from({ length: wide }, (_, i) => {
              const year = String(from + i).padStart(4, "0"),
                found = holds(moment, spanOf(year, year), graph.times);
              return found === CERTAINLY ? 2 : found === POSSIBLY ? 1 : 0;
            }),
      );
    }
    return verdicts.get(moment);
  }

  for (const input of [first, last]) {
    input.min = from;
    input.max = to;
  }
  const axis = byId("axis"),
    every = wide > 120 ? 20 : wide > 40 ? 10 : wide > 12 ? 5 : 1;
  for (let year = Math.ceil(from / every) * every; year <= to; year += every) {
    const tick = document.createElement("span");
    tick.textContent = year;
    tick.style.left = `${((year - from + 0.5) / wide) * 100}%`;
    axis.append(tick);
  }

  byId("time")
    .querySelector(".years")
    .addEventListener("pointermove", event => {
      const { left, width } = bars.getBoundingClientRect(),
        i = Math.floor(((event.clientX - left) / width) * wide);
      if (i >= 0 && i < wide)
        byId("year").textContent = `${from + i}: ${counted.sure[i]} certainly, ${counted.perhaps[i]} possibly`;
    });

  const year = input => String(input.value).padStart(4, "0");
  first.addEventListener("input", () => {
    if (last.hidden) on({ mode: "as-of", since: year(first) });
    else on({ since: year(first), ...(Number(last.value) < Number(first.value) ? { until: year(first) } : {}) });
  });
  last.addEventListener("input", () =>
    on({ until: year(last), ...(Number(last.value) < Number(first.value) ? { since: year(last) } : {}) }),
  );

  function show(selection, state) {
    const sure = new Array(wide).fill(0),
      perhaps = new Array(wide).fill(0);
    for (const relation of selection.anytime) {
      const years = byYear(relation.moment);
      if (years)
        years.forEach((found, i) => {
          if (found === 2) sure[i] += 1;
          else if (found === 1) perhaps[i] += 1;
        });
    }
    counted = { sure, perhaps };
    // Roots, so that the years of a few relations can be seen beside the one of which a source tells most.
    const [tall, deep] = [sure, perhaps].map(counts => Math.sqrt(Math.max(1, ...counts)));
    bars.setAttribute("viewBox", `0 0 ${wide} 100`);
    const { first: start, last: end } = selection.span || { first: LAST_DAY, last: FIRST_DAY };
    const rects = [];
    for (let i = 0; i < wide; i += 1) {
      const name = String(from + i).padStart(4, "0");
      const chosen = lastDay(name) >= start && firstDay(name) <= end ? " now" : "";
      const [up, down] = [(Math.sqrt(sure[i]) / tall) * GROUND, (Math.sqrt(perhaps[i]) / deep) * (100 - GROUND)];
      for (const [y, height, kind] of [
        [GROUND - up, up, "sure"],
        [GROUND, down, "perhaps"],
      ]) {
        if (!height) continue;
        const rect = document.createElementNS(SVG, "rect");
        for (const [key, value] of Object.entries({ x: i + 0.08, y, width: 0.84, height, class: kind + chosen }))
          rect.setAttribute(key, value);
        rects.push(rect);
      }
    }
    bars.replaceChildren(...rects);
    const peak = sure.indexOf(Math.max(...sure));
    bars.setAttribute(
      "aria-label",
      `Ties by year, ${from} to ${to}; most certainly hold in ${from + peak}: ${sure[peak]}`,
    );
    first.value = state.since ? Number(state.since.slice(0, 4)) : from;
    last.value = state.until ? Number(state.until.slice(0, 4)) : to;
    last.hidden = state.mode !== "between";
    byId("time").dataset.mode = state.mode;
    first.setAttribute("aria-label", state.mode === "between" ? "First year" : "Year");
  }

  function step(state, by) {
    const now = state.since ? Number(state.since.slice(0, 4)) : by > 0 ? from - 1 : to + 1;
    const next = Math.min(to, Math.max(from, now + by));
    on({ mode: state.mode === "any" ? "as-of" : state.mode, since: String(next).padStart(4, "0") });
  }

  return { show, step };
}
