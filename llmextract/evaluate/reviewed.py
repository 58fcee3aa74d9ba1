"""A run against a run file that was reviewed: precision, recall and F1 of each field of any schema.

Records are compared paragraph by paragraph: those of the run are paired one to one with those of the
gold for the greatest agreement over their fields.  A value is right when its record has a partner that
has the same value; what is the same depends on its kind: a count or a fixed word must be equal, a name
or place may differ in articles, plural and spelling, a date in its wording.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from llmextract.alignment.assignment import pair_up
from llmextract.content import load_schema
from llmextract.errors import UsageError
from llmextract.evaluate import bootstrapping
from llmextract.evaluate.bootstrapping import Unit
from llmextract.evaluate.tally import Tally
from llmextract.merge.days import same_day
from llmextract.merge.joining import is_same
from llmextract.records import Extraction
from llmextract.runfile import RunFile
from llmextract.schema.outline import Field, Outline, outline_of

RECORDS = "records"
"""The figure of whole records: how many have a partner."""
FIELDS = "all fields"
"""The figure of all values of all fields together."""

_FEW_DOCUMENTS = 10
"""With fewer documents than this the resamples draw paragraphs: of three documents there are only ten
different draws."""
_IDENTITY = {"place": 1.0, "date": 1.0, "name": 1.0, "number": 1.0, "category": 0.1}
"""What an agreeing field counts in pairing: what tells one incident from another, kinds hardly."""
_ENOUGH = 0.06
"""A pair has to agree in more than one kind: that a thing "happened" makes no two records the same."""

_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a run against reviewed gold.

    Attributes:
        documents: documents of the gold.
        paragraphs: paragraphs of the gold.
        missing: paragraphs of the gold that the run does not have; their records count as missed.
        unknown: paragraphs of the run that the gold does not have; they do not count.
        unit: what the intervals were drawn over: ``document`` or ``paragraph``.
        figures: for ``records``, each field and ``all fields`` the precision, recall and F1 in
            percent with the interval of F1 (``low``, ``high``).
        baseline: the same names with what a baseline has and how sure the difference is, or empty.
    """

    documents: int
    paragraphs: int
    missing: int
    unknown: int
    unit: str
    figures: Mapping[str, Mapping[str, float | None]]
    baseline: Mapping[str, Mapping[str, float]]

    def as_json(self) -> dict[str, Any]:
        """The report as a plain JSON object; without a baseline none is named."""
        row = asdict(self)
        return row if self.baseline else {k: v for k, v in row.items() if k != "baseline"}


def evaluate(
    run: RunFile, gold: RunFile, *, baseline: RunFile | None = None, content: Iterable[str] = ()
) -> Report:
    """Hold a run against reviewed gold.

    Args:
        run: the run.
        gold: what is right.
        baseline: another run to compare with, paired.
        content: folders with the schema that the runs name, searched before the shipped ones.

    Raises:
        UsageError: the runs are of different schemas, or the gold has no paragraph.
    """
    name = str(gold.header.get("schema", "incident"))
    for other in (run, baseline):
        if other is not None and str(other.header.get("schema", "incident")) != name:
            raise UsageError(f"the gold has records of {name!r}, a run has others")
    outline = outline_of(load_schema(name, content=tuple(content)))
    right, ours = _by_paragraph(gold), _by_paragraph(run)
    if not right:
        raise UsageError("the gold holds no paragraph")
    units, unit = _units(right, ours, outline)
    theirs = _units(right, _by_paragraph(baseline), outline)[0] if baseline else None
    return Report(
        documents=len({document for document, _ in right}),
        paragraphs=len(right),
        missing=len(right.keys() - ours.keys()),
        unknown=len(ours.keys() - right.keys()),
        unit=unit,
        figures=_figures(units),
        baseline={}
        if theirs is None
        else {k: asdict(v) for k, v in bootstrapping.differences(units, theirs).items()},
    )


def _by_paragraph(run: RunFile) -> dict[_Key, Extraction]:
    found: dict[_Key, Extraction] = {}
    for one in run.extractions:
        key = one.document.id, one.paragraph.index
        if key in found:
            raise UsageError(
                f"two documents of a run are called {key[0]!r}, so its paragraphs cannot be told",
                hint="run `extract` again: it gives the second a name of its own",
            )
        found[key] = one
    return found


def _units(
    gold: Mapping[_Key, Extraction], run: Mapping[_Key, Extraction], outline: Outline
) -> tuple[list[Unit], str]:
    """What was counted, by document or by paragraph, in the order of the gold."""
    counted = {
        key: compare(run[key].records if key in run else (), one.records, outline, one)
        for key, one in sorted(gold.items())
    }
    documents = [list(group) for _, group in groupby(counted, key=lambda key: key[0])]
    if len(documents) < _FEW_DOCUMENTS:
        return list(counted.values()), "paragraph"
    names = next(iter(counted.values())).keys()
    return [
        {name: bootstrapping.total([counted[key] for key in keys], name) for name in names}
        for keys in documents
    ], "document"


def _figures(units: Sequence[Unit]) -> dict[str, dict[str, float | None]]:
    spread = bootstrapping.intervals(units)
    return {
        name: {
            **bootstrapping.total(units, name).report(),
            "low": spread[name][0],
            "high": spread[name][1],
        }
        for name in units[0]
    }


def compare(
    records: Sequence[Mapping[str, Any]],
    gold: Sequence[Mapping[str, Any]],
    outline: Outline,
    paragraph: Extraction,
) -> Unit:
    """What is right of the records of one paragraph."""
    fields = [kind for kind in outline.fields if kind.kind != "evidence"]
    published = paragraph.document.published
    matches = [
        [{kind.name: _matched(kind, one, other, published) for kind in fields} for other in gold]
        for one in records
    ]
    weights = [[_weight(match, fields) for match in row] for row in matches]
    pairs = {i: j for i, j in pair_up(weights) if weights[i][j] > _ENOUGH}
    unit = {name: Tally() for name in (RECORDS, *(kind.name for kind in fields), FIELDS)}
    for i, one in enumerate(records):
        match = matches[i][pairs[i]] if i in pairs else {}
        unit[RECORDS].predict(i in pairs)
        for kind in fields:
            _predict(unit, kind.name, match.get(kind.name, 0), len(kind.items(one)))
    for j, other in enumerate(gold):
        i = next((i for i, partner in pairs.items() if partner == j), -1)
        unit[RECORDS].want(i >= 0)
        for kind in fields:
            found = matches[i][j][kind.name] if i >= 0 else 0
            _want(unit, kind.name, found, len(kind.items(other)))
    return unit


def _predict(unit: Unit, name: str, right: int, of: int) -> None:
    unit[name].predict(right, of)
    unit[FIELDS].predict(right, of)


def _want(unit: Unit, name: str, found: int, of: int) -> None:
    for index in range(of):
        unit[name].want(index < found)
        unit[FIELDS].want(index < found)


def _weight(match: Mapping[str, int], fields: Iterable[Field]) -> float:
    """How far two records agree: fields in common, each the more the more of it is."""
    return sum(_IDENTITY.get(kind.kind, 0.0) * (1 - 0.5 ** match[kind.name]) for kind in fields)


def _matched(
    kind: Field, one: Mapping[str, Any], other: Mapping[str, Any], published: str | None
) -> int:
    """How many values of a field two records have in common, each used once."""
    some = [value for _, value in kind.items(one)]
    others = [value for _, value in kind.items(other)]
    weights = [[float(_equal(kind, a, b, published)) for b in others] for a in some]
    return sum(weights[i][j] > 0 for i, j in pair_up(weights))


def _equal(kind: Field, one: Any, other: Any, published: str | None) -> bool:
    if one == other:
        return True
    if kind.kind == "date" and isinstance(one, str) and isinstance(other, str):
        return same_day(one, other, published) is True
    return kind.kind in {"name", "place", "quote"} and is_same(one, other, kind)
