"""The methods that read: histories, threads, channels, people, groups, and who the bot is."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass

from slack_server.calls import Call, RefusedError, refused_for
from slack_server.faults import Faults
from slack_server.shown import channel_json, message_json, user_json
from slack_server.world import Channel, Json, Message, World

_CURSOR = "next_ts:"


@dataclass(frozen=True, slots=True)
class Reading:
    """What can be looked up in a workspace."""

    world: World
    faults: Faults

    def history(self, call: Call) -> Json:
        """Return a channel's messages, newest first, replies left out unless broadcast."""
        channel = self._readable(call)
        limit = call.number("limit", otherwise=100, most=999)
        before = _cursor(call)
        found: list[Message] = []
        has_more = False
        for message in reversed(channel.top):
            if not self._is_wanted(message, call) or (before and message.ts >= before):
                continue
            if len(found) == limit:
                has_more = True
                break
            found.append(message)
        return self._page(call, found, has_more=has_more)

    def replies(self, call: Call) -> Json:
        """Return a message and its thread, oldest first."""
        channel = self._readable(call)
        parent = channel.by_ts.get(call.required("ts"))
        if parent is not None and parent.thread_ts:
            parent = channel.by_ts.get(parent.thread_ts)
        if parent is None or self._is_too_new(parent):
            raise RefusedError("thread_not_found")
        limit = call.number("limit", otherwise=1000, most=1000)
        after = _cursor(call)
        replies = [one for one in parent.replies if self._is_wanted(one, call) and one.ts > after]
        page = replies[:limit]
        shown = page if after else [parent, *page]
        return self._page(call, shown, has_more=len(replies) > limit)

    def _page(self, call: Call, found: list[Message], *, has_more: bool) -> Json:
        with_metadata = call.flag("include_all_metadata")
        messages = [message_json(self.world, m, with_metadata=with_metadata) for m in found]
        page: Json = {"ok": True, "messages": messages, "has_more": has_more}
        if has_more:
            cursor = b64encode(f"{_CURSOR}{found[-1].ts}".encode()).decode()
            page["response_metadata"] = {"next_cursor": cursor}
        return page

    def _is_too_new(self, message: Message) -> bool:
        return message.posted_at > self.world.clock() - self.faults.history_lag

    def _is_wanted(self, message: Message, call: Call) -> bool:
        if self.faults.history_lag and self._is_too_new(message):
            return False
        at, edge = _moment(message.ts), call.flag("inclusive")
        oldest, latest = call.text("oldest"), call.text("latest")
        is_after = not oldest or at > _moment(oldest) or (edge and at == _moment(oldest))
        is_before = not latest or at < _moment(latest) or (edge and at == _moment(latest))
        return is_after and is_before

    def _readable(self, call: Call) -> Channel:
        channel = self._known(call)
        if not channel.has_bot:
            raise RefusedError("not_in_channel")
        return channel

    def _known(self, call: Call) -> Channel:
        channel = self.world.channels.get(call.required("channel"))
        if channel is None or (channel.is_private and not channel.has_bot):
            raise RefusedError("channel_not_found")
        return channel

    def info(self, call: Call) -> Json:
        return {"ok": True, "channel": channel_json(self._known(call))}

    def join(self, call: Call) -> Json:
        channel = self._known(call)
        if channel.is_private:
            raise RefusedError("method_not_supported_for_channel_type")
        if channel.is_archived:
            raise RefusedError("is_archived")
        channel.has_bot = True
        return {"ok": True, "channel": channel_json(channel)}

    def open(self, call: Call) -> Json:
        """Open the direct messages with one person."""
        user = self.world.users.get(call.required("users"))
        if user is None:
            raise RefusedError("user_not_found")
        if user.is_bot:
            raise RefusedError("cannot_dm_bot")
        if user.is_deleted:
            raise RefusedError("user_disabled")
        channel = self.world.direct(user)
        shown = channel_json(channel) if call.flag("return_im") else {"id": channel.id}
        return {"ok": True, "channel": shown}

    def user(self, call: Call) -> Json:
        user = self.world.users.get(call.required("user"))
        if user is None:
            raise RefusedError("user_not_found")
        with_locale = call.flag("include_locale")
        return {"ok": True, "user": user_json(self.world, user, with_locale=with_locale)}

    def groups(self, call: Call) -> Json:
        shown = [
            {"id": group.id, "handle": group.handle, "name": group.handle, "is_usergroup": True}
            | ({"users": list(group.members)} if call.flag("include_users") else {})
            for group in self.world.groups.values()
        ]
        return {"ok": True, "usergroups": shown}

    def group_members(self, call: Call) -> Json:
        group = self.world.groups.get(call.required("usergroup"))
        if group is None:
            raise RefusedError("no_such_subteam")
        return {"ok": True, "users": list(group.members)}

    def auth_test(self, _call: Call) -> Json:
        return {
            "ok": True,
            "url": f"https://{self.world.domain}.slack.com/",
            "team": self.world.domain,
            "team_id": self.world.team_id,
            "user": self.world.bot.name,
            "user_id": self.world.bot.id,
            "bot_id": self.world.bot_id,
            "is_enterprise_install": False,
        }


def _cursor(call: Call) -> str:
    """Return the ts a page begins behind, "" for the first page."""
    cursor = call.text("cursor")
    if not cursor:
        return ""
    try:
        text = b64decode(cursor, validate=True).decode()
    except (Base64Error, UnicodeDecodeError):
        raise RefusedError("invalid_cursor") from None
    if not text.startswith(_CURSOR):
        raise RefusedError("invalid_cursor")
    return text.removeprefix(_CURSOR)


def _moment(ts: str) -> int:
    """Return a ts in microseconds, exactly."""
    seconds, _, fraction = ts.partition(".")
    micros = fraction[:6].ljust(6, "0")
    if not seconds.isdecimal() or not micros.isdecimal():
        raise refused_for("invalid_arguments", [f"not a timestamp: {ts[:40]}"])
    return int(seconds) * 1_000_000 + int(micros)
