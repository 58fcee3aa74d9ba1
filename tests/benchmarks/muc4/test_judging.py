"""Which values of a run are right by the key, and which documents are drawn for it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.muc4.judging import choose, judged
from benchmarks.muc4.key import document
from llmextract import runfile
from llmextract.reading import confidence
from llmextract.records import Verdict
from tests.benchmarks.muc4.keys import TEMPLATE
from tests.evaluate.runs import RECORD, rows
from tests.scripts import unmeasured

ROOT = Path(__file__).parents[3]
FIELDS = (
    "event_type", "status", "date", "locations[0].name", "perpetrators[0].name", "targets[0].name",
    "targets[1].name", "targets[2].name", "weapons[0]", "killed", "injured",
)  # fmt: skip


def drawn(*records: dict[str, Any], share: float = 0.6) -> list[dict[str, Any]]:
    """The lines of a run of five samples over one document, a paragraph for each record."""
    lines = rows(*([record] for record in records))
    lines[0]["llmextract"] |= {"samples": 5, "prompt_digest": "p"}
    for line in lines[1:]:
        line["agreement"] = [
            {"record": 0, "field": field, "agreement": share, "confidence": None}
            for field in FIELDS
        ]
        line["draws"] = {"asked": 5, "read": 5, "left_out": []}
    return lines


def verdict_of(
    write: Callable[..., Path], lines: list[dict[str, Any]], **template: Any
) -> dict[str, bool]:
    run = runfile.read(write(*lines, name="run.jsonl"))
    key = document({"id": "a", "templates": [TEMPLATE | template]})
    return {f"{one.field}": one.is_right for one in judged(run, [key])}


RIGHT = RECORD | {"date": "5 January 1990", "targets": RECORD["targets"][:1], "injured": 4}


def test_each_value_is_held_against_its_slot(write: Callable[..., Path]) -> None:
    assert verdict_of(write, drawn(RIGHT)) == {
        "event_type": True,
        "date": True,
        "locations": True,
        "perpetrators": True,
        "targets": True,
        "weapons": True,
        "killed": True,
        "injured": True,
    }


def test_what_the_key_has_otherwise_is_wrong(write: Callable[..., Path]) -> None:
    wrong = RIGHT | {
        "event_type": "kidnapping",
        "date": "7 January 1990",
        "locations": [{"name": "Bellam", "kind": "town", "within": ["Tondo"]}],
        "targets": [{"name": "a bus", "kind": "vehicle"}],
        "weapons": ["knives"],
        "killed": 4,
        "injured": 1,
    }
    told = verdict_of(write, drawn(wrong))
    assert {name for name, is_right in told.items() if is_right} == {"perpetrators"}
    assert len(told) == 8


def test_somebody_hit_is_right_as_a_person_or_as_a_thing(write: Callable[..., Path]) -> None:
    for name in ("grain store", "trader", "Ana Ruiz"):
        record = RIGHT | {"targets": [{"name": name, "kind": "facility"}]}
        assert verdict_of(write, drawn(record))["targets"]


def test_what_the_key_cannot_tell_is_not_judged(write: Callable[..., Path]) -> None:
    silent = {"killed": None, "injured": {"value": None, "min": None, "max": None}}
    told = verdict_of(write, drawn(RIGHT), **silent, date_ranges=[], locations=[], type=None)
    assert set(told) == {"perpetrators", "targets", "weapons"}
    nothing = RIGHT | {"date": None, "killed": None, "injured": None, "weapons": [], "targets": []}
    assert set(verdict_of(write, drawn(nothing))) == {"event_type", "locations", "perpetrators"}


def test_an_incident_without_a_template_is_not_judged(write: Callable[..., Path]) -> None:
    other = {
        **{name: [] for name in ("locations", "perpetrators", "targets", "weapons")},
        "sentences": [1], "event_type": "arson", "status": "happened", "date": None,
        "killed": None, "injured": None,
    }  # fmt: skip
    assert verdict_of(write, drawn(other)) == {}
    run = runfile.read(write(*drawn(RIGHT), name="run.jsonl"))
    assert list(judged(run, [document({"id": "another", "templates": [TEMPLATE]})])) == []


def test_every_record_that_an_incident_was_joined_of_is_judged(write: Callable[..., Path]) -> None:
    lines = drawn(RIGHT, RIGHT | {"weapons": ["stones"]})
    run = runfile.read(write(*lines, name="run.jsonl"))
    key = document({"id": "a", "templates": [TEMPLATE]})
    weapons = [one for one in judged(run, [key]) if one.field == "weapons"]
    assert [one.is_right for one in weapons] == [True, False]


def test_a_judged_value_has_its_kind_its_verdict_and_its_share(write: Callable[..., Path]) -> None:
    lines = drawn(RIGHT, share=0.8)
    lines[1]["findings"] = [
        {"record": 0, "field": "killed", "value": 3, "verdict": "derived", "low": 3, "high": 3,
         "reason": "sum", "spans": []}
    ]  # fmt: skip
    run = runfile.read(write(*lines, name="run.jsonl"))
    key = document({"id": "a", "templates": [TEMPLATE]})
    by_field = {one.field: one for one in judged(run, [key])}
    killed, kind = by_field["killed"], by_field["event_type"]
    assert (killed.kind, killed.verdict, killed.share) == ("number", Verdict.DERIVED, 0.8)
    assert (kind.kind, kind.verdict, kind.document) == ("category", None, "a")


def gold(count: int) -> list[dict[str, Any]]:
    """Documents with one to three templates, and some with none."""
    return [
        {"id": f"doc{n}", "text": "x" * (n * 10), "templates": [TEMPLATE] * (n % 4)}
        for n in range(count)
    ]


def test_documents_are_drawn_the_same_way_each_time_in_their_order() -> None:
    documents = gold(100)
    chosen = choose(documents, 12, longest=900)
    assert choose(documents[::-1], 12, longest=900) == chosen[::-1]
    numbers = [documents.index(dict(row)) for row in chosen]
    assert numbers == sorted(numbers)
    assert len(chosen) == 12
    assert sum(len(row["templates"]) > 1 for row in chosen) == 4
    assert all(row["templates"] and len(row["text"]) <= 900 for row in chosen)


def test_excluded_documents_are_not_drawn_and_few_are_all_taken() -> None:
    documents = gold(20)
    chosen = {row["id"] for row in choose(documents, 6, longest=900)}
    others = choose(documents, 6, excluded=chosen, longest=900)
    assert not chosen & {row["id"] for row in others}
    assert len(choose(documents, 100, longest=900)) == 15
    assert choose(documents, 100, longest=10) == [documents[1]]


def test_the_benchmark_draws_fits_and_writes(tmp_path: Path, write: Callable[..., Path]) -> None:
    def run(*arguments: str) -> str:
        script = [sys.executable, "-m", "benchmarks.calibration", *arguments]
        done = subprocess.run(
            script, check=True, capture_output=True, text=True, env=unmeasured(), cwd=ROOT
        )
        return done.stdout

    documents = [row | {"templates": [TEMPLATE]} for row in gold(60)]
    key, left = tmp_path / "key.jsonl", tmp_path / "left.jsonl"
    key.write_text("".join(json.dumps(row) + "\n" for row in documents), encoding="utf-8")
    left.write_text(json.dumps(documents[7]) + "\n", encoding="utf-8")
    chosen = tmp_path / "chosen.jsonl"
    told = run("--gold", str(key), "--exclude", str(left), "--limit", "9", "--draw", str(chosen))
    assert told == "9 documents, 9 templates\n"
    assert '"doc7"' not in chosen.read_text(encoding="utf-8")

    lines = drawn(RIGHT)[:1]
    for number, row in enumerate(documents):
        (line,) = drawn(RIGHT | {"killed": 3 if number % 3 else 5}, share=(1 + number % 3) / 3)[1:]
        lines.append(line | {"document": line["document"] | {"id": row["id"]}})
    path, table = write(*lines, name="run.jsonl"), tmp_path / "table.json"
    for _ in range(2):
        told = run("--gold", str(key), "--run", str(path), "-o", str(table), "--data", "our own")
    assert "agreement: n" in told
    assert "confidence: n" in told
    (made,) = confidence.from_json(json.loads(table.read_text(encoding="utf-8")))
    assert made.setting == confidence.Setting("test:m", 5, "incident", "p")
    assert made.fitted_on.startswith("our own: ")
    low, high = (made.probability("number", None, share) for share in (1 / 3, 1.0))
    assert low is not None
    assert high is not None
    assert low < high
