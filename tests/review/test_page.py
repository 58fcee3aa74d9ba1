"""The review page as data and as HTML; what a browser makes of it is tested in tests/browser."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from llmextract.content import load_schema
from llmextract.incidents import Called, Figures
from llmextract.records import Failure, Paragraph, Span
from llmextract.review.page import Source, page_data, render
from llmextract.review.text import pieces_of
from llmextract.runfile import RunFile
from tests.compare.conftest import FERRY, OSTREL, PARVA, QUARRY, SHOLM, make_run, record
from tests.review.made import source_of, told_of

INCIDENT = load_schema("incident")


def data_of(*runs: RunFile) -> dict[str, Any]:
    told = [one for number, run in enumerate(runs) for one in told_of(run, number)]
    return page_data(told, INCIDENT, [source_of(run) for run in runs])


def value(data: dict[str, Any], path: str, record: int = 0) -> dict[str, Any]:
    (found,) = [one for one in data["values"] if (one["record"], one["path"]) == (record, path)]
    return dict(found)


def test_each_value_has_its_mark_and_leads_to_its_words() -> None:
    data = data_of(make_run((QUARRY, [SHOLM | {"killed": 90}, PARVA]), (FERRY, [OSTREL])))
    assert value(data, "killed")["mark"] == "unsupported"
    assert value(data, "killed")["alarm"]
    assert value(data, "injured") | {"reason": ""} == {
        "record": 0, "path": "injured", "field": "injured", "text": "4", "raw": 4,
        "mark": "supported", "alarm": False, "reason": "", "from": "model",
        "by": "rules",
    }  # fmt: skip
    number = data["values"].index(value(data, "locations[0].name", 2))
    (paragraph,) = [p for p in data["documents"][0]["paragraphs"] if p["index"] == 1]
    assert [text for text, numbers in paragraph["pieces"] if number in numbers] == ["Ostrel"]
    assert "".join(text for text, _ in paragraph["pieces"]) == FERRY


def test_fields_that_nobody_checks_and_empty_ones_are_there_too() -> None:
    data = data_of(make_run((FERRY, [OSTREL])))
    kind = value(data, "event_type")
    assert (kind["text"], kind["raw"], "mark" in kind) == ("bombing", "bombing", False)
    assert value(data, "injured")["text"] == ""
    assert [one["name"] for one in data["form"]][:2] == ["event_type", "status"]
    assert "bombing" in data["form"][0]["words"]


def test_incidents_name_the_records_that_they_were_made_of() -> None:
    again = "The bomb on the ferry in Ostrel killed two sailors on Monday, police said."
    data = data_of(make_run((QUARRY, [SHOLM]), (FERRY, [OSTREL]), (again, [OSTREL])))
    ferry = next(one for one in data["incidents"] if "Ostrel" in one["heading"])
    assert (ferry["records"], ferry["paragraphs"]) == ([1, 2], [2, 3])
    assert ferry["heading"] == "bombing, Ostrel, 2 killed"
    assert [cell["text"] for cell in ferry["cells"]["killed"]] == ["2"]


def test_a_bound_is_shown_as_one_and_is_no_alarm() -> None:
    text = "At least nine men were killed in Sholm."
    data = data_of(make_run((text, [record(locations=["Sholm"], killed=9)])))
    assert value(data, "killed")["text"] == "≥ 9"
    assert not value(data, "killed")["alarm"]


def test_a_paragraph_that_failed_is_there_with_its_reason() -> None:
    data = data_of(make_run((QUARRY, Failure("refused", "too long <b>")), (FERRY, [OSTREL])))
    first, second = data["documents"][0]["paragraphs"]
    assert (first["failure"], first["records"]) == ("too long <b>", [])
    assert (second["failure"], second["records"]) == (None, [0])


def test_actors_are_counted_by_side() -> None:
    league = record(perpetrators=["Ember League"], targets=["depot"], locations=["Parva"])
    data = data_of(
        make_run((QUARRY, [league]), (FERRY, [OSTREL | {"targets": league["perpetrators"]}]))
    )
    actor = next(one for one in data["actors"] if one["name"] == "Ember League")
    assert {side: len(of) for side, of in actor["sides"].items()} == {
        "perpetrators": 1,
        "targets": 1,
    }
    assert data["sides"] == ["perpetrators", "targets"]


def test_an_actor_in_other_words_is_counted_with_the_name_that_merging_has() -> None:
    (told,) = told_of(make_run((QUARRY, [SHOLM])))
    called = (
        Called("perpetrators[0]", "gunmen of the Ember League", "Ember League", "part of it"),
    )
    told = replace(told, entries=tuple(replace(one, called=called) for one in told.entries))
    data = page_data([told], INCIDENT, [Source("run.jsonl", "0", {})])
    assert [one["name"] for one in data["actors"]] == ["Ember League", "quarry workers"]


def test_a_count_that_is_told_differently_says_so() -> None:
    (told,) = told_of(make_run((QUARRY, [SHOLM])))
    figures = {
        "killed": Figures(low=7, best=9, high=None, said=()),
        "injured": Figures(4, 4, 4, ()),
    }
    told = replace(told, entries=tuple(replace(one, figures=figures) for one in told.entries))
    (incident,) = page_data([told], INCIDENT, [Source("run.jsonl", "0", {})])["incidents"]
    assert incident["cells"]["killed"][0]["told"] == "told as 7 or more"
    assert "told" not in incident["cells"]["injured"][0]


def test_several_runs_stand_in_one_page_each_under_its_digest() -> None:
    data = data_of(
        make_run((QUARRY, [SHOLM]), document="a"), make_run((FERRY, [OSTREL]), document="b")
    )
    assert [one["run"] for one in data["documents"]] == [0, 1]
    assert len({one["digest"] for one in data["runs"]}) == 2
    assert [one["document"] for one in data["incidents"]] == [0, 1]


SKELETON = [
    "html", "head", "meta", "meta", "meta", "meta", "title", "style", "body", "noscript", "p", "div",
    "script", "script",
]  # fmt: skip
HOSTILE = [
    "</script><script>document.title='hurt'</script>",
    "<img src=x onerror=alert(1)>",
    "<!--<script>",
    '"><svg onload=alert(1)>',
    "\u2028\u2029\u202e&amp;&lt;",
    "{{ 7 * 7 }} {title} %s \\u003c",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_text_of_an_article_is_data_whatever_it_says(words: str) -> None:
    text = f"Two men were killed in Tamm. {words}"
    said = record(perpetrators=[words], locations=[words], killed=2, weapons=[words])
    run = make_run((text, [said]), (words, Failure("x", words)), document=words, model=words)
    page = render(told_of(run), INCIDENT, [source_of(run)])
    assert page.encode()
    tree = document_fromstring(page.encode())
    made = [node.tag for node in tree.iter() if isinstance(node.tag, str)]
    assert made == SKELETON
    assert not [name for node in tree.iter() for name in node.attrib if name.startswith("on")]
    (block,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert not re.search(r"[<>&\u2028\u2029]", block)
    pieces = json.loads(block)["documents"][0]["paragraphs"][0]["pieces"]
    assert "".join(piece for piece, _ in pieces) == text.encode("utf-8", "replace").decode()


def test_a_megabyte_in_one_line_is_one_paragraph() -> None:
    run = make_run(("", [record()]))
    (one,) = run.extractions
    text = f"Two men were killed in Tamm. {'x' * 1_000_000}"
    long = RunFile(run.header, (replace(one, paragraph=Paragraph(0, 0, len(text), text)),))
    page = render(told_of(long), INCIDENT, [source_of(long)])
    assert 1_000_000 < len(page) < 1_300_000


def test_half_of_a_character_does_not_stop_the_page() -> None:
    run = make_run(("Two men were killed. \ud800", [record(killed=2)]))
    assert render(told_of(run), INCIDENT, [source_of(run)]).encode()


@given(
    st.text(min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
    st.integers(0, 9),
)
def test_pieces_are_the_text_and_each_span_is_made_of_them(
    text: str, stretches: list[tuple[int, int]], start: int
) -> None:
    spans = [
        (number, Span(start + low, start + high, text[low:high]))
        for number, (low, high) in enumerate(stretches)
        if low < high <= len(text)
    ]
    pieces = pieces_of([Paragraph(0, start, start + len(text), text)], spans)[0]
    assert "".join(words for words, _ in pieces) == text
    for number, span in spans:
        assert "".join(words for words, on in pieces if number in on) == span.text


def test_a_span_beside_the_text_is_no_piece_of_it() -> None:
    spans = [(0, Span(0, 3, "Two", where="context")), (1, Span(50, 53, "far"))]
    assert pieces_of([Paragraph(0, 0, 8, "Two men.")], spans)[0] == [("Two men.", ())]
