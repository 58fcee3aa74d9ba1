"""The verifier alone against labelled cases: does the text support this number or place?

A case is one JSON object a line: ``text``, ``field`` (``number``, ``place`` or, with the role
``agent`` or ``patient``, ``name``), ``role``, ``value``,
``label`` (one of the five verdicts; ``unclear`` is none), optionally ``of`` (who or what a number
counts), ``context``, ``language``, ``id``, ``phenomenon``.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from llmextract.errors import UsageError
from llmextract.records import Finding, Span, Verdict
from llmextract.verification import numbers
from llmextract.verification.context import classify
from llmextract.verification.judgement import Judgement
from llmextract.verification.judges import Judge, needs_judge
from llmextract.verification.judges import judged as ask_judge
from llmextract.verification.marks import Grounded
from llmextract.verification.source_text import SourceText
from llmextract.verification.verifier import CHECKERS


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and what the verifier says of it.

    Attributes:
        case: the case.
        judgement: what the rules say.
        finding: what is said in the end: the same, or a judge's verdict.
        asked: whether a judge was asked.
    """

    case: Mapping[str, Any]
    judgement: Judgement
    finding: Finding
    asked: bool = False

    @property
    def verdict(self) -> Verdict:
        """The verdict in the end."""
        return self.finding.verdict

    @property
    def disagrees(self) -> bool:
        """Whether a judge was asked, and rules that were sure say something else."""
        was = self.judgement.verdict
        return self.asked and was is not Verdict.UNCLEAR and was is not self.verdict

    @property
    def right(self) -> bool:
        """Whether the verdict is the label."""
        return bool(self.verdict == self.case["label"])

    @property
    def unclear(self) -> bool:
        """Whether the verifier says that it cannot tell."""
        return self.verdict is Verdict.UNCLEAR

    @property
    def false_supported(self) -> bool:
        """Whether an unsupported value was let through: the costly mistake."""
        return self.case["label"] == Verdict.UNSUPPORTED and self.verdict.is_carried


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file.

    Raises:
        UsageError: the file cannot be read, or a line of it is no case.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the cases {path} cannot be read: {error}") from error
    cases = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            cases.append(_read_case(line, f"{path}, line {number}"))
    if not cases:
        raise UsageError(f"{path} holds no case")
    return cases


def _read_case(line: str, where: str) -> dict[str, Any]:
    try:
        case = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where} is not a case: {error}") from error
    if not isinstance(case, dict):
        raise UsageError(f"{where} is not a case: it is no JSON object")
    missing = [key for key in ("text", "field", "value", "label") if key not in case]
    if missing:
        raise UsageError(f"{where} is not a case: it has no {', '.join(missing)}")
    if not isinstance(case["text"], str) or not isinstance(case.get("context"), str | None):
        raise UsageError(f"{where} is not a case: its text and context must be strings")
    if case["field"] not in list(CHECKERS):
        raise UsageError(f"{where}: no field is called {case['field']!r}")
    if not isinstance(case.get("language"), str | None):
        raise UsageError(f"{where} is not a case: its language must be a code such as es")
    if case["label"] not in list(Verdict):
        raise UsageError(f"{where}: no label is called {case['label']!r}")
    return case


def judge_cases(
    cases: Iterable[Mapping[str, Any]],
    *,
    judge: Judge | None = None,
    every: bool = False,
    language: str | None = None,
) -> list[Judged]:
    """What the verifier says of each case.

    Args:
        cases: the cases.
        judge: who is asked about those that no rule can tell.
        every: ask about all of them.
        language: code of those that name none; ``None``: found out.
    """
    return [_judged(case, judge, every=every, language=language) for case in cases]


def _judged(
    case: Mapping[str, Any], judge: Judge | None, *, every: bool, language: str | None
) -> Judged:
    source = SourceText(
        case["text"],
        context=classify(case.get("context")),
        language=case.get("language") or language,
    )
    judgement = _judge(case, source)
    role = case.get("role")
    finding = Finding(
        record=0,
        field=role or case["field"],
        value=case["value"],
        verdict=judgement.verdict,
        reason=judgement.reason,
        low=judgement.low,
        high=judgement.high,
        spans=tuple(
            Span(one.start, one.end, source.text[one.start : one.end])
            for one in judgement.stretches
            if one.part == "text"
        ),
    )
    mark = Grounded(case["field"], role=role)
    asked = judge is not None and (every or needs_judge(finding, mark, source))
    if judge is not None and asked:
        finding = ask_judge(finding, mark, source, judge, every=every)
    return Judged(case, judgement, finding, asked)


def _judge(case: Mapping[str, Any], source: SourceText) -> Judgement:
    if case["field"] == "number":
        # Who is counted, where the case says so: 6 of "six priests and two women" is all of the
        # priests and a part of the dead.
        counted = case.get("of")
        return numbers.judge(case["value"], source, role=case.get("role"), of=counted)
    mark = Grounded(case["field"], role=case.get("role"))
    return CHECKERS[case["field"]](case["value"], source, mark, None)


def score(judged: list[Judged]) -> dict[str, Any]:
    """How often the verdict is the label, and how often a wrong value was let through.

    Returns:
        ``n``; ``accuracy`` over all cases, where ``unclear`` counts as wrong; ``false_supported``:
        cases labelled ``unsupported`` that got ``supported`` or ``derived``, over all so labelled;
        ``unclear``: share of the cases that the verifier cannot tell; ``accuracy_sure`` over the
        others, ``None`` where there is none; and the same by field, label and phenomenon. Where a
        judge was asked also ``judged``, the share of the cases that it was asked about, and
        ``without``, the figures of the rules alone.
    """
    return (
        _figures(judged)
        | _without_judge(judged)
        | {
            "by_field": _by(judged, lambda j: str(j.case["field"])),
            "by_label": _by(judged, lambda j: str(j.case["label"])),
            "by_phenomenon": _by(judged, lambda j: str(j.case.get("phenomenon", "none named"))),
        }
    )


def _without_judge(judged: list[Judged]) -> dict[str, Any]:
    if not any(one.asked for one in judged):
        return {}
    alone = [
        replace(one, finding=replace(one.finding, verdict=one.judgement.verdict)) for one in judged
    ]
    share = sum(one.asked for one in judged) / len(judged)
    return {"judged": round(share, 4), "without": _figures(alone)}


def _by(judged: list[Judged], key: Callable[[Judged], str]) -> dict[str, Any]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[key(one)].append(one)
    return {name: _figures(group) for name, group in groups.items()}


def _figures(judged: list[Judged]) -> dict[str, Any]:
    bad = sum(one.case["label"] == Verdict.UNSUPPORTED for one in judged)
    sure = [one for one in judged if not one.unclear]
    return {
        "n": len(judged),
        "accuracy": round(sum(one.right for one in judged) / len(judged), 4),
        "false_supported": round(sum(one.false_supported for one in judged) / bad, 4)
        if bad
        else 0.0,
        "unclear": round(1 - len(sure) / len(judged), 4),
        "accuracy_sure": round(sum(one.right for one in sure) / len(sure), 4) if sure else None,
    }
