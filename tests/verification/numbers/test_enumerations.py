"""The persons of a numbered list are counted where its heading says what happened to them."""

import pytest

from llmextract.verification.numbers import judge, lex
from llmextract.verification.source_text import SourceText

HELD = (
    "Held over the fire:\n1. R. Osk, trader\n2. Mrs Ida Holm\n3. Ivo Marsk, driver\nTwo more fled."
)
PLACES = "Villages burned in the raid:\n1. Hult\n2. Orv\n3. Lisk\n"
PLAIN = "What we saw:\n1. Smoke over the mill.\n2. Ivo Marsk was shot dead.\n"


@pytest.mark.parametrize(
    ("text", "role", "value", "verdict"),
    [
        (HELD, "arrested", 3, "derived"),
        (HELD, "arrested", 5, "unsupported"),
        (HELD, "killed", 3, "unclear"),
        (PLACES, "injured", 3, "unclear"),
        (PLAIN, "killed", 2, "unclear"),
        (PLAIN, "killed", 1, "supported"),
    ],
)
def test_a_list_of_names(text: str, role: str, value: int, verdict: str) -> None:
    assert judge(value, SourceText(text, language="en"), role=role).verdict == verdict


def test_the_marks_are_no_counts() -> None:
    reasons = [one.reject for one in lex(HELD) if one.form == "digits"]
    assert reasons == ["mark of a list"] * 3
