"""The targeted reask: only the fields that failed, once, and the better-verified answer wins.

Asking for the whole object again lets a small model mend one field and break another; demanding a
value that passes makes it invent one.  So everything that holds is filled in, only what failed is
left blank, and "not stated" is a full answer.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from llmextract.reading.asking import Question, blanks_text
from llmextract.reading.sheets import Blank, Sheet
from llmextract.records import Finding, Verdict
from llmextract.rules.candidates import open_offers
from llmextract.rules.sketching import Entry
from llmextract.rules.triggers import Cues
from llmextract.schema import paths
from llmextract.schema.form import Form
from llmextract.verification.source_text import SourceText

if TYPE_CHECKING:
    from pydantic import BaseModel

_RANK = {
    Verdict.SUPPORTED: 4,
    Verdict.DERIVED: 4,
    Verdict.INFERRED: 2,
    Verdict.PARTLY: 2,
    Verdict.UNSUPPORTED: 0,
}
_ABSENT = 3
"""A value that is left out is better than one that is only hinted at, and worse than one that holds."""


def failed_fields(findings: Sequence[Finding]) -> dict[int, list[str]]:
    """The fields with a value that the text does not carry, by record."""
    failed: dict[int, list[str]] = {}
    for finding in findings:
        name = paths.head(finding.field)
        if finding.verdict is Verdict.UNSUPPORTED and name not in failed.get(finding.record, []):
            failed.setdefault(finding.record, []).append(name)
    return failed


def question(
    form: Form,
    source: SourceText,
    records: Sequence["BaseModel"],
    findings: Sequence[Finding],
    cues: Cues | None,
) -> Question | None:
    """What to ask again about the records of a paragraph; ``None`` where nothing failed."""
    failed = failed_fields(findings)
    evidence = next((slot.name for slot in form.slots if slot.evidence), None)
    if not failed or evidence is None:
        return None
    entries = {index: _entry(records[index], evidence, source) for index in failed}
    blanks = tuple(
        _blank(form, source, records[index], entry, failed[index], cues)
        for index, entry in entries.items()
    )
    sheet = Sheet(form, blanks)
    asked = {
        index: (number, {slot.name for slot in blank.asked(form)})
        for number, (index, blank) in enumerate(zip(failed, blanks, strict=True), start=1)
    }
    text = blanks_text(source, list(entries.values()), sheet) + "\n" + _complaint(asked, findings)
    # Where the sentences offer nothing at all for what failed, nothing is the answer.
    settled = sheet.settled() if sheet.is_settled else None
    return Question(text, sheet.schema(), sheet.parse, settled)


def _entry(record: "BaseModel", evidence: str, source: SourceText) -> Entry:
    """The record's evidence sentences; all of the paragraph where it names none that exist."""
    count = len(source.bounds)
    named = tuple(n for n in getattr(record, evidence) if 0 < n <= count)
    return Entry(named or tuple(range(1, count + 1)))


def _blank(
    form: Form,
    source: SourceText,
    record: "BaseModel",
    entry: Entry,
    failed: Sequence[str],
    cues: Cues | None,
) -> Blank:
    row = record.model_dump(mode="json")
    offers, empty = open_offers(form, source, entry, failed, cues)
    fixed = {name: value for name, value in row.items() if name not in failed}
    return Blank(offers, {**fixed, **empty})


def _complaint(
    asked: Mapping[int, tuple[int, Collection[str]]], findings: Sequence[Finding]
) -> str:
    """What was wrong, with the reason, so that the same answer does not come again.

    Args:
        asked: for each record the number of its blank, and the fields that it leaves open.
        findings: what the verifier said of the records.
    """
    told = [
        f"{asked[f.record][0]}: {paths.head(f.field)} {f.value!r}: {f.reason}"
        for f in findings
        if f.verdict is Verdict.UNSUPPORTED and paths.head(f.field) in asked[f.record][1]
    ]
    return (
        f"Fill only these again; they were wrong: {'; '.join(told)}. "
        "What the sentences do not say is null or []."
    )


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
            if _worth(after, name) > _worth(before, name):
                first = getattr(chosen[index], name)
                replaced[index, name] = _plain(first)
                chosen[index] = chosen[index].model_copy(update={name: getattr(again, name)})
    return chosen, replaced


def _worth(findings: Sequence[Finding], name: str) -> float:
    """How well the values of a field hold: the mean of their verdicts."""
    ranks = [
        _RANK[finding.verdict]
        for finding in findings
        if paths.head(finding.field) == name and finding.value is not None
    ]
    return sum(ranks) / len(ranks) if ranks else _ABSENT


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    dump = getattr(value, "model_dump", None)
    return next(iter(dump(mode="json").values()), None) if dump else value
