"""What the agreement of several answers is worth: the chance that a value is right, as measured.

A model's answers may agree and be wrong.  How often they are right at each share of agreement was
measured once over documents with a key, for each kind of field and each verdict, and lies beside
the prompt as ``NAME.calibration.json``.  It holds for the model, the prompt and the number of
samples that it was measured with: for any other nothing is said.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from llmextract.content import prompt_names
from llmextract.errors import UsageError
from llmextract.model import digest
from llmextract.records import Agreement, Extraction, Finding, Verdict, worst
from llmextract.schema import paths
from llmextract.schema.outline import Outline

FORMAT = 1
UNCHECKED = "unchecked"
"""Name of the curve for values that no verifier checks, such as a kind of event."""
CLASSES: Mapping[str, str] = {
    Verdict.SUPPORTED: "carried",
    Verdict.DERIVED: "carried",
    Verdict.INFERRED: "hinted",
    Verdict.PARTLY: "hinted",
}
"""Name of the curve for a verdict that was too rare for one of its own.

Never one curve for all verdicts: most values are supported, and their fortune says nothing of one
that is not.
"""
_DIGITS = 3

Curve = Sequence[tuple[float, float]]
"""Points of a curve: share of the answers that agree, and how many values were right there."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a calibration was measured with, and so what it holds for.

    Attributes:
        model: full name of the model.
        samples: answers to each question.
        schema: name of the schema.
        prompt_digest: digest of instructions, fields, examples and cue words.
    """

    model: str
    samples: int
    schema: str
    prompt_digest: str

    @classmethod
    def of_run(cls, header: Mapping[str, Any]) -> "Setting":
        """The setting of a run, by the header of its file."""
        prompt, examples = str(header.get("prompt_digest")), header.get("examples")
        return cls(
            str(header.get("model")),
            int(header.get("samples", 1)),
            str(header.get("schema")),
            # Examples chosen for each paragraph make another prompt of it.
            digest([prompt, examples]) if examples else prompt,
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """A measured table.

    Attributes:
        setting: what it holds for.
        fitted_on: what it was measured on, in words: documents, values, day.
        fields: the fields that were measured; of others it says nothing.
        curves: by kind of field, then by verdict, class of verdicts or ``unchecked``; rising.
    """

    setting: Setting
    fitted_on: str
    fields: tuple[str, ...]
    curves: Mapping[str, Mapping[str, Curve]]

    def probability(self, kind: str, verdict: Verdict | None, share: float) -> float | None:
        """The chance that a value is right; ``None`` where that was not measured.

        Args:
            kind: kind of its field.
            verdict: the worst that the verifier says of it; ``None`` where nobody checked it.
            share: share of the answers that have it.
        """
        curves = self.curves.get(kind, {})
        name = verdict or UNCHECKED
        curve = curves.get(name) or curves.get(CLASSES.get(name, name))
        return round(_on(curve, share), _DIGITS) if curve else None


def _on(curve: Curve, share: float) -> float:
    """The height of a curve, straight between its points and level beyond the last ones."""
    for (left, low), (right, high) in pairwise(curve):
        if left <= share <= right:
            return low + (high - low) * (share - left) / (right - left)
    return curve[0][1] if share < curve[0][0] else curve[-1][1]


def load(
    prompt: str, setting: Setting, *, content: Iterable[str | Path] = ()
) -> Calibration | None:
    """The calibration that lies beside a prompt and holds for a setting; ``None`` where none does.

    Raises:
        UsageError: the file cannot be read.
    """
    path = prompt_names(content).get(prompt)
    beside = path.with_name(f"{prompt}.calibration.json") if path else None
    if beside is None or not beside.is_file():
        return None
    return next((one for one in _read(beside) if one.setting == setting), None)


def of_run(header: Mapping[str, Any], *, content: Iterable[str | Path] = ()) -> Calibration | None:
    """The calibration that holds for a run, by the header of its file."""
    prompt = str(header.get("prompt"))
    return load(prompt, Setting.of_run(header), content=content) if "samples" in header else None


@lru_cache(maxsize=8)
def _read(path: Path) -> tuple[Calibration, ...]:
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} is no calibration ({error!r})", hint="make it anew, or remove it"
        ) from error


def to_json(calibrations: Iterable[Calibration]) -> dict[str, Any]:
    """A file of calibrations as plain JSON."""
    return {
        "format": FORMAT,
        "calibrations": [
            {
                "model": one.setting.model,
                "samples": one.setting.samples,
                "schema": one.setting.schema,
                "prompt_digest": one.setting.prompt_digest,
                "fitted_on": one.fitted_on,
                "fields": list(one.fields),
                "curves": {
                    kind: {
                        verdict: [list(point) for point in curve] for verdict, curve in by.items()
                    }
                    for kind, by in one.curves.items()
                },
            }
            for one in calibrations
        ],
    }


def from_json(value: Mapping[str, Any]) -> tuple[Calibration, ...]:
    """The calibrations that :func:`to_json` wrote.

    Raises:
        ValueError: it has another format, or a curve that falls or has two heights at one share.
        KeyError, TypeError, AttributeError: it has another shape.
    """
    if value["format"] != FORMAT:
        raise ValueError(f"format {value['format']!r}; this version reads {FORMAT}")
    return tuple(
        Calibration(
            Setting(one["model"], one["samples"], one["schema"], one["prompt_digest"]),
            one["fitted_on"],
            tuple(one["fields"]),
            {
                kind: {verdict: _curve(points) for verdict, points in by.items()}
                for kind, by in one["curves"].items()
            },
        )
        for one in value["calibrations"]
    )


def _curve(points: Sequence[Sequence[float]]) -> Curve:
    curve = [(float(share), float(right)) for share, right in points]
    # More agreement never makes a value less likely; two points at one share would be no function.
    if any(a >= c or b > d for (a, b), (c, d) in pairwise(curve)):
        raise ValueError("a curve falls")
    return tuple(curve)


def rated(extraction: Extraction, calibration: Calibration | None, outline: Outline) -> Extraction:
    """An extraction whose agreement says how likely its values are right, where that is known."""
    draws = extraction.draws
    if draws is None:
        return extraction
    agreement = tuple(
        replace(one, confidence=_confidence(one, extraction, calibration, outline))
        for one in draws.agreement
    )
    return replace(extraction, draws=replace(draws, agreement=agreement))


def _confidence(
    one: Agreement, extraction: Extraction, calibration: Calibration | None, outline: Outline
) -> float | None:
    kind = next((kind for kind in outline.fields if paths.is_under(one.field, kind.name)), None)
    if calibration is None or kind is None or kind.name not in calibration.fields:
        return None
    value = extraction.records[one.record].get(kind.name)
    if value is None or value == []:
        return None  # whether nothing is the right answer, no key of whole documents can tell
    verdict = verdict_on(one, extraction.findings)
    return calibration.probability(kind.kind, verdict, one.share)


def verdict_on(one: Agreement, findings: Iterable[Finding]) -> Verdict | None:
    """The worst that the verifier says of a value; ``None`` where it was not checked."""
    return worst(
        f for f in findings if f.record == one.record and paths.is_under(f.field, one.field)
    )
