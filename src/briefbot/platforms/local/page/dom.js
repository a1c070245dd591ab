// Elements: made, found, and taken from what the server has drawn.

const SVG = "http://www.w3.org/2000/svg";

export const find = (id) => document.getElementById(id);

/** Return an element; `on…` of its properties are listeners, null among its children is nothing. */
export function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) {
      made.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== undefined) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Return a symbol of the page as a decoration. */
export function icon(name) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("class", "i");
  made.setAttribute("aria-hidden", "true");
  made.append(document.createElementNS(SVG, "use"));
  made.firstChild.setAttribute("href", `#i-${name}`);
  return made;
}

/** Return markup of the server's renderer, which escapes everything, as a fragment. */
export function drawn(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** Say something to those who cannot see it appear. */
export function tell(text) {
  find("told").textContent = "";
  requestAnimationFrame(() => {
    find("told").textContent = text;
  });
}

let fading;

/** Show and say something for a few seconds. */
export function toast(text) {
  const shown = find("toast");
  shown.textContent = text;
  shown.classList.add("shown");
  clearTimeout(fading);
  fading = setTimeout(() => {
    shown.classList.remove("shown");
    shown.textContent = "";
  }, 4000);
}
