"""Frames: what is denied, asked, supposed, made up; and what a frame takes for granted."""

import pytest

from llmextract.verification.clauses.frames import frames, is_granted
from llmextract.verification.lexing import lex


@pytest.mark.parametrize(
    ("text", "kind", "framed"),
    [
        ("He left. The mayor denied that two had died.", "disputed", "denied that two had died"),
        ("Police rejected claims of a theft.", "contested", "rejected claims of a theft"),
        ("Tarsa denied that its men had died.", "contested", "denied that its men had died"),
        ("There was no proof that two had died.", "denied", "proof that two had died"),
        ("Messages that two died are false.", "denied", "Messages that two died are"),
        (
            "It was untrue, he said, that two had died.",
            "denied",
            "untrue, he said, that two had died",
        ),
        ("It was a lie that two had died.", "denied", "lie that two had died"),
        ("It never happened that two died.", "doubted", "that two died"),
        ("He dreamed that two died.", "made up", "dreamed that two died"),
        ("She asked whether two had died.", "doubted", "whether two had died"),
        ("If rain falls, the road is cut.", "supposed", "If rain falls"),
        ("Did two men die?", "asked", "Did two men die?"),
        ("Two dead in the fire?", "doubted", "Two dead in the fire?"),
        ("Two sank. In the film, a ship sinks.", "made up", "In the film, a ship sinks."),
        ("In the drill, two died. A man sang.", "rehearsed", "In the drill, two died."),
    ],
)
def test_a_frame_takes_its_clause(text: str, kind: str, framed: str) -> None:
    found = [(one.kind, text[one.start : one.end]) for one in frames(lex(text))]
    assert (kind, framed) in [(told, said.rstrip()) for told, said in found]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor denied any responsibility for the fire.",
        "The group denied a part in the theft, in which two died.",
        "Two died, if not more.",
        "Why did two men die?",
        "Two died in the film museum.",
        "Two soldiers died during an exercise when a truck fell.",
        "The reports that two died are true.",
        "A false alarm was followed by a fire.",
        "They rehearsed for weeks.",
    ],
)
def test_what_frames_nothing(text: str) -> None:
    assert frames(lex(text)) == ()


def test_relative_clauses_and_times_are_taken_for_granted() -> None:
    text = "Police denied that the men who robbed a bank in Tarsa had fled to Velmo."
    words = lex(text)
    (frame,) = frames(words)
    assert is_granted(words, frame, text.index("Tarsa"))
    text = "Police denied that the fire that burned a mill had been set."
    words = lex(text)
    (frame,) = frames(words)
    assert is_granted(words, frame, text.index("mill"))
    text = "Police denied that a mill had burned."
    words = lex(text)
    (frame,) = frames(words)
    assert not is_granted(words, frame, text.index("mill"))
    text = "He was asked whether he would leave after a mill had burned."
    words = lex(text)
    (frame,) = frames(words)
    assert is_granted(words, frame, text.index("mill"))
