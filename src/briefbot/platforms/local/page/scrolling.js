// Where the reader stands in the stream, and how new posts come into sight.

import { find } from "./dom.js";

const NEAR = 120;
const ABOVE = 8;
const BELOW = 16;
const stream = find("stream");
const jump = find("jump");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export const isAtEnd = () =>
  stream.scrollHeight - stream.scrollTop - stream.clientHeight < NEAR;

/**
 * Bring an element into sight: its beginning, if it is taller than the window or `atTop`. The
 * keyboard stays where it is, which `scrollIntoView` would move.
 */
export function bring(node, { atTop = false, smooth = true } = {}) {
  const window = stream.getBoundingClientRect();
  const { top, bottom, height } = node.getBoundingClientRect();
  const isTall = height > window.height - ABOVE - BELOW;
  const by = atTop || isTall ? top - window.top - ABOVE : bottom - window.bottom + BELOW;
  stream.scrollBy({ top: by, behavior: smooth && !calm.matches ? "smooth" : "instant" });
}

export function toTop() {
  stream.scrollTop = 0;
}

/** Run what puts something above, and keep what the reader sees where it is. */
export function keepingPlace(change) {
  const fromEnd = stream.scrollHeight - stream.scrollTop;
  change();
  stream.scrollTop = stream.scrollHeight - fromEnd;
}

/** Offer to jump to a node that came in out of sight; null takes the offer back. */
export function offerJump(node) {
  jump.hidden = node === null;
  jump.onclick = () => {
    jump.hidden = true;
    bring(node);
    stream.focus({ preventScroll: true });
  };
}

stream.addEventListener("scroll", () => {
  if (isAtEnd()) {
    jump.hidden = true;
  }
});
