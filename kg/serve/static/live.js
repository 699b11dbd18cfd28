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

document.addEventListener("keydown", event => {
  const at = event.composedPath()[0];  // the editor has its own inside
  const typing = /^(input|textarea|select)$/i.test(at.tagName) || at.isContentEditable;
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.querySelector(".find input").focus();
  }
});
