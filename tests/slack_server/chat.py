"""The methods that write: chat.postMessage, chat.update, chat.delete, chat.postEphemeral."""

from dataclasses import dataclass

from briefbot.platforms.slack.limits import count_units, table
from slack_server.calls import Call, RefusedError
from slack_server.faults import Faults
from slack_server.interactions import Interactions
from slack_server.shown import message_json
from slack_server.validation import checked_blocks, checked_metadata
from slack_server.world import Channel, Json, Message, World, named

#: Longer texts are cut by chat.postMessage, with a warning.
#: https://api.slack.com/changelog/2018-04-truncating-really-long-messages
_LONGEST_TEXT = 40_000


@dataclass(frozen=True, slots=True)
class Chat:
    """What is posted, edited and deleted in a workspace."""

    world: World
    faults: Faults
    interactions: Interactions
    scopes: set[str]
    checks_blocks: bool = True

    def post(self, call: Call) -> Json:
        channel = self._writable(call)
        text, is_cut = _text(call)
        blocks = checked_blocks(call, checks=self.checks_blocks)
        if not text and not blocks:
            raise RefusedError("no_text")
        parent = self._parent(call, channel)
        message = Message(
            channel=channel.id,
            ts=self.world.new_ts(),
            user=self.world.bot.id,
            text=text,
            posted_at=self.world.clock(),
            blocks=blocks or [],
            metadata=checked_metadata(call),
            thread_ts="" if parent is None else parent.ts,
            is_broadcast=parent is not None and call.flag("reply_broadcast"),
            arguments=call.arguments,
        )
        self.world.keep(message)
        answer = self._written(message)
        if is_cut:
            answer["warning"] = "message_truncated"
            answer["response_metadata"] = {"warnings": ["message_truncated"]}
        return answer

    def post_ephemeral(self, call: Call) -> Json:
        channel = self._writable(call)
        person = call.required("user")
        if person not in self.world.users:
            raise RefusedError("user_not_found")
        if channel.members is not None and person not in channel.members:
            raise RefusedError("user_not_in_channel")
        text, _ = _text(call)
        blocks = checked_blocks(call, checks=self.checks_blocks)
        if not text and not blocks:
            raise RefusedError("no_text")
        message = Message(
            channel=channel.id,
            ts=self.world.new_ts(),
            user=self.world.bot.id,
            text=text,
            posted_at=self.world.clock(),
            blocks=blocks or [],
            thread_ts=call.text("thread_ts"),
            seen_by=person,
            arguments=call.arguments,
        )
        self.world.keep(message)
        self.interactions.saw(person, message)
        return {"ok": True, "message_ts": message.ts}

    def update(self, call: Call) -> Json:
        """Edit a message. A text without blocks removes the blocks; no metadata keeps it."""
        message = self._own(call, refusal="cant_update_message")
        window = self.faults.edit_window
        if window is not None and self.world.clock() - message.posted_at > window:
            raise RefusedError("edit_window_closed")
        text = call.text("text")
        if count_units(text) > table.MESSAGE_TEXT.value:
            raise RefusedError("msg_too_long")
        blocks = checked_blocks(call, checks=self.checks_blocks)
        if not text and not blocks:
            raise RefusedError("no_text")
        metadata = checked_metadata(call)
        message.text = text or message.text
        message.edited_ts = self.world.new_ts()
        message.blocks = named(blocks or [], message.edited_ts)
        message.metadata = metadata or message.metadata
        if message.thread_ts and call.flag("reply_broadcast") and not message.is_broadcast:
            message.is_broadcast = True
            self.world.channels[message.channel].top.append(message)
        return {**self._written(message), "text": message.text}

    def delete(self, call: Call) -> Json:
        message = self._own(call, refusal="cant_delete_message")
        self.world.remove(message)
        return {"ok": True, "channel": message.channel, "ts": message.ts}

    def permalink(self, call: Call) -> Json:
        channel = self.world.channels.get(call.required("channel"))
        if channel is None:
            raise RefusedError("channel_not_found")
        ts = call.required("message_ts")
        if ts not in channel.by_ts:
            raise RefusedError("message_not_found")
        place = f"https://{self.world.domain}.slack.com/archives/{channel.id}"
        link = f"{place}/p{ts.replace('.', '')}"
        return {"ok": True, "channel": channel.id, "permalink": link}

    def _written(self, message: Message) -> Json:
        shown = message_json(self.world, message, with_metadata=True)
        return {"ok": True, "channel": message.channel, "ts": message.ts, "message": shown}

    def _writable(self, call: Call) -> Channel:
        name = call.required("channel")
        if name in self.world.users:
            return self.world.direct(self.world.users[name])
        channel = self.world.channels.get(name)
        if channel is None or (channel.is_private and not channel.has_bot):
            raise RefusedError("channel_not_found")
        if channel.is_archived:
            raise RefusedError("is_archived")
        if not channel.has_bot and "chat:write.public" not in self.scopes:
            raise RefusedError("not_in_channel")
        return channel

    def _parent(self, call: Call, channel: Channel) -> Message | None:
        """Return the message that a thread hangs on; a reply's own id means its thread."""
        ts = call.text("thread_ts")
        if not ts:
            return None
        found = channel.by_ts.get(ts)
        if found is not None and found.thread_ts:
            found = channel.by_ts.get(found.thread_ts)
        if found is None:
            raise RefusedError("thread_not_found")
        return found

    def _own(self, call: Call, *, refusal: str) -> Message:
        channel = self.world.channels.get(call.required("channel"))
        if channel is None:
            raise RefusedError("channel_not_found")
        message = channel.by_ts.get(call.required("ts"))
        if message is None or message.is_tombstone:
            raise RefusedError("message_not_found")
        if message.user != self.world.bot.id:
            raise RefusedError(refusal)
        if channel.is_archived:
            raise RefusedError("is_archived")
        return message


def _text(call: Call) -> tuple[str, bool]:
    text = call.text("text")
    return text[:_LONGEST_TEXT], len(text) > _LONGEST_TEXT
