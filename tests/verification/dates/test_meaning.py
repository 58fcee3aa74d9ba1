"""What a date means where it stands: the day that it counts from, its year, how exactly, and why."""

import time
from typing import Any

import pytest

from llmextract import documents
from llmextract.reading.state import Task, tasks_of
from llmextract.records import Context, Finding, Verdict
from llmextract.verification.marks import Grounded
from llmextract.verification.source_text import SourceText
from llmextract.verification.verifier import finding_of
from llmextract.verification.walk import Leaf


def found(value: str, source: SourceText, offset: int = 0) -> Finding:
    finding = finding_of(Leaf("date", value, Grounded("date")), source, offset=offset)
    assert finding is not None
    return finding


def task_of(*paragraphs: str, at: int = -1, title: str = "", published: str | None = None) -> Task:
    text = "\n\n".join(paragraphs)
    document = documents.from_text(text, title=title or "Mill burns", published=published)
    tasks = [one for one in tasks_of(document) if one.paragraph.role != "title"]
    return tasks[at]


def meant(value: str, *paragraphs: str, **given: Any) -> tuple[str | None, str | None]:
    finding = found(value, task_of(*paragraphs, **given).source)
    return finding.resolved, finding.precision


def reason(value: str, *paragraphs: str, **given: Any) -> str:
    return found(value, task_of(*paragraphs, **given).source).reason


FIRE = "The mill at the ford burned down on 4 July 2012 at dusk."


@pytest.mark.parametrize(
    ("words", "resolved", "precision"),
    [
        ("Later on the same day", "2012-07-04", "day"),
        ("A few minutes later", "2012-07-04", "day"),
        ("Hours after the fire", "2012-07-04", "day"),
        ("At about the same time", "2012-07-04", "day"),
        ("That night", "2012-07-04", "day"),
        ("The next morning", "2012-07-05", "day"),
        ("The following day", "2012-07-05", "day"),
        ("The day before", "2012-07-03", "day"),
        ("The previous evening", "2012-07-03", "day"),
        ("Three days later", "2012-07-07", "day"),
        ("48 hours later", "2012-07-06", "day"),
        ("A week earlier", "2012-06-27", "day"),
        ("A fortnight later", "2012-07-18", "day"),
        ("A few days later", "2012-07-05/2012-07-11", "week"),
        ("Two months later", "2012-09", "month"),
        ("A year later", "2013", "year"),
        ("Before dawn", "2012-07-04", "day"),
        ("On Friday", "2012-07-06", "day"),
        ("On the 9th", "2012-07-09", "day"),
        ("On the 2nd", "2012-08-02", "day"),
        ("On July 6", "2012-07-06", "day"),
        ("Several weeks later", None, "unknown"),
        ("Two weeks after the vote", None, "unknown"),
    ],
)
def test_words_that_count_from_the_day_told_before(
    words: str, resolved: str | None, precision: str
) -> None:
    sentence = f"{words}, raiders came back for the flour."
    assert meant(words, FIRE, sentence) == (resolved, precision)
    assert meant(words, f"{FIRE} {sentence}") == (resolved, precision)


@pytest.mark.parametrize(
    ("words", "resolved", "precision"),
    [
        ("Yesterday", "2012-07-10", "day"),
        ("last night", "2012-07-10", "day"),
        ("overnight", "2012-07-11", "day"),
        ("four days ago", "2012-07-07", "day"),
        ("two weeks ago", "2012-06-25/2012-07-01", "week"),
        ("last week", "2012-07-02/2012-07-08", "week"),
        ("last weekend", "2012-07-07/2012-07-08", "week"),
        ("earlier this month", "2012-07", "month"),
        ("last month", "2012-06", "month"),
        ("last year", "2011", "year"),
        ("Sunday", "2012-07-08", "day"),
        ("last Wednesday", "2012-07-04", "day"),
        ("May 2", "2012-05-02", "day"),
        ("in October", "2011-10", "month"),
        ("the first week of July", "2012-07-01/2012-07-07", "week"),
        ("the last week of June", "2012-06-24/2012-06-30", "week"),
        ("between 2 and 4 July", "2012-07-02/2012-07-04", "week"),
        ("from Saturday to Monday", "2012-07-07/2012-07-09", "week"),
        ("July 8-10", "2012-07-08/2012-07-10", "week"),
        ("New Year's Eve", "2011-12-31", "day"),
        ("8/7", None, "unknown"),
        ("28/6", "2012-06-28", "day"),
        ("in recent months", None, "unknown"),
        ("31 June", None, "unknown"),
    ],
)
def test_words_that_count_from_publication(
    words: str, resolved: str | None, precision: str
) -> None:
    text = f"Raiders set the ferry alight {words}, the harbour master said."
    assert meant(words, text, published="2012-07-11") == (resolved, precision)
    if "last" in words or "ago" in words:
        assert meant(words, text) == (None, "unknown")


def test_the_reason_is_the_whole_chain() -> None:
    article = (
        "On March 9, the post fell.",
        "A day later, it was retaken.",
        "The same night, rain.",
    )
    told = reason("The same night", *article, published="2012-03-20")
    assert told == (
        "as written; the day of 2012-03-10, told before it; 1 day after 2012-03-09, told before it; "
        "its year from the date of publication, 2012-03-20"
    )


def test_a_year_that_nothing_states_is_never_made_up() -> None:
    article = ("On March 9, the post fell.", "A day later, it was retaken.")
    assert meant("March 9", *article, at=0) == (None, "unknown")
    assert reason("March 9", *article, at=0) == "as written; 9 March: nothing states the year"
    assert meant("A day later", *article) == (None, "unknown")
    assert "10 March" in reason("A day later", *article)
    assert "nothing states the year" in reason("A day later", *article)


def test_the_year_is_that_of_what_stands_beside_it() -> None:
    assert meant("January 5", "It burned on December 30, 2009.", "Rain fell on January 5.") == (
        "2010-01-05",
        "day",
    )
    # an old story in a new paper
    old = "It burned on 3 May 1985. On 8 May the miller died."
    assert meant("8 May", old, published="2012-07-11") == ("1985-05-08", "day")
    assert meant("8 May", "On 8 May the miller died.", published="2012-07-11")[0] == "2012-05-08"
    chronicle = ("1997", "May 2: a mill burns.", "1998", "June 6: a barge sinks.")
    assert meant("May 2", *chronicle, at=1, published="2012-07-11")[0] == "1997-05-02"
    assert meant("June 6", *chronicle, at=3, published="2012-07-11")[0] == "1998-06-06"
    titled = reason("May 2", "May 2: a mill burns.", title="Fires of the year 1997")
    assert "1997 is the only year" in titled


def test_a_date_ahead_is_of_the_coming_year_only_where_the_sentence_looks_ahead() -> None:
    text = "The guild warned that barges would be stopped from 2 December onwards."
    assert meant("2 December", text, published="2012-11-10")[0] == "2012-12-02"
    text = "The guild stopped barges on 2 December."
    assert meant("2 December", text, published="2012-11-10")[0] == "2011-12-02"


def test_a_look_back_is_not_what_the_story_goes_on_from() -> None:
    before = "The mill burned on 4 July 2012. A barn nearby had burned on 3 May 2012."
    assert meant("The next day", before, "The next day, it rained.")[0] == "2012-07-05"


def test_neither_the_dateline_nor_what_is_announced_is_a_day_of_the_story() -> None:
    filed = "KAYNA, 18 July 2012 — The mill burned on Sunday."
    assert meant("The following day", filed, "The following day, it rained.")[0] == "2012-07-16"
    announced = "The mill burned on 4 July 2012. The guild will meet on 20 July 2012."
    article = (announced, "The next day, it rained.")
    assert meant("The next day", *article, published="2012-07-10")[0] == "2012-07-05"


def test_a_note_counts_from_its_own_date() -> None:
    note = "Later the same day, raiders came back."
    assert meant("Later the same day", note, published="2012-07-11") == ("2012-07-11", "day")
    assert "document's own date" in reason("Later the same day", note, published="2012-07-11")


def test_the_days_of_far_paragraphs_are_not_counted_from() -> None:
    filler = ["The ford is old and narrow, and wagons sink."] * 4
    assert meant("The next day", FIRE, *filler, "The next day, it rained.") == (None, "unknown")


def test_a_value_with_less_or_more_than_its_words() -> None:
    assert meant("July 4", "The mill burned on July 4, 2012.") == ("2012-07-04", "day")
    assert meant("2012-07-04", "The mill burned on July 4.", published="2012-07-11")[0] == (
        "2012-07-04"
    )
    wrong = reason("Friday, July 4", "The mill burned on Friday, July 4.", published="2012-07-11")
    assert "that was a Wednesday" in wrong


def test_nothing_is_said_of_a_date_that_the_text_does_not_have() -> None:
    finding = found("9 June 2011", task_of(FIRE).source)
    assert (finding.verdict, finding.resolved, finding.precision) == (
        Verdict.UNSUPPORTED,
        None,
        None,
    )


def test_a_plain_text_with_a_context() -> None:
    source = SourceText("The next day, it rained.", Context(before=FIRE))
    assert found("The next day", source).resolved == "2012-07-05"
    assert found("4 July 2012", source).resolved == "2012-07-04"
    filed = SourceText("It burned on Monday.", Context(dateline="KAYNA, 18 July 2012 —"))
    assert found("Monday", filed).resolved == "2012-07-16"
    titled = SourceText("It burned.", Context(title="Mill burns on July 4", published="2012-07-09"))
    assert found("July 4", titled).resolved == "2012-07-04"


def test_dates_in_other_languages() -> None:
    text = "Un incendio destruyó el molino el lunes 2 de julio; ayer llovió en todo el valle."
    spanish = {"published": "2012-07-11"}
    assert meant("2 de julio", text, **spanish)[0] == "2012-07-02"
    assert meant("ayer", text, **spanish)[0] == "2012-07-10"


def test_a_long_document_takes_time_in_proportion_to_its_length() -> None:
    def spent(size: int) -> float:
        body = ["On 4 July 2012 the mill burned.", *["The next day, it rained again."] * size]
        tasks = list(tasks_of(documents.from_text("\n\n".join(body))))
        start = time.process_time()
        for task in tasks:
            found("The next day", task.source, task.paragraph.start)
        return time.process_time() - start

    spent(50)
    small = min(spent(200) for _ in range(2))
    # The best of some: a collection of the whole process's garbage takes a second.
    assert any(spent(800) < 12 * small for _ in range(3))
