"""The rows of a table: findings of its cells, and the cells that tell them."""

from llmextract import Finding, Grounded, Span, Verdict
from llmextract.verification.rows import RowCheck, cells_of

CHECK = RowCheck(
    "body",
    {"dead": Grounded("number", role="killed"), "where": Grounded("place")},
    context="head",
)


def test_the_columns_that_are_needed_and_added() -> None:
    assert CHECK.columns == ("body", "dead", "where", "head")
    assert RowCheck("body", {"body": Grounded("quote")}).columns == ("body",)
    assert CHECK.added == (
        "dead_verdict", "dead_reason", "dead_span", "where_verdict", "where_reason", "where_span",
    )  # fmt: skip


def test_a_row_is_checked_against_its_own_text_and_headline() -> None:
    row = {"body": "Five carters were killed.", "dead": "5", "where": "Oru", "head": "Blast in Oru"}
    findings = CHECK.verify(row, index=7)
    assert [f.verdict for f in findings["dead"] + findings["where"]] == ["supported"] * 2
    assert findings["dead"][0].record == 7
    cells = cells_of(findings)
    assert tuple(cells) == CHECK.added
    assert cells["dead_span"] == "0-12 Five carters"
    assert cells["where_span"] == "context 9-12 Oru"
    assert cells["dead_reason"] == "number word"


def test_a_row_without_a_headline_has_no_context() -> None:
    row = {"body": "Five carters were killed.", "dead": "5", "where": "Oru"}
    assert CHECK.verify(row)["where"][0].verdict is Verdict.UNSUPPORTED


def test_cells_that_say_nothing_have_no_verdict() -> None:
    cells = cells_of(CHECK.verify({"body": "It rained.", "dead": "", "where": " ", "head": ""}))
    assert set(cells.values()) == {""}


def test_a_cell_with_several_values_has_the_worst_verdict_and_names_each() -> None:
    body = "A mine killed five carters in Oru and four carters were shot dead in Bex."
    cells = cells_of(CHECK.verify({"body": body, "dead": "", "where": "Oru; Kol; Bex"}))
    assert cells["where_verdict"] == "unsupported"
    assert [part.partition(":")[0] for part in cells["where_reason"].split("; ")] == [
        "Oru", "Kol", "Bex",
    ]  # fmt: skip
    assert [part.partition(" ")[2] for part in cells["where_span"].split("; ")] == ["Oru", "Bex"]


def vague(low: int | None, high: int | None) -> str:
    finding = Finding(0, "dead", None, Verdict.SUPPORTED, "a bound", (), low, high)
    return cells_of({"dead": [finding]})["dead_reason"]


def test_an_empty_cell_beside_a_vague_amount_says_so() -> None:
    row = {"body": "Several carters were killed.", "dead": "", "where": ""}
    cells = cells_of(CHECK.verify(row))
    assert cells["dead_verdict"] == "supported"
    assert cells["dead_reason"].startswith("the cell is empty, the text states ")
    assert cells["dead_span"] == "0-15 Several carters"
    assert vague(3, None) == "the cell is empty, the text states 3 or more (a bound)"
    assert vague(3, 5) == "the cell is empty, the text states 3 to 5 (a bound)"
    assert vague(0, 5) == "the cell is empty, the text states up to 5 (a bound)"


def test_words_that_carry_two_values_are_named_once() -> None:
    span = Span(0, 3, "Oru")
    findings = [Finding(0, "where", v, Verdict.SUPPORTED, "x", (span,)) for v in ("Oru", "ORU")]
    assert cells_of({"where": findings})["where_span"] == "0-3 Oru"
