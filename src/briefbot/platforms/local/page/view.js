// The open channel and its thread as they are shown.

import { chat, load, loadThread, markRead } from "./chat.js";
import { setVerbs } from "./composer.js";
import { find, toast } from "./dom.js";
import { recall, remember } from "./memory.js";
import { closeMenu } from "./menu.js";
import { showOpening } from "./opening.js";
import { drawEntry, titleOf } from "./posts.js";
import { bring, offerJump, toTop } from "./scrolling.js";
import { address, showRooms } from "./side.js";
import { Timeline } from "./timeline.js";

const LOOKS = { discord: "as on Discord", slack: "as on Slack", plain: "as plain text" };
const KINDS = { example: "examples, ", direct: "only you read this, " };

const stream = new Timeline(find("posts"));
const threadStream = new Timeline(find("thread-posts"));

/** Show the open channel, and its thread if that is open, as they are now. */
export function draw() {
  const { room, root } = chat;
  showOpening(room);
  find("earlier").hidden = !room.more;
  stream.show(Array.from(room.entries(), (entry) => drawing(entry)));
  const inThread = root ? Array.from(room.thread(root)) : [];
  find("thread-about").textContent = titleOf(room.message(root)?.text ?? "");
  threadStream.show(inThread.map((entry) => drawing(entry, { inThread: true })));
}

function drawing(entry, options) {
  const { look } = chat.room.channel;
  return { key: entry.key, value: entry.value, draw: () => drawEntry(entry, look, options) };
}

/** Show what surrounds the posts: the side, the heading, and what the box can complete. */
export function drawFrame() {
  const { room } = chat;
  showRooms(Array.from(chat.rooms.values()), room);
  setVerbs(chat.verbs);
  if (room) {
    const { title, kind, look } = room.channel;
    find("title").textContent = title;
    find("about").textContent = `${KINDS[kind] ?? ""}${LOOKS[look]}`;
    find("main").className = look;
    find("thread").className = `thread ${look}`;
    find("composer").hidden = false;
  }
}

/** The element of a message or a note, wherever it is shown. */
export const shown = (key) => stream.node(key) ?? threadStream.node(key);

// --- channels ---

/** Open a channel by its name. */
export async function enter(name, { focus = true } = {}) {
  const next = chat.rooms.get(name);
  if (!next || (next === chat.room && next.isLoaded)) {
    return;
  }
  closeMenu();
  closeThread();
  offerJump(null);
  chat.room = next;
  drawFrame();
  stream.show([]);
  if (!(await isReady(next))) {
    return;
  }
  next.drawLine();
  draw();
  place();
  markRead();
  drawFrame();
  remember("channel", name);
  if (focus) {
    find("title").focus();
  }
}

/** Load a room; tells whether it is still the one that the reader wants to see. */
async function isReady(room) {
  try {
    await (room.isLoaded || load(room));
  } catch (error) {
    toast(error.message);
  }
  return chat.room === room && room.isLoaded;
}

/** Put the reader where they will want to read on. */
function place() {
  const newest = find("posts").lastElementChild;
  const line = stream.node("line");
  if (line) {
    bring(line, { atTop: true, smooth: false });
  } else if (chat.room.channel.kind === "example" || !newest) {
    toTop();
  } else {
    bring(newest, { smooth: false });
  }
}

/** The channel that the address names, the last one, the examples, or the first one. */
export function wanted() {
  const names = [named(), recall("channel", ""), "example", ...chat.rooms.keys()];
  return names.find((name) => chat.rooms.has(name)) ?? "";
}

export function named() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // an address that somebody wrote by hand
  }
}

/** Go to the channel above (-1) or below (1). */
export function step(by) {
  const names = Array.from(chat.rooms.keys());
  const next = names[names.indexOf(chat.room.channel.name) + by];
  if (next !== undefined) {
    location.hash = address(next);
  }
}

// --- threads ---

export async function openThread(root) {
  chat.root = root;
  find("thread").hidden = false;
  document.body.classList.add("with-thread");
  draw();
  find("thread-title").focus();
  try {
    await loadThread(chat.room, root);
  } catch (error) {
    toast(error.message);
  }
  draw();
  // The post itself was just read in the channel: what it goes on with is what is wanted.
  find("thread-posts").children[1]?.scrollIntoView({ block: "start" });
}

export function closeThread({ focus = false } = {}) {
  const { root } = chat;
  if (!root) {
    return false;
  }
  chat.root = "";
  find("thread").hidden = true;
  document.body.classList.remove("with-thread");
  threadStream.show([]);
  if (focus) {
    const way = find("posts").querySelector(`[data-thread="${CSS.escape(root)}"]`);
    (way ?? find("stream")).focus();
  }
  return true;
}
