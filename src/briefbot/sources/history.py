"""Earlier revisions of files, from git where there is one (https://git-scm.com/docs/git-cat-file).

git only reads here: no hook runs, no lock is taken, nothing is fetched. Without git, outside a
repository and before its first commit there is no history, which is no fault.
"""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

#: A revision above this is no brief: the reader refuses files of that size.
MAX_OCTETS = 256 * 1024

#: Reading objects takes milliseconds; a repository on a dead network drive never answers.
SECONDS = 20

# `env` keeps what a git hook exports from turning these calls to another repository, and keeps git
# from asking people or the network for what a partial clone lacks.
_GIT = (
    *("env", "-u", "GIT_DIR", "-u", "GIT_WORK_TREE", "-u", "GIT_INDEX_FILE"),
    *("GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_NO_REPLACE_OBJECTS=1"),
    *("git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
)


class GitHistory:
    """The history of files in git repositories: what HEAD holds of each."""

    def committed_texts(self, paths: Sequence[Path]) -> Mapping[Path, str | None]:
        """Return the text of each file in HEAD, None where HEAD has none.

        Files outside a repository, or in one without a commit, are left out.
        """
        folders: dict[Path, list[tuple[Path, str]]] = {}
        for path in paths:
            real = path.resolve()
            # The protocol ends a name with a line break, so that no name may hold one.
            if "\n" not in real.name:
                folders.setdefault(real.parent, []).append((path, real.name))
        texts: dict[Path, str | None] = {}
        for folder, files in folders.items():
            found = _texts_in(folder, [name for _, name in files])
            texts.update({path: found[name] for path, name in files if name in found})
        return texts


def committed_text(path: Path) -> str | None:
    """Return the text of one file in HEAD, None where there is none."""
    return GitHistory().committed_texts([path]).get(path)


def _texts_in(folder: Path, names: Sequence[str]) -> dict[str, str | None]:
    """Return what HEAD holds of the files of one folder; nothing where there is no history."""
    objects = [f"HEAD:./{name}" for name in names]
    headers = _cat_file(folder, "--batch-check", ["HEAD", *objects]).decode().splitlines()
    if len(headers) != len(names) + 1 or not _is_object(headers[0], "commit"):
        return {}
    kept = [name for name, header in zip(names, headers[1:], strict=True) if _is_text(header)]
    contents = _cat_file(folder, "--batch", [f"HEAD:./{name}" for name in kept])
    return dict.fromkeys(names) | dict(zip(kept, _texts(contents), strict=False))


def _cat_file(folder: Path, mode: str, objects: Sequence[str]) -> bytes:
    """Ask git for objects; empty where git is missing, too slow, or sees no repository."""
    if not objects:
        return b""
    questions = "".join(f"{name}\n" for name in objects).encode(errors="surrogateescape")
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed command; names of files go to its input
            [*_GIT, "-C", str(folder), "cat-file", mode],
            input=questions,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return answer.stdout if answer.returncode == 0 else b""


def _is_object(header: str, kind: str) -> bool:
    """Tell whether a header, `<hash> <kind> <size>`, is of that kind; else it says `missing`."""
    return header.split(" ")[1:2] == [kind]


def _is_text(header: str) -> bool:
    return _is_object(header, "blob") and int(header.split(" ")[2]) <= MAX_OCTETS


def _texts(contents: bytes) -> Iterator[str | None]:
    """Take git's answer apart: a header line with the size, the content, a line break, and again.

    A revision that is not UTF-8 was no brief, and counts as none.
    """
    start = 0
    while start < len(contents):
        end = contents.index(b"\n", start)
        size = int(contents[start:end].split(b" ")[2])
        octets = contents[end + 1 : end + 1 + size]
        try:
            yield octets.decode("utf-8")
        except UnicodeDecodeError:
            yield None
        start = end + size + 2
