"""Which texts of a pool are most like another: terms weighted by how rare they are in the pool.

The cosine of tf-idf vectors (Salton & Buckley 1988, "Term-weighting approaches in automatic text
retrieval"): counts enter by their logarithm, and length is divided out.  Not BM25, whose scores are
made for short queries: there a long text may be likelier than the very text that is asked for.
Nothing is learnt and nothing is drawn, so the same pool gives the same ranking on every machine.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log, sqrt

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_DIGITS = 9
"""Digits in which two scores must differ: sums of floats in another order may differ in the last."""


def words(text: str) -> list[str]:
    """The words of a text as terms: case and width folded, all figures as one term.

    That a count is given in figures is a likeness of two reports; that it is the same is chance.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return ["#" if token[0].isdecimal() else token for token in _TOKEN.findall(folded)]


class Pool:
    """Texts, each as its terms, ready to be compared.

    Args:
        texts: the terms of each text; a term that stands there twice counts more than once.
    """

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        counts = [Counter(terms) for terms in texts]
        holders = Counter(term for count in counts for term in count)
        # Never zero: in a pool of one text every term stands in all of them.
        self._rarity = {term: log(1 + len(counts) / held) for term, held in holders.items()}
        self._size = len(counts)
        self._weights: dict[str, list[tuple[int, float]]] = {term: [] for term in holders}
        for number, count in enumerate(counts):
            for term, weight in self._vector(count).items():
                self._weights[term].append((number, weight))

    def ranked(self, terms: Sequence[str]) -> list[int]:
        """The numbers of all texts of the pool, the likest first, ties in their order."""
        scores = [0.0] * self._size
        for term, weight in self._vector(Counter(terms)).items():
            for number, other in self._weights[term]:
                scores[number] += weight * other
        return sorted(
            range(self._size), key=lambda number: (-round(scores[number], _DIGITS), number)
        )

    def _vector(self, count: Counter[str]) -> dict[str, float]:
        """Weights of length one; terms that the pool does not have shrink all scores alike."""
        weights = {
            term: (1 + log(times)) * self._rarity[term]
            for term, times in count.items()
            if term in self._rarity
        }
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {term: weight / length for term, weight in weights.items()}
