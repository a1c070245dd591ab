"""Modals: opened by triggers, pushed, updated and closed.

https://docs.slack.dev/surfaces/modals
"""

import secrets

from slack_server.answers import Answer, View
from slack_server.calls import Call, RefusedError
from slack_server.interactions import Interactions
from slack_server.validation import refuse_bad_view
from slack_server.world import Json, User, World

#: A modal may have two more on top of it.
_MOST = 3


class Views:
    """Every person's open modals."""

    def __init__(self, world: World, interactions: Interactions) -> None:
        self.world = world
        self.interactions = interactions
        self._open: dict[str, list[View]] = {}

    def of(self, user: User) -> list[View]:
        """Return somebody's open modals, the one on top last."""
        return self._open.setdefault(user.id, [])

    def open(self, call: Call) -> Json:
        answer = self.interactions.triggered(call)
        view = self._new_view(call, answer)
        answer.is_trigger_used = True
        self.of(answer.user)[:] = [view]
        answer.sees(view)
        return self._viewed(view)

    def push(self, call: Call) -> Json:
        answer = self.interactions.triggered(call)
        open_views = self.of(answer.user)
        if not 1 <= len(open_views) < _MOST:
            raise RefusedError("push_limit_reached" if open_views else "invalid_trigger_id")
        view = self._new_view(call, answer, below=open_views[-1])
        answer.is_trigger_used = True
        open_views.append(view)
        answer.sees(view)
        return self._viewed(view)

    def update(self, call: Call) -> Json:
        wanted, external = call.text("view_id"), call.text("external_id")
        for view in (view for views in self._open.values() for view in views):
            if view.id == wanted or (external and view.body.get("external_id") == external):
                if call.text("hash") not in ("", view.hash):
                    raise RefusedError("hash_conflict")
                self.replace(view, _given_view(call))
                return self._viewed(view)
        raise RefusedError("not_found")

    def replace(self, view: View, body: Json) -> None:
        refuse_bad_view(body)
        view.body, view.hash = _with_ids(body), _hash()
        kept = {str(block["block_id"]) for block in view.body["blocks"]}
        view.state = {name: state for name, state in view.state.items() if name in kept}

    def add(self, answer: Answer, body: Json, *, below: View) -> None:
        """Push a view that came with an acknowledgement."""
        refuse_bad_view(body)
        view = self._made(body, answer.user, below=below)
        self.of(answer.user).append(view)
        answer.sees(view)

    def shown(self, view: View) -> Json:
        """Return a view as payloads and answers carry it."""
        return {
            "submit": None,
            "close": None,
            "callback_id": "",
            "private_metadata": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            **view.body,
            "id": view.id,
            "team_id": self.world.team_id,
            "app_id": self.world.app_id,
            "bot_id": self.world.bot_id,
            "app_installed_team_id": self.world.team_id,
            "hash": view.hash,
            "root_view_id": view.root,
            "previous_view_id": view.previous or None,
            "state": {"values": view.state},
        }

    def _viewed(self, view: View) -> Json:
        return {"ok": True, "view": self.shown(view)}

    def _new_view(self, call: Call, answer: Answer, *, below: View | None = None) -> View:
        body = _given_view(call)
        refuse_bad_view(body)
        return self._made(body, answer.user, below=below)

    def _made(self, body: Json, user: User, *, below: View | None) -> View:
        name = f"V{secrets.token_hex(5).upper()}"
        return View(
            id=name,
            user=user,
            body=_with_ids(body),
            hash=_hash(),
            root=name if below is None else below.root,
            previous="" if below is None else below.id,
        )


def _given_view(call: Call) -> Json:
    body = call.structured("view", error="invalid_arguments")
    if not isinstance(body, dict):
        raise RefusedError("invalid_arguments")
    return body


def _with_ids(body: Json) -> Json:
    blocks = [
        {**block, "block_id": block.get("block_id") or f"v{index}"}
        for index, block in enumerate(body["blocks"])
    ]
    return {**body, "blocks": blocks}


def _hash() -> str:
    return secrets.token_hex(6)
