// The menu of a post: opened by its button, walked through with the arrow keys.

import { make } from "./dom.js";

let open = null;

/** Open a menu below a button, or close the one that is open there; `items` are [words, run]. */
export function toggleMenu(button, items) {
  const wasHere = open?.button === button;
  closeMenu();
  if (wasHere) {
    return;
  }
  const menu = make("div", { role: "menu", class: "menu-list", "aria-label": button.ariaLabel });
  for (const [words, run] of items) {
    const choose = () => {
      closeMenu({ focus: true });
      run();
    };
    const properties = { type: "button", role: "menuitem", tabindex: "-1", onclick: choose };
    menu.append(make("button", properties, words));
  }
  menu.addEventListener("keydown", (event) => walk(event, menu));
  menu.addEventListener("focusout", (event) => {
    if (!menu.contains(event.relatedTarget) && event.relatedTarget !== button) {
      closeMenu();
    }
  });
  button.after(menu);
  button.ariaExpanded = "true";
  open = { button, menu };
  const below = menu.getBoundingClientRect().bottom > window.innerHeight - 80;
  menu.classList.toggle("up", below);
  menu.firstChild.focus();
}

export function closeMenu({ focus = false } = {}) {
  if (!open) {
    return false;
  }
  const { button, menu } = open;
  open = null;
  button.ariaExpanded = "false";
  menu.remove();
  if (focus) {
    button.focus();
  }
  return true;
}

function walk(event, menu) {
  const items = Array.from(menu.children);
  const here = items.indexOf(document.activeElement);
  const to = {
    ArrowDown: (here + 1) % items.length,
    ArrowUp: (here - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[to].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu({ focus: true });
  }
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.menu.contains(event.target) && !open.button.contains(event.target)) {
    closeMenu();
  }
});
