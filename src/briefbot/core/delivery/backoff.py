"""How long to wait before the next attempt: full jitter, as data.

Attempt n waits a random share of `back_off_first` times 2^(n-1), at most `back_off_most`. Drawing
from the whole span keeps senders that failed together from coming back together:
https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
"""

from datetime import timedelta

from briefbot.core.delivery.timing import Timing

#: The longest that a platform's own wish is believed. It is asked again after that, which is no
#: abuse; a nonsense number would silence the account for good.
LONGEST_WISH = timedelta(hours=1)


def back_off_span(attempts: int, timing: Timing) -> timedelta:
    """Return the longest pause after so many attempts, from 1."""
    return min(timing.back_off_most, _doubled(timing.back_off_first, attempts - 1))


def back_off(
    attempts: int, timing: Timing, *, jitter: float, wish: timedelta | None = None
) -> timedelta:
    """Return the pause after so many attempts; `jitter` is drawn evenly from 0 to 1.

    A platform's wish ("retry after") is granted in full, and lengthened by a little of the jitter's
    share, so that what waited for the same moment does not leave at once.
    """
    if wish is None:
        return back_off_span(attempts, timing) * jitter
    granted = min(max(wish, timedelta(0)), LONGEST_WISH)
    return granted + timing.back_off_first * jitter


def look_again(timing: Timing, *, jitter: float, wish: timedelta | None = None) -> timedelta:
    """Return the pause before a history is asked for once more: it is only read, so a short one."""
    granted = min(max(wish or timedelta(0), timedelta(0)), LONGEST_WISH)
    return max(granted, timing.look_again * (1 + jitter) / 2)


def probe_pause(refusals: int, timing: Timing, *, jitter: float) -> timedelta:
    """Return the pause before a destination is tried again that was refused so often, from 1.

    Half of it at least: what was refused just now is refused again.
    """
    span = min(timing.probe_most, _doubled(timing.probe_first, refusals - 1))
    return span * (1 + jitter) / 2


def _doubled(span: timedelta, times: int) -> timedelta:
    doubled: int = 2 ** min(max(times, 0), 30)  # 2^30 times any first pause is beyond the most
    return span * doubled
