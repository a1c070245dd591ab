// What this page knows: its channels, who asks, and where the reader is. It touches no element.

import { recall, remember } from "./memory.js";
import { Room } from "./room.js";
import { ask, read } from "./server.js";

const AT_ONCE = 50;

export const chat = {
  rooms: new Map(),
  /** The open channel, null until the server was reached. */
  room: null,
  /** The id of the post whose thread is open, "" while none is. */
  root: "",
  role: ["editor", "manager"].find((role) => role === recall("role")) ?? "reader",
  verbs: [],
};

/** Ask for the channels and the verbs of the role; returns the server's answer. */
export async function refresh() {
  const state = await read("state", { as: chat.role });
  const marks = recall("read", {});
  const rooms = new Map();
  for (const channel of state.channels) {
    const known = chat.rooms.get(channel.name) ?? new Room(marks[channel.name] ?? 0);
    known.channel = channel;
    if (!known.isLoaded) {
      known.newest = channel.unread_mark; // what is unread so far is learned below
    }
    rooms.set(channel.name, known);
  }
  chat.rooms = rooms;
  chat.verbs = state.verbs;
  await Promise.all(Array.from(rooms.values(), count));
  return state;
}

/** Learn what is unread in a room that was not opened yet. */
async function count(room) {
  if (!room.isLoaded && room.channel.unread_mark > room.read) {
    const { messages } = await read("messages", { channel: room.channel.name, limit: AT_ONCE });
    room.take(messages);
  }
}

/** Load the newest posts of a room, or with `before` in the query those before a position. */
export async function load(room, query = {}) {
  const wanted = { channel: room.channel.name, limit: AT_ONCE, ...query };
  const { messages, more } = await read("messages", wanted);
  room.takeBefore(messages, more);
}

export async function loadThread(room, root) {
  const { messages } = await read("thread", { channel: room.channel.name, id: root });
  room.take(messages);
}

export async function completions(text, cursor) {
  const body = { channel: chat.room.channel.name, as: chat.role, text, cursor };
  const { proposals } = await ask("complete", body).catch(() => ({ proposals: [] }));
  return proposals;
}

/** The open channel is read to its end, if anybody looks at it. */
export function markRead() {
  const { room } = chat;
  if (room && !document.hidden) {
    room.read = Math.max(room.read, room.newest);
    remember("read", { ...recall("read", {}), [room.channel.name]: room.read });
  }
}
