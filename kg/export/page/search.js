// The search: names found while one types, chosen by pointer or by keyboard.

const HOW = ["", "", "", "perhaps", "perhaps"];
const MOST_FOUND = 12;

function makeSearch(graph, on) {
  const input = byId("search"),
    list = byId("found");
  let found = [],
    at = -1;

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  }
  function move(to) {
    at = found.length ? (to + found.length) % found.length : -1;
    [...list.children].forEach((line, i) => line.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", `found${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }
  function choose(place) {
    if (!found[place]) return;
    on(found[place].entity);
    input.value = "";
    close();
  }
  function look() {
    found = searchNames(input.value, graph.entities, graph.latin).slice(0, MOST_FOUND);
    const lines = found.map(({ entity, name, way }, i) => {
      const line = el(
        "li",
        { id: `found${i}`, role: "option", "aria-selected": "false" },
        el("b", {}, entity.label),
        el(
          "span",
          {},
          [HOW[way], name !== entity.label ? `“${name}”` : "", entity.kind.label, tiesIn(entity.relations.length)]
            .filter(Boolean)
            .join(" · "),
        ),
      );
      line.addEventListener("mousedown", event => {
        event.preventDefault();
        choose(i);
      });
      return line;
    });
    if (!found.length && input.value.trim())
      lines.push(el("li", { className: "hint" }, "Nothing is called so or nearly so."));
    list.replaceChildren(...lines);
    list.hidden = !lines.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    move(found.length ? 0 : -1);
  }
  input.addEventListener("input", look);
  input.addEventListener("focus", () => {
    if (input.value) look();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(at);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      input.value = "";
      close();
      input.blur();
    }
  });
}
