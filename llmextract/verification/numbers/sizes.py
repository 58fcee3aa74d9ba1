"""Gives a number the people before it whose number it says it is: "the wounded, numbering 30"."""

from typing import Final

from llmextract.verification.numbers.scene import Scene
from llmextract.verification.numbers.tags import Form, Tag

_BETWEEN: Final = Tag.COMMA | Tag.OPEN | Tag.ADVERB | Tag.RELATIVE | Tag.BE | Tag.HAVE
_NAMED: Final = Tag.EFFECT | Tag.NOUN
_BEFORE: Final = Tag.DEFINITE | Tag.OF_THEM
_NAMES_THEM: Final = Form.COUNTED | Form.STATE | Form.PAST
_PERSONS: Final = Tag.PERSON | Tag.PLURAL


def link_sizes(scene: Scene) -> None:
    """Links "the wounded, numbering 30" and "fighters, said to number ten to fifteen"."""
    tokens = scene.tokens
    sized = tokens.tables.sized
    for count in scene.counts:
        at = count.first - 1
        if at < 1 or tokens.words[at] not in sized or not count.people:
            continue
        at -= 1
        while at > 0 and tokens.tags[at] & _BETWEEN and not tokens.tags[at] & _NAMED:
            at -= 1
        entry, tag = tokens.entries[at], tokens.tags[at]
        if tag & _PERSONS == _PERSONS:
            count.classes |= entry.classes
        elif tag & Tag.EFFECT and at and tokens.tags[at - 1] & _BEFORE:
            count.effects |= {name for name, form in entry.effects.items() if form & _NAMES_THEM}
            count.definite = True
