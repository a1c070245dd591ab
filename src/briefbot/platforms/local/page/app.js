// The local chat: begins, and keeps what is shown like what the server has.

import { command } from "./asking.js";
import { chat, completions, markRead, refresh } from "./chat.js";
import { startComposer } from "./composer.js";
import { listen, play } from "./controls.js";
import { find, tell, toast } from "./dom.js";
import { titleOf } from "./posts.js";
import { isPost } from "./room.js";
import { bring, isAtEnd, offerJump } from "./scrolling.js";
import { follow } from "./server.js";
import { showRoles } from "./side.js";
import { draw, drawFrame, enter, shown, wanted } from "./view.js";

let isDown = false;

function heard(message) {
  const room = chat.rooms.get(message.channel);
  if (!room) {
    return;
  }
  const before = room.message(message.id);
  const isNew = message.seq > room.newest && isPost(message) && !message.retracted_at;
  if (!before && message.seq <= room.newest) {
    return; // it is old, and not shown: its channel or its thread has it when that is opened
  }
  room.take([message]);
  announce(room, message, before, isNew);
  if (room !== chat.room) {
    drawFrame();
    return;
  }
  const wasAtEnd = isAtEnd();
  if (isNew && document.hidden) {
    room.line ||= message.id;
  }
  draw();
  markRead();
  drawFrame();
  const node = isNew && shown(message.id);
  if (node) {
    wasAtEnd && !document.hidden ? bring(node) : offerJump(node);
  }
}

/** Say what happened to those who do not see it: the channel and the title, not the whole post. */
function announce(room, message, before, isNew) {
  let happened = isNew ? "New" : "";
  if (before && message.retracted_at !== before.retracted_at) {
    happened = "Retracted";
  } else if (before && message.edited_at !== before.edited_at) {
    happened = "Edited";
  }
  if (happened && isPost(message)) {
    tell(`${happened} in ${room.channel.title}: ${titleOf(message.text || before.text)}`);
  }
}

function down() {
  isDown = true;
  find("link").hidden = false;
  find("link").textContent = "The connection is lost. Reconnecting …";
}

/** Be like the server again, at first and after every lost connection. */
async function up() {
  const state = await changed();
  if (state && isDown) {
    isDown = false;
    find("link").hidden = true;
    toast("Connected again");
  }
  return state?.seq;
}

/** Show the server's channels; returns its state, null while it cannot be had. */
async function changed() {
  let state;
  try {
    state = await refresh();
  } catch {
    return null; // the stream breaks off too, and comes back
  }
  showRoles(state.roles, chat.role, play);
  const isGone = !chat.room || chat.rooms.get(chat.room.channel.name) !== chat.room;
  if (isGone || !chat.room.isLoaded) {
    await enter(wanted(), { focus: false });
  }
  drawFrame();
  return state;
}

startComposer({ send: command, complete: completions });
listen();
follow({ message: heard, changed, up, down });
