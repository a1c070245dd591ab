// The server: questions, and the stream of what happens.

const PATIENCE = 30_000;
/** The server says something at least every 15 seconds. */
const SILENCE = 40_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 5_000;
/** A browser has few connections for all tabs: one that nobody sees lets go, and looks in at times. */
const LINGER = 5_000;
const NAP = 60_000;

/** The server says no, in one sentence. */
export class Refused extends Error {}

/** No answer came, or none that helps: the same question, with the same id, can be asked again. */
class Failed extends Error {}

async function asked(path, options = {}) {
  let response;
  let text;
  try {
    response = await fetch(`/chat/${path}`, { ...options, signal: AbortSignal.timeout(PATIENCE) });
    text = await response.text();
  } catch {
    throw new Failed("briefbot cannot be reached.");
  }
  const body = parsed(text);
  if (response.ok && body) {
    return body;
  }
  const reason = body?.error ?? `The server answered with ${response.status}, and no more.`;
  throw new (response.status < 500 ? Refused : Failed)(reason);
}

/** Return what the server said, null for what is not its JSON: something else may stand between. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function read(what, query = {}) {
  return asked(`${what}?${new URLSearchParams(query)}`);
}

export function ask(what, body) {
  const headers = { "Content-Type": "application/json", "X-Briefbot": "1" };
  return asked(what, { method: "POST", headers, body: JSON.stringify(body) });
}

/**
 * Follow what happens: `on.message(message)`, `on.changed()`, `on.down()`, and `on.up()`, which
 * returns a promise of the position that the page is at, undefined if that cannot be had. What
 * breaks off is taken up again from there, however long the server is away.
 */
export function follow(on) {
  let seen;
  let wait = FIRST_WAIT;
  let source = null;
  let silence;
  let resting;
  let next;

  function heard() {
    clearTimeout(silence);
    silence = setTimeout(lost, SILENCE);
  }

  function end() {
    for (const timer of [silence, resting, next]) {
      clearTimeout(timer);
    }
    source?.close();
    source = null;
  }

  function lost() {
    end();
    on.down();
    next = setTimeout(connect, wait);
    wait = Math.min(LONGEST_WAIT, wait * 2);
  }

  function rest() {
    end();
    next = setTimeout(connect, NAP);
  }

  /** Keep the stream while somebody looks, and for a moment after. */
  function attend() {
    clearTimeout(resting);
    if (!document.hidden && !source) {
      connect();
    } else if (document.hidden && source) {
      resting = setTimeout(rest, LINGER);
    }
  }

  async function open() {
    heard();
    const opened = source;
    const position = await on.up();
    seen ??= position;
    if (position !== undefined) {
      wait = FIRST_WAIT;
    } else if (opened === source) {
      lost();
    }
  }

  function connect() {
    end();
    source = new EventSource(seen === undefined ? "/chat/events" : `/chat/events?after=${seen}`);
    heard();
    source.addEventListener("open", open);
    source.addEventListener("error", lost);
    source.addEventListener("ping", heard);
    source.addEventListener("state", () => {
      heard();
      on.changed();
    });
    source.addEventListener("message", (event) => {
      heard();
      seen = event.lastEventId;
      on.message(JSON.parse(event.data));
    });
    attend();
  }

  document.addEventListener("visibilitychange", attend);
  connect();
}
