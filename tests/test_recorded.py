"""The main road over real answers: recorded from the embedded model's server, replayed without it.

``make cassettes`` records anew. Requests are matched on their body: a recording stops fitting the
moment the code sends something else.
"""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
import yaml

from llmextract import Verdict, extract, settings
from llmextract.providers import llama_server, weights
from llmextract.providers.server import ServerModel
from llmextract.records import Extraction
from llmextract.testing import HOST, KEPT_HEADERS, check_cassettes

ROOT = Path(__file__).parents[1]
CASSETTES = ROOT / "cassettes"
EXAMPLES = ("horn-baidoa-road", "sahel-niger-bend")
PARAGRAPHS = 9
NAME = "qwen2.5-coder-1.5b"
MODELS_DIR = os.environ.get(settings.MODELS_DIR_VARIABLE)


@pytest.fixture
def model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServerModel]:
    """The embedded model's server while recording; while replaying there is none behind the road."""
    known = weights.find(NAME)
    address, token, server = "http://127.0.0.1:9", "none", None
    if request.config.getoption("--record-mode") not in {None, "none"}:
        monkeypatch.undo()
        path = weights.path_of(known)
        assert path is not None, f"llmextract models pull {NAME}"
        cores = llama_server.usable_cores() or -1
        setup = llama_server.Setup(path=path, slots=1, context=4096, threads=cores)
        server = llama_server.start(setup)
        address, token = server.address, server.token
    opened = ServerModel(
        f"local:{NAME}", model=known.files[0].name, base_url=f"{address}/v1", api_key=token, slots=1
    )
    yield opened
    opened.close()
    if server is not None:
        server.stop()


@pytest.mark.vcr
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_article(name: str, model: ServerModel) -> None:
    source = ROOT / "examples" / f"{name}.txt"
    text = source.read_text(encoding="utf-8")
    run = extract([source], model=model, cache=False, limit=PARAGRAPHS)
    extractions = list(islice(run, PARAGRAPHS))
    assert [e.failure for e in extractions] == [None] * PARAGRAPHS
    assert sum(len(e.records) for e in extractions) >= PARAGRAPHS // 2
    for extraction in extractions:
        check_findings(extraction, text)


def check_findings(extraction: Extraction, text: str) -> None:
    """Each span is the document's text; a value that is let through has words that carry it."""
    for finding in extraction.findings:
        for span in finding.spans:
            assert text[span.start : span.end] == span.text
        if finding.verdict in {Verdict.SUPPORTED, Verdict.DERIVED}:
            assert finding.spans, finding


def test_every_cassette_belongs_to_a_test_and_holds_no_secret() -> None:
    used = [f"test_an_example_article[{name}].yaml" for name in EXAMPLES]
    assert check_cassettes(CASSETTES, used=used) == []


@pytest.mark.parametrize("path", sorted(CASSETTES.rglob("*.yaml")), ids=lambda p: p.stem)
def test_a_cassette_keeps_no_header_but_the_type_and_no_host(path: Path) -> None:
    for interaction in yaml.safe_load(path.read_text(encoding="utf-8"))["interactions"]:
        for side in (interaction["request"], interaction["response"]):
            assert {name.lower() for name in side["headers"]} <= KEPT_HEADERS
        assert interaction["request"]["uri"].startswith(f"{HOST}/")
