"""The error tree. Every error a user can cause ends as one line: what, where, what next.

BriefbotError
├── UsageError         the command line asks for something that is not there     (exit 2)
├── UnreadableError    a file or folder cannot be read                           (exit 2)
├── SettingsError      the configuration is wrong; carries findings              (exit 2)
└── StoreError         the database does not do what it has to                   (exit 2)
    └── StoreBusyError     another program holds what is needed; it passes
"""

from itertools import islice

from briefbot.core.finding import Finding

#: How many errors of a group are told.
_MOST = 5


class BriefbotError(Exception):
    """The root: `what` is wrong, `where` (a path, perhaps with line), and what to do `next`."""

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        self.what = what
        self.where = where
        self.next_step = next_step
        super().__init__(what, where, next_step)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" -- {self.next_step}" if self.next_step else ""
        return f"{place}{self.what}{advice}"


class UsageError(BriefbotError):
    """The command line names something that does not exist or cannot be combined."""


class UnreadableError(BriefbotError):
    """A file or folder cannot be read."""


class SettingsError(BriefbotError):
    """The configuration is wrong; `findings` holds every fault with its place."""

    def __init__(self, what: str, *, findings: tuple[Finding, ...] = (), **place: str) -> None:
        super().__init__(what, **place)
        self.findings = findings


class StoreError(BriefbotError):
    """The database does not do what it has to: out of reach, full, locked, damaged, too new.

    The transaction was rolled back, or the answer to its commit was lost; what is stored is whole.
    The same call may work later.
    """


class StoreBusyError(StoreError):
    """Another program holds what a transaction needs: nothing was done, and waiting helps."""


def told_of(error: BaseException) -> tuple[BaseException, ...]:
    """Return the errors to tell of one: what is in a group, for its own text says only how many.

    Of a group within a group, too; at most five, each of its kind and text once.
    """
    leaves = {(type(leaf), str(leaf)): leaf for leaf in _leaves(error)}
    return tuple(islice(leaves.values(), _MOST))


def _leaves(error: BaseException) -> list[BaseException]:
    if not isinstance(error, BaseExceptionGroup):
        return [error]
    return [leaf for each in error.exceptions for leaf in _leaves(each)]
