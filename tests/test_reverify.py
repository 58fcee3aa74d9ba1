"""Today's verifier over an old run: what changed, and that nothing is lost."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from llmextract import RunFileError, Verdict, cli, runfile
from llmextract.reverify import recheck
from llmextract.runfile import RunFile
from tests.scripts import write_article, write_script

MakeRun = Callable[..., RunFile]


@pytest.fixture
def make_run(tmp_path: Path) -> MakeRun:
    """Extracts a paragraph with one record and reads the run file."""

    def run(*options: str, title: str = "", dateline: str = "", **record: Any) -> RunFile:
        answer = {
            "sentences": [1],
            "event_type": "landmine",
            "status": "happened",
            "date": "Saturday",
            "locations": ["Bellam"],
            "perpetrators": [],
            "targets": ["driver"],
            "weapons": ["mine"],
            "killed": 1,
            "injured": None,
        }
        script = write_script(
            tmp_path / "s.jsonl",
            [
                {"when": "near Bellam", "answer": {"incidents": [answer | record]}},
                {"answer": {"incidents": []}},
            ],
        )
        body = f"{dateline}A mine killed a driver near Bellam on Saturday or Sunday."
        texts = [part for part in (title, body, "Nothing else was known by noon.") if part]
        article = write_article(tmp_path / "a.txt", *texts)
        target = tmp_path / "run.jsonl"
        arguments = ["extract", str(article), "-m", script, "-o", str(target), *options]
        assert cli.run(arguments) == 0
        return runfile.read(target)

    return run


@pytest.mark.parametrize("title", ["", "Mine Kills Driver in Karvel"])
@pytest.mark.parametrize("dateline", ["", "KARVEL, 3 May (Agency) - "])
def test_a_fresh_run_is_as_it_was_with_its_context(
    title: str, dateline: str, make_run: MakeRun
) -> None:
    run = make_run(title=title, dateline=dateline, locations=["Bellam", "Karvel"])
    checked = recheck(run)
    assert checked.changes == ()
    assert checked.extractions == run.extractions
    assert checked.header["verifier"] >= 1
    (karvel,) = (f for e in run.extractions for f in e.findings if f.value == "Karvel")
    assert karvel.verdict == ("supported" if title else "unsupported")


def test_what_was_said_of_dropped_values_stays(make_run: MakeRun) -> None:
    run = make_run(
        "--on-unsupported", "drop", killed=61, locations=["Karvel", "Bellam"], weapons=["rocket"]
    )
    assert any(f.reason.endswith("; dropped") for e in run.extractions for f in e.findings)
    checked = recheck(run)
    assert checked.changes == ()
    before, after = run.extractions[0].findings, checked.extractions[0].findings
    assert sorted(map(repr, before)) == sorted(map(repr, after))


def test_a_changed_verdict_is_a_line_for_a_person(make_run: MakeRun) -> None:
    run = make_run()
    (first, *others) = run.extractions
    findings = tuple(
        replace(f, verdict=Verdict.PARTLY) if f.field == "killed" else f
        for f in first.findings
        if f.field != "date"
    )
    gone = replace(first.findings[0], field="unheard_of", value="x")
    old = RunFile(run.header, (replace(first, findings=(*findings, gone)), *others))
    lines = [change.line() for change in recheck(old).changes]
    assert [line.partition(", paragraph 1: ")[2] for line in lines] == [
        "date = 'Saturday': none -> supported (as written; nothing states of which week the Saturday is)",
        "killed = 1: partly -> supported (article)",
        f"unheard_of = 'x': {gone.verdict} -> none (not checked any more)",
    ]


def test_a_record_that_does_not_fit_the_schema_is_told_in_one_line(make_run: MakeRun) -> None:
    run = make_run()
    (extraction, _) = run.extractions
    row = json.loads(json.dumps(dict(extraction.records[0])))
    bad = replace(extraction, records=({**row, "event_type": "picnic"},))
    with pytest.raises(RunFileError) as caught:
        recheck(RunFile(run.header, (bad,)))
    message = str(caught.value)
    assert "record 1 of paragraph 1 of " in message
    assert "does not fit the schema: event_type: Input should be" in message
    assert "\n" not in message
