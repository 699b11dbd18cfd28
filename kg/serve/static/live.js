// What every live page gains with scripts: copying its address, and the key that leads to the search.

const copy = document.getElementById("copy");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    copy.textContent = "Copied";
    setTimeout(() => (copy.textContent = "Copy link"), 2000);
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
