// The box for commands: completion as it is typed, and what was sent before.
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

import { find, make } from "./dom.js";

const PAUSE = 60;
const LONGEST_HISTORY = 50;
const COMMAND = /^\s*\/(brief-admin|brief)\s+(\S+)(\s|$)/;

const line = find("line");
const list = find("proposals");
const hint = find("hint");

let on;
let verbs = [];
let proposals = [];
let active = -1;
let asked = 0;
let pausing;
const history = [];
let past = 0;

/** `handlers.send(text)` sends a command, `handlers.complete(text, cursor)` returns proposals. */
export function startComposer(handlers) {
  on = handlers;
  line.addEventListener("input", () => {
    describe();
    soon();
  });
  line.addEventListener("keydown", keyed);
  line.addEventListener("blur", close);
  // The box keeps the focus while a completion is pressed.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) {
      take(Number(chosen.dataset.index));
    }
  });
  find("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
}

/** Set what can be asked, for the words beside completions and below the box. */
export function setVerbs(known) {
  verbs = known;
  describe();
}

/** Put the cursor into the box, where a command begins. */
export function beginCommand() {
  fillCommand(line.value || "/brief ");
}

/** Put a command into the box, to be changed or sent. */
export function fillCommand(text) {
  line.value = text;
  line.focus();
  line.setSelectionRange(text.length, text.length);
  describe();
  soon();
}

export function sent(text) {
  if (history.at(-1) !== text) {
    history.push(text);
    history.splice(0, history.length - LONGEST_HISTORY);
  }
  past = history.length;
}

function submit() {
  const text = line.value.trim();
  close();
  if (text) {
    line.value = "";
    describe();
    on.send(text);
  }
}

function keyed(event) {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  const isOpen = !list.hidden;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (isOpen && step) {
    event.preventDefault();
    choose(active === -1 && step < 0 ? proposals.length - 1 : active + step);
  } else if (isOpen && event.key === "Tab" && !event.shiftKey) {
    event.preventDefault();
    take(Math.max(active, 0));
  } else if (isOpen && event.key === "Enter" && active >= 0) {
    event.preventDefault();
    take(active);
  } else if (isOpen && event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close();
  } else if (!isOpen && step && (line.value === "" || line.value === history[past])) {
    event.preventDefault();
    walk(step);
  }
}

function walk(step) {
  past = Math.min(history.length, Math.max(0, past + step));
  line.value = history[past] ?? "";
  describe();
}

function soon() {
  clearTimeout(pausing);
  pausing = setTimeout(complete, PAUSE);
}

async function complete() {
  const text = line.value;
  asked += 1;
  const mine = asked;
  const found = text.trim() ? await on.complete(text, line.selectionStart) : [];
  if (mine === asked && text === line.value && document.activeElement === line) {
    proposals = found;
    show();
  }
}

function show() {
  active = -1;
  list.replaceChildren(...proposals.map(option));
  list.hidden = proposals.length === 0;
  line.ariaExpanded = String(!list.hidden);
  line.removeAttribute("aria-activedescendant");
}

function close() {
  clearTimeout(pausing);
  asked += 1;
  proposals = [];
  show();
}

function option(proposal, index) {
  const details = detail(proposal);
  return make(
    "li",
    { role: "option", id: `proposal-${index}`, "data-index": index, "aria-selected": "false" },
    make("span", { class: "shown" }, proposal.shown),
    details ? make("span", { class: "detail" }, details) : null,
  );
}

function choose(index) {
  list.children[active]?.setAttribute("aria-selected", "false");
  active = (index + proposals.length) % proposals.length;
  const chosen = list.children[active];
  chosen.setAttribute("aria-selected", "true");
  chosen.scrollIntoView({ block: "nearest" });
  line.setAttribute("aria-activedescendant", chosen.id);
}

function applied({ insert, from, to }) {
  return line.value.slice(0, from) + insert + line.value.slice(to);
}

function take(index) {
  const proposal = proposals[index];
  line.value = applied(proposal);
  const cursor = proposal.from + proposal.insert.length;
  line.setSelectionRange(cursor, cursor);
  close();
  describe();
  soon();
}

function verbIn(text) {
  const [, command, name] = COMMAND.exec(`${text} `) ?? [];
  return verbs.find((verb) => verb.command === command && verb.name === name);
}

/** Return the help of a completion that is a verb or an option's name. */
function detail(proposal) {
  const verb = verbIn(applied(proposal));
  const option = verb?.options.find((each) => proposal.shown === `${each.name}:`);
  const isVerb = applied(proposal).trim() === `/${verb?.command} ${verb?.name}`;
  return option?.help ?? (isVerb ? verb.help : undefined);
}

/** Say below the box what the command that is begun does and takes. */
function describe() {
  const verb = verbIn(line.value);
  hint.classList.toggle("idle", !verb);
  if (!verb) {
    hint.textContent = line.value ? "" : "Tab takes a completion. ? shows all keys.";
    return;
  }
  const options = verb.options.map((each) =>
    make(
      "span",
      { class: each.required ? "option needed" : "option" },
      each.positional ? each.name : `${each.name}:`,
    ),
  );
  hint.replaceChildren(make("span", {}, verb.help), ...options.flatMap((each) => [" ", each]));
}
