// The side: channels, direct messages, and who is asking. On a narrow window it is a sheet.

import { find, icon, make } from "./dom.js";
import { closeMenu } from "./menu.js";
import { zone } from "./times.js";

const MOST_COUNTED = 99;
const ICONS = { channel: "hash", direct: "person", example: "spark" };
const narrow = matchMedia("(max-width: 47.99rem)");

const side = find("side");
const opener = find("open-side");

const counted = (count) => (count > MOST_COUNTED ? `${MOST_COUNTED}+` : String(count));

export const address = (name) => `#${encodeURIComponent(name)}`;

/** Show the rooms as links, with what is unread in each; `current` is the one that is open. */
export function showRooms(rooms, current) {
  const focused = side.querySelector("nav a:focus")?.hash;
  const direct = rooms.filter((room) => room.channel.kind === "direct");
  const others = rooms.filter((room) => room.channel.kind !== "direct");
  for (const [id, shown] of [["channels", others], ["direct", direct]]) {
    find(id).replaceChildren(...shown.map((room) => entry(room, room === current)));
    find(`${id}-label`).hidden = find(id).hidden = shown.length === 0;
  }
  Array.from(side.querySelectorAll("nav a")).find((link) => link.hash === focused)?.focus();
  const elsewhere = rooms.reduce((sum, room) => sum + (room === current ? 0 : room.unread), 0);
  find("elsewhere").textContent = counted(elsewhere);
  find("elsewhere").hidden = elsewhere === 0;
  opener.ariaLabel = elsewhere ? `Channels, ${elsewhere} unread` : "Channels";
  const unread = rooms.reduce((sum, room) => sum + room.unread, 0);
  const place = current ? `${current.channel.title} · ` : "";
  document.title = `${unread ? `(${counted(unread)}) ` : ""}${place}briefbot`;
}

function entry(room, isCurrent) {
  const { name, title, kind } = room.channel;
  const properties = { href: address(name), "aria-current": isCurrent && "page" };
  const link = make(
    "a",
    { ...properties, class: room.unread ? "unread" : "read" },
    icon(ICONS[kind] ?? "hash"),
    make("span", { class: "name" }, title),
  );
  if (room.unread) {
    const words = make("span", { class: "unseen" }, " unread");
    link.append(make("span", { class: "count" }, counted(room.unread), words));
  }
  return make("li", {}, link);
}

/** Show the roles as one control, once; `chosen(role)` hears of another choice. */
export function showRoles(roles, current, chosen) {
  if (find("roles").querySelector(".choice")) {
    return;
  }
  const choice = make("div", { class: "choice" });
  for (const role of roles) {
    const properties = { type: "radio", name: "role", value: role, checked: role === current };
    const input = make("input", { ...properties, onchange: () => chosen(role) });
    choice.append(make("label", {}, input, make("span", {}, role)));
  }
  find("roles").append(choice);
  find("where").textContent = `Times in ${zone.replaceAll("_", " ")}`;
}

/** Open or close the sheet; what is behind an open one cannot be reached. */
function setSheet(open) {
  closeMenu();
  side.classList.toggle("open", open);
  opener.ariaExpanded = String(open);
  find("main").inert = open;
  find("thread").inert = open;
  find("skip").inert = open;
}

export function closeSheet({ focus = false } = {}) {
  if (!side.classList.contains("open")) {
    return false;
  }
  setSheet(false);
  if (focus) {
    opener.focus();
  }
  return true;
}

opener.addEventListener("click", () => {
  setSheet(true);
  (side.querySelector("[aria-current]") ?? find("close-side")).focus();
});
find("close-side").addEventListener("click", () => closeSheet({ focus: true }));
side.addEventListener("click", (event) => {
  if (event.target.closest("nav a")) {
    closeSheet();
  }
});
document.addEventListener("pointerdown", (event) => {
  if (!side.contains(event.target)) {
    closeSheet();
  }
});
narrow.addEventListener("change", () => closeSheet());
