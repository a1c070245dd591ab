// A list on the page that is kept like a list of entries: what has not changed stays as it is.

/** Keeps the children of a list as the last `show` had them. */
export class Timeline {
  #list;
  #shown = new Map();

  constructor(list) {
    this.#list = list;
  }

  /**
   * Show entries `{ key, value, draw }` in their order. An entry is drawn anew when its value is
   * another than before; focus that was in it goes to what takes its place.
   */
  show(entries) {
    const before = this.#shown;
    this.#shown = new Map();
    for (const { key, value, draw } of entries) {
      const old = before.get(key);
      const node = old && old.value === value ? old.node : replaced(old?.node, draw());
      this.#shown.set(key, { value, node });
    }
    let here = this.#list.firstElementChild;
    for (const { node } of this.#shown.values()) {
      if (node === here) {
        here = here.nextElementSibling;
      } else {
        this.#list.insertBefore(node, here);
      }
    }
    while (here) {
      const next = here.nextElementSibling;
      here.remove();
      here = next;
    }
  }

  node(key) {
    return this.#shown.get(key)?.node;
  }
}

function replaced(old, node) {
  if (old) {
    const held = old.contains(document.activeElement);
    node.classList.add("changed");
    old.replaceWith(node);
    if (held) {
      node.tabIndex = -1;
      node.focus({ preventScroll: true });
    }
  }
  return node;
}
