"""What differs between a request and the nearest one that was recorded, in words for a person."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from llmextract.blocks import split_block

SHOWN = 3
"""Most changes that are told of one part of a request."""
WIDTH = 60
"""Most characters that are told of one change."""
_KIN = 0.5
"""Share of common words from which two paragraphs count as one that was edited."""
_TOKEN = re.compile(r"\w+|[^\w\s]")
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a request that a user knows by name.

    Attributes:
        model: full name of the model.
        sampling: how the answer is drawn.
        schema: JSON Schema of the answer.
        system: the instructions.
        examples: question and answer of each worked example.
        paragraph: the paragraph, with what is shown of its sentences.
        rest: what stands beside the paragraph in its message: the headline, what to fill.
        turns: what came after the question: an answer that could not be read, the complaint.
    """

    model: str
    sampling: Mapping[str, Any]
    schema: Any
    system: str
    examples: tuple[tuple[str, ...], ...]
    paragraph: str
    rest: str
    turns: tuple[str, ...]


def explain(request: Mapping[str, Any], recorded: Iterable[Mapping[str, Any]]) -> str:
    """What changed since the nearest recorded request.

    Args:
        request: the payload of a request that was never recorded.
        recorded: payloads that were; the first of several that are equally near is taken.
    """
    new = parts_of(request)
    found = nearest(new, recorded)
    if found is None:
        return "the store holds no request at all"
    if _likeness(found.paragraph, new.paragraph) < _KIN:
        other = [] if found.model == new.model else [f"nor anything to {new.model}"]
        return ", ".join(["this paragraph was never asked about", *other])
    told = list(_changes(found, new))
    return "; ".join(told) or "only the order of its parts changed"


def parts_of(payload: Mapping[str, Any]) -> Parts:
    """A request taken apart.

    Raises:
        KeyError, TypeError, AttributeError: it is no payload of a request.
    """
    texts = [str(message["content"]) for message in payload["messages"]]
    roles = [message["role"] for message in payload["messages"]]
    start = 1 if roles[:1] == ["system"] else 0
    asked = _question(roles, texts)
    before = texts[start:asked]
    before_block, block = split_block(texts[asked]) if texts else ("", None)
    return Parts(
        model=str(payload["model"]),
        sampling=dict(payload["sampling"]),
        schema=payload["schema"],
        system=texts[0] if start else "",
        examples=tuple(tuple(before[i : i + 2]) for i in range(0, len(before), 2)),
        paragraph=block or "",
        rest=before_block,
        turns=tuple(texts[asked + 1 :]),
    )


def _question(roles: Sequence[str], texts: Sequence[str]) -> int:
    """Which message asks about the paragraph: the last that shows one; turns of a reask follow it."""
    shows = [
        number
        for number, (role, text) in enumerate(zip(roles, texts, strict=True))
        if role == "user" and split_block(text)[1] is not None
    ]
    return shows[-1] if shows else len(texts) - 1


def nearest(new: Parts, recorded: Iterable[Mapping[str, Any]]) -> Parts | None:
    """The recorded request that has most in common; what cannot be read as one is passed over."""
    best: Parts | None = None
    most = -1.0
    for payload in recorded:
        try:
            old = parts_of(payload)
        except (KeyError, TypeError, AttributeError, ValueError, IndexError):
            continue
        near = _nearness(old, new)
        if near > most:
            best, most = old, near
    return best


def _nearness(old: Parts, new: Parts) -> float:
    """The paragraph counts most: a user asks why *this* paragraph is not there, then the model."""
    same = [
        bool(getattr(old, part) == getattr(new, part))
        for part in ("system", "examples", "sampling", "rest", "turns", "schema")
    ]
    alike = _likeness(old.paragraph, new.paragraph)
    return 6 * alike + 2 * int(old.model == new.model) + sum(same)


def _likeness(old: str, new: str) -> float:
    """Share of the words that two texts have in common; sets, for thousands are compared."""
    if old == new:
        return 1.0
    mine, theirs = set(old.split()), set(new.split())
    return len(mine & theirs) / max(len(mine | theirs), 1)


def _changes(old: Parts, new: Parts) -> Iterator[str]:
    if old.model != new.model:
        yield f'the model changed: "{old.model}" -> "{new.model}"'
    for name in sorted({*old.sampling, *new.sampling}):
        before, after = old.sampling.get(name), new.sampling.get(name)
        if before != after:
            yield f"the sampling changed: {name} {before!r} -> {after!r}"
    yield from _texts("the prompt", old.system, new.system)
    yield from _examples(old.examples, new.examples)
    yield from _texts("the paragraph", old.paragraph, new.paragraph)
    yield from _texts("what stands beside the paragraph", old.rest, new.rest)
    yield from _texts("the turns after the question", "\n".join(old.turns), "\n".join(new.turns))
    # The schema is narrowed to what the paragraph offers and lists the blanks: where those changed
    # it changed with them, and to say so would hide the cause.
    if (old.paragraph, old.rest) == (new.paragraph, new.rest) and old.schema != new.schema:
        yield from _schemas(old.schema, new.schema)


def _examples(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]) -> Iterator[str]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "replace" and b - a == d - c:
            for offset in range(b - a):
                before, after = "\n".join(old[a + offset]), "\n".join(new[c + offset])
                yield from _texts(f"example {a + offset + 1}", before, after)
        elif kind != "equal":
            yield f"examples changed: {_numbers(a, b)} -> {_numbers(c, d)}"


def _numbers(start: int, end: int) -> str:
    return ", ".join(str(n + 1) for n in range(start, end)) or "none"


def _texts(name: str, old: str, new: str) -> Iterator[str]:
    if old != new:
        yield f"{name} changed: {word_changes(old, new)}"


def word_changes(old: str, new: str) -> str:
    """The words that differ: ``"attack" -> "assault"``, ``added "not"``, ``left out "all"``."""
    mine, theirs = _middles(list(_TOKEN.finditer(old)), list(_TOKEN.finditer(new)))
    # autojunk off: it takes the commonest words of a long prompt for noise and tells nonsense.
    matcher = SequenceMatcher(None, [m[0] for m in mine], [m[0] for m in theirs], autojunk=False)
    told = [
        _told(_words(old, mine[a:b]), _words(new, theirs[c:d]))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]
    if not told:
        return "only its white space"
    more = [f"and {len(told) - SHOWN} more"] if len(told) > SHOWN else []
    return ", ".join(told[:SHOWN] + more)


def _middles(
    old: list[re.Match[str]], new: list[re.Match[str]]
) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
    """What is left without the words that both begin and end with: comparing takes square time."""
    shorter = min(len(old), len(new))
    first = next((n for n in range(shorter) if old[n][0] != new[n][0]), shorter)
    rest = shorter - first
    last = next((n for n in range(rest) if old[-1 - n][0] != new[-1 - n][0]), rest)
    return old[first : len(old) - last], new[first : len(new) - last]


def _told(old: str, new: str) -> str:
    if not old:
        return f'added "{new}"'
    return f'"{old}" -> "{new}"' if new else f'left out "{old}"'


def _words(text: str, matches: Sequence[re.Match[str]]) -> str:
    """The stretch of a text that some of its words cover, in one line and shortened."""
    if not matches:
        return ""
    words = " ".join(text[matches[0].start() : matches[-1].end()].split())
    return words if len(words) <= WIDTH else f"{words[: WIDTH - 2]} …"


def _schemas(old: Any, new: Any) -> Iterator[str]:
    paths = list(_paths(old, new, ""))
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    yield f"the schema changed at {', '.join(paths[:SHOWN])}{more}"


def _paths(old: Any, new: Any, path: str) -> Iterator[str]:
    """Where two JSON values differ, as deep as both go on alike."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _paths(
                old.get(key, _ABSENT), new.get(key, _ABSENT), f"{path}.{key}".lstrip(".")
            )
    else:
        yield path or "its root"
