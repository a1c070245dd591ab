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

function written(time, zone) {
  const { locale, ...form } = forms[time.dataset.style];
  const near = time.closest("[lang]").lang;
  const language = locale || (near === "en" ? "en-GB" : near);
  return new Intl.DateTimeFormat(language, { ...form, timeZone: zone }).format(
    new Date(time.dateTime),
  );
}

function show(zone) {
  for (const { time, text } of times) {
    let shown = text;
    if (zone !== posted) {
      try {
        shown = written(time, zone);
      } catch {
        shown = text; // a moment, a language or a zone that this browser does not know
      }
    }
    time.textContent = shown;
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
