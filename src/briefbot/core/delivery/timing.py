"""Every span of time that delivery goes by, in one place, so that tests can scale them."""

from dataclasses import asdict, dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The spans; `docs/delivery.md` gives the reason of each.

    `lease` is how long a sending account belongs to a process without renewal, `renew` how often it
    is renewed, and `write_until` the age of a renewal beyond which nothing is written any more.
    `call` bounds one call to a platform. `settle` is how long after its intent a request may take
    effect: it is made within `write_until`, and lands within 90 seconds or never. `give_up` is when
    what may have been posted goes to the operator. `back_off_first` doubles with every attempt up
    to `back_off_most`; `attempts` is the most of them. `look_again` is the longest pause between
    looks at a history that cannot be had just now. `probe_first` is the longest rest of a
    destination that its platform refuses, until it is tried again; it doubles up to `probe_most`.
    `claims` is how often a delivery may be claimed without ever being sent. `idle` is how soon
    changes by other processes are seen. `wake` is the longest sleep of the clock.
    `gather` is how long the end of a call may wait for those of others, to be written with them.
    `shutdown` is how long calls that run may still take when the program ends. `rest` is how long a
    brief stays as it is before its posts are edited: several quick revisions give one edit.
    `faults` is how seldom the operator is told of new faults.
    """

    lease: timedelta = timedelta(seconds=24)
    renew: timedelta = timedelta(seconds=4)
    write_until: timedelta = timedelta(seconds=12)
    call: timedelta = timedelta(seconds=10)
    settle: timedelta = timedelta(seconds=102)
    give_up: timedelta = timedelta(minutes=15)
    back_off_first: timedelta = timedelta(seconds=2)
    back_off_most: timedelta = timedelta(minutes=10)
    attempts: int = 12
    look_again: timedelta = timedelta(seconds=15)
    probe_first: timedelta = timedelta(minutes=1)
    probe_most: timedelta = timedelta(minutes=15)
    claims: int = 5
    idle: timedelta = timedelta(seconds=1)
    wake: timedelta = timedelta(seconds=15)
    gather: timedelta = timedelta(milliseconds=50)
    shutdown: timedelta = timedelta(seconds=8)
    rest: timedelta = timedelta(seconds=10)
    faults: timedelta = timedelta(minutes=15)

    def scaled(self, factor: float) -> "Timing":
        """Return the same with every span multiplied by `factor`; the counts stay."""
        values = asdict(self)
        scaled = {k: v * factor for k, v in values.items() if isinstance(v, timedelta)}
        return Timing(**{**values, **scaled})
