// What stands above the posts: the welcome, and what an empty channel says.

import { find, make } from "./dom.js";
import { recall, remember } from "./memory.js";

/** They show something in any installation; one that ends in a space is to be completed. */
const TRIES = [
  ["/brief latest", "the newest briefs"],
  ["/brief show ", "a whole brief: choose which"],
  ["/brief help", "everything you can ask"],
];
let isWelcomed = recall("welcomed", false);
/** For what the card was made that stands there: it is not made anew under the keyboard. */
let madeFor = "";

/** Show what a room needs above its posts, if anything. */
export function showOpening(room) {
  const isExample = room.channel.kind === "example";
  const isNeeded = isExample ? !isWelcomed : room.isEmpty;
  const needed = isNeeded ? room.channel.name : "";
  if (needed !== madeFor) {
    madeFor = needed;
    const cards = isNeeded ? [isExample ? welcome() : empty(room)] : [];
    find("opening").replaceChildren(...cards);
  }
}

function welcome() {
  const close = () => {
    isWelcomed = true;
    remember("welcomed", true);
    find("opening").replaceChildren();
    find("title").focus();
  };
  const properties = { type: "button", class: "text-button", onclick: close };
  const made = card(
    "Welcome to briefbot",
    "This chat runs on your own machine: no account, and nothing leaves it. Below are examples " +
      "of what briefbot posts; your own posts arrive in channels as they are due. " +
      "Three things to try:",
    TRIES,
  );
  made.classList.add("welcome");
  made.append(make("p", { class: "ends" }, make("button", properties, "Hide this")));
  return made;
}

function empty(room) {
  if (room.channel.kind === "direct") {
    const tries = [["/brief reminders", "what you are reminded of"], TRIES[2]];
    return card("All quiet", "Reminders that you ask for arrive here, for you alone.", tries);
  }
  const words = "Posts arrive by themselves as they are due. Until then, ask for more.";
  return card("Nothing here yet", words, TRIES);
}

function card(title, words, tries) {
  const chips = tries.map((each) => make("li", {}, chip(...each)));
  return make(
    "section",
    { class: "card", "aria-label": title },
    make("h2", {}, title),
    make("p", {}, words),
    make("ul", { class: "tries" }, ...chips),
  );
}

function chip(command, about) {
  const isWhole = !command.endsWith(" ");
  return make(
    "button",
    { type: "button", class: "chip", [isWhole ? "data-command" : "data-fill"]: command },
    make("code", {}, isWhole ? command : `${command}…`),
    make("span", {}, about),
  );
}
