"""Links people to a verb that is left out: "six died, as did eleven of the raiders", "so were two"."""

from typing import Final

from llmextract.verification.numbers.objects import after_of
from llmextract.verification.numbers.scene import Scene
from llmextract.verification.numbers.tags import Kind, Tag

_AUXILIARY: Final = Tag.BE | Tag.HAVE | Tag.MODAL
_REACH: Final = 45
"""Tokens back to the verb that is meant: a long sentence of news."""


def link_ellipses(scene: Scene) -> None:
    """Gives those behind "as did", "so were" what happened in the clause before."""
    words, tags = scene.tokens.words, scene.tokens.tags
    opening = scene.tokens.tables.ellipsis
    for count in scene.counts:
        at = count.first - 1
        if at < 2 or not tags[at] & _AUXILIARY or words[at - 1] not in opening or not count.people:
            continue
        for verb in range(at - 1, max(-1, at - _REACH), -1):
            if scene.tokens.kinds[verb] & Kind.STOP and verb < at - 2:
                break
            clause = scene.clauses.get(verb)
            if clause is not None and not clause.negated:
                scene.befall(after_of(scene, count.first), clause.effects)
                break
