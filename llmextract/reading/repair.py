"""The targeted repair: only what the text does not carry is asked again, once; the better answer wins.

So is a name that the text surely has on another side than its field.

Asking for the whole answer again lets a model mend one field and break another; demanding a value
that passes makes it invent one.  So of the second answer only the fields that failed are taken, only
where they hold better than before, and "not stated" is a full answer.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from llmextract.alignment.records import align
from llmextract.alignment.values import Matcher
from llmextract.records import Finding, Verdict
from llmextract.schema import paths

if TYPE_CHECKING:
    from pydantic import BaseModel

_ABSENT = Verdict.PARTLY.rank - 0.5
"""A value that is left out is better than one that is stated only in part or hinted at, and worse
than one that holds."""


def is_failed(finding: Finding) -> bool:
    """Whether a value is asked about again: the text does not carry it, or has it elsewhere."""
    return finding.verdict is Verdict.UNSUPPORTED or finding.misplaced


def failed_fields(findings: Sequence[Finding]) -> dict[int, list[str]]:
    """The fields with a value that is asked about again, by record."""
    failed: dict[int, list[str]] = {}
    for finding in findings:
        name = paths.head(finding.field)
        if is_failed(finding) and name not in failed.get(finding.record, []):
            failed.setdefault(finding.record, []).append(name)
    return dict(sorted(failed.items()))


def feedback(findings: Sequence[Finding], *, numbers: Mapping[int, int]) -> str:
    """What was wrong, with the reason, so that the same answer does not come again.

    Args:
        findings: what the verifier said of the records.
        numbers: how the question numbers the records that it asks about, by their index.
    """
    return "; ".join(
        f"record {numbers[one.record]}, {paths.head(one.field)} {one.value!r} ({one.reason})"
        for one in findings
        if is_failed(one) and one.record in numbers
    )


def paired(
    asked: Sequence["BaseModel"], answered: Sequence["BaseModel"], matcher: Matcher
) -> list["BaseModel"]:
    """For each record that was asked about the answered one; itself where none is about the same.

    A model may answer with all records of the paragraph again, or in another order.
    """
    if len(asked) == len(answered):
        return list(answered)
    old = [one.model_dump(mode="json") for one in asked]
    new = [one.model_dump(mode="json") for one in answered]
    found = {a: b for a, b in align([old, new], matcher) if a is not None and b is not None}
    return [answered[found[at]] if at in found else one for at, one in enumerate(asked)]


def better(
    old: Sequence["BaseModel"],
    new: Sequence["BaseModel"],
    *,
    failed: Mapping[int, Sequence[str]],
    verify: Callable[["BaseModel"], Sequence[Finding]],
) -> tuple[list["BaseModel"], dict[tuple[int, str], Any]]:
    """Of each failed field the better-verified of two answers.

    Args:
        old: the records of the first answer.
        new: the records of the second, one for each key of ``failed``, in its order.
        failed: the fields that were asked again, by record.
        verify: the verifier.

    Returns:
        The records with the better values, and the first values of the fields that changed.
    """
    chosen = list(old)
    replaced: dict[tuple[int, str], Any] = {}
    for (index, names), again in zip(failed.items(), new, strict=True):
        before, after = verify(old[index]), verify(again)
        for name in names:
            if _rank(after, name) < _rank(before, name):
                first = getattr(chosen[index], name)
                replaced[index, name] = _plain(first)
                chosen[index] = chosen[index].model_copy(update={name: getattr(again, name)})
    return chosen, replaced


def _rank(findings: Sequence[Finding], name: str) -> float:
    """How badly the values of a field hold: the mean of the ranks of their verdicts."""
    ranks = [
        0 if finding.verdict.is_carried else finding.verdict.rank
        for finding in findings
        if paths.head(finding.field) == name and finding.value is not None
    ]
    return sum(ranks) / len(ranks) if ranks else _ABSENT


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    dump = getattr(value, "model_dump", None)
    return next(iter(dump(mode="json").values()), None) if dump else value
