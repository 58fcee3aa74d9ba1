"""Edits put into a run: what each does, what is refused, and that nothing of the run is lost."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract import runfile
from llmextract.cli import telling
from llmextract.content import load_schema
from llmextract.errors import UsageError
from llmextract.evaluate import reviewed as against
from llmextract.outputs import Export, write
from llmextract.records import Extraction, Failure
from llmextract.review.applying import Reviewed, apply
from llmextract.review.edits import Edit, Edits, read_edits
from llmextract.runfile import RunFile
from tests.compare.conftest import FERRY, OSTREL, PARVA, QUARRY, SHOLM, make_run
from tests.review.made import text_of

DIGEST = "0" * 64


def edit(action: str, path: str | None = None, value: Any = None, **where: Any) -> Edit:
    row = {"run": DIGEST, "document": "d", "paragraph": 0, "record": 0} | where
    return Edit.model_validate(row | {"action": action, "path": path, "value": value})


def edits(*made: Edit) -> Edits:
    return Edits(digest="e", reviewer="R. Viewer", saved="2024-06-01T10:00Z", edits=made, others=0)


def done(run: RunFile, *made: Edit) -> Reviewed:
    return apply(run, DIGEST, edits(*made))


def first(run: RunFile, *made: Edit) -> Extraction:
    reviewed = done(run, *made)
    assert reviewed.refused == ()
    return reviewed.extractions[0]


def finding(extraction: Extraction, path: str, record: int = 0) -> Any:
    (found,) = [one for one in extraction.findings if (one.record, one.field) == (record, path)]
    return found


@pytest.fixture
def run() -> RunFile:
    return make_run((QUARRY, [SHOLM | {"killed": 4}, PARVA]), (FERRY, [OSTREL]))


def test_a_corrected_value_is_verified_again_and_marked_as_a_persons(run: RunFile) -> None:
    new = first(run, edit("correct", "killed", 9))
    assert new.records[0]["killed"] == 9
    found = finding(new, "killed")
    assert (found.value, found.verdict, found.stated) == (9, "supported", "person")
    assert [span.text for span in found.spans] == ["nine quarry workers"]
    assert finding(new, "injured") == finding(run.extractions[0], "injured")


def test_what_a_person_states_is_judged_like_anything_else(run: RunFile) -> None:
    found = finding(first(run, edit("correct", "killed", 77)), "killed")
    assert (found.verdict, found.stated) == ("unsupported", "person")


def test_a_rejected_item_goes_and_the_others_keep_what_was_found_of_them(run: RunFile) -> None:
    two = SHOLM | {"targets": [{"name": "quarry workers", "kind": "civilians"}, *PARVA["targets"]]}
    run = make_run((QUARRY, [two]))
    new = first(run, edit("reject", "targets[0].name"))
    assert [one["name"] for one in new.records[0]["targets"]] == ["depot"]
    old = finding(run.extractions[0], "targets[1].name")
    assert finding(new, "targets[0].name").reason == old.reason
    assert finding(new, "targets[0].name").stated == "model"
    assert first(run, edit("reject", "killed")).records[0]["killed"] is None


def test_a_value_is_added_to_a_list_by_its_name(run: RunFile) -> None:
    new = first(run, edit("add", "weapons", "rocket"), edit("add", "locations", "Parva"))
    assert new.records[0]["weapons"] == ["rocket"]
    assert new.records[0]["locations"][-1]["name"] == "Parva"
    assert finding(new, "weapons[0]").stated == "person"
    assert finding(new, "locations[1].name").stated == "person"
    assert finding(new, "locations[0].name").stated == "model"


def test_a_corrected_name_takes_what_was_read_from_the_old_one_with_it(run: RunFile) -> None:
    odd = SHOLM | {"perpetrators": [{"name": "farmers", "kind": "civilians"}]}
    new = first(make_run((QUARRY, [odd])), edit("correct", "perpetrators[0].name", "gunmen"))
    assert new.records[0]["perpetrators"] == [{"name": "gunmen", "kind": "rebels"}]
    both = [
        edit("correct", "perpetrators[0].kind", "political_militia"),
        edit("correct", "perpetrators[0].name", "gunmen"),
    ]
    new = first(make_run((QUARRY, [odd])), *both)
    assert new.records[0]["perpetrators"] == [{"name": "gunmen", "kind": "political_militia"}]


def test_a_record_is_rejected_and_one_is_added(run: RunFile) -> None:
    said = {
        "event_type": "shelling",
        "status": "happened",
        "locations": ["Parva"],
        "targets": ["depot"],
    }
    new = first(run, edit("reject"), edit("add", value=said, record=None))
    assert [one["event_type"] for one in new.records] == ["shelling", "shelling"]
    assert new.records[1]["sentences"] == [2]
    assert finding(new, "locations[0].name", 1).stated == "person"
    assert {one.record for one in new.findings} == {0, 1}


def test_what_is_accepted_stays_as_it_is_and_is_remembered(run: RunFile) -> None:
    new = first(run, edit("accept", "killed"), edit("reject", "targets[0].name"))
    assert finding(new, "killed") == finding(run.extractions[0], "killed")
    assert new.review is not None
    assert new.review["accepted"] == [{"record": 0, "path": "killed"}]
    again = apply(
        RunFile(run.header, (new,)), DIGEST, edits(edit("correct", "killed", 9))
    ).extractions[0]
    assert again.review is not None
    assert again.review["accepted"] == []
    assert again.review["original"] == new.review["original"]
    assert [one["action"] for one in again.review["edits"]] == ["accept", "reject", "correct"]


def test_a_whole_record_and_a_whole_paragraph_are_accepted() -> None:
    run = make_run((QUARRY, Failure("refused", "too long")), (FERRY, [OSTREL]))
    reviewed = done(run, edit("accept", record=None), edit("accept", paragraph=1))
    assert reviewed.extractions[0].failure is None
    assert reviewed.extractions[0].review is not None
    assert reviewed.extractions[0].review["original"]["failure"]["message"] == "too long"
    assert reviewed.extractions[1].review is not None
    assert {"record": 0, "path": "killed"} in reviewed.extractions[1].review["accepted"]
    assert reviewed.extractions[1].records == run.extractions[1].records


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (edit("correct", "killed", "many"), "does not fit the schema: killed"),
        (edit("correct", "dead", 3), "no field dead"),
        (edit("correct", "locations[4].name", "X"), "has no locations[4].name"),
        (edit("correct", "sentences[0]", 2), "found, not stated"),
        (edit("reject", "event_type"), "cannot be empty"),
        (edit("add", "killed", 3), "is no list"),
        (edit("add", "weapons", 3), "does not fit the schema"),
        (edit("reject", "killed", record=7), "no such record"),
        (edit("accept", "killed", paragraph=9), "no such paragraph"),
        (edit("correct", None, 3), "a whole record is accepted or rejected"),
        (edit("add", value={"dead": 3}, record=None), "no field dead"),
        (edit("add", value={"killed": 3}, record=None), "does not fit the schema"),
        (edit("correct", record=None), "of a paragraph a record can be added"),
    ],
)
def test_what_cannot_be_done_is_said_and_stops_nothing(run: RunFile, bad: Edit, why: str) -> None:
    reviewed = done(run, bad, edit("correct", "injured", 5))
    assert len(reviewed.refused) == 1
    assert why in reviewed.refused[0]
    assert reviewed.extractions[0].records[0]["injured"] == 5
    assert reviewed.applied == 1
    assert reviewed.header["reviewed"][0]["refused"] == 1


def test_edits_of_a_record_that_is_rejected_are_said_to_be_in_vain(run: RunFile) -> None:
    reviewed = done(run, edit("correct", "killed", 9), edit("reject"))
    assert "its record was rejected" in reviewed.refused[0]
    assert len(reviewed.extractions[0].records) == 1


def test_the_new_run_is_gold_that_the_old_one_is_measured_with(run: RunFile) -> None:
    reviewed = done(run, edit("correct", "killed", 9))
    gold = RunFile(reviewed.header, reviewed.extractions)
    report = against.evaluate(run, gold)
    assert report.figures["killed"]["f1"] == pytest.approx(50.0)
    assert report.figures["injured"]["f1"] == 100.0


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "edits.json"
    path.write_text(text, encoding="utf-8")
    return path


ROW = {
    "run": DIGEST,
    "document": "d",
    "paragraph": 0,
    "record": 0,
    "action": "accept",
    "path": "killed",
}


def test_a_file_of_edits_is_read(tmp_path: Path) -> None:
    rows = [ROW, ROW | {"run": "1" * 64}]
    file = {"llmextract_edits": 1, "reviewer": "R", "saved": "now", "runs": [], "edits": rows}
    read = read_edits(written(tmp_path, json.dumps(file)), DIGEST)
    assert [one.path for one in read.edits] == ["killed"]
    assert (read.others, read.reviewer) == (1, "R")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "is not JSON"),
        ("[]", "is no file of edits"),
        (json.dumps({"llmextract_edits": 2, "edits": []}), "is no file of edits"),
        (
            json.dumps({"llmextract_edits": 1, "edits": [ROW | {"action": "like"}]}),
            "edits.0.action",
        ),
        (json.dumps({"llmextract_edits": 1, "edits": [ROW | {"more": 1}]}), "edits.0.more"),
        (json.dumps({"llmextract_edits": 1, "edits": [ROW | {"run": "1"}]}), "of another run"),
    ],
)
def test_a_file_that_holds_no_edits_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read_edits(written(tmp_path, text), DIGEST)
    with pytest.raises(UsageError, match="cannot be read"):
        read_edits(tmp_path / "nothing.json", DIGEST)


# Whatever is edited, nothing is lost

RECORDS = [SHOLM, SHOLM | {"killed": 4, "weapons": ["rocket", "knife"]}, PARVA]
PATHS = ["killed", "injured", "date", "event_type", "weapons[0]", "weapons[1]", "locations[0].name",
         "targets[0].name", "perpetrators[0].kind", "nothing"]  # fmt: skip
records = st.lists(st.sampled_from(RECORDS), max_size=3)
runs = st.lists(st.tuples(st.sampled_from([QUARRY, FERRY]), records), min_size=1, max_size=3)
changes = st.builds(
    edit,
    st.sampled_from(["accept", "correct", "reject", "add"]),
    st.sampled_from([*PATHS, "weapons", "targets", None]),
    st.sampled_from([3, "Sholm", "rocket", None, {"killed": 2}]),
    record=st.sampled_from([0, 1, 2, None]),
    paragraph=st.integers(0, 3),
)


def read_back(reviewed: Reviewed, tmp: Path) -> RunFile:
    path = tmp / "gold.jsonl"
    path.write_text(text_of(RunFile(reviewed.header, reviewed.extractions)), encoding="utf-8")
    return runfile.read(path)


def exported(run: RunFile) -> Export:
    """The records of a run as they were read, for any format."""
    groups = telling.groups_of(run.extractions)
    return Export(load_schema("incident"), telling.as_read(groups), (run.header,), is_merged=False)


@settings(max_examples=25)
@given(runs, st.lists(changes, max_size=6))
def test_nothing_of_a_run_is_lost_whatever_is_said_of_it(
    tmp_path_factory: pytest.TempPathFactory,
    paragraphs: Sequence[tuple[str, Sequence[dict[str, Any]]]],
    made: Sequence[Edit],
) -> None:
    run = make_run(*paragraphs)
    reviewed = done(run, *made)
    assert reviewed.applied + len(reviewed.refused) == len(made)
    gold = read_back(reviewed, tmp_path_factory.mktemp("gold"))
    assert gold.extractions == reviewed.extractions
    for old, new in zip(run.extractions, gold.extractions, strict=True):
        told = [one for one in made if one.paragraph == old.paragraph.index]
        assert (new.paragraph, new.run) == (old.paragraph, old.run)
        if not told:
            assert new == old
            continue
        assert new.review is not None
        assert len(new.review["edits"]) == len(told)
        original = new.review["original"]
        before = runfile.to_json(old)
        assert {name: before[name] for name in original} == original
        fields = {(one.record, one.field) for one in new.findings}
        assert len(fields) == len(new.findings)
        assert all(one.record < len(new.records) for one in new.findings)
    lines = [json.loads(line) for line in write("jsonl", exported(gold))]
    kept = [dict(row) for one in gold.extractions for row in one.records]
    assert [line["incident"] for line in lines if line["incident"] is not None] == kept
    found = [runfile.finding_to_json(one) for new in gold.extractions for one in new.findings]
    assert sorted(map(json.dumps, (one for line in lines for one in line["findings"]))) == sorted(
        map(json.dumps, found)
    )
