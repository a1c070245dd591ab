// What stands above the posts: the welcome, and what an empty channel says.

import { find, make } from "./dom.js";
import { recall, remember } from "./memory.js";

const TRIES = [
  ["/brief latest", "the newest briefs"],
  ["/brief meetings days:30", "what is coming up"],
  ["/brief help", "everything you can ask"],
];
const WELCOMED = "welcomed";

/** Show what a room needs above its posts, if anything; null is where there is no channel. */
export function showOpening(room) {
  find("opening").replaceChildren(...cards(room));
}

function* cards(room) {
  if (room === null) {
    yield card("No channel yet", [
      "Posts need a place. Name one in ",
      make("code", {}, "briefbot.toml"),
      ", under ",
      make("code", {}, "[destinations.newsroom]"),
      " with ",
      make("code", {}, 'platform = "local"'),
      ". It appears here by itself.",
    ]);
  } else if (room.channel.kind === "example" && !recall(WELCOMED, false)) {
    yield welcome();
  } else if (room.isLoaded && room.isEmpty) {
    yield empty(room);
  }
}

function welcome() {
  const made = card("Welcome to briefbot", [
    "This chat runs on your own machine: no account, and nothing leaves it. Below are examples of " +
      "what briefbot posts; your own posts arrive in channels as they are due. Three things to try:",
  ]);
  const close = () => {
    remember(WELCOMED, true);
    made.remove();
    find("title").focus();
  };
  made.classList.add("welcome");
  made.append(
    make("ul", { class: "tries" }, ...TRIES.map((each) => make("li", {}, chip(...each)))),
    make("p", { class: "ends" }, make("button", { type: "button", class: "text-button", onclick: close }, "Hide this")),
  );
  return made;
}

function empty(room) {
  const isDirect = room.channel.kind === "direct";
  const words = isDirect
    ? "Reminders that you ask for arrive here, for you alone."
    : "Posts arrive by themselves as they are due. Until then, ask for what you want to know.";
  const tries = isDirect ? [TRIES[1], ["/brief reminders", "what you are reminded of"]] : TRIES;
  const made = card(isDirect ? "All quiet" : "Nothing here yet", [words]);
  made.append(make("ul", { class: "tries" }, ...tries.map((each) => make("li", {}, chip(...each)))));
  return made;
}

function card(title, words) {
  return make("section", { class: "card", "aria-label": title }, make("h2", {}, title), make("p", {}, ...words));
}

function chip(command, about) {
  return make(
    "button",
    { type: "button", class: "chip", "data-command": command },
    make("code", {}, command),
    make("span", {}, about),
  );
}
