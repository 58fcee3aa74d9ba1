"""Says of a finding in an analyst's words why its value is to be looked at; nothing where it need not.

The reasons of the verifier are short and the same everywhere, for programs; a note is for a person who
never read how the verifier works.
"""

import re

from llmextract.cells import is_bound, plain
from llmextract.records import Finding, Verdict

_LONGEST = 70
"""Characters of the words that are quoted in a note."""

_WORDINGS: tuple[tuple[str, str], ...] = (
    (r"as written(?:; |$)", ""),
    (
        r"no rule reads here whether it acts or is hit",
        "on which side it stood cannot be told from the sentence",
    ),
    (r"no rule reads here whether it acts", "whether it did it cannot be told from the sentence"),
    (
        r"no rule reads here whether it is hit",
        "whether it was hit cannot be told from the sentence",
    ),
    (
        r"stands in the text; no rule reads its clause",
        "named, but the sentence does not tell whether it happened there",
    ),
    (
        r"stands in the text; whether as the place, no rule tells",
        "named, but the sentence does not tell whether it happened there",
    ),
    (r"(whether [^;]+?),? no rule tells", r"\1 cannot be told"),
    (r"outside the evidence sentences", "in another sentence than the incident is told in"),
    (
        r"in another sentence than the record rests on",
        "in another sentence than the incident is told in",
    ),
    (r"^number word", "a number in words"),
    (r"^digits", "a number in figures"),
    (r"^article", "one, since no number is given"),
    (r"^(\d+) named$", r"\1 named, none counted"),
    (r"^singular", "one, since the noun is singular"),
    (r"^vague amount", "an amount without a number"),
    (r"^denial", "the text says that there were none"),
    (r"^denied", "the text says that there were none"),
    (r"^nobody was even hurt", "the text says that nobody was hurt"),
    (r"^no words to look for", "it has no words that could be looked for"),
    (r"^only elsewhere in the article: not in the text", "nowhere in the article"),
    (r"^only elsewhere in the article(?:: )?", "told in another paragraph only; "),
    (r"^near it$", "near it, not in it"),
    (r"^outside it$", "outside it, not in it"),
    (r"^a party, not a place$", "it stands for a government or a group, not for the place"),
)
_PATTERNS = tuple((re.compile(pattern), words) for pattern, words in _WORDINGS)
_AS_SOMETHING_ELSE = re.compile(r"(?:where|who|whom|what|an?|part of|planned|foiled)\b")
"""How a reason begins that says as what else a value stands in the text."""


def note(finding: Finding) -> str | None:
    """Why a value is to be looked at, with the words of the text; ``None`` where it need not be.

    What the text states plainly and a bound that the text states need no note; nor does what only
    the rules stated, which its sign says.
    """
    if is_bound(finding) or (finding.verdict is Verdict.SUPPORTED and not finding.elsewhere):
        return None
    said = in_words(finding.reason)
    return f"{_lead(finding, said)}{_quoted(finding, said)}"


def in_words(reason: str) -> str:
    """A reason of the verifier as a person would say it."""
    said = plain(reason)
    for pattern, words in _PATTERNS:
        said = pattern.sub(words, said)
    return said.strip("; ") or "the words stand in the text"


def _lead(finding: Finding, said: str) -> str:
    if finding.verdict is Verdict.DERIVED and ("+" in said or "−" in said):
        return f"counted together: {said}"
    if finding.verdict is Verdict.UNSUPPORTED and _AS_SOMETHING_ELSE.match(said):
        return f"not for this: the text has it as {said}"
    if finding.verdict is Verdict.UNCLEAR and not re.search(r"cannot be told|perhaps", said):
        return f"cannot be told: {said}"
    return said


def _quoted(finding: Finding, said: str) -> str:
    """The words of the text that were looked at, where the note has none of them."""
    words = " … ".join(dict.fromkeys(plain(span.text) for span in finding.spans))
    if not words or "“" in said or words.lower() in said.lower() or words == str(finding.value):
        return ""
    return f" (“{words if len(words) <= _LONGEST else words[:_LONGEST].rstrip() + ' …'}”)"
