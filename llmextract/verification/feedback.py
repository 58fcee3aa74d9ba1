"""Says to a model which values of its answer the text does not carry, and what the text offers.

Short on purpose: every word of it is read by the model once more, and a small model follows a list
of values better than an explanation.
"""

from collections.abc import Collection, Iterable, Iterator

from llmextract.errors import UsageError
from llmextract.records import Finding, Verdict
from llmextract.verification import dates, measures, numbers, places
from llmextract.verification.marks import Grounded
from llmextract.verification.source_text import SourceText
from llmextract.verification.verifier import verify_record
from llmextract.verification.walk import Leaf, leaves

MOST_OFFERED = 8
"""Values of one kind that a complaint lists."""


def complaint(
    record: object, source: SourceText, *, reject: Collection[str] = (Verdict.UNSUPPORTED,)
) -> str:
    """What is wrong with a record, a line for each value that fails.

    Args:
        record: an object whose fields carry ``Grounded`` marks.
        source: what it is checked against.
        reject: verdicts that fail.

    Returns:
        Lines such as ``killed: 61 is not in the text; it states 16 (killed), or null``; empty when
        nothing fails.

    Raises:
        UsageError: ``reject`` names a verdict that there is none of.
    """
    failing = verdicts(reject)
    failed = [f for f in verify_record(record, source) if f.verdict in failing]
    if not failed:
        return ""
    marked = {leaf.path: leaf for leaf in leaves(record)}
    # Vague amounts beside a null are no mistake of the model's.
    lines = [
        _line(finding, marked[finding.field], marked.values(), source)
        for finding in failed
        if finding.value is not None
    ]
    return "\n".join(lines)


def verdicts(reject: Collection[str]) -> frozenset[Verdict]:
    """The verdicts of these names.

    Raises:
        UsageError: there is no verdict of that name.
    """
    names = (reject,) if isinstance(reject, str) else tuple(reject)
    unknown = [str(name) for name in names if name not in set(Verdict)]
    if unknown:
        raise UsageError(
            f"no verdict is called {', '.join(unknown)}", hint=f"there are: {', '.join(Verdict)}"
        )
    return frozenset(Verdict(name) for name in names)


def _line(finding: Finding, leaf: Leaf, others: Iterable[Leaf], source: SourceText) -> str:
    told = finding.reason
    said = f"{finding.value} is {told}" if told.startswith("not ") else f"{finding.value}: {told}"
    return f"{finding.field}: {said}; {_offer(leaf, others, source)}"


def _offer(leaf: Leaf, others: Iterable[Leaf], source: SourceText) -> str:
    """What the model may answer instead: values of the text, and that it is not stated."""
    found = list(dict.fromkeys(_offered(leaf, others, source)))[:MOST_OFFERED]
    way_out = "null" if leaf.nullable else "leave it out" if leaf.path.endswith("]") else ""
    if leaf.grounded.kind in {"name", "quote"} and isinstance(leaf.value, str):
        return " or ".join(filter(None, ("use words of the text", way_out)))
    if not found:
        return f"it states none{': ' if way_out else ''}{way_out}"
    return f"it states {', '.join(found)}{', or ' if way_out else ''}{way_out}"


def _offered(leaf: Leaf, others: Iterable[Leaf], source: SourceText) -> Iterator[str]:
    kind = leaf.grounded.kind
    if kind == "number":
        yield from _amounts(leaf.grounded, source)
        # The numbers of the record's other roles too: a model that sees whose they are does not
        # try them next.
        roles = {other.grounded.role: other.grounded for other in others}
        for role, mark in roles.items() if leaf.grounded.role else ():
            if role and role != leaf.grounded.role and mark.kind == "number":
                yield from _amounts(mark, source)
    elif kind == "place":
        # What is offered to a decoder is generous; a hint to a model should be right.
        for name in places.offered(source):
            if places.judge(name, source).verdict is Verdict.SUPPORTED:
                yield name
    elif kind == "date":
        yield from dates.offered(source)
    elif kind == "quote":
        yield from (f"{value:g}" for value in measures.offered(source, role=leaf.grounded.role))


def _amounts(mark: Grounded, source: SourceText) -> Iterator[str]:
    for value in numbers.offered(source, role=mark.role, sums=mark.sums):
        judged = numbers.judge(value, source, role=mark.role, sums=mark.sums)
        stated = (
            judged.verdict is Verdict.UNCLEAR and judged.low is not None
        )  # of that role, in doubt
        if judged.verdict.rank < Verdict.UNCLEAR.rank or stated:
            yield f"{value} ({mark.role})" if mark.role else str(value)
