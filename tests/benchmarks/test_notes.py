"""Notes and recaps: what counts as right, and that each gold is right about itself."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks import merged, notes, recaps
from llmextract import runfile
from llmextract.documents.segmenting import sentence_bounds
from llmextract.runfile import RunFile

GOLD: dict[str, Any] = {
    "id": "n1",
    "part": "dev",
    "text": "Fighters of the Kite League, it is said, killed at least two traders in Órbel (Norra).",
    "published": None,
    "incidents": [
        {
            "event_type": "armed_attack",
            "locations": {"must": ["Órbel"], "may": ["Norra"]},
            "perpetrators": {"must": ["Kite League"], "may": ["Fighters of the Kite League"]},
            "targets": {"must": ["traders"], "may": ["two traders"]},
            "killed": {"min": 2},
            "injured": None,
            "claimed_or_blamed": True,
        }
    ],
}
QUIET = GOLD | {"id": "n2", "incidents": []}


def record(**values: Any) -> dict[str, Any]:
    return {
        "sentences": [1],
        "event_type": "armed_attack",
        "status": "alleged",
        "date": None,
        "locations": [{"name": "Orbel", "kind": "town", "within": []}],
        "perpetrators": [{"name": "Fighters of the Kite League", "kind": "rebels"}],
        "targets": [{"name": "two traders", "kind": "civilians"}],
        "weapons": [],
        "killed": 2,
        "injured": None,
    } | values


def run_of(records: dict[str, list[dict[str, Any]]], folder: Path) -> RunFile:
    """A run with one paragraph for each record of a document; the name is id and file."""
    lines: list[dict[str, Any]] = [{"llmextract": {"format": 1, "schema": "incident"}}]
    run = {
        "model": "test:m", "digest": "", "cached": False, "seconds": 0.0, "attempts": 0,
        "usage": {"prompt_tokens": 0, "completion_tokens": 0},
    }  # fmt: skip
    for name, rows in records.items():
        document = {"id": name, "source": f"texts/{name}", "title": None, "published": None}
        for index, found in enumerate([[row] for row in rows] or [[]]):
            place = {"index": index, "start": 9 * index, "end": 9 * index + 4, "text": "Fire"}
            lines.append(
                {
                    "document": document,
                    "paragraph": place,
                    "records": found,
                    "findings": [],
                    "failure": None,
                    "run": run,
                }
            )
    path = folder / "run.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in lines), encoding="utf-8")
    return runfile.read(path)


def scored(folder: Path, *rows: dict[str, Any], gold: dict[str, Any] = GOLD) -> dict[str, int]:
    return dict(notes.score(run_of({gold["id"]: list(rows)}, folder), [gold])[0])


def test_a_longer_span_has_the_core_and_diacritics_do_not_matter(tmp_path: Path) -> None:
    found = scored(tmp_path, record())
    for name, of in (("places", 1), ("actors", 2), ("claimed or blamed", 1), ("killed", 1)):
        assert (found[name], found[f"{name} of"]) == (of, of), name
    assert "injured of" not in found
    assert (found["incidents"], found["incidents of"], found["paired"]) == (1, 1, 1)
    assert (found["actors beside"], found["places beside"], found["counts beside"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"killed": None}, "killed"),
        ({"killed": 3}, "killed"),
        ({"locations": [{"name": "Norra", "kind": "town", "within": []}]}, "places"),
        ({"perpetrators": [{"name": "fighters", "kind": "rebels"}]}, "claimed or blamed"),
    ],
)
def test_what_is_not_as_the_gold_demands_is_wrong(
    values: dict[str, Any], name: str, tmp_path: Path
) -> None:
    found = scored(tmp_path, record(**values))
    assert (found[name], found[f"{name} of"]) == (0, 1)


def test_sides_count_but_not_in_a_clash(tmp_path: Path) -> None:
    turned = record(perpetrators=record()["targets"], targets=record()["perpetrators"])
    assert scored(tmp_path, turned)["actors"] == 0
    (incident,) = GOLD["incidents"]
    clash = GOLD | {"incidents": [incident | {"event_type": "clash"}]}
    assert scored(tmp_path, turned, gold=clash)["actors"] == 2


def test_a_place_that_another_lies_in_is_named_too(tmp_path: Path) -> None:
    inner = record(locations=[{"name": "the market", "kind": "site", "within": ["Órbel"]}])
    found = scored(tmp_path, inner)
    assert (found["places"], found["places beside"]) == (1, 1)


def test_what_nobody_told_stands_beside(tmp_path: Path) -> None:
    more = record(injured=4, targets=[*record()["targets"], {"name": "a bus", "kind": "vehicle"}])
    found = scored(tmp_path, more)
    assert (found["counts beside"], found["actors beside"], found["actors told"]) == (1, 1, 3)


def test_a_note_that_reports_nothing_is_left_alone_or_not(tmp_path: Path) -> None:
    assert scored(tmp_path, gold=QUIET)["left alone"] == 1
    found = scored(tmp_path, record(), gold=QUIET)
    assert (found["left alone"], found["left alone of"], found["incidents"]) == (0, 1, 1)


def test_a_missed_incident_has_nothing_right_and_a_note_without_a_run_does_not_count(
    tmp_path: Path,
) -> None:
    run = run_of({"n1": []}, tmp_path)
    counts, wrong = notes.score(run, [GOLD, QUIET])
    assert (counts["notes"], counts["paired"], counts["actors"], counts["actors of"]) == (
        1,
        0,
        0,
        2,
    )
    assert any(line.startswith("n1 killed: None for") for line in wrong)


def perfect(gold: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The incidents of a note as a perfect reader would give them."""

    def least(said: Any) -> Any:
        return said["min"] if isinstance(said, dict) else said

    return [
        record(
            event_type=one["event_type"],
            locations=[
                {"name": n, "kind": "unknown", "within": []} for n in one["locations"]["must"]
            ],
            killed=least(one["killed"]),
            injured=least(one["injured"]),
            **{
                side: [{"name": n, "kind": "unknown"} for n in one[side]["must"]]
                for side in ("perpetrators", "targets")
            },
        )
        for one in gold["incidents"]
    ]


def test_the_gold_of_the_notes_is_right_about_itself(tmp_path: Path) -> None:
    gold = notes.read_gold(notes.GOLD)
    counts, wrong = notes.score(run_of({n["id"]: perfect(n) for n in gold}, tmp_path), gold)
    assert wrong == []
    assert counts["notes"] == 80
    assert counts["left alone"] == counts["left alone of"] == 12
    assert counts["actors beside"] == counts["places beside"] == counts["counts beside"] == 0


def test_the_cores_of_the_notes_stand_in_their_text() -> None:
    for note in notes.read_gold(notes.GOLD):
        for one in note["incidents"]:
            for field in ("locations", "perpetrators", "targets"):
                cores = one[field]["must"]
                assert [core for core in cores if not notes.names(core, [note["text"]])] == []


def test_the_parts_of_the_notes_are_halves() -> None:
    assert [len(notes.read_gold(notes.GOLD, part)) for part in ("dev", "test")] == [40, 40]


def test_the_command_prints_the_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_of({"n1": [record(killed=7)]}, tmp_path)
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    given = [str(tmp_path / "run.jsonl"), "--gold", str(gold), "--part", "dev", "--wrong"]
    assert notes.main(given) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "1 notes: 1 incidents for 1"
    assert out[1].split() == ["killed", "0", "of", "1"]
    assert out[-1] == "n1 killed: 7 for {'min': 2}"


ARTICLE: dict[str, Any] = {
    "file": "r01.txt",
    "incidents": [
        {"event_type": "armed_attack", "locations": ["Orbel"], "killed": 2, "injured": None}
    ],
    "killed_total": 2,
    "injured_total": None,
}


def recapped(folder: Path, *rows: dict[str, Any]) -> dict[str, int]:
    return dict(recaps.score(run_of({"r01.txt": list(rows)}, folder), [ARTICLE])[0])


def test_a_toll_told_twice_is_wrong_and_its_incident_is_right(tmp_path: Path) -> None:
    other = record(
        locations=[{"name": "Bellam", "kind": "town", "within": []}], event_type="bombing",
        perpetrators=[], targets=[], killed=5,
    )  # fmt: skip
    once = recapped(tmp_path, record())
    assert (once["killed sum"], once["killed sum of"], once["killed"]) == (1, 1, 1)
    assert "injured sum of" not in once
    twice = recapped(tmp_path, record(), other)
    assert (twice["killed sum"], twice["killed"], twice["told for one"]) == (0, 1, 2)


def test_what_is_marked_as_background_is_not_in_the_toll(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [merged.Told(record(), (0,)), merged.Told(record(killed=70), (1,), is_background=True)]
    run = run_of({"r01.txt": []}, tmp_path)
    (article,) = merged.articles(run)
    found = dataclasses.replace(article, incidents=tuple(told))
    monkeypatch.setattr(merged, "articles", lambda _: [found])
    counts, _ = recaps.score(run, [ARTICLE])
    assert counts["killed sum"] == 1
    assert (counts["told for one"], counts["news for one"]) == (2, 1)


def test_an_article_in_which_nothing_is_found(tmp_path: Path) -> None:
    found = recapped(tmp_path)
    assert (found["killed sum"], found["paired"], found["articles"]) == (0, 0, 1)


def test_the_gold_of_the_recaps_is_right_about_itself(tmp_path: Path) -> None:
    gold = recaps.read_gold(recaps.GOLD)
    assert [len(recaps.read_gold(recaps.GOLD, part)) for part in ("dev", "test")] == [48, 12]
    for article in gold:
        text = (recaps.FOLDER / "articles" / article["file"]).read_text("utf-8")
        for one in article["incidents"]:
            assert [name for name in one["locations"] if name not in text] == []
        for name in ("killed", "injured"):
            said = [one[name] for one in article["incidents"] if one[name] is not None]
            assert article[f"{name}_total"] == (sum(said) if said else None)


def test_each_block_of_the_recaps_has_its_kept_reply() -> None:
    told: dict[tuple[str, int], int] = {}
    for line in (recaps.FOLDER / "replies.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        cited = [n for one in row["answer"]["incidents"] for n in one["sentences"]]
        told[row["document"], row["paragraph"]] = max(cited, default=0)
    for path in sorted((recaps.FOLDER / "articles").glob("*.txt")):
        for index, block in enumerate(path.read_text("utf-8").strip().split("\n\n")):
            assert told.pop((path.name, index)) <= len(list(sentence_bounds(block)))
    assert told == {}


def test_the_command_prints_the_tolls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_of({"r01.txt": [record(killed=9)]}, tmp_path)
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(ARTICLE) + "\n", encoding="utf-8")
    assert recaps.main([str(tmp_path / "run.jsonl"), "--gold", str(gold), "--wrong"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "1 articles: 1 incidents for 1, of which 1 found"
    assert out[-1] == "r01.txt killed: [9] for 2"
