"""What was right, found and missed, and the precision, recall and F1 that come of it."""

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """What was right, over all documents.

    Attributes:
        right: values predicted that are right, as far as they are.
        predicted: values predicted.
        found: values of the gold that were found, as far as they were.
        wanted: values that had to be found, and optional ones as far as they were.
    """

    right: float = 0.0
    predicted: float = 0.0
    found: float = 0.0
    wanted: float = 0.0

    def predict(self, right: float, of: int = 1) -> None:
        """Count predicted values and how many of them are right."""
        self.right += right
        self.predicted += of

    def want(self, found: float, *, is_optional: bool = False) -> None:
        """Count a value of the gold; an optional one is never missed."""
        self.found += found
        self.wanted += found if is_optional else 1.0

    def __iadd__(self, other: "Tally") -> "Tally":
        self.right += other.right
        self.predicted += other.predicted
        self.found += other.found
        self.wanted += other.wanted
        return self

    @property
    def f1(self) -> float:
        """F1 as a share."""
        return harmonic(
            self.right / self.predicted if self.predicted else 0.0,
            self.found / self.wanted if self.wanted else 0.0,
        )

    def report(self, *, recall_only: bool = False) -> dict[str, float | None]:
        """Precision, recall and F1 in percent, with what they were computed from."""
        precision = self.right / self.predicted if self.predicted else 0.0
        recall = self.found / self.wanted if self.wanted else 0.0
        both = {
            "p": percent(precision),
            "r": percent(recall),
            "f1": percent(harmonic(precision, recall)),
            "p_num": round(self.right, 3),
            "p_den": round(self.predicted, 3),
            "r_num": round(self.found, 3),
            "r_den": round(self.wanted, 3),
        }
        hidden = ("p", "f1", "p_num", "p_den") if recall_only else ()
        return {name: None if name in hidden else value for name, value in both.items()}


def percent(share: float) -> float:
    """A share as percent with two decimals."""
    return round(100 * share, 2)


def harmonic(precision: float, recall: float) -> float:
    """F1."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
