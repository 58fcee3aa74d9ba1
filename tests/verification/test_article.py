"""Values that stand only elsewhere in the article: inferred, with their words, in linear time."""

import time
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from llmextract import Context, Grounded
from llmextract.records import Finding
from llmextract.verification.article import ArticleText, joined
from llmextract.verification.source_text import SourceText
from llmextract.verification.verifier import verify_record


class Toll(BaseModel):
    killed: Annotated[int | dict[str, int] | str | None, Grounded("number", role="killed")] = None
    injured: Annotated[int | None, Grounded("number", role="injured")] = None
    place: Annotated[str | None, Grounded("place")] = None
    date: Annotated[str | None, Grounded("date")] = None
    doer: Annotated[str | None, Grounded("name")] = None
    said: Annotated[str | None, Grounded("quote")] = None


LEAD = "Gunmen of the Red Column killed nine millers and a cook in Ostrel on Tuesday, 4 May."
MIDDLE = "The raid began at dawn. More than thirty carts were burned, and 17 people were injured."
END = "A guard said he had counted twelve rebels. The mayor, 61, blamed the Blue Front."
ARTICLE = f"Raid in Ostrel\n\n{LEAD}\n\n{MIDDLE}\n\n{END}\n"


def found(paragraph: str, article: str = ARTICLE, **values: Any) -> Finding:
    whole = ArticleText(article)
    start = article.index(paragraph)
    source = SourceText(paragraph, article=whole, start=start, language="en")
    findings = verify_record(Toll.model_validate(values), source, offset=start)
    (finding,) = [one for one in findings if one.value is not None]
    return finding


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"killed": 9}, ["nine millers"]),
        ({"killed": 10}, ["nine millers", "a cook"]),
        ({"place": "Ostrel"}, ["Ostrel"]),
        ({"date": "Tuesday"}, ["Tuesday"]),
        ({"date": "May 4"}, ["Tuesday, 4 May"]),
        ({"doer": "Red Column"}, ["Red Column"]),
        ({"said": "counted twelve rebels"}, ["counted twelve rebels"]),
    ],
)
def test_what_stands_only_elsewhere_is_inferred_with_its_words(
    values: dict[str, Any], words: list[str]
) -> None:
    finding = found(MIDDLE, **values)
    assert (finding.verdict, finding.where) == ("inferred", "article")
    assert [span.text for span in finding.spans] == words
    assert all(ARTICLE[span.start : span.end] == span.text for span in finding.spans)
    assert "elsewhere in the article" in finding.reason


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({"injured": 10}, "unsupported"),  # the dead of the lead
        ({"killed": 61}, "unsupported"),  # an age
        ({"killed": 999}, "unsupported"),
        ({"killed": 12}, "unclear"),  # twelve rebels, of whom no rule tells more
        ({"place": "Marsk"}, "unsupported"),
        ({"date": "5 May"}, "unsupported"),
        ({"doer": "Green Column of Marsk"}, "unsupported"),
    ],
)
def test_the_rules_for_roles_hold_in_the_rest_of_the_article(
    values: dict[str, Any], verdict: str
) -> None:
    assert found(MIDDLE, **values).verdict == verdict


def test_the_paragraph_comes_first_and_its_verdict_stays() -> None:
    own = found(MIDDLE, injured=17)
    assert (own.verdict, own.where, own.spans[0].text) == ("supported", "paragraph", "17 people")
    bound = found("Up to 40 died there.", f"{ARTICLE}\nUp to 40 died there.", killed=40)
    assert (bound.verdict, bound.where) == ("partly", "paragraph")


@pytest.mark.parametrize(("killed", "verdict"), [(1, "unclear"), (4, "inferred")])
def test_a_small_number_in_doubt_is_not_settled_by_somebody_elsewhere(
    killed: int, verdict: str
) -> None:
    """One is killed in most articles; that four are killed twice is hardly chance."""
    who = {1: "A guard was", 4: "Four guards were"}[killed]
    paragraph = f"{who} killed. The watch lost 30 men, killed at the mill."
    finding = found(
        paragraph,
        f"{paragraph}\n\n{who.replace('guard', 'clerk')} killed by a mine.",
        killed=killed,
    )
    assert finding.verdict == verdict
    assert (finding.where == "paragraph") == (killed == 1)


def test_the_headline_comes_before_the_rest() -> None:
    whole = ArticleText(ARTICLE)
    context = Context(title="Raid in Ostrel", offsets={"title": 0})
    start = ARTICLE.index(MIDDLE)
    source = SourceText(MIDDLE, context, article=whole, start=start, language="en")
    *_, finding = verify_record(Toll(place="Ostrel"), source, offset=start)
    assert (finding.verdict, finding.where) == ("supported", "headline")
    assert ARTICLE[finding.spans[0].start :].startswith("Ostrel\n")


def test_a_contradicted_place_is_not_looked_for_elsewhere() -> None:
    paragraph = "Shells fell on northern Ostrel."
    finding = found(
        paragraph, f"{paragraph}\n\nShells fell on southern Ostrel.", place="southern Ostrel"
    )
    assert finding.verdict == "unsupported"


def test_an_article_of_lines_and_one_of_its_own_paragraphs_are_the_same() -> None:
    lines = ArticleText(f"{LEAD}\n{MIDDLE}\n")
    assert [lines.text[a:b] for a, b in lines.bounds] == [LEAD, MIDDLE]
    wrapped = ArticleText("One line\nand more.\n\n \n  Another.  \n")
    assert [wrapped.text[a:b] for a, b in wrapped.bounds] == ["One line\nand more.", "Another."]
    again = joined([(4, LEAD), (4 + len(LEAD) + 1, MIDDLE)])
    assert [again.text[a:b] for a, b in again.bounds] == [LEAD, MIDDLE]
    assert again.text[4 : 4 + len(LEAD)] == LEAD
    assert ArticleText("").bounds == ()


def test_what_an_article_costs_grows_with_its_length_and_not_with_its_square() -> None:
    def seconds(paragraphs: int) -> float:
        texts = [
            f"In Zarn{chr(97 + n % 26)}ovo{n} on Monday {n + 2} men of Kolumn{n} fled."
            for n in range(paragraphs)
        ]
        article = "\n\n".join(texts)
        whole, start, begun = ArticleText(article), 0, time.process_time()
        for number, text in enumerate(texts):
            source = SourceText(text, article=whole, start=start, language="en")
            other = (number + 7) % paragraphs
            record = Toll(killed=other + 5000, place=f"Zarnovo{other}", doer=f"Kolumn{other} men")
            assert len(verify_record(record, source, offset=start)) == 3
            start += len(text) + 2
        return time.process_time() - begun

    seconds(50)
    small, large = (min(seconds(size) for _ in range(2)) for size in (100, 400))
    assert large < 8 * small + 0.2
