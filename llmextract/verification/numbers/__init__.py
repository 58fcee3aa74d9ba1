"""Checks a number against a text: does the text state it, for whom, and in which words.

:func:`judge` is the check of one value, :func:`offered` lists what a text offers for a role,
:func:`vague` finds the amounts that are no number, :func:`lex` reads all amounts of a text.
"""

from llmextract.verification.numbers.judging import judge
from llmextract.verification.numbers.notcounts import Quantity
from llmextract.verification.numbers.offering import offered, vague
from llmextract.verification.numbers.reading import read
from llmextract.verification.numbers.tables import load

__all__ = ["Quantity", "judge", "lex", "offered", "vague"]


def lex(text: str, language: str = "en") -> tuple[Quantity, ...]:
    """All amounts of a text, with offsets into it; those that are no counts say why.

    Args:
        text: any text.
        language: key of the word tables.

    Returns:
        Quantities in the order of the text, articles and lone singular nouns included.
    """
    reading = read(text, load(language))
    numerals = [count.numeral for count in reading.counts] + list(reading.rejected)
    found = [numeral.quantity(reading.tokens) for numeral in numerals]
    return tuple(sorted(found, key=lambda quantity: quantity.start))
