// Shows the times of the page in another zone. Without this script they are as they were posted.
"use strict";

const forms = /* STYLES */ {};
forms.moment = {
  weekday: "short", day: "numeric", month: "short", year: "numeric",
  hour: "2-digit", minute: "2-digit", locale: "en-GB",
};

const select = document.getElementById("zone");
const told = document.getElementById("told");
const posted = select.value;
const times = Array.from(document.querySelectorAll("time[data-style]"))
  .filter((time) => forms[time.dataset.style])
  .map((time) => ({ time, text: time.textContent }));
// A message's name ends with when it was sent, in words that a chat shows beside it in short.
const messages = Array.from(document.querySelectorAll(".message[aria-label]"))
  .map((message) => ({ message, name: message.ariaLabel, sent: message.querySelector(".sent time") }))
  .filter(({ sent }) => sent);

function written(time, style, zone) {
  const { locale, ...form } = forms[style];
  const near = time.closest("[lang]").lang;
  const language = locale || (near === "en" ? "en-GB" : near);
  return new Intl.DateTimeFormat(language, { ...form, timeZone: zone }).format(
    new Date(time.dateTime),
  );
}

function shown(time, style, zone, text) {
  if (zone === posted) {
    return text;
  }
  try {
    return written(time, style, zone);
  } catch {
    return text; // a moment, a language or a zone that this browser does not know
  }
}

function show(zone) {
  for (const { time, text } of times) {
    time.textContent = shown(time, time.dataset.style, zone, text);
  }
  for (const { message, name, sent } of messages) {
    const sender = message.querySelector(".sender").textContent;
    const when = shown(sent, "f", zone, "");
    message.ariaLabel = when ? `${sender}, ${when}` : name;
  }
  told.textContent = `Times are shown in ${zone}.`;
}

function offer(zones, label) {
  const group = document.createElement("optgroup");
  group.label = label;
  for (const zone of zones) {
    group.append(new Option(zone, zone));
  }
  select.append(group);
}

const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const listed = Array.from(select.options, (option) => option.value);
if (own && !listed.includes(own)) {
  select.add(new Option(`${own} (yours)`, own), 1);
}
if (Intl.supportedValuesOf) {
  offer(Intl.supportedValuesOf("timeZone"), "All zones");
}
select.addEventListener("change", () => show(select.value));
document.getElementById("zones").hidden = false;
