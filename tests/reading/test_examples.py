"""Worked examples chosen for each paragraph: which, in what order, which never, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

import llmextract
from llmextract import Verdict, runfile
from llmextract.content import Example, load_prompt, load_schema
from llmextract.errors import UsageError
from llmextract.model import Request
from llmextract.options import FEW, Options
from llmextract.planning import plan
from llmextract.reading import examples as few
from llmextract.reading.open import OpenReading
from llmextract.reading.state import Domain
from llmextract.records import Extraction
from llmextract.run import open_extractor
from llmextract.schema.outline import outline_of
from tests.scripts import (
    MARKET,
    MARKET_RECORD,
    ROAD,
    CountingModel,
    scripted_answer,
    write_article,
    write_script,
)

OUTLINE = outline_of(load_schema("incident"))
READING = OpenReading(Domain(OUTLINE, load_prompt("incident")))
SHIPPED = Path(__file__).parents[2] / "examples" / "shots" / "incident.jsonl"


def record(kind: str, places: list[str], **given: Any) -> dict[str, Any]:
    base = {"sentences": [1], "event_type": kind, "status": "happened", "date": None}
    named = {"locations": [{"name": place} for place in places], "perpetrators": [], "targets": []}
    return base | named | {"weapons": [], "killed": None, "injured": None} | given


MINE: dict[str, Any] = {
    "text": "A mine killed a farmer near Olvet, and the army was blamed.",
    "records": [
        record(
            "landmine",
            ["Olvet"],
            status="alleged",
            killed=1,
            targets=[{"name": "farmer"}],
            weapons=["mine"],
        )
    ],
}
SHOOTING: dict[str, Any] = {
    "text": "Suspected gunmen shot dead two traders at the market in Terrow.",
    "records": [record("assassination", ["Terrow"], killed=2, targets=[{"name": "traders"}])],
}
ABDUCTION: dict[str, Any] = {
    "text": "Suspected bandits kidnapped a nurse in Hallow.",
    "records": [record("kidnapping", ["Hallow"], perpetrators=[{"name": "bandits"}])],
}
QUIET = {"text": "The council of Hallow met and spoke about grain.", "records": []}
POOL = [ABDUCTION, MINE, QUIET, SHOOTING]


def read(path: Path) -> tuple[tuple[str, Example], ...]:
    return few.read_file(path).examples


def write(path: Path, rows: list[Any]) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def load(path: Path, number: int = 2) -> few.Pool:
    return few.load_pool(path, reading=READING, outline=OUTLINE, name="incident", shots=number)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "pool.jsonl", POOL)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    return write_article(tmp_path / "a.txt")


def run(source: Path, model: CountingModel, **options: Any) -> list[Extraction]:
    return list(llmextract.extract([source], model=model, **options))


def chosen(request: Request) -> list[str]:
    """The words of the examples that a request has beyond its unchanging beginning."""
    assert request.fixed == len(READING.preamble())
    turns = request.messages[request.fixed : -1]
    assert [turn.role for turn in turns] == ["user", "assistant"] * (len(turns) // 2)
    return [turn.content for turn in turns[::2]]


# ----------------------------------------------------------------------------- which are shown


def test_the_likest_examples_follow_the_unchanging_beginning_the_likest_last(
    file: Path, article: Path
) -> None:
    model = CountingModel(scripted_answer)
    run(article, model, examples=file)
    market, _, road = model.asked
    assert [("Olvet" in text, "Terrow" in text) for text in chosen(market)][-1] == (False, True)
    assert len(chosen(market)) == len(chosen(road)) == FEW
    assert "[1] A mine killed a farmer near Olvet" in chosen(road)[-1]
    start = market.messages[: market.fixed]
    assert start == road.messages[: road.fixed]
    assert "Kassou" in market.messages[-1].content
    answer = json.loads(road.messages[-2].content)
    assert answer["incidents"][0]["status"] == "alleged"


def test_k_says_how_many_and_the_pool_how_many_there_can_be(file: Path) -> None:
    for number, turns in ((1, 2), (2, 4), (9, 8)):
        assert len(load(file, number).turns(ROAD)) == turns
    with pytest.raises(UsageError, match="0 examples for each paragraph"):
        load(file, 0)


@pytest.mark.parametrize(
    "text",
    [
        MINE["text"],
        "  a MINE killed\na farmer  near olvet, and the army was blamed. ",
        f"{MINE['text']} The road was closed.",
        "farmer near Olvet",
    ],
)
def test_an_example_that_is_the_paragraph_or_has_it_inside_is_never_shown(
    file: Path, text: str
) -> None:
    shown = load(file, 9).turns(text)
    assert len(shown) == 6
    assert not any("Olvet" in turn.content for turn in shown)


def test_an_example_that_stands_twice_is_shown_once(tmp_path: Path) -> None:
    again = {**MINE, "text": MINE["text"].upper()}
    assert len(load(write(tmp_path / "p.jsonl", [MINE, again]), 9).turns(ROAD)) == 2


def test_an_example_without_records_is_shown_too(file: Path) -> None:
    assert load(file).header()["used"] == len(POOL)
    shown = [(turn.role, turn.content) for turn in load(file).turns("The council met about grain.")]
    assert shown[-2:] == [
        ("user", f"Paragraph:\n[1] {QUIET['text']}"),
        ("assistant", '{"incidents":[]}'),
    ]


def test_the_headline_of_an_example_is_shown_as_one(tmp_path: Path) -> None:
    row = {
        **MINE,
        "text": "A mine killed a farmer; rebels were blamed.",
        "title": "Blast near Olvet",
    }
    (asked, _) = load(write(tmp_path / "p.jsonl", [row]), 1).turns(ROAD)
    assert asked.content.startswith("Headline: Blast near Olvet\n\nParagraph:\n[1] A mine")


def test_what_is_asked_again_is_asked_with_the_same_examples(file: Path, tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt", MARKET)
    wrong = {"incidents": [MARKET_RECORD | {"perpetrators": ["Northern League"]}]}
    model = CountingModel(lambda request: json.dumps(wrong))
    run(article, model, examples=file)
    first, again = model.asked
    assert "Not in the text" in again.messages[-1].content
    assert chosen(first) == chosen(again)


# ------------------------------------------------------------------------------ nothing leaks


def test_what_stands_only_in_an_example_is_unsupported(file: Path, tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt", ROAD)
    leaked = {
        "sentences": [1], "event_type": "landmine", "status": "happened", "date": "Saturday",
        "locations": ["Terrow"], "perpetrators": ["bandits"], "targets": [], "weapons": [],
        "killed": 2, "injured": None,
    }  # fmt: skip
    model = CountingModel(lambda request: json.dumps({"incidents": [leaked]}))
    (extraction,) = run(article, model, examples=file, shots=9, reask=False)
    shown = " ".join(chosen(model.asked[0]))
    assert "Terrow" in shown
    assert "bandits" in shown
    verdicts = {finding.field: finding.verdict for finding in extraction.findings}
    for path in ("locations[0].name", "perpetrators[0].name", "killed"):
        assert verdicts[path] is Verdict.UNSUPPORTED
    assert "Terrow" not in json.dumps(model.asked[0].schema)


# ------------------------------------------------------------------------- digests and caches


def test_without_the_option_nothing_is_another_request_or_another_header(
    file: Path, article: Path
) -> None:
    plain, with_pool = CountingModel(scripted_answer), CountingModel(scripted_answer)
    run(article, plain)
    run(article, with_pool, examples=file)
    for before, after in zip(plain.asked, with_pool.asked, strict=True):
        assert before.messages == (*after.messages[: after.fixed], after.messages[-1])
        assert before.fixed == len(before.messages) - 1
        assert before.digest == Request(before.model, before.messages, before.schema).digest
        assert before.digest != after.digest
    with open_extractor([article], Options(), model=plain) as extractor:
        assert "examples" not in extractor.header()


def test_the_header_names_file_digest_and_number(file: Path, article: Path) -> None:
    options = Options(examples=str(file), shots=3)
    with open_extractor([article], options, model=CountingModel(scripted_answer)) as extractor:
        header = extractor.header()
    assert header["examples"] == {
        "file": "pool.jsonl",
        "digest": load(file).file.digest,
        "used": 4,
        "shots": 3,
    }


def test_results_of_other_examples_are_never_served(file: Path, article: Path) -> None:
    changed = {**MINE, "text": "A mine killed a farmer near Olvet, and the rebels were blamed."}
    other = write(file.with_name("other.jsonl"), [ABDUCTION, changed, SHOOTING])
    copied = write(file.with_name("copied.jsonl"), POOL)
    asked = []
    for options in (
        {},
        {"examples": file},
        {"examples": file, "shots": 1},
        {"examples": other, "shots": 1},
        {"examples": copied},
        {},
    ):
        model = CountingModel(scripted_answer)
        extractions = run(article, model, **options)
        asked.append((len(model.asked), sum(e.run.cached for e in extractions)))
    # The same examples under another name are the same.  Where other ones are shown the model is
    # asked, and where the same are, the results are made anew from its reply.
    assert asked == [(3, 0), (3, 0), (3, 0), (2, 1), (0, 3), (0, 3)]


def test_a_plan_counts_the_examples(file: Path, article: Path) -> None:
    script = write_script(file.with_name("s.jsonl"))
    bare = plan([article], Options(model=script))
    shown = plan([article], Options(model=script, examples=file))
    assert shown.asked == bare.asked
    assert shown.usage.prompt_tokens > bare.usage.prompt_tokens + 50


# --------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no JSON", "line 3 is not an example"),
        ({"text": "A mine."}, "line 3 is not an example: KeyError"),
        ({**MINE, "records": [{"killed": 1}]}, "line 3 cannot be an example: its records do not fit"),
        (
            {**MINE, "records": [record("landmine", ["Olvet"], sentences=[7])]},
            "line 3 cannot be an example: record 1, sentences: numbers of sentences that do not",
        ),
        (
            {**MINE, "records": [record("ambush", ["Olvet"])]},
            "line 3 cannot be an example: record 1, event_type: 'ambush' is none of its values",
        ),
        (
            {**MINE, "records": [record("landmine", ["Olvet"], killed=6)]},
            "line 3 cannot be an example: record 1, killed = 6: ",
        ),
        (
            {**MINE, "records": [record("landmine", ["Terrow"])]},
            "line 3 cannot be an example: record 1, locations[0].name = 'Terrow': ",
        ),
    ],
)  # fmt: skip
def test_a_line_that_does_not_fit_is_named_before_anything_is_asked(
    tmp_path: Path, article: Path, line: Any, said: str
) -> None:
    pool = write(tmp_path / "p.jsonl", [ABDUCTION, "", line])
    model = CountingModel(scripted_answer)
    with pytest.raises(UsageError) as caught:
        run(article, model, examples=pool)
    assert f"{pool}, {said}" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert model.asked == []


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xfa", b""])
def test_a_file_that_cannot_be_read_or_has_nothing_is_told(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "p.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=r"p\.jsonl (cannot be read|holds no example)"):
        load(path)


def test_a_bound_is_an_answer_and_a_part_is_none() -> None:
    def faults(killed: int) -> list[str]:
        text = "A mine killed at least nine farmers near Olvet."
        row = record("landmine", ["Olvet"], killed=killed)
        return list(few.problems(Example(text, (row,)), OUTLINE))

    assert faults(9) == []
    (fault,) = faults(8)
    assert fault.startswith("record 1, killed = 8")


# --------------------------------------------------------------------------------- run files


def test_the_paragraphs_of_a_reviewed_run_are_examples(article: Path, tmp_path: Path) -> None:
    reviewed = tmp_path / "run.jsonl"
    model = CountingModel(scripted_answer)
    with open_extractor([article], Options(reask=False), model=model) as extractor:
        lines = [runfile.header_line(extractor.header())]
        lines.extend(runfile.line(extraction) for extraction in extractor)
    # What the verifier does not carry makes a paragraph no example, and stops nothing.
    wrong = json.loads(lines[-1])
    wrong["paragraph"]["text"] = "A mine went off near Bellam on Saturday."
    reviewed.write_text("\n".join([*lines, json.dumps(wrong)]) + "\n", encoding="utf-8")
    pool = load(reviewed, 9)
    assert pool.file.reviewed
    assert pool.header()["used"] == 2
    asked = [turn.content for turn in pool.turns("A mine killed a boy in Ostra.")[::2]]
    assert ["Kassou" in asked[0], "Bellam" in asked[1]] == [True, True]
    assert pool.file.examples[0][0] == f"paragraph 1 of {article}"
    assert "Kassou" not in "".join(turn.content for turn in pool.turns(MARKET))


def test_a_damaged_run_file_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "run.jsonl", [{"llmextract": {"format": 1}}, {"paragraph": {}}])
    with pytest.raises(UsageError, match="line 2 is not a paragraph of a run file"):
        load(path)


# --------------------------------------------------------------------------- the shipped pool


def test_the_shipped_pool_has_what_it_promises() -> None:
    rows = [row for _, example in read(SHIPPED) for row in example.records]
    assert len(read(SHIPPED)) >= 20
    assert {row["status"] for row in rows} == {
        *("happened", "attempted", "threatened", "claimed", "alleged"),
    }
    assert len({row["event_type"] for row in rows}) >= 12
    assert {len(example.records) for _, example in read(SHIPPED)} >= {0, 1, 3}
    assert len(load(SHIPPED).examples) >= 8


@pytest.mark.parametrize(
    "example", [one for _, one in read(SHIPPED)], ids=lambda one: one.text[:20]
)
def test_a_shipped_example_passes(example: Example) -> None:
    assert list(few.problems(example, OUTLINE)) == []
