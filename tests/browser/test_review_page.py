"""The review page in a real browser: from words to records and back, filters, edits, what it looks like."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from llmextract import cli, runfile
from llmextract.content import load_schema
from llmextract.records import Failure
from llmextract.review.page import render
from llmextract.runfile import RunFile
from tests.compare.conftest import FERRY, OSTREL, PARVA, QUARRY, SHOLM, make_run, record
from tests.review.made import source_of, text_of, told_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HOSTILE = (
    'Men </script><script>document.title = "hurt"</script> <img src=x onerror="document.title=1"> '
    "{{ 7 * 7 }} & \u202eturned\u202c \u2028 \U0001f525 killed two people in Mosul on 4 March 2024."
)
ODD = record(
    perpetrators=["Men </script><img src=x onerror=alert(1)>"], locations=["Mosul"], killed=2,
    date="4 March 2024",
)  # fmt: skip
RUN = make_run(
    (QUARRY, [SHOLM | {"killed": 90, "targets": []}, PARVA]),
    (FERRY, [OSTREL | {"injured": 7}]),
    (HOSTILE, [ODD]),
    ("Nobody knows.", Failure("refused", "the server <b>refused</b> it")),
)


def page_of(run: RunFile, folder: Path) -> Path:
    """A run file and its page."""
    (folder / "run.jsonl").write_text(text_of(run), encoding="utf-8")
    path = folder / "review.html"
    page = render(told_of(run), load_schema("incident"), [source_of(run)])
    path.write_text(page, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(RUN, tmp_path_factory.mktemp("page")).as_uri()


def opened(browser: "Browser", address: str, **options: Any) -> "Iterator[Page]":
    """The page; at the end nothing was fetched and no script failed."""
    context = browser.new_context(
        **{"viewport": {"width": 1300, "height": 900}, "reduced_motion": "reduce"} | options
    )
    page = context.new_page()
    page.set_default_timeout(8000)
    troubles: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    yield page
    assert troubles == []
    assert [url for url in asked if not url.startswith("blob:")] == [address]
    context.close()


@pytest.fixture
def page(browser: "Browser", address: str) -> "Iterator[Page]":
    yield from opened(browser, address)


def value(page: "Page", field: str, card: int = 0) -> Any:
    return page.locator(".card").nth(card).locator(f'dd[data-field="{field}"] .value').first


def test_text_of_an_article_shows_as_text(page: "Page") -> None:
    signs = "✓Σ≈½?✗·\u2060"
    text = page.locator(".paragraph .text").nth(2).evaluate("node => node.textContent")
    assert text == HOSTILE
    assert page.title() == "Review: d.txt"
    assert page.locator("img").count() == 0
    assert page.locator(".failure").inner_text().endswith("the server <b>refused</b> it")
    assert not set(signs) & set(HOSTILE)


def test_what_needs_a_look_comes_first_the_worst_before_all(page: "Page") -> None:
    rows = page.locator("#look .row").all_inner_texts()
    assert rows[0].startswith("killed: 90")
    assert any("failed" in row for row in rows)
    assert page.locator("#tab-look").inner_text() == f"Needs a look {len(rows)}"


def test_a_click_leads_from_a_record_to_its_words_and_back(page: "Page") -> None:
    value(page, "locations", card=2).click()
    assert page.locator("mark.lit").all_inner_texts() == ["Ostrel"]
    assert page.locator("mark.lit").first.evaluate(
        "node => { const { top } = node.getBoundingClientRect(); return top > 0 && top < innerHeight }"
    )
    page.locator("mark", has_text="four").click()
    assert page.locator('.value[aria-pressed="true"]').inner_text().startswith("4")
    assert page.evaluate("document.activeElement.closest('dd').dataset.field") == "injured"


def test_a_doubt_leads_to_its_value_and_an_incident_to_its_records(page: "Page") -> None:
    page.locator("#look .row").first.click()
    assert page.locator('.value[aria-pressed="true"]').inner_text().startswith("90")
    page.click("#tab-incidents")
    page.get_by_role("button", name="Incident 3: bombing, Ostrel").click()
    assert page.locator(".card.lit h3").all_inner_texts() == ["Record 1"]
    assert "ferry" in page.locator(".paragraph", has=page.locator(".card.lit")).inner_text()


def shown(page: "Page") -> list[str]:
    texts: list[str] = page.locator("#incidents tbody th").all_inner_texts()
    return texts


def test_the_table_is_filtered_and_sorted(page: "Page") -> None:
    page.click("#tab-incidents")
    assert shown(page) == ["1", "2", "3", "4"]
    page.fill("#search", "ostrel")
    assert shown(page) == ["3"]
    assert page.locator("output").inner_text() == "1 of 4 incidents"
    page.fill("#search", "")
    page.select_option("#by-event_type", "shelling")
    assert shown(page) == ["2"]
    page.select_option("#by-event_type", "")
    page.select_option("#verdict", "unsupported")
    assert shown(page) == ["1", "3"]
    page.select_option("#verdict", "")
    page.get_by_role("button", name="killed", exact=True).click()
    assert shown(page) == ["3", "4", "1", "2"]
    page.get_by_role("button", name="killed", exact=True).click()
    assert shown(page) == ["1", "3", "4", "2"]
    assert page.locator('th[aria-sort="descending"]').inner_text().startswith("killed")


def test_the_counts_are_in_sight_and_on_a_phone_a_row_is_a_card(
    browser: "Browser", address: str
) -> None:
    for page in opened(browser, address):
        page.click("#tab-incidents")
        region = page.get_by_role("region", name="Incidents", exact=True).bounding_box()
        for name in ("killed", "injured"):
            box = page.get_by_role("columnheader", name=name).bounding_box()
            assert region is not None
            assert box is not None
            assert box["x"] + box["width"] <= region["x"] + region["width"]
    for page in opened(browser, address, viewport={"width": 390, "height": 800}):
        page.click("#tab-incidents")
        table = page.get_by_role("table")
        assert table.evaluate("node => node.scrollWidth <= node.parentNode.clientWidth")
        row = table.get_by_role("row").nth(1)
        assert row.locator('[data-label="killed"]').bounding_box() is not None
        assert row.get_by_role("cell").count() > 3


def test_the_map_the_timeline_and_the_actors_lead_to_incidents(page: "Page") -> None:
    page.click("#tab-map")
    page.get_by_role("button", name="Mosul, the place itself: 1 incident").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="closer").click()
    left = page.locator("svg.map").get_attribute("viewBox")
    assert left is not None
    assert not left.startswith("0 0 960")
    page.get_by_role("button", name="the whole map").click()
    page.get_by_role("button", name="4. armed attack, Mosul, 2 killed").click()
    assert page.locator(".card.lit").count() == 1
    page.click("#tab-incidents")
    assert shown(page) == ["4"]
    page.get_by_role("button", name="Show not only Mosul").click()
    assert len(shown(page)) == 4
    page.click("#tab-timeline")
    assert "2024-03-04" in page.locator("#timeline time").all_inner_texts()
    page.click("#tab-actors")
    page.get_by_role("button", name="gunmen of the Ember League", exact=True).click()
    assert shown(page) == ["1"]


def test_all_of_it_goes_by_keyboard(page: "Page") -> None:
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.textContent").startswith("90")
    page.keyboard.press("c")
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    assert value(page, "killed").inner_text().endswith("→ 9")
    page.keyboard.press("n")
    page.keyboard.press("x")
    page.keyboard.press("/")
    page.keyboard.type("nxa")
    assert page.input_value("#search") == "nxa"
    assert page.locator(".edits").inner_text() == "2 edits"
    page.locator("#tab-incidents").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#map").is_visible()
    page.uncheck("#keys")
    page.locator("h1").click()
    page.keyboard.press("n")
    assert page.locator(".edits").inner_text() == "2 edits"


def test_edits_are_downloaded_applied_and_measured(browser: "Browser", tmp_path: Path) -> None:
    address = page_of(RUN, tmp_path).as_uri()
    for page in opened(browser, address, accept_downloads=True):
        value(page, "killed").click()
        page.get_by_role("button", name="Correct").click()
        page.get_by_label("killed, corrected").fill("9")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Add to targets, record 1").nth(0).click()
        page.get_by_role("textbox", name="Add to targets").fill("quarry workers")
        page.keyboard.press("Enter")
        value(page, "weapons", card=1).click()
        page.get_by_role("button", name="✗ Reject").click()
        value(page, "date", card=2).click()
        page.get_by_role("button", name="✓ Accept").click()
        page.locator(".card").nth(3).get_by_role("button", name="reject record").click()
        page.get_by_role("button", name="Add a record to paragraph 3").click()
        form = page.get_by_role("form", name="A new record")
        form.get_by_label("event type").select_option("other")
        form.get_by_label("status").select_option("happened")
        form.get_by_label("locations").fill("Mosul; Tamm")
        form.get_by_label("killed").fill("2")
        form.get_by_role("button", name="Add record").click()
        page.get_by_label("your name").fill("R. Viewer")
        with page.expect_download() as download:
            page.get_by_role("button", name="Download edits").click()
        assert download.value.suggested_filename == "run.edits.json"
        download.value.save_as(tmp_path / "edits.json")
        assert "--apply run.edits.json" in page.locator(".status").inner_text()
    for page in opened(browser, address):
        page.locator("#open").set_input_files(tmp_path / "edits.json")
        page.get_by_text("6 edits", exact=True).wait_for()
        assert value(page, "killed").inner_text().endswith("→ 9")
        page.get_by_role("button", name="Take back: + quarry workers").click()
        assert page.locator(".edits").inner_text() == "5 edits"
    run, gold = tmp_path / "run.jsonl", tmp_path / "gold.jsonl"
    applied = ["review", str(run), "--apply", str(tmp_path / "edits.json"), "-o", str(gold)]
    assert cli.run(applied) == 0
    read = runfile.read(gold)
    quarry, ferry, hostile, _ = read.extractions
    assert quarry.records[0]["killed"] == 9
    assert [one["name"] for one in quarry.records[0]["targets"]] == ["quarry workers"]
    assert quarry.records[1]["weapons"] == []
    assert ferry.review is not None
    assert ferry.review["accepted"] == [{"record": 0, "path": "date"}]
    assert [one["event_type"] for one in hostile.records] == ["other"]
    assert read.header["reviewed"][0]["reviewer"] == "R. Viewer"
    assert cli.run(["evaluate", str(run), "--gold", str(gold), "--json"]) == 0
    page_path = tmp_path / "again.html"
    assert cli.run(["review", str(gold), "-o", str(page_path)]) == 0
    for page in opened(browser, page_path.as_uri()):
        assert "stated by a person" in page.locator('dd[data-field="killed"]').first.inner_text()
        assert "accepted by a person" in page.locator('dd[data-field="date"]').nth(2).inner_text()


def test_a_file_that_holds_no_edits_is_told(page: "Page", tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"edits": []}), encoding="utf-8")
    page.locator("#open").set_input_files(path)
    page.get_by_text("x.json is no file of edits").wait_for()
    assert page.locator(".edits").inner_text() == "0 edits"


@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (390, "dark"), (800, "dark"), (1300, "light")]
)
def test_nothing_runs_out_of_the_window_and_axe_finds_no_fault(
    browser: "Browser", address: str, width: int, scheme: Any
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    options = {
        "viewport": {"width": width, "height": 800},
        "color_scheme": scheme,
        "bypass_csp": True,
    }
    for page in opened(browser, address, **options):
        page.keyboard.press("n")
        page.keyboard.press("x")
        for view in ("look", "incidents", "map", "timeline", "actors"):
            page.click(f"#tab-{view}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            faults = axe.run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in faults] == []
        if width < 900:
            page.click("#tab-article")
            assert page.locator("#article").is_visible()
            assert axe.run(page).response["violations"] == []
            page.locator(".card .value").last.scroll_into_view_if_needed()
            assert page.locator("#tab-look").is_visible()


def test_paper_has_all_views_and_no_controls(page: "Page") -> None:
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("body").evaluate("node => getComputedStyle(node).color") == "rgb(0, 0, 0)"
    for view in ("look", "incidents", "map", "timeline", "actors"):
        assert page.locator(f"#{view}").is_visible()
    assert not page.get_by_role("button", name="Download edits").is_visible()
    assert len(page.pdf()) > 10_000


def test_of_five_hundred_paragraphs_those_in_sight_are_laid_out(
    browser: "Browser", tmp_path: Path
) -> None:
    address = page_of(make_run(*([(QUARRY, [SHOLM, PARVA])] * 500)), tmp_path).as_uri()
    for page in opened(browser, address):
        # What is far off the screen is not laid out; how long a frame takes says how busy a machine is.
        laid_out = page.locator(".card").evaluate_all(
            "cards => cards.filter(one => one.checkVisibility({ contentVisibilityAuto: true })).length"
        )
        assert 0 < laid_out < 40
        value(page, "killed", card=999).click()
        assert page.locator("mark.lit").count() == 0 or page.locator("mark.lit").first.is_visible()


def test_a_megabyte_in_one_line_is_shown_whole(browser: "Browser", tmp_path: Path) -> None:
    (one,) = make_run(("Nobody knows.", [record()])).extractions
    text = "<b>&\u202e x" * 100_000
    long = replace(one, paragraph=replace(one.paragraph, text=text, end=len(text)))
    address = page_of(RunFile({"schema": "incident", "model": "m"}, (long,)), tmp_path).as_uri()
    for page in opened(browser, address):
        shown = page.locator(".text").evaluate("node => node.textContent.length")
        assert shown == len(text)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1300
