"""The gold of the invented articles stands in their words, and its scorer is right about itself."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import article_scores, articles
from llmextract.content import load_schema
from llmextract.records import Document, Extraction, Paragraph, Run, Usage
from llmextract.runfile import header_line, line
from tests.scripts import write_script

ARTICLES = Path(__file__).parents[1] / "articles"
NAMES = sorted(path.stem for path in ARTICLES.glob("*.txt"))
KEYS = {
    "paragraphs",
    "optional",
    "event_type",
    "status",
    "date",
    "locations",
    "perpetrators",
    "targets",
    "weapons",
    "killed",
    "injured",
    "note",
}


def gold(name: str) -> list[dict[str, Any]]:
    rows = (ARTICLES / f"{name}.gold.jsonl").read_text("utf-8").splitlines()
    return [json.loads(row) for row in rows]


def paragraphs(name: str) -> list[str]:
    return (ARTICLES / f"{name}.txt").read_text("utf-8").strip().split("\n\n")


def mentions(row: dict[str, Any], field: str) -> Iterator[str]:
    for value in row.get(field) or ():
        yield from [value] if isinstance(value, str) else value


def as_found(row: dict[str, Any]) -> dict[str, Any]:
    """A gold incident as a perfect reader would give it: one mention an actor."""
    sides = {side: [actor[:1] for actor in row[side]] for side in ("perpetrators", "targets")}
    return row | sides | {"within": []}


def test_each_article_has_a_gold_file() -> None:
    assert len(NAMES) == 8
    assert sorted(path.name.split(".")[0] for path in ARTICLES.glob("*.gold.jsonl")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_the_gold_stands_in_its_article(name: str) -> None:
    text = " ".join(paragraphs(name)).lower()
    for row in gold(name):
        for part in (row, row.get("also", {})):
            dates = part.get("date") if part is not row else [row["date"]]
            said = [day for day in dates or () if day]
            for field in ("locations", "perpetrators", "targets", "weapons"):
                said += mentions(part, field)
            assert [words for words in said if words.lower() not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_an_incident_must_have_stands_in_its_own_paragraphs(name: str) -> None:
    parts = paragraphs(name)
    assert 7 <= len(parts) <= 13
    for row in gold(name):
        here = " ".join(parts[index] for index in row["paragraphs"]).lower()
        wanted = [[place] for place in [*row["locations"], *row["weapons"]]]
        wanted += [*row["perpetrators"], *row["targets"], *([[row["date"]]] * bool(row["date"]))]
        assert [m for m in wanted if not any(words.lower() in here for words in m)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_gold_has_the_values_of_the_schema(name: str) -> None:
    fields = load_schema("incident").model_fields
    for row in gold(name):
        assert set(row) - {"either", "also"} == KEYS
        for key in ("event_type", "status"):
            values = [row[key], *row.get("also", {}).get(key, ())]
            assert set(values) <= set(get_args(fields[key].annotation))
        assert row["paragraphs"] == sorted(set(row["paragraphs"]))
        assert all(row[count] is None or row[count] >= 0 for count in ("killed", "injured"))


@pytest.mark.parametrize("name", NAMES)
def test_gold_against_itself_is_perfect(name: str) -> None:
    rows = gold(name)
    parts = article_scores.aligned(rows, [as_found(row) for row in rows])
    counts = article_scores.tally(*parts)
    shown = articles.figures(counts)
    must = sum(not row["optional"] for row in rows)
    assert shown.pop("incidents") == f"{must} gold {must} found"
    assert counts["wrong side"] == 0
    assert shown.pop("wrong side").startswith("0/")
    assert {value.split(" ")[0] for value in shown.values()} <= {"100.0", "-"}
    assert shown["places recall"] != "-"


ROW: dict[str, Any] = {
    "paragraphs": [1],
    "optional": False,
    "event_type": "armed_attack",
    "status": "happened",
    "date": "5 May",
    "locations": ["Orbel"],
    "perpetrators": [["masked gunmen of the Kite League", "Kite League"]],
    "targets": [["traders"], ["two guards"]],
    "weapons": [],
    "killed": 3,
    "injured": None,
    "note": "",
}


def scored(row: dict[str, Any], **found: Any) -> Any:
    one = as_found(ROW) | found
    return article_scores.tally(*article_scores.aligned([row], [one]))


def test_a_pair_needs_a_paragraph_and_a_name() -> None:
    assert scored(ROW)["paired"] == 1
    assert scored(ROW, paragraphs=[2])["paired"] == 0
    counts = scored(ROW, locations=["Mirel"], perpetrators=[], targets=[["monks"]])
    assert (counts["paired"], counts["extra"], counts["gold"]) == (0, 1, 1)
    assert scored(ROW, locations=[], perpetrators=[], targets=[["guards"]])["paired"] == 1


def test_what_concerns_an_optional_incident_does_not_count() -> None:
    counts = scored(ROW | {"optional": True})
    assert (counts["gold"], counts["paired"], counts["extra"]) == (0, 0, 0)
    rows = [ROW | {"optional": True}, ROW]
    (pair,), missed, extra = article_scores.aligned(rows, [as_found(ROW)])
    assert (pair[0], missed, extra) == (ROW, [], [])  # of two alike, the one that counts


def test_an_actor_on_the_wrong_side_is_counted() -> None:
    turned = {"perpetrators": [["traders"]], "targets": [["gunmen"]]}
    assert scored(ROW, **turned)["wrong side"] == 2
    assert scored(ROW | {"either": True}, **turned)["wrong side"] == 0
    both = scored(ROW | {"either": True}, **turned)
    assert both["perpetrators lenient 0"] == both["targets lenient 0"] == 1
    assert scored(ROW, perpetrators=[["monks"]])["wrong side"] == 0


def test_what_is_as_good_is_right_and_not_asked_for() -> None:
    row = ROW | {
        "also": {"killed": [4], "status": ["claimed"], "locations": ["Norra"], "date": [None]}
    }
    found = {"killed": 4, "status": "claimed", "locations": ["Orbel", "Norra"], "date": None}
    counts = scored(row, **found)
    assert (counts["killed"], counts["status"], counts["date"]) == (1, 1, 1)
    assert [counts[f"places {i}"] for i in range(4)] == [2, 2, 1, 1]
    bare = scored(ROW, **found)
    assert (bare["killed"], bare["status"], bare["date"]) == (0, 0, 0)
    assert [bare[f"places {i}"] for i in range(4)] == [1, 2, 1, 1]
    assert bare["killed of"] == 1
    assert bare["injured of"] == 0  # neither states one
    assert scored(ROW, injured=2)["injured of"] == 1


@pytest.mark.parametrize(
    ("a", "b", "strict", "lenient"),
    [
        ("the Traders", "trader", True, True),
        ("at least 12 policemen", "policeman", True, True),
        ("gunmen", "masked gunmen", False, True),
        ("gunmen", "gunmen of the Kite League", False, True),
        ("members of the Kite League", "members of parliament", False, False),
        ("army position", "police post", False, False),
        ("two", "three", False, False),
    ],
)
def test_when_mentions_are_the_same(a: str, b: str, strict: bool, lenient: bool) -> None:
    assert article_scores.strict(a, b) is article_scores.strict(b, a) is strict
    assert article_scores.lenient(a, b) is article_scores.lenient(b, a) is lenient


def test_numerals_of_dates_and_places_count() -> None:
    assert article_scores.holds("on 5 May", "5 May")
    assert not article_scores.holds("5 May", "6 May")
    assert not article_scores.holds("", "6 May")
    assert not article_scores.holds("Norrabad", "Norra")


@given(st.text(max_size=40), st.text(max_size=40))
def test_matching_is_reflexive_and_symmetric(a: str, b: str) -> None:
    assert article_scores.strict(a, a)
    assert article_scores.lenient(a, a)
    assert article_scores.lenient(a, b) == article_scores.lenient(b, a)
    assert not article_scores.strict(a, b) or article_scores.bare(a) == article_scores.bare(b)


HEADLINE = "Traders shot dead in Orbel"
TOLD = "Gunmen of the Kite League shot dead three traders in Orbel on 5 May or 6 May, police said."
LATER = "A mine killed the driver of a milk van near Norra on 7 May or 8 May."


def run_file(folder: Path, records: dict[int, list[dict[str, Any]]]) -> Path:
    """An article with its gold, and a run over it with these records by paragraph."""
    text = f"{HEADLINE}\n\n{TOLD}\n\n{LATER}\n"
    (folder / "dev_small.txt").write_text(text, "utf-8")
    mine = {
        "paragraphs": [2],
        "event_type": "landmine",
        "date": "7 May",
        "locations": ["Norra"],
        "perpetrators": [],
        "targets": [["driver"]],
        "weapons": ["mine"],
        "killed": 1,
    }
    rows = [ROW | {"targets": [["traders"]]}, ROW | mine]
    (folder / "dev_small.gold.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    document = Document("d", str(folder / "dev_small.txt"), "", (), HEADLINE, None, None, None)
    lines = [header_line({"format": 1, "schema": "incident"})]
    for index, part in enumerate((TOLD, LATER)):  # the reader keeps the headline apart
        start = text.index(part)
        paragraph = Paragraph(index, start, start + len(part), part)
        run = Run("scripted", "", False, 0.0, 1, Usage())
        found = tuple(records.get(index, ()))
        lines.append(line(Extraction(document, paragraph, found, (), None, run)))
    path = folder / "run.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def record(**values: Any) -> dict[str, Any]:
    return {
        "sentences": [1],
        "event_type": "armed_attack",
        "status": "happened",
        "date": "5 May",
        "locations": [{"name": "Orbel", "kind": "town", "within": []}],
        "perpetrators": [],
        "targets": [{"name": "traders", "kind": "civilians"}],
        "weapons": [],
        "killed": 3,
        "injured": None,
    } | values


def table(out: str) -> dict[str, list[str]]:
    """Figures by name: the column of the article, then that of all."""
    return {row[:30].strip(): row[30:].split("  ") for row in out.splitlines()}


@pytest.mark.parametrize("apart", [False, True])
def test_a_run_is_scored(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    apart: bool,
) -> None:
    here = record(perpetrators=[{"name": "Gunmen of the Kite League", "kind": "rebels"}])
    again = record(status="alleged", killed=None)
    run = run_file(tmp_path, {0: [here], 1: [again]})
    arguments = ["articles.py", "--folder", str(tmp_path), "--run", str(run), "--show"]
    monkeypatch.setattr("sys.argv", [*arguments, *(["--apart"] if apart else [])])
    assert articles.main() == 0
    out = capsys.readouterr().out
    assert out.count("-- paired") == 1
    assert out.count("-- MISSED") == 1
    assert out.count("-- EXTRA") == apart  # told twice, joined by default
    figures = {name: "".join(column).split(")")[0] for name, column in table(out).items()}
    found = 2 if apart else 1
    assert figures["incidents precision"].strip() == f"{100 / found:.1f} (1/{found}"
    assert figures["incidents recall"].strip() == "50.0 (1/2"
    assert figures["killed"].strip() == "100.0 (1/1"
    assert figures["perpetrators lenient recall"].strip() == "100.0 (1/1"
    assert figures["perpetrators strict recall"].strip() == "0.0 (0/1"
    assert figures["targets strict F1"].strip().startswith("100.0")


def test_only_the_articles_that_are_asked_for(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = run_file(tmp_path, {})
    arguments = ["articles.py", "--folder", str(tmp_path), "--run", str(run), "--only", "test_*"]
    monkeypatch.setattr("sys.argv", arguments)
    assert articles.main() == 0
    assert "dev_small" not in capsys.readouterr().out


def test_articles_are_extracted_where_no_run_is_given(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    run_file(tmp_path, {})
    answer = record(locations=["Orbel"], perpetrators=["Gunmen"], targets=["traders"])
    script: list[dict[str, Any]] = [
        {"when": "three traders", "answer": {"incidents": [answer]}},
        {"answer": {"incidents": []}},
    ]
    model = write_script(tmp_path / "script.jsonl", script)
    folder = ["--folder", str(tmp_path)]
    monkeypatch.setattr("sys.argv", ["articles.py", *folder, "--", "-m", model, "--no-cache"])
    assert articles.main() == 0
    assert "50.0 (1/2)" in table(capfd.readouterr().out)["incidents recall"][-1]


def test_a_run_that_fails_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_file(tmp_path, {})
    folder = ["--folder", str(tmp_path)]
    monkeypatch.setattr("sys.argv", ["articles.py", *folder, "--", "-m", "scripted:/nowhere"])
    with pytest.raises(SystemExit, match="extract failed"):
        articles.main()
