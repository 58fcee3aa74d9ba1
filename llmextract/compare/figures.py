"""Figures of a comparison: agreement in each field, what each two runs share, what each run cost."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from llmextract.alignment.records import Group
from llmextract.alignment.values import Matcher, Outcome, label
from llmextract.compare.attention import Line
from llmextract.compare.krippendorff import alpha, interval, nominal
from llmextract.costs.pricing import price_of
from llmextract.records import Usage, Verdict
from llmextract.runfile import RunFile

Lines = Sequence[Line]


@dataclass(frozen=True, slots=True)
class Shared:
    """One aligned incident as figures see it.

    Attributes:
        readers: for each run whether it read the paragraph.
        members: for each run the index of its record, ``None`` where it has none.
        lines: the fields.
        matcher: how values of its document are compared.
    """

    readers: tuple[bool, ...]
    members: Group
    lines: Lines
    matcher: Matcher

    def has(self, *runs: int) -> bool:
        """Whether all these runs have it."""
        return all(self.members[run] is not None for run in runs)


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """Agreement in one field, over the incidents that at least two runs have.

    Attributes:
        name: the field.
        outcomes: in how many incidents the values are the same, contrary, ...
        checked: in how many of the same ones the verifier checked a value.
        verified: in how many of these the text supports what all say.
        alpha: Krippendorff's alpha, ``None`` where it is not defined.  A field that a record leaves
            empty counts as not coded: leaving out is told by ``outcomes``.  Counts are compared by
            interval, all else as names that are equal or not after folding (spelling, articles).
    """

    name: str
    outcomes: Counter[Outcome]
    checked: int
    verified: int
    alpha: float | None

    @property
    def told(self) -> int:
        """In how many incidents at least one of the runs says something."""
        return self.outcomes.total() - self.outcomes[Outcome.SILENT]

    @property
    def agreement(self) -> float | None:
        """Share of the incidents in which any says something, and all say the same."""
        return self.outcomes[Outcome.SAME] / self.told if self.told else None

    def as_json(self) -> dict[str, Any]:
        """The figures as a plain JSON object."""
        return {
            "told": self.told,
            **{str(one): self.outcomes[one] for one in Outcome},
            "agreement": _rounded(self.agreement),
            "checked": self.checked,
            "verified": self.verified,
            "alpha": _rounded(self.alpha),
        }


def field_figures(incidents: Sequence[Lines]) -> Iterator[FieldFigures]:
    """The figures of each field.

    Args:
        incidents: the fields of each aligned incident, all in the same order.
    """
    for lines in zip(*incidents, strict=True):
        shared = [line for line in lines if sum(one is not None for one in line.said) > 1]
        same = [line for line in shared if line.outcome is Outcome.SAME]
        kind = lines[0].kind
        yield FieldFigures(
            name=kind.name,
            outcomes=Counter(line.outcome for line in shared),
            checked=sum(line.is_checked for line in same),
            verified=sum(line.is_verified for line in same),
            alpha=alpha(
                [_coded(line) for line in shared], interval if kind.kind == "number" else nominal
            ),
        )


def _coded(line: Line) -> list[str | float | None]:
    """What each run says as one value; what is the same is called the same.

    Two spellings that are the same name need not fold to the same words ("PMF" and what it stands
    for), so where all agree the first one's words stand for all.
    """
    codes = [None if one is None else label(one, line.kind) for one in line.said]
    if line.outcome is not Outcome.SAME:
        return codes
    first = next((code for code in codes if code is not None), None)
    return [None if code is None else first for code in codes]


@dataclass(frozen=True, slots=True)
class PairFigures:
    """What two runs share, over the paragraphs that both read.

    Attributes:
        runs: indices of the two.
        both: incidents that both have.
        only: incidents that only the first has, that only the second has.
        same: values of fields that are the same in both.
        contrary: values of fields that contradict.
        told: fields in which any of the two says something.
    """

    runs: tuple[int, int]
    both: int
    only: tuple[int, int]
    same: int
    contrary: int
    told: int

    def as_json(self, names: Sequence[str]) -> dict[str, Any]:
        """The figures as a plain JSON object."""
        first, second = (names[run] for run in self.runs)
        return {
            "runs": [first, second],
            "both": self.both,
            "only": {first: self.only[0], second: self.only[1]},
            "fields_told": self.told,
            "fields_same": self.same,
            "fields_contrary": self.contrary,
        }


def pair_figures(runs: int, incidents: Sequence[Shared]) -> Iterator[PairFigures]:
    """What each two runs share.

    Args:
        runs: how many there are.
        incidents: all aligned incidents.
    """
    for one, other in combinations(range(runs), 2):
        read = [found for found in incidents if found.readers[one] and found.readers[other]]
        both = [found for found in read if found.has(one, other)]
        outcomes = Counter(
            _between(line, one, other, found.matcher) for found in both for line in found.lines
        )
        yield PairFigures(
            runs=(one, other),
            both=len(both),
            only=(
                sum(found.has(one) and not found.has(other) for found in read),
                sum(found.has(other) and not found.has(one) for found in read),
            ),
            same=outcomes[Outcome.SAME],
            contrary=outcomes[Outcome.CONTRARY],
            told=outcomes.total() - outcomes[Outcome.SILENT],
        )


def _between(line: Line, one: int, other: int, matcher: Matcher) -> Outcome:
    """How two of the runs stand to each other in a field."""
    if len(line.said) == 2:
        return line.outcome
    told = [line.said[run] for run in (one, other)]
    return matcher.outcome([said for said in told if said is not None], line.kind)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run found, and what it cost.

    Attributes:
        name: what it is called.
        model: full name of the model.
        paragraphs: how many it has.
        asked: for how many of them the model was asked, now or in an earlier run.
        failed: how many failed.
        records: records found.
        verdicts: of the checked values.
        seconds: what the model took, also where it is now served from the store.
        usage: tokens.
        dollars: what the tokens cost at today's price, also where they were paid for in an earlier
            run; ``None`` where no price is known.
    """

    name: str
    model: str
    paragraphs: int
    asked: int
    failed: int
    records: int
    verdicts: Counter[Verdict]
    seconds: float
    usage: Usage
    dollars: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        """The figures as a plain JSON object."""
        return {
            "name": self.name,
            "model": self.model,
            "paragraphs": self.paragraphs,
            "asked": self.asked,
            "failed": self.failed,
            "records": self.records,
            "verdicts": {str(verdict): self.verdicts[verdict] for verdict in Verdict},
            "seconds": round(self.seconds, 3),
            "prompt_tokens": self.usage.prompt_tokens,
            "completion_tokens": self.usage.completion_tokens,
            "cost_usd": None if self.dollars is None else float(self.dollars),
        }


def cost(name: str, run: RunFile) -> Cost:
    """What a run found and cost."""
    extractions, model = run.extractions, str(run.header.get("model", ""))
    return Cost(
        name=name,
        model=model,
        paragraphs=len(extractions),
        asked=sum(one.run.attempts > 0 for one in extractions),
        failed=sum(one.failure is not None for one in extractions),
        records=sum(len(one.records) for one in extractions),
        verdicts=Counter(f.verdict for one in extractions for f in one.findings),
        seconds=sum(one.run.seconds for one in extractions),
        usage=sum((one.run.usage for one in extractions), Usage()),
        dollars=_dollars(model, [one.run.usage for one in extractions]),
    )


def _dollars(model: str, usages: Iterable[Usage]) -> Decimal | None:
    """The price of a run, paragraph by paragraph: some models cost more for a long request."""
    price = price_of(model)
    if price is None:
        return None
    return sum((price.of(usage) for usage in usages if usage != Usage()), Decimal(0))


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 4)
