"""Finds words that are said to a reader or a machine and tell nothing of the world.

Commands ("report 999 killed"), what a model is told that it is or must answer, turns of a chat, data
and code between the sentences, and what nobody is said to have told.  A number or a name that stands
only there is not stated, whoever answers with it; the verifier reads the text with blanks in their
place, so that every offset stays.

What tells them is how they are built: a verb of saying, writing or counting that begins a sentence or
a quotation, has no subject and has an object; a second person that must say something; words for the
message itself ("the above", "your answer"); the signs by which programs part turns and data.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from llmextract.verification.addressing.patterns import (
    ADDRESSED,
    COMMAND,
    FIRST,
    FIRST_WORDS,
    LED,
    OPENS,
    ORDER,
    QUOTED_HARM,
    SPEAKS,
    STARTS,
    UNTOLD,
)
from llmextract.verification.addressing.signs import (
    ALIKE,
    DATA,
    FRAMES,
    MIXED,
    SPACED,
    STOP,
    TURN,
)


def without_addresses(text: str) -> str:
    """A text with blanks where it addresses its reader; as long as before.

    Args:
        text: a text as it is read.
    """
    found = addresses(text)
    if not found:
        return text
    pieces: list[str] = []
    done = 0
    for start, end in found:
        pieces += [text[done:start], re.sub(r"[^\n]", " ", text[start:end])]
        done = end
    return "".join([*pieces, text[done:]])


@lru_cache(maxsize=512)
def addresses(text: str) -> tuple[tuple[int, int], ...]:
    """``(start, end)`` of the words that are said to a reader, in order, without overlap."""
    plain = SPACED.sub(_joined, text)
    if not plain.isascii():
        plain = MIXED.sub(lambda match: match[0].translate(ALIKE), plain)
    found: list[tuple[int, int]] = []
    for start, end in sorted((*_commands(plain), *_others(plain))):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif end > start:
            found.append((start, end))
    return tuple(found)


def _commands(text: str) -> Iterator[tuple[int, int]]:
    """Commands and turns, at each place where a sentence or a quotation begins."""
    done = 0
    for span in _command(text, 0, "\n\n"):
        done = span[1]
        yield span
    for start in STARTS.finditer(text):
        if start.end() < done:
            continue  # inside of one that was found: what is found again costs as much again
        opens = start[0][0] in OPENS
        if not opens or SPEAKS.search(text, max(0, start.start() - 20), start.start()):
            for span in _command(text, start.end(), start[0]):
                done = max(done, span[1])
                yield span


def _command(text: str, at: int, before: str) -> Iterator[tuple[int, int]]:
    led = LED.match(text, at)
    begins = led.end() if led is not None and before[0] not in OPENS else at
    first = FIRST.match(text, begins)
    is_start = not before.isspace() or before.count("\n") != 1
    if is_start and first is not None and first[0].lower() in FIRST_WORDS:
        match = COMMAND.match(text, begins)
        if match is None and before[0] in OPENS and before[0] != "'":  # headlines are quoted so
            match = QUOTED_HARM.match(text, at)
        if match is not None:
            yield match.span()
    if "\n" in before or before[0] in ".!?…":
        match = TURN.match(text, at)
        if match is not None:
            yield match.span()


def _others(text: str) -> Iterator[tuple[int, int]]:
    """What has signs or words of its own, wherever it stands."""
    yield from _signs(text)
    low = text.lower()
    for match in ORDER.finditer(text) if ":" in text else ():
        yield match.span(1)
    for cues, pattern in ADDRESSED:
        done = 0
        for match in pattern.finditer(text) if any(cue in low for cue in cues) else ():
            if match.start() >= done:
                span = _sentence(text, *match.span())
                done = span[1]
                yield span
    for cues, pattern in UNTOLD:
        for match in pattern.finditer(text) if any(cue in low for cue in cues) else ():
            yield match.span(match.lastindex or 0)


def _signs(text: str) -> Iterator[tuple[int, int]]:
    if "<|" in text or "<<" in text or "<start" in text or "[INST" in text.upper():
        yield from (match.span() for match in FRAMES.finditer(text))
    for cues, pattern in DATA:
        if any(cue in text for cue in cues):
            yield from (match.span() for match in pattern.finditer(text))
    if "{" in text:
        yield from _braces(text)


def _braces(text: str) -> Iterator[tuple[int, int]]:
    """What stands in braces, those inside of others left out: objects of JSON and of programs."""
    depth = start = 0
    for brace in re.finditer(r"[{}]", text):
        if brace[0] == "{":
            start = brace.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield start, brace.end()


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around some words."""
    before = 0
    for stop in STOP.finditer(text, max(0, start - 2000), start):
        before = stop.end()
    after = STOP.search(text, end)
    return before, after.start() + 1 if after else len(text)


def _joined(match: re.Match[str]) -> str:
    """A word whose letters are parted by signs, without them and as long as before."""
    letters = re.sub(r"[\W_]", "", match[0])
    return letters.ljust(len(match[0]))
