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
      const matches = text ? searchNames(text, names, latin).slice(0, 12) : [];
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

  function handed(name, kind, content) {
    const address = URL.createObjectURL(new Blob([content], { type: kind }));
    element("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  // Returns the buttons that hand over the data of a page, and its picture where it has one.
  function taking(page) {
    const file = page.replaceAll("/", "-");
    const buttons = Object.entries(FORMS).map(([label, [ending, kind, made]]) => {
      const button = element("button", { type: "button" }, label);
      button.addEventListener("click", async () => {
        const ready = async () => handed(`${file}.${ending}`, kind, made(await unpacked(), page));
        if (kgPacked) return ready();
        const script = element("script", { src: `${root}data.js` });
        script.addEventListener("load", ready);
        document.head.append(script);
      });
      return button;
    });
    const picture = document.querySelector("svg.net");
    if (picture) {
      const button = element("button", { type: "button" }, "SVG");
      button.addEventListener("click", () => handed(`${file}.svg`, "image/svg+xml", drawn(picture)));
      buttons.push(button);
    }
    return buttons.flatMap(button => [" ", button]);
  }

  // Returns a picture that needs no style sheet: what its parts look like is written on them.
  function drawn(picture) {
    const copy = picture.cloneNode(true);
    const [parts, shown] = [copy, picture].map(one => [...one.querySelectorAll("path, text, tspan")]);
    parts.forEach((part, place) => {
      const look = getComputedStyle(shown[place]);
      for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "text-anchor"])
        part.setAttribute(name, look.getPropertyValue(name));
      part.setAttribute("font-family", "sans-serif");
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    return new XMLSerializer().serializeToString(copy);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const path = decodeURI(location.href.slice(root.length)).replace(/[?#].*$/, "").replace(/\.html$/, "");
    const page = path.match(/^(?:entity|source)\/[^/]+|^tie\/[^/]+\/[^/]+/);
    document.querySelector("header").append(search());
    const cited = document.querySelector("footer .cited");
    cited.after(element("p", { class: "copy" },
      copying("Copy link", () => location.href), " ",
      copying("Copy citation", () => `${cited.textContent.trim()} ${location.href}`),
      ...(page ? taking(page[0]) : [])));
  });
})();
