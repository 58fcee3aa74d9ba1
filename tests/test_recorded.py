"""Open reading over our own articles: kept replies of a strong model, recorded, replayed and scored.

``make cassettes SHARED=../shared`` records anew, from the relay of kept replies, and pins figures
that rose (``tests/recorded.floors.json``; with ``LOWER="why"`` also those that fell).  A recording
fits a request by the digest of its body, so it stops fitting the moment that the code sends
something else; of the body itself it keeps the block that is asked about, for who reads it.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from llmextract import Verdict, extract
from llmextract.blocks import split_block
from llmextract.errors import ModelUnavailableError
from llmextract.providers.server import ServerModel
from llmextract.records import Extraction
from llmextract.runfile import RunFile
from llmextract.testing import HOST, KEPT_HEADERS, check_cassettes, find_secrets

ROOT = Path(__file__).parents[1]
CASSETTES = ROOT / "cassettes"
FLOORS = Path(__file__).with_name("recorded.floors.json")
FOLDER = Path(__file__).parent / "articles"
ARTICLES = {path.stem: path for path in sorted(FOLDER.glob("*.txt"))}
EXAMPLES = {path.stem: path for path in sorted((ROOT / "examples").glob("*.txt"))}
SOURCES = ARTICLES | EXAMPLES
WHOLE = ("dev_wire", "test_mixed")
NAME = "server:frontier@http://127.0.0.1/v1"
SHARED, LOWER = "SHARED", "LOWER"
"""Variables of the environment: where the kept replies lie, and why a floor is lowered."""
LARGEST = 150_000
"""Most bytes of a recording: one that keeps whole requests is ten times as large."""


def is_recording(config: pytest.Config) -> bool:
    return config.getoption("--record-mode") not in {None, "none"}


@pytest.fixture(scope="module")
def vcr_config(vcr_config: dict[str, Any]) -> dict[str, Any]:
    """That of the plugin, with the digest of a body in place of the body: it holds the article."""

    def short(request: Any) -> Any:
        request = vcr_config["before_record_request"](request)
        body = json.loads(request.body)
        if "digest" not in body:
            whole = json.dumps(body, sort_keys=True, ensure_ascii=False)
            asked = split_block(body["messages"][-1]["content"])[1]
            digest = hashlib.sha256(whole.encode()).hexdigest()
            request.body = json.dumps({"digest": digest, "asked": asked}, ensure_ascii=False)
        return request

    return {**vcr_config, "before_record_request": short}


@pytest.fixture(scope="module")
def relay(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the relay while recording; while replaying there is nothing behind the road."""
    if not is_recording(request.config):
        yield "http://127.0.0.1:9"
        return
    running = pytest.importorskip("benchmarks.running")
    strong = Path(os.environ[SHARED]) / "strong"
    with running.relay(strong / "relay.py", [strong / "replies.jsonl"]) as server:
        yield server.address


@pytest.fixture
def model(relay: str) -> Iterator[ServerModel]:
    opened = ServerModel(NAME, model="frontier", base_url=f"{relay}/v1", api_key="none", slots=1)
    yield opened
    opened.close()


def read(name: str, model: ServerModel, **options: Any) -> list[Extraction]:
    """What is read of an article, without judge: nobody kept judgements of these texts."""
    try:
        return list(extract(SOURCES[name], model=model, cache=False, judge="none", **options))
    except ModelUnavailableError as error:
        error.add_note("a request is another one than was recorded: make cassettes SHARED=…")
        raise


RUNS: dict[str, list[Extraction]] = {}
"""What came of the articles with a gold standard, for the scores."""


@pytest.mark.vcr
@pytest.mark.parametrize("name", SOURCES)
def test_an_article(name: str, model: ServerModel) -> None:
    extractions = read(name, model)
    RUNS[name] = extractions
    assert [one.failure for one in extractions] == [None] * len(extractions)
    assert sum(len(one.records) for one in extractions) >= 4
    check_findings(extractions, SOURCES[name].read_text(encoding="utf-8"))


@pytest.mark.vcr
@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_article_at_once(name: str, model: ServerModel) -> None:
    extractions = read(name, model, unit="article")
    assert [one.failure for one in extractions] == [None] * len(extractions)
    assert len({one.run.digest for one in extractions if one.run.digest}) == 1, "asked once"
    assert sum(len(one.records) for one in extractions) >= 4
    check_findings(extractions, SOURCES[name].read_text(encoding="utf-8"))


def check_findings(extractions: list[Extraction], text: str) -> None:
    """Each span is the document's text; a value that is let through has words that carry it."""
    for extraction in extractions:
        for finding in extraction.findings:
            for span in finding.spans:
                assert text[span.start : span.end] == span.text
            if finding.verdict in {Verdict.SUPPORTED, Verdict.DERIVED}:
                assert finding.spans, finding


def test_the_articles_are_read_as_well_as_ever(request: pytest.FixtureRequest) -> None:
    if not set(SOURCES) <= set(RUNS):
        pytest.skip("scored where all articles were read")
    pinned = pytest.importorskip("benchmarks.pinned")
    pins, parts = pinned.read(FLOORS), {"recorded": measured()}
    if is_recording(request.config):
        pins, refused = pinned.update(pins, parts, reason=os.environ.get(LOWER) or None)
        pinned.write(FLOORS, pins)
        assert refused == [], f'lowered only with {LOWER}="why"'
    assert pinned.changed(pins, parts) == {}, "the articles are other ones: record anew"
    assert [str(one) for one in pinned.fallen(pins, parts)] == []


def measured() -> Any:
    """The figures of all articles that have a gold standard, and of all verdicts."""
    from benchmarks import articles, pinned, quality

    read = RunFile({"schema": "incident"}, tuple(one for run in RUNS.values() for one in run))
    more, less = quality.of_articles(read)
    values = [one for run in RUNS.values() for part in run for one in part.findings]
    for verdict in (Verdict.UNSUPPORTED, Verdict.UNCLEAR):
        of = sum(one.verdict is verdict for one in values)
        less[f"{verdict}_share"] = articles.rate(of, len(values))
    return pinned.Part(pinned.digests({"tests/articles": FOLDER}), more, less)


# The recordings themselves

USED = [
    *(f"test_an_article[{name}].yaml" for name in SOURCES),
    *(f"test_a_whole_article_at_once[{name}].yaml" for name in WHOLE),
]


def test_every_cassette_belongs_to_a_test_and_holds_no_secret() -> None:
    assert check_cassettes(CASSETTES, used=USED) == []


@pytest.mark.parametrize("path", sorted(CASSETTES.rglob("*.yaml")), ids=lambda p: p.stem)
def test_a_cassette_is_small_and_keeps_no_header_but_the_type_and_no_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text) <= LARGEST
    assert find_secrets(text) == []
    for interaction in yaml.safe_load(text)["interactions"]:
        for side in (interaction["request"], interaction["response"]):
            assert {name.lower() for name in side["headers"]} <= KEPT_HEADERS
        assert interaction["request"]["uri"].startswith(f"{HOST}/")
        assert set(json.loads(interaction["request"]["body"])) == {"digest", "asked"}
