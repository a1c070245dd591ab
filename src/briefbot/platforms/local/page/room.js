// A channel as far as this page knows it: its posts, and the answers that only this reader sees.

import { dayOf } from "./times.js";

let made = 0;

export class Room {
  /** The server's entry about the channel. */
  channel = null;
  /** The position of the newest post that is known here. */
  newest = 0;
  /** The position from which on all posts are known; what is known before has gaps. */
  from = Infinity;
  /** Whether there are posts before that. */
  more = false;
  /** The post before which the line "New" stands. */
  line = "";
  #messages = new Map();
  #notes = new Map();

  /** `read` is the position up to which this reader has read it. */
  constructor(read) {
    this.read = read;
  }

  get isLoaded() {
    return this.from < Infinity;
  }

  get isEmpty() {
    return this.#messages.size === 0;
  }

  /** How many posts came after what was read, without those that were taken back. */
  get unread() {
    return this.#ordered((each) => isPost(each) && this.#isNew(each)).length;
  }

  message(id) {
    return this.#messages.get(id);
  }

  /** Take in the newest posts, or those before `from`. */
  takeBefore(messages, more) {
    this.take(messages);
    this.more = more;
    this.from = more ? Math.min(...messages.map((each) => each.seq)) : 0;
  }

  /** Take messages in, each in place of what was known of it if that was another. */
  take(messages) {
    for (const message of messages) {
      if (JSON.stringify(message) !== JSON.stringify(this.#messages.get(message.id))) {
        this.#messages.set(message.id, message);
      }
      this.newest = Math.max(this.newest, message.seq);
    }
  }

  /** Draw the line "New" before the first message that was not read. */
  drawLine() {
    const unread = this.#posts().filter((each) => this.#isNew(each));
    this.line = this.read && unread.length ? unread[0].id : "";
  }

  /** Keep an answer, or what will be one, in place of the one of the same key; returns the key. */
  note(fields) {
    made += 1;
    const key = fields.key ?? `note-${made}`;
    const kept = { at: new Date().toISOString(), ...this.#notes.get(key), ...fields, key };
    this.#notes.set(key, kept);
    return key;
  }

  noteOf(key) {
    return this.#notes.get(key);
  }

  dismiss(key) {
    this.#notes.delete(key);
  }

  /** Yield the channel in order: days, posts with the answers about them, and other answers. */
  *entries() {
    const loose = Array.from(this.#notes.values()).filter((note) => !note.about);
    let day = "";
    for (const item of [...this.#posts(), ...loose].sort(inOrder)) {
      if (item.id && item.id === this.line) {
        yield { kind: "line", key: "line", value: "line" };
      }
      if (dayOf(item.at) !== day) {
        day = dayOf(item.at);
        yield { kind: "day", key: `day-${day}`, value: day };
      }
      yield* this.#withNotes(item);
    }
  }

  /** Yield a thread in order: the post, its replies, and the answers about each. */
  *thread(root) {
    for (const item of this.#ordered((each) => each.id === root || each.thread === root)) {
      yield* this.#withNotes(item);
    }
  }

  *#withNotes(item) {
    const key = item.key ?? item.id;
    yield { kind: item.key ? "note" : "post", key, value: item };
    for (const note of this.#notes.values()) {
      if (note.about === key) {
        yield* this.#withNotes(note);
      }
    }
  }

  #isNew(message) {
    return message.seq > this.read && !message.retracted_at;
  }

  #posts() {
    return this.#ordered((each) => isPost(each) && each.seq >= this.from);
  }

  #ordered(wanted) {
    return Array.from(this.#messages.values()).filter(wanted).sort(inOrder);
  }
}

/** A follow-up stands in the channel and in the thread; later pages only in the thread. */
export const isPost = (message) => !message.thread || message.follow_up;

function inOrder(one, other) {
  return new Date(one.at) - new Date(other.at) || (one.seq ?? 0) - (other.seq ?? 0);
}
