"""The embedded model for real: the smallest weights are loaded and asked one question."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llmextract import extract
from llmextract.model import Message, Request, Sampling
from llmextract.providers import weights
from llmextract.providers.local import LocalModel

pytestmark = pytest.mark.embedded

NAME = "smollm2-135m"
COLOURS = ["teal", "ochre", "mauve"]
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "colour": {"enum": COLOURS},
        "wheels": {"enum": [None, 17, 23]},
    },
    "required": ["colour", "wheels"],
    "additionalProperties": False,
}
RULES = "You describe vehicles. Answer with the colour and the number of wheels, as JSON. " * 15


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalModel]:
    if weights.path_of(weights.find(NAME)) is None:
        pytest.fail(f"the weights are not here; fetch them with: llmextract models pull {NAME}")
    model = LocalModel(NAME)
    yield model
    model.close()


def request(text: str) -> Request:
    return Request(
        model=f"local:{NAME}",
        messages=(Message("system", RULES), Message("user", text)),
        schema=SCHEMA,
        sampling=Sampling(max_tokens=60),
    )


def test_the_schema_is_enforced_and_the_answer_is_the_same_from_a_saved_state(
    model: LocalModel, capfd: pytest.CaptureFixture[str]
) -> None:
    question = request("A red bus with four wheels stood at the corner of the market.")
    first = model.complete(question)
    answer = json.loads(first.text)
    # The true answer is red and four: only a grammar makes a model say these.
    assert answer["colour"] in COLOURS
    assert answer["wheels"] in (None, 17, 23)
    assert set(answer) == {"colour", "wheels"}
    assert first.usage.prompt_tokens > 200
    assert first.complete
    assert model.complete(question).text == first.text

    model.close()
    assert model.complete(question).text == first.text
    assert capfd.readouterr().err == "", "llama.cpp keeps off the user's terminal"


def test_an_article_is_extracted_and_every_value_points_at_its_words(
    model: LocalModel, tmp_path: Path
) -> None:
    article = tmp_path / "article.txt"
    text = (
        "Gunmen of the Delta Column shot dead three traders in Kassou on Friday or Saturday.\n\n"
        "The council met and spoke about the price of grain.\n"
    )
    article.write_text(text, encoding="utf-8")
    first, second = extract([article], model=model)
    assert first.failure is None
    assert (len(first.records), first.records[0]["killed"], second.run.attempts) == (1, 3, 0)
    places = [place["name"] for place in first.records[0]["locations"]]
    assert set(places) <= {"Kassou"}
    for finding in first.findings:
        assert all(text[span.start : span.end] == span.text for span in finding.spans)
    again, _ = extract([article], model=model, cache=True)
    assert again.run.cached
    assert again.records == first.records
