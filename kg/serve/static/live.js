// What every live page gains with scripts: copying its address and its citation, and the key that leads to the search.

const citation = document.querySelector("#citation");
const copied = {
  link: () => location.href,
  citation: () => citation.textContent.trim(),
};

for (const button of navigator.clipboard ? document.querySelectorAll(".tools .copy") : []) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copied[button.dataset.copied]());
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = label), 2000);
  });
}

// Names while somebody types: a list below the field, as https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ has it.
{
  const form = document.querySelector(".find"),
    input = form.querySelector("input"),
    list = document.createElement("ul"),
    said = document.createElement("p");
  const QUIET = 120, // milliseconds after a key, before it is asked
    SHORTEST = 2;
  let waiting = 0,
    asking = null,
    at = -1;
  list.id = "suggested";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Names");
  said.className = "unseen";
  said.setAttribute("role", "status");
  form.append(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
  })) input.setAttribute(name, value);

  const close = () => {
    asking?.abort();
    clearTimeout(waiting);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  };

  // Goes to a line of the list, or back into the field beyond its ends.
  const move = to => {
    const lines = [...list.children];
    at = to < -1 ? lines.length - 1 : to >= lines.length ? -1 : to;
    lines.forEach((line, i) => line.setAttribute("aria-selected", String(i === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", lines[at].id);
      lines[at].scrollIntoView({ block: "nearest" });
    }
  };

  const show = names => {
    list.replaceChildren(...names.map(({ label, kind, also, at: page }, i) => {
      const line = document.createElement("li"),
        name = document.createElement("bdi"),
        about = document.createElement("small");
      line.id = `suggested${i}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", "false");
      line.dataset.page = page;
      name.textContent = label;
      about.textContent = [also && `“${also}”`, kind].filter(Boolean).join(" · ");
      line.append(name, " ", about);
      return line;
    }));
    move(-1);
    list.hidden = !names.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = `${names.length} ${names.length === 1 ? "name" : "names"}`;
  };

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`/suggest.json?${new URLSearchParams({ q: input.value })}`, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).names);
    } catch {
      // Another key was pressed meanwhile, or nobody answers: the form can be sent all the same.
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (input.value.trim().length < SHORTEST) close();
    else waiting = setTimeout(ask, QUIET);
  });
  input.addEventListener("keydown", event => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // what was typed stays
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      move(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      location.href = list.children[at].dataset.page;
    }
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  list.addEventListener("mousedown", event => {
    event.preventDefault(); // the field keeps the focus
    const line = event.target.closest("li");
    if (line && event.button === 0) location.href = line.dataset.page;
  });
}

document.addEventListener("keydown", event => {
  const at = event.composedPath()[0];  // the editor has its own inside
  const typing = /^(input|textarea|select)$/i.test(at.tagName) || at.isContentEditable;
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.querySelector(".find input").focus();
  }
});
