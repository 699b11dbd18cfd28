// Elements of the page, found and made.

const byId = id => document.getElementById(id);

function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "data") Object.assign(made.dataset, value);
    else if (name.includes("-") || name === "role") made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.filter(child => child !== null && child !== ""));
  return made;
}

const action = (label, work) => {
  const button = el("button", { type: "button", className: "action" }, label);
  button.addEventListener("click", work);
  return button;
};
