// The editor of queries: completes names of the graph, runs with Ctrl-Enter, and goes to where an error is.

const query = document.getElementById("query");
const offers = document.getElementById("offers");
let terms = null,
  chosen = 0,
  begun = "";

document.getElementById("live-keys").hidden = false;

async function known() {
  terms ??= await (await fetch("/terms.json")).json();
  return terms;
}

function word() {
  return query.value.slice(0, query.selectionStart).match(/[A-Za-z][\w-]*:?[\w-]*$/)?.[0] ?? "";
}

async function offer() {
  begun = word();
  const folded = begun.toLowerCase();
  const all = await known();
  const found = all.filter(one => one.toLowerCase().startsWith(folded));
  const others = all.filter(one => !found.includes(one) && one.toLowerCase().includes(folded));
  const shown = begun ? [...found, ...others].slice(0, 40) : [];
  chosen = 0;
  offers.replaceChildren(
    ...shown.map((text, number) => {
      const item = document.createElement("li");
      item.id = `offer-${number}`;
      item.role = "option";
      item.textContent = text;
      item.addEventListener("mousedown", event => {
        event.preventDefault();
        take(text);
      });
      return item;
    }),
  );
  offers.hidden = !shown.length;
  mark();
}

function mark() {
  [...offers.children].forEach((item, number) => item.setAttribute("aria-selected", number === chosen));
  offers.children[chosen]?.scrollIntoView({ block: "nearest" });
}

function take(text) {
  const end = query.selectionStart;
  query.setRangeText(text, end - begun.length, end, "end");
  offers.hidden = true;
  query.focus();
}

query.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    query.form.requestSubmit();
  } else if (event.key === " " && event.ctrlKey) {
    event.preventDefault();
    offer();
  } else if (!offers.hidden) {
    const count = offers.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      mark();
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      take(offers.children[chosen].textContent);
    } else if (event.key === "Escape") {
      offers.hidden = true;
    }
  }
});
query.addEventListener("input", () => {
  if (!offers.hidden || word().endsWith(":")) offer();
});
query.addEventListener("blur", () => (offers.hidden = true));

if (query.dataset.line) {
  const lines = query.value.split("\n");
  const start = lines.slice(0, query.dataset.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  query.focus();
  query.setSelectionRange(start + Number(query.dataset.column) - 1, start + (lines[query.dataset.line - 1] ?? "").length);
}
