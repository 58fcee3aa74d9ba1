"""A draw is the same for the same corpus, holds the smaller one, and is in proportion to its strata."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.documents import from_text, read
from llmextract.documents.drawing import Draw, draw, stratum_of
from llmextract.errors import DocumentError, UsageError
from llmextract.records import Document


def corpus(**sizes: int) -> list[Document]:
    """Documents of several sources."""
    return [
        from_text(f"Report {n} of {source} on the harvest.", source=f"https://{source}.org/{n}")
        for source, size in sizes.items()
        for n in range(size)
    ]


def texts(drawn: Draw, documents: list[Document]) -> list[str]:
    return [one.text for one in drawn.of(documents) if isinstance(one, Document)]


def test_the_same_are_drawn_in_any_order_and_told_in_that_of_the_input() -> None:
    documents = corpus(a=40)
    first = texts(draw(documents, 7, None), documents)
    assert len(first) == 7
    assert first == [one.text for one in documents if one.text in first]
    turned = documents[::-1]
    assert texts(draw(turned, 7, None), turned) == first[::-1]


@given(st.lists(st.integers(1, 12), min_size=1, max_size=6), st.integers(1, 40))
def test_a_larger_draw_holds_the_smaller(sizes: list[int], most: int) -> None:
    documents = corpus(**{f"s{number}": size for number, size in enumerate(sizes)})
    smaller = draw(documents, most, "source")
    larger = draw(documents, most + 1, "source")
    assert smaller.drawn == min(most, len(documents))
    assert larger.drawn == min(most + 1, len(documents))
    for name, stratum in smaller.strata.items():
        assert stratum.drawn <= larger.strata[name].drawn


def test_each_stratum_has_its_share_and_at_least_one() -> None:
    documents = corpus(large=80, middle=19, small=1)
    drawn = draw(documents, 10, "source")
    assert {name: (len(s.drawn), s.documents) for name, s in drawn.strata.items()} == {
        "large.org": (7, 80), "middle.org": (2, 19), "small.org": (1, 1),
    }  # fmt: skip
    assert (drawn.documents, drawn.paragraphs, drawn.drawn) == (100, 100, 10)


def test_a_text_that_stands_twice_is_drawn_once() -> None:
    documents = corpus(a=3) * 2
    drawn = draw(documents, 9, None)
    assert (drawn.documents, drawn.drawn) == (6, 3)
    assert len(texts(drawn, documents)) == 3


def test_strata_by_what_documents_have_and_by_a_column(tmp_path: Path) -> None:
    rows = [
        {
            "text": "The council met in the old hall on Monday.",
            "published": "2020-05-03",
            "desk": 1,
        },
        {"text": "El consejo se reunió en el salón antiguo el lunes por la mañana.", "desk": "B "},
        {"text": "Le conseil s'est réuni dans la vieille salle lundi matin.", "desk": None},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    documents = [one for one in read(path, group_column="desk") if isinstance(one, Document)]

    def strata(by: str) -> list[str]:
        return [stratum_of(one, by) for one in documents]

    assert strata("desk") == ["1", "B", "no desk"]
    assert strata("source") == [str(path)] * 3
    assert strata("year") == ["2020", "no year", "no year"]
    assert strata("month")[0] == "2020-05"
    assert strata("language") == ["en", "es", "fr"]
    assert list(draw(documents, 3, "desk").strata) == ["1", "B", "no desk"]


def test_a_column_that_nobody_has_is_told() -> None:
    with pytest.raises(UsageError, match="no document has a column 'desk'"):
        draw(corpus(a=2), 1, "desk")


def test_errors_are_passed_on() -> None:
    error = DocumentError("is no JSON", source="x:1")
    drawn = draw([*corpus(a=2), error], 1, None)
    assert drawn.documents == 2
    assert error in list(drawn.of([*corpus(a=2), error]))
