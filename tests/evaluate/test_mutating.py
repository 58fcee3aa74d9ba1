"""Cases made from a run that a person trusts: labels that hold, and nothing left to chance."""

import json
from typing import Any

import pytest

from llmextract import runfile
from llmextract.errors import RunFileError
from llmextract.evaluate import cases as labelled
from llmextract.evaluate import mutating
from llmextract.reverify import recheck
from llmextract.runfile import RunFile
from tests.evaluate.runs import RECORD, rows

RAID = (
    "Raiders shot 14 herders dead in Kidal on Sunday and wounded 31 others. "
    "The army sent trucks from Niamey, the spokesman said."
)


def record(**values: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "perpetrators": [],
        "targets": [],
        "weapons": [],
        "locations": [],
        "date": None,
    }
    return {**RECORD, **empty, "killed": None, "injured": None, **values}


def places(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "kind": "unknown", "within": []} for name in names]


def run_over(text: str, *records: dict[str, Any], title: str | None = None, tmp: Any) -> RunFile:
    """A run over one paragraph with today's findings."""
    lines = rows(list(records))
    lines[1]["document"]["title"] = title
    lines[1]["paragraph"] = {"index": 0, "start": 0, "end": len(text), "text": text}
    path = tmp / "run.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    checked = recheck(runfile.read(path))
    return RunFile(checked.header, checked.extractions)


def made(run: RunFile) -> dict[str, set[tuple[Any, Any]]]:
    """Role and value of the cases by phenomenon."""
    found: dict[str, set[tuple[Any, Any]]] = {}
    for case in mutating.cases_of(run):
        found.setdefault(case["phenomenon"], set()).add((case["role"], case["value"]))
    return found


def test_values_as_read_and_wrong_ones_made_of_them(tmp_path: Any) -> None:
    run = run_over(RAID, record(killed=14, injured=31, locations=places("Kidal")), tmp=tmp_path)
    assert made(run) == {
        "as read": {("killed", 14), ("injured", 31), ("location", "Kidal")},
        "number of another role": {("killed", 31), ("injured", 14)},
        "one more": {("killed", 15), ("injured", 32)},
        "place in another part": {("location", "Niamey")},
    }
    cases = list(mutating.cases_of(run))
    assert cases == list(mutating.cases_of(run))
    assert {case["label"] for case in cases if case["phenomenon"] != "as read"} == {"unsupported"}
    ids = [case["id"] for case in cases]
    assert len(set(ids)) == len(ids)
    assert ids[0] == "a/0/0/locations[0].name"


def test_the_cases_are_read_and_judged(tmp_path: Any) -> None:
    run = run_over(
        RAID, record(killed=14, injured=31, locations=places("Kidal")), tmp=tmp_path, title="Raid"
    )
    path = tmp_path / "cases.jsonl"
    made = list(mutating.cases_of(run))
    path.write_text("".join(json.dumps(case) + "\n" for case in made), encoding="utf-8")
    judged = labelled.judge_cases(labelled.read_cases(path))
    assert [one.case for one in judged] == made
    assert labelled.score(judged)["accuracy"] == 1.0
    assert all(case["context"] == "Raid" for case in made)


def test_what_is_true_all_the_same_is_left_out(tmp_path: Any) -> None:
    text = (
        "Raiders shot six herders dead in Kidal and wounded 13. "
        "In Gao seven men were killed and six were wounded."
    )
    run = run_over(
        text,
        record(killed=6, injured=13, locations=places("Kidal"), sentences=[1]),
        record(killed=7, injured=6, locations=places("Gao"), sentences=[2]),
        tmp=tmp_path,
    )
    found = made(run)
    # 6 killed and 6 wounded; 13 killed is the sum; 7 stands there, 13 + 1 and 7 + 1 do not.
    assert found["number of another role"] == {("injured", 7)}
    assert found["one more"] == {("injured", 14), ("killed", 8)}
    assert found["place of another incident"] == {("location", "Kidal"), ("location", "Gao")}
    texts = {c["value"]: c["text"] for c in mutating.cases_of(run) if "incident" in c["phenomenon"]}
    assert texts == {
        "Gao": "Raiders shot six herders dead in Kidal and wounded 13.",
        "Kidal": "In Gao seven men were killed and six were wounded.",
    }


def test_bounds_hold_what_is_above_them(tmp_path: Any) -> None:
    text = (
        "Raiders killed five herders in Kidal. In Gao they killed at least 14 men and wounded 31."
    )
    records = record(killed=5, sentences=[1]), record(killed=14, injured=31, sentences=[2])
    found = made(run_over(text, *records, tmp=tmp_path))
    assert found == {
        "as read": {("killed", 5), ("injured", 31)},
        "number of another role": {("injured", 5)},
        "one more": {("killed", 6)},  # 32 is at least 14
    }


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Raiders shot 14 herders in Kidal, Mali.", "Kidal"),  # holds it
        ("Raiders from Mali shot 14 herders in Kidal.", "Kidal"),
        ("Raiders shot 14 herders in Kidal, Gao and Niamey.", "Kidal"),  # the same list
        ("Raiders shot 14 herders in Kidal after leaving Qqzzford.", "Kidal"),  # nobody knows it
    ],
)
def test_places_that_may_be_true_are_left_out(text: str, listed: str, tmp_path: Any) -> None:
    found = made(run_over(text, record(locations=places(listed)), tmp=tmp_path))
    assert found == {"as read": {("location", listed)}}


def test_a_denial_is_dropped(tmp_path: Any) -> None:
    text = "Shells fell on Kidal on Sunday. Nobody was killed. The market burned."
    run = run_over(text, record(killed=0), tmp=tmp_path)
    dropped = next(c for c in mutating.cases_of(run) if c["phenomenon"] == "denial dropped")
    assert (dropped["value"], dropped["text"]) == (
        0, "Shells fell on Kidal on Sunday. The market burned.",
    )  # fmt: skip
    assert made(run)["one for none"] == {("killed", 1)}


def test_a_denial_that_stays_or_is_all_there_is_cannot_be_dropped(tmp_path: Any) -> None:
    for text in ("Nobody was killed.", "Nobody was killed. There were no casualties in Kidal."):
        found = made(run_over(text, record(killed=0), tmp=tmp_path))
        assert "denial dropped" not in found


def test_values_that_the_run_does_not_hold_for_right_are_no_cases(tmp_path: Any) -> None:
    run = run_over(RAID, record(killed=99, injured=31, locations=places("Niamey")), tmp=tmp_path)
    assert made(run)["as read"] == {("injured", 31)}
    assert not any(case["value"] == 99 for case in mutating.cases_of(run))


def test_a_record_of_another_schema_is_told(tmp_path: Any) -> None:
    run = run_over(RAID, record(killed=14), tmp=tmp_path)
    run.extractions[0].records[0]["killed"] = "many of them"  # type: ignore[index]
    with pytest.raises(RunFileError, match="does not fit the schema"):
        list(mutating.cases_of(run))


def test_who_acts_is_made_one_who_is_hit_and_the_other_way_round(tmp_path: Any) -> None:
    names = {
        "perpetrators": [{"name": "Raiders", "kind": "unknown"}],
        "targets": [{"name": "herders", "kind": "civilians"}],
    }
    run = run_over(RAID, record(**names), tmp=tmp_path)
    assert made(run) == {
        "as read": {("agent", "Raiders"), ("patient", "herders")},
        "name on the other side": {("patient", "Raiders"), ("agent", "herders")},
    }
    judged = labelled.judge_cases(mutating.cases_of(run))
    assert [one.verdict for one in judged] == [one.case["label"] for one in judged]
    assert made(run_over(RAID, record(**names, event_type="clash"), tmp=tmp_path)) == {}
