"""Reads labels with numbers: "Killed: 7, injured: 19", "Deaths 12; arrests 4", one a line or in a row.

A label names what happened and its number stands behind it, where a sentence would have the people
of a verb: the rules of clauses would give each number to the label that follows.  So what is read
here replaces what they said.
"""

from typing import Final

from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.scene import Scene
from llmextract.verification.numbers.tags import PEOPLE, Form, Kind, Tag

_LABEL: Final = Form.COUNTED | Form.STATE | Form.PAST | Form.PARTICIPLE
_NAMES: Final = Form.COUNTED | Form.EVENT
_BOUNDARY: Final = (
    Tag.STOP | Tag.COMMA | Tag.COLON | Tag.OPEN | Tag.CLOSE | Tag.QUOTE | Tag.CONJUNCTION
)
_INSIDE: Final = Tag.NOUN | Tag.ADJECTIVE | Tag.UNKNOWN | Tag.TOTAL | Tag.OF | Tag.ABBREVIATION
_NO_INSIDE: Final = Tag.BE | Tag.HAVE | Tag.MODAL | Tag.SAY | Tag.DIGITS
_SIGNS: Final = Tag.OPEN | Tag.COLON | Tag.HYPHEN | Tag.ABBREVIATION
"""What may stand between a label and its number."""
_BRACKETS: Final = 40
"""Tokens behind a label's number in which parts of it may stand."""
_WIDEST: Final = 4
"""Words that a label may have before the one that says what happened ("Number of people")."""


def link_labels(scene: Scene) -> None:
    """Gives the numbers behind labels what their labels say."""
    tokens = scene.tokens
    pairs: list[tuple[int, Count, bool]] = []
    kinds = tokens.kinds
    for at in tokens.of_kind(Kind.HEAD | Kind.PERSON):
        if kinds[at] & Kind.HEAD or (kinds[at] & Kind.MARK and _is_class(scene, at)):
            number, marked = _number_behind(scene, at)
            if number is not None and _begins(scene, at):
                pairs.append((at, number, marked))
    rows = sum(not marked for _, _, marked in pairs)
    for at, count, marked in pairs:
        if marked or rows > 1:
            _bind(scene, at, count)


def _is_class(scene: Scene, at: int) -> bool:
    """Whether a noun for people is itself a label: "Attackers: 5"."""
    entry = scene.tokens.entries[at]
    return bool(entry.classes & PEOPLE and entry.tags & Tag.PLURAL)


def _number_behind(scene: Scene, at: int) -> tuple[Count | None, bool]:
    """The number behind a label, and whether a sign stands between that marks it as one."""
    tokens, tags = scene.tokens, scene.tokens.tags
    signed = tags[at + 1] & _SIGNS or tokens.words[at + 1] == "="
    if not signed and scene.owner[at + 1] is None:
        return None, False
    behind, marked = _over_sign(scene, at)
    count = scene.owner[behind]
    if count is None or count.numeral.form in {"article", "singular"}:
        return None, False
    if behind not in {count.numeral.first, count.numeral.number}:
        return None, False
    if count.head >= 0 and tags[count.head] & Tag.EFFECT and tags[count.head + 1] & Tag.COLON:
        for owned in range(count.numeral.after, count.after):
            scene.owner[owned] = None
        count.head, count.after = -1, count.numeral.after  # "KIA: 2 WIA: 5"
    if count.head >= 0 and tags[count.head] & Tag.EFFECT:
        return None, False  # "Casualties: 7 killed"
    if marked:
        return (None, False) if _is_list(scene, at, count) else (count, True)
    ends = tags[count.numeral.after]
    bare = (
        scene.is_dash(count.numeral.after)
        or ends & (Tag.STOP | Tag.COMMA | Tag.OPEN)
        or (ends & Tag.CLOSE and tags[at + 1] & Tag.OPEN)  # "Killed (5), injured (9)"
        or tokens.words[count.numeral.after] == "/"
    )
    named = tokens.entries[at].forms & _NAMES or _is_class(scene, at)
    return (count, False) if bare and named else (None, False)


def _over_sign(scene: Scene, at: int) -> tuple[int, bool]:
    """The token behind a label with its brackets and its sign, and whether there is a sign."""
    tokens, tags = scene.tokens, scene.tokens.tags
    behind = at + 1
    if tags[behind] & Tag.OPEN and scene.owner[behind + 1] is not None:
        return behind + 1, False  # "Killed (5)"
    if tags[behind] & Tag.OPEN:  # "Dead (confirmed): 8"
        while behind < min(at + 6, tokens.n) and not tags[behind] & Tag.CLOSE:
            behind += 1
        behind += 1
    marked = bool(tags[behind] & Tag.COLON) or tokens.words[behind] == "="
    marked = marked or scene.is_dash(behind)
    behind += marked
    if tags[behind] & Tag.ABBREVIATION and tags[behind + 1] & Tag.DOT:
        behind += 2  # "approx. 20"
    return min(behind, tokens.n), marked


def _is_list(scene: Scene, at: int, count: Count) -> bool:
    """Whether a colon only opens a list of who they are: "the dead: two nurses and a clerk"."""
    tags = scene.tokens.tags
    if scene.owner[at] is not None:
        return True
    return bool(at and tags[at - 1] & Tag.DEFINITE) or (
        count.head >= 0 and not tags[count.head] & Tag.EFFECT and count.numeral.form != "digits"
    )


def _begins(scene: Scene, at: int) -> bool:
    """Whether nothing before a label belongs to a sentence: it opens its line, or its part of one."""
    tags, owner = scene.tokens.tags, scene.owner
    for before in range(at - 1, max(-1, at - 2 - _WIDEST), -1):
        count = owner[before]
        tag = tags[before]
        if count is not None and count.numeral.form not in {"article", "singular"}:
            if before != at - 1 or count.numeral.after != at:
                return False
            return bool(tags[count.first - 1] & Tag.COLON)  # "KIA: 2 WIA: 5"
        if tag & _BOUNDARY or (tag & Tag.SIGN and not tag & Tag.HYPHEN):
            return True
        if tag & Tag.HYPHEN:
            return scene.is_dash(before) or not before or bool(tags[before - 1] & Tag.STOP)
        if tag & _NO_INSIDE or not tag & _INSIDE:
            return False
        if _is_thing(scene, before):
            return False
    return at - 1 <= _WIDEST


def _is_thing(scene: Scene, at: int) -> bool:
    """Whether a word of a label says that things are counted: "Houses lost"."""
    entry = scene.tokens.entries[at]
    return bool(entry.tags & Tag.NOUN and entry.classes & scene.tokens.tables.things)


def _bind(scene: Scene, at: int, count: Count) -> None:
    """Makes a number the amount of its label, and what stands in brackets behind it a part of it."""
    tokens = scene.tokens
    entry = tokens.entries[at]
    effects = {effect for effect, forms in entry.effects.items() if forms & (_LABEL | _NAMES)}
    count.effects = effects
    count.subset = count.total = count.of_them = count.more = False
    count.of_named = count.whole = None
    count.group = []
    count.governor = 0
    if not effects:
        count.classes = entry.classes
    elif not count.people:
        count.classes = frozenset()
    _bind_parts(scene, count, effects)


def _bind_parts(scene: Scene, whole: Count, effects: set[str]) -> None:
    """Makes parts of what follows: "11 (6 women, 5 men)", "23, of whom nine were sent home"."""
    tags = scene.tokens.tags
    after = whole.numeral.after
    if tags[after] & Tag.OPEN:
        end = min(after + _BRACKETS, scene.tokens.n)
        for at in range(after, end):
            part = scene.owner[at]
            if tags[at] & Tag.CLOSE:
                break
            if part is not None:
                part.effects, part.subset = set(effects), True
                part.classes = part.classes & PEOPLE
    ahead = range(whole.after, min(whole.after + _BRACKETS, scene.tokens.n))
    following = next((one for at in ahead if (one := scene.owner[at]) is not None), None)
    if following is None or not scene.same_sentence(whole, following):
        return
    if tags[following.first - 1] & (Tag.OF_THEM | Tag.SUBSET):
        following.effects, following.subset = following.effects | effects, True
