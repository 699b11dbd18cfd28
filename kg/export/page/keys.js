// Buttons and keys that do something at once.

// Copies the address of what is shown.
async function copyLink(button) {
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Copy it from the address bar";
  }
  setTimeout(() => {
    button.textContent = "Copy link";
  }, 2000);
}

function bindKeys(change, canvas, { step, back, reset }) {
  const guide = byId("guide");
  const works = {
    closer: () => canvas.zoom(1.3),
    farther: () => canvas.zoom(1 / 1.3),
    whole: () => canvas.fit(),
    clear: reset,
    help: () => guide.showModal(),
    copy: event => copyLink(event.target),
  };
  for (const [id, work] of Object.entries(works)) byId(id).addEventListener("click", work);
  const keys = {
    "/": () => byId("search").focus(),
    "?": works.help,
    g: () => change({ view: "picture" }),
    t: () => {
      change({ view: "table" });
      requestAnimationFrame(() => byId("table").focus());
    },
    "[": () => step(-1),
    "]": () => step(1),
    "+": works.closer,
    "-": works.farther,
    0: works.whole,
  };
  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && !guide.open) {
      back();
      return;
    }
    const typing = event.target.matches("input:not([type=checkbox], [type=radio], [type=range]), select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || guide.open || !byId("keys").checked) return;
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
}
