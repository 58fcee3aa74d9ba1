"""The table of confidences: what it holds for, how it is read, what it is refused for."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.errors import UsageError
from llmextract.reading import confidence
from llmextract.reading.confidence import (
    Calibration,
    Setting,
    from_json,
    load,
    of_run,
    rated,
    to_json,
)
from llmextract.records import (
    Agreement,
    Document,
    Draws,
    Extraction,
    Finding,
    Paragraph,
    Run,
    Usage,
    Verdict,
)
from llmextract.schema.outline import outline_of
from tests.merge.conftest import Disaster

SETTING = Setting("test:m", 5, "disaster", "d1")
TABLE = Calibration(
    SETTING,
    "ten documents of our own",
    ("dead", "spots", "kind", "hit"),
    {
        "number": {
            "supported": ((0.2, 0.1), (0.6, 0.5), (1.0, 0.9)),
            "carried": ((0.5, 0.4),),
            "unsupported": ((1.0, 0.05),),
        },
        "category": {"unchecked": ((0.4, 0.3), (1.0, 0.8))},
        "place": {"hinted": ((0.5, 0.2),)},
    },
)
HEADER = {"model": "test:m", "samples": 5, "schema": "disaster", "prompt_digest": "d1"}


def test_between_two_points_it_goes_straight_and_beyond_them_level() -> None:
    heights = [
        TABLE.probability("number", Verdict.SUPPORTED, share)
        for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    ]
    assert heights == [0.1, 0.1, 0.3, 0.5, 0.7, 0.9]


def test_a_rare_verdict_is_read_from_its_class_and_never_from_a_better_one() -> None:
    assert TABLE.probability("number", Verdict.DERIVED, 1.0) == 0.4
    assert TABLE.probability("number", Verdict.UNSUPPORTED, 1.0) == 0.05
    assert TABLE.probability("number", Verdict.PARTLY, 1.0) is None
    assert TABLE.probability("place", Verdict.INFERRED, 1.0) == 0.2
    assert TABLE.probability("place", Verdict.SUPPORTED, 1.0) is None
    assert TABLE.probability("category", None, 1.0) == 0.8
    assert TABLE.probability("date", Verdict.SUPPORTED, 1.0) is None


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_agreement_is_never_less_likely(one: float, other: float) -> None:
    low, high = sorted((one, other))
    lower = TABLE.probability("number", Verdict.SUPPORTED, low)
    higher = TABLE.probability("number", Verdict.SUPPORTED, high)
    assert lower is not None
    assert higher is not None
    assert lower <= higher


def test_a_table_survives_being_written_and_read() -> None:
    assert from_json(json.loads(json.dumps(to_json([TABLE])))) == (TABLE,)


@pytest.mark.parametrize("points", [[[0.2, 0.5], [0.4, 0.4]], [[0.4, 0.1], [0.4, 0.2]]])
def test_a_curve_that_falls_is_refused(points: list[list[float]]) -> None:
    value = to_json([TABLE])
    value["calibrations"][0]["curves"]["number"]["supported"] = points
    with pytest.raises(ValueError, match="a curve falls"):
        from_json(value)


def beside(folder: Path, value: Any) -> Path:
    """A content folder with a prompt and what lies beside it."""
    (folder / "prompts").mkdir()
    (folder / "prompts" / "disaster.md").write_text("{{fields}}", encoding="utf-8")
    text = value if isinstance(value, str) else json.dumps(value)
    (folder / "prompts" / "disaster.calibration.json").write_text(text, encoding="utf-8")
    return folder


def test_it_holds_for_its_setting_alone(tmp_path: Path) -> None:
    content = [beside(tmp_path, to_json([TABLE]))]
    assert load("disaster", SETTING, content=content) == TABLE
    for other in (
        Setting("test:n", 5, "disaster", "d1"),
        Setting("test:m", 3, "disaster", "d1"),
        Setting("test:m", 5, "other", "d1"),
        Setting("test:m", 5, "disaster", "d2"),
    ):
        assert load("disaster", other, content=content) is None
    assert load("no-such-prompt", SETTING, content=content) is None


def test_a_prompt_of_the_users_has_no_calibration_of_ours(tmp_path: Path) -> None:
    content = [beside(tmp_path, to_json([TABLE]))]
    (tmp_path / "prompts" / "disaster.calibration.json").unlink()
    assert load("disaster", SETTING, content=content) is None


def test_the_setting_of_a_run_is_in_its_header(tmp_path: Path) -> None:
    content = [beside(tmp_path, to_json([TABLE]))]
    header = HEADER | {"prompt": "disaster"}
    assert of_run(header, content=content) == TABLE
    assert of_run({k: v for k, v in header.items() if k != "samples"}, content=content) is None
    # chosen examples are another prompt, though its fixed part is the same
    assert of_run(header | {"examples": {"digest": "x"}}, content=content) is None


@pytest.mark.parametrize("text", ["{", '{"format": 2}', "[]", '{"format": 1, "calibrations": [3]}'])
def test_a_damaged_table_is_told_with_its_name(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"disaster\.calibration\.json is no calibration"):
        load("disaster", SETTING, content=[beside(tmp_path, text)])


def extraction(*agreement: Agreement, findings: tuple[Finding, ...] = ()) -> Extraction:
    rows: list[dict[str, Any]] = [
        {"kind": "flood", "dead": 3, "missing": 2, "spots": [{"name": "Ebra"}], "hit": []},
        {"kind": "quake", "dead": None},
    ]
    return Extraction(
        Document("d", "d.txt", "", ()),
        Paragraph(0, 0, 0, ""),
        tuple(rows),
        findings,
        None,
        Run("test:m", "", cached=False, seconds=0.0, attempts=0, usage=Usage()),
        Draws(5, 5, agreement) if agreement else None,
    )


def said(one: Agreement, *findings: Finding) -> float | None:
    draws = rated(extraction(one, findings=findings), TABLE, outline_of(Disaster)).draws
    assert draws is not None
    return draws.agreement[0].confidence


def found(record: int, field: str, verdict: Verdict) -> Finding:
    return Finding(record, field, "v", verdict, "why")


def test_each_value_is_rated_by_the_worst_verdict_on_it_and_on_no_other() -> None:
    dead = Agreement(0, "dead", 1.0)
    others = found(1, "dead", Verdict.UNSUPPORTED), found(0, "missing", Verdict.UNSUPPORTED)
    assert said(dead, found(0, "dead", Verdict.SUPPORTED), *others) == 0.9
    assert said(dead, found(0, "dead", Verdict.UNSUPPORTED)) == 0.05
    assert said(Agreement(0, "kind", 0.7)) == 0.55
    place = Agreement(0, "spots[0].name", 0.4)
    assert said(place, found(0, "spots[0].name", Verdict.INFERRED)) == 0.2


def test_of_what_was_not_measured_nothing_is_said() -> None:
    supported = found(0, "missing", Verdict.SUPPORTED)
    assert said(Agreement(0, "missing", 1.0), supported) is None, "a field that was not judged"
    assert said(Agreement(1, "dead", 1.0)) is None, "null"
    assert said(Agreement(0, "hit", 1.0)) is None, "an empty list"
    assert said(Agreement(0, "nobody", 1.0)) is None


def test_without_a_table_a_confidence_that_was_there_is_taken_back() -> None:
    old = extraction(Agreement(0, "dead", 1.0, 0.7))
    fresh = rated(old, None, outline_of(Disaster)).draws
    assert fresh is not None
    assert fresh.agreement == (Agreement(0, "dead", 1.0, None),)


def test_a_run_of_one_sample_is_left_as_it_is() -> None:
    plain = extraction()
    assert rated(plain, TABLE, outline_of(Disaster)) is plain


def test_the_verdict_on_a_value_is_that_on_its_parts() -> None:
    findings = [
        found(0, "spots[0].name", Verdict.PARTLY),
        found(0, "spots[1].name", Verdict.DERIVED),
    ]
    assert confidence.verdict_on(Agreement(0, "spots[0]", 1.0), findings) is Verdict.PARTLY
    assert confidence.verdict_on(Agreement(0, "spots[10].name", 1.0), findings) is None
