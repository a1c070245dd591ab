"""The app's manifest, from which Slack makes the app: commands of the one table, and its scopes.

https://docs.slack.dev/reference/app-manifest
"""

import json
from collections.abc import Iterator, Mapping

from briefbot.core.commands import Command, typed_verbs
from briefbot.core.labels import Label, catalogue_for

#: Where the message shortcut "Brief this" is known by.
SHORTCUT = "brief_this"

#: Each scope of the bot, and what is lost without it.
SCOPES: Mapping[str, str] = {
    "chat:write": "posts, edits and removes its own messages; nothing works without it",
    "commands": "/brief, /brief-admin and Brief this; nothing works without it",
    "channels:history": "finds its own post again after a lost answer, in public channels",
    "groups:history": "the same in private channels it was invited to",
    "im:history": "the same in direct messages with it",
    "im:write": "reminders by direct message",
    "channels:read": "notices that it was invited to a public channel, and says what is next",
    "groups:read": "the same in private channels",
    "users:read": "a person's time zone and language, and who administers the workspace",
    "usergroups:read": "rights by user group; without it only persons can be given rights",
}
#: The scope of the app-level token.
APP_SCOPE = "connections:write"

_HEAD = """\
# The Slack app, as `briefbot slack manifest` prints it; docs/slack.md tells what to do with it.
# https://docs.slack.dev/reference/app-manifest
"""


def lacking(scopes: frozenset[str] | None) -> Mapping[str, str]:
    """Return the scopes that a token lacks, and what is lost; nothing where that is unknown."""
    if scopes is None:
        return {}
    return {scope: what for scope, what in SCOPES.items() if scope not in scopes}


def manifest(*, url: str = "") -> str:
    """Return the manifest as YAML: for Socket Mode, or for requests to a public address."""
    return _HEAD + "\n".join((*_about(), *_features(url), *_rights(), *_settings(url))) + "\n"


def _about() -> Iterator[str]:
    yield "display_information:"
    yield "  name: briefbot"
    yield f"  description: {_quoted(_english(Label.COMMAND_BRIEF))}"


def _features(url: str) -> Iterator[str]:
    yield "features:"
    yield "  app_home:"
    yield "    home_tab_enabled: false"
    yield "    messages_tab_enabled: true  # direct messages: reminders, and commands typed there"
    yield "    messages_tab_read_only_enabled: false"
    yield "  bot_user:"
    yield "    display_name: briefbot"
    yield "    always_online: true"
    yield "  shortcuts:"
    yield f"    - name: {_quoted(_english(Label.COMMAND_BRIEF_THIS))}"
    yield "      type: message"
    yield f"      callback_id: {SHORTCUT}"
    yield '      description: "Show the brief that a message is about"'
    yield "  slash_commands:"
    for command in Command:
        yield from _command(command, url)


def _command(command: Command, url: str) -> Iterator[str]:
    verbs = " | ".join(verb.name for verb in typed_verbs(command))
    yield f"    - command: /{command.value}"
    yield f"      description: {_quoted(_english(Label(f'command-{command.value}')))}"
    yield f"      usage_hint: {_quoted(verbs)}"
    yield "      should_escape: false  # names of people and channels stay as they are typed"
    if url:
        yield f"      url: {_quoted(url)}"


def _rights() -> Iterator[str]:
    yield "oauth_config:"
    yield "  scopes:"
    yield "    bot:"
    for scope, reason in SCOPES.items():
        yield f"      - {scope}  # {reason}"


def _settings(url: str) -> Iterator[str]:
    yield "settings:"
    yield "  event_subscriptions:"
    if url:
        yield f"    request_url: {_quoted(url)}"
    yield "    bot_events:"
    yield "      - member_joined_channel  # it was invited: it says once what is next"
    yield "  interactivity:  # buttons, menus, forms, Brief this"
    yield "    is_enabled: true"
    if url:
        yield f"    request_url: {_quoted(url)}"
        yield f"    message_menu_options_url: {_quoted(url)}"
    yield "  org_deploy_enabled: false"
    yield f"  socket_mode_enabled: {'false' if url else 'true'}"
    yield "  token_rotation_enabled: false"


def _english(label: Label) -> str:
    return catalogue_for("en").text(label)


def _quoted(text: str) -> str:
    """Return a text as a YAML scalar: JSON's strings are YAML's."""
    return json.dumps(text, ensure_ascii=False)
