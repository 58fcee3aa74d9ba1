"""Brings the paragraphs of several runs together: which extraction of each is of the same words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from llmextract.records import Document, Extraction, Paragraph
from llmextract.runfile import RunFile

_Key = tuple[str, int, str]
_Body = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One paragraph with what each run has of it.

    Attributes:
        document: its document.
        paragraph: the paragraph.
        by_run: for each run its extraction, ``None`` where it does not have the paragraph.
    """

    document: Document
    paragraph: Paragraph
    by_run: tuple[Extraction | None, ...]

    @property
    def readers(self) -> tuple[bool, ...]:
        """For each run whether it read the paragraph: has it, and did not fail on it."""
        return tuple(one is not None and one.failure is None for one in self.by_run)


def readings(runs: Sequence[RunFile]) -> list[Reading]:
    """The paragraphs of some runs, in the order of the first that has them.

    Documents are the same by their id; where a run read the same words under another path (its ids
    are made of path and words), by their words.  Paragraphs are the same by offset and words, so a
    document that was edited between two runs is never compared across the edit.
    """
    found: dict[_Key, list[Extraction | None]] = {}
    known: dict[str, _Body] = {}
    for index, run in enumerate(runs):
        bodies = _bodies(run)
        names = dict(_names(bodies, known))
        for one in run.extractions:
            document = names[one.document.id]
            key = (document, one.paragraph.start, one.paragraph.text)
            found.setdefault(key, [None] * len(runs))[index] = one
        for own, name in names.items():
            known.setdefault(name, bodies[own])
    return _in_documents(found)


def _bodies(run: RunFile) -> dict[str, _Body]:
    """The words of each document, with their offsets."""
    out: dict[str, list[tuple[int, str]]] = {}
    for one in run.extractions:
        out.setdefault(one.document.id, []).append((one.paragraph.start, one.paragraph.text))
    return {name: tuple(body) for name, body in out.items()}


def _names(bodies: dict[str, _Body], known: dict[str, _Body]) -> Iterator[tuple[str, str]]:
    """For each document of a run the id by which it is known; each id is taken once."""
    free = {body: name for name, body in known.items() if name not in bodies}
    for own, body in bodies.items():
        yield own, own if own in known else free.pop(body, own)


def _in_documents(found: dict[_Key, list[Extraction | None]]) -> list[Reading]:
    """Documents in the order they came; paragraphs of each by offset."""
    places = {name: at for at, name in enumerate(dict.fromkeys(key[0] for key in found))}
    out = []
    for key in sorted(found, key=lambda key: (places[key[0]], key[1])):
        first = next(one for one in found[key] if one is not None)
        out.append(Reading(first.document, first.paragraph, tuple(found[key])))
    return out
