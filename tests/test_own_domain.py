"""A domain of a user's own, in Spanish, without trigger words: it is read, and what cannot be told is said.

The replies beside it were written by somebody who read what a model is asked and nothing else, with
slips on purpose.
"""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from llmextract import Verdict, extract
from llmextract.blocks import sentences_of, split_block
from llmextract.model import Reply, Request
from llmextract.records import Extraction

FOLDER = Path(__file__).parents[1] / "examples" / "protesta"
SLIPS = {
    ("bolivia-bloqueos.txt", 6, "detenidos", 100),  # "un centenar y medio"
    ("espana-sanidad.txt", 3, "detenidos", 2),  # only identified
    ("colombia-maestros.txt", 3, "heridos", 7),  # treated for the heat
}
"""File, paragraph, field and value of what the replies say wrongly of a count."""
DENIED = {("peru-mina.txt", 6, "heridos", 0)}
"""What is right and called unsupported today: a "ninguno" without a noun of its own is taken to count
those of whom the next clause speaks.  It shrinks."""


def lines(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


class KeptReplies:
    """Answers a paragraph by the sentences that its question ends with."""

    name = "test:kept"
    slots = 2

    def __init__(self) -> None:
        self.kept = {frozenset(row["keys"]): row["answer"] for row in lines("replies.jsonl")}

    def complete(self, request: Request) -> Reply:
        _, block = split_block(request.messages[-1].content)
        assert block is not None
        letters = ("".join(c for c in s.text.lower() if c.isalnum()) for s in sentences_of(block))
        key = frozenset(hashlib.sha256(one.encode()).hexdigest()[:12] for one in letters if one)
        return Reply(json.dumps(self.kept.get(key, {"protestas": []})))

    def close(self) -> None:
        """Nothing to let go of."""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> list[Extraction]:
    articles = sorted((FOLDER / "articles").glob("*.txt"))
    assert len(articles) == 4
    return list(
        extract(
            articles, schema="protesta", model=KeptReplies(), content=(str(FOLDER),),
            judge="none", cache=False,
        )
    )  # fmt: skip


def test_every_paragraph_is_read_and_its_records_are_kept(read: list[Extraction]) -> None:
    assert [one.failure for one in read] == [None] * len(read)
    body = [one for one in read if one.paragraph.role == "body"]
    expected = {
        (Path(row["document"]).name, row["paragraph"]): len(row["answer"]["protestas"])
        for row in lines("replies.jsonl")
    }
    found = {
        (Path(one.document.source).name, one.paragraph.index): len(one.records) for one in body
    }
    assert found == {key: expected[key] for key in found}
    assert sum(found.values()) > 25


def test_what_no_rule_can_tell_is_unclear_and_nothing_right_is_denied(
    read: list[Extraction],
) -> None:
    gold = {
        (row["file"], row["paragraph"]): json.dumps(row["records"], ensure_ascii=False)
        for row in lines("gold.jsonl")
    }
    verdicts: Counter[Verdict] = Counter()
    denied = set()
    for one in read:
        name, at = Path(one.document.source).name, one.paragraph.index
        for finding in one.findings:
            verdicts[finding.verdict] += 1
            said = json.dumps(finding.value, ensure_ascii=False)
            if finding.verdict is Verdict.UNSUPPORTED and said in gold[name, at]:
                denied.add((name, at, finding.field, finding.value))
    assert denied == DENIED
    assert verdicts[Verdict.UNCLEAR] > 20
    assert verdicts[Verdict.SUPPORTED] > 20


def test_what_the_replies_say_wrongly_of_a_count_is_not_carried(read: list[Extraction]) -> None:
    met = set()
    for one in read:
        for finding in one.findings:
            slip = (
                Path(one.document.source).name,
                one.paragraph.index,
                finding.field,
                finding.value,
            )
            if slip in SLIPS:
                met.add(slip)
                assert not finding.verdict.is_carried, finding
    assert met == SLIPS
