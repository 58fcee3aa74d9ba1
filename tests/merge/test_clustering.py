"""The queue joins what a plain search for the best pair, again and again, would join."""

import random
from typing import Any

import pytest

from llmextract.merge import clustering, merge_document
from llmextract.merge.agreeing import Evidence, evidence
from llmextract.merge.joining import join
from llmextract.merge.mentions import Member, Mention, Page, mentions
from llmextract.records import Extraction
from llmextract.schema.outline import outline_of
from tests.merge.conftest import Disaster, make

TEXTS = (
    "The flood came to town. It was bad.",
    "Water rose.",
    "Meanwhile the storm went on.",
    "The floods came.",
    "Another flood came.",
)


def row(chance: random.Random) -> dict[str, Any]:
    return {
        "sentences": [1],
        "kind": chance.choice(["flood", "flood", "storm", "hurricane", "other"]),
        "day": chance.choice([None, None, "Tuesday", "June"]),
        "spots": [{"name": chance.choice(["Ambrel", "Tessel"])}] if chance.random() < 0.3 else [],
        "hit": chance.sample(["monks", "farmers", "old farmers"], chance.choice([0, 1, 1, 2])),
        "helpers": [{"name": "monks"}] if chance.random() < 0.2 else [],
        "dead": chance.choice([None, None, None, 1, 2, 3]),
    }


def document(seed: int) -> tuple[Extraction, ...]:
    chance = random.Random(seed)
    return make(
        *(
            (chance.choice(TEXTS), [row(chance) for _ in range(chance.choice([0, 1, 1, 2]))])
            for _ in range(chance.choice([3, 5, 8, 12]))
        )
    )


def plainly(pages: tuple[Extraction, ...]) -> list[tuple[Member, ...]]:
    """Each time all pairs are compared anew, and the best of those that agree enough is joined."""
    page = Page.of(pages, outline_of(Disaster))
    told = [mention for one in pages for mention in mentions(one, page)]
    while (pair := _best(told, page)) is not None:
        first, last = pair
        told[first], _ = join(told[first], told.pop(last), page)
    return sorted(mention.members for mention in told)


def _best(told: list[Mention], page: Page) -> tuple[int, int] | None:
    agreeing = []
    for last, later in enumerate(told):
        found = {
            first: one
            for first in range(last)
            if (one := evidence(told[first], later, page)) is not None
        }
        for first, one in found.items():
            if one.is_enough(is_alone=len(found) == 1):
                agreed, nearness = one.strength
                agreeing.append((-agreed, -nearness, told[first].members, (first, last)))
    return min(agreeing)[-1] if agreeing else None


@pytest.mark.parametrize("block", range(6))
def test_the_queue_finds_what_a_plain_search_finds(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        pages = document(seed)
        found = [one.members for one in merge_document(pages, Disaster)]
        assert found == plainly(pages), seed


def test_what_a_join_does_not_change_is_not_compared_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = []

    def counted(earlier: Mention, later: Mention, page: Page) -> Evidence | None:
        compared.append((earlier, later))
        return evidence(earlier, later, page)

    monkeypatch.setattr(clustering, "evidence", counted)
    pages = make(*[("Water rose.", [{"kind": "flood", "hit": ["monks"], "dead": 2}])] * 40)
    assert len(merge_document(pages, Disaster)) == 1
    assert len(compared) == 40 * 39 // 2
