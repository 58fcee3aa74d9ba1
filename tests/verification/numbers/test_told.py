"""What is only tried, threatened or planned happened to nobody; what else happened is counted."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


@pytest.mark.parametrize(
    ("text", "role", "value", "verdict"),
    [
        # infinitives
        ("The cell wanted to kill two judges.", "killed", 2, "unsupported"),
        ("The cell wanted to quietly kill two judges.", "killed", 2, "unsupported"),
        ("The cell urged its men to kill two judges.", "killed", 2, "unsupported"),
        ("The cell tried again, then came back to kill two judges.", "killed", 2, "supported"),
        ("The cell tried and failed, to kill two judges.", "killed", 2, "supported"),
        ("The cell came to the court to kill two judges.", "killed", 2, "supported"),
        ("The cell tried to flee and killed two judges.", "killed", 2, "supported"),
        ("The cell planned to storm the court and kill two judges.", "killed", 2, "unsupported"),
        ("The cell managed to storm the court and kill two judges.", "killed", 2, "supported"),
        ("The cell planned to flee and killed two judges.", "killed", 2, "supported"),
        # what nouns say of whom a verb takes
        ("The cell planned to take two hostages.", "kidnapped", 2, "unclear"),
        ("The cell planned to enter and seize two hostages.", "kidnapped", 2, "unsupported"),
        ("The cell took two hostages.", "kidnapped", 2, "supported"),
        # nouns
        ("An attempt on the life of a mayor failed.", "killed", 1, "unsupported"),
        ("There was an attempted murder of two mayors.", "killed", 2, "unsupported"),
        ("Two murder attempts were reported.", "killed", 2, "unsupported"),
        ("A failed murder was reported.", "killed", 1, "unsupported"),
        ("They spoke of the murder of two mayors.", "killed", 2, "supported"),
        ("A mayor survived the attempt on his life.", "killed", 1, "unsupported"),
        ("Death threats reached two mayors.", "killed", 2, "unsupported"),
        # what came of it
        ("A plot to kill the mayor left two guards dead.", "killed", 2, "supported"),
        ("A mayor survived a murder attempt, suffering burns.", "injured", 1, "supported"),
        ("A mayor survived a murder attempt with light wounds.", "injured", 1, "supported"),
    ],
)
def test_only_what_happened_is_counted(text: str, role: str, value: int, verdict: str) -> None:
    assert judge(value, SourceText(text), role=role).verdict == verdict
    assert judge(value, SourceText(text.upper()), role=role).verdict == verdict


@pytest.mark.parametrize(
    ("text", "done", "value", "not_done"),
    [
        ("Nine nurses were kidnapped and will be released soon.", "kidnapped", 9, "released"),
        ("Six clerks were arrested and are to be hanged.", "arrested", 6, "killed"),
        ("The cell wanted to kidnap and killed two judges.", "killed", 2, "kidnapped"),
        ("They tried to kill and wounded two judges.", "injured", 2, "killed"),
        ("Two judges were to be freed and were then shot dead.", "killed", 2, "released"),
        ("Two judges were seized and may be killed.", "kidnapped", 2, "killed"),
    ],
)
def test_what_is_planned_takes_nothing_from_what_was_done_to_the_same_people(
    text: str, done: str, value: int, not_done: str
) -> None:
    assert judge(value, SourceText(text), role=done).verdict == "supported"
    assert judge(value, SourceText(text), role=not_done).verdict == "unsupported"
