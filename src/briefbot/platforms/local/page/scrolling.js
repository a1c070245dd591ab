// Where the reader stands in the stream, and how new posts come into sight.

import { find } from "./dom.js";

const NEAR = 120;
const stream = find("stream");
const jump = find("jump");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export const isAtEnd = () =>
  stream.scrollHeight - stream.scrollTop - stream.clientHeight < NEAR;

const behavior = () => (calm.matches ? "auto" : "smooth");

/** Bring an element into sight: its beginning, if it is taller than the window. */
export function bring(node, { smooth = true } = {}) {
  const isTall = node.offsetHeight > stream.clientHeight - 64;
  node.scrollIntoView({ block: isTall ? "start" : "end", behavior: smooth ? behavior() : "auto" });
}

export function toEnd() {
  stream.scrollTop = stream.scrollHeight;
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
