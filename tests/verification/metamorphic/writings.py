"""Ways to write the same text down: marks, markup, spaces and letters that change nothing."""

import re
import unicodedata
from collections.abc import Callable

Writing = Callable[[str], str]
WRITINGS: dict[str, Writing] = {
    "letters apart from their accents": lambda text: unicodedata.normalize("NFD", text),
    "entities": lambda text: "".join(f"&#{ord(one)};" for one in text),
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(one):x};" for one in text),
    "full-width digits": lambda text: text.translate({48 + i: chr(0xFF10 + i) for i in range(10)}),
    "ligatures": lambda text: text.replace("fi", "ﬁ").replace("fl", "ﬂ").replace("ff", "ﬀ"),
    "soft hyphens": lambda text: re.sub(r"\B", "\u00ad", text),
    "zero width": lambda text: "\u200b".join(text),
    "bidi marks around words": lambda text: " ".join(f"\u2066{w}\u2069" for w in text.split(" ")),
    "non-breaking spaces": lambda text: text.replace(" ", "\u00a0"),
    "spaces as entities": lambda text: text.replace(" ", "&nbsp;"),
    "narrow spaces": lambda text: text.replace(" ", "\u202f"),
    "two spaces": lambda text: text.replace(" ", "  "),
    "a line for each word": lambda text: text.replace(" ", "\n"),
    "a paragraph's tags": lambda text: f'<p class="lead">{text}</p>\n',
    "a link on each word": lambda text: " ".join(
        f'<a href="https://wire.example/7">{word}</a>' for word in text.split(" ")
    ),
    "a note at the end": lambda text: f"{text}[3][17]",
    "all of it emphasised": lambda text: f"**{text}**",
    "curly quotes around it": lambda text: f"“{text}”",
    "straight quotes around it": lambda text: f'"{text}"',
    "bullet": lambda text: f"- {text}",
    "block quote": lambda text: f"> {text}",
    "heading": lambda text: f"## {text}",
    "typographic apostrophe": lambda text: text.replace("'", "’"),
}
"""Nothing of it says anything else."""
IN_LINE = [
    name
    for name in WRITINGS
    if name not in {"full-width digits", "two spaces", "a line for each word", "a note at the end"}
]
"""Those of which one may follow on another: not what would change the digits of an entity, make
paragraphs, or put a note on a line of its own."""
