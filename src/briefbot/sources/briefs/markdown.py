"""The Markdown of briefs: CommonMark with tables and strikethrough, without HTML but comments.

One parser serves all files. Its block stage gives tokens with lines; inline content is parsed by
the caller, because a statement's citations are taken off first and most content is plain text.
"""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

#: Comments longer than this are text, and reported: looking further for an end that is not there,
#: once for each beginning, would take minutes in a hostile file.
MAX_COMMENT = 2000
MAX_COMMENT_LINES = 40
#: Blocks inside blocks; what is deeper is not parsed, and reported long before (BB016).
MAX_NESTING = 20
MAX_LINK = 2048

_OPEN, _CLOSE = "<!--", "-->"


class _Parser(MarkdownIt):
    """The parser, with addresses left as written: lint judges them, `safe_address` encodes."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        return url

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - the library's name
        return True


def parse_blocks(text: str) -> list[Token]:
    """Return the block tokens of a text; `inline` tokens keep their content unparsed."""
    tokens: list[Token] = []
    parser = _parser()
    parser.block.parse(text, parser, {}, tokens)
    return tokens


def parse_inline(text: str) -> list[Token]:
    """Return the inline tokens of one block's content."""
    parser = _parser()
    return parser.inline.parse(text, parser, {}, [])


def encode_address(url: str) -> str:
    """Return an address in ASCII: host in punycode, other characters percent-encoded."""
    return normalizeLink(url)


@cache
def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"maxNesting": MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    # Link definitions would vanish from the text, and their use hides where a link goes.
    parser.disable(["html_block", "html_inline", "reference"])
    ends = ["paragraph", "blockquote", "list"]
    parser.block.ruler.before("fence", "comment", _comment_block, {"alt": ends})
    parser.inline.ruler.before("autolink", "comment", _comment_inline)
    return parser


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the library calls it so
    """Skip a comment that has its lines to itself."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(_OPEN, begin) or state.is_code_block(start):
        return False
    for line in range(start, min(end, start + MAX_COMMENT_LINES)):
        if line > start:
            begin = state.bMarks[line]
        close = state.src.find(_CLOSE, begin, state.eMarks[line])
        if close < 0:
            continue
        if state.src[close + len(_CLOSE) : state.eMarks[line]].strip():
            return False
        if not silent:
            state.line = line + 1
        return True
    return False


def _comment_inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library calls it so
    """Skip a comment within a line of text."""
    begin = state.pos
    if not state.src.startswith(_OPEN, begin):
        return False
    close = state.src.find(_CLOSE, begin + len(_OPEN), begin + MAX_COMMENT)
    if close < 0:
        return False
    state.pos = close + len(_CLOSE)
    if not silent:
        state.pending = state.pending.rstrip(" ")
        while not state.pending and not state.tokens and state.src.startswith(" ", state.pos):
            state.pos += 1
    return True
