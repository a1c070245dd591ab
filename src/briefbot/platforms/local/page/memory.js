// What this browser remembers: the role, the last channel, what was read. Without storage, nothing.

const PREFIX = "briefbot.";

export function recall(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? otherwise;
  } catch {
    return otherwise; // no storage, or something in it that is not ours
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // No storage, or it is full: the page works without it.
  }
}
