"""What a value that is to be judged means: a number, bounds, or words for an amount."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from llmextract.verification.numbers.quantities import read_numerals
from llmextract.verification.numbers.tables import load
from llmextract.verification.numbers.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Target:
    """The value to be judged: bounds, and for a vague amount its words."""

    low: int
    high: int | None
    vague: str = ""
    about: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high and not self.vague


def target_of(value: Any, language: str) -> Target | None:
    """Makes sense of a value; ``None`` for what is no count at all."""
    if isinstance(value, str):
        return _from_words(value, language)
    if isinstance(value, Mapping):
        return _from_bounds(value)
    number = _whole(value)
    return None if number is None else Target(number, number)


def _whole(value: Any) -> int | None:
    """The whole number that a value is, if it is one and no less than zero."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    return value if isinstance(value, int) and value >= 0 else None


def _from_bounds(value: Mapping[Any, Any]) -> Target | None:
    given = {key: bound for key, bound in value.items() if bound is not None}
    if not given or not set(given) <= {"min", "max"}:
        return None
    bounds = {key: _whole(bound) for key, bound in given.items()}
    if any(bound is None for bound in bounds.values()):
        return None
    low, high = bounds.get("min") or 0, bounds.get("max")
    if high is not None and low > high:
        return None
    return Target(low, high)


def _from_words(value: str, language: str) -> Target | None:
    """A value in words or digits: exactly one amount and nothing else that counts."""
    tokens = Tokens(value[:200], load(language))
    numerals = [numeral for numeral in read_numerals(tokens) if not numeral.reject]
    if len(numerals) != 1:
        return None
    numeral = numerals[0]
    if numeral.kind == "vague":
        return Target(numeral.low, None, tokens.words[numeral.number])
    return Target(numeral.low, numeral.high, about=numeral.kind == "about")
