"""HTTP mode: requests to the app's own address, signed, with retries.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp

from slack_server.delivering import Acknowledged, Kind, repeated
from slack_server.faults import Faults
from slack_server.limits import Limits
from slack_server.world import Json


@dataclass(slots=True, kw_only=True)
class SignedRequests:
    """Posts payloads to `url`; `statuses` keeps what the app answered."""

    limits: Limits
    faults: Faults
    signing_secret: str
    url: str = ""
    statuses: list[int] = field(default_factory=list)

    async def deliver(self, kind: Kind, payload: Json) -> Acknowledged:
        """Post a payload, and again under the same body where the faults say so."""
        return await repeated(
            kind,
            self.faults.redeliveries,
            lambda attempt: self._posted(kind, payload, attempt=attempt),
        )

    async def verify(self) -> bool:
        """Ask the address whether it is the app's, as Slack does when it is entered."""
        challenge = hashlib.sha256(str(time.time()).encode()).hexdigest()
        payload = {"type": "url_verification", "challenge": challenge, "token": "local"}
        answered = await self._posted(Kind.EVENT, payload, attempt=0)
        return challenge in (answered.body.get("challenge"), answered.body.get("text"))

    async def _posted(self, kind: Kind, payload: Json, *, attempt: int) -> Acknowledged:
        body, content_type = _encoded(kind, payload)
        headers = {"Content-Type": content_type, **self._signature(body)}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
        start = time.monotonic()
        timeout = aiohttp.ClientTimeout(total=self.limits.acknowledge_seconds)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self.url, data=body, headers=headers) as response,
            ):
                answered = await response.text()
                self.statuses.append(response.status)
        except TimeoutError:
            return Acknowledged(error="operation_timeout")
        except (aiohttp.ClientError, OSError):
            return Acknowledged(error="dispatch_failed")
        if response.status != 200:
            return Acknowledged(error="dispatch_failed")
        return Acknowledged(after=time.monotonic() - start, body=_decoded(answered))

    def _signature(self, body: bytes) -> dict[str, str]:
        at = str(int(time.time() + self.faults.clock_skew))
        secret = self.faults.signing_secret or self.signing_secret
        digest = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


def _encoded(kind: Kind, payload: Json) -> tuple[bytes, str]:
    """Return a body and its type: events as JSON, commands as fields, others in one field."""
    form = "application/x-www-form-urlencoded"
    if kind is Kind.EVENT:
        return json.dumps(payload).encode(), "application/json"
    if kind is Kind.COMMAND:
        return urlencode(payload).encode(), form
    return urlencode({"payload": json.dumps(payload)}).encode(), form


def _decoded(text: str) -> Json:
    """Return an acknowledgement's body; a bare text is a message."""
    if not text.startswith("{"):
        return {"text": text} if text else {}
    found = json.loads(text)
    return found if isinstance(found, dict) else {}
