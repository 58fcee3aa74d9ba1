"""The comparison page in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from llmextract.compare import compare
from llmextract.compare.page import render
from tests.compare.conftest import FERRY, OSTREL, PARVA, QUARRY, SHOLM, make_run, record

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

NASTY = 'Men </script><script>document.title = "hurt"</script> {{ 7 * 7 }} & "quoted" killed two in Tamm.'


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page of five incidents: a contradiction, one missed, one doubtful, one in part, one agreed."""
    said = record(
        perpetrators=['Men </script> {{ 7 * 7 }} & "quoted"'], locations=["Tamm"], killed=2
    )
    one = make_run((QUARRY, [SHOLM, PARVA]), (FERRY, [OSTREL]), (NASTY, [said]), document="first")
    two = make_run(
        (QUARRY, [SHOLM]), (FERRY, [OSTREL | {"killed": 12}]), (NASTY, [said]), document="first"
    )
    more = make_run(
        (FERRY.replace("Ostrel", "Brill"), [OSTREL | {"killed": None}]), document="second"
    )
    runs = {
        "one <i>": type(one)(one.header, one.extractions + more.extractions),
        "two": type(two)(two.header, two.extractions + more.extractions),
    }
    path: Path = tmp_path_factory.mktemp("page") / "compare.html"
    path.write_text(render(compare(runs)), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser: "Browser", address: str) -> "Iterator[Page]":
    """The page; at the end nothing was fetched and no script failed."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    opened = context.new_page()
    troubles: list[str] = []
    asked: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda message: troubles.append(message.text))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(address)
    yield opened
    assert troubles == []
    assert asked == [address]
    context.close()


def headings(page: "Page") -> list[str]:
    texts: list[str] = page.locator("article h2").all_inner_texts()
    return texts


def test_the_most_urgent_comes_first_and_all_are_there(page: "Page") -> None:
    assert headings(page)[:2] == ["counts contradict", "found by some only, and in the text"]
    assert page.locator("article").count() == 5
    assert page.locator("output").inner_text() == "5 of 5 incidents"
    assert page.locator("article .reason").first.inner_text() == "killed: 2 / 12"


def test_text_shows_as_text(page: "Page") -> None:
    quote = page.locator("blockquote", has_text="Tamm")
    marks = "✓Σ≈½✗\u2060"
    assert (
        quote.evaluate("node => node.textContent").translate(str.maketrans("", "", marks)) == NASTY
    )
    assert page.title() == "Comparison: one <i> · two"
    assert page.locator("i").count() == 0


def test_filters(page: "Page") -> None:
    page.select_option("#show", "contrary")
    assert headings(page) == ["counts contradict"]
    page.select_option("#show", "missed")
    assert headings(page) == ["found by some only, and in the text"]
    assert page.locator("article td.absent", has_text="not found").count() > 0
    page.select_option("#show", "all")
    page.select_option("#verdict", "unsupported")
    assert 0 < page.locator("article").count() < 5
    assert page.locator("article .unsupported").count() >= page.locator("article").count()
    page.select_option("#verdict", "")
    page.select_option("#document", label="second.txt")
    assert page.locator("article header .soft").all_inner_texts() == ["second.txt, paragraph 1"]
    page.select_option("#document", "")
    page.fill("#text", "SHOLM")
    assert (
        page.locator("article blockquote", has_text="Sholm").count()
        == page.locator("article").count()
    )
    page.fill("#text", "no such words at all")
    assert page.locator(".empty").inner_text() == "No incident fits these filters."
    assert page.locator("output").inner_text() == "0 of 5 incidents"


def test_the_order_of_the_text(page: "Page") -> None:
    page.select_option("#order", "text")
    places = page.locator("article header .soft").all_inner_texts()
    assert places == [
        "first.txt, paragraph 1", "first.txt, paragraph 1", "first.txt, paragraph 2",
        "first.txt, paragraph 3", "second.txt, paragraph 1",
    ]  # fmt: skip


def test_differences_are_marked_by_more_than_colour(page: "Page") -> None:
    first = page.locator("article").first
    assert first.locator(".outcome.contrary").all_inner_texts() == ["≠ contradict"]
    assert first.locator(".value.odd").all_inner_texts() == ["2", "12"]
    sign = first.locator(".value.odd .sign").last
    assert "✗" in sign.evaluate("node => getComputedStyle(node, '::after').content")


def test_keys_go_from_incident_to_incident(page: "Page") -> None:
    def at() -> int:
        script = "[...document.querySelectorAll('article')].indexOf(document.activeElement)"
        return int(page.evaluate(script))

    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        assert at() == place
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.input_value("#text") == "jk"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")


def test_a_pressed_value_lights_its_words(page: "Page") -> None:
    first = page.locator("article").first
    first.locator("button.value", has_text="Ostrel").first.click()
    assert first.locator("mark.lit").all_inner_texts() == ["Ostrel"]
    first.locator("button.value", has_text="Ostrel").first.click()
    assert first.locator("mark.lit").count() == 0


@pytest.mark.parametrize("width", [360, 800, 1300])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_out_of_the_window(
    browser: "Browser", address: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    light = [sum(map(int, colour[4:-1].split(","))) for colour in (ink, paper)]
    assert (light[0] > light[1]) is (scheme == "dark")
    context.close()


def test_paper_has_all_incidents_and_no_controls(page: "Page") -> None:
    page.emulate_media(media="print", color_scheme="dark")
    marked = page.locator("mark").first
    assert marked.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(217, 242, 226)"
    assert page.locator("body").evaluate("node => getComputedStyle(node).color") == "rgb(0, 0, 0)"
    assert not page.locator("form").is_visible()
    assert page.locator("article").count() == 5
    assert len(page.pdf()) > 10_000


def test_thousands_of_incidents_open_at_once_and_come_in_batches(
    browser: "Browser", tmp_path: Path
) -> None:
    run = make_run(*((FERRY, [OSTREL]) for _ in range(250)))
    path = tmp_path / "many.html"
    path.write_text(render(compare({"a": run, "b": run})), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.locator("article").count() == 100
    page.get_by_role("button", name="Show 100 more").click()
    page.get_by_role("button", name="Show 50 more").click()
    assert page.locator("article").count() == 250
    assert page.locator(".more").count() == 0
    page.close()


def test_money_and_gold_have_columns_where_there_are_any(
    browser: "Browser", tmp_path: Path, page: "Page"
) -> None:
    first = page.locator("table").first
    assert "cost" not in first.locator("thead th").all_inner_texts()
    runs = {
        "a": make_run((FERRY, [OSTREL]), model="openai:gpt-4o-mini"),
        "b": make_run((FERRY, [])),
    }
    path = tmp_path / "paid.html"
    path.write_text(render(compare(runs, gold={"a": {"f1": 61.5}, "b": {"f1": None}})), "utf-8")
    paid = browser.new_page()
    paid.goto(path.as_uri())
    table = paid.locator("table").first
    assert table.locator("thead th").all_inner_texts()[-2:] == ["cost", "F1 against gold"]
    cells = table.locator("tbody tr").first.locator("td").all_inner_texts()
    assert cells[-2].startswith("$0.0000")
    assert cells[-1] == "61.50"
    assert table.locator("tbody tr").last.locator("td").all_inner_texts()[-2:] == ["–", "–"]
    paid.close()
