"""What the verifier says of numbers in texts that no rule was made from, role by role.

    python -m benchmarks.counted

Each number of ``benchmarks/counts`` is asked in every role that its text has, and as killed and injured:
it is right where one of the counts with that value has the role.  These are more questions than a
reader's mistakes would give, so the share of wrong ones let through says less than that of right ones
which are refused or left open.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from llmextract.records import Verdict
from llmextract.verification import numbers
from llmextract.verification.source_text import SourceText

TEXTS = Path(__file__).parent / "counts"
ROLES = {
    **{
        role: role
        for role in ("killed", "injured", "kidnapped", "arrested", "displaced", "missing")
    },
    "freed": "released",
    "attackers": "attackers",
}
"""How the texts call what happened to somebody, and how the verifier does."""
Question = tuple[str, int, bool]
"""A role, a value, and whether it is right."""


def main() -> int:
    """Print a line a role, and one of all."""
    said: dict[str, Counter[tuple[bool, Verdict]]] = defaultdict(Counter)
    for path in sorted(TEXTS.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            source = SourceText(row["text"], language="en")
            for role, value, right in questions(row["text"], row["counts"]):
                verdict = numbers.judge(value, source, role=ROLES[role]).verdict
                said[role][right, verdict] += 1
                said["all"][right, verdict] += 1
    print(f"{'':10} right  carried  partly unclear unsupported    wrong  carried unclear")
    for role in (*ROLES, "all"):
        print(line_of(role, said[role]))
    return 0


def questions(text: str, counts: list[tuple[str, str]]) -> Iterator[Question]:
    """What is asked of a text: each value in each role.

    Args:
        text: the text.
        counts: the words of each count in the order of the text, and what happened to them.
    """
    stated = {(q.start, q.end): q.low for q in numbers.lex(text) if q.kind in ("exact", "about")}
    found: list[tuple[int, set[str]]] = []
    at = 0
    for words, roles in counts:
        start = text.find(words, at)
        start = text.find(words) if start < 0 else start
        inside = [span for span in stated if start <= span[0] < start + len(words)]
        if inside:
            found.append((stated[min(inside)], set(roles.split()) - {"none"}))
            at = start
    asked = {"killed", "injured"}.union(*(roles for _, roles in found))
    for value in dict.fromkeys(low for low, _ in found if low):
        for role in sorted(asked):
            yield role, value, any(low == value and role in roles for low, roles in found)


def line_of(role: str, said: Counter[tuple[bool, Verdict]]) -> str:
    """A line of the table: shares of the right values, and of the wrong ones."""
    right = {v: n for (is_right, v), n in said.items() if is_right}
    wrong = {v: n for (is_right, v), n in said.items() if not is_right}

    def share(part: dict[Verdict, int], *verdicts: Verdict) -> float:
        return sum(part.get(v, 0) for v in verdicts) / max(1, sum(part.values()))

    carried = (Verdict.SUPPORTED, Verdict.DERIVED)
    return (
        f"{role:10} {sum(right.values()):5} {share(right, *carried):8.3f} {share(right, Verdict.PARTLY):7.3f}"
        f" {share(right, Verdict.UNCLEAR):7.3f} {share(right, Verdict.UNSUPPORTED):11.3f}"
        f" {sum(wrong.values()):8} {share(wrong, *carried):8.3f} {share(wrong, Verdict.UNCLEAR):7.3f}"
    )


if __name__ == "__main__":
    sys.exit(main())
