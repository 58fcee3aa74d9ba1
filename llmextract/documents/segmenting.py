"""Cuts a text into paragraphs and sentences that know their offsets.

A blank line, or a line without a letter or digit ("* * *"), parts paragraphs.  Between lines that
follow each other directly the layout decides: hard-wrapped lines belong together, lines that are a
paragraph each do not.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from llmextract.documents.head import is_label
from llmextract.records import Paragraph, Sentence
from llmextract.verification import sentences
from llmextract.verification.normalising import normalised

__all__ = ["Layout", "paragraphs", "sentence_bounds"]

LONGEST = 2000
"""Characters of the longest paragraph: about 500 tokens of English."""

_WIDEST_WRAP = 160  # nobody wraps lines wider than this; a longer line was never wrapped
_SLACK = 0.75  # a line that would have been this full with the next word was ended on purpose
_FULL_STOPS = 0.8  # share of lines with a full stop from which each line is a paragraph …
_LINES_TO_TELL = 4  # … if so many lines follow each other; in two it may be chance
_HEAD_LINES = 8  # labels such as bylines stand in the first lines only

_ENDED = re.compile(r"[.!?…:;][”’»\"')\]]*\s*\Z")
_FIRST_WORD = re.compile(r"\S+")
_INDENTED = re.compile(r"(?:[ \u3000]{2,}|\t)\S")
_WORD = re.compile(r"[^\W_]")
_LAST_SPACE = re.compile(r"\s+(?=\S*\Z)")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a reader knows of the layout of its format.

    Attributes:
        start: offset at which the text proper begins.
        heading: matches a line that is a heading; group 1 is its words.
        line_is_paragraph: whether each line is a paragraph; if not, it is found out.
    """

    start: int = 0
    heading: re.Pattern[str] | None = None
    line_is_paragraph: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without the white space around it; ``indented`` says whether there was some."""

    start: int
    end: int
    text: str
    indented: bool = False


def paragraphs(
    text: str, *, language: str = "en", longest: int = LONGEST, layout: Layout | None = None
) -> tuple[Paragraph, ...]:
    """Cut a text into paragraphs.

    Args:
        text: any text; its line ends are left as they are.
        language: ISO 639-1 code, for the sentences.
        longest: most characters of a paragraph; a longer one is split at the ends of sentences.
        layout: what is known of the text's layout.

    Returns:
        The paragraphs in order, ``text[p.start:p.end] == p.text``; headings with role ``title``.
    """
    found: list[Paragraph] = []
    for start, end, role in _blocks(text, layout or Layout()):
        bounds = [(start + a, start + b) for a, b in sentence_bounds(text[start:end], language)]
        for part in _parts(text, bounds, longest):
            first, last = part[0][0], part[-1][1]
            inside = tuple(Sentence(a, b, text[a:b]) for a, b in part)
            found.append(
                Paragraph(len(found), first, last, text[first:last], sentences=inside, role=role)
            )
    return tuple(found)


def sentence_bounds(text: str, language: str = "en") -> list[tuple[int, int]]:
    """``(start, end)`` of each sentence of a text as it came, found where it is read normalised.

    Args:
        text: any text.
        language: ISO 639-1 code.
    """
    plain = normalised(text)
    found = list(sentences.sentence_bounds(plain.text, language))
    if not plain.layers:
        return found
    kept = [plain.original(start, end) for start, end in found]
    # What was taken away between two sentences ("fell.[3]", "**16** men") is of that which it
    # touches, of the first where it touches both or none: a sentence is cut out with its marks.
    cuts = [_cut(text, end, start) for (_, end), (start, _) in pairwise(kept)]
    starts = [0, *(start for _, start in cuts)]
    ends = [*(end for end, _ in cuts), len(text)]
    spans = [_stripped(text, start, end) for start, end in zip(starts, ends, strict=True)]
    return [(start, end) for start, end in spans if start < end]


def _cut(text: str, end: int, start: int) -> tuple[int, int]:
    """Where the first of two sentences ends and the second starts, of what lies between them."""
    space = _LAST_SPACE.search(text, end, start)
    return space.span() if space else (start, start)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    bare = text[start:end].strip()
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return start, start + len(bare)


def _blocks(text: str, layout: Layout) -> Iterator[tuple[int, int, str]]:
    """``(start, end, role)`` of each paragraph before the long ones are split."""
    group: list[_Line] = []
    at_head = True
    for line in [*_lines(text, layout.start), None]:
        heading = line and layout.heading and layout.heading.match(text, line.start, line.end)
        if line and line.text and not heading:
            group.append(line)
            continue
        if group:
            yield from ((a, b, "body") for a, b in _joined(group, layout, at_head=at_head))
            group, at_head = [], False
        if heading:
            yield *heading.span(1), "title"


def _lines(text: str, start: int) -> Iterator[_Line]:
    """The lines of a text; one without a letter or digit comes out empty."""
    for raw in text[start:].splitlines(keepends=True):
        bare = raw.strip() if _WORD.search(normalised(raw).text) else ""
        begin = start + len(raw) - len(raw.lstrip())
        yield _Line(begin, begin + len(bare), bare, indented=_INDENTED.match(raw) is not None)
        start += len(raw)


def _joined(group: list[_Line], layout: Layout, *, at_head: bool) -> Iterator[tuple[int, int]]:
    """Put the lines of a group together to paragraphs."""
    start = group[0].start
    for index in _breaks(group, layout, at_head=at_head):
        yield start, group[index].end
        start = group[index + 1].start
    yield start, group[-1].end


def _breaks(group: list[_Line], layout: Layout, *, at_head: bool) -> Iterable[int]:
    """Indexes of the lines after which a paragraph ends, the last one left out."""
    inner = range(len(group) - 1)
    # A long address is never wrapped, so it says nothing about the width.
    width = max((len(line.text) for line in group if " " in line.text), default=0)
    if layout.line_is_paragraph or width > _WIDEST_WRAP:
        return inner
    ended = [_ENDED.search(line.text[-8:]) is not None for line in group]
    # The first line may be a headline, which has no full stop.
    if len(group) >= _LINES_TO_TELL and sum(ended[1:]) >= _FULL_STOPS * (len(group) - 1):
        return [i for i in inner if ended[i] or (i == 0 and at_head)]
    return [i for i in inner if _is_break(group, i, width, ended=ended[i], at_head=at_head)]


def _is_break(group: list[_Line], index: int, width: int, *, ended: bool, at_head: bool) -> bool:
    """Whether a paragraph of hard-wrapped lines ends with this line."""
    line, following = group[index], group[index + 1]
    if at_head and index < _HEAD_LINES and (is_label(line.text) or is_label(following.text)):
        return True
    word = _FIRST_WORD.match(following.text)
    assert word is not None, "a line of a group has a word"
    had_room = len(line.text) + 1 + len(word[0]) <= _SLACK * width
    if ended:
        return had_room or (following.indented and not line.indented)
    return at_head and index == 0 and had_room and len(group) > 2 and following.text[0].isupper()


def _parts(
    text: str, bounds: list[tuple[int, int]], longest: int
) -> Iterator[list[tuple[int, int]]]:
    """Share the sentences of a paragraph out among parts of about the same length."""
    length = bounds[-1][1] - bounds[0][0]
    if length <= longest:
        yield bounds
        return
    aim = length / -(-length // longest)
    part: list[tuple[int, int]] = []
    for bound in (piece for sentence in bounds for piece in _pieces(text, *sentence, longest)):
        if part and (bound[1] - part[0][0] > longest or part[-1][1] - part[0][0] >= aim):
            yield part
            part = []
        part.append(bound)
    yield part


def _pieces(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """Cut a sentence that alone is too long (a table, a list without full stops) between words."""
    while end - start > longest:
        cut = max(
            text.rfind(" ", start + 1, start + longest + 1),
            text.rfind("\n", start + 1, start + longest + 1),
        )
        if cut < 0:
            cut = start + longest
        stop = start + len(text[start:cut].rstrip())
        yield start, stop
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    yield start, end
