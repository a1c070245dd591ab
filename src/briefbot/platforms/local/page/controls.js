// Keys and buttons: everything that the reader can do on the page, and what does it.

import { again, briefThis, command, copy, dismiss, press } from "./asking.js";
import { chat, load, markRead, refresh } from "./chat.js";
import { beginCommand, fillCommand } from "./composer.js";
import { find, toast } from "./dom.js";
import { recall, remember } from "./memory.js";
import { closeMenu, toggleMenu } from "./menu.js";
import { keepingPlace } from "./scrolling.js";
import { closeSheet } from "./side.js";
import { closeThread, draw, drawFrame, enter, named, openThread, step } from "./view.js";

/** What a button does, by the attribute that says about what. */
const DOES = {
  command: (text) => {
    find("help").close();
    command(text);
  },
  fill: fillCommand,
  thread: openThread,
  again,
  dismiss,
};

const BY_ID = {
  earlier: showEarlier,
  "close-thread": () => closeThread({ focus: true }),
  "open-help": () => find("help").showModal(),
  "close-help": () => find("help").close(),
};

export function listen() {
  document.addEventListener("keydown", keyed);
  document.addEventListener("click", clicked);
  document.addEventListener("visibilitychange", () => {
    markRead();
    drawFrame();
  });
  window.addEventListener("hashchange", () => chat.rooms.has(named()) && enter(named()));
  find("skip").addEventListener("click", (event) => {
    event.preventDefault(); // the part after # names the channel
    find("line").focus();
  });
  find("keys").checked = recall("keys", true);
  find("keys").addEventListener("change", () => remember("keys", find("keys").checked));
}

function clicked(event) {
  const button = event.target.closest("button");
  if (!button) {
    return;
  }
  for (const [name, run] of Object.entries(DOES)) {
    if (button.dataset[name]) {
      run(button.dataset[name]);
    }
  }
  if (button.dataset.action) {
    press(button);
  } else if (button.matches(".more")) {
    openMenu(button);
  } else {
    BY_ID[button.id]?.();
  }
}

function keyed(event) {
  if (event.defaultPrevented || find("help").open) {
    return;
  }
  if (event.key === "Escape") {
    closeMenu({ focus: true }) || closeSheet({ focus: true }) || closeThread({ focus: true });
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    step(event.key === "ArrowUp" ? -1 : 1);
  } else if (isShortcut(event)) {
    event.preventDefault();
    event.key === "/" ? beginCommand() : find("help").showModal();
  }
}

/** Single keys work outside fields, and can be turned off: people who dictate would press them. */
function isShortcut(event) {
  const isAlone = !event.ctrlKey && !event.metaKey && !event.altKey;
  const isTyping = event.target.matches("input[type=text]");
  return "/?".includes(event.key) && isAlone && !isTyping && recall("keys", true);
}

function openMenu(button) {
  const { id, reference } = chat.room.message(button.closest("[data-post]").dataset.post);
  const items = [["Brief this", () => briefThis(id)]];
  if (reference) {
    items.push([`Copy reference ${reference}`, () => copy(reference)]);
  }
  toggleMenu(button, items);
}

async function showEarlier() {
  try {
    await load(chat.room, { before: chat.room.from });
    keepingPlace(draw);
  } catch (error) {
    toast(error.message);
  }
}

/** Be somebody else, to try what they may do. */
export async function play(role) {
  chat.role = role;
  remember("role", role);
  toast(`You are ${role === "editor" ? "an" : "a"} ${role} now`);
  await refresh().then(drawFrame, (error) => toast(error.message));
}
