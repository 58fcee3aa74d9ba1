"""The page as data and as HTML; what a browser makes of it is tested in tests/browser."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.compare import compare
from llmextract.compare.page import page_data, render
from llmextract.records import Finding, Span, Verdict
from llmextract.runfile import RunFile
from tests.compare.conftest import FERRY, OSTREL, QUARRY, SHOLM, MakeRun, make_run, record

NASTY = 'A </script><script>alert("x")</script> {{ 7 }} & \u2028 <!-- b killed two men in Ostrel.'


def data_of(page: str) -> Any:
    (text,) = re.findall(
        r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL
    )
    return json.loads(text)


def test_text_is_data_whatever_it_says(run: MakeRun) -> None:
    said = record(locations=["Ostrel"], perpetrators=["</script><b>"], killed=2)
    one = run((NASTY, [said]), model="m<i>", document="<d>&")
    page = render(compare({"m<i>": one, '"b"': one}))
    assert page.count("<script") == 2
    assert page.count("</script>") == 2
    assert "<i>" not in page
    assert "<b>" not in page
    data = data_of(page)
    (incident,) = data["incidents"]
    assert "".join(piece["text"] for piece in incident["pieces"]) == NASTY
    assert data["names"] == ["m<i>", '"b"']
    assert "<title>Comparison: m&lt;i&gt; · &quot;b&quot;</title>" in page


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(run: MakeRun) -> None:
    page = render(compare({"a": run((FERRY, [OSTREL])), "b": run((FERRY, []))}))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)

    def allowed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert rules == {
        "default-src": "'none'",
        "style-src": allowed(style),
        "script-src": allowed(script),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert not re.search(
        r"https?://|innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", page
    )


def test_a_lone_surrogate_of_a_damaged_reply_does_not_stop_the_page(run: MakeRun) -> None:
    one = run((FERRY, [OSTREL | {"weapons": ["bomb \ud800"]}]))
    page = render(compare({"a": one, "b": one}))
    assert page.encode("utf-8")
    assert data_of(page)["incidents"]


def cells(data: Any, field: str) -> list[Any]:
    (line,) = [row for row in data["incidents"][0]["lines"] if row["name"] == field]
    return list(line["cells"])


def test_differences_are_marked_in_the_items_that_differ(run: MakeRun) -> None:
    one = run((QUARRY, [SHOLM]))
    two = run((QUARRY, [SHOLM | record(targets=["quarry workers", "depot"], killed=4)]))
    data = page_data(compare({"a": one, "b": two}))
    assert [[item["odd"] for item in cell] for cell in cells(data, "targets")] == [
        [False],
        [False, True],
    ]
    assert [[(i["text"], i["odd"]) for i in cell] for cell in cells(data, "killed")] == [
        [("9", True)], [("4", True)],
    ]  # fmt: skip
    assert cells(data, "killed")[0][0]["verdict"] == "supported"
    assert cells(data, "killed")[0][0]["reason"] == ""
    assert cells(data, "killed")[1][0]["reason"]


def test_a_run_without_the_incident_has_no_cells(run: MakeRun) -> None:
    data = page_data(compare({"a": run((FERRY, [OSTREL])), "b": run((FERRY, []))}))
    (incident,) = data["incidents"]
    assert (incident["found"], incident["read"], incident["missed"]) == (
        [True, False],
        [True, True],
        True,
    )
    assert cells(data, "killed") == [[cells(data, "killed")[0][0]], None]
    assert not cells(data, "killed")[0][0]["odd"]


def test_a_vague_amount_is_shown_though_no_count_is_given(run: MakeRun) -> None:
    text = "Dozens of sailors were killed in Ostrel."
    one = run((text, [record(locations=["Ostrel"])]))
    data = page_data(compare({"a": one, "b": one}))
    (value,) = cells(data, "killed")[0]
    assert value["text"] == ""
    assert value["reason"]
    lit = [p["text"] for p in data["incidents"][0]["pieces"] if value["key"] in p["keys"]]
    assert "Dozens" in "".join(lit)
    assert not [row for row in data["incidents"][0]["lines"] if row["name"] == "injured"]


def test_a_value_leads_to_the_words_that_it_rests_on(run: MakeRun) -> None:
    data = page_data(
        compare(
            {"a": run((FERRY, []), (QUARRY, [SHOLM])), "b": run((FERRY, []), (QUARRY, [SHOLM]))}
        )
    )
    pieces = data["incidents"][0]["pieces"]
    for cell in cells(data, "locations"):
        (value,) = cell
        assert [p["text"] for p in pieces if value["key"] in p["keys"]] == ["Sholm"]
    assert [p["verdict"] for p in pieces if p["text"] == "Sholm"] == ["supported"]
    assert data["incidents"][0]["paragraph"] == 2


def test_only_words_of_the_paragraph_are_marked_and_the_worst_verdict_shows(run: MakeRun) -> None:
    (one,) = run((FERRY, [OSTREL])).extractions
    at = FERRY.index("two")

    def spanned(verdict: Verdict, *spans: Span) -> Finding:
        return Finding(0, "killed", 2, verdict, "why", spans)

    findings = (
        spanned(Verdict.SUPPORTED, Span(at, at + 3, "two")),
        spanned(Verdict.PARTLY, Span(at, at + 11, "two sailors"), Span(at - 7, at, "killed ")),
        spanned(Verdict.SUPPORTED, Span(0, 2, "In", "title"), Span(500, 502, "no")),
    )
    told = RunFile({"schema": "incident"}, (replace(one, findings=findings),))
    pieces = page_data(compare({"a": told, "b": run((FERRY, []))}))["incidents"][0]["pieces"]
    marked = [(piece["text"], piece["verdict"]) for piece in pieces if piece["verdict"]]
    assert marked == [("killed ", "partly"), ("two", "partly"), (" sailors", "partly")]
    assert "".join(piece["text"] for piece in pieces) == FERRY


def test_incidents_know_their_order_in_the_text(run: MakeRun) -> None:
    one = run((QUARRY, [SHOLM]), (FERRY, [OSTREL]))
    two = run((QUARRY, [SHOLM]), (FERRY, [OSTREL | {"killed": 7}]))
    data = page_data(compare({"a": one, "b": two}))
    assert [i["order"] for i in data["incidents"]] == [1, 0]
    assert data["documents"] == ["d.txt"]
    assert data["attention"][data["incidents"][0]["rank"]] == "counts contradict"


@pytest.mark.parametrize("lead", ["", "🚢🚢 "], ids=["plain", "beyond the basic plane"])
def test_pieces_are_cut_by_characters_not_by_utf16(run: MakeRun, lead: str) -> None:
    one = run((lead + FERRY, [OSTREL]))
    data = page_data(compare({"a": one, "b": one}))
    assert "Ostrel" in [p["text"] for p in data["incidents"][0]["pieces"] if p["verdict"]]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_the_pieces_of_a_text_are_the_text(words: str) -> None:
    text = f"{words} A bomb killed two sailors in Ostrel. {words}"
    one = make_run((text, [OSTREL]))
    (incident,) = page_data(compare({"a": one, "b": one}))["incidents"]
    assert "".join(piece["text"] for piece in incident["pieces"]) == text
    assert all(piece["text"] for piece in incident["pieces"])


def test_money_and_gold_are_shown_where_there_are_any(run: MakeRun) -> None:
    paid = run((FERRY, [OSTREL]), model="openai:gpt-4o-mini")
    own = run((FERRY, [OSTREL]), model="local:m")
    gold = {name: {"f1": 50.0, "figures": {"secret": 1}} for name in ("a", "b")}
    data = page_data(compare({"a": paid, "b": own}, gold=gold))
    assert data["runs"][0]["cost"].startswith("$0.0000")
    assert data["runs"][1]["cost"] is None
    assert data["gold"] == {"a": {"f1": 50.0}, "b": {"f1": 50.0}}
