// What the reader asks: commands, presses, "Brief this", and the answers that only they see.

import { chat } from "./chat.js";
import { sent } from "./composer.js";
import { find, tell, toast } from "./dom.js";
import { titleOf } from "./posts.js";
import { Refused, ask } from "./server.js";
import { zone } from "./times.js";
import { draw, shown } from "./view.js";

export function command(text) {
  sent(text);
  put({ asked: text, isCommand: true, what: "command", body: asking({ text }) });
}

export function press(button) {
  const { action } = button.dataset;
  const about =
    button.closest("[data-post]")?.dataset.post ?? button.closest("[data-note]")?.dataset.note;
  put({
    key: `press-${about}-${action}`,
    about,
    asked: `pressed ${button.textContent.trim()}`,
    what: "press",
    body: asking({ action }),
  });
}

export function briefThis(id) {
  const body = asking({ message: id });
  put({ key: `about-${id}`, about: id, asked: "asked: Brief this", what: "about", body });
}

/** Ask again what was not answered: under the same id, so that it is done once at most. */
export function again(key) {
  put(chat.room.noteOf(key));
}

export function dismiss(key) {
  chat.room.dismiss(key);
  draw();
  find("line").focus();
}

const asking = (fields) => ({
  channel: chat.room.channel.name,
  as: chat.role,
  zone,
  lang: navigator.language,
  id: identity(),
  ...fields,
});

/** `crypto.randomUUID` is there on this machine only; a page by another name needs this. */
function identity() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Ask, and show in place of the waiting the answer, or why there is none. */
async function put(note) {
  const { room } = chat;
  const key = room.note({ ...note, state: "waiting", html: "", words: "" });
  show(key);
  const answer = await answered(note);
  if (answer) {
    room.note({ ...answer, key });
    tell(`Only you can see this: ${titleOf(answer.words)}`);
  } else {
    room.dismiss(key);
  }
  if (chat.room === room) {
    show(key);
  }
}

/** Return what is shown of an answer; null of one that comes as a post, for everybody. */
async function answered({ what, body }) {
  try {
    const { answer } = await ask(what, body);
    const state = answer?.is_done ? "answered" : "refused";
    return answer?.private ? { state, html: answer.html, words: answer.text } : null;
  } catch (error) {
    return { state: error instanceof Refused ? "refused" : "failed", words: error.message };
  }
}

function show(key) {
  draw();
  shown(key)?.scrollIntoView({ block: "nearest" });
}

export async function copy(reference) {
  try {
    await navigator.clipboard.writeText(reference);
    toast(`Copied ${reference}`);
  } catch {
    toast(`The reference is ${reference}`); // a browser that does not let pages write there
  }
}
