"""Numbers that only another paragraph of the article states, in a language read by patterns."""

from dataclasses import dataclass
from typing import Annotated

import pytest

from llmextract.verification.article import ArticleText
from llmextract.verification.marks import Grounded
from llmextract.verification.source_text import SourceText
from llmextract.verification.verifier import verify_record


@dataclass
class Toll:
    killed: Annotated[int, Grounded("number", role="killed")]


@pytest.mark.parametrize(
    ("value", "verdict", "words"),
    [
        (17, "inferred", "Dix-sept passagers"),
        (6, "supported", "Six passagers"),
        (42, "unclear", "42"),
        (88, "unsupported", None),
    ],
)
def test_what_only_another_paragraph_states_is_inferred(
    value: int, verdict: str, words: str | None
) -> None:
    first = "Six passagers ont été tués lundi dans le renversement d'un autocar, selon la police."
    second = "Dix-sept passagers ont péri mardi ; 42 dossiers sont à l'étude."
    source = SourceText(first, article=ArticleText(f"{first}\n\n{second}"))
    (finding,) = verify_record(Toll(value), source)
    assert finding.verdict == verdict
    assert [span.text for span in finding.spans] == ([words] if words else [])
