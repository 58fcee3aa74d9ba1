"""Puts a corrected figure in the place of the one that a text takes back."""

from collections.abc import Iterable
from typing import Final

from llmextract.verification.numbers.counted import LONE, Count
from llmextract.verification.numbers.patterns import Pattern
from llmextract.verification.numbers.scene import Scene

_REASON: Final = "a figure that was corrected"
_BACK: Final = 400
"""Tokens before a right figure in which the wrong one is looked for."""
_Found = Iterable[tuple[Pattern, int, int]]


def correct(scene: Scene, found: _Found, happened: frozenset[str]) -> None:
    """Takes back the figures that a text replaces, and gives the new ones what happened to the old.

    Args:
        scene: the text.
        found: the expressions in it with their first tokens and the ones behind them.
        happened: effects that make an event of a text.
    """
    replaced = [(first, after) for one, first, after in found if one.use == "replaced"]
    for first, after in replaced:
        _take_back(scene, first, scene.owner[after], happened)
    if any(count.aside for count in scene.counts):
        behind = [after for one, _, after in found if one.use == "restated"]
        _restate(scene, sorted({*behind, *(after for _, after in replaced)}), happened)


def _take_back(scene: Scene, first: int, new: Count | None, happened: frozenset[str]) -> None:
    """Marks the last amount before the words for a right one ("The correct number of dead is 36")."""
    if new is None:
        return
    role = new.effects & happened or happened
    for count in reversed(scene.counts_in(first - _BACK, first)):
        if count.effects & role and count.numeral.form not in LONE:
            if count.numeral.low != new.numeral.low and not count.aside:
                count.aside = _REASON
            return


def _restate(scene: Scene, behind: list[int], happened: frozenset[str]) -> None:
    """Gives the figure that replaces a corrected one what happened to those of the old one.

    Args:
        scene: the text.
        behind: the tokens at which a corrected figure may stand.
        happened: effects that make an event of a text.
    """
    old = next((c for c in scene.counts if c.aside and c.effects & happened), None)
    if old is None:
        return
    for after in behind:
        count = scene.owner[after]
        if count is None or count.aside or count.effects or count.first < old.first:
            continue
        if count.head < 0 or count.people:
            count.effects |= old.effects & happened
            count.total = True
