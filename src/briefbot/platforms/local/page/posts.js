// Posts, the answers to this reader, and the lines between them, as elements.

import { drawn, icon, make } from "./dom.js";
import { clock, dayName, localise, when } from "./times.js";

const LONGEST_TITLE = 100;
/** A command that can be put as it stands: no usage, whose values are capitals or in brackets. */
const COMMAND = /^\/brief(-admin)? (?!.*([[\]]|\b[A-Z]{2}))\S/;

/** Return what a text is about: its first line. */
export function titleOf(text) {
  const line = text.split("\n").find((each) => each.trim()) ?? "";
  return line.length > LONGEST_TITLE ? `${line.slice(0, LONGEST_TITLE - 1)}…` : line;
}

/** Return the element of an entry of a room; `inThread` leaves out the way into the thread. */
export function drawEntry({ kind, value }, look, { inThread = false } = {}) {
  const draws = { day: drawDay, line: drawLine, post: drawPost, note: drawNote };
  return draws[kind](value, look, inThread);
}

const drawDay = (day) =>
  make("li", { class: "day" }, make("h2", {}, dayName(`${day}T12:00:00`)));

const drawLine = () => make("li", { class: "line" }, "New");

function drawPost(post, look, inThread) {
  const item = make("li", { class: `post ${look}`, "data-post": post.id });
  if (post.retracted_at) {
    item.classList.add("gone");
    const words = make("span", {}, "This post was retracted, ", timed(post.retracted_at), ".");
    item.append(make("p", { class: "mark" }, icon("gone"), words));
  } else {
    if (post.follow_up) {
      item.append(make("p", { class: "mark above" }, icon("thread"), followUp(post, inThread)));
    }
    item.append(readable(post.html), moreButton(post));
  }
  item.append(foot(post, look, inThread));
  return item;
}

function followUp(post, inThread) {
  const words = "Follow-up";
  const properties = { type: "button", class: "text-button", "data-thread": post.thread };
  return inThread ? words : make("button", properties, "Follow-up to an earlier post");
}

function foot(post, look, inThread) {
  const made = make("div", { class: "foot" });
  if (look === "plain" && !post.retracted_at) {
    made.append(make("p", { class: "mark" }, timed(post.at)));
  }
  if (post.edited_at && !post.retracted_at) {
    made.append(make("p", { class: "mark" }, make("span", {}, "Edited ", timed(post.edited_at))));
  }
  if (post.replies && !inThread) {
    const count = post.replies === 1 ? "1 reply" : `${post.replies} replies`;
    const properties = { type: "button", class: "replies", "data-thread": post.id };
    made.append(make("button", properties, icon("thread"), count));
  }
  return made;
}

const timed = (at) => make("time", { datetime: at }, when(at));

function moreButton(post) {
  return make(
    "button",
    {
      type: "button",
      class: "more quiet",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": `More about: ${titleOf(post.text)}`,
    },
    icon("more"),
  );
}

/** Return drawn markup with its times as the reader has them, and its commands ready to be put. */
function readable(html) {
  const made = drawn(html);
  localise(made);
  for (const code of made.querySelectorAll("p code, li code, dd code")) {
    if (COMMAND.test(code.textContent) && !code.closest("a, button")) {
      const properties = { type: "button", class: "fill", title: "Put it into the box" };
      const button = make("button", { ...properties, "data-fill": code.textContent });
      code.replaceWith(button);
      button.append(code);
    }
  }
  return made;
}

/** A note's state is waiting, answered, refused or failed; it has `html`, or else `words`. */
function drawNote(note, look) {
  const item = make("li", { class: `note ${note.state} ${look}`, "data-note": note.key });
  const asked = note.isCommand ? make("code", {}, note.asked) : note.asked;
  const time = make("time", { datetime: note.at }, clock(note.at));
  const you = make("span", { class: "you" }, "You");
  item.append(make("p", { class: "asked" }, you, asked, time));
  if (note.state === "waiting") {
    item.append(make("p", { class: "answering" }, "briefbot is answering", make("span", {}, " …")));
    return item;
  }
  const said = note.html
    ? make("div", { class: "answer" }, readable(note.html))
    : make("p", { class: "words" }, note.words);
  item.append(said, noteFoot(note));
  return item;
}

function noteFoot(note) {
  const button = (name, words) =>
    make("button", { type: "button", class: "text-button", [`data-${name}`]: note.key }, words);
  const again = note.state === "failed" ? button("again", "Try again") : null;
  const words = "Only you can see this";
  return make("p", { class: "private" }, icon("eye"), words, again, button("dismiss", "Dismiss"));
}
