// Times, as the reader's own clock and calendar have them.

import { STYLES } from "./time-styles.js";

const HOUR = 3_600_000;
const UNITS = [
  ["year", 365 * 24 * HOUR],
  ["month", 30 * 24 * HOUR],
  ["week", 7 * 24 * HOUR],
  ["day", 24 * HOUR],
  ["hour", HOUR],
  ["minute", HOUR / 60],
];

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** English of the reader's own kind; English without a territory is that of Britain. */
const english = navigator.languages.find((each) => /^en-/i.test(each)) ?? "en-GB";

function written(instant, options, language = "en") {
  const known = language === "en" || language === "" ? english : language;
  return new Intl.DateTimeFormat(known, options).format(instant);
}

export const clock = (at) => written(new Date(at), { timeStyle: "short" });

/** Return a day's key, the same for all of its instants. */
export const dayOf = (at) => new Date(at).toLocaleDateString("sv");

export function dayName(at) {
  const now = new Date();
  const distance = Math.round((new Date(dayOf(at)) - new Date(dayOf(now))) / (24 * HOUR));
  if (distance === 0 || distance === -1) {
    return distance === 0 ? "Today" : "Yesterday";
  }
  const year = new Date(at).getFullYear() === now.getFullYear() ? undefined : "numeric";
  return written(new Date(at), { weekday: "long", day: "numeric", month: "long", year });
}

/** Return when something was, in few words: "10:42", or with its day. */
export function when(at) {
  const isToday = dayOf(at) === dayOf(new Date());
  const day = { day: "numeric", month: "short" };
  return isToday ? clock(at) : `${written(new Date(at), day)}, ${clock(at)}`;
}

function distance(instant, language) {
  const span = instant - Date.now();
  const [unit, length] = UNITS.find(([, each]) => Math.abs(span) >= each) ?? UNITS.at(-1);
  const form = new Intl.RelativeTimeFormat(language || "en", { numeric: "auto" });
  return form.format(Math.round(span / length), unit);
}

/** Write a message's times anew. Where a browser cannot, they stay as they were drawn. */
export function localise(message) {
  for (const time of message.querySelectorAll("time[datetime][data-style]")) {
    const instant = new Date(time.dateTime);
    const language = time.closest("[lang]").lang;
    const { locale, ...options } = STYLES[time.dataset.style] ?? {};
    try {
      time.textContent = Object.keys(options).length
        ? written(instant, options, locale ?? language)
        : distance(instant, language);
      time.title = written(instant, STYLES.F, language);
    } catch {
      // A language or an instant that this browser does not know.
    }
  }
  for (const article of message.querySelectorAll(".message[aria-label]")) {
    const sent = article.querySelector(".sent time");
    const sender = article.querySelector(".sender");
    if (sent && sender) {
      article.ariaLabel = `${sender.textContent}, ${sent.title}`;
    }
  }
}
