"""Records that are joined: what a pair is, and that the stories are joined as well as they were."""

from benchmarks import pairwise
from benchmarks.notes import read_lines

GOLD = {("a", 0, 0): "x", ("a", 1, 0): "x", ("b", 0, 0): "x", ("b", 1, 0): "y"}


def test_pairs_are_counted_within_documents_and_across() -> None:
    found = [[("a", 0, 0), ("a", 1, 0)], [("b", 0, 0), ("b", 1, 0)], [("c", 0, 0)]]
    counts, wrong = pairwise.score(found, GOLD)
    assert (counts["right"], counts["found"], counts["due"]) == (1, 2, 3)
    assert (counts["due within"], counts["due across"]) == (1, 2)
    assert len(wrong) == 3
    assert "precision 0.500, recall 0.333" in next(iter(pairwise.lines(counts)))


def test_the_gold_of_the_stories_names_each_record_of_their_replies() -> None:
    replies = iter(read_lines(pairwise.FOLDER / "replies.jsonl"))
    for row in read_lines(pairwise.GOLD):
        for names in row["incidents"]:
            assert len(next(replies)["answer"]["incidents"]) == len(names)
