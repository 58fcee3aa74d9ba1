"""Finds what a text tells of something else: running totals, older incidents, what is denied or made up.

Such a count has its role by grammar ("61,400 people have been uprooted since January") and is none of
the incident's nevertheless.  The expressions that begin an aside are data of a language (its
``asides`` table); here is how far one reaches and whose counts stand in it.  A parser was not taken
for the reason given in :mod:`.linking`.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from llmextract.verification.clauses.frames import Frame, frames, is_granted
from llmextract.verification.numbers.correcting import correct
from llmextract.verification.numbers.counted import LONE, Count
from llmextract.verification.numbers.lexicon import normal
from llmextract.verification.numbers.patterns import Pattern, Patterns, compiled
from llmextract.verification.numbers.scene import Clause, Scene
from llmextract.verification.numbers.tags import Form, Tag
from llmextract.verification.numbers.unreal import weigh_told

_OPENS: Final = Tag.PREPOSITION | Tag.ADVERB | Tag.DEFINITE | Tag.TIME | Tag.CONJUNCTION | Tag.BOUND
_SPLITS: Final = Tag.CONTRAST | Tag.COLON | Tag.OPEN | Tag.CLOSE
_BEGINS: Final = Tag.RELATIVE | Tag.SUBORDINATOR | Tag.CONJUNCTION | Tag.CONTRAST
_JOINS: Final = Tag.CONJUNCTION | Tag.CONTRAST
_FEW: Final = 6
"""Words that may stand before a phrase that begins a sentence ("On the third anniversary of")."""
_REACH: Final = 120
"""Tokens of a sentence before and behind a phrase that are looked at: more are a list or a table."""
_COMPARED: Final = 12
"""Tokens from a superlative to the time that it is of: "the worst attack on the town of Hult since"."""
_WHOLE: Final = frozenset({"text", "rest"})
_PLAYED: Final = frozenset({"made up", "rehearsed"})
"""Frames in which nothing is taken for granted."""


class _View:
    """A text with its counts, as the asides are looked for in it.

    Attributes:
        scene: the text.
        lowered: its tokens with one space wherever white space parts two of them, so that no
            expression has to know how a text is laid out.
        tokens: its words, fixed phrases among them.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene: Final = scene
        tokens = scene.tokens
        self.tokens: Final = tokens.words[: tokens.n]
        if tokens.text.isprintable() and "  " not in tokens.text:  # one line of words
            self.lowered, self.starts = normal(tokens.text), tokens.starts
        else:
            ends, starts = tokens.ends, tokens.starts
            pieces = [
                word + " " if end < start else word
                for word, end, start in zip(
                    tokens.words, ends[: tokens.n], starts[1:], strict=False
                )
            ]
            self.starts = list(accumulate(map(len, pieces), initial=0))
            self.lowered = "".join(pieces)
        self._numbers: list[int] | None = None

    def sentence(self, at: int) -> tuple[int, int]:
        """First token of the sentence of a token, and the token that ends it."""
        first, after = self.scene.bounds(at)
        return max(first, at - _REACH), max(min(after, at + _REACH), at + 1)

    def counts(self, first: int, after: int) -> list[Count]:
        """The counts whose numbers stand in a stretch of tokens."""
        if self._numbers is None:
            self._numbers = [count.numeral.number for count in self.scene.counts]
        begin, end = bisect_left(self._numbers, first), bisect_left(self._numbers, after)
        return self.scene.counts[begin:end]

    def clauses(self, first: int, after: int) -> list[Clause]:
        """The clauses whose verbs stand in a stretch of tokens."""
        clauses = self.scene.clauses
        return [
            clauses[at] for at in range(first, min(after, self.scene.tokens.n)) if at in clauses
        ]

    def behind(self, offset: int) -> int:
        """The token that begins at an offset or behind it."""
        return bisect_left(self.starts, offset, 0, self.scene.tokens.n)


def set_aside(scene: Scene) -> None:
    """Marks the counts that tell of something else, and where other incidents begin."""
    tables = scene.tokens.tables
    asides = compiled(tables.asides)
    if not asides.patterns.all or not any(count.effects for count in scene.counts):
        return
    view = _View(scene)
    weigh_told(scene)
    whole = None
    found = list(_found(view, asides.patterns))
    for pattern, first, after in found:
        if pattern is whole or pattern.use != "kind":
            continue  # said already of all that follows
        if pattern.scope == "clause" and _is_compared(scene, first, asides.superlatives):
            continue
        for begin, end in _reach(view, pattern, first, after):
            _mark(view, begin, end, pattern)
        whole = pattern if pattern.scope in _WHOLE else whole
    if asides.framed:
        for frame in frames(scene.tokens.lexed):
            _mark_framed(view, frame, asides.framed[frame.kind, frame.sure])
    correct(scene, found, asides.happened)
    scene.turns += sorted(first for one, first, _ in found if one.use == "turn")
    scene.series += sorted((first, after) for one, first, after in found if one.use == "series")
    scene.formers |= {first for one, first, _ in found if one.use == "former"}
    scene.apart += [
        first for one, first, _ in found if one.use == "apart" and _is_governed(scene, first)
    ]


def _is_governed(scene: Scene, first: int) -> bool:
    """Whether a preposition stands before a phrase: "in a separate raid"."""
    tags = scene.tokens.tags
    before = first - 1 - bool(first > 1 and tags[first - 1] & Tag.ARTICLE)
    return before >= 0 and bool(tags[before] & Tag.PREPOSITION)


def _is_compared(scene: Scene, first: int, superlatives: frozenset[str]) -> bool:
    """Whether a phrase of time only says what is compared: "the heaviest raid since the war began"."""
    tags, words = scene.tokens.tags, scene.tokens.words
    for at in range(first - 1, max(0, first - _COMPARED), -1):
        if words[at] in superlatives and tags[at - 1] & Tag.DEFINITE:
            return True
        if tags[at] & (Tag.STOP | Tag.COMMA | Tag.BE | Tag.HAVE) or at in scene.clauses:
            break
    return False


def _found(view: _View, patterns: Patterns) -> Iterator[tuple[Pattern, int, int]]:
    """Each match with its first token and the token behind it."""
    for pattern, first, end in patterns.matches(view.lowered, view.tokens, view.starts):
        yield pattern, first, max(view.behind(end), first + 1)


# --- how far an aside reaches --------------------------------------------------------------------


def _reach(view: _View, pattern: Pattern, first: int, after: int) -> Iterator[tuple[int, int]]:
    """The stretches of tokens that an aside takes."""
    n = view.scene.tokens.n
    if pattern.scope == "text":
        yield 0, n
    elif pattern.scope == "rest":
        yield view.sentence(first)[0], n
    elif pattern.scope == "match":
        yield first, after
    elif pattern.scope == "behind":
        yield first, _end_behind(view, first, after)
    else:
        yield _clause_around(view, first, after)


def _end_behind(view: _View, first: int, after: int) -> int:
    """Where what a phrase governs ends: with its sentence, a contrast, or what else is said.

    A phrase that opens its sentence and is no clause ("Two days after a raid, …") ends at its comma.
    """
    scene = view.scene
    tags = scene.tokens.tags
    begin, end = view.sentence(first)
    opens = _opens(scene, begin, first)
    for at in range(after, end):
        if scene.tokens.words[at] == ";" or (tags[at] & Tag.CONTRAST and scene.owner[at] is None):
            return at
        if tags[at] & Tag.COMMA and opens and not tags[at + 1] & Tag.RELATIVE:
            return at  # but "last month's landslide, which killed 60, had cut the road"
    return end


def _opens(scene: Scene, begin: int, first: int) -> bool:
    """Whether a phrase begins a sentence: nothing happens before it, and few words stand there."""
    begin += bool(scene.tokens.tags[begin] & Tag.QUOTE)
    if first - begin > _FEW or _has_verb(scene, begin, first):
        return False
    tags = scene.tokens.tags
    return not any(
        tags[at] & (Tag.COMMA | Tag.BE | Tag.VERB) and not tags[at] & Tag.NOUN
        for at in range(begin, first)
    )


def _clause_around(view: _View, first: int, after: int) -> tuple[int, int]:
    """The clause that a phrase of time belongs to: the one before it, or behind it if it opens one."""
    begin, end = view.sentence(first)
    start = _left(view, begin, first)
    tags = view.scene.tokens.tags
    if all(tags[at] & _OPENS for at in range(start, first)) or (
        start == begin and _opens(view.scene, begin, first)
    ):
        return start, _right(view, after, end)
    return start, after


def _left(view: _View, begin: int, first: int) -> int:
    """Where the clause begins that a phrase ends."""
    scene = view.scene
    tags = scene.tokens.tags
    verb = False
    for at in range(first - 1, begin - 1, -1):
        tag = tags[at]
        if at in scene.clauses:
            verb = True
        if scene.owner[at] is not None:
            continue
        if tag & _SPLITS or scene.tokens.words[at] == ";":
            return at + 1
        if tag & Tag.RELATIVE and at and tags[at - 1] & (Tag.COMMA | Tag.SAY | Tag.PREPOSITION):
            return at + 1
        if tag & Tag.SAY and tags[at + 1] & (Tag.BOUND | Tag.DIGITS | Tag.NUMBER | Tag.COLON):
            return at + 1
        if tag & Tag.COMMA and (verb or at < first - 1) and _parts(scene, at, first, verb=verb):
            return at + 1
    return begin


def _parts(scene: Scene, comma: int, first: int, *, verb: bool) -> bool:
    """Whether a comma parts what stands before it from the phrase behind."""
    tags = scene.tokens.tags
    behind = tags[comma + 1]
    if behind & _BEGINS or scene.owner[comma + 1] is not None:
        return True
    words = scene.tokens.words
    gerunds = scene.tokens.tables.endings["gerund"]
    if words[comma + 1].endswith(gerunds):
        return True
    return not verb or bool(behind & (Tag.DEFINITE | Tag.ARTICLE) and first - comma > 3)


def _has_verb(scene: Scene, first: int, after: int) -> bool:
    return any(at in scene.clauses for at in range(first, after))


def _right(view: _View, after: int, end: int) -> int:
    """Where the clause ends that a phrase opens: a comma does not part it from its subject."""
    scene = view.scene
    tags = scene.tokens.tags
    for at in range(after, end):
        if scene.owner[at] is None and (tags[at] & Tag.CONTRAST or scene.tokens.words[at] == ";"):
            return at
        if tags[at] & Tag.COMMA and tags[at + 1] & _JOINS and _has_verb(scene, after, at):
            return at
    return end


# --- whose counts stand in it --------------------------------------------------------------------


def _mark(
    view: _View, first: int, after: int, pattern: Pattern, frame: Frame | None = None
) -> None:
    """Marks the counts of an aside, and those to whom a verb in it happened.

    What needs something else beside it is in doubt where the text goes on about nobody: a total may
    be all that a report is about ("12 have died since January."), and may be its background.
    """
    scene = view.scene
    inside = view.counts(first, after)
    if pattern.scope != "match":
        for clause in view.clauses(first, after):
            inside += [count for count in clause.people if count not in inside]
    inside = [
        count
        for count in inside
        if (count.effects or _is_number(count))
        and not (frame is not None and count.numeral.kind == "none")
        and not _is_given(scene, count, frame)
        and not _is_corrected(scene, count)
    ]
    sure = pattern.sure
    if pattern.other and not _tells_more(scene, first, after, inside):
        begin, end = view.sentence(first)
        alone = begin == 0 and end >= scene.tokens.n - 1 and pattern.scope == "clause"
        if alone and not any(_is_number(count) and count not in inside for count in scene.counts):
            return
        sure = False
    if pattern.is_incident and pattern.scope == "clause" and not _happens_before(scene, first):
        sure = False  # "In 2014, 276 girls were abducted. Ten years later …": what it is all about
    for count in inside:
        if pattern.takes and not count.effects <= pattern.takes:
            count.effects -= pattern.takes
        elif not count.aside or sure:
            count.aside, count.doubted = pattern.reason, not sure
            count.older = pattern.other and pattern.is_incident
    scene.asides.append((first, after))


def _mark_framed(view: _View, frame: Frame, pattern: Pattern) -> None:
    """Marks the counts of a clause that is not told as a fact, but for what it takes for granted."""
    tokens = view.scene.tokens
    first = bisect_left(tokens.starts, frame.start, 0, tokens.n)
    after = bisect_left(tokens.starts, frame.end, first, tokens.n)
    _mark(view, first, after, pattern, frame)


def _happens_before(scene: Scene, first: int) -> bool:
    """Whether something happened to somebody before a token."""
    happened = compiled(scene.tokens.tables.asides).happened
    return any(
        count.numeral.number < first and count.effects & happened for count in scene.counts
    ) or any(verb < first for verb in scene.clauses)


def _is_number(count: Count) -> bool:
    """Whether people may be counted in so many words, and not by an article."""
    return count.people and count.numeral.form not in LONE


def _is_corrected(scene: Scene, count: Count) -> bool:
    """Whether another number is denied behind it: "corrected its statement: nine, not nineteen"."""
    tags, at = scene.tokens.tags, count.numeral.after
    return bool(
        tags[at] & Tag.COMMA
        and tags[at + 1] & Tag.NEGATION
        and tags[at + 2] & (Tag.NUMBER | Tag.DIGITS)
    )


def _is_given(scene: Scene, count: Count, frame: Frame | None) -> bool:
    """Whether a denial takes for granted what a noun says: "denied a link to the murder of six"."""
    if frame is None or frame.kind in _PLAYED:
        return False
    tokens = scene.tokens
    if count.definite or is_granted(tokens.lexed, frame, tokens.starts[count.first]):
        return True
    inner = bisect_left(tokens.starts, frame.inner, 0, tokens.n)
    return frame.sure and any(
        tokens.entries[at].forms & Form.EVENT and tokens.tags[at + 1] & Tag.OF
        for at in range(inner, count.first)
    )


def _tells_more(scene: Scene, first: int, after: int, inside: list[Count]) -> bool:
    """Whether something happened to others outside of a stretch, or to some of them on another day."""
    happened = compiled(scene.tokens.tables.asides).happened
    if any(
        not first <= clause.verb < after
        and clause.effects & happened
        and not (clause.people and all(_goes_on(scene, one, inside) for one in clause.people))
        for clause in scene.clauses.values()
    ):
        return True
    return any(
        count.effects & happened
        and not count.aside
        and count not in inside
        and not _goes_on(scene, count, inside)
        for count in scene.counts
    )


def _goes_on(scene: Scene, count: Count, inside: list[Count]) -> bool:
    """Whether a text only goes on about some of the same people: "200 of them sleep in a church"."""
    if not any(one is count.of_named for one in inside):
        return False
    return not scene.days(*scene.bounds(count.first))
