"""The block that a question ends with: the numbered sentences of what is asked about, nothing else.

Its form is pinned, so that whoever answers (a model, the rules, a script, kept replies) finds it, and
so that an offline run can tell what changed.  Source text stands in it line by line behind a number:
no line of a text can open a block of its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

PARAGRAPH = "Paragraph:"
"""The line that the sentences of a paragraph follow; what stands before it is context."""
ARTICLE = "Article:"
"""Likewise where a whole article is asked about."""
_HEAD = re.compile(rf"^(?:{PARAGRAPH}|{ARTICLE})[ \t]*(?:\n|(?=\[1\])|\Z)", re.MULTILINE)
_SENTENCE = re.compile(r"^\[(\d+)\][ \t]*(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a block.

    Attributes:
        number: its number, from 1.
        text: its words.
        opens: whether a paragraph begins with it, but for the first.
    """

    number: int
    text: str
    opens: bool


def paragraph_block(sentences: Sequence[str] | Mapping[int, str]) -> str:
    """The block of a question about a paragraph.

    Args:
        sentences: all of its sentences, or those that are shown by their numbers.
    """
    if isinstance(sentences, Mapping):
        return "\n".join([PARAGRAPH, *(_line(n, text) for n, text in sentences.items())])
    return f"{PARAGRAPH}\n{_numbered(sentences)}"


def article_block(paragraphs: Iterable[Sequence[str]]) -> str:
    """The block of a question about an article: sentences numbered over all of it."""
    blocks, first = [], 1
    for sentences in paragraphs:
        blocks.append(_numbered(sentences, first=first))
        first += len(sentences)
    return f"{ARTICLE}\n" + "\n\n".join(blocks)


def split_block(message: str) -> tuple[str, str | None]:
    """What stands before the block of a message, and the block; ``None`` where it has none."""
    heads = list(_HEAD.finditer(message))
    if not heads:
        return message, None
    return message[: heads[-1].start()], message[heads[-1].start() :]


def sentences_of(block: str) -> Iterator[Sentence]:
    """The sentences of a block, in order."""
    end = 0
    for match in _SENTENCE.finditer(block):
        yield Sentence(int(match[1]), match[2].strip(), "\n\n" in block[end : match.start()])
        end = match.end()


def one_line(text: str) -> str:
    """A text without line breaks: no line of it can be taken for one of ours."""
    return " ".join(text.split())


def _numbered(sentences: Sequence[str], *, first: int = 1) -> str:
    return "\n".join(_line(n, text) for n, text in enumerate(sentences, start=first))


def _line(number: int, text: str) -> str:
    return f"[{number}] {one_line(text)}"
