"""What a person sets off: triggers and response_urls, and what comes by them."""

import secrets
from collections.abc import Callable

from slack_server.answers import Answer
from slack_server.calls import Call, RefusedError
from slack_server.limits import Limits
from slack_server.validation import refuse_bad_blocks
from slack_server.world import Channel, Json, Message, User, World, named


class Interactions:
    """Keeps the answers of a workspace, by trigger and by response_url."""

    def __init__(self, world: World, limits: Limits, base: Callable[[], str]) -> None:
        self.world = world
        self.limits = limits
        self._base = base
        self._by_trigger: dict[str, Answer] = {}
        self._by_token: dict[str, Answer] = {}
        self._latest: dict[str, Answer] = {}

    def begin(
        self, user: User, channel: Channel | None = None, *, source: Message | None = None
    ) -> Answer:
        """Open an interaction: a trigger for 3 seconds, a response_url for 30 minutes."""
        token = secrets.token_hex(12)
        answer = Answer(
            user=user,
            channel=channel,
            source=source,
            trigger=f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{token}",
            response_url="" if channel is None else f"{self._base()}response/{token}",
            begun_at=self.world.clock(),
        )
        self._by_trigger[answer.trigger] = answer
        self._by_token[token] = answer
        self._latest[user.id] = answer
        return answer

    def saw(self, person: str, message: Message) -> None:
        """Count a message for one person to what they set off last."""
        answer = self._latest.get(person)
        if answer is not None:
            answer.sees(message)

    def triggered(self, call: Call) -> Answer:
        """Return what a call's trigger belongs to; raise RefusedError unless it is still good."""
        answer = self._by_trigger.get(call.required("trigger_id"))
        if answer is None:
            raise RefusedError("invalid_trigger_id")
        if answer.is_trigger_used:
            raise RefusedError("exchanged_trigger_id")
        if self.world.clock() - answer.begun_at > self.limits.trigger_seconds:
            raise RefusedError("expired_trigger_id")
        return answer

    # --- response_url ---

    def respond(self, token: str, body: Json) -> tuple[int, Json | str]:
        """Take a message to a response_url; return the HTTP status and what is answered."""
        answer = self._by_token.get(token)
        if answer is None:
            return 404, {"ok": False, "error": "invalid_url"}
        if self.world.clock() - answer.begun_at > self.limits.response_seconds:
            return 404, {"ok": False, "error": "expired_url"}
        if answer.uses >= self.limits.response_uses:
            return 404, {"ok": False, "error": "used_url"}
        try:
            self.show(answer, body)
        except RefusedError as refused:
            return 400, refused.body
        answer.uses += 1
        return 200, "ok"

    def show(self, answer: Answer, body: Json) -> None:
        """Post what came to a response_url, or with the acknowledgement of a command."""
        if body.get("delete_original") and answer.source is not None:
            self.world.remove(answer.source)
            return
        text, blocks = str(body.get("text") or ""), body.get("blocks") or []
        if not text and not blocks:
            raise RefusedError("no_text")
        if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
            raise RefusedError("invalid_blocks_format")
        refuse_bad_blocks(blocks)
        if body.get("replace_original") and answer.source is not None:
            answer.source.text = text
            answer.source.blocks = named(blocks, answer.source.ts)
            answer.sees(answer.source)
            return
        assert answer.channel is not None, "an interaction without a channel has no response_url"
        shared = body.get("response_type") == "in_channel"
        message = Message(
            channel=answer.channel.id,
            ts=self.world.new_ts(),
            user=self.world.bot.id,
            text=text,
            posted_at=self.world.clock(),
            blocks=blocks,
            thread_ts=str(body.get("thread_ts") or ""),
            metadata=body.get("metadata"),
            seen_by="" if shared else answer.user.id,
            arguments=body,
        )
        self.world.keep(message)
        answer.sees(message)
