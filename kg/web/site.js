// What pages of a site add where scripts run: search by name, and copying of address and citation.
// Each page is whole without it. The names are loaded when somebody begins to search.

(() => {
  const here = document.currentScript.src;
  const root = here.slice(0, here.lastIndexOf("/") + 1);
  let names = null,
    latin = {};

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Called by names.js, the file that holds the names, [label, kind, page, ties, spellings], and what letters of other
  // scripts are in Latin ones.
  window.kgNames = (listed, letters) => {
    latin = letters;
    names = listed.map(([label, kind, page, ties, spelt]) => ({
      label, kind, page, ties,
      spelt: spelt.map(one => one[0]),
      keys: spelt.map(one => one[1] ?? searchKey(one[0])),
    }));
  };

  function load(then) {
    if (names) return then();
    const script = element("script", { src: `${root}names.js` });
    script.addEventListener("load", then);
    document.head.append(script);
  }

  // Returns what a text may mean, and where nothing bears it as it is typed, what it may mean in Latin letters: at the
  // beginning of a word and after a vowel, е and ե are written ye (kg/model/names.py).
  function matching(text) {
    const ye = text.replace(/(?<![\p{L}\p{N}_])[еЕեԵ]|(?<=[аеёиоуыэюяьъ])е/giu, "ye");
    const spelt = [...ye.normalize("NFC")].map(letter => latin[letter] ?? letter).join("");
    const found = searchNames(text, names);
    return found.length || spelt === text ? found : searchNames(spelt, names);
  }

  function search() {
    const input = element("input", {
      type: "search", placeholder: "Search names", "aria-label": "Search names in any script", autocomplete: "off",
      "aria-controls": "found",
    });
    const found = element("ul", { id: "found", hidden: "" });
    const said = element("p", { class: "unseen", role: "status" });
    const form = element("form", { role: "search" }, input, found, said);
    form.addEventListener("submit", event => {
      event.preventDefault();
      found.querySelector("a")?.click();
    });

    function show() {
      const text = input.value.trim();
      const matches = text ? matching(text).slice(0, 12) : [];
      found.replaceChildren(...matches.map(({ entity, name }) => {
        const also = name === entity.label ? "" : ` (${name})`;
        const page = element("a", { href: root + entity.page }, element("bdi", {}, entity.label));
        return element("li", {}, page, element("small", {}, `${also} ${entity.kind}`));
      }));
      if (text && !matches.length) found.replaceChildren(element("li", {}, "No name is like it."));
      found.hidden = !text;
      said.textContent = text ? `${matches.length} names` : "";
    }

    input.addEventListener("focus", () => load(() => {}));
    input.addEventListener("input", () => load(show));
    form.addEventListener("keydown", event => {
      const links = [...found.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement);
      if (event.key === "Escape") {
        input.value = "";
        found.hidden = true;
        input.focus();
      } else if (event.key === "ArrowDown" && links.length) {
        event.preventDefault();
        links[Math.min(at + 1, links.length - 1)].focus();
      } else if (event.key === "ArrowUp" && at >= 0) {
        event.preventDefault();
        (links[at - 1] ?? input).focus();
      }
    });
    return form;
  }

  function copying(label, text) {
    const button = element("button", { type: "button" }, label);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text());
        button.textContent = "Copied";
      } catch {
        button.textContent = "The browser does not allow it";
      }
      setTimeout(() => (button.textContent = label), 2000);
    });
    return button;
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector("header").append(search());
    const cited = document.querySelector("footer .cited");
    cited.after(element("p", { class: "copy" },
      copying("Copy link", () => location.href), " ",
      copying("Copy citation", () => `${cited.textContent.trim()} ${location.href}`)));
  });
})();
