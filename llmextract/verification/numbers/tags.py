"""What is known of one word: its tags, its forms, its entry in the lexicon of a language."""

from dataclasses import dataclass, field
from typing import Final


class Tag:
    """What a word is, as bits; a word may be several things."""

    NUMBER: Final = 1 << 0
    SCALE: Final = 1 << 1
    PACK: Final = 1 << 2
    FIXED: Final = 1 << 3
    VAGUE: Final = 1 << 4
    NOBODY: Final = 1 << 5
    NO: Final = 1 << 6
    ANY: Final = 1 << 7
    DIGITS: Final = 1 << 8
    ARTICLE: Final = 1 << 9
    DEFINITE: Final = 1 << 10
    CONJUNCTION: Final = 1 << 11
    OF: Final = 1 << 12
    BY: Final = 1 << 13
    PREPOSITION: Final = 1 << 14
    RELATIVE: Final = 1 << 15
    SUBORDINATOR: Final = 1 << 16
    BE: Final = 1 << 17
    HAVE: Final = 1 << 18
    MODAL: Final = 1 << 19
    NEGATION: Final = 1 << 20
    PRONOUN: Final = 1 << 21
    ADVERB: Final = 1 << 22
    OTHER: Final = 1 << 23
    SUBSET: Final = 1 << 24
    AMONG: Final = 1 << 25
    OF_THEM: Final = 1 << 26
    REST: Final = 1 << 27
    TOTAL: Final = 1 << 28
    TOLL: Final = 1 << 29
    ABBREVIATION: Final = 1 << 30
    MONTH: Final = 1 << 31
    ORDINAL: Final = 1 << 32
    YEAR_BEFORE: Final = 1 << 33
    GROUP: Final = 1 << 34
    REPORT: Final = 1 << 35
    ADJECTIVE: Final = 1 << 36
    VERB: Final = 1 << 37
    AGENT: Final = 1 << 38
    EFFECT: Final = 1 << 39
    NOUN: Final = 1 << 40
    SINGULAR: Final = 1 << 41
    PLURAL: Final = 1 << 42
    BOUND: Final = 1 << 43
    BOUND_AFTER: Final = 1 << 44
    TO: Final = 1 << 45
    BETWEEN: Final = 1 << 46
    BETWEEN_AND: Final = 1 << 47
    COMMA: Final = 1 << 48
    STOP: Final = 1 << 49
    COLON: Final = 1 << 50
    HYPHEN: Final = 1 << 51
    OPEN: Final = 1 << 52
    CLOSE: Final = 1 << 53
    QUOTE: Final = 1 << 54
    SIGN: Final = 1 << 55
    POSSESSIVE: Final = 1 << 56
    JOINER: Final = 1 << 57
    OLD: Final = 1 << 58
    VERBLIKE: Final = 1 << 59
    CONTRAST: Final = 1 << 60
    ALL: Final = 1 << 61
    SAY: Final = 1 << 62
    UNKNOWN: Final = 1 << 63
    CHANGE: Final = 1 << 64
    TIME: Final = 1 << 65
    WITH: Final = 1 << 66
    SUFFER: Final = 1 << 67
    PERSON: Final = 1 << 68
    EXCEPT: Final = 1 << 69
    LIMB: Final = 1 << 70
    UNREAL: Final = 1 << 71
    UNHURT: Final = 1 << 72
    EVERYBODY: Final = 1 << 73
    ESTIMATE: Final = 1 << 74
    BOTH: Final = 1 << 75
    DOT: Final = 1 << 76


class Form:
    """How a word names an effect, as bits; ``KNOWN``: only of nouns that are surely people.

    ``DEED`` and ``DEEDS`` are nouns of what was done to one person or to several, whose names may
    stand beside them.
    """

    ACTIVE: Final = 1
    GERUND: Final = 2
    PAST: Final = 4
    PARTICIPLE: Final = 8
    INTRANSITIVE: Final = 16
    STATE: Final = 32
    COUNTED: Final = 64
    EVENT: Final = 128
    KNOWN: Final = 256
    DEED: Final = 512
    DEEDS: Final = 1024


class Kind:
    """What the rules ask most often of a word, as bits of a small number.

    Python adds and compares numbers below 256 in a third of the time that those of :class:`Tag` take.
    """

    AMOUNT: Final = 1
    DETERMINER: Final = 2
    HEAD: Final = 4
    STOP: Final = 8
    PERSON: Final = 16
    UNKNOWN: Final = 32
    EFFECT: Final = 64
    DATED: Final = 128
    MARK: Final = AMOUNT | DETERMINER | HEAD | STOP


_KINDS: Final = (
    (
        Kind.AMOUNT,
        Tag.NUMBER | Tag.SCALE | Tag.PACK | Tag.DIGITS | Tag.FIXED | Tag.VAGUE | Tag.NOBODY
        | Tag.NO | Tag.ANY | Tag.ARTICLE,
    ),
    (Kind.DETERMINER, Tag.ARTICLE | Tag.DEFINITE | Tag.POSSESSIVE),
    (Kind.HEAD, Tag.TOTAL | Tag.TOLL | Tag.EFFECT | Tag.AGENT),
    (Kind.STOP, Tag.STOP),
    (Kind.PERSON, Tag.PERSON),
    (Kind.UNKNOWN, Tag.UNKNOWN),
    (Kind.EFFECT, Tag.EFFECT),
    (Kind.DATED, Tag.MONTH | Tag.DIGITS),
)  # fmt: skip

PEOPLE: Final = frozenset({"person", "attacker", "fighter"})
"""Noun classes of people; the other classes may be named freely by a language's tables."""


@dataclass(slots=True, eq=False)
class Entry:
    """All that the tables say of one word.

    Attributes:
        tags: :class:`Tag` bits.
        value: the number it stands for, of number words, digits and vague amounts (their least).
        effects: names of effects with their :class:`Form` bits.
        forms: all forms of its effects together.
        classes: noun classes it belongs to.
        after: why a number before it is no count (``km``), or empty.
        before: why a number after it is no count (``highway``), or empty.
        inside: the same for a number joined to it with a hyphen; ``members`` makes it a count.
        bound: kind of bound that it gives a number.
        kind: :class:`Kind` bits, which follow from the tags.
    """

    tags: int = 0
    value: int = 0
    effects: dict[str, int] = field(default_factory=dict)
    forms: int = 0
    classes: frozenset[str] = frozenset()
    after: str = ""
    before: str = ""
    inside: str = ""
    bound: str = ""
    kind: int = 0

    def __post_init__(self) -> None:
        if self.tags:
            self.settle()

    def settle(self) -> None:
        """Computes ``kind`` after a change of the tags."""
        self.kind = 0
        for kind, tags in _KINDS:
            if self.tags & tags:
                self.kind |= kind
