"""`corrections`: what was put right of what stands in channels."""

from collections.abc import Sequence

from briefbot.core.delivery.records import CorrectionLine
from briefbot.core.delivery.state import OPEN_STATES, DeliveryState
from briefbot.services.telling.times import Zones, moment_words, stamp


def corrections_lines(corrections: Sequence[CorrectionLine], zones: Zones) -> list[str]:
    """Return the corrections, in a line each."""
    return [
        f"{moment_words(each.at, zones(each.destination))}  {each.reference}  "
        f"{each.kind} at {each.destination}, {' '.join(each.slugs) or 'no brief'}: "
        f"{each.reason} [{_state_words(each.state)}]"
        for each in corrections
    ]


def _state_words(state: DeliveryState | None) -> str:
    if state is None:
        return "before it was posted"
    if state is DeliveryState.SENT:
        return "edited"
    return "on its way" if state in OPEN_STATES else state.value


def corrections_value(corrections: Sequence[CorrectionLine]) -> dict[str, object]:
    """Return the corrections; `state` is of the edit, null where nothing had been posted yet."""
    return {
        "corrections": [
            {
                "at": stamp(each.at),
                "reference": each.reference,
                "kind": each.kind,
                "destination": each.destination,
                "briefs": list(each.slugs),
                "reason": each.reason,
                "state": each.state.value if each.state else None,
            }
            for each in corrections
        ]
    }
